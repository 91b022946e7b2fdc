//! Nodes and relationships as two tables, as `neo4j-admin database import` reads them.
//!
//! RFC 4180: CRLF, quotation marks where needed and doubled inside. The header names each column's type
//! (`words:long`, `aliases:string[]`); the parts of a list stand between semicolons. A list one of whose parts holds a
//! semicolon can't be written so: its column becomes `string` and holds JSON, which [`import`](crate::import) knows again.

use super::columns::Column;
use super::value::{property_json, property_text};
use super::{ExportError, Selection};
use crate::graph::{Scalar, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Put an apostrophe before cells that a spreadsheet would run as a formula.
    pub safe_formulas: bool,
}

/// Writes the table of nodes: `:ID`, one column for each property key, `:LABEL`.
pub(super) fn write_nodes(part: &Selection<'_>, options: &Options, out: &mut dyn Write) -> Result<(), ExportError> {
    let columns = columns(|| part.nodes().flat_map(|node| node.properties()));
    let mut writer = writer(out);
    let header = columns.iter().map(|(key, column)| heading(key, *column));
    writer.write_record(std::iter::once(":ID".to_owned()).chain(header).chain([":LABEL".to_owned()]))?;
    for node in part.nodes() {
        let cells = columns.iter().map(|(key, column)| cell(node.get(key), *column, options));
        let labels = node.labels().collect::<Vec<_>>().join(";");
        writer.write_record(std::iter::once(node.id().0.to_string()).chain(cells).chain([labels]))?;
    }
    Ok(writer.flush()?)
}

/// Writes the table of relationships: `:START_ID`, `:END_ID`, `:TYPE`, one column for each property key.
pub(super) fn write_relationships(
    part: &Selection<'_>,
    options: &Options,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let columns = columns(|| part.relationships().flat_map(|relationship| relationship.properties()));
    let mut writer = writer(out);
    let ends = [":START_ID", ":END_ID", ":TYPE"].map(str::to_owned);
    writer.write_record(ends.into_iter().chain(columns.iter().map(|(key, column)| heading(key, *column))))?;
    for relationship in part.relationships() {
        let (start, end) = (relationship.start().0.to_string(), relationship.end().0.to_string());
        let cells = columns.iter().map(|(key, column)| cell(relationship.get(key), *column, options));
        writer.write_record([start, end, relationship.kind().to_owned()].into_iter().chain(cells))?;
    }
    Ok(writer.flush()?)
}

/// Makes a cell harmless to spreadsheets, which run what begins with `=`, `+`, `-`, `@`, a tab or a line end.
///
/// Numbers stay as they are.
pub(super) fn without_formula(cell: String) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && cell.parse::<f64>().is_err();
    if risky { format!("'{cell}") } else { cell }
}

/// Makes a writer of comma-separated values with the line ends of RFC 4180.
pub(super) fn writer(out: &mut dyn Write) -> ::csv::Writer<&mut dyn Write> {
    ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out)
}

/// Finds the columns; lists one of whose parts holds a semicolon are written as JSON.
fn columns<'g, I: Iterator<Item = (&'g str, &'g Value)>>(properties: impl Fn() -> I) -> BTreeMap<&'g str, Column> {
    let mut found = super::columns::columns(properties());
    for (key, value) in properties() {
        if let (Value::List(items), Some(column @ Column::List(_))) = (value, found.get_mut(key)) {
            // An empty list would be no list at all.
            if items.is_empty() || items.iter().any(|item| item.as_str().is_some_and(|text| text.contains(';'))) {
                *column = Column::Json;
            }
        }
    }
    found
}

/// Returns the name that Neo4j has for a type.
const fn type_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Number => "double",
        scalar => scalar.name(),
    }
}

fn heading(key: &str, column: Column) -> String {
    match column {
        Column::Scalar(kind) => format!("{key}:{}", type_name(kind)),
        Column::List(kind) => format!("{key}:{}[]", type_name(kind)),
        Column::Json => format!("{key}:string"),
    }
}

fn cell(value: &Value, column: Column, options: &Options) -> String {
    let text: Cow<'_, str> = match (value, column) {
        (Value::Null, _) => return String::new(),
        (Value::List(items), Column::List(_)) => items.iter().map(property_text).collect::<Vec<_>>().join(";").into(),
        (value, Column::Json) => property_json(value).to_string().into(),
        (value, _) => property_text(value).into(),
    };
    if options.safe_formulas { without_formula(text.into_owned()) } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Properties};

    fn nodes(properties: &[(&str, Value)], options: Options) -> String {
        let mut graph = Graph::new();
        graph.add_node(["Actor"], properties.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect::<Properties>());
        let mut out = Vec::new();
        write_nodes(&Selection::whole(&graph), &options, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_quoted_and_typed() {
        let aliases: Value = vec!["the North", "DPRK"].into();
        let text =
            nodes(&[("name", "North, \"the\"".into()), ("words", 7.into()), ("aliases", aliases)], Options::default());
        assert_eq!(
            text,
            ":ID,aliases:string[],name:string,words:long,:LABEL\r\n0,the North;DPRK,\"North, \"\"the\"\"\",7,Actor\r\n"
        );
    }

    #[test]
    fn a_list_that_holds_the_delimiter_is_json() {
        let text = nodes(&[("aliases", vec!["a;b", "c"].into())], Options::default());
        assert_eq!(text, ":ID,aliases:string,:LABEL\r\n0,\"[\"\"a;b\"\",\"\"c\"\"]\",Actor\r\n");
    }

    #[test]
    fn formulas_are_made_safe_only_on_demand() {
        assert!(nodes(&[("text", "=1+1".into())], Options::default()).contains("0,=1+1,"));
        assert!(nodes(&[("text", "=1+1".into())], Options { safe_formulas: true }).contains("0,'=1+1,"));
        assert_eq!(without_formula("-3.5".into()), "-3.5");
    }
}
