//! Functions of nodes, relationships, paths and maps.

use super::{ANY, Function, Kind, Result, Returns, scalar, unsuitable};
use crate::graph::Value;
use crate::query::expr::eval::{Env, deleted, properties};

const NODE: &[Kind] = &[Kind::Node];
const RELATIONSHIP: &[Kind] = &[Kind::Relationship];
const ENTITY: &[Kind] = &[Kind::Node, Kind::Relationship];
const WITH_KEYS: &[Kind] = &[Kind::Node, Kind::Relationship, Kind::Map];
const PATH: &[Kind] = &[Kind::Path];

pub(super) const FUNCTIONS: &[Function] = &[
    scalar("id", &[ENTITY], Kind::Integer, id, "gives the number of a node or relationship"),
    scalar("elementId", &[ENTITY], Kind::String, element_id, "gives the number of a node or relationship as a text"),
    scalar("labels", &[NODE], Kind::List, labels, "lists the labels of a node")
        .returning(Returns::ListOf(Kind::String)),
    scalar("type", &[RELATIONSHIP], Kind::String, kind, "gives the type of a relationship"),
    scalar("properties", &[WITH_KEYS], Kind::Map, all_properties, "gives all properties as a map"),
    scalar("keys", &[WITH_KEYS], Kind::List, keys, "lists the keys of the properties")
        .returning(Returns::ListOf(Kind::String)),
    scalar("startNode", &[RELATIONSHIP], Kind::Node, start_node, "gives the node that a relationship leaves"),
    scalar("endNode", &[RELATIONSHIP], Kind::Node, end_node, "gives the node that a relationship enters"),
    scalar("nodes", &[PATH], Kind::List, nodes, "lists the nodes of a path").returning(Returns::ListOf(Kind::Node)),
    scalar("relationships", &[PATH], Kind::List, relationships, "lists the relationships of a path")
        .returning(Returns::ListOf(Kind::Relationship)),
    scalar("length", &[PATH], Kind::Integer, length, "counts the relationships of a path"),
    scalar("exists", &[ANY], Kind::Boolean, exists, "tells whether a property is there, or a pattern matches"),
];

fn id(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Node(id) => Ok(Value::Integer(id.0.into())),
        Value::Relationship(id) => Ok(Value::Integer(id.0.into())),
        other => Err(unsuitable("id", other)),
    }
}

fn element_id(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    Ok(match id(arguments, env)? {
        Value::Integer(number) => number.to_string().into(),
        other => other,
    })
}

fn labels(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Node(id) => match env.reader.graph.node(*id) {
            Some(node) => Ok(node.labels().collect()),
            None => Err(deleted("node")),
        },
        other => Err(unsuitable("labels", other)),
    }
}

fn kind(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Relationship(id) => Ok(env.reader.graph.name(env.reader.graph.kind_symbol(*id)).into()),
        other => Err(unsuitable("type", other)),
    }
}

fn all_properties(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        other => properties(other, env.reader.graph)?.map(Value::map).ok_or_else(|| unsuitable("properties", other)),
    }
}

fn keys(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        other => match properties(other, env.reader.graph)? {
            Some(properties) => Ok(properties.into_keys().collect()),
            None => Err(unsuitable("keys", other)),
        },
    }
}

fn start_node(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Relationship(id) => Ok(Value::Node(env.reader.graph.ends(*id).0)),
        other => Err(unsuitable("startNode", other)),
    }
}

fn end_node(arguments: &[Value], env: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Relationship(id) => Ok(Value::Node(env.reader.graph.ends(*id).1)),
        other => Err(unsuitable("endNode", other)),
    }
}

fn nodes(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(path.nodes.iter().map(|&id| Value::Node(id)).collect()),
        other => Err(unsuitable("nodes", other)),
    }
}

fn relationships(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(path.relationships.iter().map(|&id| Value::Relationship(id)).collect()),
        other => Err(unsuitable("relationships", other)),
    }
}

fn length(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    match &arguments[0] {
        Value::Null => Ok(Value::Null),
        Value::Path(path) => Ok(Value::Integer(path.relationships.len() as i64)),
        other => Err(unsuitable("length", other)),
    }
}

fn exists(arguments: &[Value], _: &Env<'_>) -> Result<Value> {
    // A pattern has been answered already; a property exists where it is not null.
    Ok(match &arguments[0] {
        Value::Boolean(matched) => Value::Boolean(*matched),
        other => Value::Boolean(!other.is_null()),
    })
}
