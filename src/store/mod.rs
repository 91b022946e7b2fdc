//! One SQLite file that keeps articles, what was found in them, and the [`Graph`](crate::graph::Graph).
//!
//! Input: articles with their facts as JSON, and the graph assembled from them. Output: the same, in any later run.
//! Left to the next stage: everything about queries; they run on the graph in memory.
//!
//! # The file
//!
//! Tables and views are listed in [`schema`] and made to be read by others:
//!
//! ```sh
//! sqlite3 news.db "select source, text from statement_said limit 5"
//! sqlite3 news.db "select published, title from article order by published"
//! ```
//!
//! - `article` holds every article with its text, and `facts`: the `demarche extract` object without the text, deflated.
//! - `node` and `relationship` hold the graph; their properties are JSON objects, so `properties->>'name'` works.
//! - Views give labels, properties, actors, statements, events, relations and their evidence as plain columns.
//!
//! # Why
//!
//! Facts are kept beside the graph because the graph follows from them: adding, removing or merging articles assembles
//! it anew from all facts, and therefore gives the same graph in whatever order and in however many steps the articles
//! came. Language analysis, the expensive part, is never done twice. A run that is killed leaves the articles that it
//! committed; the next one goes on from there.
//!
//! SQLite's write-ahead log lets readers read while one writer writes, and a second writer waits.

mod articles;
mod curation;
mod error;
mod file;
mod graph;
mod migrate;
mod properties;
pub mod schema;
mod search;
mod snapshot;
mod text_index;

pub use articles::{Added, Known, StoredArticle};
pub use error::StoreError;
pub use file::Store;
pub use search::{Hit, MARKS};
pub use text_index::TextIndex;
