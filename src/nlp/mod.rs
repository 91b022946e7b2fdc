//! Text in, [`Doc`] out, one layer at a time: a run-time for spaCy's English CNN pipelines.

mod attribute_ruler;
mod components;
pub mod conllu;
pub mod coref;
mod doc;
mod labels;
mod lemmatizer;
mod lexeme;
mod matrix;
mod model;
mod noun_chunks;
mod pattern;
mod pipeline;
mod python;
mod strings;
mod tagger;
mod tok2vec;
mod token;
mod tokenizer;
mod transition;

pub use doc::{Doc, Entity};
pub use labels::{Dep, EntityKind, Pos, Tag, UnknownLabel};
pub use lexeme::{Lexeme, LexemeId, LexemeTable};
pub use model::{ModelError, ModelFiles};
pub use pipeline::Pipeline;
pub use token::{Morph, Token, TokenId};
pub use tokenizer::{TokenCache, Tokenized, Tokenizer};
