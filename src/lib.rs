//! News articles in, a graph of actors, statements and events out.
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | read | [`ingest`] | file → [`Article`](ingest::Article) |
//! | split, tag, parse, name | [`nlp`] | text → [`Doc`](nlp::Doc) |
//! | attribute, relate | [`extract`] | `Doc` → [`Facts`](extract::Facts) with evidence |
//! | join | [`assemble`] | facts of one article → its [`Contribution`](assemble::Contribution) to the graph |
//! | keep | [`store`] | contributions → file ⇄ [`Graph`](graph::Graph) |
//! | ask | [`query`] | text → AST → bound AST → logical plan → operators → [`Table`](query::Table) |
//! | ask by words | [`fulltext`] | texts in the `Graph` → rows |
//! | show | [`export`], [`repl`], [`serve`] | `Graph` or `Table` → bytes |
//! | bring back | [`import`] | tables or GraphML → `Graph` |
//!
//! Data flows one way down this table; `tests/layering.rs` holds each module to the modules it may use.

pub mod assemble;
pub mod cli;
pub mod error;
pub mod export;
pub mod extract;
pub mod fulltext;
pub mod graph;
pub mod import;
pub mod ingest;
pub mod nlp;
pub mod query;
pub mod repl;
pub mod score;
pub mod serve;
pub mod store;
pub mod text;

pub use error::Error;
