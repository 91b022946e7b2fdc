//! What the model looks at: single lemmas, labels of the parse, and how cue, source and content stand to each other.
//!
//! A feature is a template with one to four values, hashed to a position of the weight table. No template holds more
//! than one lemma, so that the table keeps no wording of the texts it was learnt from.

use super::content::{Hypothesis, is_finite};
use super::cue::Cue;
use super::page::{Page, is_quote_mark};
use super::source::{Source, is_passive};
use crate::nlp::{Dep, Pos, Tag, TokenId};
use crate::text::Span;

/// Positions of the features that hold, in a table of [`TABLE`] weights.
pub(super) type Active = Vec<u32>;

/// Bits of a position.
pub(super) const TABLE_BITS: u32 = 19;
/// Size of the weight table.
pub(super) const TABLE: usize = 1 << TABLE_BITS;

/// FNV-1a: stable over versions and machines, unlike the hash maps' hasher.
fn hash(string: &str) -> u32 {
    string.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

fn mix(template: u32, values: &[u32]) -> u32 {
    let mut h = 0x9e37_79b9_u32 ^ template.wrapping_mul(0x85eb_ca6b);
    for &value in values {
        h = (h ^ value).wrapping_mul(0xcc9e_2d51).rotate_left(15);
        h = h.wrapping_mul(0x1b87_3593) ^ (h >> 13);
    }
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    (h ^ (h >> 13)) >> (32 - TABLE_BITS)
}

/// The features of one cue, shared by its readings.
pub(super) struct CueView {
    kind: u32,
    lemma: u32,
    suffix: u32,
    tag: u32,
    dep: u32,
    signature: u32,
    voice: u32,
    source: u32,
    source_lemma: u32,
    /// Whether the cue stands in a quotation, in the headline, in the lead.
    place: u32,
    above: u32,
    above_lemma: u32,
    mood: u32,
    particle: u32,
    object: u32,
    in_quote: bool,
    quotes_near: u32,
}

impl CueView {
    /// Looks at a cue and its source.
    pub(super) fn new(page: &Page, cue: Cue, source: Source) -> Self {
        let doc = page.doc;
        let head = cue.head;
        let lemma = doc.lemma(head);
        let above = doc.head(head);
        let mut signature = 0u32;
        for &child in doc.children(head) {
            let side = u32::from(child.0 > head.0) * 32;
            match doc.dep(child) {
                Dep::Punct | Dep::Aux | Dep::Advmod | Dep::Npadvmod | Dep::Cc | Dep::Conj | Dep::Neg => {}
                dep => signature |= 1u32.rotate_left(dep as u32 + side),
            }
        }
        let paragraph = page.paragraph(head).unwrap_or(0);
        let in_quote = page.quote(head).is_some();
        let sentence = page.sentence(head);
        let quotes_near = page.quotes.iter().filter(|q| q.span.overlaps(sentence)).take(2).count() as u32;
        let headline = page.paragraphs.get(paragraph).is_some_and(|p| p.headline);
        let place = u32::from(in_quote) | u32::from(headline) << 1 | u32::from(paragraph == 1) << 2;
        let particle = doc.child(head, &[Dep::Prt]).map_or(0, |p| hash(doc.lower(p)));
        let object = doc.child(head, &[Dep::Dobj, Dep::Dative]).map_or(0, |o| class(page, o) + 1);
        let suffix = lemma.len().checked_sub(3).and_then(|at| lemma.get(at..)).unwrap_or(lemma);
        Self {
            kind: cue.kind as u32,
            lemma: hash(lemma),
            suffix: hash(suffix),
            tag: doc.tag(head) as u32,
            dep: doc.dep(head) as u32,
            signature,
            voice: u32::from(is_passive(page, head)),
            source: source_class(page, source),
            source_lemma: source.head.map_or(0, |s| hash(doc.lemma(s))),
            place,
            above: if above == head { 99 } else { doc.pos(above) as u32 },
            above_lemma: if above == head { 0 } else { hash(doc.lemma(above)) },
            mood: mood(page, head),
            particle,
            object,
            in_quote,
            quotes_near,
        }
    }

    /// Fills `out` with the features of one reading.
    pub(super) fn reading(&self, page: &Page, cue: Cue, reading: &Hypothesis, out: &mut Active) {
        out.clear();
        let v = ReadingView::new(page, cue, reading);
        let f = v.frame;
        let mut add = |template: u32, values: &[u32]| out.push(mix(template, values));
        // The cue alone, and with the frame.
        add(1, &[f]);
        add(2, &[self.lemma, self.kind]);
        add(3, &[self.lemma, f]);
        add(4, &[self.lemma, f, self.voice, self.source & 7]);
        add(5, &[self.suffix, f, self.kind]);
        add(6, &[self.tag, f, self.dep]);
        add(7, &[self.signature, f, self.kind]);
        add(8, &[self.lemma, self.signature]);
        add(9, &[self.source, f, self.kind]);
        add(10, &[self.source, self.voice, self.dep, self.kind]);
        add(11, &[self.source_lemma, self.kind]);
        add(12, &[self.place, f]);
        add(13, &[self.place, self.kind, self.dep]);
        add(14, &[self.above, self.dep, self.kind]);
        add(15, &[self.above_lemma, self.dep]);
        add(16, &[self.mood, f]);
        add(17, &[self.lemma, self.mood]);
        add(18, &[self.lemma, self.particle, f]);
        add(19, &[self.lemma, v.preposition, f]);
        add(20, &[self.lemma, self.object]);
        add(21, &[self.lemma, self.dep]);
        // The reading.
        add(30, &[f, v.class, self.kind]);
        add(31, &[f, v.dep, v.pos]);
        add(32, &[v.lemma, f]);
        add(33, &[v.lemma, v.pos]);
        add(34, &[f, v.marker]);
        add(35, &[self.lemma, v.marker, f]);
        add(36, &[f, v.length, self.kind]);
        add(37, &[f, v.quoted, v.side]);
        add(38, &[f, v.quoted, self.quotes_near, self.source & 7]);
        add(39, &[self.lemma, v.quoted]);
        add(40, &[f, v.side, v.gap]);
        add(41, &[self.lemma, v.class]);
        add(42, &[f, v.pieces, v.length]);
        add(43, &[f, v.preposition]);
        add(44, &[f, v.finite, v.marker, self.source & 7]);
        add(45, &[v.reach, v.quoted, v.side]);
        add(46, &[v.reach, f, v.opens]);
        add(47, &[self.lemma, v.reach]);
        add(48, &[v.opens, v.quoted, f]);
        add(49, &[v.crosses, f, v.quoted]);
        add(50, &[self.suffix, v.class, f]);
        add(51, &[self.source, v.quoted, v.side, v.gap]);
        add(52, &[v.reach, v.ends, v.quoted]);
        add(53, &[self.lemma, f, v.length]);
        if self.in_quote {
            add(60, &[f, v.quoted, self.lemma]);
        }
    }
}

/// What one reading looks like.
struct ReadingView {
    frame: u32,
    reach: u32,
    class: u32,
    dep: u32,
    pos: u32,
    lemma: u32,
    marker: u32,
    length: u32,
    quoted: u32,
    side: u32,
    gap: u32,
    pieces: u32,
    preposition: u32,
    finite: u32,
    opens: u32,
    ends: u32,
    crosses: u32,
}

impl ReadingView {
    fn new(page: &Page, cue: Cue, reading: &Hypothesis) -> Self {
        let doc = page.doc;
        let first = reading.pieces.first().copied().unwrap_or_default();
        let last = reading.pieces.last().copied().unwrap_or_default();
        let words: u32 = reading.pieces.iter().map(|p| p.len()).sum();
        let quoted: u32 = reading.pieces.iter().map(|p| quoted_words(page, *p)).sum();
        let head = reading.head;
        let marker = head
            .and_then(|h| doc.children(h).iter().copied().find(|&c| is_marker(page, c)))
            .filter(|c| first.contains(c.0))
            .map_or(0, |c| hash(doc.lower(c)));
        let side = match (first.start < cue.head.0, last.end > cue.head.0) {
            (true, true) => 2,
            (before, _) => u32::from(before),
        };
        let distance = if first.start > cue.head.0 {
            first.start - cue.head.0 - 1
        } else {
            cue.head.0.saturating_sub(last.end.min(cue.head.0))
        };
        let sentence = page.sentence(cue.head);
        Self {
            frame: reading.frame as u32,
            reach: reading.reach as u32,
            class: head.map_or(0, |h| class(page, h) + 1),
            dep: head.map_or(99, |h| doc.dep(h) as u32),
            pos: head.map_or(99, |h| doc.pos(h) as u32),
            lemma: head.map_or(0, |h| hash(doc.lemma(h))),
            marker,
            length: 32 - words.leading_zeros(),
            quoted: match (quoted * 10).checked_div(words.max(1)) {
                Some(0) | None => u32::from(quoted > 0),
                Some(1..=4) => 2,
                Some(5..=8) => 3,
                Some(_) => 4,
            },
            side,
            gap: distance.min(6),
            pieces: reading.pieces.len().min(4) as u32,
            preposition: reading.preposition.map_or(0, |p| hash(doc.lower(p))),
            finite: head.map_or(0, |h| 1 + u32::from(is_finite(page, h))),
            opens: opening(page, first),
            ends: opening(page, Span::new(last.end.saturating_sub(1), last.end)),
            crosses: u32::from(first.start < sentence.start) | u32::from(last.end > sentence.end) << 1,
        }
    }
}

fn opening(page: &Page, span: Span<TokenId>) -> u32 {
    if span.is_empty() {
        return 99;
    }
    let id = TokenId(span.start);
    if is_quote_mark(page.doc.word(id)) { 98 } else { page.doc.pos(id) as u32 }
}

fn is_marker(page: &Page, id: TokenId) -> bool {
    let doc = page.doc;
    doc.dep(id) == Dep::Mark || doc.tag(id) == Tag::To || matches!(doc.tag(id), Tag::Wrb | Tag::Wp | Tag::Wdt)
}

fn quoted_words(page: &Page, piece: Span<TokenId>) -> u32 {
    page.doc.ids(piece).filter(|&id| page.quote_index(id).is_some()).count() as u32
}

/// Coarse class of a word: entity kind where it has one, else part of speech, pronouns by form.
fn class(page: &Page, id: TokenId) -> u32 {
    let doc = page.doc;
    if let Some(entity) = doc.entity_at(id) {
        return 100 + entity.kind as u32;
    }
    match doc.pos(id) {
        Pos::Pron => 200 + hash(doc.lower(id)) % 1000,
        pos => pos as u32,
    }
}

/// Class of a source; the lowest three bits tell how it was found.
fn source_class(page: &Page, source: Source) -> u32 {
    let coarse = match source.head {
        None => 0,
        Some(head) => {
            let doc = page.doc;
            match (doc.pos(head), doc.entity_at(head)) {
                (Pos::Pron, _) => match doc.lower(head) {
                    "he" | "she" | "they" | "i" | "we" | "who" => 1,
                    _ => 2,
                },
                (_, Some(entity)) => match entity.kind {
                    crate::nlp::EntityKind::Person => 3,
                    crate::nlp::EntityKind::Org | crate::nlp::EntityKind::Gpe | crate::nlp::EntityKind::Norp => 4,
                    _ => 5,
                },
                (Pos::Propn, _) => 6,
                _ => 7,
            }
        }
    };
    let fine = source.head.map_or(0, |h| class(page, h) + 1);
    coarse | (source.road as u32) << 3 | fine << 7
}

/// Negation, modal, infinitive, progressive.
fn mood(page: &Page, head: TokenId) -> u32 {
    let doc = page.doc;
    let mut mood = 0;
    for child in doc.children_by(head, &[Dep::Aux, Dep::Neg, Dep::Auxpass]) {
        mood |= match (doc.dep(child), doc.tag(child)) {
            (Dep::Neg, _) => 1,
            (_, Tag::Md) => 2,
            (_, Tag::To) => 4,
            _ if doc.lemma(child) == "have" => 8,
            _ if doc.lemma(child) == "do" => 16,
            _ => 32,
        };
    }
    mood
}
