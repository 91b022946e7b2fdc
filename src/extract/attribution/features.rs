//! What the model looks at: single lemmas, labels of the parse, and how cue, source and content stand to each other.
//!
//! A feature is a template with one to four values, hashed to a position of the weight table. No template holds more
//! than one lemma, so that the table keeps no wording of the texts it was learnt from.

use super::cue::{Cue, CueKind};
use super::page::{Page, is_quote_mark};
use super::reading::{Hypothesis, is_finite};
use super::source::{Source, is_passive};
use crate::nlp::{Dep, Pos, Tag, TokenId};
use crate::text::Span;

/// The features that hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Active {
    /// Combinations of values: positions in a table of [`WIDE`] weights.
    pub(super) wide: Vec<u32>,
    /// Single values: positions in a table of [`DEEP`] rows.
    pub(super) deep: Vec<u32>,
}

impl Active {
    fn clear(&mut self) {
        self.wide.clear();
        self.deep.clear();
    }

    fn wide(&mut self, template: u32, values: &[u32]) {
        self.wide.push(mix(template, values) >> (32 - WIDE.trailing_zeros()));
    }

    fn deep_children(&mut self, children: impl Iterator<Item = u32>) {
        self.deep.extend(children.map(|c| mix(0x2000, &[c]) >> (32 - DEEP.trailing_zeros())));
    }

    fn deep(&mut self, values: &[u32]) {
        for (slot, &value) in values.iter().enumerate() {
            self.deep.push(mix(0x1000 + slot as u32, &[value]) >> (32 - DEEP.trailing_zeros()));
        }
    }
}

/// Size of the table of combinations.
pub(super) const WIDE: usize = 1 << 19;
/// Rows of the table of single values.
pub(super) const DEEP: usize = 1 << 14;

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
    h ^ (h >> 13)
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
    children: Vec<u32>,
}

impl CueView {
    /// Looks at a cue and its source.
    pub(super) fn new(page: &Page, cue: Cue, source: Source) -> Self {
        let doc = page.doc;
        let head = cue.head;
        let lemma = if cue.kind == CueKind::Title { doc.lower(head).trim_end_matches('s') } else { doc.lemma(head) };
        let above = doc.head(head);
        let mut signature = 0u32;
        let mut children = Vec::new();
        for &child in doc.children(head) {
            let side = u32::from(child.0 > head.0) * 64;
            children.push(doc.dep(child) as u32 + side);
            match doc.dep(child) {
                Dep::Punct | Dep::Aux | Dep::Advmod | Dep::Npadvmod | Dep::Cc | Dep::Conj | Dep::Neg => {}
                dep => signature |= 1u32.rotate_left(dep as u32 + side / 4),
            }
        }
        let paragraph = page.paragraph(head).unwrap_or(0);
        let in_quote = page.quote(head).is_some();
        let sentence = page.sentence(head);
        let quotes_near = page.quotes.iter().filter(|q| q.span.overlaps(sentence)).take(2).count() as u32;
        let headline = page.paragraphs.get(paragraph).is_some_and(|p| p.headline);
        let place = u32::from(in_quote) | u32::from(headline) << 1 | u32::from(paragraph == 1) << 2;
        let particle = doc.child(head, &[Dep::Prt]).map_or(0, |p| hash(doc.lower(p)));
        let object = doc.child(head, &[Dep::Dobj, Dep::Dative]).map_or(0, |o| class_of(page, o) + 1);
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
            children,
        }
    }

    /// Fills `out` with the features of one reading.
    pub(super) fn reading(&self, page: &Page, cue: Cue, reading: &Hypothesis, out: &mut Active) {
        out.clear();
        let v = ReadingView::new(page, cue, reading);
        let f = v.frame;
        let mut add = |template: u32, values: &[u32]| out.wide(template, values);
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
        add(54, &[f, v.cut, self.kind]);
        add(55, &[self.lemma, v.cut]);
        add(56, &[f, v.cut, v.length]);
        add(57, &[f, v.rest]);
        if self.in_quote {
            add(60, &[f, v.quoted, self.lemma]);
        }
        out.deep(&[
            f,
            self.kind,
            self.lemma,
            self.suffix,
            self.tag,
            self.dep,
            self.voice,
            self.source & 7,
            self.source >> 3 & 15,
            self.source >> 7,
            self.source_lemma,
            self.place,
            self.above,
            self.above_lemma,
            self.mood,
            self.particle,
            self.object,
            self.quotes_near,
            v.reach,
            v.class,
            v.dep,
            v.pos,
            v.lemma,
            v.marker,
            v.length,
            v.quoted,
            v.side,
            v.gap,
            v.pieces,
            v.preposition,
            v.finite,
            v.opens,
            v.ends,
            v.crosses,
            self.lemma ^ f,
            self.lemma ^ v.preposition,
            v.cut,
            v.rest,
        ]);
        out.deep_children(self.children.iter().copied());
    }
}

impl CueView {
    /// Fills `out` with the features of one candidate for the source of a reading.
    pub(super) fn source(
        &self,
        page: &Page,
        cue: Cue,
        reading: &Hypothesis,
        source: Source,
        rank: usize,
        out: &mut Active,
    ) {
        out.clear();
        let doc = page.doc;
        let frame = reading.frame as u32;
        let road = source.road as u32;
        let rank = rank.min(6) as u32;
        let quoted = u32::from(reading.pieces.first().is_some_and(|p| page.quote_index(TokenId(p.start)).is_some()));
        let mut add = |template: u32, values: &[u32]| out.wide(template, values);
        add(100, &[road, rank.min(1)]);
        add(101, &[road, self.kind, self.dep]);
        add(102, &[road, frame, self.voice]);
        add(103, &[road, self.lemma, self.voice]);
        add(104, &[road, self.tag, self.dep]);
        add(105, &[road, rank, self.kind]);
        add(106, &[road, self.above, self.dep, quoted]);
        add(107, &[road, self.signature]);
        add(108, &[road, self.lemma, self.dep]);
        let Some(head) = source.head else { return };
        let class = source_class(page, source) & 7;
        let fine = class_of(page, head);
        let inside = u32::from(reading.pieces.iter().any(|p| p.contains(head.0)));
        let before = u32::from(head.0 < cue.head.0);
        let distance = head.0.abs_diff(cue.head.0);
        let distance = 32 - distance.leading_zeros();
        let in_quote = u32::from(page.quote_index(head).is_some()) << 1 | u32::from(self.in_quote);
        let same = u32::from(page.sentence(head) == page.sentence(cue.head));
        add(120, &[class, road, frame]);
        add(121, &[fine, road]);
        add(122, &[hash(doc.lemma(head)), road]);
        add(123, &[hash(doc.lemma(head))]);
        add(124, &[inside, road, frame]);
        add(125, &[before, distance, self.kind, road]);
        add(126, &[in_quote, inside, road]);
        add(127, &[same, road]);
        add(128, &[doc.dep(head) as u32, road, self.kind]);
        add(129, &[class, self.lemma]);
        add(130, &[fine, frame, self.voice]);
        add(131, &[class, before, distance, quoted]);
        add(132, &[doc.tag(head) as u32, rank]);
        add(133, &[u32::from(doc.lower(head) == "it"), frame, self.lemma]);
        add(134, &[class, rank, in_quote]);
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
    /// At which modifier it was cut.
    cut: u32,
    /// What follows the reading.
    rest: u32,
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
            class: head.map_or(0, |h| class_of(page, h) + 1),
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
            cut: reading.cut.map_or(0, |c| {
                let comma = c.0 > 0 && page.is_mark(TokenId(page.subtree(c).start.saturating_sub(1)));
                (doc.dep(c) as u32 + 1) << 1 | u32::from(comma)
            }),
            rest: if last.end < sentence.end {
                let next = TokenId(last.end);
                if page.is_mark(next) { 200 + hash(doc.word(next)) % 100 } else { 1 + doc.dep(next) as u32 }
            } else {
                0
            },
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
fn class_of(page: &Page, id: TokenId) -> u32 {
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
    let fine = source.head.map_or(0, |h| class_of(page, h) + 1);
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
