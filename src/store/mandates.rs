//! For whom somebody speaks, where articles differ in how they know it.
//!
//! An article that names an office but not whose ("Foreign Minister Borrero") leaves it to the context, and another that
//! says it in so many words ("Ecuador's foreign minister") knows better: what rests on context alone is kept, and shown
//! only where no article of the graph tells of the same speaker in words or by the lexicon.

use super::join::{Fault, Join};
use crate::assemble::BY_CONTEXT;
use rusqlite::params;

impl Join<'_> {
    /// Shows the mandates of all whose evidence changed.
    pub(super) fn show_mandates(&mut self) -> Result<(), Fault> {
        let speakers = std::mem::take(&mut self.speakers);
        if speakers.is_empty() {
            return Ok(());
        }
        let kind = self.types.count(self.connection, "REPRESENTS", 0)?;
        for speaker in speakers {
            self.show_mandates_of(speaker, kind)?;
        }
        Ok(())
    }

    fn show_mandates_of(&mut self, speaker: i64, kind: i64) -> Result<(), Fault> {
        let sql = "SELECT s.number, s.\"end\",
                          EXISTS (SELECT 1 FROM shared_evidence e WHERE e.relationship = s.number AND e.rule <> ?3),
                          EXISTS (SELECT 1 FROM relationship r WHERE r.number = s.number)
                   FROM shared_relationship s WHERE s.start = ?1 AND s.type = ?2";
        let mut select = self.connection.prepare_cached(sql)?;
        let mandate = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let rows = select.query_map(params![speaker, kind, BY_CONTEXT], mandate)?;
        let mandates: Vec<(i64, i64, bool, bool)> = rows.collect::<Result<_, _>>()?;
        drop(select);
        let any_told = mandates.iter().any(|(_, _, told, _)| *told);
        for (number, end, told, is_shown) in mandates {
            let shall_show = told || !any_told;
            if shall_show && !is_shown {
                let sql = "INSERT INTO relationship (number, type, start, \"end\") VALUES (?, ?, ?, ?)";
                self.run(sql, [number, kind, speaker, end])?;
                self.types.gain(kind);
                self.show_tie(number)?;
            } else if !shall_show && is_shown {
                self.run("DELETE FROM relationship WHERE number = ?", [number])?;
                self.types.lose(kind);
            }
        }
        Ok(())
    }
}
