//! Tables with the headers of `neo4j-admin database import`: `:ID`, `:LABEL`, `:START_ID`, `:END_ID`, `:TYPE`,
//! `key:type`, `key:type[]`, `:IGNORE`, id spaces in brackets.
//!
//! A file whose header has `:START_ID` holds relationships, any other nodes. An empty cell is no value. A column of text
//! all of whose cells are JSON arrays that a list with semicolons could not hold comes from our own export of such lists,
//! and is read as lists again.

use super::ImportError;
use super::typed::ReadTyped;
use crate::graph::{Graph, NodeId, Scalar, Value};
use crate::text::Symbol;
use rustc_hash::FxHashMap;
use std::path::Path;

/// What stands between the items of a list.
const DELIMITER: char = ';';

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    /// The node's id in an id space; kept as a property where the column has a name.
    Id {
        space: String,
        key: Option<Symbol>,
    },
    Labels,
    Start(String),
    End(String),
    Type,
    Property {
        key: Symbol,
        scalar: Scalar,
        list: bool,
    },
    Ignored,
}

/// Nodes by id space and id.
type Ids = FxHashMap<(String, String), NodeId>;

/// Reads node and relationship tables, in any order, into one graph.
pub fn read_tables(files: &[impl AsRef<Path>]) -> Result<Graph, ImportError> {
    let mut graph = Graph::new();
    let mut tables = Vec::new();
    for path in files {
        tables.push(Table::read(path.as_ref(), &mut graph)?);
    }
    let mut ids = Ids::default();
    for table in tables.iter().filter(|table| !table.holds_relationships()) {
        table.add_nodes(&mut graph, &mut ids)?;
    }
    for table in tables.iter().filter(|table| table.holds_relationships()) {
        table.add_relationships(&mut graph, &ids)?;
    }
    Ok(graph)
}

/// A file that was read.
struct Table<'p> {
    path: &'p Path,
    roles: Vec<Role>,
    rows: Vec<::csv::StringRecord>,
}

impl<'p> Table<'p> {
    fn read(path: &'p Path, graph: &mut Graph) -> Result<Self, ImportError> {
        let file = std::fs::File::open(path).map_err(|source| ImportError::Io { path: path.to_owned(), source })?;
        let mut reader = ::csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let broken = |error: ::csv::Error| ImportError::Content {
            path: path.to_owned(),
            line: error.position().map_or(1, ::csv::Position::line),
            message: error.to_string(),
        };
        let header = reader.headers().map_err(broken)?.clone();
        let wrong = |message| ImportError::Content { path: path.to_owned(), line: 1, message };
        let mut roles = Vec::with_capacity(header.len());
        for name in &header {
            roles.push(role(name.trim_start_matches('\u{FEFF}'), graph).map_err(wrong)?);
        }
        let has = |wanted: fn(&Role) -> bool| roles.iter().any(wanted);
        let (starts, ends) = (has(|r| matches!(r, Role::Start(_))), has(|r| matches!(r, Role::End(_))));
        if starts != ends || !starts && !has(|r| matches!(r, Role::Id { .. })) {
            let message = "expected a header with `:ID`, or with `:START_ID` and `:END_ID`; for tables of another \
                           form write a manifest (`demarche help import`)";
            return Err(wrong(message.to_owned()));
        }
        let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(broken)?;
        recognise_lists(&mut roles, &rows);
        Ok(Self { path, roles, rows })
    }

    fn holds_relationships(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Start(_)))
    }

    fn add_nodes(&self, graph: &mut Graph, ids: &mut Ids) -> Result<(), ImportError> {
        for row in &self.rows {
            let mut labels = Vec::new();
            let mut known = Vec::new();
            for (role, cell) in self.roles.iter().zip(row) {
                match role {
                    Role::Labels => {
                        labels.extend(cell.split(DELIMITER).filter(|l| !l.is_empty()).map(|l| graph.intern(l)));
                    }
                    Role::Id { space, .. } if !cell.is_empty() => known.push((space.clone(), cell.to_owned())),
                    _ => {}
                }
            }
            let node = graph.add_node_by_symbol(labels, self.properties(row)?);
            for id in known {
                let name = id.1.clone();
                if ids.insert(id, node).is_some() {
                    return Err(self.wrong(row, format!("the id `{name}` is there twice")));
                }
            }
        }
        Ok(())
    }

    fn add_relationships(&self, graph: &mut Graph, ids: &Ids) -> Result<(), ImportError> {
        for row in &self.rows {
            let (mut start, mut end, mut kind) = (None, None, None);
            for (role, cell) in self.roles.iter().zip(row) {
                let node = |space: &String| {
                    let found = ids.get(&(space.clone(), cell.to_owned())).copied();
                    found.ok_or_else(|| self.wrong(row, format!("no node has the id `{cell}`")))
                };
                match role {
                    Role::Start(space) => start = Some(node(space)?),
                    Role::End(space) => end = Some(node(space)?),
                    Role::Type if !cell.is_empty() => kind = Some(cell),
                    _ => {}
                }
            }
            let (Some(start), Some(end), Some(kind)) = (start, end, kind) else {
                return Err(self.wrong(row, "expected a type in the column `:TYPE`".to_owned()));
            };
            let kind = graph.intern(kind);
            graph.add_relationship_by_symbol(start, kind, end, self.properties(row)?);
        }
        Ok(())
    }

    fn properties(&self, row: &::csv::StringRecord) -> Result<Vec<(Symbol, Value)>, ImportError> {
        let mut properties = Vec::new();
        for (role, cell) in self.roles.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let (key, value) = match *role {
                Role::Property { key, scalar, list: false } => (key, scalar.read(cell)),
                Role::Property { key, scalar, list: true } if cell.starts_with('[') => {
                    (key, scalar.read_json_list(cell).or_else(|| items(cell, scalar)))
                }
                Role::Property { key, scalar, list: true } => (key, items(cell, scalar)),
                Role::Id { key: Some(key), .. } => (key, Some(cell.into())),
                _ => continue,
            };
            let value = value.ok_or_else(|| {
                self.wrong(row, format!("`{cell}` is not of the type that the header gives `{}`", self.heading(role)))
            })?;
            properties.push((key, value));
        }
        Ok(properties)
    }

    fn heading(&self, role: &Role) -> String {
        match role {
            Role::Property { scalar, list, .. } => {
                format!("{scalar:?}{}", if *list { "[]" } else { "" }).to_lowercase()
            }
            other => format!("{other:?}"),
        }
    }

    fn wrong(&self, row: &::csv::StringRecord, message: String) -> ImportError {
        let line = row.position().map_or(0, ::csv::Position::line);
        ImportError::Content { path: self.path.to_owned(), line, message }
    }
}

fn items(cell: &str, scalar: Scalar) -> Option<Value> {
    cell.split(DELIMITER).map(|item| scalar.read(item)).collect::<Option<Vec<_>>>().map(Value::list)
}

/// Reads a heading: `name:type`, `:ID(space)`, `key:string[]`, each with options in braces.
fn role(heading: &str, graph: &mut Graph) -> Result<Role, String> {
    let (name, kind) = heading.rsplit_once(':').unwrap_or((heading, "string"));
    let kind = kind.split('{').next().unwrap_or_default().trim();
    let (kind, space) = match kind.split_once('(') {
        Some((kind, space)) => (kind, space.trim_end_matches(')').to_owned()),
        None => (kind, String::new()),
    };
    Ok(match kind.to_ascii_uppercase().as_str() {
        "ID" => Role::Id { space, key: (!name.is_empty()).then(|| graph.intern(name)) },
        "LABEL" => Role::Labels,
        "START_ID" => Role::Start(space),
        "END_ID" => Role::End(space),
        "TYPE" => Role::Type,
        "IGNORE" => Role::Ignored,
        _ => {
            let (scalar, list) = kind.strip_suffix("[]").map_or((kind, false), |scalar| (scalar, true));
            let scalar = Scalar::named(scalar).ok_or_else(|| {
                format!(
                    "the column `{heading}` has an unknown type; there are boolean, long, double, string, date, time, \
                     localtime, datetime, localdatetime, duration, and lists of them (`string[]`)"
                )
            })?;
            Role::Property { key: graph.intern(name), scalar, list }
        }
    })
}

/// Marks the columns of text that hold lists as JSON.
fn recognise_lists(roles: &mut [Role], rows: &[::csv::StringRecord]) {
    for (at, role) in roles.iter_mut().enumerate() {
        let Role::Property { key, scalar: Scalar::String, list: false } = *role else { continue };
        let mut telling = false;
        let cells = || rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
        let all = cells().all(|cell| {
            let list = if cell.starts_with('[') { Scalar::String.read_json_list(cell) } else { None };
            telling |= matches!(&list, Some(Value::List(items)) if items.is_empty()
                || items.iter().any(|item| item.as_str().is_none_or(|text| text.contains(DELIMITER))));
            list.is_some()
        });
        if all && telling {
            *role = Role::Property { key, scalar: Scalar::String, list: true };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[&str]) -> Result<Graph, ImportError> {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<_> = (0..files.len()).map(|number| folder.path().join(format!("{number}.csv"))).collect();
        for (path, text) in paths.iter().zip(files) {
            std::fs::write(path, text).unwrap();
        }
        read_tables(&paths)
    }

    #[test]
    fn tables_of_neo4j_are_read() {
        let actors = "personId:ID(person),name,born:int,tags:string[],:LABEL,x:IGNORE\n\
                      p1,Ana,1950,a;b,Actor;Person,no\np2,\"Be, \"\"B\"\"\",,,Actor,no\n";
        let knows = ":START_ID(person),:END_ID(person),:TYPE,since:date\np1,p2,KNOWS,2031-03-10\n";
        let graph = read(&[knows, actors]).unwrap();
        let ana = graph.nodes().next().unwrap();
        assert_eq!(ana.labels().collect::<Vec<_>>(), ["Actor", "Person"]);
        assert_eq!((ana.get("born"), ana.get("personId")), (&Value::Integer(1950), &"p1".into()));
        assert_eq!(*ana.get("tags"), vec!["a", "b"].into());
        let edge = graph.relationships().next().unwrap();
        assert_eq!((edge.kind(), edge.get("since")), ("KNOWS", &jiff::civil::date(2031, 3, 10).into()));
        assert_eq!(graph.nodes().nth(1).map(|n| n.properties().count()), Some(2));
    }

    #[test]
    fn lists_that_had_to_be_json_are_lists_again() {
        let graph = read(&[":ID,aliases:string,:LABEL\n0,\"[\"\"a;b\"\",\"\"c\"\"]\",A\n1,[],A\n"]).unwrap();
        let aliases: Vec<Value> = graph.nodes().map(|node| node.get("aliases").clone()).collect();
        assert_eq!(aliases, [vec!["a;b", "c"].into(), Value::list(Vec::new())]);
        let graph = read(&[":ID,text:string\n0,\"[\"\"a\"\"]\"\n"]).unwrap();
        assert_eq!(graph.nodes().next().map(|n| n.get("text").clone()), Some("[\"a\"]".into()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let told = |files: &[&str]| read(files).err().map(|e| e.to_string().split_once(".csv").unwrap().1.to_owned());
        let nodes = ":ID,n:long\na,1\n";
        let cases = [
            (vec![":ID,n:long\na,1\nb,x\n"], ", line 3: `x` is not of the type"),
            (vec![":ID\na\na\n"], ", line 3: the id `a` is there twice"),
            (vec![nodes, ":START_ID,:END_ID,:TYPE\na,c,T\n"], ", line 2: no node has the id `c`"),
            (vec!["name\nx\n"], ", line 1: expected a header with `:ID`"),
            (vec![":ID,p:point\n"], ", line 1: the column `p:point` has an unknown type"),
        ];
        for (files, expected) in cases {
            let message = told(&files).unwrap_or_default();
            assert!(message.starts_with(expected), "{message}");
        }
    }
}
