use super::*;
use crate::extract::fact::Node;
use crate::ingest::Reader;

/// An article with one of everything, in a text whose bytes and code points differ.
fn sample() -> (Article, Facts) {
    let article = Reader::default().article("“Überlegt!” – Norland’s envoy urged Sudland to talk if tests end.".into());
    let text = article.text.clone();
    let span = |words: &str| {
        let start = text.find(words).expect("the words stand in the text") as u32;
        Span::<Byte>::new(start, start + words.len() as u32)
    };
    let mut facts = Facts { sentences: vec![span(&text)], ..Facts::default() };
    let mut actor = |id: &str, kind, mention: &str| {
        facts.actors.push(fact::Actor {
            id: id.into(),
            name: mention.into(),
            kind,
            code: None,
            sector: Some("GOV".into()),
            aliases: vec![],
            represents: vec![],
            part_of: vec![],
            mentions: vec![span(mention)],
            confidence: 0.98765,
        })
    };
    let norland = actor("country:NOR", ActorKind::Country, "Norland");
    let sudland = actor("country:SUD", ActorKind::Country, "Sudland");
    let envoy = actor("person:envoy", ActorKind::Person, "envoy");
    facts.actors[envoy].represents = vec![fact::Mandate {
        of: norland,
        role: Some("envoy".into()),
        basis: fact::Basis::Text,
        shown: Some(span("envoy")),
    }];
    facts.actors[envoy].confidence = 0.5;
    let event = |words: &str, lemma: &str, agents: &[ActorId]| fact::Event {
        spans: vec![span(words)],
        trigger: span(words),
        lemma: lemma.into(),
        text: words.into(),
        agents: agents.to_vec(),
        targets: vec![],
        place: Some(fact::Place { name: "Vestby".into(), country: None }),
        date_start: Some(jiff::civil::date(2015, 5, 3)),
        date_end: None,
        plover: Some("CONSULT".into()),
        cameo: None,
        factuality: Factuality::Demanded,
        confidence: 0.8,
    };
    let talk = facts.events.push(event("talk", "talk", &[sudland]));
    let end = facts.events.push(event("tests end", "end", &[]));
    let said = facts.statements.push(fact::Statement {
        source: vec![span("Norland’s envoy")],
        cue: vec![span("urged")],
        content: vec![span("to talk if tests end")],
        actors: vec![envoy],
        addressees: vec![sudland],
        act: RelationKind::Demands,
        manner: Manner::Indirect,
        mode: Mode::Speech,
        polarity: Polarity::Positive,
        modality: Modality::Conditional,
        date: None,
        within: None,
        confidence: 0.9,
    });
    let relation = |kind, from, to| fact::Relation {
        kind,
        from,
        to,
        content: None,
        addressees: vec![],
        condition: None,
        negated: false,
        evidence: facts.sentences[0],
        date: None,
        confidence: 0.7,
        rule: "test".into(),
    };
    let demand = relation(RelationKind::Demands, Node::Actor(envoy), Node::Event(talk));
    let condition = relation(RelationKind::ConditionsOn, Node::Event(talk), Node::Event(end));
    let criticism = relation(RelationKind::Criticizes, Node::Actor(envoy), Node::Actor(sudland));
    facts.relations = vec![
        demand,
        fact::Relation { condition: Some(ConditionKind::MustFirst), negated: true, ..condition },
        fact::Relation { content: Some(Node::Statement(said)), ..criticism },
    ];
    (article, facts)
}

#[test]
fn what_is_written_is_read_back() {
    let (article, mut facts) = sample();
    let line = Extraction::new(&article, &facts).to_line();
    assert!(!line.contains('\n'));
    let (again, read) = Extraction::from_line(&line).unwrap().into_parts().unwrap();
    for actor in facts.actors.as_mut_slice() {
        actor.confidence = rounded(actor.confidence);
    }
    assert_eq!(read, facts);
    assert_eq!(again, Article { regions: vec![], ..article });
}

#[test]
fn offsets_count_code_points() {
    let (article, facts) = sample();
    let value: serde_json::Value = serde_json::from_str(&Extraction::new(&article, &facts).to_line()).unwrap();
    let chars: Vec<char> = value["text"].as_str().unwrap().chars().collect();
    let of = |window: &serde_json::Value| -> String {
        let at = |i: usize| window[i].as_u64().unwrap() as usize;
        chars[at(0)..at(1)].iter().collect()
    };
    assert_eq!(of(&value["statements"][0]["source"][0]), "Norland’s envoy");
    assert_eq!(of(&value["events"][1]["trigger"]), "tests end");
    assert_eq!(of(&value["actors"][1]["mentions"][0]), "Sudland");
}

#[test]
fn every_member_of_the_interface_is_there() {
    let (article, facts) = sample();
    let value: serde_json::Value = serde_json::from_str(&Extraction::new(&article, &facts).to_line()).unwrap();
    let members = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(members(&value), @"version article text sentences actors statements embedded events relations warnings");
    insta::assert_snapshot!(members(&value["article"]), @"id path title byline publisher url published published_from dateline language words");
    insta::assert_snapshot!(members(&value["actors"][0]), @"id name kind code sector aliases represents mandates part_of mentions confidence");
    insta::assert_snapshot!(members(&value["statements"][0]), @"id source cue content actors addressees act manner mode polarity modality date within confidence");
    insta::assert_snapshot!(members(&value["events"][0]), @"id spans trigger lemma text agents targets place date_start date_end plover cameo factuality confidence");
    insta::assert_snapshot!(members(&value["relations"][0]), @"type from to event statement addressees kind negated start end date confidence rule");
    assert_eq!(value["relations"][1]["kind"], "must-first");
    assert_eq!(value["relations"][2]["statement"], "s1");
}

#[test]
fn a_line_that_is_no_extraction_is_refused() {
    let (article, facts) = sample();
    let line = Extraction::new(&article, &facts).to_line();
    let length = article.text.chars().count();
    let parts = |line: &str| Extraction::from_line(line).and_then(Extraction::into_parts).unwrap_err();
    assert!(matches!(parts("{}"), ReadError::Json(_)));
    assert_eq!(parts(&line.replacen("\"version\":1", "\"version\":9", 1)), ReadError::Newer(9));
    assert_eq!(parts(&line.replace("\"to\":\"e2\"", "\"to\":\"e7\"")), ReadError::Undefined("e7".into()));
    assert_eq!(
        parts(&line.replace(&format!("\"end\":{length}"), "\"end\":99")),
        ReadError::Outside { start: 0, end: 99 }
    );
}

#[test]
fn statements_inside_others_stand_apart_and_come_back_in_their_order() {
    let (article, mut facts) = sample();
    let mut inner = facts.statements[StatementId(0)].clone();
    let mut last = inner.clone();
    inner.within = Some(StatementId(0));
    last.confidence = 0.4;
    facts.statements.push(inner);
    facts.statements.push(last);
    let line = Extraction::new(&article, &facts).to_line();
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let ids = |member: &str| -> Vec<String> {
        value[member].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((ids("statements"), ids("embedded")), (vec!["s1".to_owned(), "s3".to_owned()], vec!["s2".to_owned()]));
    assert_eq!(value["embedded"][0]["within"], "s1");
    let (_, again) = Extraction::from_line(&line).unwrap().into_parts().unwrap();
    assert_eq!(again.statements, facts.statements);
}
