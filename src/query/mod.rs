//! Query text in, [`Table`] out: openCypher over a [`Graph`](crate::graph::Graph).

mod error;
mod table;

pub use error::{ErrorDetail, ErrorKind, Phase, QueryError};
pub use table::{Stats, Table};
