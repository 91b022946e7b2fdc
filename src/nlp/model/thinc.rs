//! A network as thinc writes it: a flat list of nodes, the outer before the inner.
//!
//! thinc keeps no tree on disk. Nodes stand in breadth-first order, so equal layers come in the order in which they run,
//! and named references point at the parts that cannot be told apart by name.

use rmpv::ValueRef;

use super::msgpack::{self, Array};
use super::{ModelError, ModelFiles};

/// The nodes of one network.
#[derive(Debug)]
pub(crate) struct Network {
    /// The file, for messages.
    file: String,
    nodes: Vec<Node>,
}

/// One layer of a network.
#[derive(Debug)]
pub(crate) struct Node {
    /// The layer's kind, or how it is composed (`maxout>>layernorm`).
    pub(crate) name: String,
    refs: Vec<(String, usize)>,
    /// Attributes, each value as msgpack.
    attrs: Vec<(String, Vec<u8>)>,
    params: Vec<(String, Array)>,
}

impl Network {
    /// Reads the network in `file`.
    pub(crate) fn read(files: &ModelFiles, file: &str) -> Result<Self, ModelError> {
        let bytes = files.read(file)?;
        let value = msgpack::decode(file, &bytes)?;
        let part = |name: &str| {
            let list = msgpack::get(&value, name).and_then(msgpack::items);
            list.ok_or_else(|| ModelError::malformed(file, format!("no list `{name}`")))
        };
        let (nodes, attrs, params) = (part("nodes")?, part("attrs")?, part("params")?);
        if nodes.len() != attrs.len() || nodes.len() != params.len() {
            return Err(ModelError::malformed(file, "nodes, attributes and parameters differ in number"));
        }
        if part("shims")?.iter().any(|s| msgpack::items(s).is_none_or(|s| !s.is_empty())) {
            return Err(ModelError::unsupported(file, "a layer of another framework (PyTorch, TensorFlow)"));
        }
        let nodes =
            nodes.iter().zip(attrs).zip(params).map(|((node, attrs), params)| Node::read(file, node, attrs, params));
        Ok(Self { file: file.to_owned(), nodes: nodes.collect::<Result<_, _>>()? })
    }

    /// Returns the file, for messages.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Iterates over the nodes of a name, in the order in which they run.
    pub(crate) fn named<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> + 'n {
        self.nodes.iter().filter(move |n| n.name == name)
    }

    /// Returns the first node of a name.
    pub(crate) fn first(&self, name: &str) -> Result<&Node, ModelError> {
        self.nodes
            .iter()
            .find(|n| n.name == name)
            .ok_or_else(|| ModelError::malformed(&self.file, format!("no layer `{name}`")))
    }

    /// Returns the node that the outermost one refers to as `name`.
    pub(crate) fn reference(&self, name: &str) -> Option<&Node> {
        let (_, index) = self.nodes.first()?.refs.iter().find(|(n, _)| n == name)?;
        self.nodes.get(*index)
    }

    /// Returns the parameter `name` of a node, which must have `rank` axes.
    pub(crate) fn param<'n>(&self, node: &'n Node, name: &str, rank: usize) -> Result<&'n Array, ModelError> {
        let wrong = |what: String| ModelError::malformed(&self.file, format!("layer `{}` {what}", node.name));
        let found = node.params.iter().find(|(n, _)| n == name);
        let (_, array) = found.ok_or_else(|| wrong(format!("has no parameter `{name}`")))?;
        if array.shape.len() != rank {
            return Err(wrong(format!("has `{name}` of shape {:?}, not of {rank} axes", array.shape)));
        }
        Ok(array)
    }

    /// Returns the parameter `name` of a node, which must have the shape `shape`.
    pub(crate) fn shaped<'n>(&self, node: &'n Node, name: &str, shape: &[usize]) -> Result<&'n [f32], ModelError> {
        let array = self.param(node, name, shape.len())?;
        if array.shape != shape {
            let reason = format!("layer `{}` has `{name}` of shape {:?}, not {shape:?}", node.name, array.shape);
            return Err(ModelError::malformed(&self.file, reason));
        }
        Ok(&array.data)
    }

    /// Returns a whole number among a node's attributes.
    pub(crate) fn count(&self, node: &Node, name: &str) -> Result<usize, ModelError> {
        node.attr(name, msgpack::count).ok_or_else(|| self.no_attr(node, name))
    }

    /// Returns a list of names among a node's attributes.
    pub(crate) fn names(&self, node: &Node, name: &str) -> Result<Vec<String>, ModelError> {
        let names = |value: &ValueRef<'_>| {
            msgpack::items(value)?.iter().map(|item| Some(msgpack::text(item)?.to_owned())).collect()
        };
        node.attr(name, names).ok_or_else(|| self.no_attr(node, name))
    }

    fn no_attr(&self, node: &Node, name: &str) -> ModelError {
        ModelError::malformed(&self.file, format!("layer `{}` has no usable attribute `{name}`", node.name))
    }
}

impl Node {
    fn read(file: &str, node: &ValueRef<'_>, attrs: &ValueRef<'_>, params: &ValueRef<'_>) -> Result<Self, ModelError> {
        let wrong = || ModelError::malformed(file, "a node is not well-formed");
        let name = msgpack::get(node, "name").and_then(msgpack::text).ok_or_else(wrong)?.to_owned();
        let refs = msgpack::get(node, "refs").and_then(msgpack::pairs).ok_or_else(wrong)?;
        let refs = refs.iter().filter_map(|(k, v)| Some((msgpack::text(k)?.to_owned(), msgpack::count(v)?)));
        let mut read = Self { name, refs: refs.collect(), attrs: Vec::new(), params: Vec::new() };
        for (key, value) in msgpack::pairs(attrs).ok_or_else(wrong)? {
            if let (Some(key), ValueRef::Binary(bytes)) = (msgpack::text(key), value) {
                read.attrs.push((key.to_owned(), bytes.to_vec()));
            }
        }
        for (key, value) in msgpack::pairs(params).ok_or_else(wrong)? {
            if let Some(key) = msgpack::text(key)
                && !matches!(value, ValueRef::Nil)
            {
                read.params.push((key.to_owned(), msgpack::array(file, value)?));
            }
        }
        Ok(read)
    }

    fn attr<T>(&self, name: &str, read: impl Fn(&ValueRef<'_>) -> Option<T>) -> Option<T> {
        let (_, bytes) = self.attrs.iter().find(|(n, _)| n == name)?;
        read(&msgpack::decode(name, bytes).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_parser_has_the_layers_its_references_name() {
        let network = Network::read(&ModelFiles::bundled(), "parser/model").unwrap();
        let lower = network.reference("lower").unwrap();
        assert_eq!(lower.name, "precomputable_affine");
        assert_eq!(network.param(lower, "W", 4).unwrap().shape, [8, 64, 2, 64]);
        assert!(network.shaped(lower, "b", &[2, 64]).is_err());
    }

    #[test]
    fn the_bundled_embedding_names_its_features() {
        let network = Network::read(&ModelFiles::bundled(), "ner/model").unwrap();
        let features = network.first("extract_features").unwrap();
        assert_eq!(network.names(features, "columns").unwrap(), ["NORM", "PREFIX", "SUFFIX", "SHAPE"]);
        let seeds: Vec<_> = network.named("hashembed").map(|n| network.count(n, "seed").unwrap()).collect();
        assert_eq!(seeds, [8, 9, 10, 11]);
    }
}
