//! Headlines in capitals, written as a sentence would be.
//!
//! The language engine learnt from sentences: of `MEXICO DENIES BANKS BALKING AT DEBT DEAL` it makes nothing but names.
//! Input: an article. Output: its text, byte for byte as long, in which such lines have the letter case that the
//! article's own sentences, or else the table of common words, give each word; in title case the verbs and small words of
//! headlines lose their capital ("Berg Endorses Hall"). Offsets hold for both texts.
//!
//! The idea is truecasing (Lita et al., "tRuEcasIng", ACL 2003) in its simplest form: the most frequent case of a word,
//! counted in the article itself, away from the starts of sentences.

use crate::ingest::{Article, RegionKind};
use crate::text::{Span, capitalized};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// The least share of words in capitals that makes a line one in capitals, or one in title case.
const LEAST_CAPITALS: f64 = 0.8;
const LEAST_TITLE: f64 = 0.6;
/// A line with more words than this is text, however it is written.
const MOST_WORDS: usize = 40;

/// How a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Capitals,
    Title,
    Sentence,
}

/// What is known of words in lower case.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    /// Tells whether a word is a name in every context the program knows.
    pub(super) is_name: &'k dyn Fn(&str) -> bool,
    /// Tells whether a word is a verb of headlines or a small word.
    pub(super) is_common: &'k dyn Fn(&str) -> bool,
}

/// Returns the article's text with headlines in sentence case.
pub(super) fn recase<'t>(article: &'t Article, known: Known<'_>) -> Cow<'t, str> {
    let text = &article.text;
    let lines: Vec<(Span<_>, Style)> = article
        .news()
        .map(|region| {
            (
                region.span,
                if region.kind == RegionKind::Paragraph {
                    capitals_only(region.span.of(text))
                } else {
                    style(region.span.of(text))
                },
            )
        })
        .filter(|(_, style)| *style != Style::Sentence)
        .collect();
    if lines.is_empty() {
        return Cow::Borrowed(text);
    }
    let habits = Habits::of(article, &lines);
    let mut out = text.clone().into_bytes();
    for (span, style) in lines {
        for (offset, word) in words(span.of(text)) {
            let at = span.start as usize + offset;
            let new = if offset == 0 { habits.first(word, style, known) } else { habits.word(word, style, known) };
            if new.len() == word.len() {
                out[at..at + word.len()].copy_from_slice(new.as_bytes());
            }
        }
    }
    // Each word was replaced by one of the same bytes' length, itself well-formed.
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Iterates over the words of a line, each with its byte offset; an apostrophe parts a word from its ending.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = line.as_ptr() as usize;
    let words = line.split(|c: char| !(c.is_alphabetic() || c == '.'));
    words.map(without_stop).filter(|w| !w.is_empty()).map(move |w| (w.as_ptr() as usize - base, w))
}

/// Drops the full stop of a sentence, not that of an abbreviation ("U.S.").
fn without_stop(word: &str) -> &str {
    let bare = word.trim_end_matches('.');
    if bare.contains('.') { word } else { bare }
}

fn capitals_only(line: &str) -> Style {
    if style(line) == Style::Capitals { Style::Capitals } else { Style::Sentence }
}

fn style(line: &str) -> Style {
    let long: Vec<&str> = words(line).map(|(_, w)| w).filter(|w| w.chars().count() > 1).collect();
    if long.len() < 2 || long.len() > MOST_WORDS {
        return Style::Sentence;
    }
    let share = |test: &dyn Fn(&str) -> bool| long.iter().filter(|w| test(w)).count() as f64 / long.len() as f64;
    if share(&|w| !w.chars().any(char::is_lowercase)) >= LEAST_CAPITALS {
        Style::Capitals
    } else if share(&|w| w.chars().next().is_some_and(char::is_uppercase)) >= LEAST_TITLE && long.len() >= 4 {
        Style::Title
    } else {
        Style::Sentence
    }
}

/// How the article's sentences write its words.
struct Habits<'t> {
    /// Word in lower case → form → count, away from the starts of sentences.
    forms: FxHashMap<String, Vec<(&'t str, u32)>>,
}

impl<'t> Habits<'t> {
    fn of(article: &'t Article, lines: &[(Span<crate::text::Byte>, Style)]) -> Self {
        let mut forms: FxHashMap<String, Vec<(&str, u32)>> = FxHashMap::default();
        for region in article.news().filter(|r| lines.iter().all(|(span, _)| *span != r.span)) {
            let line = region.span.of(&article.text);
            let mut starts = true;
            for (offset, word) in words(line) {
                let opens = line[..offset].trim_end().ends_with(['.', '!', '?', '"', '“', ':', ')']);
                if !starts && !opens {
                    let forms = forms.entry(word.to_lowercase()).or_default();
                    match forms.iter_mut().find(|(form, _)| *form == word) {
                        Some((_, count)) => *count += 1,
                        None => forms.push((word, 1)),
                    }
                }
                starts = false;
            }
        }
        Self { forms }
    }

    /// The word's commonest form; of forms as common, the one seen first.
    fn usual(&self, lower: &str) -> Option<&'t str> {
        let forms = self.forms.get(lower)?;
        let most = forms.iter().map(|(_, count)| *count).max()?;
        forms.iter().find(|(_, count)| *count == most).map(|(form, _)| *form)
    }

    fn word(&self, word: &str, style: Style, known: Known<'_>) -> String {
        let lower = word.to_lowercase();
        if let Some(usual) = self.usual(&lower) {
            return usual.to_owned();
        }
        match style {
            // "U.S.", "EC": an abbreviation keeps its capitals.
            Style::Capitals if word.contains('.') && word.chars().count() > 2 => word.to_owned(),
            Style::Capitals if (known.is_name)(&lower) => capitalized(&lower),
            Style::Capitals => lower,
            Style::Title if (known.is_common)(&lower) => lower,
            _ => word.to_owned(),
        }
    }

    fn first(&self, word: &str, style: Style, known: Known<'_>) -> String {
        let inner = self.word(word, style, known);
        if inner.chars().next().is_some_and(char::is_uppercase) { inner } else { capitalized(&inner) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Region;

    fn article(headline: &str, body: &str) -> Article {
        let text = format!("{headline}\n\n{body}");
        let cut = headline.len() as u32;
        let regions = vec![
            Region { kind: RegionKind::Headline, span: Span::new(0, cut) },
            Region { kind: RegionKind::Paragraph, span: Span::new(cut + 2, text.len() as u32) },
        ];
        Article { text, regions, ..Article::default() }
    }

    fn headline(article: &Article) -> String {
        let countries = |w: &str| matches!(w, "norway" | "iceland");
        let known = Known { is_name: &countries, is_common: &|w| matches!(w, "endorses" | "of") };
        let text = recase(article, known);
        text.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn capitals_take_the_case_of_the_body() {
        let article =
            article("NORWAY REJECTS ICELAND'S FISHING OFFER - OLSEN", "Minister Kari Olsen said no on Friday.");
        assert_eq!(headline(&article), "Norway rejects Iceland's fishing offer - Olsen");
    }

    #[test]
    fn title_case_loses_only_capitals_that_the_body_does_not_give() {
        let article = article("Olsen Calls for New Talks in Bergen", "On Friday Olsen made new calls for talks.");
        assert_eq!(headline(&article), "Olsen calls for new talks in Bergen");
    }

    #[test]
    fn verbs_of_headlines_lose_their_capital_in_title_case() {
        let article = article("Olsen Endorses Berg for Mayor of Bergen", "On Friday Kari Olsen spoke for Ada Berg.");
        assert_eq!(headline(&article), "Olsen endorses Berg for Mayor of Bergen");
    }

    #[test]
    fn a_sentence_stays_as_it_is() {
        let article = article("Norway turns down offer on fishing", "Norway turns down the Offer.");
        assert_eq!(headline(&article), "Norway turns down offer on fishing");
    }
}
