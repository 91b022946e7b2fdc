//! Text in, [`Doc`] out, one layer at a time: a run-time for spaCy's English CNN pipelines.

pub mod conllu;
pub mod coref;
mod doc;
mod labels;
mod lexeme;
mod model;
mod pattern;
mod python;
mod strings;
mod token;
mod tokenizer;

pub use doc::{Doc, Entity};
pub use labels::{Dep, EntityKind, Pos, Tag, UnknownLabel};
pub use lexeme::{Lexeme, LexemeId, LexemeTable};
pub use model::{ModelError, ModelFiles};
pub use token::{Token, TokenId};
pub use tokenizer::{TokenCache, Tokenized, Tokenizer};
