//! Learns the weights of [`Model`] from annotated articles: averaged stochastic gradient ascent, in a fixed order.

use super::content::hypotheses;
use super::cue::{Cue, candidates};
use super::features::{Active, CueView, DEEP, WIDE};
use super::model::{HIDDEN, Model, Weights, shares};
use super::page::Page;
use super::reading::Hypothesis;
use super::source::{self, Source};
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
    /// Sources seen, right by rule, right among the candidates.
    pub sources: (usize, usize, usize),
}

/// One cue: the features of its readings, and which reading is right.
struct Example {
    readings: Vec<Active>,
    right: Vec<f32>,
    /// Whether one of them must be right ("none" is among them).
    closed: bool,
}

/// An annotated attribution as words of the doc.
struct Words {
    source: Vec<TokenId>,
    cue: Vec<TokenId>,
    content: Vec<TokenId>,
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
    /// Squared slope that every combination is taken to have seen: the higher, the less rare ones are trusted.
    pub calm: f32,
    /// The same for the hidden layer.
    pub calm_deep: f32,
    /// Step size of the hidden layer, relative to that of the combinations.
    pub deep: f32,
    /// By which share of its first size the step has shrunk at the end.
    pub anneal: f32,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { passes: 5, rate: 0.1, decay: 2e-6, calm: 3.0, calm_deep: 0.1, deep: 1.0, anneal: 0.9 }
    }
}

impl Trainer {
    /// Adds one article.
    pub fn add(&mut self, doc: &Doc, article: &Article, gold: &[Gold]) {
        let page = Page::new(doc, article);
        let gold: Vec<_> = gold
            .iter()
            .map(|g| Words {
                source: words(&page, &g.source),
                cue: words(&page, &g.cue),
                content: words(&page, &g.content),
            })
            .collect();
        let mut active = Active::default();
        for cue in candidates(&page) {
            let nested = gold.iter().any(|g| g.content.contains(&cue.head) && !g.cue.contains(&cue.head));
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
            if let Some(chosen) = right.iter().position(|r| *r > 0.0 && *r >= right.iter().copied().fold(0.0, f32::max))
            {
                self.add_source(&page, cue, source, &view, &readings[chosen], &gold);
            }
            let readings = readings
                .iter()
                .map(|r| {
                    view.reading(&page, cue, r, &mut active);
                    active.clone()
                })
                .collect();
            self.examples.push(Example { readings, right, closed: false });
        }
    }

    fn add_source(
        &mut self,
        page: &Page,
        cue: Cue,
        first: Source,
        view: &CueView,
        reading: &Hypothesis,
        gold: &[Words],
    ) {
        let best = gold.iter().filter(|g| g.cue.is_empty() || g.cue.contains(&cue.head)).max_by(|a, b| {
            overlap(page, &reading.pieces, &a.content).total_cmp(&overlap(page, &reading.pieces, &b.content))
        });
        let Some(best) = best else { return };
        let candidates = source::candidates(page, cue, first);
        let right: Vec<f32> = candidates
            .iter()
            .map(|c| {
                let words = page.doc.ids(c.span).filter(|&id| !page.is_mark(id));
                let shares = match c.head {
                    None => best.source.is_empty(),
                    Some(_) => words.into_iter().any(|id| best.source.contains(&id)),
                };
                f32::from(u8::from(shares))
            })
            .collect();
        let total: f32 = right.iter().sum();
        self.sources.0 += 1;
        self.sources.1 += usize::from(right[0] > 0.0);
        self.sources.2 += usize::from(total > 0.0);
        if total == 0.0 {
            return;
        }
        let readings = candidates
            .iter()
            .enumerate()
            .map(|(rank, &c)| {
                let mut active = Active::default();
                view.source(page, cue, reading, c, rank, &mut active);
                active
            })
            .collect();
        self.examples.push(Example { readings, right: right.iter().map(|r| r / total).collect(), closed: true });
    }

    /// Returns how many cues there are, and for how many one reading is right.
    pub fn counts(&self) -> (usize, usize) {
        (self.examples.len(), self.examples.iter().filter(|e| e.right.iter().any(|r| *r > 0.0)).count())
    }

    /// Learns the weights.
    pub fn train(&self, schedule: Schedule) -> Model {
        let mut learner = Learner::new(schedule);
        let mut order: Vec<usize> = (0..self.examples.len()).collect();
        for pass in 0..schedule.passes {
            for i in (1..order.len()).rev() {
                order.swap(i, (learner.random.next() % (i as u64 + 1)) as usize);
            }
            learner.rate = schedule.rate * (1.0 - schedule.anneal * pass as f32 / schedule.passes as f32);
            for (at, &i) in order.iter().enumerate() {
                learner.learn(&self.examples[i]);
                if pass > 0 && at % SNAPSHOT == 0 {
                    learner.snapshot();
                }
            }
        }
        Model::quantised(&learner.average())
    }
}

/// A seeded generator (xorshift), so that learning gives the same weights each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Between -1 and 1.
    fn symmetric(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

/// Weights with the sum of their squared slopes (AdaGrad).
struct Learner {
    weights: Weights,
    wide_squares: Vec<f32>,
    row_squares: Vec<f32>,
    out_squares: Vec<f32>,
    random: Random,
    rate: f32,
    schedule: Schedule,
    sum: Weights,
    snapshots: f32,
}

/// After how many examples the weights enter the average.
const SNAPSHOT: usize = 5_000;

impl Learner {
    /// Adds the weights to the average: single examples pull them about.
    fn snapshot(&mut self) {
        self.snapshots += 1.0;
        let tables = [
            (&mut self.sum.wide, &self.weights.wide),
            (&mut self.sum.rows, &self.weights.rows),
            (&mut self.sum.out, &self.weights.out),
        ];
        for (sum, now) in tables {
            for (sum, now) in sum.iter_mut().zip(now) {
                *sum += now;
            }
        }
    }

    fn average(mut self) -> Weights {
        self.snapshot();
        for table in [&mut self.sum.wide, &mut self.sum.rows, &mut self.sum.out] {
            for weight in table.iter_mut() {
                *weight /= self.snapshots;
            }
        }
        self.sum
    }

    fn new(schedule: Schedule) -> Self {
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        let rows = (0..(DEEP + 1) * HIDDEN).map(|_| random.symmetric() * 0.1).collect();
        let out = (0..HIDDEN).map(|_| random.symmetric() * 0.5).collect();
        Self {
            weights: Weights { wide: vec![0.0; WIDE], rows, out },
            wide_squares: vec![schedule.calm; WIDE],
            row_squares: vec![schedule.calm_deep; (DEEP + 1) * HIDDEN],
            out_squares: vec![schedule.calm_deep; HIDDEN],
            random,
            rate: schedule.rate,
            schedule,
            sum: Weights { wide: vec![0.0; WIDE], rows: vec![0.0; (DEEP + 1) * HIDDEN], out: vec![0.0; HIDDEN] },
            snapshots: 0.0,
        }
    }

    /// The hidden layer's units before they are cut at 0.
    fn hidden(&self, active: &Active) -> [f32; HIDDEN] {
        let mut hidden = [0f32; HIDDEN];
        for row in active.deep.iter().map(|&f| f as usize).chain([DEEP]) {
            let row = &self.weights.rows[row * HIDDEN..(row + 1) * HIDDEN];
            for (unit, w) in hidden.iter_mut().zip(row) {
                *unit += w;
            }
        }
        hidden
    }

    fn learn(&mut self, example: &Example) {
        let hidden: Vec<[f32; HIDDEN]> = example.readings.iter().map(|r| self.hidden(r)).collect();
        let mut scores: Vec<f32> = example
            .readings
            .iter()
            .zip(&hidden)
            .map(|(r, hidden)| {
                let wide: f32 = r.wide.iter().map(|&f| self.weights.wide[f as usize]).sum();
                let deep: f32 = hidden.iter().zip(&self.weights.out).map(|(h, w)| h.max(0.0) * w).sum();
                wide + if r.deep.is_empty() { 0.0 } else { deep }
            })
            .collect();
        shares(&mut scores, !example.closed);
        for (at, reading) in example.readings.iter().enumerate() {
            let slope = example.right[at] - scores[at];
            if slope.abs() < 1e-4 {
                continue;
            }
            for &f in &reading.wide {
                step(
                    &mut self.weights.wide[f as usize],
                    &mut self.wide_squares[f as usize],
                    slope,
                    self.rate,
                    self.schedule.decay,
                );
            }
            if !reading.deep.is_empty() {
                self.learn_deep(reading, &hidden[at], slope);
            }
        }
    }

    fn learn_deep(&mut self, reading: &Active, hidden: &[f32; HIDDEN], slope: f32) {
        let rate = self.rate * self.schedule.deep;
        let mut back = [0f32; HIDDEN];
        for unit in 0..HIDDEN {
            if hidden[unit] > 0.0 {
                back[unit] = slope * self.weights.out[unit];
                step(&mut self.weights.out[unit], &mut self.out_squares[unit], slope * hidden[unit], rate, 0.0);
            }
        }
        for row in reading.deep.iter().map(|&f| f as usize).chain([DEEP]) {
            let base = row * HIDDEN;
            for (unit, &back) in back.iter().enumerate() {
                if back != 0.0 {
                    step(
                        &mut self.weights.rows[base + unit],
                        &mut self.row_squares[base + unit],
                        back,
                        rate,
                        self.schedule.decay,
                    );
                }
            }
        }
    }
}

fn step(weight: &mut f32, squares: &mut f32, slope: f32, rate: f32, decay: f32) {
    *squares += slope * slope;
    let root = squares.sqrt();
    *weight += rate * slope / root - decay * *weight * root;
}

/// The word tokens under spans of text.
fn words(page: &Page, spans: &[Span<Byte>]) -> Vec<TokenId> {
    let mut words: Vec<TokenId> =
        spans.iter().flat_map(|s| page.doc.ids(page.doc.tokens_in(*s))).filter(|&id| !page.is_mark(id)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How much more a reading is preferred that shares more words with the annotated content.
const PREFERENCE: i32 = 8;

/// How right each reading is: those that share at least half of their words with a content annotated for this cue.
fn targets(page: &Page, cue: Cue, readings: &[Hypothesis], gold: &[Words]) -> Vec<f32> {
    let mut overlaps = vec![0f32; readings.len()];
    for Words { cue: own, content, .. } in gold {
        let marks = own.is_empty() && cue.kind == super::cue::CueKind::Mark;
        if !marks && !own.contains(&cue.head) {
            continue;
        }
        for (reading, best) in readings.iter().zip(&mut overlaps) {
            let overlap = overlap(page, &reading.pieces, content);
            *best = best.max(overlap);
        }
    }
    let raw: Vec<f32> = overlaps.iter().map(|o| if *o >= 0.5 { o.powi(PREFERENCE) } else { 0.0 }).collect();
    let total: f32 = raw.iter().sum();
    raw.iter().map(|r| if total > 0.0 { r / total } else { 0.0 }).collect()
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
