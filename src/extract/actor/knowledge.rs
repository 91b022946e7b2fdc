//! What the lexicon tells coreference about words, in one article.

use super::reading::Readings;
use crate::extract::lexicon::{Gender, Lexicon, StandsFor};
use crate::nlp::coref::{PersonNoun, Sort, Words};

/// The lexicon beside the readings of one article's names.
pub(super) struct Knowledge<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) readings: &'a Readings,
}

impl Words for Knowledge<'_> {
    fn is(&self, class: &str, word: &str) -> bool {
        self.lexicon.is(class, word)
    }

    fn person_noun(&self, noun: &str) -> Option<PersonNoun<'_>> {
        let title = self.lexicon.title(noun)?;
        Some(PersonNoun { gender: title.gender, before_name: title.before_name, class: &title.class })
    }

    fn collective(&self, noun: &str) -> Option<Sort> {
        self.lexicon.group(noun).map(|group| match group.stands_for {
            StandsFor::Country | StandsFor::Half => Sort::Country,
            StandsFor::State | StandsFor::Organ | StandsFor::Body => Sort::Body,
            StandsFor::People => Sort::People,
        })
    }

    fn given_name(&self, word: &str) -> Option<Gender> {
        self.lexicon.given_name(word)
    }

    fn surname(&self, word: &str) -> Option<Gender> {
        self.lexicon.surname(word)
    }

    fn is_person(&self, name: &str) -> bool {
        self.lexicon.person(name, None).is_some()
    }

    fn takes_up(&self, noun: &str, known: u32) -> bool {
        let sector =
            self.readings.referents.get(known as usize).and_then(|r| self.lexicon.entry(r.entry).sector.as_deref());
        let wanted = self.lexicon.group(noun).map(|g| g.sector.as_str());
        matches!((sector, wanted), (Some("BUS"), Some("BUS")) | (Some("MED"), Some("MED")) | (Some("OPP"), Some("OPP")))
    }

    fn held(&self, office: &str, name: &str) -> bool {
        let Some(person) = self.lexicon.person(name, self.readings.day) else { return false };
        let entry = self.lexicon.entry(person);
        let over = entry.tenure.1.is_some_and(|until| self.readings.day.is_none_or(|day| until < day));
        entry.note.as_deref() == Some(office) && over
    }
}
