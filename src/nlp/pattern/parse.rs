//! Source of a pattern in, syntax tree out.
//!
//! Understood is what spaCy's tokenizer and ruler files use of Python's `re`: literals and escapes, classes, groups
//! without back references, look-around, anchors, and repetition. Flags other than Unicode, back references, possessive
//! and atomic forms are refused.

use super::class::{Class, Kind, Member};

/// A pattern as a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    /// One character of a set.
    Class(Class),
    /// The start of the text.
    Start,
    /// The end of the text, or before a line break that ends it.
    End,
    /// What stands ahead or behind, without taking it.
    Look { behind: bool, negative: bool, tree: Box<Tree> },
    /// One after another.
    Sequence(Vec<Tree>),
    /// The first that fits.
    Alternation(Vec<Tree>),
    /// Again and again.
    Repeat { tree: Box<Tree>, min: u32, max: Option<u32>, greedy: bool },
}

/// How deep groups may nest.
const MAX_DEPTH: u32 = 50;

/// Reads a pattern; the error says what is not understood.
pub(super) fn parse(source: &str) -> Result<Tree, String> {
    let mut parser = Parser { rest: source.strip_prefix("(?u)").unwrap_or(source), depth: 0 };
    let tree = parser.alternation()?;
    if parser.rest.is_empty() { Ok(tree) } else { Err("unbalanced `)`".to_owned()) }
}

struct Parser<'s> {
    rest: &'s str,
    depth: u32,
}

impl Parser<'_> {
    fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Result<char, String> {
        let c = self.rest.chars().next().ok_or("unfinished pattern")?;
        self.rest = &self.rest[c.len_utf8()..];
        Ok(c)
    }

    fn alternation(&mut self) -> Result<Tree, String> {
        let mut alternatives = vec![self.sequence()?];
        while self.eat("|") {
            alternatives.push(self.sequence()?);
        }
        Ok(if alternatives.len() == 1 { alternatives.remove(0) } else { Tree::Alternation(alternatives) })
    }

    fn sequence(&mut self) -> Result<Tree, String> {
        let mut items = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let item = self.item()?;
            items.push(self.repeated(item)?);
        }
        Ok(if items.len() == 1 { items.remove(0) } else { Tree::Sequence(items) })
    }

    fn item(&mut self) -> Result<Tree, String> {
        Ok(match self.next()? {
            '^' => Tree::Start,
            '$' => Tree::End,
            '(' => self.group()?,
            '[' => Tree::Class(self.class()?),
            '.' => Tree::Class(Class::new(&[Member::Range('\n', '\n')], true)),
            '\\' => Tree::Class(Class::new(&[self.escape()?], false)),
            c @ ('*' | '+' | '?') => return Err(format!("nothing to repeat before `{c}`")),
            c => Tree::Class(Class::one(c)),
        })
    }

    /// Reads a group, behind its bracket.
    fn group(&mut self) -> Result<Tree, String> {
        let look = [("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true)];
        let found = look.into_iter().find(|&(opening, ..)| self.eat(opening));
        if found.is_none() && !self.eat("?:") && self.rest.starts_with('?') {
            return Err(format!("group `({}`", self.rest.chars().take(3).collect::<String>()));
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("groups nested too deep".to_owned());
        }
        let tree = self.alternation()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err("missing `)`".to_owned());
        }
        Ok(match found {
            Some((_, behind, negative)) => Tree::Look { behind, negative, tree: Box::new(tree) },
            None => tree,
        })
    }

    /// Reads what says how often `tree` stands.
    fn repeated(&mut self, tree: Tree) -> Result<Tree, String> {
        let (min, max) = match self.rest.chars().next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.bounds()? {
                Some(bounds) => bounds,
                None => return Ok(tree),
            },
            _ => return Ok(tree),
        };
        if !self.rest.starts_with('{') {
            self.next()?;
        } else if let Some(end) = self.rest.find('}') {
            self.rest = &self.rest[end + 1..];
        }
        let greedy = !self.eat("?");
        if self.rest.starts_with(['*', '+', '?']) {
            return Err("repetition of a repetition".to_owned());
        }
        Ok(Tree::Repeat { tree: Box::new(tree), min, max, greedy })
    }

    /// Reads `{2}`, `{2,}`, `{,3}` or `{2,3}` ahead without taking it; a brace of another form stands for itself.
    fn bounds(&self) -> Result<Option<(u32, Option<u32>)>, String> {
        let Some(inside) = self.rest.strip_prefix('{').and_then(|r| r.split_once('}')).map(|(i, _)| i) else {
            return Ok(None);
        };
        let (min, max) = inside.split_once(',').unwrap_or((inside, inside));
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if inside.is_empty() || inside == "," || !numeric(min) || !numeric(max) {
            return Ok(None);
        }
        let number = |digits: &str| digits.parse::<u32>().map_err(|_| format!("repetition {{{inside}}}"));
        let max = if max.is_empty() { None } else { Some(number(max)?) };
        Ok(Some((if min.is_empty() { 0 } else { number(min)? }, max)))
    }

    /// Reads a class, behind its bracket.
    fn class(&mut self) -> Result<Class, String> {
        let negated = self.eat("^");
        let mut members = Vec::new();
        loop {
            let member = match self.next()? {
                ']' if !members.is_empty() => break,
                '\\' => self.escape()?,
                c => Member::Range(c, c),
            };
            let range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
            members.push(match member {
                Member::Range(first, _) if range => {
                    self.next()?;
                    let last = match self.next()? {
                        '\\' => self.escape()?,
                        c => Member::Range(c, c),
                    };
                    match last {
                        Member::Range(_, last) if first <= last => Member::Range(first, last),
                        _ => return Err(format!("range from `{first}` in a class")),
                    }
                }
                member => member,
            });
        }
        Ok(Class::new(&members, negated))
    }

    /// Reads an escape, behind its backslash.
    fn escape(&mut self) -> Result<Member, String> {
        let escaped = self.next()?;
        let c = match escaped {
            'd' => return Ok(Member::Kind(Kind::Digit, true)),
            'D' => return Ok(Member::Kind(Kind::Digit, false)),
            's' => return Ok(Member::Kind(Kind::Space, true)),
            'S' => return Ok(Member::Kind(Kind::Space, false)),
            'w' => return Ok(Member::Kind(Kind::Word, true)),
            'W' => return Ok(Member::Kind(Kind::Word, false)),
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\x0c',
            'v' => '\x0b',
            'x' => self.code(2)?,
            'u' => self.code(4)?,
            'U' => self.code(8)?,
            c if c.is_ascii_alphanumeric() => return Err(format!("escape `\\{c}`")),
            c => c,
        };
        Ok(Member::Range(c, c))
    }

    /// Reads the hexadecimal digits of a code point.
    fn code(&mut self, digits: usize) -> Result<char, String> {
        let code = self.rest.get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        let c = code.and_then(char::from_u32).ok_or("escape that is no character")?;
        self.rest = &self.rest[digits..];
        Ok(c)
    }
}

impl Tree {
    /// Returns the fewest and the most characters that the tree takes.
    pub(super) fn width(&self) -> (u32, Option<u32>) {
        match self {
            Self::Class(_) => (1, Some(1)),
            Self::Start | Self::End | Self::Look { .. } => (0, Some(0)),
            Self::Sequence(items) => items.iter().map(Self::width).fold((0, Some(0)), |(min, max), (a, b)| {
                (min.saturating_add(a), max.zip(b).and_then(|(max, b)| max.checked_add(b)))
            }),
            Self::Alternation(items) => {
                let widths = items.iter().map(Self::width);
                widths.reduce(|(a, b), (c, d)| (a.min(c), b.zip(d).map(|(b, d)| b.max(d)))).unwrap_or((0, Some(0)))
            }
            Self::Repeat { tree, min, max, .. } => {
                let (a, b) = tree.width();
                (a.saturating_mul(*min), b.zip(*max).and_then(|(b, max)| b.checked_mul(max)))
            }
        }
    }

    /// Returns the characters that a match can begin with.
    pub(super) fn first(&self) -> Edge {
        self.edge(Side::First)
    }

    /// Returns the characters that a match can end with.
    pub(super) fn last(&self) -> Edge {
        self.edge(Side::Last)
    }

    fn edge(&self, side: Side) -> Edge {
        match self {
            Self::Class(class) => Edge { ascii: class.ascii(), beyond: class.exceeds_ascii(), empty: false },
            Self::Start | Self::End | Self::Look { .. } => Edge { empty: true, ..Edge::default() },
            Self::Sequence(items) => {
                let mut edge = Edge { empty: true, ..Edge::default() };
                for i in 0..items.len() {
                    if edge.empty {
                        let item = if side == Side::First { &items[i] } else { &items[items.len() - 1 - i] };
                        let next = item.edge(side);
                        edge = Edge { empty: next.empty, ..edge.or(next) };
                    }
                }
                edge
            }
            Self::Alternation(items) => items.iter().map(|item| item.edge(side)).fold(Edge::default(), Edge::or),
            Self::Repeat { tree, min, .. } => {
                let edge = tree.edge(side);
                Edge { empty: edge.empty || *min == 0, ..edge }
            }
        }
    }
}

/// The two ends of a match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    First,
    Last,
}

/// What a match can begin or end with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Edge {
    /// ASCII characters, one bit each.
    pub(super) ascii: u128,
    /// Characters beyond ASCII.
    pub(super) beyond: bool,
    /// No character at all.
    pub(super) empty: bool,
}

impl Edge {
    /// Tells whether `c` is among the characters.
    pub(super) fn holds(self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { self.beyond }
    }

    /// Returns what either can begin or end with.
    pub(super) fn or(self, other: Self) -> Self {
        Self { ascii: self.ascii | other.ascii, beyond: self.beyond || other.beyond, empty: self.empty || other.empty }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_named() {
        let errors = ["(?i)a", "(a", "a)", r"\1", "*", "a++", "(?P<n>a)", r"[\ud800]", "a{9999999999}"]
            .map(|s| parse(s).unwrap_err());
        insta::assert_debug_snapshot!(errors, @r#"
        [
            "group `(?i)`",
            "missing `)`",
            "unbalanced `)`",
            "escape `\\1`",
            "nothing to repeat before `*`",
            "repetition of a repetition",
            "group `(?P<`",
            "escape that is no character",
            "repetition {9999999999}",
        ]
        "#);
    }

    #[test]
    fn widths_and_first_characters_bound_a_match() {
        let tree = parse(r"(?<=[0-9])(?:km|m²?)$").unwrap();
        assert_eq!(tree.width(), (1, Some(2)));
        assert_eq!(tree.first(), Edge { ascii: 1 << b'k' | 1 << b'm', beyond: false, empty: false });
        assert_eq!(parse(r"a?\.\.+").unwrap().width(), (2, None));
        assert_eq!(
            parse(r"ab?(?=x)$").unwrap().last(),
            Edge { ascii: 1 << b'a' | 1 << b'b', beyond: false, empty: false }
        );
        assert!(parse("a{x}").is_ok_and(|t| t.width() == (4, Some(4))));
    }
}
