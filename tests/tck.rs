//! The openCypher TCK's scenarios, where they lie beside the repository.
//!
//! A scenario is a JSON file: procedures, setup queries, steps with what is expected. It is played through the session
//! protocol and judged like the TCK does: rows, columns, side effects, and kind, phase and detail of errors.
//! `tck/failing.txt` lists the scenarios that do not pass; it only shrinks. Set `DEMARCHE_SHARED` to the folder that has
//! `tck/open` in it, if that is not `../shared`.

use demarche::graph::Graph;
use demarche::query::Limits;
use demarche::serve::stdio;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Returns the files of the open scenarios; where they are not there, says so and returns none.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn open_scenarios() -> Option<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("DEMARCHE_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let folder = shared.join("tck/open");
    if !folder.is_dir() {
        eprintln!("skipped: no scenarios in {} (DEMARCHE_SHARED names another folder)", folder.display());
        return None;
    }
    let mut files = Vec::new();
    json_files(&folder, &mut files);
    Some(files)
}

#[test]
fn the_open_scenarios_pass_but_for_those_listed() {
    let Some(files) = open_scenarios() else { return };
    let mut failed = BTreeMap::new();
    let mut known = BTreeSet::new();
    for file in files {
        let scenario: Json = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let id = scenario["id"].as_str().unwrap_or_default().to_owned();
        if let Err(why) = play(&scenario) {
            failed.insert(id.clone(), why);
        }
        known.insert(id);
    }
    let listed: BTreeSet<&str> =
        include_str!("tck/failing.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let new: Vec<_> = failed.iter().filter(|(id, _)| !listed.contains(id.as_str())).collect();
    assert!(
        new.is_empty(),
        "{} of {} scenarios fail, first of them {:#?}",
        new.len(),
        known.len(),
        &new[..new.len().min(10)]
    );
    let fixed: Vec<_> = listed.iter().filter(|id| known.contains(**id) && !failed.contains_key(**id)).collect();
    assert!(fixed.is_empty(), "these pass now, take them from tests/tck/failing.txt: {fixed:#?}");
}

fn json_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            json_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "json") && path.file_name().is_some_and(|n| n != "index.json") {
            into.push(path);
        }
    }
}

/// Plays a scenario; says what went wrong.
fn play(scenario: &Json) -> Result<(), String> {
    let mut requests = Vec::new();
    for procedure in items(&scenario["procedures"]) {
        let mut request = procedure.clone();
        request["op"] = json!("procedure");
        requests.push(request);
    }
    requests.extend(items(&scenario["setup"]).iter().map(|query| json!({"op": "run", "query": query})));
    let prepared = requests.len();
    for step in items(&scenario["steps"]) {
        requests.push(json!({"op": "dump"}));
        requests.push(json!({"op": "run", "query": step["query"], "params": scenario["params"]}));
        requests.push(json!({"op": "dump"}));
    }
    let answers = session(&requests);
    if let Some(error) = answers.iter().take(prepared).find_map(|answer| answer.get("error")) {
        return Err(format!("setup: {error}"));
    }
    for (step, answers) in items(&scenario["steps"]).iter().zip(answers[prepared..].chunks(3)) {
        judge(&step["expect"], &answers[1], &side_effects(&answers[0], &answers[2]))?;
    }
    Ok(())
}

fn items(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn session(requests: &[Json]) -> Vec<Json> {
    let input: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let mut output = Vec::new();
    stdio::serve(Graph::new(), None, Limits::default(), input.as_bytes(), &mut output).unwrap();
    String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn judge(expected: &Json, answer: &Json, effects: &Json) -> Result<(), String> {
    if let Some(wanted) = expected.get("error") {
        let got = answer.get("error").ok_or_else(|| format!("no error, expected {wanted}"))?;
        let same = |key: &str, any: &str| wanted[key] == any || wanted[key] == got[key];
        let fits = same("kind", "") && same("phase", "any") && same("detail", "*");
        if !fits {
            return Err(format!("error {got}, expected {wanted}"));
        }
        return if *effects == json!({}) { Ok(()) } else { Err(format!("the failed query changed {effects}")) };
    }
    if let Some(error) = answer.get("error") {
        return Err(format!("error {error}"));
    }
    if let Some(rows) = expected.get("rows") {
        if expected.get("columns").is_some_and(|columns| *columns != answer["columns"]) {
            return Err(format!("columns {}, expected {}", answer["columns"], expected["columns"]));
        }
        let loose = expected["ignore_list_order"] == true;
        let read = |rows: &Json| -> Vec<String> {
            let mut rows: Vec<String> =
                items(rows).iter().map(|row| items(row).iter().map(|v| canonical(v, loose)).collect()).collect();
            if expected["ordered"] != true {
                rows.sort();
            }
            rows
        };
        if read(rows) != read(&answer["rows"]) {
            return Err(format!("rows {}, expected {rows}", answer["rows"]));
        }
    }
    match expected.get("side_effects") {
        Some(wanted) if wanted != effects => Err(format!("side effects {effects}, expected {wanted}")),
        _ => Ok(()),
    }
}

/// Returns a typed value as text that is the same for values that the TCK takes for the same.
fn canonical(value: &Json, loose: bool) -> String {
    match value {
        Json::Number(number) if number.is_f64() => format!("f{:?};", number.as_f64().unwrap_or_default() + 0.0),
        Json::String(text) => format!("s{text:?};"),
        Json::Array(values) => {
            let mut values: Vec<String> = values.iter().map(|value| canonical(value, loose)).collect();
            if loose {
                values.sort();
            }
            format!("[{}]", values.concat())
        }
        Json::Object(entries) => match entries.iter().next().filter(|_| entries.len() == 1) {
            Some((tag, body)) if tag == "$float" => format!("f{body};"),
            Some((tag, body)) if tag == "$map" => canonical_map(body, loose),
            Some((tag, body)) if tag == "$node" => {
                let labels: BTreeSet<String> = items(&body["labels"]).iter().map(Json::to_string).collect();
                format!("({labels:?}{})", canonical_map(&body["properties"], loose))
            }
            Some((tag, body)) if tag == "$rel" => {
                format!("<{}{}>", body["type"], canonical_map(&body["properties"], loose))
            }
            Some((tag, body)) if tag == "$path" => canonical_path(body, loose),
            // The TCK writes points and lengths of time as texts.
            Some((tag, body)) if tag.starts_with('$') => canonical(body, loose),
            _ => canonical_map(value, loose),
        },
        other => format!("{other};"),
    }
}

fn canonical_map(map: &Json, loose: bool) -> String {
    let empty = Map::new();
    let entries = map.as_object().unwrap_or(&empty).iter().map(|(key, value)| (key, canonical(value, loose)));
    // Values are written as they are: quoting them again would double their length with every map around them.
    let sorted: BTreeMap<_, _> = entries.collect();
    format!("{{{}}}", sorted.iter().map(|(key, value)| format!("{key:?}:{value},")).collect::<String>())
}

fn canonical_path(body: &Json, loose: bool) -> String {
    let nodes = items(&body["nodes"]);
    let mut text = nodes.first().map_or_else(String::new, |node| canonical(node, loose));
    for (at, rel) in items(&body["rels"]).iter().enumerate() {
        let inner = &rel["$rel"];
        let forward = inner.get("forward").map_or_else(|| inner["start"] == nodes[at]["$node"]["id"], |f| f == true);
        text += &format!("{}{forward}{}", canonical(rel, loose), canonical(&nodes[at + 1], loose));
    }
    text
}

/// Returns what changed between two dumps, in the TCK's eight counters.
fn side_effects(before: &Json, after: &Json) -> Json {
    let view = |dump: &Json| -> [BTreeSet<String>; 4] {
        let [mut nodes, mut relationships, mut properties, mut labels] = std::array::from_fn(|_| BTreeSet::new());
        for (list, tag, ids) in [("nodes", "$node", &mut nodes), ("rels", "$rel", &mut relationships)] {
            for entity in items(&dump[list]).iter().map(|entity| &entity[tag]) {
                ids.insert(entity["id"].to_string());
                labels.extend(items(&entity["labels"]).iter().map(Json::to_string));
                for (key, value) in entity["properties"].as_object().into_iter().flatten() {
                    properties.insert(format!("{tag} {} {key} {}", entity["id"], canonical(value, false)));
                }
            }
        }
        [nodes, relationships, properties, labels]
    };
    let mut effects = Map::new();
    let kinds = ["nodes", "relationships", "properties", "labels"];
    for ((kind, before), after) in kinds.into_iter().zip(view(before)).zip(view(after)) {
        for (sign, count) in [('+', after.difference(&before).count()), ('-', before.difference(&after).count())] {
            if count > 0 {
                effects.insert(format!("{sign}{kind}"), count.into());
            }
        }
    }
    Json::Object(effects.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect())
}
