//! Text to points and lengths of time: the ISO 8601 forms that openCypher takes, with and without separators.

use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, NANOS_PER_SECOND, Time, Zone};

/// Reads a text from the left.
struct Cursor<'t> {
    rest: &'t str,
}

impl<'t> Cursor<'t> {
    const fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    fn take(&mut self, expected: char) -> bool {
        let Some(rest) = self.rest.strip_prefix(expected) else { return false };
        self.rest = rest;
        true
    }

    fn digit_run(&self) -> usize {
        self.rest.bytes().take_while(u8::is_ascii_digit).count()
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        if self.digit_run() < count {
            return None;
        }
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        digits.parse().ok()
    }

    fn done<T>(&self, value: T) -> Option<T> {
        self.rest.is_empty().then_some(value)
    }

    /// Reads a year: four digits, or a sign and one to nine.
    fn year(&mut self) -> Option<i64> {
        let sign = if self.take('-') {
            -1
        } else if self.take('+') {
            1
        } else {
            return self.digits(4);
        };
        let count = self.digit_run();
        if count > 9 { None } else { self.digits(count).map(|year| sign * year) }
    }

    /// Reads a fraction of a second, in nanoseconds.
    fn fraction(&mut self) -> Option<i64> {
        if !self.take('.') && !self.take(',') {
            return Some(0);
        }
        let count = self.digit_run();
        if count == 0 || count > 9 {
            return None;
        }
        Some(self.digits(count)? * 10_i64.pow(9 - count as u32))
    }

    fn date(&mut self) -> Option<Date> {
        let signed = self.rest.starts_with(['+', '-']);
        let year = self.year()?;
        let separated = self.take('-');
        if self.take('W') {
            let week = self.digits(2)?;
            let weekday = if separated { self.take('-') } else { self.digit_run() > 0 };
            return Date::from_week(year, week, if weekday { self.digits(1)? } else { 1 });
        }
        if self.take('Q') {
            let quarter = self.digits(1)?;
            let day = if separated { self.take('-') } else { self.digit_run() > 0 };
            return Date::from_quarter(year, quarter, if day { self.digits(2)? } else { 1 });
        }
        match (separated, self.digit_run()) {
            (_, 3) => Date::from_ordinal(year, self.digits(3)?),
            (true, 2) => {
                let month = self.digits(2)?;
                let day = if self.take('-') { self.digits(2)? } else { 1 };
                Date::new(year, month, day)
            }
            (false, 4) if !signed => Date::new(year, self.digits(2)?, self.digits(2)?),
            (false, 2) if !signed => Date::new(year, self.digits(2)?, 1),
            (false, 0) => Date::new(year, 1, 1),
            _ => None,
        }
    }

    fn time(&mut self) -> Option<LocalTime> {
        let hour = self.digits(2)?;
        let (mut minute, mut second, mut nanos) = (0, 0, 0);
        let separated = self.take(':');
        if separated || self.digit_run() >= 2 {
            minute = self.digits(2)?;
            let more = if separated { self.take(':') } else { self.digit_run() >= 2 };
            if more {
                second = self.digits(2)?;
                nanos = self.fraction()?;
            }
        }
        LocalTime::new(hour, minute, second, nanos)
    }

    /// Reads `Z` or `+01:00` and its short forms, in seconds.
    fn offset(&mut self) -> Option<i32> {
        if self.take('Z') || self.take('z') {
            return Some(0);
        }
        let sign = if self.take('-') {
            -1
        } else if self.take('+') {
            1
        } else {
            return None;
        };
        let hours = self.digits(2)?;
        let (mut minutes, mut seconds) = (0, 0);
        let separated = self.take(':');
        if separated || self.digit_run() >= 2 {
            minutes = self.digits(2)?;
            if if separated { self.take(':') } else { self.digit_run() >= 2 } {
                seconds = self.digits(2)?;
            }
        }
        let total = hours * 3600 + minutes * 60 + seconds;
        (minutes < 60 && seconds < 60 && total <= 18 * 3600).then_some(sign * total as i32)
    }

    /// Reads a name in brackets.
    fn zone_name(&mut self) -> Option<&'t str> {
        let (name, rest) = self.rest.strip_prefix('[')?.split_once(']')?;
        self.rest = rest;
        Some(name)
    }

    /// Reads a number that may have a sign and a fraction.
    fn decimal(&mut self) -> Option<f64> {
        let bytes = self.rest.as_bytes();
        let signed = usize::from(bytes.first().is_some_and(|b| matches!(b, b'-' | b'+')));
        let length = signed + bytes[signed..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        number.parse().ok()
    }
}

impl Date {
    /// Reads a date: `2015-07-21`, `201507`, `2015-W30-2`, `2015Q3`, `2015-202`, `2015`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        let date = cursor.date()?;
        cursor.done(date)
    }
}

impl LocalTime {
    /// Reads a time of day: `21:40:32.142`, `2140`, `21`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        let time = cursor.time()?;
        cursor.done(time)
    }
}

impl Time {
    /// Reads a time of day with its offset; without one it is UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        let local = cursor.time()?;
        let offset = if cursor.rest.is_empty() { 0 } else { cursor.offset()? };
        cursor.done(Self { local, offset })
    }
}

impl LocalDateTime {
    /// Reads a date, and after `T` a time of day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        let local = cursor.local_date_time()?;
        cursor.done(local)
    }
}

impl Cursor<'_> {
    fn local_date_time(&mut self) -> Option<LocalDateTime> {
        let date = self.date()?;
        let time = if self.take('T') { self.time()? } else { LocalTime::MIDNIGHT };
        Some(LocalDateTime { date, time })
    }
}

impl DateTime {
    /// Reads a date, a time of day, and an offset, a zone's name in brackets, or both; without them it is UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        let local = cursor.local_date_time()?;
        let offset = cursor.offset();
        let zone = match cursor.zone_name() {
            Some(name) => Some(Zone::named(name)?),
            None => None,
        };
        let made = match (offset, zone) {
            (Some(offset), Some(zone)) => {
                Self::at(local.epoch_seconds() - i64::from(offset), local.time.nanosecond(), zone)?
            }
            (None, Some(zone)) => Self::new(local, zone),
            (offset, None) => Self::new(local, Zone::Offset(offset.unwrap_or(0))),
        };
        cursor.done(made)
    }
}

impl Zone {
    /// Reads an offset or a zone's name.
    pub fn parse(text: &str) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        match cursor.offset() {
            Some(offset) => cursor.done(Self::Offset(offset)),
            None => Self::named(text),
        }
    }
}

impl Duration {
    /// Reads a length of time: `P1Y2M3DT4H5M6.7S`, `P2W`, `P2012-02-02T14:37:21.545`.
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, text) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
        let mut cursor = Cursor::new(text);
        if !cursor.take('P') || cursor.rest.is_empty() {
            return None;
        }
        if let Some(found) = Self::parse_as_date(cursor.rest) {
            return Some(found);
        }
        let (mut months, mut days, mut seconds) = (0.0, 0.0, 0.0);
        let (mut in_time, mut nanos) = (false, 0.0);
        while !cursor.rest.is_empty() {
            if !in_time && cursor.take('T') {
                in_time = true;
                if cursor.rest.is_empty() {
                    return None;
                }
                continue;
            }
            let number = cursor.decimal()? * sign;
            let unit = cursor.rest.chars().next()?;
            cursor.rest = &cursor.rest[unit.len_utf8()..];
            match (in_time, unit) {
                (false, 'Y') => months += number * 12.0,
                (false, 'M') => months += number,
                (false, 'W') => days += number * 7.0,
                (false, 'D') => days += number,
                (true, 'H') => seconds += number * 3600.0,
                (true, 'M') => seconds += number * 60.0,
                (true, 'S') => {
                    // Apart from the whole seconds, so that large ones do not cost the fraction its last digits.
                    seconds += number.trunc();
                    nanos += ((number - number.trunc()) * NANOS_PER_SECOND as f64).round();
                }
                _ => return None,
            }
        }
        Self::from_parts(months, days, seconds, nanos)
    }

    /// Reads the form that looks like a date: `2012-02-02T14:37:21.545`.
    fn parse_as_date(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split('-');
        let (years, months, days) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || years.len() != 4 {
            return None;
        }
        let (years, months, days): (i64, i64, i64) = (years.parse().ok()?, months.parse().ok()?, days.parse().ok()?);
        let nanos = match time {
            Some(time) => LocalTime::parse(time)?.nanos(),
            None => 0,
        };
        Self::new(years * 12 + months, days, 0, nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_is_read() {
        let day = |text: &str| Date::parse(text).map(|d| d.to_string()).unwrap_or_default();
        for text in ["2015-07-21", "20150721", "2015-W30-2", "2015W302", "2015-202", "2015202", "2015-Q3-21"] {
            assert_eq!(day(text), "2015-07-21", "{text}");
        }
        assert_eq!((day("201507").as_str(), day("2015-W30").as_str()), ("2015-07-01", "2015-07-20"));
        assert_eq!((day("2015").as_str(), day("2015-13").as_str(), day("x").as_str()), ("2015-01-01", "", ""));
    }

    #[test]
    fn a_moment_prints_as_it_was_read() {
        for text in ["2015-07-21T21:40:32.142+01:00", "1818-07-21T21:40:32.142+00:53:28[Europe/Stockholm]"] {
            assert_eq!(DateTime::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(DateTime::parse("2015-07-20T2140-02").unwrap().to_string(), "2015-07-20T21:40-02:00");
    }

    #[test]
    fn every_form_of_a_duration_is_read() {
        let read = |text: &str| Duration::parse(text).map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(read("P14DT16H12M"), "P14DT16H12M");
        assert_eq!(read("P5M1.5D"), "P5M1DT12H");
        assert_eq!(read("PT0.75M"), "PT45S");
        assert_eq!(read("P2.5W"), "P17DT12H");
        assert_eq!(read("P2012-02-02T14:37:21.545"), "P2012Y2M2DT14H37M21.545S");
        assert_eq!(read("hello"), "");
    }
}
