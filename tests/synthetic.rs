//! Articles made by a formula, with the facts that a reader of them would find: as many as need be, the same in every run.
//!
//! They have what real news has and what joining articles turns on: a few actors that everybody names and many that
//! hardly anybody does, groups of their own, offers that are repeated in the same or nearly the same words, wire copy that
//! other papers print whole or cut, and days of publication that are sometimes missing.

use demarche::extract::Facts;
use demarche::extract::fact::{
    Actor, ActorId, ActorKind, Basis, Event, EventId, Factuality, Mandate, Manner, Modality, Mode, Node, Place,
    Polarity, Relation, RelationKind, Statement, StatementId,
};
use demarche::extract::json::Extraction;
use demarche::ingest::Article;
use demarche::store::{Incoming, StoredArticle};
use demarche::text::{Byte, Id, IndexVec, Span};
use jiff::civil::{Date, date};

/// A source of numbers that looks like chance (SplitMix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// A number of which the small ones are frequent: half of them are below the root of the bound.
    fn rare(&mut self, bound: u64) -> u64 {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((bound as f64).powf(share)) as u64 - 1
    }
}

/// A made-up word.
fn word(number: u64) -> String {
    const PARTS: [&str; 16] =
        ["ba", "den", "ko", "lis", "mar", "ne", "pol", "ri", "san", "tu", "vek", "wo", "yar", "zim", "gro", "fel"];
    (0..3).map(|at| PARTS[(number >> (4 * at)) as usize % 16]).collect()
}

/// The article of a number, and its facts; every twentieth carries the text of an earlier one.
pub(crate) fn article(number: u64) -> (Article, Facts) {
    let copied = number % 20 == 7 && number > 20;
    let (mut article, facts) = written(if copied { number - 7 } else { number });
    if copied {
        article.id = format!("copy-{number}");
        article.publisher = Some("The Courier".into());
        article.published = article.published.map(|day| day.tomorrow().unwrap());
    }
    if number % 40 == 7 && copied {
        // Cut from below: the facts of the last sentence go with it.
        let (facts, end) = cut(facts);
        article.text.truncate(end);
        return (article, facts);
    }
    (article, facts)
}

/// Takes the last sentence away; each has one statement and one event. Returns where the text ends then.
fn cut(mut facts: Facts) -> (Facts, usize) {
    facts.sentences.pop();
    let end = facts.sentences.last().map_or(0, |span| span.range().end);
    let left = facts.sentences.len();
    let keep = |span: &Span<Byte>| span.range().end <= end;
    facts.relations.retain(|relation| keep(&relation.evidence));
    facts.statements = first(&facts.statements, left);
    facts.events = first(&facts.events, left);
    for actor in facts.actors.as_mut_slice() {
        actor.mentions.retain(keep);
    }
    (facts, end)
}

fn first<I: Id, T: Clone>(items: &IndexVec<I, T>, count: usize) -> IndexVec<I, T> {
    let mut first = IndexVec::default();
    items.iter().take(count).for_each(|item| _ = first.push(item.clone()));
    first
}

/// Writes an article sentence by sentence.
struct Writer {
    chance: Chance,
    id: String,
    text: String,
    facts: Facts,
    published: Option<Date>,
}

fn written(number: u64) -> (Article, Facts) {
    let mut chance = Chance(number.wrapping_mul(77).wrapping_add(5));
    let published = (number % 9 != 4).then(|| date(2031, 1 + (number / 28 % 12) as i8, 1 + (number % 28) as i8));
    let id = format!("news-{number:07}");
    let title = format!("{} {}", word(chance.below(4096)), word(chance.below(4096)));
    let mut writer = Writer { chance, id: id.clone(), text: String::new(), facts: Facts::default(), published };
    let actors: Vec<ActorId> = (0..5).map(|_| writer.actor()).collect();
    for _ in 0..8 {
        writer.sentence(&actors);
    }
    let article = Article {
        id,
        title: Some(title),
        publisher: Some("Sample Wire".into()),
        published,
        dateline: Some("VESTBY".into()),
        language: "en".into(),
        text: writer.text,
        ..Article::default()
    };
    (article, writer.facts)
}

impl Writer {
    /// Names an actor of the world, or a group of this article.
    fn actor(&mut self) -> ActorId {
        let (id, name, kind) = match self.chance.below(6) {
            0 => {
                let name = format!("{} officials", word(self.chance.below(4096)));
                (format!("group:{}/{}", self.id, name.replace(' ', "-")), name, ActorKind::Group)
            }
            1 | 2 => {
                let number = self.chance.rare(200);
                (format!("country:{number:03}"), format!("{}land", word(number)), ActorKind::Country)
            }
            3 => {
                let number = self.chance.rare(20_000);
                (format!("org:{number}"), format!("{} Board", word(number)), ActorKind::Organization)
            }
            _ => {
                let number = self.chance.rare(200_000);
                (format!("person:{number}"), format!("{} {}", word(number), word(number / 7)), ActorKind::Person)
            }
        };
        if let Some((known, _)) = self.facts.actors.iter_enumerated().find(|(_, actor)| actor.id == id) {
            return known;
        }
        let first = self.facts.actors.ids().next();
        let basis = [Basis::Text, Basis::Lexicon, Basis::Context][self.chance.below(3) as usize];
        let mandate = |of| Mandate { of, role: Some("envoy".to_owned()), basis, shown: None };
        let represents = if kind == ActorKind::Person { first.map(mandate) } else { None };
        self.facts.actors.push(Actor {
            id,
            aliases: vec![format!("the {}", name.split(' ').next().unwrap_or_default())],
            name,
            kind,
            code: None,
            sector: (self.chance.below(2) == 0).then(|| "GOV".to_owned()),
            represents: represents.into_iter().collect(),
            part_of: vec![],
            mentions: vec![],
            confidence: 0.9,
        })
    }

    fn push(&mut self, piece: &str) -> Span<Byte> {
        let start = self.text.len() as u32;
        self.text.push_str(piece);
        Span::new(start, self.text.len() as u32)
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| word(self.chance.below(4096))).collect::<Vec<_>>().join(" ")
    }

    /// Writes "X offered to …, said Y." and what is to be found in it.
    fn sentence(&mut self, actors: &[ActorId]) {
        let who = actors[self.chance.below(actors.len() as u64) as usize];
        let whom = actors[self.chance.below(actors.len() as u64) as usize];
        let start = self.text.len() as u32;
        let name = self.facts.actors[who].name.clone();
        let mention = self.push(&name);
        self.facts.actors.as_mut_slice()[who.0 as usize].mentions.push(mention);
        let said = self.push(" said: ");
        // An offer that others repeat, or words of the article's own.
        let offer = if self.chance.below(4) == 0 {
            let (theme, more) = (self.chance.rare(5000), self.chance.below(3));
            let mut offer = format!("halt the {} of {} near {}", word(theme), word(theme * 3), word(theme * 5));
            (0..more).for_each(|i| offer.push_str(&format!(" in {}", word(theme * 11 + i))));
            offer
        } else {
            self.words(7)
        };
        let content = self.push(&offer);
        self.push(". ");
        let end = self.text.len() as u32 - 1;
        let sentence = Span::new(start, end);
        self.facts.sentences.push(sentence);
        let statement = self.statement(who, whom, said, content);
        let event = self.event(who, whom, content, offer);
        let acts = [
            RelationKind::Proposes,
            RelationKind::Demands,
            RelationKind::Rejects,
            RelationKind::Threatens,
            RelationKind::Accepts,
            RelationKind::Denies,
        ];
        let act = acts[self.chance.below(6) as usize];
        self.relate(RelationKind::Says, Node::Actor(who), Node::Statement(statement), None, sentence);
        self.relate(act, Node::Actor(who), Node::Event(event), None, sentence);
        if let Some(act) = self.facts.relations.last_mut().filter(|_| who != whom) {
            act.addressees.push(whom);
        }
        if self.chance.below(3) == 0 && who != whom {
            let about = (self.chance.below(2) == 0).then_some(Node::Event(event));
            self.relate(RelationKind::Accuses, Node::Actor(who), Node::Actor(whom), about, sentence);
        }
        if let (true, Some(last)) = (self.chance.below(3) == 0, event.0.checked_sub(1)) {
            self.relate(RelationKind::ConditionsOn, Node::Event(event), Node::Event(EventId(last)), None, sentence);
        }
    }

    fn statement(&mut self, who: ActorId, whom: ActorId, cue: Span<Byte>, content: Span<Byte>) -> StatementId {
        self.facts.statements.push(Statement {
            source: vec![],
            cue: vec![cue],
            content: vec![content],
            actors: vec![who],
            addressees: vec![whom],
            act: RelationKind::Says,
            manner: Manner::Indirect,
            mode: Mode::Speech,
            polarity: Polarity::Positive,
            modality: Modality::Asserted,
            date: self.published,
            within: None,
            confidence: 0.8,
        })
    }

    fn event(&mut self, who: ActorId, whom: ActorId, content: Span<Byte>, text: String) -> EventId {
        let place = (self.chance.below(5) == 0).then(|| Place { name: word(self.chance.rare(500)), country: None });
        self.facts.events.push(Event {
            spans: vec![content],
            trigger: content,
            lemma: text.split(' ').next().unwrap_or_default().to_owned(),
            text,
            agents: vec![who],
            targets: vec![whom],
            place,
            date_start: None,
            date_end: None,
            plover: None,
            cameo: None,
            factuality: Factuality::Proposed,
            confidence: 0.7,
        })
    }

    fn relate(&mut self, kind: RelationKind, from: Node, to: Node, content: Option<Node>, evidence: Span<Byte>) {
        let confidence = 0.5 + self.chance.below(50) as f64 / 100.0;
        self.facts.relations.push(Relation {
            kind,
            from,
            to,
            content,
            addressees: vec![],
            condition: None,
            negated: false,
            evidence,
            date: self.published,
            confidence,
            rule: "synthetic".into(),
        });
    }
}

/// The article of a number, ready for a store.
pub(crate) fn incoming(number: u64) -> Incoming {
    let (article, facts) = article(number);
    incoming_of(article, &facts)
}

/// An article ready for a store.
pub(crate) fn incoming_of(article: Article, facts: &Facts) -> Incoming {
    let facts = Extraction::new(&article, facts).without_text().to_line();
    Incoming::new(StoredArticle { article, words: 60, facts }).unwrap()
}

/// The article of a number as a line that `demarche build --input-format extraction` reads.
pub(crate) fn line(number: u64) -> String {
    let (article, facts) = article(number);
    Extraction::new(&article, &facts).to_line()
}
