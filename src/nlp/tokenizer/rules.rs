//! What the tokenizer file says, and how one chunk is cut by it.

use rmpv::ValueRef;
use rustc_hash::FxHashMap;

use crate::nlp::ModelError;
use crate::nlp::model::{ModelFiles, msgpack};
use crate::nlp::pattern::Pattern;
use crate::nlp::strings::string_id;

/// The file of a pipeline that holds the rules.
const FILE: &str = "tokenizer";

/// spaCy's number of the attribute that holds a token's form, in exceptions.
const ORTH: u64 = 65;
/// spaCy's number of the attribute that holds a token's norm, in exceptions.
const NORM: u64 = 67;

/// One token of an exception: its form and, where the exception sets one, the number of its norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) form: Box<str>,
    pub(super) norm: Option<u64>,
}

/// Takes a token's form and its norm, where a rule sets one.
pub(super) type Sink<'s> = dyn FnMut(&str, Option<u64>) + 's;

/// The rules of one tokenizer.
#[derive(Debug)]
pub(super) struct Rules {
    prefix: Option<Pattern>,
    suffix: Option<Pattern>,
    infix: Option<Pattern>,
    token_match: Option<Pattern>,
    url_match: Option<Pattern>,
    /// Chunks with a cut of their own.
    exceptions: FxHashMap<Box<str>, Box<[Part]>>,
    /// How many bytes the longest of them has: what is longer need not be hashed.
    longest_exception: usize,
    /// Whether only exceptions that affixes can tear apart are looked for across chunks.
    faster_heuristics: bool,
}

impl Rules {
    /// Reads the rules of a pipeline.
    pub(super) fn load(files: &ModelFiles) -> Result<Self, ModelError> {
        let bytes = files.read(FILE)?;
        let file = msgpack::decode(FILE, &bytes)?;
        let pattern = |key: &str| match msgpack::get(&file, key) {
            None | Some(ValueRef::Nil) => Ok(None),
            Some(value) => {
                let source =
                    msgpack::text(value).ok_or_else(|| ModelError::malformed(FILE, format!("`{key}` is no string")))?;
                let refused = |reason| ModelError::unsupported(FILE, format!("{reason} in the pattern `{key}`"));
                Pattern::new(source).map(Some).map_err(refused)
            }
        };
        let exceptions = msgpack::get(&file, "exceptions").and_then(msgpack::pairs).unwrap_or_default();
        let exceptions: FxHashMap<Box<str>, _> = exceptions.iter().map(exception).collect::<Result<_, _>>()?;
        Ok(Self {
            prefix: pattern("prefix_search")?,
            suffix: pattern("suffix_search")?,
            infix: pattern("infix_finditer")?,
            token_match: pattern("token_match")?,
            url_match: pattern("url_match")?,
            longest_exception: exceptions.keys().map(|chunk| chunk.len()).max().unwrap_or(0),
            exceptions,
            faster_heuristics: !matches!(msgpack::get(&file, "faster_heuristics"), Some(ValueRef::Boolean(false))),
        })
    }

    /// Returns the cut of a chunk that has one of its own.
    pub(super) fn exception(&self, chunk: &str) -> Option<&[Part]> {
        self.exceptions.get(chunk).map(|parts| &**parts)
    }

    /// Returns the exceptions that must be looked for across chunks, in the order of their text.
    pub(super) fn torn_exceptions(&self) -> Vec<&str> {
        let mut torn: Vec<&str> = self.exceptions.keys().map(|chunk| &**chunk).collect();
        torn.sort_unstable();
        torn.retain(|chunk| {
            let found = |pattern: &Option<Pattern>| pattern.as_ref().is_some_and(|p| p.find(chunk, 0).is_some());
            !self.faster_heuristics
                || chunk.contains(' ')
                || found(&self.prefix)
                || found(&self.infix)
                || found(&self.suffix)
        });
        torn
    }

    /// Cuts a chunk without white space inside, or of white space only, into tokens.
    pub(super) fn cut(&self, chunk: &str, with_exceptions: bool, sink: &mut Sink<'_>) {
        let is_exception = |chunk: &str| {
            with_exceptions && chunk.len() <= self.longest_exception && self.exceptions.contains_key(chunk)
        };
        if is_exception(chunk) {
            return self.push_core(chunk, with_exceptions, sink);
        }
        let mut core = chunk;
        let mut suffixes = Vec::new();
        let mut last_length = 0;
        while !core.is_empty() && core.len() != last_length {
            if self.is_token(core) || is_exception(core) {
                break;
            }
            last_length = core.len();
            let prefix = prefix_length(&self.prefix, core);
            let (head, rest) = core.split_at(prefix);
            if prefix > 0 && is_exception(rest) {
                sink(head, None);
                core = rest;
                break;
            }
            let suffix = suffix_length(&self.suffix, rest);
            let (front, tail) = core.split_at(core.len() - suffix);
            if suffix > 0 && is_exception(front) {
                suffixes.push(tail);
                core = front;
                break;
            }
            if prefix > 0 && suffix > 0 && prefix + suffix <= core.len() {
                sink(head, None);
                suffixes.push(tail);
                core = &core[prefix..front.len()];
            } else if prefix > 0 {
                sink(head, None);
                core = rest;
            } else if suffix > 0 {
                suffixes.push(tail);
                core = front;
            }
        }
        self.push_core(core, with_exceptions, sink);
        suffixes.iter().rev().for_each(|suffix| sink(suffix, None));
    }

    /// Passes on what is left of a chunk without its affixes.
    fn push_core(&self, core: &str, with_exceptions: bool, sink: &mut Sink<'_>) {
        if core.is_empty() {
            return;
        }
        if let Some(parts) = self.exceptions.get(core).filter(|_| with_exceptions) {
            return parts.iter().for_each(|part| sink(&part.form, part.norm));
        }
        if self.is_token(core) || self.url_match.as_ref().is_some_and(|p| p.match_start(core).is_some()) {
            return sink(core, None);
        }
        let mut start = 0;
        for (infix, end) in self.infix.iter().flat_map(|pattern| pattern.find_iter(core)) {
            if infix == 0 {
                continue;
            }
            if infix != start {
                sink(&core[start..infix], None);
            }
            if infix != end {
                sink(&core[infix..end], None);
            }
            start = end;
        }
        if start < core.len() {
            sink(&core[start..], None);
        }
    }

    fn is_token(&self, core: &str) -> bool {
        self.token_match.as_ref().is_some_and(|pattern| pattern.match_start(core).is_some())
    }
}

/// Returns how many bytes to cut from the start: as many characters as the first match has, wherever it lies.
fn prefix_length(pattern: &Option<Pattern>, text: &str) -> usize {
    match pattern.as_ref().and_then(|pattern| pattern.find(text, 0)) {
        None => 0,
        Some((0, end)) => end,
        Some((start, end)) => {
            let count = text[start..end].chars().count();
            text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
        }
    }
}

/// Returns how many bytes to cut from the end: as many characters as the first match has, wherever it lies.
fn suffix_length(pattern: &Option<Pattern>, text: &str) -> usize {
    match pattern.as_ref().and_then(|pattern| pattern.find(text, 0)) {
        None => 0,
        Some((start, end)) if end == text.len() => end - start,
        Some((start, end)) => text[start..end].chars().zip(text.chars().rev()).map(|(_, c)| c.len_utf8()).sum(),
    }
}

/// Reads one exception: its chunk and the tokens it is cut into, which must make up the chunk.
fn exception((chunk, parts): &(ValueRef<'_>, ValueRef<'_>)) -> Result<(Box<str>, Box<[Part]>), ModelError> {
    let wrong = || ModelError::malformed(FILE, "an exception that is not a list of forms and norms");
    let chunk = msgpack::text(chunk).ok_or_else(wrong)?;
    let mut tokens = Vec::new();
    for part in msgpack::items(parts).ok_or_else(wrong)? {
        let (mut form, mut norm) = (None, None);
        for (key, value) in msgpack::pairs(part).ok_or_else(wrong)? {
            let key = match (key, msgpack::text(key)) {
                (ValueRef::Integer(number), _) => number.as_u64().ok_or_else(wrong)?,
                (_, Some("ORTH")) => ORTH,
                (_, Some("NORM")) => NORM,
                _ => return Err(wrong()),
            };
            let value = msgpack::text(value).ok_or_else(wrong)?;
            match key {
                ORTH => form = Some(value),
                NORM => norm = Some(string_id(value)),
                _ => return Err(wrong()),
            }
        }
        let form = form.filter(|form| !form.is_empty()).ok_or_else(wrong)?;
        tokens.push(Part { form: form.into(), norm });
    }
    if tokens.iter().map(|part| &*part.form).collect::<String>() != chunk {
        return Err(ModelError::malformed(FILE, format!("the tokens of exception `{chunk}` do not make it up")));
    }
    Ok((chunk.into(), tokens.into()))
}
