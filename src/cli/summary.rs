//! What a run that wrote a graph says at its end.

use super::analysis::Tally;
use super::terminal::Terminal;
use crate::store::{Counts, Store, StoreError};
use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

/// What was read and what is in the graph now.
pub(super) struct Summary {
    path: PathBuf,
    counts: Counts,
    tally: Tally,
    elapsed: Duration,
}

impl Summary {
    /// Asks the store what it holds now.
    pub(super) fn of(store: &Store, tally: Tally, elapsed: Duration) -> Result<Self, StoreError> {
        Ok(Self { path: store.path().to_owned(), counts: store.counts()?, tally, elapsed })
    }

    /// Says it on standard error.
    pub(super) fn tell(&self, terminal: &Terminal) {
        for line in self.lines() {
            terminal.remark(line);
        }
    }

    fn lines(&self) -> Vec<String> {
        let Tally { articles, words, warnings, known, skipped, failed } = self.tally;
        let seconds = self.elapsed.as_secs_f64();
        let rate = (words as f64 / seconds.max(0.001)).round();
        let label = |label| self.counts.nodes_with_label(label);
        let kinds =
            [("Country", "countries"), ("Person", "persons"), ("Organization", "organizations"), ("Group", "groups")];
        let kinds = kinds.map(|(kind, name)| format!("{} {name}", grouped(label(kind))));
        let mut types: Vec<&(String, u64)> = self.counts.types.iter().collect();
        types.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let types: Vec<String> = types.iter().map(|(kind, count)| format!("{kind} {}", grouped(count))).collect();
        let mut lines = vec![
            format!(
                "{}: {} articles read, {} words in {seconds:.1} s ({} words a second)",
                self.path.display(),
                grouped(articles),
                grouped(words),
                grouped(rate)
            ),
            format!(
                "{} articles, {} actors ({}), {} statements, {} events",
                grouped(self.counts.articles),
                grouped(label("Actor")),
                kinds.join(", "),
                grouped(label("Statement")),
                grouped(label("Event"))
            ),
            format!("relations: {}", if types.is_empty() { "none".to_owned() } else { types.join(", ") }),
        ];
        let copies = self.counts.articles.saturating_sub(label("Article"));
        if copies > 0 {
            lines.push(format!(
                "{} of the articles carry a text that another has, too; it counts once",
                grouped(copies)
            ));
        }
        let rest = [(known, "known already"), (skipped, "skipped"), (failed, "failed"), (warnings, "warnings")];
        let rest: Vec<String> = rest
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", grouped(count)))
            .collect();
        if !rest.is_empty() {
            lines.push(rest.join(", "));
        }
        lines
    }
}

/// Writes a whole number with a comma after every third digit.
fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_threes() {
        assert_eq!([0, 12, 999, 1000, 1_234_567].map(grouped), ["0", "12", "999", "1,000", "1,234,567"]);
    }
}
