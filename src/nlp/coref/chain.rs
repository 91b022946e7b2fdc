//! All references to one thing.

use super::mention::{Form, Gender, Mention, MentionId, Sort};
use crate::define_id;
use crate::nlp::TokenId;
use crate::text::{Id, IndexVec};

define_id! {
    /// The number of a coreference chain in a doc, in order of first mention.
    ChainId
}

/// What is known of all mentions of a chain together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What it refers to.
    pub sort: Sort,
    /// The gender that any of its mentions tells.
    pub gender: Gender,
    /// How many mentions there are.
    pub size: u32,
    /// Whether a name is among them.
    pub named: bool,
}

/// The mentions of a doc, joined into chains; a mention that nothing takes up is a chain by itself.
#[derive(Clone, Debug, Default)]
pub struct Chains {
    mentions: IndexVec<MentionId, Mention>,
    /// The mention that leads to each mention's first, by way of others.
    parent: Vec<u32>,
    /// What is known of the chain that starts with each mention.
    profiles: Vec<Profile>,
    /// The innermost mention of each token, or `u32::MAX`.
    at: Vec<u32>,
    /// Pronouns that stand for a coordination, each with its first conjunct.
    coordinated: Vec<(MentionId, MentionId)>,
}

impl Chains {
    /// Makes one chain of each mention; mentions come in text order.
    pub(super) fn new(mentions: Vec<Mention>, tokens: usize) -> Self {
        let mut at = vec![u32::MAX; tokens];
        // Longer spans first, so that what lies inside them overwrites.
        let mut order: Vec<u32> = (0..mentions.len() as u32).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(mentions[i as usize].span.len()), i));
        for i in order {
            let mention = &mentions[i as usize];
            mention.span.positions().for_each(|p| at[p as usize] = i);
        }
        // A head belongs to its own mention, whatever lies inside.
        for (i, mention) in mentions.iter().enumerate() {
            at[mention.head.index()] = i as u32;
        }
        let parent = (0..mentions.len() as u32).collect();
        let profile = |m: &Mention| Profile { sort: m.sort, gender: m.gender, size: 1, named: m.form == Form::Name };
        let profiles = mentions.iter().map(profile).collect();
        Self { mentions: mentions.into(), parent, profiles, at, coordinated: Vec::new() }
    }

    /// Returns the mentions in text order.
    pub fn mentions(&self) -> &IndexVec<MentionId, Mention> {
        &self.mentions
    }

    /// Returns one mention.
    pub fn mention(&self, id: MentionId) -> &Mention {
        &self.mentions[id]
    }

    /// Returns the innermost mention that a token belongs to.
    pub fn mention_at(&self, token: TokenId) -> Option<MentionId> {
        self.at.get(token.index()).filter(|&&i| i != u32::MAX).map(|&i| MentionId(i))
    }

    /// Returns the mention that a token governs.
    pub fn mention_of_head(&self, head: TokenId) -> Option<MentionId> {
        self.mention_at(head).filter(|&id| self.mentions[id].head == head)
    }

    /// Returns the first mention of the chain that a mention belongs to; it stands for the chain.
    pub fn first_of(&self, id: MentionId) -> MentionId {
        let mut at = id.0;
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        MentionId(at)
    }

    /// Tells whether two mentions are in one chain.
    pub fn same(&self, a: MentionId, b: MentionId) -> bool {
        self.first_of(a) == self.first_of(b)
    }

    /// Returns what is known of the chain that a mention belongs to.
    pub fn profile(&self, id: MentionId) -> Profile {
        self.profiles[self.first_of(id).index()]
    }

    /// Joins the chains of two mentions.
    pub(super) fn join(&mut self, a: MentionId, b: MentionId) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        if a == b {
            return;
        }
        let (first, second) = (a.min(b), a.max(b));
        self.parent[second.index()] = first.0;
        let (x, y) = (self.profiles[first.index()], self.profiles[second.index()]);
        self.profiles[first.index()] = Profile {
            // The sort of a name outweighs that of a pronoun; a person is seldom mistaken for something else.
            sort: if x.sort == Sort::Thing || y.named && (!x.named || y.sort == Sort::Person && x.sort != Sort::Country)
            {
                y.sort
            } else {
                x.sort
            },
            gender: if x.gender == Gender::Unknown { y.gender } else { x.gender },
            size: x.size + y.size,
            named: x.named || y.named,
        };
    }

    /// Notes that a pronoun stands for a coordination.
    pub(super) fn stand_for_all(&mut self, pronoun: MentionId, first_conjunct: MentionId) {
        self.coordinated.push((pronoun, first_conjunct));
    }

    /// Returns the pronouns that stand for a coordination, each with its first conjunct.
    pub fn coordinated(&self) -> &[(MentionId, MentionId)] {
        &self.coordinated
    }

    /// Returns the chains in order of first mention, each with its mentions in text order, and the chain of each mention.
    pub fn chains(&self) -> (IndexVec<ChainId, Vec<MentionId>>, IndexVec<MentionId, ChainId>) {
        let mut chains: IndexVec<ChainId, Vec<MentionId>> = IndexVec::new();
        let mut number = vec![u32::MAX; self.parent.len()];
        let mut chain_of = Vec::with_capacity(self.parent.len());
        for id in self.mentions.ids() {
            let first = self.first_of(id);
            if number[first.index()] == u32::MAX {
                number[first.index()] = chains.push(Vec::new()).0;
            }
            let chain = ChainId(number[first.index()]);
            chains[chain].push(id);
            chain_of.push(chain);
        }
        (chains, chain_of.into())
    }
}
