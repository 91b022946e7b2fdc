//! What hangs on the word alone: the attributes that spaCy's embeddings look words up by.
//!
//! Input: a form, at times with a norm that the tokenizer's rules set. Output: a [`Lexeme`], its attributes as spaCy's
//! string numbers, kept under a small [`LexemeId`] in a [`LexemeTable`], so that whatever follows from the lexeme alone
//! (an embedding row, a first layer) can be kept beside it. What the words around say is left to `tok2vec`.

use rmpv::ValueRef;
use rustc_hash::FxHashMap;

use super::ModelError;
use super::model::{ModelFiles, msgpack};
use super::python;
use super::strings::string_id;
use crate::define_id;
use crate::text::IndexVec;

define_id! {
    /// The number of a lexeme in its table, valid until the table is cleared.
    LexemeId
}

/// The attributes of one form, as numbers of spaCy's string store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lexeme {
    /// The form itself.
    pub orth: u64,
    /// The form in lower case.
    pub lower: u64,
    /// The normal form: of the tokenizer's rule, else of the tables, else the lower case.
    pub norm: u64,
    /// The first character.
    pub prefix: u64,
    /// The last three characters.
    pub suffix: u64,
    /// The shape, `Xxxx` for `Pyongyang`.
    pub shape: u64,
    /// Whether the form is white space.
    pub is_space: bool,
}

/// Norms that every spaCy language sets whatever its tables: quotes, dashes and currencies
/// (`spacy/lang/norm_exceptions.py` of 3.8, MIT).
const BASE_NORMS: &[(&str, &str)] = &[
    ("'s", "'s 'S ’s ’S"),
    ("'", "’ ‘ ´ `"),
    ("\"", "” “ '' `` ´´ „ » « ‘‘ ’’"),
    ("?", "？"),
    ("!", "！"),
    (",", "，"),
    (";", "；"),
    (":", "："),
    (".", "。 ।"),
    ("...", "…"),
    ("-", "— – -- --- ——"),
    ("$", "€ £ ¥ ฿ US$ C$ A$ ₺ ₹ ৳ ₩ Mex$ ₣ E£"),
];

/// Where norms that are not the lower case come from.
#[derive(Debug)]
pub(crate) struct Norms {
    /// Number of the norm for the number of a form.
    by_form: FxHashMap<u64, u64>,
}

impl Norms {
    /// Reads the pipeline's table of norms, if it has one, over the base norms.
    pub(crate) fn load(files: &ModelFiles) -> Result<Self, ModelError> {
        const FILE: &str = "vocab/lookups.bin";
        let base =
            BASE_NORMS.iter().flat_map(|(norm, forms)| forms.split(' ').map(|f| (string_id(f), string_id(norm))));
        let mut by_form: FxHashMap<u64, u64> = base.collect();
        if let Some(bytes) = files.read_if_present(FILE)? {
            let lookups = msgpack::decode(FILE, &bytes)?;
            let table = msgpack::get(&lookups, "lexeme_norm").and_then(msgpack::pairs).unwrap_or_default();
            for (form, norm) in table {
                let (ValueRef::Integer(form), Some(norm)) = (form, msgpack::text(norm)) else {
                    return Err(ModelError::malformed(FILE, "a norm that is not a string"));
                };
                let form = form.as_u64().ok_or_else(|| ModelError::malformed(FILE, "a negative key"))?;
                by_form.insert(form, string_id(norm));
            }
        }
        Ok(Self { by_form })
    }

    /// Makes the lexeme of `form`, with the norm of a tokenizer rule where there is one.
    pub(crate) fn lexeme(&self, form: &str, norm: Option<u64>) -> Lexeme {
        let orth = string_id(form);
        let lower = string_id(&form.to_lowercase());
        let suffix = form.char_indices().rev().nth(2).map_or(form, |(at, _)| &form[at..]);
        let prefix = form.chars().next().map_or("", |c| &form[..c.len_utf8()]);
        Lexeme {
            orth,
            lower,
            norm: norm.unwrap_or_else(|| self.by_form.get(&orth).copied().unwrap_or(lower)),
            prefix: string_id(prefix),
            suffix: string_id(suffix),
            shape: string_id(&shape(form)),
            is_space: !form.is_empty() && form.chars().all(python::is_space),
        }
    }
}

/// Returns a form's shape: letters `X` and `x`, digits `d`, others themselves, at most four of one kind in a row.
fn shape(form: &str) -> String {
    if form.chars().nth(99).is_some() {
        return "LONG".to_owned();
    }
    let mut out = String::with_capacity(form.len());
    let (mut last, mut run) = (None, 0);
    for c in form.chars() {
        let kind = match c {
            c if python::is_alpha(c) && c.is_uppercase() => 'X',
            c if python::is_alpha(c) => 'x',
            c if python::is_digit(c) => 'd',
            c => c,
        };
        run = if last == Some(kind) { run + 1 } else { 0 };
        last = Some(kind);
        if run < 4 {
            out.push(kind);
        }
    }
    out
}

/// Lexemes met so far, each once.
///
/// The table only grows while a document is read; [`LexemeTable::make_room`] empties it between documents when it has
/// become large, and then [`LexemeTable::generation`] changes: what is kept beside it must be thrown away too.
#[derive(Debug, Default)]
pub struct LexemeTable {
    lexemes: IndexVec<LexemeId, Lexeme>,
    lowers: IndexVec<LexemeId, Box<str>>,
    /// By the numbers of form and norm: rules give one form several norms.
    ids: FxHashMap<(u64, Option<u64>), LexemeId>,
    generation: u32,
}

/// How many lexemes a table keeps from one document to the next.
const MAX_KEPT: usize = 1 << 16;

impl LexemeTable {
    /// Returns the number of the lexeme of `form`, with the norm of a tokenizer rule where there is one.
    pub(crate) fn get_or_insert(&mut self, norms: &Norms, form: &str, norm: Option<u64>) -> LexemeId {
        *self.ids.entry((string_id(form), norm)).or_insert_with(|| {
            self.lowers.push(form.to_lowercase().into());
            self.lexemes.push(norms.lexeme(form, norm))
        })
    }

    /// Empties the table if it has become large; to be called between documents.
    pub(crate) fn make_room(&mut self) -> bool {
        let full = self.lexemes.len() > MAX_KEPT;
        if full {
            *self = Self { generation: self.generation.wrapping_add(1), ..Self::default() };
        }
        full
    }

    /// Returns a number that changes when the table is emptied.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Returns how many lexemes there are; their ids run from 0.
    pub fn len(&self) -> usize {
        self.lexemes.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lexemes.is_empty()
    }

    /// Returns the lexeme of `id`.
    pub fn get(&self, id: LexemeId) -> &Lexeme {
        &self.lexemes[id]
    }

    /// Returns the lower case of a lexeme's form.
    pub fn lower(&self, id: LexemeId) -> &str {
        &self.lowers[id]
    }

    /// Returns all lexemes, in the order of their ids.
    pub fn as_slice(&self) -> &[Lexeme] {
        self.lexemes.as_slice()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms() -> Norms {
        Norms::load(&ModelFiles::bundled()).unwrap()
    }

    #[test]
    fn shapes_and_ends_count_characters() {
        let shapes = ["Pyongyang", "U.S.", "1,200.50", "iPhone7", "²é€", "-----", "\n \n"].map(shape);
        assert_eq!(shapes, ["Xxxxx", "X.X.", "d,ddd.dd", "xXxxxxd", "dx€", "----", "\n \n"]);
        assert_eq!(shape(&"a".repeat(100)), "LONG");
        let lexeme = norms().lexeme("Città", None);
        assert_eq!((lexeme.prefix, lexeme.suffix), (string_id("C"), string_id("ttà")));
        assert_eq!(norms().lexeme("é", None).suffix, string_id("é"));
    }

    #[test]
    fn norms_come_from_the_rule_then_the_tables_then_the_lower_case() {
        let norms = norms();
        assert_eq!(norms.lexeme("n't", Some(string_id("not"))).norm, string_id("not"));
        assert_eq!(norms.lexeme("favourite", None).norm, string_id("favorite"));
        assert_eq!(norms.lexeme("€", None).norm, string_id("$"));
        assert_eq!(norms.lexeme("Offer", None).norm, string_id("offer"));
    }

    #[test]
    fn a_form_with_two_norms_is_two_lexemes() {
        let (norms, mut table) = (norms(), LexemeTable::default());
        let plain = table.get_or_insert(&norms, "'d", None);
        let would = table.get_or_insert(&norms, "'d", Some(string_id("would")));
        assert_ne!(plain, would);
        assert_eq!(table.get_or_insert(&norms, "'d", None), plain);
        assert_eq!((table.len(), table.lower(would)), (2, "'d"));
    }
}
