//! The closed lists of the English pipelines' label scheme, each label with its standard name and a caption.
//!
//! Source: the label lists of spaCy's English pipelines (`en_core_web_sm` 3.8: Penn tags with OntoNotes additions,
//! ClearNLP dependencies, OntoNotes entities) and the universal parts of speech.

/// Defines a closed label set that parses from and prints to its standard names.
macro_rules! labels {
    ($(#[$meta:meta])* $set:ident { $($(#[$caption:meta])* $label:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $set { $($(#[$caption])* $label,)+ }

        impl $set {
            /// All labels, in the order of their definition.
            pub const ALL: &'static [Self] = &[$(Self::$label),+];

            /// Returns the label's standard name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$label => $name),+ }
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $set {
            type Err = UnknownLabel;

            fn from_str(name: &str) -> Result<Self, UnknownLabel> {
                match name {
                    $($name => Ok(Self::$label),)+
                    _ => Err(UnknownLabel { set: stringify!($set), name: name.to_owned() }),
                }
            }
        }
    };
}

/// A name that is not in a label set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {set} label `{name}`")]
pub struct UnknownLabel {
    /// The label set.
    pub set: &'static str,
    /// The name that is not in it.
    pub name: String,
}

labels! {
    /// Fine part of speech: a Penn Treebank tag.
    Tag {
        /// Currency symbol.
        Dollar = "$",
        /// Closing quotation mark.
        CloseQuote = "''",
        /// Comma.
        Comma = ",",
        /// Left bracket.
        OpenBracket = "-LRB-",
        /// Right bracket.
        CloseBracket = "-RRB-",
        /// Sentence closer.
        Stop = ".",
        /// Colon, dash or ellipsis.
        Colon = ":",
        /// Email or web address.
        Add = "ADD",
        /// Affix.
        Afx = "AFX",
        /// Coordinating conjunction.
        Cc = "CC",
        /// Cardinal number.
        Cd = "CD",
        /// Determiner.
        Dt = "DT",
        /// Existential "there".
        Ex = "EX",
        /// Foreign word.
        Fw = "FW",
        /// Hyphen.
        Hyph = "HYPH",
        /// Preposition or subordinating conjunction.
        In = "IN",
        /// Adjective.
        Jj = "JJ",
        /// Comparative adjective.
        Jjr = "JJR",
        /// Superlative adjective.
        Jjs = "JJS",
        /// List item marker.
        Ls = "LS",
        /// Modal auxiliary.
        Md = "MD",
        /// Superfluous punctuation.
        Nfp = "NFP",
        /// Noun, singular or mass.
        Nn = "NN",
        /// Proper noun, singular.
        Nnp = "NNP",
        /// Proper noun, plural.
        Nnps = "NNPS",
        /// Noun, plural.
        Nns = "NNS",
        /// Predeterminer.
        Pdt = "PDT",
        /// Possessive ending.
        Pos = "POS",
        /// Personal pronoun.
        Prp = "PRP",
        /// Possessive pronoun.
        PrpPoss = "PRP$",
        /// Adverb.
        Rb = "RB",
        /// Comparative adverb.
        Rbr = "RBR",
        /// Superlative adverb.
        Rbs = "RBS",
        /// Particle.
        Rp = "RP",
        /// Symbol.
        Sym = "SYM",
        /// Infinitival "to".
        To = "TO",
        /// Interjection.
        Uh = "UH",
        /// Verb, base form.
        Vb = "VB",
        /// Verb, past tense.
        Vbd = "VBD",
        /// Verb, gerund or present participle.
        Vbg = "VBG",
        /// Verb, past participle.
        Vbn = "VBN",
        /// Verb, present, not third person singular.
        Vbp = "VBP",
        /// Verb, present, third person singular.
        Vbz = "VBZ",
        /// Wh-determiner.
        Wdt = "WDT",
        /// Wh-pronoun.
        Wp = "WP",
        /// Possessive wh-pronoun.
        WpPoss = "WP$",
        /// Wh-adverb.
        Wrb = "WRB",
        /// Unknown.
        Xx = "XX",
        /// White space.
        Space = "_SP",
        /// Opening quotation mark.
        OpenQuote = "``",
    }
}

labels! {
    /// Coarse part of speech: a universal tag.
    Pos {
        /// Adjective.
        Adj = "ADJ",
        /// Adposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary.
        Aux = "AUX",
        /// Conjunction.
        Conj = "CONJ",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// Other.
        X = "X",
        /// White space.
        Space = "SPACE",
    }
}

labels! {
    /// Dependency label of the ClearNLP scheme.
    Dep {
        /// Root of the sentence.
        Root = "ROOT",
        /// Clausal modifier of a noun.
        Acl = "acl",
        /// Adjectival complement.
        Acomp = "acomp",
        /// Adverbial clause.
        Advcl = "advcl",
        /// Adverbial modifier.
        Advmod = "advmod",
        /// "by" of a passive.
        Agent = "agent",
        /// Adjectival modifier.
        Amod = "amod",
        /// Apposition.
        Appos = "appos",
        /// Attribute of a copula.
        Attr = "attr",
        /// Auxiliary.
        Aux = "aux",
        /// Passive auxiliary.
        Auxpass = "auxpass",
        /// Case marker.
        Case = "case",
        /// Coordinating conjunction.
        Cc = "cc",
        /// Clausal complement.
        Ccomp = "ccomp",
        /// Part of a compound.
        Compound = "compound",
        /// Conjunct.
        Conj = "conj",
        /// Clausal subject.
        Csubj = "csubj",
        /// Clausal subject of a passive.
        Csubjpass = "csubjpass",
        /// Indirect object.
        Dative = "dative",
        /// Unclassified dependent.
        Dep = "dep",
        /// Determiner.
        Det = "det",
        /// Direct object.
        Dobj = "dobj",
        /// Expletive.
        Expl = "expl",
        /// Interjection.
        Intj = "intj",
        /// Marker of a subordinate clause.
        Mark = "mark",
        /// Text about the text.
        Meta = "meta",
        /// Negation.
        Neg = "neg",
        /// Modifier of a nominal.
        Nmod = "nmod",
        /// Noun phrase as an adverbial.
        Npadvmod = "npadvmod",
        /// Nominal subject.
        Nsubj = "nsubj",
        /// Nominal subject of a passive.
        Nsubjpass = "nsubjpass",
        /// Numeric modifier.
        Nummod = "nummod",
        /// Object predicate.
        Oprd = "oprd",
        /// Parataxis.
        Parataxis = "parataxis",
        /// Clausal complement of a preposition.
        Pcomp = "pcomp",
        /// Object of a preposition.
        Pobj = "pobj",
        /// Possessor.
        Poss = "poss",
        /// "both", "either" before a coordination.
        Preconj = "preconj",
        /// Predeterminer.
        Predet = "predet",
        /// Prepositional modifier.
        Prep = "prep",
        /// Verb particle.
        Prt = "prt",
        /// Punctuation.
        Punct = "punct",
        /// Modifier of a quantifier.
        Quantmod = "quantmod",
        /// Relative clause.
        Relcl = "relcl",
        /// Open clausal complement.
        Xcomp = "xcomp",
    }
}

labels! {
    /// Kind of named entity, as in OntoNotes 5.
    EntityKind {
        /// Number that is no other kind.
        Cardinal = "CARDINAL",
        /// Date or period.
        Date = "DATE",
        /// Named war, storm, contest.
        Event = "EVENT",
        /// Building, airport, road.
        Fac = "FAC",
        /// Country, city, state.
        Gpe = "GPE",
        /// Named language.
        Language = "LANGUAGE",
        /// Named law or treaty.
        Law = "LAW",
        /// Mountain range, water, region.
        Loc = "LOC",
        /// Sum of money.
        Money = "MONEY",
        /// Nationality, religious or political group.
        Norp = "NORP",
        /// Ordinal number.
        Ordinal = "ORDINAL",
        /// Company, agency, institution.
        Org = "ORG",
        /// Percentage.
        Percent = "PERCENT",
        /// Person.
        Person = "PERSON",
        /// Thing made.
        Product = "PRODUCT",
        /// Measure.
        Quantity = "QUANTITY",
        /// Time of less than a day.
        Time = "TIME",
        /// Title of a work.
        WorkOfArt = "WORK_OF_ART",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_survives_its_name() {
        Tag::ALL.iter().for_each(|&l| assert_eq!(l.name().parse(), Ok(l)));
        Pos::ALL.iter().for_each(|&l| assert_eq!(l.name().parse(), Ok(l)));
        Dep::ALL.iter().for_each(|&l| assert_eq!(l.name().parse(), Ok(l)));
        EntityKind::ALL.iter().for_each(|&l| assert_eq!(l.name().parse(), Ok(l)));
    }
}
