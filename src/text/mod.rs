//! Positions in text, letter case, and strings stored once; knows no language.

mod case;
mod id;
mod intern;
mod lines;
mod offsets;
mod span;

pub use case::capitalized;
pub use id::{Id, IndexVec};
pub use intern::{Symbol, Vocab};
pub use lines::Lines;
pub use offsets::CodePoints;
pub use span::{Byte, Span};
