//! The sentences that show a relationship, in the midst of their articles.

use crate::export::Place;
use crate::store::{Store, StoreError};
use serde_json::{Value as Json, json};

/// How many code points of an article are shown before and after a sentence.
const AROUND: usize = 240;

/// Tells a place with the words around it; nothing where the file has no such article.
pub(super) fn tell(place: &Place, store: &Store) -> Result<Option<Json>, StoreError> {
    let Some(text) = store.article_text(&place.article)? else { return Ok(None) };
    let [before, quote, after] = around(&text, place.start, place.end);
    Ok(Some(json!({
        "article": place.article, "span": [place.start, place.end], "before": before, "quote": quote, "after": after,
    })))
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
