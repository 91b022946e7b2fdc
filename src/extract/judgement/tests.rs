//! Who judges whom, in sentences of this project.

use crate::extract::{Extractor, article_of};
use crate::nlp::Pipeline;

/// Returns the judgements of a text that no rule has found: type, judge and judged, or what is judged.
fn judged(text: &str) -> Vec<String> {
    let (extractor, pipeline) = (Extractor::bundled().unwrap(), Pipeline::bundled());
    let article = article_of(text);
    let facts = extractor.extract(&article, &extractor.annotate(&pipeline, &article));
    let name = |node| match node {
        super::Node::Actor(id) => facts.actors[id].name.clone(),
        super::Node::Event(id) => facts.events[id].text.clone(),
        _ => String::new(),
    };
    let told = facts.relations.iter().filter(|r| r.rule.contains("judgement"));
    told.map(|r| format!("{} {} > {}", r.kind.name(), name(r.from), name(r.to))).collect()
}

#[test]
fn a_predicate_judges_its_subject() {
    assert_eq!(judged("“Lars Hall is a disaster,” Ada Berg said."), ["CRITICIZES Ada Berg > Lars Hall"]);
    assert_eq!(judged("“Lars Hall is a brilliant man,” Ada Berg said."), ["SUPPORTS Ada Berg > Lars Hall"]);
    assert_eq!(judged("Ada Berg said Lars Hall had betrayed the miners."), ["ACCUSES Ada Berg > Lars Hall"]);
    assert_eq!(judged("Ada Berg said Lars Hall has failed to answer the miners."), ["CRITICIZES Ada Berg > Lars Hall"]);
}

#[test]
fn what_is_denied_asked_or_supposed_is_no_judgement() {
    for text in [
        "Ada Berg denied that Lars Hall was a liar.",
        "Ada Berg asked whether Lars Hall was a liar.",
        "“If Lars Hall is a liar, he will lose,” Ada Berg said.",
        "Ada Berg said Lars Hall should not betray the miners.",
    ] {
        assert!(judged(text).is_empty(), "{text}: {:?}", judged(text));
    }
}

#[test]
fn nobody_means_himself_by_he() {
    let text = "Ada Berg dropped Lars Hall, saying he lacks the judgment for the office.";
    assert_eq!(judged(text), ["CRITICIZES Ada Berg > Lars Hall"]);
}

#[test]
fn shame_epithets_and_conduct_fall_on_whom_they_name() {
    assert_eq!(judged("“Shame on Lars Hall,” Ada Berg said."), ["CRITICIZES Ada Berg > Lars Hall"]);
    let text = "“Lars Hall's reckless policies have closed the mine,” Ada Berg said.";
    assert_eq!(judged(text), ["CRITICIZES Ada Berg > Lars Hall"]);
}

#[test]
fn a_harsh_word_in_a_quotation_is_blame() {
    let found = judged("“We have heard nothing but shameful insults from Lars Hall,” Ada Berg said.");
    assert_eq!(found, ["CRITICIZES Ada Berg > Lars Hall"]);
}

#[test]
fn of_whom_it_is_said_is_judged() {
    let found = judged("“He wants to win by stoking fear,” Ada Berg said of Lars Hall.");
    assert_eq!(found, ["ACCUSES Ada Berg > Lars Hall"]);
}

#[test]
fn who_makes_what_is_bad_is_judged() {
    let found = judged("“Lars Hall pushed bills that cheated the miners,” Ada Berg said.");
    assert_eq!(found, ["ACCUSES Ada Berg > Lars Hall"]);
}

#[test]
fn what_somebody_is_said_to_want_is_not_his_own_judgement() {
    for told in judged("“Lars Hall wants to spread racism,” Ada Berg said.") {
        assert!(told.starts_with("ACCUSES Ada Berg") || told.starts_with("CRITICIZES Ada Berg"), "{told}");
    }
    assert!(judged("“We need strong leadership,” Ada Berg said.").is_empty());
}
