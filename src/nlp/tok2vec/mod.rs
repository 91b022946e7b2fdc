//! Hash embedding and the maxout window encoder: features of tokens in, one vector of context for each out.
//!
//! What the vectors mean is left to `tagger` and `transition`. The network is spaCy's `MultiHashEmbed` followed by its
//! `MaxoutWindowEncoder`:
//!
//! 1. Each feature of a token picks four rows of its table by hash; their sum embeds the feature (Svenstrup et al. 2017,
//!    "Hash embeddings for efficient word representations"). With pretrained vectors, a projection of the token's vector
//!    stands beside the features.
//! 2. A maxout layer with layer normalisation mixes them into one vector.
//! 3. Each of `depth` layers reads a window of neighbours, and adds its maxout, normalised, to the token's vector.
//!
//! # Why
//! Steps 1 and 2, and what each token brings to its neighbours in the first layer of step 3, hang on the lexeme alone.
//! They are kept in a [`Cache`], so that running text costs only the remaining layers. A cache changes no result: what
//! it holds is computed by the same sums in the same order.

mod embed;
mod encode;

pub(crate) use encode::Cache;

use embed::{Column, HashTable, Static, read_tables};

use super::lexeme::Lexeme;
use super::matrix::{Dense, LayerNorm};
use super::model::thinc::{Network, Node};
use super::model::{ModelError, Vectors};

/// What the networks read of one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    /// The attributes of its form.
    pub(crate) lexeme: Lexeme,
    /// Whether a space follows.
    pub(crate) space_after: bool,
}

/// A maxout layer with layer normalisation.
#[derive(Debug)]
struct Maxout {
    dense: Dense,
    norm: LayerNorm,
}

/// A network from features to vectors.
#[derive(Debug)]
pub(crate) struct Tok2Vec {
    width: usize,
    window: usize,
    tables: Vec<HashTable>,
    vectors: Option<Static>,
    mixer: Maxout,
    /// What a token brings to each place of a window in the first layer; without the bias.
    first: Dense,
    /// The bias of the first layer, piece by piece.
    first_bias: Vec<f32>,
    layers: Vec<Maxout>,
    /// Whether a space that follows is among the features.
    reads_space_after: bool,
}

impl Tok2Vec {
    /// Reads the network's layers from `network`; `vectors` are the pipeline's, if it has any.
    pub(crate) fn read(network: &Network, vectors: Option<&Vectors>) -> Result<Self, ModelError> {
        let file = network.file();
        let columns = network.names(network.first("extract_features")?, "columns")?;
        let tables = read_tables(network, &columns)?;
        let width = tables.first().map_or(0, |t| t.table.len() / t.rows as usize);
        if width == 0 || tables.iter().any(|t| t.table.len() != t.rows as usize * width) {
            return Err(ModelError::malformed(file, "the embedding tables differ in width"));
        }
        let vectors = network.named("static_vectors").next().map(|node| Static::read(network, node, width, vectors));
        let vectors = vectors.transpose()?;
        let mut maxouts = network.named("maxout").zip(network.named("layernorm"));
        let concatenated = width * (tables.len() + usize::from(vectors.is_some()));
        let mixer = maxouts.next().ok_or_else(|| ModelError::malformed(file, "no layer `maxout`"))?;
        let mixer = Maxout::read(network, mixer, width, concatenated)?;
        let mut windows = network.named("expand_window").map(|node| network.count(node, "window_size"));
        let window = windows.next().unwrap_or(Ok(0))?;
        if window > 8 || windows.any(|w| w.ok() != Some(window)) {
            return Err(ModelError::unsupported(file, "an encoder with unequal or wide windows"));
        }
        let inputs = width * (2 * window + 1);
        let mut nodes = maxouts;
        let Some(first) = nodes.next() else {
            return Err(ModelError::unsupported(file, "an encoder without layers"));
        };
        let (first_dense, first_bias) = read_first(network, first.0, width, window)?;
        let mut layers = vec![Maxout::read(network, first, width, inputs)?];
        for node in nodes {
            layers.push(Maxout::read(network, node, width, inputs)?);
        }
        let reads_space_after = tables.iter().any(|t| t.column == Column::SpaceAfter);
        Ok(Self { width, window, tables, vectors, mixer, first: first_dense, first_bias, layers, reads_space_after })
    }

    /// Returns how many numbers a token's vector holds.
    pub(crate) fn width(&self) -> usize {
        self.width
    }
}

impl Maxout {
    /// Reads a `maxout` node and its `layernorm`; the pieces of a column end up `width` outputs apart.
    fn read(network: &Network, (node, norm): (&Node, &Node), width: usize, inputs: usize) -> Result<Self, ModelError> {
        let pieces = pieces(network, node)?;
        let weights = network.shaped(node, "W", &[width, pieces, inputs])?;
        let bias = network.shaped(node, "b", &[width, pieces])?;
        let place = |output: usize| output % width * pieces + output / width;
        let weight = |output, input| weights[place(output) * inputs + input];
        let dense = Dense::new(inputs, width * pieces, weight, |output| bias[place(output)]);
        let scale = network.shaped(norm, "G", &[width])?.to_vec();
        let shift = network.shaped(norm, "b", &[width])?.to_vec();
        Ok(Self { dense, norm: LayerNorm { scale, shift } })
    }
}

/// Returns how many pieces a `maxout` node has.
fn pieces(network: &Network, node: &Node) -> Result<usize, ModelError> {
    match network.param(node, "W", 3)?.shape[1] {
        pieces @ 1..=16 => Ok(pieces),
        pieces => Err(ModelError::malformed(network.file(), format!("maxout of {pieces} pieces"))),
    }
}

/// Reads the first layer as what a token brings to each place of a window, and the layer's bias.
fn read_first(network: &Network, node: &Node, width: usize, window: usize) -> Result<(Dense, Vec<f32>), ModelError> {
    let (pieces, places) = (pieces(network, node)?, 2 * window + 1);
    let weights = network.shaped(node, "W", &[width, pieces, places * width])?;
    let bias = network.shaped(node, "b", &[width, pieces])?;
    let sums = width * pieces;
    let weight = |output: usize, input: usize| {
        let (place, sum) = (output / sums, output % sums);
        weights[(sum % width * pieces + sum / width) * places * width + place * width + input]
    };
    let dense = Dense::new(width, places * sums, weight, |_| 0.0);
    Ok((dense, (0..sums).map(|sum| bias[sum % width * pieces + sum / width]).collect()))
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "one region is a list of one range")]
mod tests {
    use super::*;
    use crate::nlp::model::ModelFiles;

    fn network() -> Tok2Vec {
        let files = ModelFiles::bundled();
        Tok2Vec::read(&Network::read(&files, "ner/model").unwrap(), None).unwrap()
    }

    /// Tokens of `count` made-up lexemes, from number `first` on.
    fn tokens(first: u64, count: u64) -> Vec<Features> {
        let number = |i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let lexeme = |i| Lexeme { orth: number(i), norm: number(i), suffix: number(i / 7), ..Lexeme::default() };
        (first..first + count).map(|i| Features { lexeme: lexeme(i), space_after: true }).collect()
    }

    fn encode(
        network: &Tok2Vec,
        tokens: &[Features],
        regions: &[std::ops::Range<usize>],
        cache: &mut Cache,
    ) -> Vec<f32> {
        let mut vectors = Vec::new();
        network.encode(tokens, regions, cache, &mut vectors);
        vectors
    }

    #[test]
    fn regions_together_have_the_bits_of_regions_alone() {
        let (network, tokens) = (network(), tokens(1, 150));
        let regions = [0..1, 1..20, 20..22, 22..150];
        let together = encode(&network, &tokens, &regions, &mut Cache::default());
        let mut alone = Vec::new();
        for region in regions {
            let part = &tokens[region];
            alone.extend(encode(&network, part, &[0..part.len()], &mut Cache::default()));
        }
        assert_eq!(together, alone);
        assert_eq!(together.len(), 150 * network.width());
    }

    #[test]
    fn a_cache_that_overflows_changes_no_bit() {
        let network = network();
        let many = tokens(1, 12_000);
        let mut cache = Cache::default();
        let cached = encode(&network, &many, &[0..many.len()], &mut cache);
        let again = encode(&network, &many, &[0..many.len()], &mut cache);
        assert_eq!(cached, again);
        let few = tokens(11_000, 40);
        assert_eq!(
            encode(&network, &few, &[0..40], &mut cache),
            encode(&network, &few, &[0..40], &mut Cache::default())
        );
    }
}
