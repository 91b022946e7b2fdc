//! Dates as newspapers write them, whole or without the year.

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// A date of which the year may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrittenDate {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: i8,
}

impl WrittenDate {
    /// Returns the day, where the year is known and the month has such a day.
    pub(super) fn day(self) -> Option<Date> {
        Date::new(self.year?, self.month, self.day).ok()
    }
}

/// The months' names, whole or cut as wires cut them, as a part of a pattern.
pub(super) const MONTH: &str = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?xi) \b(?:
            (?P<y1>\d{{4}})[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?:T\d+)?
          | (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{MONTH})(?:,?\s+(?P<y2>\d{{4}}))?
          | (?P<m3>{MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y3>\d{{4}}))?
          | (?P<a4>\d{{1,2}})[/.](?P<b4>\d{{1,2}})[/.](?P<y4>\d{{4}})
        )\b"
    );
    Regex::new(&pattern).expect("the pattern is a constant that a test compiles")
});

/// Finds the first date in a line: what it is and the bytes it takes.
///
/// `03/05/2015` is no date where both numbers could be the month: nobody knows which is.
pub(super) fn find(text: &str) -> Option<(WrittenDate, std::ops::Range<usize>)> {
    let found = DATE.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
    let month = |name: &str| found.name(name).and_then(|m| month_number(m.as_str()));
    let small = |n: i16| i8::try_from(n).ok();
    let date = if let (Some(y), Some(m), Some(d)) = (number("y1"), number("m1"), number("d1")) {
        WrittenDate { year: Some(y), month: small(m)?, day: small(d)? }
    } else if let (Some(d), Some(m)) = (number("d2"), month("m2")) {
        WrittenDate { year: number("y2"), month: m, day: small(d)? }
    } else if let (Some(m), Some(d)) = (month("m3"), number("d3")) {
        WrittenDate { year: number("y3"), month: m, day: small(d)? }
    } else {
        let (a, b, y) = (number("a4")?, number("b4")?, number("y4")?);
        let (d, m) = match (a > 12, b > 12) {
            (true, false) => (a, b),
            (false, true) => (b, a),
            _ => return None,
        };
        WrittenDate { year: Some(y), month: small(m)?, day: small(d)? }
    };
    Some((date, found.get(0)?.range()))
}

/// Reads the date of a metadata field: ISO 8601, RFC 2822, or as newspapers write it.
pub(super) fn from_field(field: &str) -> Option<Date> {
    let field = field.trim();
    // Only the day counts, and it is the day where it was written: a time zone shifts nothing.
    if let Some(date) = field.get(..10).and_then(|day| day.parse::<Date>().ok()) {
        return Some(date);
    }
    // NITF writes `19870317T100000Z`.
    let field = field.split_once('T').map_or(field, |(day, _)| if day.len() == 8 { day } else { field });
    if field.len() == 8 && field.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(field[..4].parse().ok()?, field[4..6].parse().ok()?, field[6..].parse().ok()?).ok();
    }
    if let (9 | 10 | 12 | 13, Ok(number)) = (field.len(), field.parse::<i64>()) {
        // Seconds or milliseconds since 1970; the day is that of Greenwich, since nothing tells another.
        let seconds = if field.len() > 10 { number / 1000 } else { number };
        return jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_zoned(jiff::tz::TimeZone::UTC).date());
    }
    find(field)?.0.day()
}

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?xi) [/_-] (?P<y>(?:19|20)\d{{2}}) (?:
            [/_-](?P<m1>\d{{1,2}}|{MONTH})[/_-](?P<d1>\d{{1,2}})
          | (?P<m2>\d{{2}})[/_-]?(?P<d2>\d{{2}})
        ) (?:[/_.?\#-]|$)"
    );
    Regex::new(&pattern).expect("the pattern is a constant that a test compiles")
});

/// Finds the day that an address tells: `/2015/05/03/`, `/2015/may/03/`, `-20150503.html`.
pub(super) fn from_url(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = &path[path.find('/')?..];
    ADDRESS.captures_iter(path).find_map(|found| {
        let text = |name: &str| found.name(name).map(|m| m.as_str());
        let month = text("m1").or_else(|| text("m2"))?;
        let month = month.parse().ok().or_else(|| month_number(month))?;
        let day = text("d1").or_else(|| text("d2"))?.parse().ok()?;
        Date::new(text("y")?.parse().ok()?, month, day).ok()
    })
}

fn month_number(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let start = name.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|m| *m == start).and_then(|i| i8::try_from(i + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_newspapers_write_them() {
        for (text, day) in [
            ("Published: 3 May 2015", Some(date(2015, 5, 3))),
            ("Tuesday, March 17th, 1987", Some(date(1987, 3, 17))),
            ("Sept. 3 2015 10:30 GMT", Some(date(2015, 9, 3))),
            ("2015-05-03T10:00:00Z", Some(date(2015, 5, 3))),
            ("25/12/2014", Some(date(2014, 12, 25))),
            ("03/05/2015", None),
            ("March 17", None),
            ("31 February 2015", None),
        ] {
            assert_eq!(find(text).and_then(|(d, _)| d.day()), day, "{text}");
        }
    }

    #[test]
    fn addresses_tell_the_day() {
        for (url, day) in [
            ("https://post.example/1987/03/17/talks", Some(date(1987, 3, 17))),
            ("https://post.example/world/1987/mar/17/talks", Some(date(1987, 3, 17))),
            ("https://post.example/talks-19870317.html", Some(date(1987, 3, 17))),
            ("https://post.example/1987-03-17-talks", Some(date(1987, 3, 17))),
            ("https://post.example/talks/1987-03-17", Some(date(1987, 3, 17))),
            ("https://post.example/article/20159934", None),
            ("https://post.example/1987/03/talks", None),
            ("https://1987/03/17", None),
            ("https://post.example/1987/13/17/", None),
            ("no address", None),
        ] {
            assert_eq!(from_url(url), day, "{url}");
        }
    }

    #[test]
    fn metadata_fields_are_dates_in_several_forms() {
        for field in [
            "1987-03-17",
            "1987-03-17T23:30:00-05:00",
            "19870317",
            "Tue, 17 Mar 1987 10:00:00 GMT",
            " March 17, 1987",
            "542955600",
            "542955600000",
        ] {
            assert_eq!(from_field(field), Some(date(1987, 3, 17)), "{field}");
        }
        assert_eq!(from_field("last week"), None);
    }
}
