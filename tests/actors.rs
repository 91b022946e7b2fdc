//! Who is meant, in articles of our own.

use demarche::extract::actor::Cast;
use demarche::extract::lexicon::Lexicon;
use demarche::ingest::Article;
use demarche::nlp::{Doc, Pipeline, TokenId};
use demarche::text::{Id, Span};
use std::sync::OnceLock;

fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(Pipeline::bundled)
}

/// An article with its annotated text and its cast.
struct Read {
    doc: Doc,
    cast: Cast,
}

fn read_at(dateline: Option<&str>, date: Option<&str>, text: &str) -> Read {
    let article = Article {
        id: "t".to_owned(),
        text: text.to_owned(),
        dateline: dateline.map(str::to_owned),
        published: date.map(|d| d.parse().unwrap()),
        ..Article::default()
    };
    let doc = pipeline().annotate(text);
    let cast = Cast::find(&article, &doc, Lexicon::bundled());
    Read { doc, cast }
}

fn read(text: &str) -> Read {
    read_at(None, None, text)
}

impl Read {
    /// The `nth` token (from 0) with this form.
    fn token(&self, word: &str, nth: usize) -> TokenId {
        self.doc.tokens().ids().filter(|&t| self.doc.word(t) == word).nth(nth).unwrap_or_else(|| panic!("no {word}"))
    }

    /// The ids of the actors that the `nth` token with this form stands for.
    fn at(&self, word: &str, nth: usize) -> Vec<&str> {
        self.cast.actors_at(self.token(word, nth)).iter().map(|&a| self.cast.actors[a].id.as_str()).collect()
    }

    /// Whom an actor represents, by name and role.
    fn represents(&self, id: &str) -> Vec<(&str, Option<&str>)> {
        let actor = self.cast.actors.iter().find(|a| a.id == id).unwrap_or_else(|| panic!("no {id}"));
        actor.represents.iter().map(|m| (self.cast.actors[m.of].name.as_str(), m.role.as_deref())).collect()
    }
}

#[test]
fn a_country_is_one_actor_under_all_its_names() {
    let r = read(
        "North Korea made an offer. Pyongyang said the DPRK was ready. The North's proposal surprised Seoul, and North Korean officials repeated it.",
    );
    for (word, nth) in [("Korea", 0), ("Pyongyang", 0), ("DPRK", 0), ("North", 1), ("Korean", 0)] {
        assert_eq!(r.at(word, nth), ["country:PRK"], "{word}");
    }
    assert_eq!(r.at("Seoul", 0), ["country:KOR"]);
    assert_eq!(r.at("officials", 0), ["group:t/north-korean-officials"]);
    assert_eq!(r.represents("group:t/north-korean-officials"), [("North Korea", Some("officials"))]);
}

#[test]
fn a_capital_is_a_place_where_something_happens() {
    let r = read("Delegates met in Vienna. Washington rejected the plan.");
    assert_eq!(r.at("Vienna", 0), [""; 0]);
    assert_eq!(r.at("Washington", 0), ["country:USA"]);
}

#[test]
fn a_title_tells_for_whom_a_person_speaks() {
    let r = read(
        "\"Talks are possible,\" said Clara Whitfield, spokeswoman for the National Security Council. Whitfield said that she was hopeful.",
    );
    for (word, nth) in [("Whitfield", 0), ("spokeswoman", 0), ("Whitfield", 1), ("she", 0)] {
        assert_eq!(r.at(word, nth), ["person:clara-whitfield"], "{word} {nth}");
    }
    let represents = r.represents("person:clara-whitfield");
    assert_eq!(represents[0], ("National Security Council", Some("spokeswoman")));
    assert_eq!(represents[1].0, "United States");
}

#[test]
fn an_envoy_is_taken_up_by_his_role() {
    let r = read(
        "Norway's Deputy Ambassador to the United Nations Olav Brekke told reporters that the offer still stands. The envoy said more talks were possible. \"Many things will be possible,\" he said.",
    );
    for (word, nth) in [("Brekke", 0), ("envoy", 0), ("he", 0)] {
        assert_eq!(r.at(word, nth), ["person:olav-brekke"], "{word}");
    }
    assert_eq!(r.at("Nations", 0), ["org:united-nations"]);
    assert_eq!(r.represents("person:olav-brekke")[0], ("Norway", Some("deputy ambassador")));
}

#[test]
fn organs_belong_to_the_country_that_the_text_names() {
    let r = read(
        "The Turkish Foreign Ministry rejected the offer. The Canadian House of Commons will debate it, and the US State Department welcomed it.",
    );
    assert_eq!(r.at("Ministry", 0), ["org:tur-foreign-ministry"]);
    assert_eq!(r.at("House", 0), ["org:can-house-of-commons"]);
    assert_eq!(r.at("Department", 0), ["org:usa-state-department"]);
}

#[test]
fn the_government_is_that_of_the_dateline() {
    let r = read_at(
        Some("CARACAS"),
        Some("1987-03-02"),
        "The government reached agreement with its banks. Venezuela owes them much.",
    );
    assert_eq!(r.at("government", 0), ["country:VEN"]);
}

#[test]
fn moscow_is_what_it_was_at_the_time() {
    let text = "Moscow accepted the proposal.";
    assert_eq!(read_at(None, Some("1987-03-02"), text).at("Moscow", 0), ["country:SUN"]);
    assert_eq!(read_at(None, Some("2016-03-02"), text).at("Moscow", 0), ["country:RUS"]);
}

#[test]
fn a_coordination_stands_for_all_its_parts() {
    let r = read("Seoul and Washington insist that the drills are defensive. They will go on.");
    assert_eq!(r.at("Seoul", 0), ["country:KOR", "country:USA"]);
    assert_eq!(r.at("They", 0), ["country:KOR", "country:USA"]);
}

#[test]
fn a_known_surname_is_a_person_who_was_in_office() {
    let r = read_at(None, Some("1987-05-02"), "President Reagan met Thatcher. She praised him.");
    assert_eq!(r.at("Reagan", 0), ["person:ronald-reagan"]);
    assert_eq!(r.at("She", 0), ["person:margaret-thatcher"]);
    assert_eq!(r.represents("person:ronald-reagan"), [("United States", Some("president"))]);
}

#[test]
fn georgia_is_a_country_or_a_state_by_its_company() {
    let state = read_at(
        None,
        Some("2016-05-02"),
        "Voters in Ohio, Florida and Georgia backed the plan, Georgia Governor Ned Falk said in Atlanta.",
    );
    assert_eq!(state.at("Georgia", 1), [""; 0]);
    let country = read_at(
        None,
        Some("2016-05-02"),
        "Georgia rejected the offer. Tbilisi said Georgian officials would meet Russian envoys.",
    );
    assert_eq!(country.at("Georgia", 0), ["country:GEO"]);
}

#[test]
fn we_is_the_side_of_who_speaks() {
    let mut r = read("\"We are ready. My country has nothing to hide,\" said Norwegian Foreign Minister Kari Lund.");
    let speaker = r.cast.actors_at(r.token("Lund", 0)).to_vec();
    let end = r.token("said", 0).0;
    r.cast.resolve_quoted(&r.doc, &[(vec![Span::new(0, end)], speaker)]);
    assert_eq!(r.at("We", 0), ["country:NOR"]);
    assert_eq!(r.at("country", 0), ["country:NOR"]);
    assert_eq!(r.at("My", 0), ["person:kari-lund"]);
}

#[test]
fn a_source_without_a_name_is_a_group_of_the_article() {
    let r = read("Senior US officials warned of sanctions. The US officials said that they were ready.");
    assert_eq!(r.at("officials", 0), ["group:t/us-officials"]);
    assert_eq!(r.at("officials", 1), ["group:t/us-officials"]);
    assert_eq!(r.at("they", 0), ["group:t/us-officials"]);
}

#[test]
fn a_users_table_wins_over_the_bundled_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    std::fs::write(&path, "id,name,aliases,kind,code,sector,above,since,until\norg:blue-front,Blue Front,the Front|BF,organization,,OPP,country:NOR,,\n").unwrap();
    let mut lexicon = Lexicon::bundled().clone();
    lexicon.extend_from_csv(&path).unwrap();
    let article = Article { id: "t".to_owned(), ..Article::default() };
    let doc = pipeline().annotate("Blue Front rejected the offer. BF wants more.");
    let cast = Cast::find(&article, &doc, &lexicon);
    let ids: Vec<&str> = cast.actors.iter().map(|a| a.id.as_str()).collect();
    assert!(ids.contains(&"org:blue-front"), "{ids:?}");
    let front = cast.actors.iter().find(|a| a.id == "org:blue-front").unwrap();
    assert_eq!(front.mentions.len(), 2);
    assert_eq!(front.part_of.first().map(|a| a.index()), cast.actors.iter().position(|a| a.id == "country:NOR"));
}
