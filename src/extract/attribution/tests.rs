//! Sentences of our own through the language engine: who said what.

use super::*;
use crate::extract::Extractor;
use crate::ingest::Reader;
use crate::nlp::Pipeline;
use std::sync::LazyLock;

static ENGINE: LazyLock<(Pipeline, Extractor, Model)> = LazyLock::new(|| {
    let extractor = Extractor::bundled().expect("the bundled rules are well-formed");
    (Pipeline::bundled(), extractor, Model::bundled().expect("the bundled weights are of this version"))
});

/// Source, cue head and content of each attribution, nested ones marked.
fn said(text: &str) -> Vec<String> {
    let (pipeline, extractor, model) = &*ENGINE;
    // A headline and a first paragraph, so that the text is body.
    let text = format!("Norland and Sudland meet\n\nThe river ferry runs every day.\n\n{text}");
    let article = Reader::default().article(text);
    let doc = extractor.annotate(pipeline, &article);
    attribute(&doc, &article, model)
        .iter()
        .map(|a| {
            let words = |spans: &[Span<TokenId>]| spans.iter().map(|&s| doc.text_of(s)).collect::<Vec<_>>().join(" / ");
            let nested = if a.within.is_some() { " (nested)" } else { "" };
            format!("{}: {} {{{}}}{nested}", words(&a.source), doc.word(a.cue_head), words(&a.content))
        })
        .collect()
}

fn holds(text: &str, wanted: &str) {
    let found = said(text);
    assert!(found.iter().any(|f| f == wanted), "{wanted} not in {found:#?}");
}

#[test]
fn indirect_speech_with_and_without_that() {
    holds("The minister said that the talks had failed.", "The minister: said {that the talks had failed}");
    holds("Ann Lee said on Monday the talks had failed.", "Ann Lee: said {the talks had failed}");
}

#[test]
fn who_is_quoted_as_saying_is_the_source() {
    let text = "The newspaper quoted Ann Lee as saying that the talks had failed.";
    holds(text, "Ann Lee: quoted {that the talks had failed}");
    holds("“We will not go,” the radio quoted Ann Lee as saying.", "Ann Lee: quoted {“We will not go,”}");
}

#[test]
fn direct_speech_keeps_its_marks_whatever_their_style() {
    holds("“We will not go,” Ann Lee said.", "Ann Lee: said {“We will not go,”}");
    holds("\"We will not go,\" said Ann Lee.", "Ann Lee: said {\"We will not go,\"}");
    holds("''We will not go,'' Ann Lee said.", "Ann Lee: said {''We will not go,''}");
}

#[test]
fn a_quotation_goes_on_after_its_cue_and_in_the_next_paragraph() {
    holds(
        "“We will not go,” Ann Lee said. “The river is ours and it stays ours.”",
        "Ann Lee: said {“We will not go,” / “The river is ours and it stays ours.”}",
    );
    holds(
        "“We will not go,” Ann Lee said.\n\n“The river is ours and it stays ours.”\n\nRain fell.",
        "Ann Lee: said {“We will not go,” / “The river is ours and it stays ours.”}",
    );
}

#[test]
fn a_parenthesis_parts_the_content() {
    holds("The ferry, the minister said, will not run.", "the minister: said {The ferry / will not run}");
}

#[test]
fn documents_polls_and_according_to_are_sources() {
    holds("The river is rising, according to the ministry.", "the ministry: according {The river is rising}");
    holds("A poll showed that most voters want peace.", "A poll: showed {that most voters want peace}");
}

#[test]
fn intentions_and_refusals_are_attributed() {
    holds("The government wants to build a dam.", "The government: wants {to build a dam}");
    holds("The envoy declined to comment on the offer.", "The envoy: declined {to comment on the offer}");
}

#[test]
fn nouns_attribute() {
    let found = said("His claim that the river is poisoned was wrong.");
    assert!(found.iter().any(|f| f.contains("claim {that the river is poisoned}")), "{found:#?}");
}

#[test]
fn passive_without_agent_has_no_source() {
    let found = said("The president is expected to sign the treaty.");
    assert!(found.iter().any(|f| f.starts_with(": expected {The president / to sign the treaty}")), "{found:#?}");
}

#[test]
fn one_unclosed_mark_does_not_swallow_the_article() {
    let found = said(
        "“We will not go, Ann Lee said.\n\nThe dam was built in spring.\n\nBob Kay said the dam is safe.\n\n“It holds,” he said.",
    );
    assert!(found.contains(&"Bob Kay: said {the dam is safe}".to_owned()), "{found:#?}");
    assert!(found.contains(&"he: said {“It holds,”}".to_owned()), "{found:#?}");
    assert!(found.iter().all(|f| !f.contains("built in spring")), "{found:#?}");
}

#[test]
fn what_stands_inside_another_is_marked() {
    let found = said("Ann Lee said that Bob Kay wants to leave the party.");
    assert!(found.iter().any(|f| f == "Ann Lee: said {that Bob Kay wants to leave the party}"), "{found:#?}");
    assert!(found.iter().any(|f| f == "Bob Kay: wants {to leave the party} (nested)"), "{found:#?}");
}

#[test]
fn addressees_and_modes_come_from_the_cue() {
    let (pipeline, extractor, model) = &*ENGINE;
    let text =
        "Ferry news\n\nRain fell.\n\nAnn Lee told reporters that she believes in peace. Bob Kay wrote that he agrees.";
    let article = Reader::default().article(text.to_owned());
    let doc = extractor.annotate(pipeline, &article);
    let found = attribute(&doc, &article, model);
    let of = |cue: &str| found.iter().find(|a| doc.word(a.cue_head) == cue).expect("the cue is found");
    assert_eq!(of("told").addressees.iter().map(|&id| doc.word(id)).collect::<Vec<_>>(), ["reporters"]);
    assert_eq!((of("told").mode, of("wrote").mode), (Mode::Speech, Mode::Writing));
}
