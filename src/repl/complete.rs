//! What may follow in a query: completion that knows where it stands.
//!
//! Labels follow a colon in a node, types one in a relationship, properties a dot or an opening brace, actor names stand
//! inside strings; elsewhere clauses, functions and the variables in use. The vocabulary is that of the open graph.

use super::command::{Argument, COMMANDS};
use super::lex::{Kind, Lexeme, lexemes};
use crate::export::{Format, TableFormat};
use crate::graph::{Graph, Schema};
use std::collections::BTreeSet;

/// No more candidates than people look through.
const MOST: usize = 200;

/// The words that the open graph, the language and the session know.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Labels and types with their properties.
    pub schema: Schema,
    /// Names and aliases of actors, sorted.
    pub actors: Vec<String>,
    /// The parameters that are set.
    pub parameters: BTreeSet<String>,
}

impl Vocabulary {
    /// Collects the words of a graph.
    pub fn of(graph: &Graph) -> Self {
        let mut actors = BTreeSet::new();
        for actor in graph.nodes().filter(|node| node.has_label("Actor")) {
            actors.extend(actor.get("name").as_str().map(str::to_owned));
        }
        Self { schema: graph.schema(), actors: actors.into_iter().collect(), parameters: BTreeSet::new() }
    }

    fn keys<'v>(&'v self, of: &Owner) -> BTreeSet<&'v str> {
        let labels = self.schema.labels.iter().map(|(name, summary)| (name, &summary.properties));
        let types = self.schema.types.iter().map(|(name, summary)| (name, &summary.properties));
        let named = |wanted: &str| {
            labels
                .clone()
                .chain(types.clone())
                .filter(|(name, _)| *name == wanted)
                .flat_map(|(_, keys)| keys.keys())
                .map(String::as_str)
                .collect::<BTreeSet<_>>()
        };
        match of {
            Owner::Named(names) => names.iter().flat_map(|name| named(name)).collect(),
            Owner::Unknown => labels.chain(types).flat_map(|(_, keys)| keys.keys()).map(String::as_str).collect(),
        }
    }
}

/// What a variable stands for, as far as the text tells.
#[derive(Debug, PartialEq)]
enum Owner {
    Named(Vec<String>),
    Unknown,
}

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is shown in the list.
    pub display: String,
    /// What is put in the text.
    pub replacement: String,
}

/// Returns where the word at hand begins and what it may become.
pub fn complete(line: &str, pos: usize, vocabulary: &Vocabulary) -> (usize, Vec<Candidate>) {
    let Some(before) = line.get(..pos) else { return (pos, Vec::new()) };
    if before.trim_start().starts_with(':') {
        return complete_command(before, vocabulary);
    }
    let found = lexemes(before);
    if let Some(last) = found.last().filter(|last| last.kind == (Kind::Text { closed: false })) {
        return complete_string(last, vocabulary);
    }
    let (word, start, known) = match found.last() {
        Some(last) if matches!(last.kind, Kind::Word | Kind::Parameter) => {
            (last.text, last.start, &found[..found.len() - 1])
        }
        _ => ("", pos, &found[..]),
    };
    let known: Vec<Lexeme<'_>> =
        known.iter().filter(|l| !matches!(l.kind, Kind::Space | Kind::Comment)).copied().collect();
    let candidates = match context(word, &known) {
        Context::Label => fitting(word, vocabulary.schema.labels.keys().map(String::as_str)),
        Context::Type => fitting(word, vocabulary.schema.types.keys().map(String::as_str)),
        Context::Property(owner) => fitting(word, vocabulary.keys(&owner)),
        Context::MapKey(owner) => fitting(word, vocabulary.keys(&owner))
            .into_iter()
            .map(|c| Candidate { replacement: format!("{}: ", c.replacement), ..c })
            .collect(),
        Context::Parameter => {
            let names: Vec<String> = vocabulary.parameters.iter().map(|name| format!("${name}")).collect();
            fitting(word, names.iter().map(String::as_str))
        }
        Context::Anything => anything(word, &known),
        Context::Nothing => Vec::new(),
    };
    (start, candidates)
}

/// Where the word at hand stands.
#[derive(Debug, PartialEq)]
enum Context {
    Label,
    Type,
    Property(Owner),
    MapKey(Owner),
    Parameter,
    Anything,
    /// A new name is being made here.
    Nothing,
}

fn context(word: &str, known: &[Lexeme<'_>]) -> Context {
    if word.starts_with('$') {
        return Context::Parameter;
    }
    let sign = |back: usize| known.len().checked_sub(back).and_then(|at| known.get(at)).map_or("", |l| l.text);
    let open = open_bracket(known);
    match sign(1) {
        ":" | "|" | "&" | "!" if matches!(open, Some((_, "["))) => Context::Type,
        ":" | "|" | "&" if open.is_some_and(|(_, bracket)| bracket == "(") && !is_map_value(known) => Context::Label,
        ":" if open.is_none() => Context::Label,
        "." => Context::Property(owner(sign(2), known)),
        "{" | "," if matches!(open, Some((_, "{"))) => {
            let at = open.map_or(0, |(at, _)| at);
            Context::MapKey(pattern_owner(&known[..at]))
        }
        "(" | "[" if is_pattern_start(known) => Context::Nothing,
        _ => Context::Anything,
    }
}

/// Tells whether the last bracket opens a node or relationship pattern, where a new name stands.
fn is_pattern_start(known: &[Lexeme<'_>]) -> bool {
    let before = known.len().checked_sub(2).and_then(|at| known.get(at)).map_or("", |l| l.text);
    matches!(before, "-" | ">" | "<") || before.eq_ignore_ascii_case("match") || before == "="
}

fn is_map_value(known: &[Lexeme<'_>]) -> bool {
    matches!(open_bracket(known), Some((_, "{")))
}

/// Returns the innermost bracket that is still open.
fn open_bracket<'t>(known: &[Lexeme<'t>]) -> Option<(usize, &'t str)> {
    let mut open = Vec::new();
    for (at, lexeme) in known.iter().enumerate().filter(|(_, l)| l.kind == Kind::Sign) {
        match lexeme.text {
            "(" | "[" | "{" => open.push((at, lexeme.text)),
            ")" | "]" | "}" => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// Returns the labels or types that stand between the innermost open bracket and the end.
fn pattern_owner(known: &[Lexeme<'_>]) -> Owner {
    let from = open_bracket(known).map_or(0, |(at, _)| at);
    names_after_colons(&known[from..])
}

fn names_after_colons(known: &[Lexeme<'_>]) -> Owner {
    let names: Vec<String> = known
        .windows(2)
        .filter(|pair| matches!(pair[0].text, ":" | "|" | "&") && pair[1].kind == Kind::Word)
        .map(|pair| pair[1].text.to_owned())
        .collect();
    if names.is_empty() { Owner::Unknown } else { Owner::Named(names) }
}

/// Returns the labels or types that a variable was given where it was introduced.
fn owner(variable: &str, known: &[Lexeme<'_>]) -> Owner {
    for (at, lexeme) in known.iter().enumerate() {
        let opens = at.checked_sub(1).and_then(|before| known.get(before)).is_some_and(|l| matches!(l.text, "(" | "["));
        if lexeme.text == variable && opens && known.get(at + 1).is_some_and(|l| l.text == ":") {
            let rest = &known[at + 1..];
            let end = rest.iter().position(|l| matches!(l.text, ")" | "]" | "{" | "*")).unwrap_or(rest.len());
            return names_after_colons(&rest[..end]);
        }
    }
    Owner::Unknown
}

/// Clauses, functions and the variables in use.
fn anything(word: &str, known: &[Lexeme<'_>]) -> Vec<Candidate> {
    let is_keyword = |text: &str| crate::query::KEYWORDS.iter().any(|k| k.eq_ignore_ascii_case(text));
    let mut variables: BTreeSet<&str> = BTreeSet::new();
    for pair in known.windows(2) {
        let introduces = matches!(pair[0].text, "(" | "[") || pair[0].text.eq_ignore_ascii_case("as");
        if introduces && pair[1].kind == Kind::Word && !is_keyword(pair[1].text) {
            variables.insert(pair[1].text);
        }
    }
    let mut candidates = fitting(word, variables);
    if word.is_empty() && known.is_empty() {
        let openers = ["MATCH", "OPTIONAL MATCH", "UNWIND", "WITH", "RETURN", "CALL", "CREATE", "EXPLAIN", "PROFILE"];
        return fitting(word, openers);
    }
    let lower = word.chars().next().is_some_and(char::is_lowercase);
    let keywords = fitting(word, crate::query::KEYWORDS.iter().copied());
    candidates.extend(keywords.into_iter().map(|c| Candidate {
        replacement: if lower { c.replacement.to_lowercase() } else { c.replacement },
        display: c.display,
    }));
    if !word.is_empty() {
        let functions = fitting(word, crate::query::function_captions().into_iter().map(|(name, _)| name));
        candidates.extend(functions.into_iter().map(|c| Candidate { replacement: format!("{}(", c.replacement), ..c }));
    }
    let mut seen = BTreeSet::new();
    candidates.retain(|candidate| seen.insert(candidate.replacement.clone()));
    candidates
}

/// Inside a string: names of actors that begin with what is typed, then those that contain it.
fn complete_string(open: &Lexeme<'_>, vocabulary: &Vocabulary) -> (usize, Vec<Candidate>) {
    let quote = &open.text[..1];
    let typed = open.text[1..].to_lowercase();
    let (mut first, mut then) = (Vec::new(), Vec::new());
    for name in &vocabulary.actors {
        let lower = name.to_lowercase();
        let replacement = format!("{}{quote}", name.replace('\\', "\\\\").replace(quote, &format!("\\{quote}")));
        let candidate = Candidate { display: name.clone(), replacement };
        if lower.starts_with(&typed) {
            first.push(candidate);
        } else if typed.len() > 1 && lower.contains(&typed) {
            then.push(candidate);
        }
    }
    first.append(&mut then);
    first.truncate(MOST);
    (open.start + 1, first)
}

fn complete_command(before: &str, vocabulary: &Vocabulary) -> (usize, Vec<Candidate>) {
    let indent = before.len() - before.trim_start().len();
    let typed = &before[indent + 1..];
    let Some((name, _)) = typed.split_once(char::is_whitespace) else {
        let candidates = fitting(typed, COMMANDS.iter().map(|command| command.name));
        let spaced = |c: Candidate| {
            let bare = COMMANDS.iter().any(|command| command.name == c.replacement && command.usage.is_empty());
            Candidate {
                display: format!(":{}", c.display),
                replacement: if bare { c.replacement } else { c.replacement + " " },
            }
        };
        return (indent + 1, candidates.into_iter().map(spaced).collect());
    };
    let start = before.rfind(char::is_whitespace).map_or(before.len(), |at| at + 1);
    let word = &before[start..];
    let argument = COMMANDS.iter().find(|command| command.name == name).map_or(Argument::Nothing, |c| c.argument);
    let candidates = match argument {
        Argument::CommandName => fitting(word, COMMANDS.iter().map(|command| command.name)),
        Argument::ModeName => {
            let pictures = Format::ALL.iter().filter(|format| format.is_text()).map(|format| format.name());
            let names: BTreeSet<&str> =
                TableFormat::ALL.iter().map(|format| format.name()).chain(pictures).chain(["graph"]).collect();
            fitting(word, names)
        }
        Argument::OnOff => fitting(word, ["on", "off"]),
        Argument::ParameterName => fitting(word, vocabulary.parameters.iter().map(String::as_str)),
        Argument::File => files(word),
        Argument::ActorName => {
            let start = indent + 1 + name.len() + 1;
            return (start, fitting(before[start..].trim_start(), vocabulary.actors.iter().map(String::as_str)));
        }
        Argument::Query => {
            let start = indent + 1 + name.len() + 1;
            let (at, candidates) = complete(&before[start..], before.len() - start, vocabulary);
            return (at + start, candidates);
        }
        Argument::Nothing => Vec::new(),
    };
    (start, candidates)
}

/// Files and folders that begin with what is typed.
fn files(word: &str) -> Vec<Candidate> {
    let cut = word.rfind('/').map_or(0, |at| at + 1);
    let (folder, prefix) = word.split_at(cut);
    let Ok(entries) = std::fs::read_dir(if folder.is_empty() { "." } else { folder }) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let hidden = name.starts_with('.') && !prefix.starts_with('.');
            let slash = if entry.path().is_dir() { "/" } else { "" };
            (name.starts_with(prefix) && !hidden).then(|| format!("{name}{slash}"))
        })
        .collect();
    names.sort();
    let candidate = |name: String| Candidate { replacement: format!("{folder}{name}"), display: name };
    names.into_iter().take(MOST).map(candidate).collect()
}

/// Returns the names that begin with a word, whatever the case.
fn fitting<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<Candidate> {
    let lower = word.to_lowercase();
    names
        .into_iter()
        .filter(|name| name.to_lowercase().starts_with(&lower))
        .map(|name| Candidate { display: name.to_owned(), replacement: name.to_owned() })
        .take(MOST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Properties;

    fn vocabulary() -> Vocabulary {
        let mut graph = Graph::new();
        let named = |key: &str, name: &str| Properties::from([(key.to_owned(), name.into())]);
        let peru = graph.add_node(["Actor", "Country"], named("name", "Peru"));
        let offer = graph.add_node(["Event"], named("text", "to reopen the bridge"));
        graph.add_relationship(peru, "PROPOSES", offer, named("rule", "x"));
        graph.add_relationship(peru, "PROMISES", offer, Properties::new());
        Vocabulary::of(&graph)
    }

    /// The completions at the end of a text.
    fn at_end(text: &str) -> Vec<String> {
        let (_, candidates) = complete(text, text.len(), &vocabulary());
        candidates.into_iter().map(|candidate| candidate.replacement).collect()
    }

    #[test]
    fn labels_follow_a_colon_in_a_node_and_types_one_in_a_relationship() {
        assert_eq!(at_end("MATCH (a:"), ["Actor", "Country", "Event"]);
        assert_eq!(at_end("MATCH (a:Actor)-[:PRO"), ["PROMISES", "PROPOSES"]);
        assert_eq!(at_end("MATCH (a)-[r:PROMISES|prop"), ["PROPOSES"]);
        assert_eq!(at_end("MATCH (n) WHERE n:Cou"), ["Country"]);
    }

    #[test]
    fn properties_are_those_of_the_label_at_hand() {
        assert_eq!(at_end("MATCH (e:Event) RETURN e."), ["text"]);
        assert_eq!(at_end("MATCH (a:Actor)-[r:PROPOSES]->(e) RETURN r."), ["rule"]);
        assert_eq!(at_end("MATCH (x) RETURN x."), ["name", "rule", "text"]);
        assert_eq!(at_end("MATCH (a:Country {"), ["name: "]);
    }

    #[test]
    fn strings_are_completed_with_actors_and_closed() {
        assert_eq!(at_end("MATCH (a {name: 'pe"), ["Peru'"]);
        assert_eq!(at_end("MATCH (a {name: \"er"), ["Peru\""]);
    }

    #[test]
    fn elsewhere_variables_come_before_keywords() {
        assert_eq!(at_end("MATCH (article:Event) RETURN ar"), ["article"]);
        assert_eq!(at_end("MATCH (n) RET"), ["RETURN"]);
        assert_eq!(at_end("MATCH (n) ret"), ["return"]);
        assert!(at_end("MATCH (n) RETURN coll").contains(&"collect(".to_owned()));
    }

    #[test]
    fn a_new_name_is_left_alone() {
        assert!(at_end("MATCH (").is_empty());
        assert!(at_end("MATCH (a)-[").is_empty());
    }

    #[test]
    fn commands_and_their_arguments_complete() {
        assert_eq!(at_end(":sch"), ["schema"]);
        assert_eq!(at_end(":mode js"), ["json", "jsonl"]);
        assert_eq!(at_end(":explain MATCH (a:Co"), ["Country"]);
        assert_eq!(at_end(":actors P"), ["Peru"]);
    }

    #[test]
    fn any_prefix_of_any_text_is_harmless() {
        let text = "MATCH (é:Actor {name: 'Per\\'ú'})-[r:SAYS|X*1..2]->() WHERE é.name = $p RETURN é { .name } // ü";
        for end in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
            let (start, _) = complete(text, end, &vocabulary());
            assert!(start <= end && text.is_char_boundary(start));
        }
    }
}
