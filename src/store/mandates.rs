//! For whom somebody speaks, where articles differ in how they know it.
//!
//! An article that names an office but not whose ("Foreign Minister Borrero") leaves it to the context, and another that
//! says it in so many words ("Ecuador's foreign minister") knows better: what rests on context alone is kept, and shown
//! only where no article of the graph tells of the same speaker in words or by the lexicon.

use super::join::{Fault, Join};
use crate::assemble::{BY_CONTEXT, TieKey};
use rusqlite::{OptionalExtension, Row, params};

impl Join<'_> {
    /// Notes that other places than before show for whom an actor speaks.
    pub(super) fn note_mandate(&mut self, key: &TieKey, speaker: i64, relationship: i64) {
        if key.kind == "REPRESENTS" {
            let (_, changed) = self.mandates.entry(key.start.clone()).or_insert_with(|| (speaker, Default::default()));
            changed.insert(relationship);
        }
    }

    /// Shows the mandates whose evidence changed; all of a speaker of whom it is told now and was not before, or was
    /// before and is not now.
    pub(super) fn show_mandates(&mut self) -> Result<(), Fault> {
        let mandates = std::mem::take(&mut self.mandates);
        if mandates.is_empty() {
            return Ok(());
        }
        let kind = self.types.count(self.connection, "REPRESENTS", 0)?;
        for (id, (speaker, changed)) in mandates {
            let entry = self.actors.get(&id);
            let was_told = entry.is_some_and(|entry| entry.was_mandate_told);
            let is_told = entry.is_some_and(|entry| entry.record.is_mandate_told());
            let all = "SELECT number FROM shared_relationship WHERE start = ? AND type = ?";
            let concerned =
                if is_told == was_told { changed.into_iter().collect() } else { self.list(all, [speaker, kind])? };
            for mandate in concerned {
                self.show_mandate(mandate, kind, is_told)?;
            }
        }
        Ok(())
    }

    fn show_mandate(&mut self, mandate: i64, kind: i64, is_told: bool) -> Result<(), Fault> {
        let sql = "SELECT start, \"end\",
                          EXISTS (SELECT 1 FROM shared_evidence e WHERE e.relationship = s.number AND e.rule <> ?2),
                          EXISTS (SELECT 1 FROM relationship r WHERE r.number = s.number)
                   FROM shared_relationship s WHERE number = ?1";
        let mandate_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let mut select = self.connection.prepare_cached(sql)?;
        // One without any evidence is gone.
        let Some((speaker, whole, in_words, is_shown)): Option<(i64, i64, bool, bool)> =
            select.query_row(params![mandate, BY_CONTEXT], mandate_row).optional()?
        else {
            return Ok(());
        };
        let shall_show = in_words || !is_told;
        if shall_show && !is_shown {
            let sql = "INSERT INTO relationship (number, type, start, \"end\") VALUES (?, ?, ?, ?)";
            self.run(sql, [mandate, kind, speaker, whole])?;
            self.types.gain(kind);
            self.show_tie(mandate)?;
        } else if !shall_show && is_shown {
            self.run("DELETE FROM relationship WHERE number = ?", [mandate])?;
            self.types.lose(kind);
        }
        Ok(())
    }
}
