//! `algo.…`: the algorithms of [`crate::graph::algo`], called over labels and types.
//!
//! All take `labels`, `types` and `options`, each of which may be left out, and give `node, score`; rows come in the
//! order of the nodes.

use super::arguments::{Options, names, wrong};
use crate::graph::algo::{self, Metric, PageRank, Projection, Similar};
use crate::graph::{Direction, Graph, Value};
use crate::query::bind::Type;
use crate::query::error::QueryError;
use crate::query::exec::{Procedure, Rows, Signature, Surroundings};

type Result<T> = std::result::Result<T, QueryError>;

/// What runs over a part of the graph.
type Run = fn(&Algorithm, &Graph, &[Value], Surroundings<'_>) -> Result<Rows>;

/// An algorithm that `CALL` may call.
pub(super) struct Algorithm {
    name: &'static str,
    options: &'static [&'static str],
    signature: Signature,
    run: Run,
}

/// Name, options, run, caption.
const ALGORITHMS: &[(&str, &[&str], Run, &str)] = &[
    (
        "algo.pageRank",
        &["damping", "direction", "rounds", "tolerance", "weight"],
        page_rank,
        "score: the share of a random walk's time that it spends at the node; all together 1",
    ),
    (
        "algo.betweenness",
        &["direction", "normalized", "samples"],
        betweenness,
        "score: how many shortest paths between other nodes lead through the node",
    ),
    (
        "algo.components",
        &["strong"],
        components,
        "score: the number of the node's component, 0 for the largest; with {strong: true} one where each leads to each",
    ),
    (
        "algo.louvain",
        &["resolution", "weight"],
        louvain,
        "score: the number of the node's community, 0 for the largest",
    ),
    (
        "algo.leiden",
        &["resolution", "weight"],
        leiden,
        "score: the number of the node's community, 0 for the largest; every community hangs together",
    ),
    ("algo.degree", &["direction", "weight"], degree, "score: how many relationships the node has, or their weight"),
    (
        "algo.similarity",
        &["direction", "metric", "to", "top"],
        similarity,
        "score: the share of neighbours that node and other have in common, from 0 to 1; {to: n} takes one other only",
    ),
];

impl Algorithm {
    /// Returns all algorithms.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        ALGORITHMS.iter().map(|&(name, options, run, caption)| {
            let field = |name: &str, kind: Type| (name.to_owned(), kind);
            let mut outputs = vec![field("node", Type::Node), field("score", Type::Number)];
            if name == "algo.similarity" {
                outputs.push(field("other", Type::Node));
            }
            let inputs = vec![field("labels", Type::Any), field("types", Type::Any), field("options", Type::Map)];
            let caption = format!("{caption} (options: {})", options.join(", "));
            Self { name, options, signature: Signature { caption, inputs, optional: 3, outputs, writes: false }, run }
        })
    }

    /// Returns the name.
    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    fn options<'v>(&'v self, arguments: &'v [Value]) -> Result<Options<'v>> {
        Options::new(self.name, arguments.get(2).unwrap_or(&Value::Null), self.options)
    }
}

impl std::fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Procedure for Algorithm {
    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn call(&self, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows> {
        (self.run)(self, graph, arguments, around)
    }
}

/// Takes the part of the graph that the arguments name.
fn projection(graph: &Graph, arguments: &[Value], weight: Option<&str>) -> Result<Projection> {
    let schema = std::cell::OnceCell::new();
    let schema = || schema.get_or_init(|| graph.schema());
    let labels = names(arguments.first().unwrap_or(&Value::Null), "label", || {
        schema().labels.keys().map(String::as_str).collect()
    })?;
    let types = names(arguments.get(1).unwrap_or(&Value::Null), "type", || {
        schema().types.keys().map(String::as_str).collect()
    })?;
    Ok(Projection::new(graph, labels.as_deref(), types.as_deref(), weight))
}

fn rows(part: &Projection, scores: impl IntoIterator<Item = Value>) -> Rows {
    part.nodes().iter().zip(scores).map(|(&id, score)| vec![Value::Node(id), score]).collect()
}

fn numbers(part: &Projection, groups: Vec<usize>) -> Rows {
    rows(part, groups.into_iter().map(|group| Value::Integer(group as i64)))
}

fn page_rank(of: &Algorithm, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows> {
    let options = of.options(arguments)?;
    let usual = PageRank::default();
    let how = PageRank {
        damping: options.number("damping", usual.damping, 0.0..=1.0)?,
        rounds: options.count("rounds")?.unwrap_or(usual.rounds),
        tolerance: options.number("tolerance", usual.tolerance, 0.0..=1.0)?,
        direction: options.direction(usual.direction)?,
    };
    let part = projection(graph, arguments, options.text("weight")?)?;
    let ranks = algo::page_rank(&part, how, || around.check())?;
    Ok(rows(&part, ranks.into_iter().map(Value::Float)))
}

fn betweenness(of: &Algorithm, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows> {
    let options = of.options(arguments)?;
    let direction = options.direction(Direction::Both)?;
    let (samples, normalized) = (options.count("samples")?, options.flag("normalized")?);
    let part = projection(graph, arguments, None)?;
    let between = algo::betweenness(&part, direction, samples, normalized, || around.check())?;
    Ok(rows(&part, between.into_iter().map(Value::Float)))
}

fn components(of: &Algorithm, graph: &Graph, arguments: &[Value], _: Surroundings<'_>) -> Result<Rows> {
    let strong = of.options(arguments)?.flag("strong")?;
    let part = projection(graph, arguments, None)?;
    let found = if strong { algo::strong_components(&part) } else { algo::components(&part) };
    Ok(numbers(&part, found))
}

fn louvain(of: &Algorithm, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows> {
    let options = of.options(arguments)?;
    let part = projection(graph, arguments, options.text("weight")?)?;
    let found = algo::louvain(&part, options.number("resolution", 1.0, 0.0..=1e6)?, || around.check())?;
    Ok(numbers(&part, found))
}

fn leiden(of: &Algorithm, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows> {
    let options = of.options(arguments)?;
    let part = projection(graph, arguments, options.text("weight")?)?;
    let found = algo::leiden(&part, options.number("resolution", 1.0, 0.0..=1e6)?, || around.check())?;
    Ok(numbers(&part, found))
}

fn degree(of: &Algorithm, graph: &Graph, arguments: &[Value], _: Surroundings<'_>) -> Result<Rows> {
    let options = of.options(arguments)?;
    let weight = options.text("weight")?;
    let part = projection(graph, arguments, weight)?;
    let degrees = algo::degree(&part, options.direction(Direction::Both)?);
    // What is counted is a whole number.
    let score = |degree: f64| if weight.is_some() { Value::Float(degree) } else { Value::Integer(degree as i64) };
    Ok(rows(&part, degrees.into_iter().map(score)))
}

fn similarity(of: &Algorithm, graph: &Graph, arguments: &[Value], around: Surroundings<'_>) -> Result<Rows> {
    const METRICS: &[(&str, Metric)] =
        &[("jaccard", Metric::Jaccard), ("overlap", Metric::Overlap), ("cosine", Metric::Cosine)];
    let options = of.options(arguments)?;
    let (direction, metric) = (options.direction(Direction::Both)?, options.one_of("metric", METRICS)?);
    let (to, top) = (options.node("to", graph)?, options.count("top")?);
    let part = projection(graph, arguments, None)?;
    let at = |similar: usize| Value::Node(part.nodes()[similar]);
    match to {
        None => {
            // Ten are enough for an overview, and keep the answer in proportion to the graph.
            let pairs = algo::similar_pairs(&part, direction, metric, top.unwrap_or(10), || around.check())?;
            Ok(pairs
                .into_iter()
                .map(|Similar { node, other, score }| vec![at(node), score.into(), at(other)])
                .collect())
        }
        Some(to) => {
            let Ok(place) = part.nodes().binary_search(&to) else {
                return Err(wrong(format!("option `to` of `{}` is a node that has none of the labels", of.name)));
            };
            let found = algo::similarity(&part, place, direction, metric, top.unwrap_or(usize::MAX));
            Ok(found
                .into_iter()
                .map(|Similar { node, other, score }| vec![at(other), score.into(), at(node)])
                .collect())
        }
    }
}
