//! A half-open window that knows what it counts.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// The unit of a [`Span`] over the bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Byte {}

/// A half-open window `[start, end)` over a sequence of `T`.
///
/// `Span<Byte>` counts bytes of a text, `Span<TokenId>` tokens of a doc; the type keeps the two apart.
pub struct Span<T> {
    /// The first position inside the window.
    pub start: u32,
    /// The first position after the window.
    pub end: u32,
    unit: PhantomData<fn() -> T>,
}

impl<T> Span<T> {
    /// Makes the window from `start` up to `end`; a window that would end before it starts is empty at `start`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end: if end < start { start } else { end }, unit: PhantomData }
    }

    /// Returns how many positions the window holds.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Tells whether the window holds nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Tells whether `position` lies inside.
    pub const fn contains(self, position: u32) -> bool {
        self.start <= position && position < self.end
    }

    /// Tells whether `other` lies wholly inside.
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Tells whether the two windows share a position.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns the smallest window that covers both.
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Returns the window as a range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Iterates over the positions inside.
    pub fn positions(self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator {
        self.start..self.end
    }
}

impl Span<Byte> {
    /// Returns the part of `text` under the window, or `""` where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Returns the window without white space at its ends.
    pub fn trimmed(self, text: &str) -> Self {
        let part = self.of(text);
        let lead = part.len() - part.trim_start().len();
        let kept = part.trim().len();
        Self::new(self.start + lead as u32, self.start + (lead + kept) as u32)
    }
}

// Written out, because derives would ask the same of `T`, which is only a unit.
impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Span<T> {}
impl<T> PartialEq for Span<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}
impl<T> Eq for Span<T> {}
impl<T> PartialOrd for Span<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Span<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}
impl<T> std::hash::Hash for Span<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
impl<T> Default for Span<T> {
    fn default() -> Self {
        Self::new(0, 0)
    }
}
impl<T> fmt::Debug for Span<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_keeps_offsets_into_the_original() {
        let text = "  a b \n";
        let span = Span::<Byte>::new(0, 7).trimmed(text);
        assert_eq!((span, span.of(text)), (Span::new(2, 5), "a b"));
    }

    #[test]
    fn windows_that_touch_do_not_overlap() {
        let (a, b) = (Span::<Byte>::new(0, 3), Span::new(3, 5));
        assert!(!a.overlaps(b));
        assert_eq!(a.join(b), Span::new(0, 5));
    }
}
