//! Placeholder for `assemble`.
