//! Relation types that a user's rule files add to those of the schema.

use super::fact::RelationKind;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// How many types can be added; names live as long as the program.
const MAX_ADDED: usize = 256;

/// What a relation leads from and to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ends {
    /// From an actor to a content.
    #[default]
    Content,
    /// From an actor to an actor.
    Actors,
    /// From a content to a content.
    Contents,
}

/// A relation type that is not in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddedKind {
    name: &'static str,
    ends: Ends,
}

/// Why a name can't be that of a relation type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindNameError {
    /// It has other characters.
    #[error("a relation type is written in capitals, digits and underscores (`SUES`)")]
    Form,
    /// There are too many.
    #[error("more than {MAX_ADDED} relation types were added")]
    TooMany,
}

impl AddedKind {
    /// Makes a type of a name in capitals.
    ///
    /// # Errors
    /// Where the name is not of that form, or too many types were added.
    pub fn new(name: &str, ends: Ends) -> Result<Self, KindNameError> {
        static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
        let is_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if name.len() > 64 || !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(is_letter) {
            return Err(KindNameError::Form);
        }
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.get(name) {
            return Ok(Self { name: known, ends });
        }
        if names.len() >= MAX_ADDED {
            return Err(KindNameError::TooMany);
        }
        let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
        names.insert(name);
        Ok(Self { name, ends })
    }

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Returns what it leads from and to.
    pub const fn ends(self) -> Ends {
        self.ends
    }
}

impl Serialize for RelationKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for RelationKind {
    /// Reads a name; one that is not in the schema is a type that somebody's rules added.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match name.parse() {
            Ok(kind) => Ok(kind),
            Err(_) => AddedKind::new(&name, Ends::default()).map(Self::Added).map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_added_type_is_written_and_read_by_its_name() {
        let sues = RelationKind::Added(AddedKind::new("SUES", Ends::Content).unwrap());
        let json = serde_json::to_string(&sues).unwrap();
        assert_eq!(json, "\"SUES\"");
        assert_eq!(serde_json::from_str::<RelationKind>(&json).unwrap(), sues);
        assert_eq!(serde_json::from_str::<RelationKind>("\"SAYS\"").unwrap(), RelationKind::Says);
        assert_eq!(AddedKind::new("sues", Ends::Content), Err(KindNameError::Form));
    }
}
