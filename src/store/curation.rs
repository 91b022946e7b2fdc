//! Changes made by hand, kept beside the graph that the articles give.
//!
//! A graph that articles gave is assembled anew when articles come or go. What queries change in it is therefore not
//! written into its tables but listed in the table `curation`, one change a row, and made again whenever the graph is
//! read: the analyst's work outlives every `demarche add`. A change names what it concerns by ids that are the same in
//! every run; where that is not there (any more), it waits.

use super::properties::{decode_value, encode_value};
use super::{Store, StoreError};
use crate::graph::{Edit, NodeKey, Properties, TieKey, Value};
use serde_json::{Value as Json, json};

impl Store {
    /// Forgets all changes made by hand.
    pub fn discard_curations(&self) -> Result<(), StoreError> {
        self.connection.execute("DELETE FROM curation", []).map(|_| ()).map_err(|e| self.error(e))
    }

    /// Takes over the changes made by hand in another store, after its own.
    pub fn adopt_curations(&self, from: &Self) -> Result<(), StoreError> {
        let next = self.curations()?.iter().filter_map(made).max().map_or(0, |most| most + 1);
        let edits: Vec<Edit> = from.curations()?.into_iter().map(|edit| renumbered(edit, next)).collect();
        self.add_curations(&edits).map_err(|e| self.error(e))
    }

    /// Tells whether changes can be listed: the graph is one that articles gave.
    pub(super) fn is_curated(&self) -> Result<bool, StoreError> {
        Ok(!self.is_edited()? && self.article_count()? > 0)
    }

    pub(super) fn add_curations(&self, edits: &[Edit]) -> rusqlite::Result<()> {
        let mut insert = self.connection.prepare_cached("INSERT INTO curation (change) VALUES (?)")?;
        edits.iter().try_for_each(|edit| insert.execute([write(edit)]).map(|_| ()))
    }

    /// Returns the changes made by hand, in their order.
    pub(super) fn curations(&self) -> Result<Vec<Edit>, StoreError> {
        // A file of version 1 in a place where nothing can be written stays without the table.
        let there = "SELECT 1 FROM sqlite_schema WHERE name = 'curation'";
        if !self.connection.prepare_cached(there).and_then(|mut s| s.exists([])).map_err(|e| self.error(e))? {
            return Ok(Vec::new());
        }
        let sql = "SELECT number, change FROM curation ORDER BY number";
        let mut select = self.connection.prepare_cached(sql).map_err(|e| self.error(e))?;
        let rows = select.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)));
        let mut edits = Vec::new();
        for row in rows.map_err(|e| self.error(e))? {
            let (number, change) = row.map_err(|e| self.error(e))?;
            let edit = read(&change).ok_or_else(|| self.damaged(format!("curation {number} can't be read")));
            edits.push(edit?);
        }
        Ok(edits)
    }
}

fn properties_json(properties: &Properties) -> Json {
    let json = |value: &Value| serde_json::from_str(&encode_value(value)).unwrap_or_default();
    properties.iter().map(|(key, value)| (key.clone(), json(value))).collect::<serde_json::Map<_, _>>().into()
}

fn write(edit: &Edit) -> String {
    let set = |key: &String, value: &Value| properties_json(&Properties::from([(key.clone(), value.clone())]));
    let json = match edit {
        Edit::AddNode(number, labels, properties) => {
            json!({"add_node": number, "labels": labels, "properties": properties_json(properties)})
        }
        Edit::AddRelationship(number, place, properties) => {
            json!({"add_relationship": number, "place": place, "properties": properties_json(properties)})
        }
        Edit::RemoveNode(node) => json!({"remove_node": node}),
        Edit::RemoveRelationship(tie) => json!({"remove_relationship": tie}),
        Edit::SetNode(node, key, value) => json!({"set_node": node, "properties": set(key, value)}),
        Edit::SetRelationship(tie, key, value) => json!({"set_relationship": tie, "properties": set(key, value)}),
        Edit::Label(node, label, true) => json!({"add_label": label, "node": node}),
        Edit::Label(node, label, false) => json!({"remove_label": label, "node": node}),
        Edit::Merge(kept, gone) => json!({"merge": kept, "other": gone}),
    };
    json.to_string()
}

fn read(change: &str) -> Option<Edit> {
    let json: Json = serde_json::from_str(change).ok()?;
    let node = |key: &str| serde_json::from_value::<NodeKey>(json[key].clone()).ok();
    let tie = |key: &str| serde_json::from_value::<TieKey>(json[key].clone()).ok();
    let text = |key: &str| json[key].as_str().map(str::to_owned);
    let properties = || read_properties(&json["properties"]);
    let only = || properties()?.into_iter().next();
    let (op, _) = json.as_object()?.iter().next()?;
    Some(match op.as_str() {
        "add_node" => {
            Edit::AddNode(json[op].as_u64()?, serde_json::from_value(json["labels"].clone()).ok()?, properties()?)
        }
        "add_relationship" => Edit::AddRelationship(
            json[op].as_u64()?,
            serde_json::from_value(json["place"].clone()).ok()?,
            properties()?,
        ),
        "remove_node" => Edit::RemoveNode(node(op)?),
        "remove_relationship" => Edit::RemoveRelationship(tie(op)?),
        "set_node" => {
            let (key, value) = only()?;
            Edit::SetNode(node(op)?, key, value)
        }
        "set_relationship" => {
            let (key, value) = only()?;
            Edit::SetRelationship(tie(op)?, key, value)
        }
        "add_label" => Edit::Label(node("node")?, text(op)?, true),
        "remove_label" => Edit::Label(node("node")?, text(op)?, false),
        "merge" => Edit::Merge(node(op)?, node("other")?),
        _ => return None,
    })
}

fn read_properties(json: &Json) -> Option<Properties> {
    json.as_object()?.iter().map(|(key, json)| Some((key.clone(), decode_value(&json.to_string()).ok()?))).collect()
}

/// Returns the number of what an edit makes.
const fn made(edit: &Edit) -> Option<u64> {
    match edit {
        Edit::AddNode(number, ..) | Edit::AddRelationship(number, ..) => Some(*number),
        _ => None,
    }
}

/// Counts what was made by hand from `base` on.
fn renumbered(edit: Edit, base: u64) -> Edit {
    let node = |key: NodeKey| if let NodeKey::Made(number) = key { NodeKey::Made(number + base) } else { key };
    let tie = |key: TieKey| match key {
        TieKey::Made(number) => TieKey::Made(number + base),
        TieKey::Tie { start, kind, end, about } => TieKey::Tie { start: node(start), kind, end: node(end), about },
    };
    match edit {
        Edit::AddNode(number, labels, properties) => Edit::AddNode(number + base, labels, properties),
        Edit::AddRelationship(number, (start, kind, end), properties) => {
            Edit::AddRelationship(number + base, (node(start), kind, node(end)), properties)
        }
        Edit::RemoveNode(key) => Edit::RemoveNode(node(key)),
        Edit::RemoveRelationship(key) => Edit::RemoveRelationship(tie(key)),
        Edit::SetNode(key, name, value) => Edit::SetNode(node(key), name, value),
        Edit::SetRelationship(key, name, value) => Edit::SetRelationship(tie(key), name, value),
        Edit::Label(key, label, there) => Edit::Label(node(key), label, there),
        Edit::Merge(kept, gone) => Edit::Merge(node(kept), node(gone)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_come_back_as_they_were() {
        let node = || NodeKey::Id("country:PRK".into());
        let properties = || Properties::from([("since".to_owned(), jiff::civil::date(2015, 5, 3).into())]);
        let tie = || TieKey::Tie { start: node(), kind: "SAYS".into(), end: NodeKey::Made(3), about: Some("e".into()) };
        let edits = [
            Edit::AddNode(3, vec!["Note".into()], properties()),
            Edit::AddRelationship(4, (node(), "SAYS".into(), NodeKey::Place("Vestby".into())), Properties::new()),
            Edit::RemoveNode(NodeKey::Made(3)),
            Edit::RemoveRelationship(TieKey::Made(4)),
            Edit::SetNode(node(), "code".into(), Value::Null),
            Edit::SetNode(node(), "x".into(), Value::Float(1.0)),
            Edit::SetRelationship(tie(), "checked".into(), true.into()),
            Edit::Label(node(), "Checked".into(), true),
            Edit::Label(node(), "Checked".into(), false),
            Edit::Merge(node(), NodeKey::Made(3)),
        ];
        for edit in edits {
            assert_eq!(read(&write(&edit)), Some(edit));
        }
        assert_eq!(renumbered(Edit::RemoveRelationship(tie()), 5), {
            let TieKey::Tie { start, kind, about, .. } = tie() else { unreachable!() };
            Edit::RemoveRelationship(TieKey::Tie { start, kind, end: NodeKey::Made(8), about })
        });
    }
}
