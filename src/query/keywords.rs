//! The words of the language, for the parser, for messages and for completion.

use super::parser::Rule;

macro_rules! keywords {
    ($($rule:ident = $word:literal,)+) => {
        /// The keywords, in the order of a query.
        pub const KEYWORDS: &[&str] = &[$($word,)+];

        /// Returns the keyword that a rule of the grammar reads.
        pub(super) const fn keyword(rule: Rule) -> Option<&'static str> {
            match rule {
                $(Rule::$rule => Some($word),)+
                _ => None,
            }
        }
    };
}

keywords! {
    EXPLAIN = "EXPLAIN", PROFILE = "PROFILE",
    OPTIONAL = "OPTIONAL", MATCH = "MATCH", WHERE = "WHERE", UNWIND = "UNWIND", CALL = "CALL", YIELD = "YIELD",
    WITH = "WITH", RETURN = "RETURN", DISTINCT = "DISTINCT", AS = "AS", ORDER = "ORDER", BY = "BY", SKIP = "SKIP",
    LIMIT = "LIMIT", ASCENDING = "ASCENDING", ASC = "ASC", DESCENDING = "DESCENDING", DESC = "DESC",
    UNION = "UNION", ALL = "ALL",
    CREATE = "CREATE", MERGE = "MERGE", ON = "ON", SET = "SET", REMOVE = "REMOVE", DETACH = "DETACH",
    DELETE = "DELETE", FOREACH = "FOREACH",
    OR = "OR", XOR = "XOR", AND = "AND", NOT = "NOT", IN = "IN", STARTS = "STARTS", ENDS = "ENDS",
    CONTAINS = "CONTAINS", IS = "IS", NULL = "null", TRUE = "true", FALSE = "false",
    CASE = "CASE", WHEN = "WHEN", THEN = "THEN", ELSE = "ELSE", END = "END",
    COUNT = "count", EXISTS = "EXISTS", ANY_WORD = "any", NONE = "none", SINGLE = "single", REDUCE = "reduce",
    SHORTESTPATH = "shortestPath", ALLSHORTESTPATHS = "allShortestPaths",
}
