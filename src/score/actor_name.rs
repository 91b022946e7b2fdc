//! When two namings stand for the same actor: by a name or code in common, by whom it represents, by a person's longer name.

use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What does not count in a name: possessive endings, tickers in angle brackets, marks.
static NOISE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[’']s\b|<[^>]*>|[^\p{L}\p{N}_\s-]").expect("a pattern of ours, held by a test"));

/// The names an actor goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ActorName {
    names: BTreeSet<String>,
    codes: BTreeSet<String>,
    /// What it represents or is part of.
    up: BTreeSet<String>,
}

impl ActorName {
    /// Makes the naming of an actor.
    pub(super) fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        code: Option<&str>,
        up: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let names = names.into_iter().map(plain).filter(|name| !name.is_empty()).collect();
        let codes = code.filter(|code| !code.is_empty()).map(str::to_owned).into_iter().collect();
        Self { names, codes, up: up.into_iter().map(plain).collect() }
    }

    /// Tells whether both can be the same actor.
    pub(super) fn is(&self, other: &Self) -> bool {
        let meet = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.intersection(b).next().is_some();
        meet(&self.names, &other.names)
            || meet(&self.codes, &other.codes)
            || meet(&self.up, &other.names)
            || meet(&other.up, &self.names)
            || self.names.iter().any(|a| other.names.iter().any(|b| is_longer_form(a, b)))
    }
}

/// "ann lee" and "ann m lee": the same last word, and all words of one among those of the other.
fn is_longer_form(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let within = |x: &[&str], y: &[&str]| x.iter().all(|word| y.contains(word));
    a.len() > 1 && b.len() > 1 && a.last() == b.last() && (within(&a, &b) || within(&b, &a))
}

fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let clean = NOISE.replace_all(&lower, " ");
    let words = clean.split_whitespace().filter(|w| !matches!(*w, "the" | "a" | "an" | "mr" | "mrs" | "ms"));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> ActorName {
        ActorName::new([name], None, [])
    }

    #[test]
    fn names_meet_without_articles_titles_and_tickers() {
        assert!(named("The Norland's Bank <NB>").is(&named("norland bank")));
        assert!(named("Ann Lee").is(&named("Mrs. Ann M. Lee")));
        assert!(!named("Lee").is(&named("Ann Lee")));
        assert!(!named("Ann Lee").is(&named("Bob Lee")));
    }

    #[test]
    fn who_represents_an_actor_can_stand_for_it() {
        let envoy = ActorName::new(["Ann Lee"], None, ["Norland"]);
        assert!(envoy.is(&named("Norland")) && named("Norland").is(&envoy));
        assert!(ActorName::new(["x"], Some("NOR"), []).is(&ActorName::new(["y"], Some("NOR"), [])));
    }
}
