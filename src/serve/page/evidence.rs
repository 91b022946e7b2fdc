//! The sentences that show a relationship, in the midst of their articles.

use crate::graph::{Relationship, Value};
use crate::store::{Store, StoreError};
use serde_json::{Value as Json, json};

/// How many code points of an article are shown before and after a sentence.
const AROUND: usize = 240;
/// How many places are shown.
const PLACES: usize = 100;

/// A stretch of an article, in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    article: String,
    start: usize,
    end: usize,
}

impl Place {
    /// Reads `article:start-end`.
    fn parse(text: &str) -> Option<Self> {
        let (article, span) = text.rsplit_once(':')?;
        let (start, end) = span.split_once('-')?;
        Some(Self { article: article.to_owned(), start: start.parse().ok()?, end: end.parse().ok()? })
    }

    /// Returns where a relationship is shown, the best place first.
    pub(super) fn of(relationship: Relationship<'_>) -> Vec<Self> {
        if let Value::List(places) = relationship.get("evidence") {
            return places.iter().filter_map(|place| Self::parse(place.as_str()?)).take(PLACES).collect();
        }
        let number = |key: &str| match relationship.get(key) {
            Value::Integer(number) => usize::try_from(*number).ok(),
            _ => None,
        };
        let article = relationship.get("article").as_str().map(str::to_owned);
        match (article, number("start"), number("end")) {
            (Some(article), Some(start), Some(end)) => vec![Self { article, start, end }],
            _ => Vec::new(),
        }
    }

    /// The id of the article.
    pub(super) fn article(&self) -> &str {
        &self.article
    }

    /// Tells the place with the words around it; nothing where the file has no such article.
    pub(super) fn tell(&self, store: &Store) -> Result<Option<Json>, StoreError> {
        let Some(text) = store.article_text(&self.article)? else { return Ok(None) };
        let [before, quote, after] = around(&text, self.start, self.end);
        Ok(Some(json!({
            "article": self.article, "span": [self.start, self.end], "before": before, "quote": quote, "after": after,
        })))
    }
}

/// Cuts a text at two places: what is before, between and after, the outer parts at words.
fn around(text: &str, start: usize, end: usize) -> [String; 3] {
    let points: Vec<char> = text.chars().collect();
    let end = end.min(points.len());
    let start = start.min(end);
    let far = start.saturating_sub(AROUND);
    let until = (end + AROUND).min(points.len());
    let string = |range: std::ops::Range<usize>| points[range].iter().collect::<String>();
    let (mut before, mut after) = (string(far..start), string(end..until));
    if far > 0 {
        before = format!("… {}", before.split_once(char::is_whitespace).map_or("", |(_, rest)| rest));
    }
    if until < points.len() {
        after = format!("{} …", after.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest));
    }
    [before, string(start..end), after]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_behind_for_ids_may_hold_colons() {
        let place = Place { article: "https://a.example/x".into(), start: 3, end: 17 };
        assert_eq!(Place::parse("https://a.example/x:3-17"), Some(place));
        assert_eq!(Place::parse("x:3"), None);
    }

    #[test]
    fn a_sentence_stands_among_whole_words() {
        assert_eq!(around("é Talks began.", 2, 7), ["é ", "Talks", " began."]);
        let long = format!("{} Talks {}", "word ".repeat(90), "after ".repeat(90));
        let [before, quote, after] = around(&long, 451, 456);
        assert!(before.starts_with("… word ") && before.len() < 260, "{before}");
        assert_eq!(quote, "Talks");
        assert!(after.ends_with("after …"), "{after}");
        assert_eq!(around("short", 9, 99), ["short", "", ""]);
    }
}
