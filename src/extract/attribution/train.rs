//! Learns the weights of [`Model`] from annotated articles: averaged stochastic gradient ascent, in a fixed order.

use super::content::{Hypothesis, hypotheses};
use super::cue::{Cue, candidates};
use super::features::{Active, CueView, TABLE};
use super::model::{Model, shares};
use super::page::Page;
use super::source;
use crate::ingest::Article;
use crate::nlp::{Doc, TokenId};
use crate::text::{Byte, Span};

/// An annotated attribution: bytes of the article's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gold {
    /// Whose content it is.
    pub source: Vec<Span<Byte>>,
    /// The words that attribute it.
    pub cue: Vec<Span<Byte>>,
    /// The content.
    pub content: Vec<Span<Byte>>,
}

/// The candidates of many articles, ready to learn from.
#[derive(Default)]
pub struct Trainer {
    examples: Vec<Example>,
}

/// One cue: the features of its readings, and which reading is right.
struct Example {
    readings: Vec<Active>,
    right: Vec<f32>,
}

/// How learning goes.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// Passes over the examples.
    pub passes: usize,
    /// First step size.
    pub rate: f32,
    /// Pull of the weights towards 0, per step.
    pub decay: f32,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { passes: 8, rate: 0.15, decay: 2e-6 }
    }
}

impl Trainer {
    /// Adds one article.
    pub fn add(&mut self, doc: &Doc, article: &Article, gold: &[Gold]) {
        let page = Page::new(doc, article);
        let gold: Vec<_> = gold.iter().map(|g| (words(&page, &g.cue), words(&page, &g.content))).collect();
        let mut active = Active::new();
        for cue in candidates(&page) {
            let nested = gold.iter().any(|(own, content)| content.contains(&cue.head) && !own.contains(&cue.head));
            if nested {
                continue;
            }
            let source = source::find(&page, cue);
            let readings = hypotheses(&page, cue, source);
            if readings.is_empty() {
                continue;
            }
            let view = CueView::new(&page, cue, source);
            let right = targets(&page, cue, &readings, &gold);
            let readings = readings
                .iter()
                .map(|r| {
                    view.reading(&page, cue, r, &mut active);
                    active.clone()
                })
                .collect();
            self.examples.push(Example { readings, right });
        }
    }

    /// Returns how many cues there are, and for how many one reading is right.
    pub fn counts(&self) -> (usize, usize) {
        (self.examples.len(), self.examples.iter().filter(|e| e.right.iter().any(|r| *r > 0.0)).count())
    }

    /// Learns the weights.
    pub fn train(&self, schedule: Schedule) -> Model {
        let mut weights = vec![0f32; TABLE];
        let mut squares = vec![1e-3f32; TABLE];
        let mut sums = vec![0f64; TABLE];
        let mut since = vec![0u32; TABLE];
        let mut order: Vec<usize> = (0..self.examples.len()).collect();
        let mut step = 0u32;
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..schedule.passes {
            for i in (1..order.len()).rev() {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                order.swap(i, (random % (i as u64 + 1)) as usize);
            }
            for &i in &order {
                step += 1;
                let example = &self.examples[i];
                let mut scores: Vec<f32> =
                    example.readings.iter().map(|r| r.iter().map(|&f| weights[f as usize]).sum()).collect();
                shares(&mut scores);
                for ((reading, share), right) in example.readings.iter().zip(&scores).zip(&example.right) {
                    let slope = right - share;
                    if slope.abs() < 1e-4 {
                        continue;
                    }
                    for &f in reading {
                        let f = f as usize;
                        sums[f] += f64::from(weights[f]) * f64::from(step - since[f]);
                        since[f] = step;
                        squares[f] += slope * slope;
                        let pull = schedule.decay * weights[f] * squares[f].sqrt();
                        weights[f] += schedule.rate * slope / squares[f].sqrt() - pull;
                    }
                }
            }
        }
        for f in 0..TABLE {
            sums[f] += f64::from(weights[f]) * f64::from(step - since[f]);
        }
        let averaged: Vec<f32> = sums.iter().map(|s| (s / f64::from(step.max(1))) as f32).collect();
        Model::quantised(&averaged)
    }
}

/// The word tokens under spans of text.
fn words(page: &Page, spans: &[Span<Byte>]) -> Vec<TokenId> {
    let mut words: Vec<TokenId> =
        spans.iter().flat_map(|s| page.doc.ids(page.doc.tokens_in(*s))).filter(|&id| !page.is_mark(id)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Which reading is right: the one that shares most with a content annotated for this cue, if at least half.
fn targets(page: &Page, cue: Cue, readings: &[Hypothesis], gold: &[(Vec<TokenId>, Vec<TokenId>)]) -> Vec<f32> {
    let mut overlaps = vec![0f32; readings.len()];
    for (own, content) in gold {
        let marks = own.is_empty() && cue.kind == super::cue::CueKind::Mark;
        if !marks && !own.contains(&cue.head) {
            continue;
        }
        for (reading, best) in readings.iter().zip(&mut overlaps) {
            let overlap = overlap(page, &reading.pieces, content);
            *best = best.max(overlap);
        }
    }
    let best = overlaps.iter().copied().fold(0f32, f32::max);
    let chosen = overlaps.iter().position(|o| *o == best).filter(|_| best >= 0.5);
    (0..readings.len()).map(|i| if chosen == Some(i) { 1.0 } else { 0.0 }).collect()
}

/// Shared words over all words of both.
fn overlap(page: &Page, pieces: &[Span<TokenId>], content: &[TokenId]) -> f32 {
    let mut shared = 0u32;
    let mut own = 0u32;
    for piece in pieces {
        for id in page.doc.ids(*piece) {
            if !page.is_mark(id) {
                own += 1;
                shared += u32::from(content.binary_search(&id).is_ok());
            }
        }
    }
    let all = own + content.len() as u32 - shared;
    if all == 0 { 0.0 } else { shared as f32 / all as f32 }
}
