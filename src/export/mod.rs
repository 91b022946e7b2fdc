//! Placeholder for the export stage.

/// Why the export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {}
