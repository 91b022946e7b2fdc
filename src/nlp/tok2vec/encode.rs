//! Steps 2 and 3: the mixer, the window encoder and the cache of what hangs on lexemes alone.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Features, Maxout, Tok2Vec};
use crate::nlp::matrix::{Work, add_rows, maxout, vectorized};

/// How many lexemes a [`Cache`] keeps; with the bundled pipeline each takes 4 KB.
const CACHED_LEXEMES: usize = 8192;
/// How many rows are encoded at a time in the first layer; their lexemes fit the cache.
const CHUNK: usize = 2048;
/// How many rows go through a layer between product and normalisation, so that they stay in the processor's cache.
const BLOCK: usize = 96;

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
        vectorized(FirstLayer { network: self, chunk, seen, cache, padded });
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
            let sums = product[..count * stride].chunks_exact(stride);
            vectorized(Finish { layer, sums, outputs: &mut outputs[start * width..] });
        }
        let rows = &mut padded[self.window * width..][..rows * width];
        vectorized(AddTo { rows, outputs });
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

/// The first layer of rows `chunk`, from what the cache holds of the rows `seen`.
struct FirstLayer<'w> {
    network: &'w Tok2Vec,
    chunk: Range<usize>,
    seen: Range<usize>,
    cache: &'w Cache,
    padded: &'w mut [f32],
}

impl Work for FirstLayer<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let Self { network, chunk, seen, cache, padded } = self;
        let (width, window, stride) = (network.width, network.window, network.entry_size());
        let count = network.first_bias.len();
        let mut sums = vec![0.0; count];
        let mut best = vec![0.0; width];
        for row in chunk {
            sums.copy_from_slice(&network.first_bias);
            for place in 0..2 * window + 1 {
                let neighbour = (row + place).checked_sub(window + seen.start);
                let id = neighbour.and_then(|n| cache.ids.get(n)).copied().unwrap_or(PADDING);
                if id != PADDING {
                    let entry = &cache.entries[id as usize * stride..][..stride];
                    add_rows(&mut sums, &entry[width + place * count..][..count]);
                }
            }
            let out = &mut padded[(row + window) * width..][..width];
            let id = cache.ids[row - seen.start];
            if id != PADDING {
                out.copy_from_slice(&cache.entries[id as usize * stride..][..width]);
            }
            maxout(&sums, &mut best);
            network.layers[0].norm.add_to(&best, out);
        }
    }
}

/// Maxout and normalisation of the sums of a layer, one row of `outputs` for each.
struct Finish<'w> {
    layer: &'w Maxout,
    sums: std::slice::ChunksExact<'w, f32>,
    outputs: &'w mut [f32],
}

impl Work for Finish<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let norm = &self.layer.norm;
        let mut best = vec![0.0; norm.scale.len()];
        for (sums, out) in self.sums.zip(self.outputs.chunks_exact_mut(norm.scale.len())) {
            maxout(&sums[..self.layer.dense.outputs()], &mut best);
            norm.add_to(&best, out);
        }
    }
}

/// The residual: what a layer made, added to what it read.
struct AddTo<'w> {
    rows: &'w mut [f32],
    outputs: &'w [f32],
}

impl Work for AddTo<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        add_rows(self.rows, self.outputs);
    }
}
