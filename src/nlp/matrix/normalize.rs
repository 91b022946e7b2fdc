//! What stands between two dense layers: maxout, layer normalisation, sums of rows.

/// How many partial sums a row is added up in; their order is fixed, so the result is too.
const PARTS: usize = 16;

/// Scale and shift of a layer normalisation.
#[derive(Clone, Debug)]
pub(crate) struct LayerNorm {
    /// Scale of each column.
    pub(crate) scale: Vec<f32>,
    /// Shift of each column.
    pub(crate) shift: Vec<f32>,
}

impl LayerNorm {
    /// Normalises `row` to mean 0 and variance 1, then scales and shifts it, and adds it to `onto`.
    #[inline(always)]
    pub(crate) fn add_to(&self, row: &[f32], onto: &mut [f32]) {
        let count = row.len() as f32;
        let mean = sum(row, |x| x) / count;
        let variance = sum(row, |x| (x - mean) * (x - mean)) / count + 1e-8;
        let factor = 1.0 / variance.sqrt();
        for (((to, &x), &scale), &shift) in onto.iter_mut().zip(row).zip(&self.scale).zip(&self.shift) {
            *to += (x - mean) * factor * scale + shift;
        }
    }
}

/// Adds up `of(x)` over a row, in an order that is the same on every machine.
#[inline(always)]
fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut parts = [0.0; PARTS];
    let chunks = row.chunks_exact(PARTS);
    for (part, &x) in parts.iter_mut().zip(chunks.remainder()) {
        *part += of(x);
    }
    for chunk in chunks {
        for (part, &x) in parts.iter_mut().zip(chunk) {
            *part += of(x);
        }
    }
    let mut width = PARTS / 2;
    while width > 0 {
        for i in 0..width {
            parts[i] += parts[i + width];
        }
        width /= 2;
    }
    parts[0]
}

/// Takes the largest of the pieces of each column: piece `p` of column `i` is `pieces[p * out.len() + i]`.
#[inline(always)]
pub(crate) fn maxout(pieces: &[f32], out: &mut [f32]) {
    let width = out.len();
    out.copy_from_slice(&pieces[..width]);
    for piece in pieces[width..].chunks_exact(width) {
        for (best, &x) in out.iter_mut().zip(piece) {
            *best = if x > *best { x } else { *best };
        }
    }
}

/// Adds `row` to `sum`, number by number.
#[inline(always)]
pub(crate) fn add_rows(sum: &mut [f32], row: &[f32]) {
    for (sum, &x) in sum.iter_mut().zip(row) {
        *sum += x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_piece_of_each_column_stays() {
        let mut out = [0.0; 2];
        maxout(&[1.0, -4.0, 0.5, -3.0, 2.0, -5.0], &mut out);
        assert_eq!(out, [2.0, -3.0]);
    }

    #[test]
    fn a_normalised_row_has_the_scale_and_shift_it_was_given() {
        let norm = LayerNorm { scale: vec![2.0; 20], shift: vec![1.0; 20] };
        let row: Vec<f32> = (0..20).map(|i| if i % 2 == 0 { 3.0 } else { 5.0 }).collect();
        let mut out = vec![10.0; 20];
        norm.add_to(&row, &mut out);
        let expected: Vec<f32> = (0..20).map(|i| if i % 2 == 0 { 9.0 } else { 13.0 }).collect();
        assert!(out.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-5), "{out:?}");
    }
}
