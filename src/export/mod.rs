//! A graph, a part of it or a table in, bytes for other programs out: one file per format.
//!
//! Input: a [`Selection`] of a graph ([`write_graph`]) or the rows of a query ([`write_table`]). Output: bytes in a
//! [`Format`] or a [`TableFormat`]. Everything is written in the order of the graph's numbers, so that the same graph
//! gives the same bytes. Files and streams are opened by the caller.
//!
//! ```
//! use demarche::export::{Format, Options, Selection, write_graph};
//! use demarche::graph::{Graph, Properties};
//! let mut graph = Graph::new();
//! graph.add_node(["Actor", "Country"], Properties::from([("name".to_owned(), "Norway".into())]));
//! let mut text = Vec::new();
//! write_graph(&Selection::whole(&graph), Format::Cypher, &Options::default(), &mut text).unwrap();
//! assert!(String::from_utf8(text).unwrap().contains("{name: 'Norway'"));
//! ```

mod caption;
mod columns;
mod csv;
mod cypher;
mod dot;
mod events;
mod format;
mod gexf;
mod graphml;
mod json;
mod jsonl;
mod mermaid;
mod nquads;
mod parquet;
mod picture;
mod place;
mod rdf;
mod selection;
mod table;
mod timeline;
mod turtle;
mod value;
mod xml;

pub use caption::{main_label, title};
pub use csv::Options;
pub use format::{Format, TableFormat};
pub use place::Place;
pub use selection::Selection;
pub use table::{Style, TableWriter, write_table};
pub use timeline::{Entry, condition_words, timeline, timeline_table};
pub use value::{inline, json_value, plain};

use std::io::Write;

/// Why the export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The output could not be written.
    #[error("the export could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// A value could not be written as JSON.
    #[error("the export could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// A record could not be written as CSV.
    #[error("the export could not be written: {0}")]
    Csv(#[from] ::csv::Error),
    /// A table could not be written as Parquet.
    #[error("the export could not be written: {0}")]
    Parquet(#[from] ::parquet::errors::ParquetError),
    /// A picture would have more nodes than anybody can read.
    #[error("{0} nodes are too many for a picture: export a part of the graph, or gexf for Gephi")]
    TooLarge(usize),
    /// The format is two files, and one stream was given.
    #[error("the format `{0}` is two files, of nodes and of relationships: name a folder for them")]
    TwoFiles(&'static str),
    /// Nobody knows the format.
    #[error("there is no format `{name}`; there are {known}")]
    UnknownFormat {
        /// What was asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
}

impl ExportError {
    /// Returns what the stream said, where it was the stream that failed; the formats' libraries wrap it.
    ///
    /// # Errors
    ///
    /// Gives back what is no error of a stream.
    pub fn into_io(self) -> Result<std::io::Error, Self> {
        match self {
            Self::Io(error) => Ok(error),
            Self::Json(error) if error.is_io() => Ok(error.into()),
            Self::Csv(error) if error.is_io_error() => Ok(error.into()),
            other => Err(other),
        }
    }
}

/// Writes a part of a graph in one format, to one stream.
///
/// CSV is two tables; here they follow each other, with an empty line between them.
///
/// # Errors
///
/// Fails where the stream does, and for [`Format::Parquet`], which needs two files: see [`write_tables`].
pub fn write_graph(
    part: &Selection<'_>,
    format: Format,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    match format {
        Format::Csv => {
            csv::write_nodes(part, options, out)?;
            out.write_all(b"\r\n")?;
            csv::write_relationships(part, options, out)
        }
        Format::Dot => Ok(dot::write(part, out)?),
        Format::GraphMl => Ok(graphml::write(part, out)?),
        Format::Gexf => Ok(gexf::write(part, out)?),
        Format::Json => json::write(part, out),
        Format::JsonLines => jsonl::write(part, out),
        Format::Cypher => Ok(cypher::write(part, out)?),
        Format::Mermaid => Ok(mermaid::write(part, out)?),
        Format::Svg => picture::svg::write(part, out),
        Format::Png => picture::png::write(part, out),
        Format::Events => events::write(part, options, out),
        Format::Turtle => Ok(turtle::write(part, out)?),
        Format::NQuads => Ok(nquads::write(part, out)?),
        Format::Parquet => Err(ExportError::TwoFiles(format.name())),
    }
}

/// Writes a part of a graph as two tables, nodes and relationships; `format` is one that [is two
/// files](Format::is_two_files).
pub fn write_tables(
    part: &Selection<'_>,
    format: Format,
    options: &Options,
    [nodes, relationships]: [&mut dyn Write; 2],
) -> Result<(), ExportError> {
    if format == Format::Parquet {
        parquet::write_nodes(part, nodes)?;
        return parquet::write_relationships(part, relationships);
    }
    csv::write_nodes(part, options, nodes)?;
    csv::write_relationships(part, options, relationships)
}
