//! The formats by name, file extension and media type.

use super::ExportError;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A format that holds a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Nodes and relationships as two tables, with the headers of `neo4j-admin database import`.
    Csv,
    /// Graphviz.
    Dot,
    /// GraphML, for networkx, igraph, yEd, Cytoscape.
    GraphMl,
    /// GEXF, for Gephi.
    Gexf,
    /// Node-link JSON, for d3 and networkx.
    Json,
    /// JSON Lines, one node or relationship a line, as APOC exports and imports them.
    JsonLines,
    /// A script that creates the graph in any openCypher database.
    Cypher,
    /// A Mermaid flowchart, for Markdown pages.
    Mermaid,
    /// RDF as Turtle, with PROV-O for the evidence.
    Turtle,
    /// RDF as N-Quads, what an article shows in a graph of its own.
    NQuads,
    /// A picture, drawn without any other program.
    Svg,
    /// The same picture as pixels.
    Png,
    /// Nodes and relationships as two Parquet files.
    Parquet,
    /// Event data, in the columns of ICEWS and Phoenix.
    Events,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 14] = [
        Self::Csv,
        Self::Dot,
        Self::GraphMl,
        Self::Gexf,
        Self::Json,
        Self::JsonLines,
        Self::Cypher,
        Self::Mermaid,
        Self::Turtle,
        Self::NQuads,
        Self::Svg,
        Self::Png,
        Self::Parquet,
        Self::Events,
    ];

    /// Returns the name that users type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Dot => "dot",
            Self::GraphMl => "graphml",
            Self::Gexf => "gexf",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Cypher => "cypher",
            Self::Mermaid => "mermaid",
            Self::Turtle => "turtle",
            Self::NQuads => "nquads",
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Parquet => "parquet",
            Self::Events => "events",
        }
    }

    /// Returns the usual file extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mermaid => "mmd",
            Self::Turtle => "ttl",
            Self::NQuads => "nq",
            Self::Events => "events.csv",
            _ => self.name(),
        }
    }

    /// Returns the media type for HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv | Self::Events => "text/csv; charset=utf-8",
            Self::Dot => "text/vnd.graphviz; charset=utf-8",
            Self::GraphMl => "application/graphml+xml",
            Self::Gexf => "application/gexf+xml",
            Self::Json => "application/json",
            Self::JsonLines => "application/jsonl",
            Self::Cypher => "application/x-cypher-query",
            Self::Mermaid => "text/vnd.mermaid",
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::NQuads => "application/n-quads",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }

    /// Returns what the format is for, in a few words.
    pub const fn caption(self) -> &'static str {
        match self {
            Self::Csv => "two tables, nodes and relationships, as neo4j-admin imports them",
            Self::Dot => "a picture by Graphviz",
            Self::GraphMl => "networkx, igraph, yEd, Cytoscape",
            Self::Gexf => "Gephi",
            Self::Json => "node-link JSON, for d3 and networkx",
            Self::JsonLines => "one node or relationship a line, as APOC imports them",
            Self::Cypher => "a script for any openCypher database",
            Self::Mermaid => "a flowchart in Markdown pages",
            Self::Turtle => "RDF, with PROV-O for the evidence",
            Self::NQuads => "RDF with a graph for each article",
            Self::Svg => "a picture",
            Self::Png => "a picture as pixels",
            Self::Parquet => "two files, nodes and relationships, for DuckDB, PyArrow, Polars",
            Self::Events => "event data, one row a source, target and event",
        }
    }

    /// Tells whether the format is two files, one of nodes and one of relationships.
    pub const fn is_two_files(self) -> bool {
        matches!(self, Self::Csv | Self::Parquet)
    }

    /// Tells whether people can read it as text.
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Png | Self::Parquet)
    }

    /// Returns the two files of a format that needs two: beside a name with the format's extension, else in a folder.
    pub fn two_files(self, path: &Path) -> [PathBuf; 2] {
        let extension = self.extension();
        if path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension)) {
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("graph");
            return ["nodes", "relationships"].map(|name| path.with_file_name(format!("{stem}-{name}.{extension}")));
        }
        ["nodes", "relationships"].map(|name| path.join(format!("{name}.{extension}")))
    }

    /// Guesses the format from a file's extension.
    pub fn of_path(path: &Path) -> Option<Self> {
        if path.file_name()?.to_str()?.to_ascii_lowercase().ends_with("events.csv") {
            return Some(Self::Events);
        }
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| {
            let also = match format {
                Self::Dot => "gv",
                Self::JsonLines => "ndjson",
                Self::Cypher => "cql",
                _ => "",
            };
            extension == format.extension() || extension == also
        })
    }
}

impl FromStr for Format {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Self, ExportError> {
        let found = Self::ALL.into_iter().find(|f| name == f.name() || name == f.extension());
        found.ok_or_else(|| unknown(name, &Self::ALL.map(Self::name)))
    }
}

/// A format that holds the rows of a query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableFormat {
    /// Boxes, for people.
    #[default]
    Table,
    /// One line per cell, for rows that are wider than the terminal.
    Line,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// One JSON array of objects.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// A Markdown table.
    Markdown,
}

impl TableFormat {
    /// Every format.
    pub const ALL: [Self; 7] =
        [Self::Table, Self::Line, Self::Csv, Self::Tsv, Self::Json, Self::JsonLines, Self::Markdown];

    /// Returns the name that users type.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Line => "line",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Markdown => "markdown",
        }
    }

    /// Returns the usual file extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Table | Self::Line => "txt",
            Self::Markdown => "md",
            _ => self.name(),
        }
    }

    /// Returns the media type for HTTP.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Table | Self::Line => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Json => "application/json",
            Self::JsonLines => "application/jsonl",
            Self::Markdown => "text/markdown; charset=utf-8",
        }
    }

    /// Returns what the format is for, in a few words.
    pub const fn caption(self) -> &'static str {
        match self {
            Self::Table => "boxes that fit the terminal",
            Self::Line => "one line per cell",
            Self::Csv => "comma-separated values",
            Self::Tsv => "tab-separated values",
            Self::Json => "one JSON array",
            Self::JsonLines => "one JSON object a line",
            Self::Markdown => "a Markdown table",
        }
    }

    /// Tells whether people read it, so that it may be coloured and cut to the terminal.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Table | Self::Line)
    }
}

impl FromStr for TableFormat {
    type Err = ExportError;

    fn from_str(name: &str) -> Result<Self, ExportError> {
        let found = Self::ALL.into_iter().find(|f| name == f.name() || (*f == Self::Markdown && name == "md"));
        found.ok_or_else(|| unknown(name, &Self::ALL.map(Self::name)))
    }
}

fn unknown(name: &str, known: &[&str]) -> ExportError {
    ExportError::UnknownFormat { name: name.to_owned(), known: known.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_the_format() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().ok(), Some(format));
            assert_eq!(Format::of_path(Path::new("x").with_extension(format.extension()).as_path()), Some(format));
        }
        for format in TableFormat::ALL {
            assert_eq!(format.name().parse::<TableFormat>().ok(), Some(format));
        }
    }

    #[test]
    fn an_unknown_name_is_told_what_there_is() {
        let message = "xls".parse::<TableFormat>().err().map(|e| e.to_string());
        assert_eq!(
            message.as_deref(),
            Some("there is no format `xls`; there are table, line, csv, tsv, json, jsonl, markdown")
        );
    }
}
