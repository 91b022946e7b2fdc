//! Placeholder for the store stage.

/// Why the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {}
