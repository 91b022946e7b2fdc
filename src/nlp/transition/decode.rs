//! Greedy decoding: a machine, a network that scores its moves, and the best valid move at each step.
//!
//! The network sees a few tokens of the machine's state. What each token contributes in each of these roles is computed
//! once for the whole text by one matrix product; a state is then the sum of a few rows.

use std::ops::Range;

use crate::nlp::matrix::{Dense, Work, add_rows, maxout, vectorized};
use crate::nlp::model::ModelError;
use crate::nlp::model::thinc::Network;

/// In a machine's context: no token.
pub(super) const NONE: u32 = u32::MAX;
/// The most tokens that a context holds.
const MAX_CONTEXT: usize = 13;
/// The most moves per token before a machine is forced to its end; spaCy's transitions need a little over two.
const MAX_STEPS: usize = 16;
/// How many tokens' contributions are computed at a time, where regions allow.
const BATCH: usize = 1024;

/// A transition system in the middle of a text.
pub(super) trait Machine {
    /// Sets the machine to the start of a text of `length` tokens, the first being token `start` of the doc.
    fn start(&mut self, start: usize, length: usize);
    /// Tells whether there is nothing left to do.
    fn is_final(&self) -> bool;
    /// Writes the tokens that the score depends on, counted from the start of the text, or [`NONE`].
    fn context(&self, tokens: &mut [u32]);
    /// Returns the best-scored move that is valid, the first among equals.
    fn best(&self, scores: &[f32]) -> Option<usize>;
    /// Makes a move.
    fn apply(&mut self, class: usize);
    /// Gives up; only where no move is valid.
    fn force_final(&mut self);
    /// Takes over what was found; called once, at the end.
    fn finish(&mut self);
}

/// The network that scores moves.
#[derive(Debug)]
pub(crate) struct Scorer {
    /// From the token vectors to the width that the network works with.
    reduce: Dense,
    /// From there to what a token contributes in each role of a context.
    lower: Dense,
    context: usize,
    hidden: usize,
    /// What an absent token contributes in each role.
    padding: Vec<f32>,
    bias: Vec<f32>,
    /// From the hidden layer to the scores; without it, the hidden layer holds them.
    upper: Option<Dense>,
}

/// Memory of a [`Scorer`], kept between texts.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    reduced: Vec<f32>,
    contributions: Vec<f32>,
    sums: Vec<f32>,
    hidden: Vec<f32>,
    scores: Vec<f32>,
}

impl Scorer {
    /// Reads the network of a parser or recogniser on vectors of `width` numbers; it must score `classes` moves on a
    /// context of one of the sizes in `contexts`.
    pub(super) fn read(
        network: &Network,
        width: usize,
        classes: usize,
        contexts: &[usize],
    ) -> Result<Self, ModelError> {
        let file = network.file();
        let missing = |name: &str| ModelError::malformed(file, format!("no layer `{name}`"));
        let lower = network.reference("lower").ok_or_else(|| missing("lower"))?;
        let upper = network.reference("upper").filter(|node| node.name == "linear");
        let mut linear = network.named("linear").filter(|&node| upper.is_none_or(|upper| !std::ptr::eq(node, upper)));
        let reduce = linear.next().ok_or_else(|| missing("linear"))?;

        let &[context, hidden, pieces, inputs] = network.param(lower, "W", 4)?.shape.as_slice() else {
            return Err(missing("lower"));
        };
        if !contexts.contains(&context) || context > MAX_CONTEXT || hidden == 0 || pieces == 0 {
            return Err(ModelError::unsupported(file, format!("a state of {context} tokens")));
        }
        let (w, b) = (network.shaped(reduce, "W", &[inputs, width])?, network.shaped(reduce, "b", &[inputs])?);
        let reduce = Dense::new(width, inputs, |o, i| w[o * width + i], |o| b[o]);

        // Pieces end up `hidden` numbers apart, so that maxout works on whole rows.
        let sums = hidden * pieces;
        let place = |output: usize| output % sums % hidden * pieces + output % sums / hidden + output / sums * sums;
        let w = network.shaped(lower, "W", &[context, hidden, pieces, inputs])?;
        let pad = network.shaped(lower, "pad", &[1, context, hidden, pieces])?;
        let b = network.shaped(lower, "b", &[hidden, pieces])?;
        let lower = Dense::new(inputs, context * sums, |o, i| w[place(o) * inputs + i], |_| 0.0);
        let padding = (0..context * sums).map(|o| pad[place(o)]).collect();
        let bias = (0..sums).map(|o| b[place(o)]).collect();

        let upper = match upper {
            Some(node) => {
                let (w, b) = (network.shaped(node, "W", &[classes, hidden])?, network.shaped(node, "b", &[classes])?);
                Some(Dense::new(hidden, classes, |o, i| w[o * hidden + i], |o| b[o]))
            }
            None if hidden == classes => None,
            None => return Err(ModelError::malformed(file, format!("{hidden} scores for {classes} moves"))),
        };
        Ok(Self { reduce, lower, context, hidden, padding, bias, upper })
    }

    /// Returns how many tokens a context holds.
    pub(super) fn context(&self) -> usize {
        self.context
    }

    /// Runs `machine` over each region of a text with the token vectors `vectors`.
    pub(super) fn decode(
        &self,
        machine: &mut impl Machine,
        vectors: &[f32],
        regions: &[Range<usize>],
        buffers: &mut Buffers,
    ) {
        let mut rest = regions;
        while let Some(first) = rest.first() {
            let fitting = rest.iter().take_while(|r| r.end - first.start <= BATCH).count().max(1);
            let (batch, after) = rest.split_at(fitting);
            rest = after;
            let tokens = first.start..batch.last().map_or(first.end, |r| r.end);
            self.contribute(vectors, tokens.clone(), buffers);
            let mut contributions = std::mem::take(&mut buffers.contributions);
            for region in batch {
                let rows = region.start - tokens.start..region.end - tokens.start;
                let rows = &contributions[rows.start * self.lower.stride()..rows.end * self.lower.stride()];
                machine.start(region.start, region.len());
                self.run(machine, region.len(), rows, buffers);
                machine.finish();
            }
            contributions.clear();
            buffers.contributions = contributions;
        }
    }

    /// Computes what each token contributes in each role.
    fn contribute(&self, vectors: &[f32], tokens: Range<usize>, buffers: &mut Buffers) {
        let (width, count) = (self.reduce.inputs(), tokens.len());
        buffers.reduced.resize(count * self.reduce.stride(), 0.0);
        self.reduce.apply(&vectors[tokens.start * width..], width, count, &mut buffers.reduced);
        buffers.contributions.resize(count * self.lower.stride(), 0.0);
        self.lower.apply(&buffers.reduced, self.reduce.stride(), count, &mut buffers.contributions);
    }

    /// Runs `machine` from start to end.
    fn run(&self, machine: &mut impl Machine, length: usize, contributions: &[f32], buffers: &mut Buffers) {
        let mut context = [NONE; MAX_CONTEXT];
        let context = &mut context[..self.context];
        let mut steps = 0;
        while !machine.is_final() {
            machine.context(context);
            let scores = self.score(context, contributions, buffers);
            steps += 1;
            match machine.best(scores) {
                Some(class) if steps <= MAX_STEPS * (length + 1) => machine.apply(class),
                _ => machine.force_final(),
            }
        }
    }

    /// Scores all moves in a context.
    fn score<'b>(&self, context: &[u32], contributions: &[f32], buffers: &'b mut Buffers) -> &'b [f32] {
        let Buffers { sums, hidden, scores, .. } = buffers;
        sums.resize(self.bias.len(), 0.0);
        hidden.resize(self.hidden, 0.0);
        vectorized(HiddenLayer { scorer: self, context, contributions, sums, hidden });
        match &self.upper {
            Some(upper) => {
                scores.resize(upper.stride(), 0.0);
                upper.apply(hidden, self.hidden, 1, scores);
                &scores[..upper.outputs()]
            }
            None => hidden,
        }
    }
}

/// The hidden layer in a context: the sum of what the tokens contribute in their roles, and its maxout.
struct HiddenLayer<'h> {
    scorer: &'h Scorer,
    context: &'h [u32],
    contributions: &'h [f32],
    sums: &'h mut [f32],
    hidden: &'h mut [f32],
}

impl Work for HiddenLayer<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        let (padding, stride, count) = (&self.scorer.padding, self.scorer.lower.stride(), self.sums.len());
        self.sums.fill(0.0);
        for (role, &token) in self.context.iter().enumerate() {
            let row = match token {
                NONE => &padding[..],
                token => &self.contributions[token as usize * stride..],
            };
            add_rows(self.sums, &row[role * count..][..count]);
        }
        add_rows(self.sums, &self.scorer.bias);
        maxout(self.sums, self.hidden);
    }
}
