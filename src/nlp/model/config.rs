//! A pipeline's `config.cfg`: sections of keys with JSON values, which may refer to one another.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{ModelError, ModelFiles};

/// The file.
pub(crate) const FILE: &str = "config.cfg";
/// How often a value may refer to a value that refers to another.
const MAX_DEPTH: usize = 16;

/// The values of a configuration, by section and key.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Values as written.
    values: FxHashMap<(String, String), String>,
}

impl Config {
    /// Reads the configuration of a pipeline.
    pub(crate) fn read(files: &ModelFiles) -> Result<Self, ModelError> {
        Self::parse(&files.read_text(FILE)?)
    }

    /// Reads sections, `key = value` lines and indented lines that continue a value.
    fn parse(text: &str) -> Result<Self, ModelError> {
        let mut config = Self::default();
        let mut section = String::new();
        let mut last: Option<String> = None;
        for (number, line) in text.lines().enumerate() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if line.starts_with([' ', '\t'])
                && let Some(value) = last.clone().and_then(|key| config.values.get_mut(&(section.clone(), key)))
            {
                value.push('\n');
                value.push_str(trimmed);
            } else if let Some(name) = trimmed.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
                name.clone_into(&mut section);
                last = None;
            } else if let Some((key, value)) = trimmed.split_once('=') {
                last = Some(key.trim().to_owned());
                config.values.insert((section.clone(), key.trim().to_owned()), value.trim().to_owned());
            } else {
                return Err(ModelError::malformed(FILE, format!("line {} is neither section nor value", number + 1)));
            }
        }
        Ok(config)
    }

    /// Returns the value of `key` in `section`, or `None` where there is none or it is `null`.
    pub(crate) fn get(&self, section: &str, key: &str) -> Result<Option<Value>, ModelError> {
        let Some(value) = self.resolve(section, key, MAX_DEPTH)? else { return Ok(None) };
        // thinc takes what is no JSON as a string.
        let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
        Ok(Some(value).filter(|v| !v.is_null()))
    }

    /// Returns a string value.
    pub(crate) fn text(&self, section: &str, key: &str) -> Result<Option<String>, ModelError> {
        Ok(self.get(section, key)?.and_then(|v| v.as_str().map(str::to_owned)))
    }

    /// Returns a list of strings; empty where there is none.
    pub(crate) fn names(&self, section: &str, key: &str) -> Result<Vec<String>, ModelError> {
        match self.get(section, key)? {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                Ok(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
            }
            Some(_) => Err(ModelError::malformed(FILE, format!("`{key}` in [{section}] is no list of names"))),
        }
    }

    /// Returns a value as written, with `${section.key}` and `${section:key}` replaced.
    fn resolve(&self, section: &str, key: &str, depth: usize) -> Result<Option<String>, ModelError> {
        let Some(value) = self.values.get(&(section.to_owned(), key.to_owned())) else { return Ok(None) };
        let wrong = || ModelError::malformed(FILE, format!("`{key}` in [{section}] refers to nothing, or to itself"));
        let mut out = String::new();
        let mut rest = value.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').ok_or_else(wrong)?;
            let (of_section, of_key) = name.rsplit_once(':').or_else(|| name.rsplit_once('.')).ok_or_else(wrong)?;
            let depth = depth.checked_sub(1).ok_or_else(wrong)?;
            out.push_str(before);
            out.push_str(&self.resolve(of_section, of_key, depth)?.ok_or_else(wrong)?);
            if out.len() > 1 << 16 {
                return Err(wrong());
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(Some(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_refer_to_values() {
        let text = "[a.b]\nwidth = 96\nlist = [\"x\",\n  \"y\"]\nnone = null\n\n[c]\nw = ${a.b:width}\nv = ${a.b.width}\nu = ${c:w}\n";
        let config = Config::parse(text).unwrap();
        for key in ["w", "v", "u"] {
            assert_eq!(config.get("c", key).unwrap(), Some(96.into()));
        }
        assert_eq!(config.names("a.b", "list").unwrap(), ["x", "y"]);
        assert_eq!(config.get("a.b", "none").unwrap(), None);
    }

    #[test]
    fn circles_and_dangling_references_are_refused() {
        let config = Config::parse("[a]\nx = ${a:y}\ny = ${a:x}\nz = ${b:c}\nt = ${a:t}${a:t}\n").unwrap();
        for key in ["x", "z", "t"] {
            assert!(config.get("a", key).is_err());
        }
        assert!(Config::parse("[a]\nnonsense\n").is_err());
    }

    #[test]
    fn the_bundled_pipeline_names_its_components() {
        let config = Config::read(&ModelFiles::bundled()).unwrap();
        assert_eq!(config.names("nlp", "disabled").unwrap(), ["senter"]);
        assert_eq!(config.get("components.tagger.model.tok2vec", "width").unwrap(), Some(96.into()));
    }
}
