//! Colours for a query while it is typed.

use super::lex::{Kind, Lexeme, lexemes};

const KEYWORD: &str = "\x1b[1;34m";
const LABEL: &str = "\x1b[36m";
const TEXT: &str = "\x1b[32m";
const NUMBER: &str = "\x1b[35m";
const COMMENT: &str = "\x1b[2m";
const PARAMETER: &str = "\x1b[33m";
const COMMAND: &str = "\x1b[1;35m";
const ERROR: &str = "\x1b[1;31m";
const BRACKET: &str = "\x1b[1;7m";
const RESET: &str = "\x1b[0m";

/// Returns the line with ANSI codes; the bracket at `pos` and its match are shown inverted.
pub fn highlight(line: &str, pos: usize) -> String {
    let indent = line.len() - line.trim_start().len();
    if line[indent..].starts_with(':') {
        let end = line[indent..].find(char::is_whitespace).map_or(line.len(), |at| at + indent);
        return format!("{COMMAND}{}{RESET}{}", &line[..end], &line[end..]);
    }
    let found = lexemes(line);
    let pair = matching_brackets(&found, pos);
    let mut painted = String::with_capacity(line.len() * 2);
    for (at, lexeme) in found.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| found.get(before)).map_or("", |l| l.text);
        let code = match lexeme.kind {
            _ if pair.is_some_and(|(a, b)| at == a || at == b) => BRACKET,
            Kind::Comment => COMMENT,
            Kind::Text { .. } => TEXT,
            Kind::Number => NUMBER,
            Kind::Parameter => PARAMETER,
            Kind::Word if matches!(before, ":" | "|" | "&") => LABEL,
            Kind::Word if before != "." && is_keyword(lexeme.text) => KEYWORD,
            _ => "",
        };
        if code.is_empty() {
            painted.push_str(lexeme.text);
        } else {
            painted.push_str(code);
            painted.push_str(lexeme.text);
            painted.push_str(RESET);
        }
    }
    painted
}

/// Colours an error that was rendered with its query: what is wrong red, hints blue.
pub fn paint_error(rendered: &str) -> String {
    let mut painted = String::new();
    for line in rendered.lines() {
        let carets = line.find('^').filter(|_| line.trim_start_matches([' ', '|', '-']).starts_with('^'));
        if let Some(rest) = line.strip_prefix("error:") {
            painted += &format!("{ERROR}error:{RESET}{rest}");
        } else if let Some(rest) = line.strip_prefix("hint:") {
            painted += &format!("{LABEL}hint:{RESET}{rest}");
        } else if let Some(at) = carets {
            painted += &format!("{COMMENT}{}{RESET}{ERROR}{}{RESET}", &line[..at], &line[at..]);
        } else if let Some((gutter, rest)) = line.split_once('|').filter(|(g, _)| g.trim().parse::<u32>().is_ok()) {
            painted += &format!("{COMMENT}{gutter}|{RESET}{rest}");
        } else {
            painted += line;
        }
        painted.push('\n');
    }
    painted
}

fn is_keyword(word: &str) -> bool {
    crate::query::KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// Finds the bracket under or just before the cursor and the one that belongs to it.
fn matching_brackets(found: &[Lexeme<'_>], pos: usize) -> Option<(usize, usize)> {
    let is_bracket = |l: &Lexeme<'_>| l.kind == Kind::Sign && "()[]{}".contains(l.text);
    let under = found.iter().position(|l| l.start == pos && is_bracket(l));
    let at = under.or_else(|| found.iter().position(|l| l.end() == pos && is_bracket(l)))?;
    let mut open: Vec<usize> = Vec::new();
    for (number, lexeme) in found.iter().enumerate().filter(|(_, l)| is_bracket(l)) {
        if "([{".contains(lexeme.text) {
            open.push(number);
            continue;
        }
        let partner = open.pop()?;
        let fits = matches!((found[partner].text, lexeme.text), ("(", ")") | ("[", "]") | ("{", "}"));
        if partner == at || number == at {
            return fits.then_some((partner, number));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_codes(text: &str) -> String {
        let mut plain = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '\x1b' => inside = true,
                'm' if inside => inside = false,
                c if !inside => plain.push(c),
                _ => {}
            }
        }
        plain
    }

    #[test]
    fn keywords_labels_and_strings_are_coloured_and_nothing_is_lost() {
        let line = "match (n:Actor {name: 'Peru'}) RETURN n.limit, $x, 1 // so";
        let painted = highlight(line, line.len());
        assert_eq!(without_codes(&painted), line);
        for part in ["\x1b[1;34mmatch", "\x1b[36mActor", "\x1b[32m'Peru'", "\x1b[33m$x", "\x1b[35m1", "n.limit"] {
            assert!(painted.contains(part), "{part:?} in {painted:?}");
        }
    }

    #[test]
    fn an_error_is_painted_and_nothing_is_lost() {
        let rendered = "error: no `x` | y\n  |\n1 | RETURN x\n  |        ^\nhint: try `y`\n";
        let painted = paint_error(rendered);
        assert_eq!(without_codes(&painted), rendered);
        assert!(painted.contains("\x1b[1;31m^\x1b[0m"), "{painted:?}");
    }

    #[test]
    fn the_bracket_at_the_cursor_and_its_match_are_inverted() {
        assert_eq!(highlight("(a(b))", 6), "\x1b[1;7m(\x1b[0ma(b)\x1b[1;7m)\x1b[0m");
        assert_eq!(highlight("(a", 0), "(a");
        assert_eq!(highlight("(a]", 3), "(a]");
    }
}
