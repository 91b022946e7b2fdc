//! Step 1: from the features of a token to the numbers that the mixer reads.

use super::Features;
use crate::nlp::matrix::{Dense, add_rows};
use crate::nlp::model::thinc::{Network, Node};
use crate::nlp::model::{ModelError, Vectors};

/// A column of [`Features`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Orth,
    Lower,
    Norm,
    Prefix,
    Suffix,
    Shape,
    IsSpace,
    SpaceAfter,
}

impl Column {
    /// Returns the column of spaCy's attribute `name`.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ORTH" => Self::Orth,
            "LOWER" => Self::Lower,
            "NORM" => Self::Norm,
            "PREFIX" => Self::Prefix,
            "SUFFIX" => Self::Suffix,
            "SHAPE" => Self::Shape,
            "IS_SPACE" => Self::IsSpace,
            "SPACY" => Self::SpaceAfter,
            _ => return None,
        })
    }

    pub(super) fn of(self, features: &Features) -> u64 {
        let lexeme = &features.lexeme;
        match self {
            Self::Orth => lexeme.orth,
            Self::Lower => lexeme.lower,
            Self::Norm => lexeme.norm,
            Self::Prefix => lexeme.prefix,
            Self::Suffix => lexeme.suffix,
            Self::Shape => lexeme.shape,
            Self::IsSpace => u64::from(lexeme.is_space),
            Self::SpaceAfter => u64::from(features.space_after),
        }
    }
}

/// A table of rows that a feature picks from by hash.
#[derive(Debug)]
pub(super) struct HashTable {
    pub(super) column: Column,
    seed: u32,
    pub(super) rows: u32,
    pub(super) table: Vec<f32>,
}

/// A projection of pretrained vectors.
#[derive(Debug)]
pub(super) struct Static {
    vectors: Vectors,
    project: Dense,
}

impl HashTable {
    /// Adds the embedding of a feature to `out`.
    pub(super) fn embed(&self, key: u64, out: &mut [f32]) {
        for hash in murmur3(key, self.seed) {
            let row = (hash % self.rows) as usize;
            add_rows(out, &self.table[row * out.len()..][..out.len()]);
        }
    }
}

impl Static {
    pub(super) fn read(
        network: &Network,
        node: &Node,
        width: usize,
        vectors: Option<&Vectors>,
    ) -> Result<Self, ModelError> {
        let missing = || ModelError::malformed("vocab/vectors", "the networks need pretrained vectors");
        let vectors = vectors.ok_or_else(missing)?.clone();
        let weights = network.shaped(node, "W", &[width, vectors.width()])?;
        let project = Dense::new(vectors.width(), width, |o, i| weights[o * vectors.width() + i], |_| 0.0);
        Ok(Self { vectors, project })
    }

    /// Writes the projection of a token's vector to `out`, which stays as it is where there is none.
    pub(super) fn embed(&self, features: &Features, out: &mut [f32]) {
        if let Some(vector) = self.vectors.find(features.lexeme.orth) {
            let mut padded = vec![0.0; self.project.stride()];
            self.project.apply(vector, self.vectors.width(), 1, &mut padded);
            out.copy_from_slice(&padded[..out.len()]);
        }
    }
}

/// Reads the embedding tables, in the order of their columns.
pub(super) fn read_tables(network: &Network, columns: &[String]) -> Result<Vec<HashTable>, ModelError> {
    let file = network.file();
    let mut tables = Vec::new();
    for node in network.named("hashembed") {
        let column = network.count(node, "column")?;
        let name = columns.get(column).ok_or_else(|| ModelError::malformed(file, format!("no column {column}")))?;
        let column = Column::named(name).ok_or_else(|| ModelError::unsupported(file, format!("feature `{name}`")))?;
        let seed = u32::try_from(network.count(node, "seed")?);
        let seed = seed.map_err(|_| ModelError::malformed(file, "a hash seed over 32 bits"))?;
        let array = network.param(node, "E", 2)?;
        let rows = u32::try_from(array.shape[0]).ok().filter(|&rows| rows > 0);
        let rows = rows.ok_or_else(|| ModelError::malformed(file, "an embedding table without rows"))?;
        tables.push(HashTable { column, seed, rows, table: array.data.clone() });
    }
    Ok(tables)
}

/// Hashes a key to four numbers: MurmurHash3 (x64, 128 bits) of its eight bytes, as thinc writes it.
fn murmur3(key: u64, seed: u32) -> [u32; 4] {
    let finish = |mut h: u64| {
        h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        h ^ (h >> 33)
    };
    let seed = u64::from(seed);
    let mixed = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let h2 = seed ^ 8;
    let h1 = (mixed ^ seed ^ 8).wrapping_add(h2);
    let h2 = h2.wrapping_add(h1);
    let (h1, h2) = (finish(h1), finish(h2));
    let h1 = h1.wrapping_add(h2);
    let h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_thinc() {
        // Expected: thinc 8.3, `NumpyOps().hash(keys, 8)`.
        let expected = [
            (1, [1161550108, 2247783286, 1742325162, 1224191281]),
            (8566208034543834098, [2653853934, 3922826080, 3980780901, 3736755472]),
            (u64::MAX, [2488739950, 2974852181, 1585626277, 2314794624]),
        ];
        for (key, hashes) in expected {
            assert_eq!(murmur3(key, 8), hashes);
        }
    }
}
