//! Query text in, [`Table`] out: openCypher over a [`Graph`].
//!
//! 1. [`parser`] reads the text after `grammar/cypher.pest` into a syntax tree with spans.
//! 2. [`bind`] turns names into slots of the record and checks types.
//! 3. [`plan`] builds a logical plan and makes it better, rule by rule.
//! 4. [`exec`] runs the plan: operators that hand each other batches of rows.
//!
//! A query is one transaction: where it fails, the graph is as it was.
//!
//! ```
//! use demarche::graph::{Graph, Properties};
//! use demarche::query::{self, Limits, Params};
//! let mut graph = Graph::new();
//! query::execute(&mut graph, "CREATE (:Country {name: 'North Korea'})-[:PROPOSES]->(:Event)", &Params::new(), &Limits::default())?;
//! let table = query::run(&graph, "MATCH (c:Country)-[:PROPOSES]->() RETURN c.name", &Params::new(), &Limits::default())?;
//! assert_eq!(table.rows, [["North Korea".into()]]);
//! # Ok::<(), query::QueryError>(())
//! ```

mod ast;
mod bind;
mod error;
mod exec;
mod expr;
mod keywords;
mod parser;
mod plan;
mod print;
mod procedures;
mod session;
mod table;

pub use bind::Type;
pub(crate) use error::nearest;
pub use error::{ErrorDetail, ErrorKind, Phase, QueryError};
pub use exec::{Limits, Params, Procedure, Procedures, Rows, Signature, Surroundings};
pub use expr::compare::equivalent;
pub use expr::functions::function_captions;
pub use keywords::KEYWORDS;
pub use parser::{ParseStatus, parse_status};
pub use print::canonical;
pub use session::{Session, execute, run};
pub use table::{Stats, Table};
