//! The arc-eager parser and the BILUO recogniser: token vectors in, heads with labels and named entities out.
//!
//! Both walk over the text with a machine of a few moves (`arc_eager` over `state`, `biluo`); at each step `decode` scores
//! all moves by a small network on a few tokens of the machine's state, and takes the best that is valid. The parser then
//! turns its arcs into a tree with sentences (`tree`). Transitions, features and their order are those of spaCy 3.8.

mod arc_eager;
mod biluo;
mod decode;
mod moves;
mod state;
mod tree;

pub(crate) use arc_eager::ArcEager;
pub(crate) use biluo::Biluo;
pub(crate) use decode::Buffers;
pub(crate) use tree::Tree;
