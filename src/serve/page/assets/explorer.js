// The page's whole behaviour: asks the server, shows what it answers. Texts are only ever set as text, never as markup.
"use strict";

const $ = (id) => document.getElementById(id);
/** The answer that is shown, and the ids of the nodes and relationships in it. */
let shown = { query: "", params: {}, nodes: new Set(), relationships: new Set() };
/** Counts questions, so that a late answer does not replace a newer one. */
let asked = 0;

/** How many relationships of a node are drawn. */
const AROUND = 60;

/** Makes an element; strings become texts. */
function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function link(text, action) {
  return make("button", { type: "button", className: "link", onclick: action }, text);
}

/** Asks the server; what it refuses becomes an Error that holds its answer. */
async function request(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(path, options);
  if (!response.ok) {
    const said = await response.json().catch(() => ({}));
    throw Object.assign(new Error(said.error?.message ?? `the server answers ${response.status}`), said.error ?? {});
  }
  return response;
}

const json = async (path, body) => (await request(path, body)).json();

// ---- What the graph holds

async function tellAbout() {
  const about = await json("api/about");
  document.title = `${about.name} · demarche`;
  const counts = about.counts.map(([what, count]) => `${count.toLocaleString()} ${what}`).join(" · ");
  $("about").replaceChildren(make("strong", {}, about.name), ` ${counts}`);
  if (about.changed) {
    const again = async () => { await request("api/reload", {}); await tellAbout(); };
    $("about").append(" · the file has changed since: ", link("read it again", again));
  }
  const question = ({ title, query }) => make("li", {}, link(title, () => ask(query)));
  $("questions").replaceChildren(...about.questions.map(question));
  const counted = (query) => ([name, count]) =>
    make("li", {}, link(name, () => ask(query(name))), count.toLocaleString());
  const quoted = (name) => (/^\w+$/.test(name) ? name : `\`${name.replaceAll("`", "``")}\``);
  $("labels").replaceChildren(...about.labels.map(counted((name) => `MATCH (n:${quoted(name)}) RETURN n LIMIT 100`)));
  const related = (name) => `MATCH (a)-[r:${quoted(name)}]->(b) RETURN a, r, b LIMIT 100`;
  $("types").replaceChildren(...about.types.map(counted(related)));
  const formats = (label, names) => make("optgroup", { label }, ...names.map((name) => new Option(name)));
  $("format").replaceChildren(formats("Rows", about.table_formats), formats("Graph", about.graph_formats));
  $("format").value = "csv";
}

// ---- Questions and answers

/** Returns the parameters that a query names. */
function named(query) {
  const bare = query.replace(/'(\\.|[^'\\])*'|"(\\.|[^"\\])*"|`[^`]*`|\/\/.*|\/\*[^]*?\*\//g, " ");
  return [...new Set([...bare.matchAll(/\$(\w+)/g)].map((match) => match[1]))];
}

/** Shows a field for every parameter of the query; what was typed stays. */
function showParams() {
  const typed = params(false);
  const field = (name) => make("label", {}, `$${name} `, make("input", { name, value: typed[name] ?? "" }));
  $("params").replaceChildren(...named($("query").value).map(field));
}

/** Returns the parameters as typed: JSON, or else a text. */
function params(parsed = true) {
  const value = (text) => { try { return JSON.parse(text); } catch { return text; } };
  const fields = [...$("params").querySelectorAll("input")];
  return Object.fromEntries(fields.map((field) => [field.name, parsed ? value(field.value) : field.value]));
}

async function ask(query, remember = true) {
  const number = ++asked;
  $("query").value = query;
  showParams();
  if (remember) history.pushState(null, "", `#${encodeURIComponent(query)}`);
  $("error").hidden = true;
  $("told").textContent = "…";
  try {
    const values = params();
    const answer = await json("api/query", { query, params: values });
    if (number === asked) show(query, values, answer);
  } catch (error) {
    if (number === asked) fail(query, error);
  }
}

/** Shows an error, with the place that it is about underlined. */
function fail(query, error) {
  $("told").textContent = "";
  let text = error.message;
  if (error.start != null) {
    const points = [...query];
    const before = points.slice(0, error.start).join("");
    const line = before.split("\n").length;
    const column = [...before.split("\n").at(-1)].length;
    const width = Math.max(1, (error.end ?? error.start + 1) - error.start);
    const rest = [...query.split("\n")[line - 1]].length - column;
    const under = " ".repeat(column) + "^".repeat(Math.max(1, Math.min(width, rest)));
    text = `line ${line}: ${text}\n\n${query.split("\n")[line - 1]}\n${under}`;
  }
  $("error").textContent = error.hint ? `${text}\n\n${error.hint}` : text;
  $("error").hidden = false;
}

function show(query, values, answer) {
  shown = { query, params: values, nodes: new Set(), relationships: new Set() };
  answer.rows.flat().forEach(collect);
  const rows = answer.rows.length;
  const count = `${rows.toLocaleString()}${answer.more ? " of more" : ""} row${rows === 1 ? "" : "s"}`;
  $("told").textContent = `${count} in ${answer.milliseconds} ms`;
  const head = make("tr", {}, ...answer.columns.map((name) => make("th", { scope: "col" }, name)));
  const cell = (value) => make("td", { className: typeof value === "number" ? "number" : "" }, shownValue(value));
  const body = answer.rows.map((row) => make("tr", {}, ...row.map(cell)));
  $("table").replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
  $("picture").replaceChildren();
  $("views").hidden = false;
  $("tab-picture").hidden = shown.nodes.size === 0 && shown.relationships.size === 0;
  choose($("tab-picture").hidden ? "table" : chosen());
}

/** Notes the nodes and relationships in a value. */
function collect(value) {
  if (value === null || typeof value !== "object") return;
  if (value.$node) shown.nodes.add(value.$node.id);
  else if (value.$rel) shown.relationships.add(value.$rel.id);
  else Object.values(value).forEach(collect);
}

/** Returns the name by which a node is known. */
function title({ labels, properties }) {
  return String(properties.name ?? properties.text ?? properties.title ?? properties.id ?? labels[0] ?? "node");
}

/** Returns what a cell shows. */
function shownValue(value) {
  if (value === null || value === undefined) return make("span", { className: "faint" }, "–");
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) {
    return make("span", {}, ...value.flatMap((item, i) => (i ? [", ", shownValue(item)] : [shownValue(item)])));
  }
  if (value.$node) return link(title(value.$node), () => showNode(value.$node.id));
  if (value.$rel) return link(value.$rel.type, () => showRelationship(value.$rel.id));
  if (value.$path) {
    const { nodes, rels } = value.$path;
    const steps = rels.flatMap((rel, i) => [" – ", shownValue(rel), " – ", shownValue(nodes[i + 1])]);
    return make("span", {}, shownValue(nodes[0]), ...steps);
  }
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0].startsWith("$") && typeof value[keys[0]] === "string") return value[keys[0]];
  const entries = Object.entries(value.$map ?? value);
  return make("span", {}, "{", ...entries.flatMap(([k, v], i) => [`${i ? ", " : ""}${k}: `, shownValue(v)]), "}");
}

// ---- Table and picture

const chosen = () => ($("tab-picture").getAttribute("aria-selected") === "true" ? "picture" : "table");

function choose(view) {
  for (const name of ["table", "picture"]) {
    $(name).hidden = name !== view;
    $(`tab-${name}`).setAttribute("aria-selected", String(name === view));
  }
  if (view === "picture" && !$("picture").hasChildNodes()) {
    draw({ nodes: [...shown.nodes], relationships: [...shown.relationships] });
  }
}

/** Draws nodes and relationships; a click on one tells about it. */
async function draw(part) {
  const picture = $("picture");
  try {
    const text = await (await request("api/picture", part)).text();
    // What its style says is in the page's own, which may have no other.
    const plain = text.replace(/<style>[^<]*<\/style>/, "");
    const svg = document.importNode(new DOMParser().parseFromString(plain, "image/svg+xml").documentElement, true);
    for (const line of svg.querySelectorAll("path[data-relationship]")) {
      // A line is too thin to be hit: a wider one that can't be seen lies over it.
      const wide = line.cloneNode();
      wide.setAttribute("stroke", "transparent");
      wide.setAttribute("stroke-width", "9");
      line.after(wide);
    }
    svg.addEventListener("click", ({ target }) => {
      const { node, relationship } = target.dataset;
      if (node) showNode(Number(node));
      else if (relationship) showRelationship(Number(relationship));
      else picture.classList.toggle("large");
    });
    picture.replaceChildren(svg);
  } catch (error) {
    picture.replaceChildren(make("p", { className: "faint" }, error.message));
  }
}

// ---- Details

/** Fills the side with what `build` returns, or with what went wrong. */
async function tell(build) {
  try {
    $("details").replaceChildren(...(await build()));
  } catch (error) {
    $("details").replaceChildren(make("p", {}, error.message));
  }
  $("details").scrollTop = 0;
}

function propertyList(properties, left = []) {
  const entries = Object.entries(properties).filter(([key]) => !left.includes(key));
  return make("dl", {}, ...entries.flatMap(([key, value]) => [make("dt", {}, key), make("dd", {}, shownValue(value))]));
}

/** Shows a place of an article, marked in the words around it. */
function sentence({ article, title, publisher, published, before, quote, after, span }) {
  const facts = [publisher, published].filter(Boolean).map((part) => ` · ${part}`).join("");
  return [
    make("p", {}, link(title ?? article, () => showArticle(article, span)), make("span", { className: "faint" }, facts)),
    make("blockquote", {}, before, make("mark", {}, quote), after),
  ];
}

/** Returns the sentences that tell of a statement or event: those of its first articles. */
async function reports(relationships) {
  const reported = relationships.filter(({ relationship, outgoing }) => outgoing && relationship.$rel.type === "REPORTED_IN");
  const told = reported.slice(0, 3).map(({ relationship }) => json(`api/evidence?id=${relationship.$rel.id}`));
  return (await Promise.all(told)).flatMap(({ places }) => places.flatMap(sentence));
}

function showNode(id) {
  return tell(async () => {
    const { node, relationships, more } = await json(`api/node?id=${id}`);
    const { labels, properties } = node.$node;
    const around = () => {
      const near = relationships.slice(0, AROUND);
      $("views").hidden = $("tab-picture").hidden = false;
      $("picture").replaceChildren();
      shown.nodes = new Set([id, ...near.map(({ other }) => other.id)]);
      shown.relationships = new Set(near.map(({ relationship }) => relationship.$rel.id));
      choose("picture");
    };
    const read = labels.includes("Article") ? [link("Read the article", () => showArticle(properties.id))] : [];
    const tie = ({ relationship, other, outgoing }) =>
      make("li", {}, outgoing ? "→ " : "← ", link(relationship.$rel.type, () => showRelationship(relationship.$rel.id)),
        " ", link(other.title, () => showNode(other.id)));
    return [
      make("h3", {}, title(node.$node)),
      make("p", {}, ...labels.map((label) => make("span", { className: "badge" }, label))),
      make("p", { className: "row" }, link("Draw what is around it", around), ...read),
      ...(await reports(relationships)),
      propertyList(properties),
      make("h2", {}, "Relationships"),
      make("ul", {}, ...relationships.map(tie)),
      ...(more ? [make("p", { className: "faint" }, `and ${more.toLocaleString()} more`)] : []),
    ];
  });
}

function showRelationship(id) {
  return tell(async () => {
    const { relationship, start, end, places } = await json(`api/evidence?id=${id}`);
    const { type, properties } = relationship.$rel;
    const known = ["article", "start", "end", "evidence", "quote"];
    return [
      make("h3", {}, link(start.title, () => showNode(start.id)), ` ${type} `,
        link(end.title, () => showNode(end.id))),
      propertyList(properties, known),
      make("h2", {}, places.length === 1 ? "Evidence" : `Evidence: ${places.length} places`),
      ...places.flatMap(sentence),
    ];
  });
}

function showArticle(id, span) {
  return tell(async () => {
    const article = await json(`api/article?${new URLSearchParams({ id })}`);
    const points = [...article.text];
    const [start, end] = span ?? [0, 0];
    const part = (from, to) => points.slice(from, to).join("");
    const mark = make("mark", {}, part(start, end));
    setTimeout(() => span && mark.scrollIntoView({ block: "center" }));
    const facts = [article.publisher, article.published, article.url].filter(Boolean).join(" · ");
    return [
      make("h3", {}, article.title ?? article.id),
      make("p", { className: "faint" }, facts),
      make("p", { className: "text" }, part(0, start), mark, part(end)),
    ];
  });
}

function search(words) {
  return tell(async () => {
    const { hits } = await json(`api/search?${new URLSearchParams({ words })}`);
    const excerpt = (text) => text.split(/«([^»]*)»/).map((part, i) => (i % 2 ? make("mark", {}, part) : part));
    const hit = ({ kind, article, node, date, title, excerpt: text }) => [
      make("p", {}, link(title ?? article ?? kind, () => (kind === "article" ? showArticle(article) : showNode(node))),
        make("span", { className: "faint" }, ` ${kind}${date ? ` · ${date}` : ""}`)),
      make("blockquote", {}, ...excerpt(text)),
    ];
    const none = make("p", { className: "faint" }, "Nothing has these words.");
    return [make("h3", {}, `“${words}”`), ...(hits.length ? hits.flatMap(hit) : [none])];
  });
}

/** Saves the answer to the query as a file. */
async function save() {
  const query = $("query").value;
  try {
    const response = await request("api/download", { query, params: params(), format: $("format").value });
    const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "answer";
    const url = URL.createObjectURL(await response.blob());
    make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    $("error").hidden = true;
  } catch (error) {
    fail(query, error);
  }
}

// ---- Wiring

$("ask").addEventListener("submit", (event) => { event.preventDefault(); ask($("query").value); });
$("query").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); ask($("query").value); }
});
$("query").addEventListener("input", showParams);
$("search").addEventListener("submit", (event) => { event.preventDefault(); search($("words").value); });
$("tab-table").addEventListener("click", () => choose("table"));
$("tab-picture").addEventListener("click", () => choose("picture"));
$("save").addEventListener("click", save);
const asAddressed = () => {
  const query = decodeURIComponent(location.hash.slice(1));
  if (query) ask(query, false);
};
addEventListener("popstate", asAddressed);
tellAbout().then(asAddressed, (error) => { $("about").textContent = error.message; });
