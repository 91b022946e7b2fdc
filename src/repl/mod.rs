//! Placeholder for `repl`.
