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
//! Articles are joined into the graph batch by batch, each batch in one transaction with its articles: the graph in the
//! file always holds every article in the file, whenever a run is killed. What it takes to add or remove one article is
//! found through indexes (`join`), so that it costs the same in a graph of any size; the graph in memory is made only
//! where a query needs it.
//!
//! Numbers in the file follow the order in which things came. Nobody sees them: a joined graph is read in the order of its
//! ids (`joined`), so that the same articles give the same graph in whatever order and in however many steps they came.
//! Facts are kept beside the graph, so that it can be joined anew by other rules; language analysis, the expensive part,
//! is never done twice.
//!
//! SQLite's write-ahead log lets readers read while one writer writes, and a second writer waits.

mod articles;
mod bulk;
mod curation;
mod error;
mod file;
mod graph;
mod join;
mod joined;
mod mandates;
mod migrate;
mod names;
mod object;
mod pairs;
mod properties;
mod publications;
mod rows;
pub mod schema;
mod search;
mod snapshot;
mod text_index;

pub use articles::{Added, Counts, Incoming, Known, StoredArticle};
pub use bulk::Feed;
pub use error::StoreError;
pub use file::Store;
pub use rows::DateKeys;
pub use search::{Hit, MARKS};
pub use text_index::TextIndex;
