//! Contributions of articles joined into the graph in the file, and taken out of it again.
//!
//! What is an article's own is written and deleted as it is. What articles share is a sum (an actor's counts), or the
//! first of a sorted list (reports, evidence); each is found through an index, changed, and shown again when the batch
//! ends. No step looks at more of the graph than the article touches.

use super::names::Names;
use super::object::{object_of, push_list};
use crate::assemble::{Act, ActorReading, ActorRecord, Contribution, Evidence, Report, Shown, TieKey};
use crate::graph::{Properties, Value};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Why a batch could not be joined.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite failed.
    Sql(rusqlite::Error),
    /// The file does not hold what it should.
    Damaged(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// The article whose contribution is joined.
#[derive(Clone, Debug)]
pub(super) struct Whose<'a> {
    pub(super) number: i64,
    pub(super) id: &'a str,
    /// The day of publication, or [`UNDATED`].
    pub(super) published: String,
}

/// Stands for an unknown day and sorts after all others.
pub(super) const UNDATED: &str = "~";

/// An actor while a batch is being joined.
pub(super) struct ActorEntry {
    number: i64,
    pub(super) record: ActorRecord,
    /// Whether it was told for whom the actor speaks before the batch.
    pub(super) was_mandate_told: bool,
    changed: bool,
}

/// A batch of contributions on its way into the graph.
pub(super) struct Join<'c> {
    pub(super) connection: &'c Connection,
    pub(super) actors: FxHashMap<String, ActorEntry>,
    /// Shared events and places whose reports changed, with their ids.
    reports: BTreeMap<i64, String>,
    /// Shared relationships whose evidence changed.
    ties: BTreeSet<i64>,
    /// Two contents each, the lower number first, between which a relationship must be drawn anew.
    pub(super) pairs: BTreeSet<[i64; 2]>,
    /// For whom actors speak, where the evidence changed: by the actor's id, its number and the relationships.
    pub(super) mandates: BTreeMap<String, (i64, BTreeSet<i64>)>,
    pub(super) labels: Names,
    pub(super) types: Names,
    node_dates: BTreeSet<String>,
    tie_dates: BTreeSet<String>,
}

/// The keys of the schema that hold dates.
const NODE_DATES: [&str; 4] = ["date", "date_end", "date_start", "published"];
const TIE_DATES: [&str; 1] = ["date"];

impl<'c> Join<'c> {
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection.set_prepared_statement_cache_capacity(96);
        super::snapshot::release(connection)?;
        let join = Self {
            connection,
            actors: FxHashMap::default(),
            reports: BTreeMap::new(),
            ties: BTreeSet::new(),
            pairs: BTreeSet::new(),
            mandates: BTreeMap::new(),
            labels: Names::read(connection, "label_set", "labels")?,
            types: Names::read(connection, "type", "name")?,
            node_dates: NODE_DATES.map(str::to_owned).into(),
            tie_dates: TIE_DATES.map(str::to_owned).into(),
        };
        for (owner, keys) in [("node", &join.node_dates), ("relationship", &join.tie_dates)] {
            for key in keys {
                join.run("INSERT OR IGNORE INTO date_key (owner, key) VALUES (?, ?)", params![owner, key])?;
            }
        }
        Ok(join)
    }

    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.connection.prepare_cached(sql)?.execute(values)
    }

    pub(super) fn insert(&self, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<i64> {
        self.connection.prepare_cached(sql)?.insert(values)
    }

    pub(super) fn find<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
    ) -> rusqlite::Result<Option<T>> {
        self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()
    }

    pub(super) fn list<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map(values, |row| row.get(0))?.collect()
    }

    /// Joins what an article adds; `publications` are properties of its node beside those of the contribution.
    pub(super) fn add(
        &mut self,
        whose: &Whose<'_>,
        contribution: &Contribution,
        publications: &Properties,
    ) -> Result<(), Fault> {
        let mut numbers: FxHashMap<&str, i64> = FxHashMap::default();
        for (id, reading) in &contribution.actors {
            let entry = self.actor(id)?;
            entry.record.add(reading);
            numbers.insert(id, entry.number);
        }
        for (i, node) in contribution.nodes.iter().enumerate() {
            let more = if i == 0 { publications.iter() } else { Properties::iter(EMPTY) };
            let json = object_of(node.properties.iter().chain(more), &self.node_dates);
            let labels = self.labels.count(self.connection, &serde_json::json!(node.labels).to_string(), 1)?;
            let sql = "INSERT INTO node (labels, properties, article) VALUES (?, ?, ?)";
            numbers.insert(&node.id, self.insert(sql, params![labels, json, whose.number])?);
        }
        let own = numbers.len() - contribution.actors.len();
        for (id, report) in &contribution.reports {
            let number = self.report(whose, id, report, &contribution.acts)?;
            numbers.insert(id, number);
        }
        debug_assert!(own == contribution.nodes.len(), "an id is given twice");
        let is_own = |id: &str| !contribution.actors.contains_key(id) && !contribution.reports.contains_key(id);
        for (key, shown) in &contribution.ties {
            let (Some(&start), Some(&end)) = (numbers.get(key.start.as_str()), numbers.get(key.end.as_str())) else {
                return Err(Fault::Damaged(format!("article `{}` relates what it does not name", whose.id)));
            };
            if is_own(&key.start) || is_own(&key.end) || (!key.content.is_empty() && is_own(&key.content)) {
                self.own_tie(whose, key, shown, [start, end])?;
            } else {
                self.shared_tie(whose, key, shown, [start, end])?;
            }
        }
        self.add_statements(whose, contribution, &numbers)?;
        for act in &contribution.acts {
            let content = numbers[act.content.as_str()];
            if is_own(&act.content) {
                self.content(whose, content, act.place, None)?;
            }
            self.add_act(content, numbers[act.party.as_str()], act)?;
        }
        Ok(())
    }

    /// Takes out what an article added.
    pub(super) fn remove(&mut self, whose: &Whose<'_>, contribution: &Contribution) -> Result<(), Fault> {
        let mut numbers: FxHashMap<String, i64> = FxHashMap::default();
        let sql = "SELECT properties->>'id', number FROM node WHERE article = ?";
        let mut own = self.connection.prepare_cached(sql)?;
        for row in own.query_map([whose.number], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (id, number): (Option<String>, i64) = row?;
            // The article's node is found by its label; its id is the article's own.
            id.map(|id| numbers.insert(id, number));
        }
        drop(own);
        for id in contribution.actors.keys().chain(contribution.reports.keys()) {
            let number: Option<i64> = self.find("SELECT number FROM shared_node WHERE id = ?", [id])?;
            number.map(|number| numbers.insert(id.clone(), number));
        }
        for act in &contribution.acts {
            if let (Some(&content), Some(&party)) = (numbers.get(&act.content), numbers.get(&act.party)) {
                self.remove_act(content, party, act)?;
            }
        }
        for (id, reading) in &contribution.actors {
            self.remove_reading(id, reading)?;
        }
        for id in contribution.reports.keys() {
            let Some(&number) = numbers.get(id) else { continue };
            if self.is_first(whose, number)? {
                self.note_pairs(number)?;
            }
            let key = params![number, whose.published, whose.id];
            self.run("DELETE FROM report WHERE node = ? AND published = ? AND article_id = ?", key)?;
            self.reports.insert(number, id.clone());
        }
        for (key, shown) in &contribution.ties {
            let (Some(&start), Some(&end)) = (numbers.get(&key.start), numbers.get(&key.end)) else { continue };
            self.remove_evidence(key, shown, [start, end])?;
        }
        self.remove_own(whose.number)
    }

    /// Deletes what is an article's own.
    fn remove_own(&mut self, article: i64) -> Result<(), Fault> {
        let own = "IN (SELECT number FROM node WHERE article = ?)";
        self.run(&format!("DELETE FROM statement_search WHERE rowid {own}"), [article])?;
        self.run(&format!("DELETE FROM report WHERE node {own}"), [article])?;
        for sql in ["SELECT type FROM relationship WHERE article = ?", "SELECT labels FROM node WHERE article = ?"] {
            for number in self.list::<i64>(sql, [article])? {
                if sql.contains("type") { self.types.lose(number) } else { self.labels.lose(number) }
            }
        }
        self.run("DELETE FROM relationship WHERE article = ?", [article])?;
        self.run("DELETE FROM node WHERE article = ?", [article])?;
        Ok(())
    }

    /// Finds an actor, or makes its node.
    fn actor(&mut self, id: &str) -> Result<&mut ActorEntry, Fault> {
        if !self.actors.contains_key(id) {
            let sql = "SELECT number, state FROM shared_node WHERE id = ?";
            let mut select = self.connection.prepare_cached(sql)?;
            let found: Option<(i64, Option<String>)> =
                select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            let (number, record) = match found {
                Some((number, state)) => {
                    let state = state.and_then(|state| serde_json::from_str(&state).ok());
                    (number, state.ok_or_else(|| Fault::Damaged(format!("the state of actor `{id}`")))?)
                }
                None => (self.new_shared(id)?, ActorRecord::default()),
            };
            let was_mandate_told = record.is_mandate_told();
            self.actors.insert(id.to_owned(), ActorEntry { number, record, was_mandate_told, changed: false });
        }
        let entry = self.actors.get_mut(id).expect("it was found or made just now");
        entry.changed = true;
        Ok(entry)
    }

    fn remove_reading(&mut self, id: &str, reading: &ActorReading) -> Result<(), Fault> {
        self.actor(id)?.record.remove(reading);
        Ok(())
    }

    /// Makes the node of a shared thing; labels and properties follow when the batch ends.
    fn new_shared(&self, id: &str) -> rusqlite::Result<i64> {
        let number = self.insert("INSERT INTO node (labels) VALUES (-1)", [])?;
        self.run("INSERT INTO shared_node (number, id) VALUES (?, ?)", params![number, id])?;
        Ok(number)
    }

    fn report(&mut self, whose: &Whose<'_>, id: &str, report: &Report, acts: &[Act]) -> Result<i64, Fault> {
        let number = match self.find("SELECT number FROM shared_node WHERE id = ?", [id])? {
            Some(number) => number,
            None => {
                let number = self.new_shared(id)?;
                let labels = self.labels.count(self.connection, &serde_json::json!([report.label]).to_string(), 1)?;
                self.run("UPDATE node SET labels = ? WHERE number = ?", [labels, number])?;
                number
            }
        };
        let json = object_of(report.properties.iter(), &self.node_dates);
        let place = acts.iter().find(|act| act.content == id).map(|act| act.place);
        self.content(whose, number, place.unwrap_or_default(), json)?;
        self.reports.insert(number, id.to_owned());
        Ok(number)
    }

    /// Notes that an article tells of a content.
    fn content(&mut self, whose: &Whose<'_>, content: i64, place: [u32; 2], json: Option<String>) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO report (node, published, article_id, article, start, \"end\", properties)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.run(sql, params![content, whose.published, whose.id, whose.number, place[0], place[1], json])?;
        if self.is_first(whose, content)? {
            self.note_pairs(content)?;
        }
        Ok(())
    }

    fn own_tie(&mut self, whose: &Whose<'_>, key: &TieKey, shown: &Shown, ends: [i64; 2]) -> Result<(), Fault> {
        let kind = self.types.count(self.connection, key.kind, 1)?;
        let places = shown.keys().map(Evidence::place).collect();
        let json = self.tie_json(shown, Some(places));
        let sql = "INSERT INTO relationship (type, start, \"end\", properties, article) VALUES (?, ?, ?, ?, ?)";
        self.insert(sql, params![kind, ends[0], ends[1], json, whose.number])?;
        Ok(())
    }

    /// Writes the properties of the best evidence, and where there are any, the places of all.
    fn tie_json(&self, shown: &Shown, places: Option<Vec<String>>) -> String {
        let Some((evidence, properties)) = shown.first_key_value() else { return String::new() };
        let properties = evidence.describe(properties.clone());
        let mut json = object_of(properties.iter(), &self.tie_dates).unwrap_or_default();
        if let Some(places) = places {
            push_list(&mut json, "evidence", &places);
        }
        json
    }

    fn shared_tie(&mut self, whose: &Whose<'_>, key: &TieKey, shown: &Shown, ends: [i64; 2]) -> Result<(), Fault> {
        let kind = self.types.count(self.connection, key.kind, 0)?;
        let by = params![ends[0], kind, ends[1], key.content];
        let sql = "SELECT number FROM shared_relationship WHERE start = ? AND type = ? AND \"end\" = ? AND content = ?";
        let number = match self.find(sql, by)? {
            Some(number) => number,
            None => {
                let sql = "INSERT INTO relationship (type, start, \"end\") VALUES (?, ?, ?)";
                let number = self.insert(sql, params![kind, ends[0], ends[1]])?;
                let sql =
                    "INSERT INTO shared_relationship (start, type, \"end\", content, number) VALUES (?, ?, ?, ?, ?)";
                self.run(sql, params![ends[0], kind, ends[1], key.content, number])?;
                self.types.gain(kind);
                number
            }
        };
        for (evidence, properties) in shown {
            self.add_evidence(number, whose.number, evidence, properties)?;
        }
        self.note_mandate(key, ends[0], number);
        Ok(())
    }

    /// Keeps a place that shows a shared relationship.
    pub(super) fn add_evidence(
        &mut self,
        relationship: i64,
        article: i64,
        evidence: &Evidence,
        properties: &Properties,
    ) -> rusqlite::Result<()> {
        let json = self.tie_json(&Shown::from([(evidence.clone(), properties.clone())]), None);
        let date = evidence.date.map(|date| date.to_string()).unwrap_or_default();
        let e = evidence;
        let sql = "INSERT OR IGNORE INTO shared_evidence
                   (relationship, doubt, missing, date, article_id, start, \"end\", rule, article, properties)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let row = params![relationship, e.doubt, e.missing, date, e.article, e.start, e.end, e.rule, article, json];
        self.run(sql, row)?;
        self.ties.insert(relationship);
        Ok(())
    }

    fn remove_evidence(&mut self, key: &TieKey, shown: &Shown, ends: [i64; 2]) -> Result<(), Fault> {
        let kind = self.types.count(self.connection, key.kind, 0)?;
        let sql = "SELECT number FROM shared_relationship WHERE start = ? AND type = ? AND \"end\" = ? AND content = ?";
        let Some(number) = self.find::<i64>(sql, params![ends[0], kind, ends[1], key.content])? else { return Ok(()) };
        for e in shown.keys() {
            let date = e.date.map(|date| date.to_string()).unwrap_or_default();
            let sql = "DELETE FROM shared_evidence WHERE relationship = ? AND doubt = ? AND missing = ? AND date = ?
                       AND article_id = ? AND start = ? AND \"end\" = ? AND rule = ?";
            self.run(sql, params![number, e.doubt, e.missing, date, e.article, e.start, e.end, e.rule])?;
        }
        self.ties.insert(number);
        self.note_mandate(key, ends[0], number);
        Ok(())
    }

    fn add_statements(
        &self,
        whose: &Whose<'_>,
        contribution: &Contribution,
        numbers: &FxHashMap<&str, i64>,
    ) -> Result<(), Fault> {
        let mut sources: FxHashMap<&str, Vec<i64>> = FxHashMap::default();
        for key in contribution.ties.keys().filter(|key| key.kind == "SAYS") {
            sources.entry(&key.end).or_default().extend(numbers.get(key.start.as_str()));
        }
        let sql = "INSERT INTO statement_search (rowid, text, source, article, date) VALUES (?, ?, ?, ?, ?)";
        for node in contribution.nodes.iter().filter(|node| node.labels == ["Statement"]) {
            let source = sources.get(node.id.as_str()).map(|numbers| serde_json::json!(numbers).to_string());
            let date = match &node.properties["date"] {
                Value::Date(date) => Some(date.to_string()),
                _ => None,
            };
            let text = node.properties["text"].as_str();
            self.run(sql, params![numbers[node.id.as_str()], text, source, whose.id, date])?;
        }
        Ok(())
    }

    /// Shows what the batch changed, and forgets it.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        for tie in std::mem::take(&mut self.ties) {
            self.show_tie(tie)?;
        }
        self.show_mandates()?;
        self.pair()?;
        // What joins two contents has evidence, too.
        for tie in std::mem::take(&mut self.ties) {
            self.show_tie(tie)?;
        }
        for (number, id) in std::mem::take(&mut self.reports) {
            self.show_report(number, &id)?;
        }
        let mut changed: Vec<_> = std::mem::take(&mut self.actors).into_iter().filter(|(_, e)| e.changed).collect();
        changed.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        changed.iter().try_for_each(|(id, entry)| self.show_actor(id, entry))?;
        self.labels.write(self.connection)?;
        self.types.write(self.connection)?;
        Ok(())
    }

    /// Shows the best evidence of a shared relationship; one without any goes.
    pub(super) fn show_tie(&mut self, number: i64) -> Result<(), Fault> {
        let sql = "SELECT properties FROM shared_evidence WHERE relationship = ?
                   ORDER BY doubt, missing, date, article_id, start, \"end\", rule LIMIT 1";
        match self.find::<String>(sql, [number])? {
            Some(json) => {
                self.run("UPDATE relationship SET properties = ? WHERE number = ?", params![json, number])?;
            }
            None => {
                if let Some(kind) = self.find("SELECT type FROM relationship WHERE number = ?", [number])? {
                    self.types.lose(kind);
                }
                self.run("DELETE FROM relationship WHERE number = ?", [number])?;
                self.run("DELETE FROM shared_relationship WHERE number = ?", [number])?;
            }
        }
        Ok(())
    }

    fn show_report(&mut self, number: i64, id: &str) -> Result<(), Fault> {
        let sql = "SELECT properties FROM report WHERE node = ? ORDER BY published, article_id LIMIT 1";
        match self.find::<Option<String>>(sql, [number])? {
            Some(json) => self.run("UPDATE node SET properties = ? WHERE number = ?", params![json, number])?,
            None => self.remove_shared(number, id)?,
        };
        Ok(())
    }

    fn show_actor(&mut self, id: &str, entry: &ActorEntry) -> Result<(), Fault> {
        if entry.record.is_empty() {
            self.remove_shared(entry.number, id)?;
            return Ok(());
        }
        let (labels, properties) = entry.record.node(id);
        let json = object_of(properties.iter(), &self.node_dates);
        let labels = self.labels.count(self.connection, &serde_json::json!(labels).to_string(), 1)?;
        if let Some(before) = self.find("SELECT labels FROM node WHERE number = ?", [entry.number])? {
            self.labels.lose(before);
        }
        self.run("UPDATE node SET labels = ?, properties = ? WHERE number = ?", params![labels, json, entry.number])?;
        let state = serde_json::json!(entry.record).to_string();
        self.run("UPDATE shared_node SET state = ? WHERE number = ?", params![state, entry.number])?;
        Ok(())
    }

    fn remove_shared(&mut self, number: i64, id: &str) -> rusqlite::Result<usize> {
        if let Some(labels) = self.find("SELECT labels FROM node WHERE number = ?", [number])? {
            self.labels.lose(labels);
        }
        self.run("DELETE FROM node WHERE number = ?", [number])?;
        self.run("DELETE FROM shared_node WHERE id = ?", [id])
    }
}

/// No properties.
static EMPTY: &Properties = &Properties::new();
