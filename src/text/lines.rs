//! Byte offset to line and column.

/// The line starts of a text.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the line starts of `text`.
    pub fn new(text: &str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(i, _)| i + 1);
        Self { starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// Returns line and column of a byte offset, both counted from 1, the column in bytes.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        (line, offset - self.starts[line - 1] + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_after_a_break_starts_the_next_line() {
        let lines = Lines::new("ab\nc\n");
        assert_eq!([0, 1, 2, 3, 5].map(|o| lines.position(o)), [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1)]);
    }
}
