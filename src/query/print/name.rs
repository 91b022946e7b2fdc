//! Names and texts, quoted where they must be.

use crate::query::parser::is_reserved;

/// Names that begin another form where a bracket follows.
const FORMS: &[&str] = &["all", "any", "none", "single", "reduce", "shortestpath", "allshortestpaths"];

fn is_word(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Returns a variable.
pub(super) fn variable(name: &str) -> String {
    if is_word(name) && !is_reserved(name) { name.to_owned() } else { quoted(name) }
}

/// Returns a label, type or key: any word.
pub(super) fn word(name: &str) -> String {
    if is_word(name) { name.to_owned() } else { quoted(name) }
}

/// Returns the name of a function or procedure, with its dots.
pub(super) fn dotted(name: &str) -> String {
    let form = FORMS.iter().any(|form| name.eq_ignore_ascii_case(form));
    let reserved = !name.contains('.') && is_reserved(name) && !name.eq_ignore_ascii_case("exists");
    if name.split('.').all(is_word) && !form && !reserved { name.to_owned() } else { quoted(name) }
}

/// Returns a parameter.
pub(super) fn parameter(name: &str) -> String {
    let digits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
    format!("${}", if digits { name.to_owned() } else { word(name) })
}

/// Returns a text in quotes.
pub(super) fn string(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c if c.is_control() => out += &format!("\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
