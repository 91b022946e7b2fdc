//! Event data: one row for each event between a source and a target, in the columns that users of ICEWS and Phoenix
//! know.
//!
//! An event has a row for each pair of its agents and targets. Acts of speech are events too: to demand, reject or accuse
//! has its own CAMEO code, with the speaker as source. What is only
//! a content and was coded as nobody's deed has no row. Columns that the graph does not fill are empty.

use super::csv::{Options, without_formula, writer};
use super::value::property_text;
use super::{ExportError, Selection};
use crate::graph::{Direction, Graph, Node, NodeId, Relationship};
use std::collections::BTreeMap;
use std::io::Write;

/// The columns.
const HEADER: [&str; 17] = [
    "event_id",
    "event_date",
    "source_name",
    "source_sector",
    "source_country",
    "event_text",
    "cameo_code",
    "plover",
    "factuality",
    "target_name",
    "target_sector",
    "target_country",
    "location",
    "location_country",
    "story_id",
    "publisher",
    "url",
];

/// Writes the table of events.
pub(super) fn write(part: &Selection<'_>, options: &Options, out: &mut dyn Write) -> Result<(), ExportError> {
    let graph = part.graph();
    let articles: BTreeMap<&str, Node<'_>> = graph
        .nodes()
        .filter(|node| node.has_label("Article"))
        .filter_map(|node| Some((node.get("id").as_str()?, node)))
        .collect();
    let mut writer = writer(out);
    writer.write_record(HEADER)?;
    let mut write = |row: [String; 17]| -> Result<(), ExportError> {
        let cells = row.map(|cell| if options.safe_formulas { without_formula(cell) } else { cell });
        Ok(writer.write_record(cells)?)
    };
    let is_coded = |node: &Node<'_>| {
        node.has_label("Event") && node.get("cameo").as_str().or(node.get("plover").as_str()).is_some()
    };
    for event in part.nodes().filter(is_coded) {
        let report = graph
            .incident(event.id(), Direction::Outgoing)
            .find_map(|(id, _)| graph.relationship(id).filter(|relationship| relationship.kind() == "REPORTED_IN"));
        let place = ends(graph, event.id(), "LOCATED_IN").first().and_then(|&id| graph.node(id));
        for (source, target) in pairs(&ends(graph, event.id(), "AGENT"), &ends(graph, event.id(), "TARGET")) {
            let [source_name, source_sector, source_country] = actor(graph, source);
            let [target_name, target_sector, target_country] = actor(graph, target);
            let [story, publisher, url] = story(report, &articles);
            let started = property_text(event.get("date_start"));
            let told = report.map(|relationship| property_text(relationship.get("date"))).unwrap_or_default();
            write([
                event.id().0.to_string(),
                if started.is_empty() { told } else { started },
                source_name,
                source_sector,
                source_country,
                property_text(event.get("text")),
                property_text(event.get("cameo")),
                property_text(event.get("plover")),
                property_text(event.get("factuality")),
                target_name,
                target_sector,
                target_country,
                place.map(|node| property_text(node.get("name"))).unwrap_or_default(),
                place.map(|node| property_text(node.get("country"))).unwrap_or_default(),
                story,
                publisher,
                url,
            ])?;
        }
    }
    Ok(writer.flush()?)
}

fn ends(graph: &Graph, id: NodeId, kind: &str) -> Vec<NodeId> {
    let of_kind = |id| graph.relationship(id).is_some_and(|relationship| relationship.kind() == kind);
    let mut found: Vec<NodeId> =
        graph.incident(id, Direction::Outgoing).filter(|&(r, _)| of_kind(r)).map(|(_, end)| end).collect();
    found.sort_unstable();
    found
}

/// Pairs agents with targets; a side that is empty gives one empty partner. Nobody is paired with himself.
fn pairs(sources: &[NodeId], targets: &[NodeId]) -> Vec<(Option<NodeId>, Option<NodeId>)> {
    match (sources, targets) {
        ([], []) => Vec::new(),
        ([], targets) => targets.iter().map(|&target| (None, Some(target))).collect(),
        (sources, []) => sources.iter().map(|&source| (Some(source), None)).collect(),
        (sources, targets) => {
            let crossed = sources.iter().flat_map(|&s| targets.iter().map(move |&t| (s, t)));
            crossed.filter(|(s, t)| s != t).map(|(s, t)| (Some(s), Some(t))).collect()
        }
    }
}

/// Returns name, sector and country of an actor: its own code, or that of the country it belongs to.
fn actor(graph: &Graph, id: Option<NodeId>) -> [String; 3] {
    let Some(node) = id.and_then(|id| graph.node(id)) else { return Default::default() };
    let country = country(graph, node, 0).unwrap_or_default();
    [property_text(node.get("name")), property_text(node.get("sector")), country]
}

fn country(graph: &Graph, node: Node<'_>, depth: usize) -> Option<String> {
    if node.has_label("Country") {
        return node.get("code").as_str().map(str::to_owned);
    }
    // A person may represent an organ that is part of a government: three steps lead to every country.
    if depth == 3 {
        return None;
    }
    let mut up = ends(graph, node.id(), "REPRESENTS");
    up.extend(ends(graph, node.id(), "PART_OF"));
    let above = up.into_iter().filter_map(|id| graph.node(id)).find_map(|whole| country(graph, whole, depth + 1));
    // A group's code begins with its country's: RWAREB. Bodies of many countries have IGO, NGO or IMG there.
    let own = || node.get("code").as_str().and_then(|code| code.get(..3)).map(str::to_owned);
    above.or_else(|| own().filter(|code| !matches!(code.as_str(), "IGO" | "NGO" | "IMG")))
}

fn story(shown: Option<Relationship<'_>>, articles: &BTreeMap<&str, Node<'_>>) -> [String; 3] {
    let Some(id) = shown.and_then(|relationship| relationship.get("article").as_str()) else {
        return Default::default();
    };
    let get = |key: &str| articles.get(id).map(|node| property_text(node.get(key))).unwrap_or_default();
    [id.to_owned(), get("publisher"), get("url")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Properties, Value};

    #[test]
    fn a_coded_event_has_a_row_for_each_pair_and_speakers_have_their_country() {
        let mut graph = Graph::new();
        let with = |pairs: &[(&str, &str)]| -> Properties {
            pairs.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect()
        };
        let peru = graph.add_node(["Actor", "Country"], with(&[("name", "Peru"), ("code", "PER")]));
        let navy = graph.add_node(["Actor", "Organization"], with(&[("name", "Navy"), ("sector", "MIL")]));
        let boats = graph.add_node(["Actor", "Group"], with(&[("name", "boats")]));
        let seize = graph.add_node(["Event"], with(&[("text", "seized"), ("plover", "COERCE")]));
        let wish = graph.add_node(["Event"], with(&[("text", "to sail home")]));
        for (start, kind, end) in
            [(navy, "PART_OF", peru), (seize, "AGENT", navy), (seize, "TARGET", boats), (wish, "AGENT", peru)]
        {
            graph.add_relationship(start, kind, end, Properties::new());
        }
        let mut out = Vec::new();
        write(&Selection::whole(&graph), &Options::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(rows, ["3,,Navy,MIL,PER,seized,,COERCE,,boats,,,,,,,"]);
    }
}
