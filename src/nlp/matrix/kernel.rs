//! The matrix kernel, once for each instruction set; the only place with `unsafe` code.

use super::Dense;

/// How many outputs a panel of weights holds.
pub(super) const LANES: usize = 32;

/// The weights of one input for one panel of outputs, aligned to a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Row(pub(super) [f32; LANES]);

impl Row {
    /// Zeros.
    pub(super) const ZERO: Self = Self([0.0; LANES]);
}

/// An instruction set that the kernel is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// 512-bit vectors.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 256-bit vectors with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// What the compiler makes of plain code.
    Portable,
}

impl Level {
    /// Returns the best one that this machine has.
    pub(super) fn get() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    /// Returns all that this machine has.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        match Self::get() {
            Self::Avx512 => return vec![Self::Avx512, Self::Avx2, Self::Portable],
            Self::Avx2 => return vec![Self::Avx2, Self::Portable],
            Self::Portable => {}
        }
        vec![Self::Portable]
    }
}

/// Plain code on rows of numbers that gains from wide vectors.
///
/// Its `run` must be marked `#[inline(always)]`, for only what is inlined is compiled for an instruction set; closures
/// cannot be marked so, therefore this trait.
pub(crate) trait Work {
    /// What comes out.
    type Out;
    /// Does the work.
    fn run(self) -> Self::Out;
}

/// Runs `work`, compiled for the best instruction set of this machine.
///
/// Only its speed differs: plain code keeps its order of operations under every instruction set.
#[inline(always)]
pub(crate) fn vectorized<W: Work>(work: W) -> W::Out {
    match Level::get() {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => {
            // SAFETY: `Level::get` has found AVX-512F, which implies the rest.
            #[expect(unsafe_code)]
            unsafe {
                x86::run_avx512(work)
            }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => {
            // SAFETY: `Level::get` has found AVX2 and FMA.
            #[expect(unsafe_code)]
            unsafe {
                x86::run_avx2(work)
            }
        }
        Level::Portable => work.run(),
    }
}

/// Computes the rows of [`Dense::apply`] with the instructions of `level`, which the machine must have.
///
/// # Panics
/// Where `input` or `output` is shorter than the rows need, or the machine lacks `level`.
pub(super) fn product(
    level: Level,
    dense: &Dense,
    input: &[f32],
    input_stride: usize,
    rows: usize,
    output: &mut [f32],
) {
    if rows == 0 {
        return;
    }
    let stride = dense.stride();
    let last = (rows - 1).checked_mul(input_stride).and_then(|start| start.checked_add(dense.inputs));
    assert!(last.is_some_and(|end| end <= input.len()), "input holds every row");
    assert!(rows.checked_mul(stride).is_some_and(|end| end <= output.len()), "output holds every row");
    assert_eq!(dense.panels.len(), dense.bias.len() * dense.inputs, "weights for each panel");
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => {
            assert!(is_x86_feature_detected!("avx512f"));
            // SAFETY: the machine has AVX-512F; the bounds that `x86` relies on are asserted above.
            #[expect(unsafe_code)]
            unsafe {
                x86::product_avx512(dense, input.as_ptr(), input_stride, rows, output.as_mut_ptr());
            }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => {
            assert!(is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"));
            // SAFETY: the machine has AVX2 and FMA; the bounds that `x86` relies on are asserted above.
            #[expect(unsafe_code)]
            unsafe {
                x86::product_avx2(dense, input.as_ptr(), input_stride, rows, output.as_mut_ptr());
            }
        }
        Level::Portable => portable(dense, input, input_stride, rows, output),
    }
}

/// Computes the rows in plain code.
fn portable(dense: &Dense, input: &[f32], input_stride: usize, rows: usize, output: &mut [f32]) {
    for row in 0..rows {
        let input = &input[row * input_stride..][..dense.inputs];
        let output = &mut output[row * dense.stride()..][..dense.stride()];
        let panels = dense.panels.chunks_exact(dense.inputs).zip(&dense.bias);
        for ((panel, bias), output) in panels.zip(output.chunks_exact_mut(LANES)) {
            let mut sums = bias.0;
            for (&x, weights) in input.iter().zip(panel) {
                for (sum, &weight) in sums.iter_mut().zip(&weights.0) {
                    *sum = x.mul_add(weight, *sum);
                }
            }
            output.copy_from_slice(&sums);
        }
    }
}

/// The kernels for x86-64.
///
/// # Safety
/// Every function here relies on what [`product`] asserts: row `i < rows` has `dense.inputs` numbers from
/// `input + i * input_stride` on and `dense.stride()` numbers from `output + i * dense.stride()` on; `dense.panels` has
/// `dense.inputs` rows for each of `dense.bias`; and `input` and `output` do not overlap, for one is borrowed shared
/// and the other alone. Vector loads and stores here need no alignment.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code)]
mod x86 {
    use std::arch::x86_64::*;

    use super::super::Dense;
    use super::{LANES, Row, Work};

    #[target_feature(enable = "avx512f")]
    pub(super) fn run_avx512<W: Work>(work: W) -> W::Out {
        work.run()
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn run_avx2<W: Work>(work: W) -> W::Out {
        work.run()
    }

    /// Walks blocks of rows, and in each the panels; `$block::<ROWS, PANELS>` computes one tile.
    ///
    /// Blocks of several rows take one panel at a time, so that its weights stay in the nearest cache; a single row takes
    /// several panels at a time, so that its chains of additions overlap.
    macro_rules! tiles {
        ($block:ident, $tall:literal, $wide:literal, $dense:ident, $input:ident, $input_stride:ident, $rows:ident, $output:ident) => {{
            let (inputs, panels, stride) = ($dense.inputs, $dense.bias.len(), $dense.stride());
            let tall = $rows / $tall * $tall;
            for panel in 0..panels {
                let weights = $dense.panels.as_ptr().add(panel * inputs);
                let bias = $dense.bias.as_ptr().add(panel);
                for row in (0..tall).step_by($tall) {
                    let (from, to) = ($input.add(row * $input_stride), $output.add(row * stride + panel * LANES));
                    $block::<$tall, 1>(inputs, weights, bias, from, $input_stride, to, stride);
                }
                if $rows - tall > 1 {
                    let (from, to) = ($input.add(tall * $input_stride), $output.add(tall * stride + panel * LANES));
                    let mut row = 0;
                    while row + 2 <= $rows - tall {
                        let (from, to) = (from.add(row * $input_stride), to.add(row * stride));
                        if row + 4 <= $rows - tall {
                            $block::<4, 1>(inputs, weights, bias, from, $input_stride, to, stride);
                            row += 4;
                        } else {
                            $block::<2, 1>(inputs, weights, bias, from, $input_stride, to, stride);
                            row += 2;
                        }
                    }
                }
            }
            // What blocks of two and more leave is one row at most.
            if ($rows - tall) % 2 == 1 {
                let row = $rows - 1;
                let mut panel = 0;
                while panel < panels {
                    let weights = $dense.panels.as_ptr().add(panel * inputs);
                    let bias = $dense.bias.as_ptr().add(panel);
                    let (from, to) = ($input.add(row * $input_stride), $output.add(row * stride + panel * LANES));
                    if panel + $wide <= panels {
                        $block::<1, $wide>(inputs, weights, bias, from, $input_stride, to, stride);
                        panel += $wide;
                    } else {
                        $block::<1, 1>(inputs, weights, bias, from, $input_stride, to, stride);
                        panel += 1;
                    }
                }
            }
        }};
    }

    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn product_avx512(
        dense: &Dense,
        input: *const f32,
        input_stride: usize,
        rows: usize,
        output: *mut f32,
    ) {
        // SAFETY: see the module; every tile lies inside the rows and panels.
        unsafe { tiles!(tile_avx512, 12, 4, dense, input, input_stride, rows, output) }
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) unsafe fn product_avx2(
        dense: &Dense,
        input: *const f32,
        input_stride: usize,
        rows: usize,
        output: *mut f32,
    ) {
        // SAFETY: see the module; every tile lies inside the rows and panels.
        unsafe { tiles!(tile_avx2, 6, 2, dense, input, input_stride, rows, output) }
    }

    /// Computes `ROWS` rows of `PANELS` panels, all sums in registers.
    #[target_feature(enable = "avx512f")]
    #[inline]
    unsafe fn tile_avx512<const ROWS: usize, const PANELS: usize>(
        inputs: usize,
        weights: *const Row,
        bias: *const Row,
        input: *const f32,
        input_stride: usize,
        output: *mut f32,
        stride: usize,
    ) {
        // SAFETY: `weights` points at `PANELS` panels of `inputs` rows, `bias` at `PANELS` rows; see the module.
        unsafe {
            let mut sums = [[[_mm512_setzero_ps(); 2]; PANELS]; ROWS];
            for row in &mut sums {
                for (panel, sum) in row.iter_mut().enumerate() {
                    let bias = bias.add(panel).cast::<f32>();
                    *sum = [_mm512_loadu_ps(bias), _mm512_loadu_ps(bias.add(16))];
                }
            }
            for k in 0..inputs {
                for panel in 0..PANELS {
                    let w = weights.add(panel * inputs + k).cast::<f32>();
                    let (low, high) = (_mm512_loadu_ps(w), _mm512_loadu_ps(w.add(16)));
                    for (row, sums) in sums.iter_mut().enumerate() {
                        let x = _mm512_set1_ps(*input.add(row * input_stride + k));
                        sums[panel][0] = _mm512_fmadd_ps(x, low, sums[panel][0]);
                        sums[panel][1] = _mm512_fmadd_ps(x, high, sums[panel][1]);
                    }
                }
            }
            for (row, sums) in sums.iter().enumerate() {
                for (panel, sum) in sums.iter().enumerate() {
                    let to = output.add(row * stride + panel * LANES);
                    _mm512_storeu_ps(to, sum[0]);
                    _mm512_storeu_ps(to.add(16), sum[1]);
                }
            }
        }
    }

    /// Computes `ROWS` rows of `PANELS` panels, half a panel at a time, all sums in registers.
    #[target_feature(enable = "avx2,fma")]
    #[inline]
    unsafe fn tile_avx2<const ROWS: usize, const PANELS: usize>(
        inputs: usize,
        weights: *const Row,
        bias: *const Row,
        input: *const f32,
        input_stride: usize,
        output: *mut f32,
        stride: usize,
    ) {
        // SAFETY: `weights` points at `PANELS` panels of `inputs` rows, `bias` at `PANELS` rows; see the module.
        unsafe {
            for half in [0, 16] {
                let mut sums = [[[_mm256_setzero_ps(); 2]; PANELS]; ROWS];
                for row in &mut sums {
                    for (panel, sum) in row.iter_mut().enumerate() {
                        let bias = bias.add(panel).cast::<f32>().add(half);
                        *sum = [_mm256_loadu_ps(bias), _mm256_loadu_ps(bias.add(8))];
                    }
                }
                for k in 0..inputs {
                    for panel in 0..PANELS {
                        let w = weights.add(panel * inputs + k).cast::<f32>().add(half);
                        let (low, high) = (_mm256_loadu_ps(w), _mm256_loadu_ps(w.add(8)));
                        for (row, sums) in sums.iter_mut().enumerate() {
                            let x = _mm256_set1_ps(*input.add(row * input_stride + k));
                            sums[panel][0] = _mm256_fmadd_ps(x, low, sums[panel][0]);
                            sums[panel][1] = _mm256_fmadd_ps(x, high, sums[panel][1]);
                        }
                    }
                }
                for (row, sums) in sums.iter().enumerate() {
                    for (panel, sum) in sums.iter().enumerate() {
                        let to = output.add(row * stride + panel * LANES + half);
                        _mm256_storeu_ps(to, sum[0]);
                        _mm256_storeu_ps(to.add(8), sum[1]);
                    }
                }
            }
        }
    }
}
