//! Strings stored once and named by a small number.

use rustc_hash::FxHashMap;

/// The number of a string in a [`Vocab`]; it means nothing outside that vocab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// The empty string, in every vocab.
    pub const EMPTY: Self = Self(0);

    /// Returns the number, for tables beside the vocab.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A set of strings, each stored once.
///
/// ```
/// use demarche::text::Vocab;
/// let mut vocab = Vocab::new();
/// let offer = vocab.intern("offer");
/// assert_eq!(vocab.intern("offer"), offer);
/// assert_eq!(vocab.resolve(offer), "offer");
/// ```
#[derive(Clone, Debug)]
pub struct Vocab {
    symbols: FxHashMap<Box<str>, Symbol>,
    strings: Vec<Box<str>>,
}

impl Vocab {
    /// Makes a vocab that holds only the empty string.
    pub fn new() -> Self {
        let mut vocab = Self { symbols: FxHashMap::default(), strings: Vec::new() };
        vocab.intern("");
        vocab
    }

    /// Returns the symbol of `string`, storing it where it is new.
    pub fn intern(&mut self, string: &str) -> Symbol {
        if let Some(&symbol) = self.symbols.get(string) {
            return symbol;
        }
        let symbol = Symbol(u32::try_from(self.strings.len()).expect("fewer than 2^32 strings"));
        self.strings.push(string.into());
        self.symbols.insert(string.into(), symbol);
        symbol
    }

    /// Returns the symbol of `string` if it is stored.
    pub fn lookup(&self, string: &str) -> Option<Symbol> {
        self.symbols.get(string).copied()
    }

    /// Returns the string of `symbol`, or `""` where it is of another vocab.
    pub fn resolve(&self, symbol: Symbol) -> &str {
        self.strings.get(symbol.index()).map_or("", |s| s)
    }

    /// Iterates over the strings, in the order in which they were stored.
    pub fn strings(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().map(|string| &**string)
    }

    /// Returns how many strings are stored, the empty one included.
    pub fn len(&self) -> usize {
        self.strings.len()
    }

    /// Tells whether only the empty string is stored.
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }
}

impl Default for Vocab {
    fn default() -> Self {
        Self::new()
    }
}
