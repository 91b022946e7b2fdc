//! Which readings become attributions, and which of them stand inside others.
//!
//! Each cue has its best reading. Readings of nearly the same words compete, the likelier stays; one whose cue stands in
//! another's content is nested in it. A doubtful reading that would swallow surer ones gives way to them.

use super::content::Hypothesis;
use super::cue::Cue;
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
}

/// How sure a reading must be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar {
    /// To stand at all.
    pub(super) stand: f32,
}

impl Choice {
    fn holds(&self, id: TokenId) -> bool {
        self.reading.pieces.iter().any(|p| p.contains(id.0))
    }

    fn words(&self) -> u32 {
        self.reading.pieces.iter().map(|p| p.len()).sum()
    }
}

fn shared(a: &[Span<TokenId>], b: &[Span<TokenId>]) -> u32 {
    a.iter().flat_map(|x| b.iter().map(move |y| x.end.min(y.end).saturating_sub(x.start.max(y.start)))).sum()
}

/// Returns the attributions in text order of their cues, each with the index of the innermost one that holds it.
pub(super) fn select(mut choices: Vec<Choice>, bar: Bar) -> Vec<(Choice, Option<usize>)> {
    choices.retain(|c| c.share >= bar.stand);
    choices.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.cue.head.cmp(&b.cue.head)));
    let mut kept: Vec<Choice> = Vec::with_capacity(choices.len());
    for choice in choices {
        let rival = kept.iter().any(|k| {
            let both = shared(&k.reading.pieces, &choice.reading.pieces);
            2 * both > k.words() + choice.words() - both || (k.holds(choice.cue.head) && choice.holds(k.cue.head))
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
            .map(|k| k.share - bar.stand)
            .sum();
        dropped[i] = inner > 2.0 * (outer.share - bar.stand) + 0.3;
    }
    let mut kept: Vec<Choice> = kept.into_iter().zip(dropped).filter(|(_, d)| !d).map(|(k, _)| k).collect();
    kept.sort_by_key(|k| k.cue.head);
    let within: Vec<Option<usize>> = (0..kept.len())
        .map(|i| {
            let holders = (0..kept.len()).filter(|&j| j != i && kept[j].holds(kept[i].cue.head));
            holders.min_by_key(|&j| (kept[j].words(), j))
        })
        .collect();
    kept.into_iter().zip(within).collect()
}
