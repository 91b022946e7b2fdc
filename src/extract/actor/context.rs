//! Whose government "the government" is, which country "the North".

use super::reading::Readings;
use crate::extract::lexicon::EntryId;

/// What the article as a whole tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The country that the article is about.
    pub(super) home: Option<EntryId>,
}

impl Context {
    pub(super) fn new(readings: &Readings) -> Self {
        Self { home: readings.home }
    }
}
