//! The state of the arc-eager machine: stack, buffer and the arcs so far.

use super::decode::NONE;

/// Stack, buffer and arcs over a text; tokens are counted from its start.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    stack: Vec<u32>,
    /// Tokens that went back from the stack; the last is the buffer's first.
    returned: Vec<u32>,
    /// The first token that was never on the stack.
    next: u32,
    length: u32,
    /// The head of each token, or [`NONE`].
    heads: Vec<u32>,
    /// The move that gave each token its head.
    labels: Vec<u32>,
    /// The child attached last, on the left and on the right of each token, or [`NONE`].
    last_child: [Vec<u32>; 2],
    /// The child that the same head got on the same side before this one, or [`NONE`].
    before: Vec<u32>,
    /// Tokens that went back to the buffer and may not be shifted again.
    unshiftable: Vec<bool>,
    sentence_starts: Vec<bool>,
}

/// A side of a head.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Left,
    Right,
}

impl State {
    /// Sets the state to the start of a text of `length` tokens.
    pub(super) fn start(&mut self, length: usize) {
        self.stack.clear();
        self.returned.clear();
        (self.next, self.length) = (0, length as u32);
        for column in [&mut self.heads, &mut self.labels, &mut self.before].into_iter().chain(&mut self.last_child) {
            column.clear();
            column.resize(length, NONE);
        }
        for flags in [&mut self.unshiftable, &mut self.sentence_starts] {
            flags.clear();
            flags.resize(length, false);
        }
    }

    /// Returns the stack's token at `depth`, the top at 0.
    pub(super) fn stack(&self, depth: usize) -> Option<u32> {
        self.stack.len().checked_sub(depth + 1).map(|i| self.stack[i])
    }

    /// Returns how many tokens are on the stack.
    pub(super) fn stack_depth(&self) -> usize {
        self.stack.len()
    }

    /// Returns the buffer's token at `index`.
    pub(super) fn buffer(&self, index: usize) -> Option<u32> {
        if let Some(i) = self.returned.len().checked_sub(index + 1) {
            return Some(self.returned[i]);
        }
        let token = self.next + (index - self.returned.len()) as u32;
        (token < self.length).then_some(token)
    }

    /// Returns how many tokens are in the buffer.
    pub(super) fn buffer_length(&self) -> usize {
        (self.length - self.next) as usize + self.returned.len()
    }

    /// Returns the child of `head` on a side, `back` before the one attached last.
    pub(super) fn child(&self, side: Side, head: Option<u32>, back: usize) -> Option<u32> {
        let mut child = *self.last_child[side as usize].get(head? as usize)?;
        for _ in 0..back {
            child = *self.before.get(child as usize)?;
        }
        (child != NONE).then_some(child)
    }

    /// Returns each token's head, or [`NONE`].
    pub(super) fn heads(&self) -> &[u32] {
        &self.heads
    }

    /// Returns the move that gave each token its head.
    pub(super) fn labels(&self) -> &[u32] {
        &self.labels
    }

    pub(super) fn has_head(&self, token: u32) -> bool {
        self.heads[token as usize] != NONE
    }

    pub(super) fn is_unshiftable(&self, token: u32) -> bool {
        self.unshiftable[token as usize]
    }

    pub(super) fn set_reshiftable(&mut self, token: u32) {
        self.unshiftable[token as usize] = false;
    }

    pub(super) fn is_sentence_start(&self, token: u32) -> bool {
        self.sentence_starts[token as usize]
    }

    pub(super) fn set_sentence_start(&mut self, token: u32) {
        self.sentence_starts[token as usize] = true;
    }

    /// Moves the buffer's first token onto the stack.
    pub(super) fn push(&mut self) {
        let token = self.returned.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(token);
    }

    /// Drops the stack's top.
    pub(super) fn pop(&mut self) {
        self.stack.pop();
    }

    /// Moves the stack's top back to the front of the buffer; it may not be shifted again.
    pub(super) fn unshift(&mut self) {
        if let Some(top) = self.stack.pop() {
            self.unshiftable[top as usize] = true;
            self.returned.push(top);
        }
    }

    /// Attaches `child` to `head` by the move `label`, in place of the head it may have.
    ///
    /// A child that has a head is the last that this head got, for it is still on the stack, and its head below it.
    pub(super) fn add_arc(&mut self, head: u32, child: u32, label: usize) {
        let old = self.heads[child as usize];
        if old != NONE {
            let last = &mut self.last_child[side_of(old, child) as usize][old as usize];
            debug_assert_eq!(*last, child, "the replaced arc is the last of its head");
            *last = self.before[child as usize];
        }
        let last = &mut self.last_child[side_of(head, child) as usize][head as usize];
        self.before[child as usize] = std::mem::replace(last, child);
        self.heads[child as usize] = head;
        self.labels[child as usize] = label as u32;
    }

    /// Empties the stack and moves past the text; tokens that went back to the buffer stay there.
    pub(super) fn force_final(&mut self) {
        self.stack.clear();
        self.next = self.length;
    }
}

/// Returns on which side of `head` the token `child` stands.
fn side_of(head: u32, child: u32) -> Side {
    if head > child { Side::Left } else { Side::Right }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_found_back_from_the_last_and_a_new_head_takes_over() {
        let mut state = State::default();
        state.start(5);
        state.add_arc(3, 2, 0);
        state.add_arc(3, 1, 0);
        state.add_arc(0, 4, 0);
        assert_eq!(state.child(Side::Left, Some(3), 0), Some(1));
        assert_eq!(state.child(Side::Left, Some(3), 1), Some(2));
        assert_eq!(state.child(Side::Left, Some(3), 2), None);
        state.add_arc(3, 4, 1);
        assert_eq!((state.child(Side::Right, Some(0), 0), state.child(Side::Right, Some(3), 0)), (None, Some(4)));
        assert_eq!(state.child(Side::Right, None, 0), None);
    }

    #[test]
    fn a_token_that_went_back_is_first_in_the_buffer() {
        let mut state = State::default();
        state.start(3);
        state.push();
        state.push();
        state.unshift();
        assert_eq!([0, 1, 2].map(|i| state.buffer(i)), [Some(1), Some(2), None]);
        assert_eq!((state.stack(0), state.stack(1), state.buffer_length()), (Some(0), None, 2));
        assert!(state.is_unshiftable(1));
    }
}
