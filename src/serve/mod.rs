//! Placeholder for `serve`.
