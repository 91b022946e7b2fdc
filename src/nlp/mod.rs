//! Text in, [`Doc`] out, one layer at a time: a run-time for spaCy's English CNN pipelines.

pub mod conllu;
mod doc;
mod labels;
mod model;
mod token;

pub use doc::{Doc, Entity};
pub use labels::{Dep, EntityKind, Pos, Tag, UnknownLabel};
pub use model::{ModelError, ModelFiles};
pub use token::{Token, TokenId};
