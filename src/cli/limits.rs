//! How far a query may go, as options of every subcommand that runs queries.

use super::exit::Failure;
use crate::query::Limits;
use std::time::Duration;

/// The bounds of queries.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct LimitArgs {
    /// Stop a query after this many seconds
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<f64>,
    /// Refuse answers of more rows
    #[arg(long, value_name = "N")]
    max_rows: Option<usize>,
    /// Stop a query that needs more memory, in megabytes [default: 4096]
    #[arg(long, value_name = "MB")]
    memory_limit: Option<usize>,
}

impl LimitArgs {
    /// Returns the bounds.
    pub(super) fn limits(&self) -> Result<Limits, Failure> {
        let timeout = self.timeout.map(Duration::try_from_secs_f64).transpose();
        let timeout = timeout.map_err(|_| Failure::Usage("--timeout: not a number of seconds".to_owned()))?;
        let mut limits = Limits { max_rows: self.max_rows, timeout, ..Limits::default() };
        if let Some(megabytes) = self.memory_limit {
            limits.memory = Some(megabytes.saturating_mul(1 << 20));
        }
        Ok(limits)
    }
}
