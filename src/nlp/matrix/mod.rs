//! Dense layers on rows of numbers, the same bits on every machine.
//!
//! Each output is one chain of fused multiply-adds, from the bias through the inputs in their order, whatever the
//! instruction set, the number of rows and their place in a batch. So results do not depend on the machine, on how
//! texts are batched or on threads, and there is no need for a BLAS.
//!
//! # Why
//! The networks here have a few hundred columns and weights that never change: with the weights packed once, a small
//! kernel reaches most of what the machine can do, and the order of sums stays in our hands.

mod kernel;
mod normalize;

pub(crate) use kernel::{Work, vectorized};
pub(crate) use normalize::{LayerNorm, add_rows, maxout};

use kernel::{LANES, Level, Row};

/// The weights of one dense layer, packed for the kernel.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    inputs: usize,
    outputs: usize,
    /// One panel of [`LANES`] outputs after the other; in each, one row per input.
    panels: Vec<Row>,
    /// One row per panel.
    bias: Vec<Row>,
}

impl Dense {
    /// Packs weights: `weight(output, input)` and `bias(output)`.
    pub(crate) fn new(
        inputs: usize,
        outputs: usize,
        weight: impl Fn(usize, usize) -> f32,
        bias: impl Fn(usize) -> f32,
    ) -> Self {
        let panel_count = outputs.div_ceil(LANES);
        let mut panels = vec![Row::ZERO; panel_count * inputs];
        let mut biases = vec![Row::ZERO; panel_count];
        for output in 0..outputs {
            let (panel, lane) = (output / LANES, output % LANES);
            biases[panel].0[lane] = bias(output);
            for input in 0..inputs {
                panels[panel * inputs + input].0[lane] = weight(output, input);
            }
        }
        Self { inputs, outputs, panels, bias: biases }
    }

    /// Returns how many numbers a row of input holds.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Returns how many of a row of output mean something.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Returns how long a row of output is: the outputs, then padding.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len() * LANES
    }

    /// Computes `rows` rows of output; row `i` reads `inputs()` numbers from `input[i * input_stride]` on.
    ///
    /// # Panics
    /// Where `input` or `output` is shorter than the rows need.
    pub(crate) fn apply(&self, input: &[f32], input_stride: usize, rows: usize, output: &mut [f32]) {
        if rows == 0 || self.inputs == 0 {
            return;
        }
        kernel::product(Level::get(), self, input, input_stride, rows, output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition: one chain of fused multiply-adds for each output.
    fn by_definition(weights: &[f32], bias: &[f32], input: &[f32], stride: usize, rows: usize) -> Vec<f32> {
        let inputs = weights.len() / bias.len();
        let one = |row: usize, output: usize| {
            (0..inputs).fold(bias[output], |sum, k| input[row * stride + k].mul_add(weights[output * inputs + k], sum))
        };
        (0..rows).flat_map(|r| (0..bias.len()).map(move |o| (r, o))).map(|(r, o)| one(r, o)).collect()
    }

    proptest! {
        #[test]
        fn every_instruction_set_gives_the_bits_of_the_definition(
            inputs in 1..40_usize, outputs in 1..150_usize, rows in 0..30_usize, seed in any::<u32>(),
        ) {
            let mut state = seed;
            let mut next = move || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 8) as f32 / 1e6 - 8.0
            };
            let weights: Vec<f32> = (0..inputs * outputs).map(|_| next()).collect();
            let bias: Vec<f32> = (0..outputs).map(|_| next()).collect();
            let stride = inputs.div_ceil(3); // rows overlap, as windows do
            let input: Vec<f32> = (0..stride * rows + inputs).map(|_| next()).collect();
            let dense = Dense::new(inputs, outputs, |o, i| weights[o * inputs + i], |o| bias[o]);
            let expected = by_definition(&weights, &bias, &input, stride, rows);
            for level in Level::available() {
                let mut output = vec![0.0; rows * dense.stride()];
                kernel::product(level, &dense, &input, stride, rows, &mut output);
                let meant: Vec<f32> = output.chunks(dense.stride()).flat_map(|r| &r[..outputs]).copied().collect();
                prop_assert_eq!(&meant, &expected, "{:?}", level);
            }
        }
    }
}
