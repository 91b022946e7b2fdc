//! Contents that the same side puts forward again, in the file.

use super::join::{Fault, Join, UNDATED};
use crate::assemble::{Act, Evidence, REPEATS_RULE, Wording};
use crate::graph::Properties;
use rusqlite::params;

/// 1 − confidence of a repetition, in millionths.
const DOUBT: u32 = 300_000;

/// Where a content is told of first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct First {
    published: String,
    article_id: String,
    start: u32,
    end: u32,
    article: i64,
}

impl Join<'_> {
    /// Notes that an article shows an act, and which contents its content repeats.
    pub(super) fn add_act(&mut self, content: i64, actor: i64, act: &Act) -> Result<(), Fault> {
        let sql = "INSERT INTO act (content, actor, kind, articles) VALUES (?, ?, ?, 1)
                   ON CONFLICT DO UPDATE SET articles = articles + 1 RETURNING articles";
        if self.find::<i64>(sql, params![content, actor, act.kind])? != Some(1) {
            return Ok(());
        }
        let wording = Wording::of(&act.text);
        for word in wording.telling() {
            let sql = "SELECT content FROM act_word WHERE actor = ? AND kind = ? AND word = ?";
            for other in self.list::<i64>(sql, params![actor, act.kind, word])? {
                self.compare(content, &wording, other)?;
            }
            let sql = "INSERT OR IGNORE INTO act_word (actor, kind, word, content) VALUES (?, ?, ?, ?)";
            self.run(sql, params![actor, act.kind, word, content])?;
        }
        Ok(())
    }

    fn compare(&mut self, content: i64, wording: &Wording, other: i64) -> Result<(), Fault> {
        let known = "SELECT 1 FROM repetition WHERE content = ? AND other = ?";
        if content == other || self.find::<i64>(known, [content, other])?.is_some() {
            return Ok(());
        }
        // A shared content of this very batch has no node properties yet; each of its reports has the same words.
        let sql = "SELECT coalesce(node.properties, report.properties)->>'text'
                   FROM node LEFT JOIN report ON report.node = node.number WHERE node.number = ? LIMIT 1";
        let text: Option<Option<String>> = self.find(sql, [other])?;
        if wording.is_again(&Wording::of(&text.flatten().unwrap_or_default())) {
            let sql = "INSERT INTO repetition (content, other) VALUES (?1, ?2), (?2, ?1)";
            self.run(sql, [content, other])?;
            self.contents.insert(content);
        }
        Ok(())
    }

    /// Takes out that an article shows an act.
    pub(super) fn remove_act(&mut self, content: i64, actor: i64, act: &Act) -> Result<(), Fault> {
        let key = params![content, actor, act.kind];
        let sql =
            "UPDATE act SET articles = articles - 1 WHERE content = ? AND actor = ? AND kind = ? RETURNING articles";
        if self.find::<i64>(sql, key)?.is_none_or(|left| left > 0) {
            return Ok(());
        }
        self.run("DELETE FROM act WHERE content = ? AND actor = ? AND kind = ?", key)?;
        for word in Wording::of(&act.text).telling() {
            let sql = "DELETE FROM act_word WHERE actor = ? AND kind = ? AND word = ? AND content = ?";
            self.run(sql, params![actor, act.kind, word, content])?;
        }
        for other in self.list::<i64>("SELECT other FROM repetition WHERE content = ?", [content])? {
            let sql = "SELECT 1 FROM act a JOIN act b ON b.actor = a.actor AND b.kind = a.kind
                       WHERE a.content = ? AND b.content = ?";
            if self.find::<i64>(sql, [content, other])?.is_none() {
                self.unrepeat(content, other)?;
                let sql = "DELETE FROM repetition WHERE (content = ?1 AND other = ?2) OR (content = ?2 AND other = ?1)";
                self.run(sql, [content, other])?;
            }
        }
        Ok(())
    }

    /// Removes the relationship between two contents.
    fn unrepeat(&mut self, content: i64, other: i64) -> Result<(), Fault> {
        let sql = "SELECT relationship FROM repetition WHERE content = ? AND other = ?";
        if let Some(Some(relationship)) = self.find::<Option<i64>>(sql, [content, other])? {
            self.run("DELETE FROM shared_evidence WHERE relationship = ?", [relationship])?;
            self.show_tie(relationship)?;
        }
        Ok(())
    }

    /// Draws the repetitions anew of every content that has other reports than before.
    pub(super) fn repeat(&mut self) -> Result<(), Fault> {
        for content in std::mem::take(&mut self.contents) {
            for other in self.list::<i64>("SELECT other FROM repetition WHERE content = ?", [content])? {
                self.unrepeat(content, other)?;
                let relationship = self.draw(content, other)?;
                let sql = "UPDATE repetition SET relationship = ?3
                           WHERE (content = ?1 AND other = ?2) OR (content = ?2 AND other = ?1)";
                self.run(sql, params![content, other, relationship])?;
            }
        }
        Ok(())
    }

    /// Makes the relationship from the later of two contents to the earlier, unless one article told of both first.
    fn draw(&mut self, content: i64, other: i64) -> Result<Option<i64>, Fault> {
        let (Some(one), Some(two)) = (self.first(content)?, self.first(other)?) else { return Ok(None) };
        if one.article == two.article {
            return Ok(None);
        }
        let (later, earlier, first) = if one > two { (content, other, one) } else { (other, content, two) };
        let kind = self.types.count(self.connection, "REPEATS", 1)?;
        let sql = "INSERT INTO relationship (type, start, \"end\") VALUES (?, ?, ?)";
        let number = self.insert(sql, [kind, later, earlier])?;
        let evidence = Evidence {
            doubt: DOUBT,
            missing: 0,
            date: first.published.parse().ok(),
            article: first.article_id,
            start: first.start,
            end: first.end,
            rule: REPEATS_RULE.to_owned(),
        };
        self.add_evidence(number, first.article, &evidence, &Properties::new())?;
        Ok(Some(number))
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
