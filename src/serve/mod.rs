//! The graph served to other programs, and to people in a browser.
//!
//! In: requests. Out: answers, one for each, whatever goes wrong. [`stdio`] answers a program line by line, [`page`] a
//! browser.

pub mod page;
mod procedure;
pub mod stdio;
mod typed;
