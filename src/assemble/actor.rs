//! One record per actor, filled by every article that names it.

use super::NodeRecord;
use crate::extract::fact::Actor;
use crate::graph::{Properties, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What the articles say of one actor.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ActorRecord {
    label: Option<&'static str>,
    /// Names with the number of articles that chose each.
    names: BTreeMap<String, usize>,
    aliases: BTreeSet<String>,
    code: Option<String>,
    sector: Option<String>,
    /// How many articles name the actor.
    articles: i64,
}

impl ActorRecord {
    /// Adds what one article says.
    pub(super) fn add(&mut self, actor: &Actor) {
        // The least of the values wins where articles differ, so that their order does not matter.
        let least = |kept: &mut Option<String>, new: &Option<String>| {
            if let Some(new) = new
                && kept.as_ref().is_none_or(|kept| new < kept)
            {
                *kept = Some(new.clone());
            }
        };
        self.label = self.label.into_iter().chain([actor.kind.label()]).min();
        *self.names.entry(actor.name.clone()).or_default() += 1;
        self.aliases.extend(actor.aliases.iter().cloned());
        least(&mut self.code, &actor.code);
        least(&mut self.sector, &actor.sector);
        self.articles += 1;
    }

    /// Makes the actor's node: the name that most articles chose, then the longest; the others are aliases.
    pub(super) fn into_node(mut self, id: String) -> NodeRecord {
        let best =
            self.names.iter().max_by_key(|(name, count)| (**count, name.chars().count(), std::cmp::Reverse(*name)));
        let name = best.map(|(name, _)| name.clone()).unwrap_or_default();
        self.aliases.extend(self.names.into_keys());
        self.aliases.remove(&name);
        let label = self.label.unwrap_or("Group");
        let properties = Properties::from([
            ("id".into(), id.into()),
            ("name".into(), name.into()),
            ("kind".into(), label.to_lowercase().into()),
            ("code".into(), self.code.into()),
            ("sector".into(), self.sector.into()),
            ("aliases".into(), Value::from(self.aliases.into_iter().collect::<Vec<_>>())),
            ("articles".into(), self.articles.into()),
        ]);
        NodeRecord { labels: vec!["Actor", label], properties }
    }
}
