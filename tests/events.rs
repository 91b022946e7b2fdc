//! Events with their codes, in sentences of our own.

use demarche::extract::{Extractor, article_of};
use demarche::nlp::Pipeline;

/// One line for each coded event: code, category, sources, targets, place.
fn coded(extractor: &Extractor, pipeline: &Pipeline, sentence: &str) -> Vec<String> {
    let article = article_of(sentence);
    let facts = extractor.extract(&article, &extractor.annotate(pipeline, &article));
    let names = |actors: &[demarche::extract::fact::ActorId]| {
        actors.iter().map(|&id| facts.actors[id].name.as_str()).collect::<Vec<_>>().join("+")
    };
    let events = facts.events.iter().filter_map(|event| {
        let (cameo, plover) = (event.cameo.as_deref()?, event.plover.as_deref()?);
        let place = event.place.as_ref().map(|p| format!(" in {}", p.name)).unwrap_or_default();
        Some(format!("{cameo} {plover}: {} > {}{place}", names(&event.agents), names(&event.targets)))
    });
    events.collect()
}

#[test]
fn deeds_and_acts_of_speech_have_codes() {
    let (extractor, pipeline) = (Extractor::bundled().unwrap(), Pipeline::bundled());
    let cases = [
        ("Chile imposed sanctions on Peru on Monday.", "163 COERCE: Chile > Peru"),
        ("Chile lifted its sanctions against Peru.", "085 RETREAT: Chile > Peru"),
        ("Chile agreed to lift its sanctions against Peru.", "0354 AGREE: Chile > Peru"),
        ("Chile demanded that Peru release the prisoners.", "1053 REQUEST: Chile > Peru"),
        ("Chile refused to hold talks with Peru.", "125 REJECT: Chile > Peru"),
        ("Chile threatened to impose sanctions on Peru.", "1312 THREATEN: Chile > Peru"),
        ("Chile will send food to Peru.", "0333 AGREE: Chile > Peru"),
        ("Chile accused Peru of violating the ceasefire.", "1123 ACCUSE: Chile > Peru"),
        ("Chile and Peru held talks in Lima.", "046 CONSULT: Chile > Peru in Lima"),
        ("Chile praised Peru for its restraint.", "051 SUPPORT: Chile > Peru"),
    ];
    let wrong: Vec<_> = cases
        .into_iter()
        .filter_map(|(sentence, expected)| {
            let found = coded(&extractor, &pipeline, sentence);
            (found != [expected]).then_some((sentence, expected, found))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_nobody_has_done_is_no_event() {
    let (extractor, pipeline) = (Extractor::bundled().unwrap(), Pipeline::bundled());
    for sentence in
        ["Chile did not attack the camp in Peru.", "If Chile attacks Peru, prices will rise.", "Prices rose in Chile."]
    {
        assert_eq!(coded(&extractor, &pipeline, sentence), Vec::<String>::new(), "{sentence}");
    }
}
