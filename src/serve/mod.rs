//! The graph served to other programs.
//!
//! In: requests. Out: answers, one for each, whatever goes wrong.

mod procedure;
pub mod stdio;
mod typed;
