//! Nodes and relationships as two Parquet files, for DuckDB, PyArrow, Polars, Spark.
//!
//! Each property key is a column of its type: `BOOLEAN`, `INT64`, `DOUBLE`, `STRING`, `DATE`, or a `LIST` of one of
//! these; other times are texts. A property that is called like one of our own columns gets `_` behind its name.

use super::columns::{Column, columns};
use super::value::{property_json, property_text};
use super::{ExportError, Selection};
use crate::graph::{Node, Relationship, Scalar, Value};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// How many rows lie in one group.
const GROUP: usize = 100_000;

/// A column with its value for each row.
struct Field<'g, R> {
    name: String,
    column: Column,
    /// Whether every row has a value.
    required: bool,
    value: Box<dyn Fn(&R) -> Cell<'g> + 'g>,
}

/// A value that the graph holds or one that is made for the table.
enum Cell<'g> {
    Kept(&'g Value),
    Made(Value),
}

impl Cell<'_> {
    const fn get(&self) -> &Value {
        match self {
            Self::Kept(value) => value,
            Self::Made(value) => value,
        }
    }
}

/// Writes the table of nodes: `node_id`, `labels`, one column for each property key.
pub(super) fn write_nodes<'g>(part: &Selection<'g>, out: &mut dyn Write) -> Result<(), ExportError> {
    let number = |id: u32| Cell::Made(Value::Integer(i64::from(id)));
    let mut fields: Vec<Field<'g, Node<'g>>> = vec![
        own("node_id", Column::Scalar(Scalar::Integer), move |node: &Node<'g>| number(node.id().0)),
        own("labels", Column::List(Scalar::String), |node: &Node<'g>| {
            Cell::Made(Value::list(node.labels().map(Value::from).collect()))
        }),
    ];
    for (key, column) in columns(part.nodes().flat_map(|node| node.properties())) {
        fields.push(property(key, column, &["node_id", "labels"], |node: &Node<'g>, key: &str| node.get(key)));
    }
    write("nodes", &fields, &part.nodes().collect::<Vec<_>>(), out)
}

/// Writes the table of relationships: `relationship_id`, `start_id`, `end_id`, `type`, one column for each property key.
pub(super) fn write_relationships<'g>(part: &Selection<'g>, out: &mut dyn Write) -> Result<(), ExportError> {
    let number = |id: u32| Cell::Made(Value::Integer(i64::from(id)));
    let integer = Column::Scalar(Scalar::Integer);
    let mut fields: Vec<Field<'g, Relationship<'g>>> = vec![
        own("relationship_id", integer, move |edge: &Relationship<'g>| number(edge.id().0)),
        own("start_id", integer, move |edge: &Relationship<'g>| number(edge.start().0)),
        own("end_id", integer, move |edge: &Relationship<'g>| number(edge.end().0)),
        own("type", Column::Scalar(Scalar::String), |edge: &Relationship<'g>| Cell::Made(edge.kind().into())),
    ];
    for (key, column) in columns(part.relationships().flat_map(|edge| edge.properties())) {
        let taken = ["relationship_id", "start_id", "end_id", "type"];
        fields.push(property(key, column, &taken, |edge: &Relationship<'g>, key: &str| edge.get(key)));
    }
    write("relationships", &fields, &part.relationships().collect::<Vec<_>>(), out)
}

fn own<'g, R>(name: &str, column: Column, value: impl Fn(&R) -> Cell<'g> + 'g) -> Field<'g, R> {
    Field { name: name.to_owned(), column, required: true, value: Box::new(value) }
}

fn property<'g, R>(
    key: &'g str,
    column: Column,
    taken: &[&str],
    get: impl Fn(&R, &str) -> &'g Value + 'g,
) -> Field<'g, R> {
    let name = if taken.contains(&key) { format!("{key}_") } else { key.to_owned() };
    Field { name, column, required: false, value: Box::new(move |row| Cell::Kept(get(row, key))) }
}

fn write<R>(name: &str, fields: &[Field<'_, R>], rows: &[R], out: &mut dyn Write) -> Result<(), ExportError> {
    let types = fields.iter().map(|field| schema(field).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder(name).with_fields(types).build()?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties))?;
    for rows in rows.chunks(GROUP) {
        let mut group = file.next_row_group()?;
        for field in fields {
            let mut writer = group.next_column()?.ok_or_else(|| ParquetError::General("a column too many".into()))?;
            column(field, rows, &mut writer)?;
            writer.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(out.write_all(&bytes)?)
}

fn schema<R>(field: &Field<'_, R>) -> Result<Type, ParquetError> {
    let repetition = if field.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    match field.column {
        Column::Scalar(scalar) => primitive(&field.name, scalar, repetition),
        Column::Json => primitive(&field.name, Scalar::String, repetition),
        Column::List(scalar) => {
            let element = Arc::new(primitive("element", scalar, Repetition::REQUIRED)?);
            let list =
                Type::group_type_builder("list").with_repetition(Repetition::REPEATED).with_fields(vec![element]);
            Type::group_type_builder(&field.name)
                .with_repetition(repetition)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(list.build()?)])
                .build()
        }
    }
}

fn primitive(name: &str, scalar: Scalar, repetition: Repetition) -> Result<Type, ParquetError> {
    let (physical, logical) = match scalar {
        Scalar::Boolean => (Physical::BOOLEAN, None),
        Scalar::Integer => (Physical::INT64, None),
        Scalar::Float | Scalar::Number => (Physical::DOUBLE, None),
        Scalar::Date => (Physical::INT32, Some(LogicalType::Date)),
        _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(name, physical).with_repetition(repetition).with_logical_type(logical).build()
}

/// Writes the values of a column.
fn column<R>(field: &Field<'_, R>, rows: &[R], writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
    let scalar = match field.column {
        Column::Scalar(scalar) | Column::List(scalar) => scalar,
        Column::Json => Scalar::String,
    };
    match scalar {
        Scalar::Boolean => typed::<BoolType, R>(field, rows, writer, |value| match value {
            Value::Boolean(truth) => *truth,
            _ => false,
        }),
        Scalar::Integer => typed::<Int64Type, R>(field, rows, writer, |value| value.as_integer().unwrap_or(0)),
        Scalar::Float | Scalar::Number => typed::<DoubleType, R>(field, rows, writer, |value| match value {
            Value::Float(number) => *number,
            value => value.as_integer().unwrap_or(0) as f64,
        }),
        Scalar::Date => typed::<Int32Type, R>(field, rows, writer, |value| match value {
            // Years beyond Parquet's range end at its border.
            Value::Date(day) => day.days().clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32,
            _ => 0,
        }),
        _ => typed::<ByteArrayType, R>(field, rows, writer, |value| match (value, field.column) {
            (value, Column::Json) => ByteArray::from(property_json(value).to_string().into_bytes()),
            (Value::String(text), _) => ByteArray::from(text.as_bytes().to_vec()),
            (value, _) => ByteArray::from(property_text(value).into_bytes()),
        }),
    }
}

/// Writes values with their levels: how much of the way from row to item there is, and where a new row begins.
fn typed<T: DataType, R>(
    field: &Field<'_, R>,
    rows: &[R],
    writer: &mut SerializedColumnWriter<'_>,
    read: impl Fn(&Value) -> T::T,
) -> Result<(), ParquetError> {
    let there = i16::from(!field.required);
    let (mut values, mut defined, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let cell = (field.value)(row);
        match (cell.get(), field.column) {
            (Value::Null, _) => {
                defined.push(0);
                repeated.push(0);
            }
            (Value::List(items), Column::List(_)) if items.is_empty() => {
                defined.push(there);
                repeated.push(0);
            }
            (Value::List(items), Column::List(_)) => {
                for (number, item) in items.iter().enumerate() {
                    values.push(read(item));
                    defined.push(there + 1);
                    repeated.push(i16::from(number > 0));
                }
            }
            (value, _) => {
                values.push(read(value));
                defined.push(there);
                repeated.push(0);
            }
        }
    }
    let is_list = matches!(field.column, Column::List(_));
    let defined = (is_list || !field.required).then_some(defined.as_slice());
    writer.typed::<T>().write_batch(values.as_slice(), defined, is_list.then_some(repeated.as_slice()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Properties};
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn values_come_back_with_their_types() {
        let mut graph = Graph::new();
        let with = |pairs: &[(&str, Value)]| -> Properties {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
        };
        let day: Value = jiff::civil::date(2031, 3, 10).into();
        graph.add_node(["Actor", "Country"], with(&[("aliases", vec!["Lima", "Perú"].into()), ("node_id", 7.into())]));
        graph.add_node(["Event"], with(&[("on", day), ("score", 0.5.into()), ("aliases", Value::list(Vec::new()))]));
        graph.add_node([] as [&str; 0], with(&[("score", 2.into()), ("sure", true.into())]));
        let mut bytes = Vec::new();
        write_nodes(&Selection::whole(&graph), &mut bytes).unwrap();
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        insta::assert_snapshot!(rows.join("\n"), @r#"
        {node_id: 0, labels: ["Actor", "Country"], aliases: ["Lima", "Perú"], node_id_: 7, on: null, score: null, sure: null}
        {node_id: 1, labels: ["Event"], aliases: [], node_id_: null, on: 2031-03-10, score: 0.5, sure: null}
        {node_id: 2, labels: [], aliases: null, node_id_: null, on: null, score: 2.0, sure: true}
        "#);
    }
}
