//! Which readings become attributions, and which of them stand inside others.
//!
//! Each cue has its best reading. Readings of nearly the same words compete, the likelier stays; one whose cue stands in
//! another's content is nested in it. A doubtful reading that would swallow surer ones gives way to them.

use super::cue::Cue;
use super::reading::Hypothesis;
use super::source::Source;
use crate::nlp::TokenId;
use crate::text::Span;

/// A cue with its best reading.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) cue: Cue,
    pub(super) source: Source,
    pub(super) reading: Hypothesis,
    pub(super) share: f32,
    /// The share, with those of other cues for the same content.
    pub(super) pooled: f32,
}

/// How likely a reading must be to stand: the best balance of precision and recall under cross-validation on train.
pub(super) const BAR: f32 = 0.37;

impl Choice {
    fn holds(&self, id: TokenId) -> bool {
        self.reading.pieces.iter().any(|p| p.contains(id.0))
    }

    /// Tells whether `inner` is an attribution of its own inside this one's content: its cue and its source stand there.
    fn embeds(&self, inner: &Self) -> bool {
        self.holds(inner.cue.head) && inner.source.head.is_some_and(|source| self.holds(source))
    }

    fn words(&self) -> u32 {
        words(&self.reading)
    }
}

fn shared(a: &[Span<TokenId>], b: &[Span<TokenId>]) -> u32 {
    a.iter().flat_map(|x| b.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum()
}

/// Tells whether two readings share at least half of their words.
fn same_content(a: &Hypothesis, b: &Hypothesis) -> bool {
    let both = shared(&a.pieces, &b.pieces);
    3 * both >= words(a) + words(b)
}

fn words(reading: &Hypothesis) -> u32 {
    reading.pieces.iter().map(|p| p.len()).sum()
}

/// Returns the reading that most of the likelihood agrees with, itself and those of half the same words, and how much.
pub(super) fn most_agreed(readings: &[Hypothesis], shares: &[f32]) -> Option<(usize, f32)> {
    let agreed = |i: usize| -> f32 {
        let others = (0..readings.len()).filter(|&j| j != i && same_content(&readings[i], &readings[j]));
        shares[i] + others.map(|j| shares[j]).sum::<f32>()
    };
    let rated = (0..readings.len()).map(|i| (i, agreed(i)));
    rated.max_by(|a, b| (a.1 + shares[a.0]).total_cmp(&(b.1 + shares[b.0])).then(b.0.cmp(&a.0)))
}

/// How many cues before and after may have the same content.
const NEAR: usize = 48;

/// Returns the attributions in text order of their cues, each with the index of the innermost one that holds it.
pub(super) fn select(mut choices: Vec<Choice>) -> Vec<(Choice, Option<usize>)> {
    let pooled: Vec<f32> = choices
        .iter()
        .enumerate()
        .map(|(i, choice)| {
            let near = i.saturating_sub(NEAR)..choices.len().min(i + NEAR);
            let others = near.filter(|&j| j != i && same_content(&choices[j].reading, &choice.reading));
            choice.share + others.map(|j| choices[j].share).sum::<f32>() * (1.0 - choice.share)
        })
        .collect();
    for (choice, pooled) in choices.iter_mut().zip(pooled) {
        choice.pooled = pooled.min(1.0);
    }
    choices.retain(|c| c.pooled >= BAR);
    choices.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.cue.head.cmp(&b.cue.head)));
    let mut kept: Vec<Choice> = Vec::with_capacity(choices.len());
    for choice in choices {
        let rival = kept.iter().any(|k| {
            let mutual = k.holds(choice.cue.head) && choice.holds(k.cue.head);
            mutual || (same_content(&k.reading, &choice.reading) && !k.embeds(&choice) && !choice.embeds(k))
        });
        if !rival {
            kept.push(choice);
        }
    }
    let mut dropped = vec![false; kept.len()];
    for (i, outer) in kept.iter().enumerate() {
        let inner: f32 = kept
            .iter()
            .filter(|k| k.cue.head != outer.cue.head && outer.holds(k.cue.head))
            .map(|k| k.pooled - BAR)
            .sum();
        dropped[i] = inner > 2.0 * (outer.pooled - BAR) + 0.3;
    }
    let mut kept: Vec<Choice> = kept.into_iter().zip(dropped).filter(|(_, d)| !d).map(|(k, _)| k).collect();
    kept.sort_by_key(|k| k.cue.head);
    let within: Vec<Option<usize>> = (0..kept.len())
        .map(|i| {
            // A holder has more words, so that no chain of holders leads back to where it began.
            let size = (kept[i].words(), i);
            let holders = (0..kept.len()).filter(|&j| (kept[j].words(), j) > size && kept[j].holds(kept[i].cue.head));
            holders.min_by_key(|&j| (kept[j].words(), j))
        })
        .collect();
    kept.into_iter().zip(within).collect()
}
