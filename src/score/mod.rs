//! Placeholder for `score`.
