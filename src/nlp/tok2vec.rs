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

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::lexeme::Lexeme;
use super::matrix::{Dense, LayerNorm, add_rows, maxout, vectorized};
use super::model::thinc::{Network, Node};
use super::model::{ModelError, Vectors};

/// How many lexemes a [`Cache`] keeps; with the bundled pipeline each takes 4 KB.
const CACHED_LEXEMES: usize = 8192;
/// How many rows are encoded at a time in the first layer; their lexemes fit the cache.
const CHUNK: usize = 2048;
/// How many rows go through a layer between product and normalisation, so that they stay in the processor's cache.
const BLOCK: usize = 96;

/// What the networks read of one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    /// The attributes of its form.
    pub(crate) lexeme: Lexeme,
    /// Whether a space follows.
    pub(crate) space_after: bool,
}

/// A column of [`Features`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
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

    fn of(self, features: &Features) -> u64 {
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
struct HashTable {
    column: Column,
    seed: u32,
    rows: u32,
    table: Vec<f32>,
}

/// A projection of pretrained vectors.
#[derive(Debug)]
struct Static {
    vectors: Vectors,
    project: Dense,
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

/// What hangs on lexemes alone, kept between texts; belongs to one [`Tok2Vec`].
#[derive(Debug, Default)]
pub(crate) struct Cache {
    index: FxHashMap<(u64, u64, bool), u32>,
    /// For each lexeme the mixed vector, then what it brings to each place of a window.
    entries: Vec<f32>,
    missing: Vec<Features>,
    embedded: Vec<f32>,
    product: Vec<f32>,
    ids: Vec<u32>,
    padded: Vec<f32>,
}

/// In [`Cache::ids`]: a row of padding.
const PADDING: u32 = u32::MAX;

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

    /// Writes one vector for each token of `features` to `vectors`; tokens of different `regions` do not see each other.
    pub(crate) fn encode(
        &self,
        features: &[Features],
        regions: &[Range<usize>],
        cache: &mut Cache,
        vectors: &mut Vec<f32>,
    ) {
        // spaCy sets as many rows of padding about each text as the encoder can see. They start as zeros, but each layer
        // gives them values, which the layers after it read.
        let padding = self.window * self.layers.len();
        let mut rows = Vec::with_capacity(features.len() + padding * (regions.len() + 1));
        rows.resize(padding, None);
        for region in regions {
            rows.extend(features.get(region.clone()).unwrap_or_default().iter().map(Some));
            rows.resize(rows.len() + padding, None);
        }
        let mut padded = std::mem::take(&mut cache.padded);
        padded.clear();
        padded.resize((rows.len() + 2 * self.window) * self.width, 0.0);
        for start in (0..rows.len()).step_by(CHUNK) {
            self.first_layer(&rows, start..(start + CHUNK).min(rows.len()), cache, &mut padded);
        }
        for layer in &self.layers[1..] {
            self.layer(layer, rows.len(), &mut cache.product, &mut cache.embedded, &mut padded);
        }
        vectors.clear();
        let texts = padded[self.window * self.width..].chunks_exact(self.width).zip(&rows);
        for (vector, _) in texts.filter(|(_, row)| row.is_some()) {
            vectors.extend_from_slice(vector);
        }
        cache.padded = padded;
    }

    /// Writes rows `chunk` after the first layer, from the cache alone.
    fn first_layer(&self, rows: &[Option<&Features>], chunk: Range<usize>, cache: &mut Cache, padded: &mut [f32]) {
        let seen = chunk.start.saturating_sub(self.window)..(chunk.end + self.window).min(rows.len());
        self.look_up(&rows[seen.clone()], cache);
        let (stride, places) = (self.entry_size(), self.first_bias.len());
        let norm = &self.layers[0].norm;
        vectorized(|| {
            let mut sums = vec![0.0; places];
            let mut best = vec![0.0; self.width];
            for row in chunk {
                sums.copy_from_slice(&self.first_bias);
                for place in 0..2 * self.window + 1 {
                    let neighbour = (row + place).checked_sub(self.window + seen.start);
                    let id = neighbour.and_then(|n| cache.ids.get(n)).copied().unwrap_or(PADDING);
                    if id != PADDING {
                        let entry = &cache.entries[id as usize * stride + self.width..][..stride - self.width];
                        add_rows(&mut sums, &entry[place * places..][..places]);
                    }
                }
                let out = &mut padded[(row + self.window) * self.width..][..self.width];
                let id = cache.ids[row - seen.start];
                if id != PADDING {
                    out.copy_from_slice(&cache.entries[id as usize * stride..][..self.width]);
                }
                maxout(&sums, &mut best);
                norm.add_to(&best, out);
            }
        });
    }

    /// Runs one further layer over all rows.
    fn layer(&self, layer: &Maxout, rows: usize, product: &mut Vec<f32>, outputs: &mut Vec<f32>, padded: &mut [f32]) {
        let (width, stride) = (self.width, layer.dense.stride());
        product.resize((BLOCK * stride).max(product.len()), 0.0);
        outputs.clear();
        outputs.resize(rows * width, 0.0);
        for start in (0..rows).step_by(BLOCK) {
            let count = BLOCK.min(rows - start);
            layer.dense.apply(&padded[start * width..], width, count, product);
            vectorized(|| {
                let mut best = vec![0.0; width];
                let out = outputs[start * width..].chunks_exact_mut(width);
                for (sums, out) in product.chunks_exact(stride).take(count).zip(out) {
                    maxout(&sums[..layer.dense.outputs()], &mut best);
                    layer.norm.add_to(&best, out);
                }
            });
        }
        vectorized(|| add_rows(&mut padded[self.window * width..][..rows * width], outputs));
    }

    /// Returns how many numbers the cache holds for one lexeme.
    fn entry_size(&self) -> usize {
        self.width + self.first.stride()
    }

    /// Sets `cache.ids` to the entries of `rows`, computing those that are missing.
    fn look_up(&self, rows: &[Option<&Features>], cache: &mut Cache) {
        if cache.index.len() + rows.len() > CACHED_LEXEMES + CHUNK {
            cache.index.clear();
            cache.entries.clear();
        }
        cache.ids.clear();
        cache.missing.clear();
        for row in rows {
            let Some(features) = row else {
                cache.ids.push(PADDING);
                continue;
            };
            let key = (features.lexeme.orth, features.lexeme.norm, self.reads_space_after && features.space_after);
            let next = cache.index.len() as u32;
            let id = *cache.index.entry(key).or_insert(next);
            if id == next {
                cache.missing.push(**features);
            }
            cache.ids.push(id);
        }
        let missing = std::mem::take(&mut cache.missing);
        for block in missing.chunks(BLOCK) {
            self.compute_entries(block, cache);
        }
        cache.missing = missing;
    }

    /// Appends the entries of lexemes.
    fn compute_entries(&self, lexemes: &[Features], cache: &mut Cache) {
        let (width, inputs) = (self.width, self.mixer.dense.inputs());
        cache.embedded.clear();
        cache.embedded.resize(lexemes.len() * inputs, 0.0);
        for (features, row) in lexemes.iter().zip(cache.embedded.chunks_exact_mut(inputs)) {
            for (table, out) in self.tables.iter().zip(row.chunks_exact_mut(width)) {
                table.embed(table.column.of(features), out);
            }
            if let Some(vectors) = &self.vectors {
                vectors.embed(features, &mut row[self.tables.len() * width..]);
            }
        }
        let mixer = &self.mixer;
        cache.product.resize((lexemes.len() * mixer.dense.stride()).max(cache.product.len()), 0.0);
        mixer.dense.apply(&cache.embedded, inputs, lexemes.len(), &mut cache.product);
        let mut mixed = vec![0.0; lexemes.len() * width];
        let mut best = vec![0.0; width];
        for (sums, out) in cache.product.chunks_exact(mixer.dense.stride()).zip(mixed.chunks_exact_mut(width)) {
            maxout(&sums[..mixer.dense.outputs()], &mut best);
            mixer.norm.add_to(&best, out);
        }
        cache.product.resize((lexemes.len() * self.first.stride()).max(cache.product.len()), 0.0);
        self.first.apply(&mixed, width, lexemes.len(), &mut cache.product);
        for (mixed, brought) in mixed.chunks_exact(width).zip(cache.product.chunks_exact(self.first.stride())) {
            cache.entries.extend_from_slice(mixed);
            cache.entries.extend_from_slice(brought);
        }
    }
}

impl HashTable {
    /// Adds the embedding of a feature to `out`.
    fn embed(&self, key: u64, out: &mut [f32]) {
        for hash in murmur3(key, self.seed) {
            let row = (hash % self.rows) as usize;
            add_rows(out, &self.table[row * out.len()..][..out.len()]);
        }
    }
}

impl Static {
    fn read(network: &Network, node: &Node, width: usize, vectors: Option<&Vectors>) -> Result<Self, ModelError> {
        let missing = || ModelError::malformed("vocab/vectors", "the networks need pretrained vectors");
        let vectors = vectors.ok_or_else(missing)?.clone();
        let weights = network.shaped(node, "W", &[width, vectors.width()])?;
        let project = Dense::new(vectors.width(), width, |o, i| weights[o * vectors.width() + i], |_| 0.0);
        Ok(Self { vectors, project })
    }

    /// Writes the projection of a token's vector to `out`, which stays as it is where there is none.
    fn embed(&self, features: &Features, out: &mut [f32]) {
        if let Some(vector) = self.vectors.find(features.lexeme.orth) {
            let mut padded = vec![0.0; self.project.stride()];
            self.project.apply(vector, self.vectors.width(), 1, &mut padded);
            out.copy_from_slice(&padded[..out.len()]);
        }
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

/// Reads the embedding tables, in the order of their columns.
fn read_tables(network: &Network, columns: &[String]) -> Result<Vec<HashTable>, ModelError> {
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
