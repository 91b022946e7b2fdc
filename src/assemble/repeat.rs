//! Contents that the same side puts forward again: the same node where the words are the same, `REPEATS` where they
//! are nearly so.

use super::{Evidence, key};
use std::collections::{BTreeMap, BTreeSet};

/// The least share of content words that two contents have in common to be called the same again.
const LEAST_SHARED: f64 = 0.6;
/// Contents with fewer words than this say too little to be recognised.
const LEAST_WORDS: usize = 3;
/// A word in more contents of one actor's acts than this tells nothing of which is meant.
const MOST_SHARING: usize = 200;

/// Content id → its words and its earliest evidence.
type Contents = BTreeMap<String, (Vec<String>, Evidence)>;

/// The acts of the whole graph: who put forward what, by kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts {
    /// Actor and kind → contents.
    by_actor: BTreeMap<(String, &'static str), Contents>,
}

impl Acts {
    /// Notes that an act of `kind` by `actor` has the content `id` with this text.
    pub(super) fn note(&mut self, actor: &str, kind: &'static str, id: &str, text: &str, evidence: &Evidence) {
        let contents = self.by_actor.entry((actor.to_owned(), kind)).or_default();
        let entry = contents.entry(id.to_owned()).or_insert_with(|| (key::content_words(text), evidence.clone()));
        if (evidence.date, &evidence.article, evidence.start) < (entry.1.date, &entry.1.article, entry.1.start) {
            entry.1 = evidence.clone();
        }
    }

    /// Returns pairs of contents, the later and the earlier, of which the later says the same again in another article.
    pub(super) fn repeats(self) -> Vec<(String, String, Evidence)> {
        let mut out = Vec::new();
        for contents in self.by_actor.into_values() {
            let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            let list: Vec<_> = contents.iter().collect();
            for (i, (_, (words, _))) in list.iter().enumerate() {
                words.iter().for_each(|w| by_word.entry(w).or_default().push(i));
            }
            for (i, (id, (words, evidence))) in list.iter().enumerate() {
                let mut others = BTreeSet::new();
                let telling = words.iter().filter_map(|w| by_word.get(w.as_str())).filter(|l| l.len() <= MOST_SHARING);
                telling.for_each(|l| others.extend(l.iter().copied().filter(|&j| j > i)));
                for j in others {
                    let (other_id, (other_words, other)) = &list[j];
                    if evidence.article == other.article || shared(words, other_words) < LEAST_SHARED {
                        continue;
                    }
                    let time = |e: &Evidence| (e.date, e.article.clone(), e.start);
                    let (later, earlier, shown) =
                        if time(evidence) > time(other) { (id, other_id, evidence) } else { (other_id, id, other) };
                    let shown = Evidence { rule: "assemble/repeats".into(), doubt: 300_000, ..shown.clone() };
                    out.push(((*later).clone(), (*earlier).clone(), shown));
                }
            }
        }
        out
    }
}

/// Returns the share of words that two sorted lists have in common (Jaccard); 0 where either is too short.
fn shared(a: &[String], b: &[String]) -> f64 {
    if a.len().min(b.len()) < LEAST_WORDS {
        return 0.0;
    }
    let common = a.iter().filter(|w| b.binary_search(w).is_ok()).count();
    common as f64 / (a.len() + b.len() - common) as f64
}
