//! When something was said or done, as far as the text tells (schema rule 8).
//!
//! Input: a date expression and the day the article appeared. Output: the first and last day it means. Relative
//! expressions are resolved against the article's day; without one they stay unresolved, never guessed.

use crate::nlp::{Dep, Doc, EntityKind, TokenId};
use jiff::civil::{Date, Weekday, date};
use jiff::{ToSpan, Unit};

/// First and last day of a period.
pub(super) type Period = (Date, Date);

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Tells whether a word in lower case is the name of a weekday.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|(name, _)| *name == word)
}

/// Returns when the predicate at `token` holds: the date expression that depends on it, or on the verb it depends on.
pub(super) fn of_predicate(doc: &Doc, token: TokenId, published: Option<Date>) -> Option<Period> {
    let holders = std::iter::once(token).chain(doc.ancestors(token).take(1));
    for holder in holders {
        for &child in doc.children(holder) {
            let head = match doc.dep(child) {
                Dep::Npadvmod | Dep::Advmod => child,
                Dep::Prep
                    if matches!(doc.lower(child), "on" | "in" | "since" | "during" | "earlier" | "late" | "early") =>
                {
                    match doc.child(child, &[Dep::Pobj]) {
                        Some(object) => object,
                        None => continue,
                    }
                }
                _ => continue,
            };
            let dated = doc.entity_at(head).filter(|e| e.kind == EntityKind::Date);
            let text = match dated {
                Some(entity) => doc.text_of(entity.span),
                None if matches!(doc.lower(head), "yesterday" | "today" | "tomorrow" | "tonight") => doc.word(head),
                None => continue,
            };
            if let Some(period) = resolve(text, published, is_future(doc, holder)) {
                return Some(period);
            }
        }
    }
    None
}

fn is_future(doc: &Doc, verb: TokenId) -> bool {
    doc.children_by(verb, &[Dep::Aux]).any(|aux| matches!(doc.lower(aux), "will" | "would" | "shall" | "'ll"))
}

/// Returns the period that an expression means, seen from the day of publication.
///
/// `ahead` tells whether a bare weekday or month lies after that day (the verb is in the future) or before it.
pub(super) fn resolve(expression: &str, published: Option<Date>, ahead: bool) -> Option<Period> {
    let text = expression.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric())).filter(|w| !w.is_empty()).collect();
    let month = words.iter().find_map(|w| month(w));
    let year = words.iter().find_map(|w| w.parse::<i16>().ok().filter(|y| (1000..=2999).contains(y)));
    let day = words.iter().find_map(|w| ordinal(w));
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => return Date::new(year, month, day).ok().map(|d| (d, d)),
        (Some(year), Some(month), None) => return month_of(year, month),
        (Some(year), None, _) => return Some((date(year, 1, 1), date(year, 12, 31))),
        _ => {}
    }
    let today = published?;
    if let Some(month) = month {
        return near_month(today, month, day, &words, ahead);
    }
    if let Some(&(_, weekday)) = WEEKDAYS.iter().find(|(name, _)| words.contains(name)) {
        return near_weekday(today, weekday, words.contains(&"next") || ahead);
    }
    let shifted = |days: i64| today.checked_add(days.days()).ok().map(|d| (d, d));
    match words.last().copied()? {
        "today" | "tonight" => Some((today, today)),
        "yesterday" => shifted(-1),
        "tomorrow" => shifted(1),
        "week" => period(today, &words, Unit::Week),
        "month" => period(today, &words, Unit::Month),
        "year" => period(today, &words, Unit::Year),
        _ => None,
    }
}

fn month(word: &str) -> Option<i8> {
    let exact = MONTHS.iter().position(|m| *m == word);
    let short = || MONTHS.iter().position(|m| word.len() >= 3 && word != "mar" && word != "may" && m.starts_with(word));
    exact.or_else(short).map(|i| i as i8 + 1)
}

fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let ending = &word[digits.len()..];
    let number: i8 = digits.parse().ok()?;
    ((1..=31).contains(&number) && matches!(ending, "" | "st" | "nd" | "rd" | "th")).then_some(number)
}

fn month_of(year: i16, month: i8) -> Option<Period> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

/// A month without a year: the nearest in the direction the words or the verb point.
fn near_month(today: Date, month: i8, day: Option<i8>, words: &[&str], ahead: bool) -> Option<Period> {
    let at = |year: i16| match day {
        Some(day) => Date::new(year, month, day).ok().map(|d| (d, d)),
        None => month_of(year, month),
    };
    let this = at(today.year())?;
    if words.contains(&"last") {
        return if this.1 < today { Some(this) } else { at(today.year() - 1) };
    }
    if words.contains(&"next") || (ahead && this.1 < today) {
        return if this.0 > today { Some(this) } else { at(today.year() + 1) };
    }
    if !ahead && this.0 > today.checked_add(45.days()).ok()? { at(today.year() - 1) } else { Some(this) }
}

/// A weekday: today or before, or after today where the words or the verb point ahead.
fn near_weekday(today: Date, weekday: Weekday, ahead: bool) -> Option<Period> {
    let back = i64::from(weekday.until(today.weekday()));
    let days = if ahead { (7 - back) % 7 } else { -back };
    today.checked_add(days.days()).ok().map(|d| (d, d))
}

/// "last week", "this month", "next year".
fn period(today: Date, words: &[&str], unit: Unit) -> Option<Period> {
    let shift: i64 = match words.first().copied()? {
        "last" | "previous" => -1,
        "this" | "current" => 0,
        "next" | "coming" => 1,
        _ => return None,
    };
    match unit {
        Unit::Week => {
            let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
            let first = monday.checked_add((7 * shift).days()).ok()?;
            Some((first, first.checked_add(6.days()).ok()?))
        }
        Unit::Month => {
            let then = today.first_of_month().checked_add(shift.months()).ok()?;
            Some((then, then.last_of_month()))
        }
        _ => {
            let year = today.year().checked_add(i16::try_from(shift).ok()?)?;
            Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Tuesday.
    const TODAY: Date = date(2015, 1, 13);

    fn read(expression: &str) -> Option<String> {
        resolve(expression, Some(TODAY), false).map(|(a, b)| if a == b { a.to_string() } else { format!("{a}/{b}") })
    }

    #[test]
    fn relative_expressions_count_from_publication() {
        let cases = [
            ("yesterday", "2015-01-12"),
            ("Tuesday", "2015-01-13"),
            ("Friday", "2015-01-09"),
            ("earlier Tuesday", "2015-01-13"),
            ("last February", "2014-02-01/2014-02-28"),
            ("February 2013", "2013-02-01/2013-02-28"),
            ("March 17, 1987", "1987-03-17"),
            ("2012", "2012-01-01/2012-12-31"),
            ("last week", "2015-01-05/2015-01-11"),
            ("December 20", "2014-12-20"),
        ];
        for (expression, expected) in cases {
            assert_eq!(read(expression).as_deref(), Some(expected), "{expression}");
        }
    }

    #[test]
    fn without_a_date_of_publication_nothing_relative_is_guessed() {
        assert_eq!(resolve("yesterday", None, false), None);
        assert!(resolve("May 2, 2011", None, false).is_some());
    }

    #[test]
    fn the_future_points_ahead() {
        assert_eq!(resolve("Friday", Some(TODAY), true), Some((date(2015, 1, 16), date(2015, 1, 16))));
    }
}
