//! Plain text in, regions out: what is headline, dateline, paragraph or boilerplate.
//!
//! 1. Paragraphs: blank lines part them; a line break does too, unless the line was wrapped at a margin.
//! 2. Boilerplate is told by [`Cues`].
//! 3. The first news paragraph is the headline where it is a short line that something follows.
//! 4. Date lines and bylines above the body, and the dateline that opens it.
//! 5. What is left is a paragraph, or a subhead where it is a lone short line that is no sentence.

use super::article::{DateSource, Region, RegionKind};
use super::boilerplate::{Cues, ends_sentence};
use super::dateline;
use crate::text::{Byte, Span};
use jiff::civil::Date;

/// What a text says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Layout {
    pub(super) regions: Vec<Region>,
    pub(super) headline: Option<Span<Byte>>,
    pub(super) dateline: Option<String>,
    pub(super) agency: Option<String>,
    pub(super) published: Option<(Date, DateSource)>,
}

/// How many paragraphs below the headline may hold byline and date line.
const TOP: usize = 6;

/// Finds the regions of a text; `titled` where the headline came beside it.
pub(super) fn layout(text: &str, titled: bool, cues: &Cues) -> Layout {
    let spans = paragraphs(text);
    let parts: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
    let is_boilerplate = cues.classify(&parts);
    let mut layout = Layout::default();
    let mut above_body = true;
    let mut seen = 0;
    let mut with_headline = titled;
    for (i, (&span, &part)) in spans.iter().zip(&parts).enumerate() {
        let mut push = |kind, span| layout.regions.push(Region { kind, span });
        if is_boilerplate[i] {
            push(RegionKind::Boilerplate, span);
            continue;
        }
        seen += 1;
        let news_follows = is_boilerplate[i + 1..].iter().any(|b| !b);
        if seen <= TOP
            && let Some(date) = dateline::date_line(part)
        {
            push(RegionKind::Dateline, span);
            layout.published = layout.published.or(date.day().map(|day| (day, DateSource::DateLine)));
        } else if seen <= TOP && above_body && dateline::is_byline(part) {
            push(RegionKind::Boilerplate, span);
            let date = super::date::find(part).and_then(|(date, _)| date.day());
            layout.published = layout.published.or(date.map(|day| (day, DateSource::DateLine)));
        } else if !with_headline
            && above_body
            && news_follows
            && (is_headline(part) || is_short_above_dateline(part, parts.get(i + 1)))
        {
            with_headline = true;
            push(RegionKind::Headline, span);
            layout.headline = Some(span);
        } else if above_body && let Some(found) = dateline::parse(part) {
            above_body = false;
            let cut = span.start + found.length as u32;
            push(RegionKind::Dateline, Span::new(span.start, cut).trimmed(text));
            push_body(&mut layout.regions, Span::new(cut, span.end), text, cues);
            let date = found.date.and_then(|date| date.day());
            layout.published = layout.published.or(date.map(|day| (day, DateSource::Dateline)));
            layout.dateline = found.place;
            layout.agency = found.agency;
        } else if is_subhead(i, &parts) {
            push(RegionKind::Subhead, span);
        } else {
            above_body = false;
            push_body(&mut layout.regions, span, text, cues);
        }
    }
    layout
}

/// Adds a paragraph, its closing credit in brackets apart.
fn push_body(regions: &mut Vec<Region>, span: Span<Byte>, text: &str, cues: &Cues) {
    let part = span.of(text);
    if part.ends_with([')', ']'])
        && let Some(open) = part.rfind(['(', '['])
        && cues.is_certain(&part[open..])
    {
        let cut = span.start + open as u32;
        let news = Span::new(span.start, cut).trimmed(text);
        if !news.is_empty() {
            regions.push(Region { kind: RegionKind::Paragraph, span: news });
        }
        regions.push(Region { kind: RegionKind::Boilerplate, span: Span::new(cut, span.end) });
    } else if !part.is_empty() {
        regions.push(Region { kind: RegionKind::Paragraph, span });
    }
}

/// Tells whether the first paragraph is a headline: short, and either no sentence or written in capitals.
fn is_headline(paragraph: &str) -> bool {
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    if words.len() > 25 || paragraph.chars().count() > 200 || paragraph.ends_with(':') {
        return false;
    }
    if !ends_sentence(paragraph) || paragraph.ends_with('?') {
        return true;
    }
    // `Talks to Resume in Geneva, Envoy Says.`: title case, a full stop notwithstanding.
    let long: Vec<&&str> = words.iter().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 4).collect();
    let capital = long
        .iter()
        .filter(|w| w.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(|c: char| !c.is_lowercase()));
    words.len() >= 3 && long.len() >= 2 && capital.count() * 10 >= long.len() * 9
}

/// Tells whether the first paragraph is a short line right above one that a dateline opens.
fn is_short_above_dateline(paragraph: &str, next: Option<&&str>) -> bool {
    paragraph.split_whitespace().count() <= 20
        && dateline::parse(paragraph).is_none()
        && next.is_some_and(|next| dateline::parse(next).is_some())
}

/// Tells whether a paragraph is a headline inside the article: a short line that is no sentence, between longer ones.
///
/// Several such lines in a row are a table or a list.
fn is_subhead(i: usize, parts: &[&str]) -> bool {
    let is_short = |part: &str| {
        let words = part.split_whitespace().count();
        words <= 14 && part.len() <= 120 && !ends_sentence(part) && !part.ends_with([':', ';', ',', '-', '–', '—'])
    };
    let follows_short = i > 0 && is_short(parts[i - 1]) && i > 1;
    let part = parts[i];
    let letters = part.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '‘' | '\''));
    letters
        && part.split_whitespace().count() >= 2
        && is_short(part)
        && !follows_short
        && parts.get(i + 1).is_some_and(|next| !is_short(next))
}

/// The longest line that a margin may have wrapped.
const WIDEST_MARGIN: usize = 100;

/// Splits a text into paragraphs, each without white space at its ends.
fn paragraphs(text: &str) -> Vec<Span<Byte>> {
    let mut lines: Vec<Span<Byte>> = Vec::new();
    let mut paragraphs = Vec::new();
    let mut at = 0_usize;
    for line in text.split_inclusive('\n') {
        let span = Span::<Byte>::new(at as u32, (at + line.len()) as u32);
        at += line.len();
        if line.trim().is_empty() {
            split_block(text, &mut lines, &mut paragraphs);
        } else {
            lines.push(span);
        }
    }
    split_block(text, &mut lines, &mut paragraphs);
    paragraphs
}

/// Splits a block without blank lines, and empties it.
fn split_block(text: &str, lines: &mut Vec<Span<Byte>>, paragraphs: &mut Vec<Span<Byte>>) {
    let width = |span: &Span<Byte>| span.of(text).trim_end().chars().count();
    let margin = lines.iter().map(width).max().unwrap_or(0);
    let indent = |span: &Span<Byte>| span.of(text).chars().take_while(|c| matches!(c, ' ' | '\t')).count();
    let mut open: Option<Span<Byte>> = None;
    let mut previous: Option<Span<Byte>> = None;
    for &line in lines.iter() {
        let wrapped = previous.is_some_and(|previous| {
            let word = line.of(text).split_whitespace().next().map_or(0, |w| w.chars().count());
            // The next word would not have fitted before the margin.
            margin <= WIDEST_MARGIN && width(&previous) + 1 + word + 4 > margin && indent(&line) <= indent(&previous)
        });
        match &mut open {
            Some(paragraph) if wrapped => paragraph.end = line.end,
            _ => paragraphs.extend(open.replace(line).map(|done| done.trimmed(text))),
        }
        previous = Some(line);
    }
    paragraphs.extend(open.map(|done| done.trimmed(text)));
    lines.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Shows the regions of a text, one a line.
    fn show(text: &str, titled: bool) -> String {
        let layout = layout(text, titled, &Cues::bundled());
        layout.regions.iter().map(|r| format!("{:?}: {}\n", r.kind, r.span.of(text).replace('\n', "⏎"))).collect()
    }

    #[test]
    fn an_article_with_all_parts() {
        let text = "You are here\n\nNorland offers talks\n\nBy Jane Doe\n\nPublished: 3 May 2015\n\nVESTBY (Reuters) - Norland on \
                    Sunday offered talks. (Editing by John Roe)\n\nA second round is possible\n\n\"We are ready,\" the envoy \
                    said.\n\nSign up to our free newsletters\n";
        insta::assert_snapshot!(show(text, false), @r#"
        Boilerplate: You are here
        Headline: Norland offers talks
        Boilerplate: By Jane Doe
        Dateline: Published: 3 May 2015
        Dateline: VESTBY (Reuters) -
        Paragraph: Norland on Sunday offered talks.
        Boilerplate: (Editing by John Roe)
        Subhead: A second round is possible
        Paragraph: "We are ready," the envoy said.
        Boilerplate: Sign up to our free newsletters
        "#);
        let layout = layout(text, false, &Cues::bundled());
        assert_eq!(layout.dateline.as_deref(), Some("VESTBY"));
        assert_eq!(layout.agency.as_deref(), Some("Reuters"));
        assert_eq!(layout.published, Some((jiff::civil::date(2015, 5, 3), DateSource::DateLine)));
    }

    #[test]
    fn lines_wrapped_at_a_margin_are_one_paragraph() {
        let text = "The foreign minister of Norland said on Monday\nthat her government had turned down the offer\nof talks.\n\
                    Short line.\nAnother.\n";
        insta::assert_snapshot!(show(text, true), @r"
        Paragraph: The foreign minister of Norland said on Monday⏎that her government had turned down the offer⏎of talks.
        Paragraph: Short line.
        Paragraph: Another.
        ");
    }

    #[test]
    fn a_single_sentence_is_no_headline() {
        assert_eq!(show("Norland offers talks", false), "Paragraph: Norland offers talks\n");
        assert!(show("Norland rejected the offer on Monday.\n\nIt gave no reason.", false).starts_with("Paragraph"));
        assert!(show("Norland Rejects Latest Offer.\n\nIt gave no reason.", false).starts_with("Headline"));
    }

    #[test]
    fn rows_of_figures_are_no_subheads() {
        assert!(
            !show("Shr 31 cts vs 41 cts\n\nNet 436,981 vs 583,715\n\nSix months\n\nThe firm said so.", true)
                .contains("Subhead: Net")
        );
    }

    proptest! {
        #[test]
        fn the_regions_part_the_text(text in "([A-Z][a-z]{1,9}[ ,.:–]{1,2}|\n| |“|é|\\(|\\)|- |by |\\[){0,60}", titled: bool) {
            let layout = layout(&text, titled, &Cues::bundled());
            let mut at = 0;
            for region in &layout.regions {
                prop_assert!(text.get(at..region.span.start as usize).is_some_and(|gap| gap.trim().is_empty()));
                prop_assert!(!region.span.of(&text).trim().is_empty());
                at = region.span.end as usize;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
