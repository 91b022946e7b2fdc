//! Relations against gold.
//!
//! A predicted and a gold relation of the same type, shown in the same paragraph, match in their *act* where the source actor
//! is the same, and in *full* where the content overlaps too (F1 of its words at least 0.4, or one holds the other and is
//! at most twice as long); between actors, where the other actor is the same. Relations between contents have no actor: one
//! end that overlaps makes the act, both make it full. Matching is one to one and optimal, full matches first. Optional
//! gold counts neither for recall nor against precision.

use super::actor_name::ActorName;
use super::assign::cheapest;
use super::counts::Counts;
use super::relation_gold::RelationArticle;
use crate::extract::RelationKind;
use crate::extract::fact::{ActorId, Facts, Node, Relation};
use crate::text::{Byte, Span};
use std::collections::BTreeMap;

/// The least overlap of contents.
const LEAST_OVERLAP: f64 = 0.4;
/// Words that say nothing about a content.
const STOP: &[&str] = &[
    "the", "a", "an", "of", "to", "in", "on", "for", "and", "or", "that", "its", "his", "her", "their", "it", "this",
    "these", "those", "with", "by", "at", "as", "is", "was", "be", "been", "are", "were", "will", "would",
];

/// One way to read a gold relation.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) kind: RelationKind,
    pub(super) from: Option<ActorName>,
    pub(super) to: Option<ActorName>,
    pub(super) content: Option<Span<Byte>>,
    pub(super) from_content: Option<Span<Byte>>,
    pub(super) to_content: Option<Span<Byte>>,
}

/// A gold relation with all its readings; the first is the annotated one.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) readings: Vec<Reading>,
    pub(super) paragraph: usize,
    pub(super) optional: bool,
    /// The names of its actors, to show.
    pub(super) from: String,
    pub(super) to: String,
}

/// A predicted relation.
struct Found {
    kind: RelationKind,
    paragraph: Option<usize>,
    from: Option<ActorName>,
    to: Vec<ActorName>,
    content: Vec<Span<Byte>>,
    from_content: Vec<Span<Byte>>,
    to_content: Vec<Span<Byte>>,
    evidence: Span<Byte>,
}

/// The paragraphs of a text, parted by blank lines; the headline is number 0.
pub(super) struct Paragraphs(Vec<Span<Byte>>);

impl Paragraphs {
    pub(super) fn of(text: &str) -> Self {
        let mut at = 0;
        let mut found = Vec::new();
        for part in text.split("\n\n") {
            let span = Span::new(at, at + part.trim_end_matches('\n').len() as u32);
            if !span.is_empty() {
                found.push(span);
            }
            at += part.len() as u32 + 2;
        }
        Self(found)
    }

    pub(super) fn get(&self, number: usize) -> Option<Span<Byte>> {
        self.0.get(number).copied()
    }

    fn at(&self, offset: u32) -> Option<usize> {
        self.0.iter().position(|p| p.start <= offset && offset < p.end + 2)
    }
}

/// What came of scoring articles, added up for each type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RelationScore {
    /// By type: matches of type and source, and matches of the content too.
    pub by_kind: BTreeMap<RelationKind, RelationCounts>,
}

/// What came of one type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RelationCounts {
    /// Who did it.
    pub act: Counts,
    /// Who did what.
    pub full: Counts,
}

/// A relation that was not found, or found without reason.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationMiss {
    /// Whether it is gold that was not found.
    pub missed: bool,
    /// Its type.
    pub kind: RelationKind,
    /// Its actors and content.
    pub text: String,
}

impl RelationScore {
    /// Scores one article and adds the result; returns what went wrong.
    pub fn add(&mut self, gold: &RelationArticle, facts: &Facts) -> Vec<RelationMiss> {
        let paragraphs = Paragraphs::of(&gold.text);
        let found: Vec<Found> =
            facts.relations.iter().filter(|r| is_scored(r.kind)).map(|r| Found::new(r, facts, &paragraphs)).collect();
        let pairs = pair(&gold.wanted, &found, &gold.text);
        for wanted in gold.wanted.iter().filter(|w| !w.optional) {
            self.count(wanted.readings[0].kind, |c| c.gold += 1);
        }
        for found in &found {
            self.count(found.kind, |c| c.predicted += 1);
        }
        for &(g, p, quality) in &pairs {
            if gold.wanted[g].optional {
                self.count(found[p].kind, |c| c.predicted -= 1);
                continue;
            }
            let counts = self.by_kind.entry(gold.wanted[g].readings[0].kind).or_default();
            counts.act.hits += 1;
            counts.full.hits += usize::from(quality > 2.0);
        }
        let missed = gold.wanted.iter().enumerate().filter(|(i, w)| !w.optional && pairs.iter().all(|p| p.0 != *i));
        let extra = found.iter().enumerate().filter(|(i, _)| pairs.iter().all(|p| p.1 != *i));
        missed.map(|(_, w)| w.miss(&gold.text)).chain(extra.map(|(_, f)| f.miss(&gold.text))).collect()
    }

    /// Returns the counts of all types together.
    pub fn all(&self) -> RelationCounts {
        self.by_kind.values().fold(RelationCounts::default(), |mut all, counts| {
            all.act.add(counts.act);
            all.full.add(counts.full);
            all
        })
    }

    fn count(&mut self, kind: RelationKind, change: impl Fn(&mut Counts)) {
        let counts = self.by_kind.entry(kind).or_default();
        change(&mut counts.act);
        change(&mut counts.full);
    }
}

/// Tells whether gold annotates the type.
fn is_scored(kind: RelationKind) -> bool {
    !matches!(kind, RelationKind::Says | RelationKind::Causes | RelationKind::Repeats | RelationKind::Contradicts)
}

impl Wanted {
    fn miss(&self, text: &str) -> RelationMiss {
        let reading = &self.readings[0];
        let of = |span: Option<Span<Byte>>| span.map_or("", |s| s.of(text));
        let parts = [of(reading.from_content), of(reading.content), of(reading.to_content)];
        let content = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" | ");
        RelationMiss { missed: true, kind: reading.kind, text: format!("{} -> {}: {content}", self.from, self.to) }
    }
}

impl Found {
    fn new(relation: &Relation, facts: &Facts, paragraphs: &Paragraphs) -> Self {
        let paragraph = paragraphs.at(relation.evidence.start);
        let here = |node: Node| {
            let spans = match node {
                Node::Statement(id) => facts.statements.get(id).map(|s| s.content.clone()),
                Node::Event(id) => facts.events.get(id).map(|e| e.spans.clone()),
                Node::Actor(_) => None,
            }
            .unwrap_or_default();
            let near: Vec<_> = spans.iter().copied().filter(|s| paragraphs.at(s.start) == paragraph).collect();
            if near.is_empty() { spans } else { near }
        };
        let actor = |node: Node| match node {
            Node::Actor(id) => name_of(id, facts),
            _ => None,
        };
        let between_contents = relation.kind.is_between_contents();
        let addressees = relation.addressees.iter().filter_map(|&id| name_of(id, facts));
        let content = here(relation.to).into_iter().chain(relation.content.into_iter().flat_map(here));
        Self {
            kind: relation.kind,
            paragraph,
            from: if between_contents { None } else { actor(relation.from) },
            to: if between_contents { Vec::new() } else { actor(relation.to).into_iter().chain(addressees).collect() },
            content: if between_contents { Vec::new() } else { content.collect() },
            from_content: if between_contents { here(relation.from) } else { Vec::new() },
            to_content: if between_contents { here(relation.to) } else { Vec::new() },
            evidence: relation.evidence,
        }
    }

    fn miss(&self, text: &str) -> RelationMiss {
        RelationMiss { missed: false, kind: self.kind, text: self.evidence.of(text).to_owned() }
    }
}

fn name_of(id: ActorId, facts: &Facts) -> Option<ActorName> {
    let actor = facts.actors.get(id)?;
    let names = std::iter::once(actor.name.as_str()).chain(actor.aliases.iter().map(String::as_str));
    let up = actor.represents.iter().map(|m| m.of).chain(actor.part_of.iter().copied());
    let up: Vec<&str> = up.filter_map(|id| facts.actors.get(id)).map(|a| a.name.as_str()).collect();
    Some(ActorName::new(names, actor.code.as_deref(), up))
}

/// The words of a span that say something, each with its place.
fn words(text: &str, span: Span<Byte>) -> Vec<(usize, String)> {
    let part = span.of(text);
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\'' | '-');
    let base = part.as_ptr() as usize;
    part.split(|c| !inside(c))
        .filter(|word| !word.is_empty())
        .map(|word| (span.start as usize + word.as_ptr() as usize - base, word.to_lowercase()))
        .filter(|(_, word)| !STOP.contains(&word.as_str()))
        .collect()
}

fn overlap(text: &str, a: Span<Byte>, b: Span<Byte>) -> f64 {
    let (a, b) = (words(text, a), words(text, b));
    let common = a.iter().filter(|word| b.contains(word)).count();
    if common == 0 {
        return 0.0;
    }
    let f1 = 2.0 * common as f64 / (a.len() + b.len()) as f64;
    let small = a.len().min(b.len());
    let holds = common == small && 2 * small >= a.len().max(b.len());
    f1.max(if holds { LEAST_OVERLAP } else { 0.0 })
}

fn best_overlap(text: &str, wanted: Option<Span<Byte>>, found: &[Span<Byte>]) -> f64 {
    wanted.map_or(0.0, |wanted| found.iter().map(|&f| overlap(text, wanted, f)).fold(0.0, f64::max))
}

/// 0: no match; up to 2: the act; above: in full.
fn quality(wanted: &Wanted, found: &Found, text: &str) -> f64 {
    let of_reading = |reading: &Reading| {
        if reading.kind != found.kind {
            return 0.0;
        }
        if found.kind.is_between_contents() {
            let from = best_overlap(text, reading.from_content, &found.from_content);
            let to = best_overlap(text, reading.to_content, &found.to_content);
            return match (from >= LEAST_OVERLAP, to >= LEAST_OVERLAP) {
                (true, true) => 2.0 + from + to,
                (false, false) => 0.0,
                _ => 1.0,
            };
        }
        if !matches!((&reading.from, &found.from), (Some(a), Some(b)) if a.is(b)) {
            return 0.0;
        }
        let content = best_overlap(text, reading.content, &found.content);
        let other = reading.to.as_ref().is_some_and(|to| found.to.iter().any(|x| to.is(x)));
        let between_actors = found.kind.is_between_actors();
        let full = if between_actors && reading.to.is_some() {
            other
        } else {
            content >= LEAST_OVERLAP || (between_actors && reading.content.is_none())
        };
        let other = f64::from(u8::from(other));
        if full { 2.0 + content + other } else { 1.0 + content + 0.1 * other }
    };
    wanted.readings.iter().map(of_reading).fold(0.0, f64::max)
}

/// The best matching paragraph by paragraph, with the quality of each pair.
fn pair(wanted: &[Wanted], found: &[Found], text: &str) -> Vec<(usize, usize, f64)> {
    let mut groups: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (i, w) in wanted.iter().enumerate() {
        groups.entry(w.paragraph).or_default().0.push(i);
    }
    for (i, f) in found.iter().enumerate() {
        if let Some(paragraph) = f.paragraph {
            groups.entry(paragraph).or_default().1.push(i);
        }
    }
    let mut pairs = Vec::new();
    for (left, right) in groups.values().filter(|(left, right)| !left.is_empty() && !right.is_empty()) {
        let table: Vec<Vec<f64>> =
            left.iter().map(|&w| right.iter().map(|&f| quality(&wanted[w], &found[f], text)).collect()).collect();
        let cost: Vec<Vec<f64>> = table
            .iter()
            .zip(left)
            .map(|(row, &w)| {
                let paired = row.iter().map(|&q| -worth(q, wanted[w].optional));
                paired.chain(std::iter::repeat_n(0.0, left.len())).collect()
            })
            .collect();
        for (row, column) in cheapest(&cost) {
            if let Some(&quality) = table[row].get(column).filter(|q| **q > 0.0) {
                pairs.push((left[row], right[column], quality));
            }
        }
    }
    pairs
}

/// Full matches first, then acts, then optional gold.
fn worth(quality: f64, optional: bool) -> f64 {
    match (quality > 0.0, optional) {
        (false, _) => 0.0,
        (true, true) => 1.0 + quality / 10.0,
        (true, false) => {
            if quality > 2.0 {
                1300.0 + quality
            } else {
                300.0 + quality
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_meet_by_their_words_not_by_small_ones() {
        let text = "to hold talks on the river and to build a dam";
        let span = |part: &str| {
            let start = text.find(part).expect("part of the text") as u32;
            Span::new(start, start + part.len() as u32)
        };
        assert!(overlap(text, span("hold talks on the river"), span("talks on the river")) >= LEAST_OVERLAP);
        assert!(overlap(text, span("to hold"), span("to build a dam")) < LEAST_OVERLAP);
        assert!(overlap(text, span("the river"), span("hold talks on the river")) >= LEAST_OVERLAP);
    }

    #[test]
    fn paragraphs_are_parted_by_blank_lines() {
        let paragraphs = Paragraphs::of("Headline\n\nFirst.\n\n\n\nSecond.\n");
        assert_eq!((paragraphs.at(0), paragraphs.at(10), paragraphs.0.len()), (Some(0), Some(1), 3));
    }
}
