//! Contents that come up again: `REPEATS` where the same side puts them forward in nearly the same words, `RESPONDS_TO`
//! and `CONTRADICTS` where another side answers or denies them in another article.

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
    /// Acts that another side may answer, by kind, actor and content.
    opened: BTreeMap<(&'static str, String, String), Act>,
    /// Acts that answer, by kind, actor and content.
    answered: BTreeMap<(&'static str, String, String), Act>,
}

/// The words of an act's content and its earliest evidence.
type Act = (Vec<String>, Evidence);

/// Which acts answer which, and as what.
const ANSWERS: &[(&str, &[&str], &str)] = &[
    ("REJECTS", &["PROPOSES", "DEMANDS", "THREATENS"], "RESPONDS_TO"),
    ("ACCEPTS", &["PROPOSES", "DEMANDS"], "RESPONDS_TO"),
    ("DENIES", &["ACCUSES"], "CONTRADICTS"),
];

impl Acts {
    /// Notes that an act of `kind` by `actor` has the content `id` with this text.
    pub(super) fn note(&mut self, actor: &str, kind: &'static str, id: &str, text: &str, evidence: &Evidence) {
        let contents = self.by_actor.entry((actor.to_owned(), kind)).or_default();
        let entry = contents.entry(id.to_owned()).or_insert_with(|| (key::content_words(text), evidence.clone()));
        if time(evidence) < time(&entry.1) {
            entry.1 = evidence.clone();
        }
    }

    /// Notes an act that answers another's, or that another may answer.
    pub(super) fn note_dialogue(&mut self, actor: &str, kind: &'static str, id: &str, text: &str, evidence: &Evidence) {
        let key = (kind, actor.to_owned(), id.to_owned());
        let acts = if ANSWERS.iter().any(|(answer, _, _)| *answer == kind) {
            &mut self.answered
        } else if ANSWERS.iter().any(|(_, opens, _)| opens.contains(&kind)) {
            &mut self.opened
        } else {
            return;
        };
        let entry = acts.entry(key).or_insert_with(|| (key::content_words(text), evidence.clone()));
        if time(evidence) < time(&entry.1) {
            entry.1 = evidence.clone();
        }
    }

    /// Returns the answers in one article to acts in another: what answers, how, and what is answered.
    ///
    /// Of several acts that an answer may mean, the one nearest in words counts, then the latest before it.
    pub(super) fn answers(&self) -> Vec<(String, &'static str, String, Evidence)> {
        let opened: Vec<_> = self.opened.iter().collect();
        let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, (_, (words, _))) in opened.iter().enumerate() {
            words.iter().for_each(|w| by_word.entry(w).or_default().push(i));
        }
        let mut out = Vec::new();
        for ((kind, actor, id), (words, evidence)) in &self.answered {
            let Some((_, opens, link)) = ANSWERS.iter().find(|(answer, _, _)| answer == kind) else { continue };
            let telling = words.iter().filter_map(|w| by_word.get(w.as_str())).filter(|l| l.len() <= MOST_SHARING);
            let others: BTreeSet<usize> = telling.flatten().copied().collect();
            let fits = others.into_iter().filter_map(|i| {
                let ((other_kind, other_actor, other_id), (other_words, other)) = opened[i];
                let share = shared(words, other_words);
                let open = opens.contains(other_kind)
                    && other_actor != actor
                    && other_id != id
                    && other.article != evidence.article
                    && other.date <= evidence.date
                    && share >= LEAST_SHARED;
                open.then(|| ((share * 1e6) as u32, time(other), other_id))
            });
            if let Some((_, _, opened)) = fits.max() {
                let rule = if *link == "CONTRADICTS" { "assemble/denies" } else { "assemble/answers" };
                let shown = Evidence { rule: rule.into(), doubt: 400_000, ..evidence.clone() };
                out.push((id.clone(), *link, opened.clone(), shown));
            }
        }
        out
    }

    /// Returns pairs of contents, the later and the earlier, of which the later says the same again.
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
                    if shared(words, other_words) < LEAST_SHARED {
                        continue;
                    }
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

/// When and where something was said: articles of one day come in the order of their ids.
fn time(evidence: &Evidence) -> (Option<jiff::civil::Date>, &str, u32) {
    (evidence.date, &evidence.article, evidence.start)
}

/// Returns the share of words that two sorted lists have in common (Jaccard); 0 where either is too short.
fn shared(a: &[String], b: &[String]) -> f64 {
    if a.len().min(b.len()) < LEAST_WORDS {
        return 0.0;
    }
    let common = a.iter().filter(|w| b.binary_search(w).is_ok()).count();
    common as f64 / (a.len() + b.len() - common) as f64
}
