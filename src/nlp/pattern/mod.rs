//! Patterns in the syntax of Python's `re`, as far as spaCy's files use it, with Python's results.
//!
//! Input: the source of a pattern, then texts. Output: where the first match lies.
//!
//! # Why not a regex crate
//!
//! spaCy's suffix and infix rules are alternations of some two hundred patterns with look-behinds and classes of
//! thousands of characters. A general backtracking engine takes 12 ms to compile them and 20 to 70 µs to try them on
//! one word. Here the characters that an alternative can begin with choose the few worth trying, and alternatives that
//! must end with the text are tried near its end only: compiling takes under 1 ms, a word under 1 µs.

mod class;
mod parse;
mod program;

use parse::{Edge, Tree};
use program::Program;

/// How many instructions one search may follow; past that it reports no match.
///
/// Only texts without white space that are made to be hard come near.
const MAX_STEPS: usize = 10_000_000;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    program: Program,
    alternatives: Vec<Alternative>,
    /// Alternatives that can begin with each ASCII character, in order.
    by_ascii: Vec<Box<[u16]>>,
    /// Alternatives that can begin with another character, in order.
    beyond_ascii: Box<[u16]>,
    /// Alternatives that can match nothing, at the end of the text.
    empty: Box<[u16]>,
    /// Whether a match can only begin where the text does.
    start_only: bool,
    /// Where matches far from the end of the text can be ruled out.
    tail: Option<Tail>,
}

/// What is known of a pattern whose matches all reach the end of the text.
#[derive(Clone, Copy, Debug)]
struct Tail {
    /// The most bytes from the start of a match to the end, of alternatives for which there is a most.
    reach: usize,
    /// The characters that the other alternatives can end with.
    endless: Edge,
}

#[derive(Clone, Debug)]
struct Alternative {
    /// Where its instructions begin.
    pc: u32,
    /// Whether it begins with `^`.
    start_only: bool,
    /// The most bytes from the start of a match to the end of the text, where the match must reach it.
    reach: usize,
}

impl Pattern {
    /// Compiles a pattern; the error says what is not understood.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        let tree = parse::parse(source)?;
        let trees = match &tree {
            Tree::Alternation(alternatives) => alternatives.as_slice(),
            tree => std::slice::from_ref(tree),
        };
        if trees.len() > usize::from(u16::MAX) {
            return Err("too many alternatives".to_owned());
        }
        let mut program = Program::default();
        let mut alternatives = Vec::with_capacity(trees.len());
        for tree in trees {
            let items = if let Tree::Sequence(items) = tree { items.as_slice() } else { std::slice::from_ref(tree) };
            let reach = match (items.last(), tree.width()) {
                // One byte more for the line break that may follow.
                (Some(Tree::End), (_, Some(most))) => (most as usize).saturating_mul(4).saturating_add(1),
                _ => usize::MAX,
            };
            let start_only = matches!(items.first(), Some(Tree::Start));
            alternatives.push(Alternative { pc: program.add(tree)?, start_only, reach });
        }
        let firsts: Vec<_> = trees.iter().map(Tree::first).collect();
        let mut tail = Some(Tail { reach: 0, endless: Edge::default() });
        for (alternative, tree) in alternatives.iter().zip(trees) {
            let at_end = matches!(tree, Tree::Sequence(items) if items.last() == Some(&Tree::End));
            tail = tail.filter(|_| at_end).map(|tail| match alternative.reach {
                usize::MAX => Tail { endless: tail.endless.or(tree.last()), ..tail },
                reach => Tail { reach: tail.reach.max(reach), ..tail },
            });
        }
        let which = |begins: &dyn Fn(&Edge) -> bool| -> Box<[u16]> {
            (0..).zip(&firsts).filter(|(_, first)| begins(first)).map(|(i, _)| i).collect()
        };
        Ok(Self {
            program,
            by_ascii: (0..128).map(|c| which(&|first| first.empty || first.ascii >> c & 1 == 1)).collect(),
            beyond_ascii: which(&|first| first.empty || first.beyond),
            empty: which(&|first| first.empty),
            start_only: alternatives.iter().all(|a| a.start_only),
            tail,
            alternatives,
        })
    }

    /// Returns the byte range of the first match in `text` that begins at byte `from` or later.
    ///
    /// `from` is a character boundary; what stands before it is seen by look-behinds.
    pub(crate) fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        if self.start_only && from > 0 {
            return None;
        }
        let mut steps = MAX_STEPS;
        let from = from.max(self.first_start(text));
        for (at, c) in text[from..].char_indices() {
            let at = from + at;
            let candidates = self.by_ascii.get(c as usize).unwrap_or(&self.beyond_ascii);
            if let Some(end) = self.try_at(text, at, candidates, &mut steps) {
                return Some((at, end));
            }
            if self.start_only {
                return None;
            }
        }
        self.try_at(text, text.len(), &self.empty, &mut steps).map(|end| (text.len(), end))
    }

    /// Returns a place in `text` before which no match begins.
    fn first_start(&self, text: &str) -> usize {
        match (self.tail, text.chars().next_back()) {
            (Some(tail), Some(last)) if last != '\n' && !tail.endless.empty && !tail.endless.holds(last) => {
                text.floor_char_boundary(text.len().saturating_sub(tail.reach))
            }
            _ => 0,
        }
    }

    /// Returns the length of the match that begins where `text` does.
    pub(crate) fn match_start(&self, text: &str) -> Option<usize> {
        let candidates = match text.chars().next() {
            Some(c) => self.by_ascii.get(c as usize).unwrap_or(&self.beyond_ascii),
            None => &self.empty,
        };
        self.try_at(text, 0, candidates, &mut { MAX_STEPS })
    }

    /// Iterates over the matches in `text` that do not overlap, from the left.
    pub(crate) fn find_iter<'p, 't: 'p>(&'p self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 'p {
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let (start, end) = self.find(text, from?)?;
            // After an empty match the search goes on behind the next character.
            let skip = if start == end { text[end..].chars().next().map(char::len_utf8) } else { Some(0) };
            from = skip.map(|skip| end + skip);
            Some((start, end))
        })
    }

    fn try_at(&self, text: &str, at: usize, candidates: &[u16], steps: &mut usize) -> Option<usize> {
        candidates.iter().find_map(|&i| {
            let alternative = &self.alternatives[usize::from(i)];
            if text.len() - at > alternative.reach || alternative.start_only && at > 0 {
                return None;
            }
            self.program.run(text, alternative.pc, at, steps)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
        Pattern::new(pattern).unwrap().find(text, 0).map(|(start, end)| &text[start..end])
    }

    #[test]
    fn the_leftmost_match_of_the_first_alternative_wins() {
        assert_eq!(find("ab|abc", "xabc"), Some("ab"));
        assert_eq!(find("(?:a|ab)(?:c|bcd)$", "abcd"), Some("abcd"));
        assert_eq!(find("a+?b??", "aab"), Some("a"));
        assert_eq!(find(r"(?<=[0-9])(?:km|m)$", "12km"), Some("km"));
        assert_eq!(find(r"\.\.+$", "so...."), Some("...."));
        assert_eq!(find("a{2,3}", "aaaa"), Some("aaa"));
        assert_eq!(find(r"(?!ab)[a-c]{2}", "abca"), Some("bc"));
        assert_eq!(find(r"x*$", "yz"), Some(""));
        assert_eq!(find(r"a$", "a\n"), Some("a"));
    }

    #[test]
    fn what_cannot_match_far_from_the_end_is_not_tried_there() {
        let pattern = Pattern::new(r"\.\.+$|(?<=[0-9])(?:km|m²)$|\)$").unwrap();
        assert_eq!(pattern.first_start(&"(".repeat(100)), 91);
        assert_eq!(pattern.first_start(&".".repeat(100)), 0);
        assert_eq!(pattern.first_start("12km"), 0);
        assert!(Pattern::new("a$|b").unwrap().tail.is_none());
    }

    #[test]
    fn texts_made_to_be_hard_end() {
        assert_eq!(find(r"(?:a|aa)+(?:a|aa)+(?:a|aa)+b", &"a".repeat(3000)), None);
        assert_eq!(find(r"^(?:\S+(?::\S*)?@)?b", &"a:".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn matches_are_those_of_fancy_regex(text in "[a-c.:@0-2é]{0,14}") {
            for source in [
                r"a+b|[^a]c$|(?<=[0-9])(?:a|b\.)$|\.\.+",
                r"^(?:(?:[a\-\.]{2,})::)?(?:\S+(?::\S*)?@)?(?:b|c\.)+(?::\d{2,5})?(?:[.]\S*)?$",
                r"(?<=[ab])[:.](?=[a-c])|(?<!a)é|(?:a?b){1,3}?c|[0-9]*a",
                r"(?:a|ab)(?:c|bcd)*(?!\.)|é{0,2}@",
                r"\.\.+$|(?<=[0-9])(?:ab|é|c\.)$|@$|(?:a|b:)+$|(?<=a:)\.$",
            ] {
                let theirs = fancy_regex::Regex::new(source).unwrap();
                let theirs: Vec<_> = theirs.find_iter(&text).map(|m| m.unwrap()).map(|m| (m.start(), m.end())).collect();
                let ours: Vec<_> = Pattern::new(source).unwrap().find_iter(&text).collect();
                prop_assert_eq!(ours, theirs, "{} on {}", source, text);
            }
        }
    }
}
