//! The line that says where and when: `SEOUL, March 17 -`, `[UNITED NATIONS]`, `Published: 3 May 2015`.

use super::date::{self, MONTH, WrittenDate};
use regex::Regex;
use std::sync::LazyLock;

/// What opens the first paragraph of a wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The place, as written.
    pub(super) place: Option<String>,
    /// The day it was sent.
    pub(super) date: Option<WrittenDate>,
    /// The agency in brackets.
    pub(super) agency: Option<String>,
    /// How many bytes of the paragraph it takes, with the space behind it.
    pub(super) length: usize,
}

static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let date = format!(
        r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?:,?\s+\d{{4}})?"
    );
    let agency = r"\((?P<agency>[^()]{2,40})\)";
    let dash = r"\s*(?:[-–—]\s?){1,2}\s";
    let caps = r"(?P<place>\p{Lu}[\p{Lu}.'’/\ -]*\p{Lu}\.?(?:,\s+\p{Lu}[\p{L}.\ ]{1,24}?)?)";
    let mixed = r"(?P<place>\p{Lu}[\p{L}.'’/\ -]{1,40}?(?:,\s+\p{Lu}[\p{L}.\ ]{1,24}?)?)";
    [
        r"^\[(?P<place>\p{Lu}[\p{L}.,'’/\ -]{1,60})\]\s+".to_owned(),
        format!(r"^{caps}(?:,?\s+(?P<date>{date}))?,?(?:\s*{agency})?{dash}"),
        format!(r"^{mixed},?\s+(?P<date>{date}),?(?:\s*{agency})?{dash}"),
        format!(r"^{mixed},?\s*{agency}{dash}"),
        format!(r"^(?:(?P<date>{date}),?\s*)?{agency}{dash}"),
        // South and East Asian papers: `NEW DELHI: The …`.
        r"^(?P<place>\p{Lu}[\p{Lu}.'’/\ ]*\p{Lu}):\s+".to_owned(),
    ]
    .iter()
    .map(|form| Regex::new(form).expect("the patterns are constants that a test compiles"))
    .collect()
});

/// Words in capitals before a dash or colon that name no place.
const NO_PLACE: &[&str] = &[
    "ADVISORY",
    "ANALYSIS",
    "BREAKING",
    "CORRECTED",
    "CORRECTION",
    "EDITORIAL",
    "EXCLUSIVE",
    "EXPLAINER",
    "FACTBOX",
    "FEATURE",
    "INSIGHT",
    "INTERVIEW",
    "LIVE",
    "NEWS",
    "OPINION",
    "PHOTO",
    "PHOTOS",
    "PICTURE",
    "PICTURES",
    "POLL",
    "PROFILE",
    "REVIEW",
    "SPECIAL",
    "TIMELINE",
    "UPDATE",
    "UPDATED",
    "URGENT",
    "VIDEO",
    "WATCH",
    "WRAPUP",
];

/// Reads the dateline that opens a paragraph.
pub(super) fn parse(paragraph: &str) -> Option<Dateline> {
    for (number, form) in FORMS.iter().enumerate() {
        let Some(found) = form.captures(paragraph) else { continue };
        let name = |name: &str| found.name(name).map(|m| m.as_str().trim());
        let date = name("date").and_then(date::find).map(|(date, _)| date);
        let length = found.get(0).map_or(0, |m| m.end());
        let rest = paragraph.get(length..).unwrap_or("");
        let place = name("place").map(str::to_owned);
        if let Some(place) = &place {
            let bare = date.is_none() && name("agency").is_none() && number != 0;
            let excluded = place.split(' ').any(|word| NO_PLACE.contains(&word));
            // Without date and agency only a long enough name before a long enough paragraph is a place: `US - China`
            // opens a headline.
            if excluded || bare && (place.chars().count() < 4 || rest.split_whitespace().count() < 8) {
                continue;
            }
        }
        return Some(Dateline { place, date, agency: name("agency").map(str::to_owned), length });
    }
    None
}

/// Reads a dateline that came as a field beside the text (`SEOUL, March 17 -`).
pub(super) fn from_field(field: &str) -> Dateline {
    let line = format!("{} - ", field.trim().trim_end_matches(['-', '–', '—', ' ']));
    let bare = || Dateline {
        place: Some(field.trim().trim_end_matches(['-', '–', '—', ' ']).to_owned()),
        ..Dateline::default()
    };
    let mut dateline = parse(&line).unwrap_or_else(bare);
    dateline.place = dateline.place.filter(|place| !place.is_empty());
    dateline
}

/// Returns the date of a line that holds nothing but a date and the words that come with one.
pub(super) fn date_line(line: &str) -> Option<WrittenDate> {
    let (date, range) = date::find(line)?;
    date.year?;
    let around = [line.get(..range.start)?, line.get(range.end..)?];
    let known = |word: &str| {
        let word = word.to_lowercase();
        word.bytes().all(|b| b.is_ascii_digit()) || WITH_DATES.contains(&word.as_str())
    };
    let words = around.iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).all(known).then_some(date)
}

/// The words that stand beside a date in a date line.
const WITH_DATES: &[&str] = &[
    "am",
    "at",
    "bst",
    "cest",
    "cet",
    "created",
    "date",
    "dated",
    "edt",
    "est",
    "et",
    "fri",
    "friday",
    "gmt",
    "hours",
    "hrs",
    "ist",
    "issued",
    "jst",
    "kst",
    "last",
    "m",
    "modified",
    "mon",
    "monday",
    "on",
    "p",
    "a",
    "pdt",
    "pm",
    "posted",
    "pst",
    "pt",
    "publication",
    "published",
    "released",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "thu",
    "thurs",
    "thursday",
    "time",
    "tue",
    "tues",
    "tuesday",
    "updated",
    "utc",
    "wed",
    "wednesday",
    "z",
    "first",
    "t",
];

/// Tells whether a line names its authors: `By Jane Doe and John Roe`, `By JANE DOE in Geneva`.
pub(super) fn is_byline(line: &str) -> bool {
    const LINKS: &[&str] =
        &["and", "in", "for", "of", "at", "the", "with", "de", "von", "van", "bin", "al", "&", "|", "-", "–", "—"];
    let Some((by, names)) = line.split_once(' ') else { return false };
    if !by.eq_ignore_ascii_case("by") || date::find(names).is_some_and(|(_, range)| range.start == 0) {
        return false;
    }
    let names = date::find(names).map_or(names, |(_, range)| &names[..range.start]);
    let words: Vec<&str> = names.split_whitespace().collect();
    let is_name = |word: &&str| word.starts_with(char::is_uppercase) || LINKS.contains(word) || word.contains('@');
    (2..=14).contains(&words.len()) && words.iter().all(is_name) && !line.ends_with(['.', '?', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Option<String> {
        parse(&format!("{text}The two sides met again on Tuesday for talks.")).and_then(|d| d.place)
    }

    #[test]
    fn datelines_give_their_place() {
        for (line, expected) in [
            ("[UNITED NATIONS] ", "UNITED NATIONS"),
            ("SEOUL, March 17 - ", "SEOUL"),
            ("MEXICO CITY, March 26 - - ", "MEXICO CITY"),
            ("WASHINGTON (Reuters) – ", "WASHINGTON"),
            ("GENEVA, Switzerland (AP) — ", "GENEVA, Switzerland"),
            ("ST. LOUIS, Mo., Sept. 3, 2015 (UPI) -- ", "ST. LOUIS, Mo."),
            ("Moscow, May 5 (Interfax) - ", "Moscow"),
            ("Washington (CNN) — ", "Washington"),
            ("BAGHDAD — ", "BAGHDAD"),
            ("KUALA LUMPUR: ", "KUALA LUMPUR"),
        ] {
            assert_eq!(place(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_dateline_is_text() {
        for line in ["US - ", "EXCLUSIVE: ", "The talks - ", "", "\"We agree\" - "] {
            assert_eq!(parse(&format!("{line}they met again on Tuesday for talks in the capital.")), None, "{line}");
        }
        assert_eq!(parse("IRAN - TALKS RESUME"), None);
    }

    #[test]
    fn a_dateline_field_gives_place_and_date() {
        let dateline = from_field("    SALVADOR, Feb 26 -");
        assert_eq!(dateline.place.as_deref(), Some("SALVADOR"));
        assert_eq!(dateline.date, Some(WrittenDate { year: None, month: 2, day: 26 }));
        assert_eq!(from_field("Geneva").place.as_deref(), Some("Geneva"));
    }

    #[test]
    fn date_lines_hold_nothing_but_the_date() {
        for line in ["Published: 3 May 2015", "Last updated on Tuesday, May 5, 2015 at 10:30 p.m. EST", "2015-05-03"] {
            assert!(date_line(line).is_some(), "{line}");
        }
        for line in ["The treaty of 3 May 2015", "May 5", "On 3 May 2015 the two sides met."] {
            assert!(date_line(line).is_none(), "{line}");
        }
    }

    #[test]
    fn bylines_hold_names_only() {
        assert!(is_byline("By Jane Doe and JOHN ROE in Geneva"));
        assert!(is_byline("BY JANE DOE, Example News | 3 May 2015"));
        assert!(!is_byline("By Monday the talks had failed"));
        assert!(!is_byline("By May 3 the talks had failed"));
    }
}
