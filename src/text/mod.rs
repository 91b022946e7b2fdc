//! Positions in text and strings stored once; knows no language.

mod id;
mod intern;
mod lines;
mod offsets;
mod span;

pub use id::{Id, IndexVec};
pub use intern::{Symbol, Vocab};
pub use lines::Lines;
pub use offsets::CodePoints;
pub use span::{Byte, Span};
