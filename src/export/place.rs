//! Where a relationship was read.

use crate::graph::{Relationship, Value};

/// A stretch of an article, in code points, that shows something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The article's id.
    pub article: String,
    /// The first code point.
    pub start: usize,
    /// The first code point after it.
    pub end: usize,
}

impl Place {
    /// Reads `article:start-end`; an id may hold colons.
    ///
    /// ```
    /// use demarche::export::Place;
    /// let place = Place::parse("https://wire.example/x:3-17").unwrap();
    /// assert_eq!((&*place.article, place.start, place.end), ("https://wire.example/x", 3, 17));
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (article, range) = text.rsplit_once(':')?;
        let (start, end) = range.split_once('-')?;
        Some(Self { article: article.to_owned(), start: start.parse().ok()?, end: end.parse().ok()? })
    }

    /// Returns where a relationship was read, the best place first: every place of `evidence`, else `article`, `start` and
    /// `end`.
    pub fn of(relationship: Relationship<'_>) -> Vec<Self> {
        let mut places: Vec<Self> = match relationship.get("evidence") {
            Value::List(items) => items.iter().filter_map(|item| Self::parse(item.as_str()?)).collect(),
            _ => Vec::new(),
        };
        if places.is_empty() {
            let number = |key: &str| relationship.get(key).as_integer().and_then(|n| usize::try_from(n).ok());
            if let (Some(article), Some(start), Some(end)) =
                (relationship.get("article").as_str(), number("start"), number("end"))
            {
                places.push(Self { article: article.to_owned(), start, end });
            }
        }
        places
    }
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
}
