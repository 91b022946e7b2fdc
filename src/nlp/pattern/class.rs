//! Sets of characters.

use crate::nlp::python;

/// A kind of character with an escape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `\d`
    Digit,
    /// `\s`
    Space,
    /// `\w`
    Word,
}

/// One member of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// The characters from the first to the last.
    Range(char, char),
    /// The characters of a kind, or all others where the flag is not set.
    Kind(Kind, bool),
}

/// A set of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// The ASCII characters in the set, one bit each.
    ascii: u128,
    /// The ranges beyond ASCII, sorted and apart.
    ranges: Vec<(char, char)>,
    kinds: Vec<(Kind, bool)>,
    /// Whether beyond ASCII the set is what the members leave out.
    negated: bool,
}

impl Class {
    /// Makes the set of `members`, or of all characters that are none of them.
    pub(super) fn new(members: &[Member], negated: bool) -> Self {
        let mut class = Self { ascii: 0, ranges: Vec::new(), kinds: Vec::new(), negated };
        for &member in members {
            match member {
                Member::Range(first, last) => class.ranges.push((first, last)),
                Member::Kind(kind, wanted) => class.kinds.push((kind, wanted)),
            }
        }
        class.ranges.sort_unstable();
        class.ranges.dedup_by(|next, range| {
            let touches = u32::from(next.0) <= u32::from(range.1) + 1;
            if touches {
                range.1 = range.1.max(next.1);
            }
            touches
        });
        for c in '\0'..='\x7f' {
            class.ascii |= u128::from(class.lists(c) != negated) << u32::from(c);
        }
        class.ranges.retain(|range| !range.1.is_ascii());
        class
    }

    /// Makes the set of one character.
    pub(super) fn one(c: char) -> Self {
        Self::new(&[Member::Range(c, c)], false)
    }

    /// Tells whether `c` is in the set.
    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { self.lists(c) != self.negated }
    }

    /// Tells whether `c` is one of the members.
    fn lists(&self, c: char) -> bool {
        let at = self.ranges.partition_point(|range| range.1 < c);
        self.ranges.get(at).is_some_and(|range| range.0 <= c)
            || self.kinds.iter().any(|&(k, wanted)| k.holds(c) == wanted)
    }

    /// Returns the ASCII characters in the set, one bit each.
    pub(super) fn ascii(&self) -> u128 {
        self.ascii
    }

    /// Tells whether the set may hold characters beyond ASCII.
    pub(super) fn exceeds_ascii(&self) -> bool {
        self.negated || !self.ranges.is_empty() || !self.kinds.is_empty()
    }
}

impl Kind {
    fn holds(self, c: char) -> bool {
        match self {
            Self::Digit => python::is_decimal(c),
            Self::Space => python::is_space(c),
            Self::Word => python::is_word(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_are_joined_and_negation_turns_all_around() {
        let members = [Member::Range('x', 'é'), Member::Range('a', 'f'), Member::Range('g', 'k')];
        let (class, rest) = (Class::new(&members, false), Class::new(&members, true));
        for c in ['a', 'k', 'l', 'x', 'z', '~', 'è', 'ê', '€'] {
            assert_eq!(class.contains(c), ('a'..='k').contains(&c) || ('x'..='é').contains(&c), "{c}");
            assert_ne!(class.contains(c), rest.contains(c), "{c}");
        }
        assert_eq!(class.ranges, [('x', 'é')]);
    }

    #[test]
    fn kinds_reach_beyond_ascii() {
        let not_space = Class::new(&[Member::Kind(Kind::Space, false)], false);
        assert!(not_space.contains('€') && !not_space.contains('\u{a0}') && !not_space.contains(' '));
        assert!(Class::new(&[Member::Kind(Kind::Digit, true)], false).contains('٣'));
    }
}
