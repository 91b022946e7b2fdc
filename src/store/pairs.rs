//! Contents of different articles that belong together, in the file: the same again, an answer, a denial.

use super::join::{Fault, Join, UNDATED, Whose};
use crate::assemble::{Act, Evidence, LONGEST_WAIT, Pairing, Wording};
use crate::graph::Properties;
use jiff::civil::Date;
use rusqlite::params;
use std::collections::BTreeSet;

/// Where a content is told of first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct First {
    published: String,
    article_id: String,
    start: u32,
    end: u32,
    article: i64,
}

impl First {
    /// Tells whether what is told of here first can answer what is told of there first: on the same day or within
    /// [`LONGEST_WAIT`] days of it.
    fn answers(&self, earlier: &Self) -> bool {
        if self.published == UNDATED || earlier.published == UNDATED {
            return self.published == earlier.published;
        }
        let (Ok(day), Ok(before)) = (self.published.parse::<Date>(), earlier.published.parse::<Date>()) else {
            return false;
        };
        let days = (day - before).get_days();
        (0..=LONGEST_WAIT).contains(&i64::from(days))
    }
}

/// What joins two contents, from the first to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    pairing: Pairing,
    from: i64,
    to: i64,
}

impl Join<'_> {
    /// Notes that an article shows an act, and which contents belong to its content.
    pub(super) fn add_act(&mut self, content: i64, party: i64, act: &Act) -> Result<(), Fault> {
        let sql = "INSERT INTO act (content, actor, kind, articles) VALUES (?, ?, ?, 1)
                   ON CONFLICT DO UPDATE SET articles = articles + 1 RETURNING articles";
        if self.find::<i64>(sql, params![content, party, act.kind])? != Some(1) {
            return Ok(());
        }
        let wording = Wording::of(&act.text);
        let mut others = BTreeSet::new();
        for words in wording.pairs() {
            for kind in Pairing::partners(act.kind) {
                let sql = "SELECT content FROM act_word WHERE actor = ? AND kind = ? AND word = ?";
                others.extend(self.list::<i64>(sql, params![party, kind, words])?);
            }
            let sql = "INSERT OR IGNORE INTO act_word (actor, kind, word, content) VALUES (?, ?, ?, ?)";
            self.run(sql, params![party, act.kind, words, content])?;
        }
        others.remove(&content);
        others.into_iter().try_for_each(|other| self.compare(content, &wording, other))
    }

    fn compare(&mut self, content: i64, wording: &Wording, other: i64) -> Result<(), Fault> {
        let known = "SELECT 1 FROM repetition WHERE content = ? AND other = ?";
        if self.find::<i64>(known, [content, other])?.is_some() {
            // A further act of the same content may join the two more strongly.
            self.note_pair(content, other);
            return Ok(());
        }
        // A shared content of this very batch has no node properties yet; each of its reports has the same words.
        let sql = "SELECT coalesce(node.properties, report.properties)->>'text'
                   FROM node LEFT JOIN report ON report.node = node.number WHERE node.number = ? LIMIT 1";
        let text: Option<Option<String>> = self.find(sql, [other])?;
        if wording.is_again(&Wording::of(&text.flatten().unwrap_or_default())) {
            let sql = "INSERT INTO repetition (content, other) VALUES (?1, ?2), (?2, ?1)";
            self.run(sql, [content, other])?;
            self.note_pair(content, other);
        }
        Ok(())
    }

    /// Notes that what lies between two contents must be drawn anew.
    fn note_pair(&mut self, content: i64, other: i64) {
        self.pairs.insert([content.min(other), content.max(other)]);
    }

    /// Notes that a content may be told of first by another article than before: all that joins it to others is drawn
    /// anew.
    pub(super) fn note_pairs(&mut self, content: i64) -> Result<(), Fault> {
        let others = self.list::<i64>("SELECT other FROM repetition WHERE content = ?", [content])?;
        others.into_iter().for_each(|other| self.note_pair(content, other));
        Ok(())
    }

    /// Takes out that an article shows an act.
    pub(super) fn remove_act(&mut self, content: i64, party: i64, act: &Act) -> Result<(), Fault> {
        let key = params![content, party, act.kind];
        let sql =
            "UPDATE act SET articles = articles - 1 WHERE content = ? AND actor = ? AND kind = ? RETURNING articles";
        if self.find::<i64>(sql, key)?.is_none_or(|left| left > 0) {
            return Ok(());
        }
        self.run("DELETE FROM act WHERE content = ? AND actor = ? AND kind = ?", key)?;
        for words in Wording::of(&act.text).pairs() {
            let sql = "DELETE FROM act_word WHERE actor = ? AND kind = ? AND word = ? AND content = ?";
            self.run(sql, params![party, act.kind, words, content])?;
        }
        for other in self.list::<i64>("SELECT other FROM repetition WHERE content = ?", [content])? {
            if self.pairs(content, other)?.is_empty() {
                self.unpair(content, other)?;
                let sql = "DELETE FROM repetition WHERE (content = ?1 AND other = ?2) OR (content = ?2 AND other = ?1)";
                self.run(sql, [content, other])?;
            } else {
                self.note_pair(content, other);
            }
        }
        Ok(())
    }

    /// Removes the relationship between two contents.
    fn unpair(&mut self, content: i64, other: i64) -> Result<(), Fault> {
        let sql = "SELECT relationship FROM repetition WHERE content = ? AND other = ?";
        if let Some(Some(relationship)) = self.find::<Option<i64>>(sql, [content, other])? {
            self.run("DELETE FROM shared_evidence WHERE relationship = ?", [relationship])?;
            self.show_tie(relationship)?;
        }
        Ok(())
    }

    /// Draws the relationships anew between contents that have other first reports or acts than before.
    pub(super) fn pair(&mut self) -> Result<(), Fault> {
        for [content, other] in std::mem::take(&mut self.pairs) {
            self.unpair(content, other)?;
            let relationship = self.draw(content, other)?;
            let sql = "UPDATE repetition SET relationship = ?3
                       WHERE (content = ?1 AND other = ?2) OR (content = ?2 AND other = ?1)";
            self.run(sql, params![content, other, relationship])?;
        }
        Ok(())
    }

    /// Returns all that joins two contents, by the acts of one party that hold them; the strongest first.
    fn pairs(&self, content: i64, other: i64) -> Result<Vec<Pair>, Fault> {
        let sql = "SELECT DISTINCT a.kind, b.kind FROM act a JOIN act b ON b.actor = a.actor
                   WHERE a.content = ? AND b.content = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([content, other])?;
        let mut pairs = Vec::new();
        while let Some(row) = rows.next()? {
            let (one, two) = (row.get_ref(0)?.as_str(), row.get_ref(1)?.as_str());
            let (Ok(one), Ok(two)) = (one, two) else { continue };
            pairs.extend(Pairing::of(one, two).map(|pairing| Pair { pairing, from: content, to: other }));
            pairs.extend(Pairing::of(two, one).map(|pairing| Pair { pairing, from: other, to: content }));
        }
        pairs.sort_unstable();
        Ok(pairs)
    }

    /// Makes the relationship between two contents, unless one article told of both first.
    fn draw(&mut self, content: i64, other: i64) -> Result<Option<i64>, Fault> {
        let (Some(one), Some(two)) = (self.first(content)?, self.first(other)?) else { return Ok(None) };
        if one.article == two.article {
            return Ok(None);
        }
        let told = |number: i64| if number == content { &one } else { &two };
        let holds = |pair: &Pair| match pair.pairing {
            // Told both ways round: from the later to the earlier.
            Pairing::Repeats => told(pair.from) > told(pair.to),
            Pairing::RespondsTo => told(pair.from).answers(told(pair.to)),
            Pairing::Contradicts => told(pair.from).answers(told(pair.to)) || told(pair.to).answers(told(pair.from)),
        };
        let Some(pair) = self.pairs(content, other)?.into_iter().find(holds) else { return Ok(None) };
        let kind = self.types.count(self.connection, pair.pairing.kind(), 1)?;
        let sql = "INSERT INTO relationship (type, start, \"end\") VALUES (?, ?, ?)";
        let number = self.insert(sql, [kind, pair.from, pair.to])?;
        let shown = told(pair.from).clone();
        let evidence = Evidence {
            doubt: pair.pairing.doubt(),
            missing: 0,
            date: shown.published.parse().ok(),
            article: shown.article_id,
            start: shown.start,
            end: shown.end,
            rule: pair.pairing.rule().to_owned(),
        };
        self.add_evidence(number, shown.article, &evidence, &Properties::new())?;
        Ok(Some(number))
    }

    /// Tells whether an article is the first that tells of a content.
    pub(super) fn is_first(&self, whose: &Whose<'_>, content: i64) -> Result<bool, Fault> {
        let sql = "SELECT article FROM report WHERE node = ? ORDER BY published, article_id LIMIT 1";
        Ok(self.find(sql, [content])? == Some(whose.number))
    }

    fn first(&self, content: i64) -> Result<Option<First>, Fault> {
        let sql = "SELECT published, article_id, start, \"end\", article FROM report WHERE node = ?
                   ORDER BY published, article_id LIMIT 1";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([content])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let published: String = row.get(0)?;
        debug_assert!(published == UNDATED || published.len() >= 10, "a day of publication: {published}");
        let (start, end) = (row.get(2)?, row.get(3)?);
        Ok(Some(First { published, article_id: row.get(1)?, start, end, article: row.get(4)? }))
    }
}
