//! A doc as one JSON object on a line; offsets count code points, indices count tokens.

use crate::nlp::Doc;
use crate::text::{CodePoints, Span};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct JsonDoc<'d> {
    id: &'d str,
    text: &'d str,
    tokens: Vec<JsonToken<'d>>,
    /// First token and the one after the last.
    sentences: Vec<[u32; 2]>,
    entities: Vec<JsonEntity>,
    noun_chunks: Vec<[u32; 2]>,
}

#[derive(Serialize)]
struct JsonToken<'d> {
    start: u32,
    end: u32,
    form: &'d str,
    lemma: &'d str,
    pos: &'static str,
    tag: &'static str,
    head: u32,
    dep: &'static str,
    space_after: bool,
}

#[derive(Serialize)]
struct JsonEntity {
    tokens: [u32; 2],
    label: &'static str,
}

/// Writes `doc` under the name `id`.
pub(super) fn write(doc: &Doc, id: &str, out: &mut impl Write) -> io::Result<()> {
    let points = CodePoints::new(doc.text());
    let token = |id| {
        let token = doc.token(id);
        let [start, end] = points.of_span(token.span);
        JsonToken {
            start,
            end,
            form: doc.word(id),
            lemma: doc.lemma(id),
            pos: token.pos.name(),
            tag: token.tag.name(),
            head: token.head.0,
            dep: token.dep.name(),
            space_after: token.space_after,
        }
    };
    fn pair<T>(span: Span<T>) -> [u32; 2] {
        [span.start, span.end]
    }
    let json = JsonDoc {
        id,
        text: doc.text(),
        tokens: doc.tokens().ids().map(token).collect(),
        sentences: doc.sentences().iter().copied().map(pair).collect(),
        entities: doc.entities().iter().map(|e| JsonEntity { tokens: pair(e.span), label: e.kind.name() }).collect(),
        noun_chunks: doc.noun_chunks().map(pair).collect(),
    };
    serde_json::to_writer(&mut *out, &json)?;
    writeln!(out)
}
