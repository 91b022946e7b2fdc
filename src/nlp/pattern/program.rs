//! Syntax tree in, instructions out, and the machine that follows them.
//!
//! The machine tries what comes first and goes back to the last choice when that fails, as Python's does, so that it
//! finds the same match. Choices lie on a stack of its own: a long text cannot overflow the thread's.

use super::class::Class;
use super::parse::Tree;

/// How many instructions one pattern may have.
const MAX_SIZE: usize = 1 << 16;

#[derive(Clone, Debug)]
enum Instruction {
    /// Takes one character of a class.
    Class(u32),
    /// Takes as many characters of a class as there are, from `min` to `max`, and gives back one by one.
    Run {
        class: u32,
        min: u32,
        max: u32,
    },
    Start,
    End,
    /// Goes on at the first place, and at the second if that fails.
    Split(u32, u32),
    Jump(u32),
    /// Runs the instructions up to their `Match` here, or `behind` characters back, then goes on at `next`.
    Look {
        behind: Option<u32>,
        negative: bool,
        next: u32,
    },
    Match,
}

/// The instructions of a pattern's alternatives.
#[derive(Clone, Debug, Default)]
pub(super) struct Program {
    instructions: Vec<Instruction>,
    classes: Vec<Class>,
}

/// A place to go back to: by one character where `floor` lies before `position`.
struct Choice {
    pc: u32,
    position: usize,
    floor: usize,
}

impl Program {
    /// Adds the instructions of `tree` and returns where they begin.
    pub(super) fn add(&mut self, tree: &Tree) -> Result<u32, String> {
        let start = self.here();
        self.compile(tree)?;
        self.push(Instruction::Match)?;
        Ok(start)
    }

    fn here(&self) -> u32 {
        self.instructions.len() as u32
    }

    fn push(&mut self, instruction: Instruction) -> Result<usize, String> {
        if self.instructions.len() >= MAX_SIZE {
            return Err("pattern too large".to_owned());
        }
        self.instructions.push(instruction);
        Ok(self.instructions.len() - 1)
    }

    fn class(&mut self, class: &Class) -> u32 {
        self.classes.push(class.clone());
        self.classes.len() as u32 - 1
    }

    fn compile(&mut self, tree: &Tree) -> Result<(), String> {
        match tree {
            Tree::Class(class) => {
                let class = self.class(class);
                self.push(Instruction::Class(class))?;
            }
            Tree::Start => {
                self.push(Instruction::Start)?;
            }
            Tree::End => {
                self.push(Instruction::End)?;
            }
            Tree::Look { behind, negative, tree } => {
                let behind = match (behind, tree.width()) {
                    (false, _) => None,
                    (true, (min, max)) if max == Some(min) => max,
                    _ => return Err("look-behind of varying width".to_owned()),
                };
                let look = self.push(Instruction::Jump(0))?;
                self.add(tree)?;
                self.instructions[look] = Instruction::Look { behind, negative: *negative, next: self.here() };
            }
            Tree::Sequence(items) => items.iter().try_for_each(|item| self.compile(item))?,
            Tree::Alternation(items) => self.alternation(items)?,
            Tree::Repeat { tree, min, max, greedy } => self.repeat(tree, *min, *max, *greedy)?,
        }
        Ok(())
    }

    fn alternation(&mut self, items: &[Tree]) -> Result<(), String> {
        let mut jumps = Vec::new();
        for (i, item) in items.iter().enumerate() {
            if i + 1 == items.len() {
                self.compile(item)?;
                break;
            }
            let split = self.push(Instruction::Jump(0))?;
            self.compile(item)?;
            jumps.push(self.push(Instruction::Jump(0))?);
            self.instructions[split] = Instruction::Split(split as u32 + 1, self.here());
        }
        for jump in jumps {
            self.instructions[jump] = Instruction::Jump(self.here());
        }
        Ok(())
    }

    fn repeat(&mut self, tree: &Tree, min: u32, max: Option<u32>, greedy: bool) -> Result<(), String> {
        if let (Tree::Class(class), true) = (tree, greedy) {
            let class = self.class(class);
            self.push(Instruction::Run { class, min, max: max.unwrap_or(u32::MAX) })?;
            return Ok(());
        }
        if max.is_none() && tree.width().0 == 0 {
            return Err("endless repetition of what may be empty".to_owned());
        }
        for _ in 0..min {
            self.compile(tree)?;
        }
        let mut splits = Vec::new();
        for _ in min..max.unwrap_or(min + 1) {
            splits.push(self.push(Instruction::Jump(0))?);
            self.compile(tree)?;
        }
        if max.is_none() {
            self.push(Instruction::Jump(splits[0] as u32))?;
        }
        for split in splits {
            let (body, after) = (split as u32 + 1, self.here());
            self.instructions[split] =
                if greedy { Instruction::Split(body, after) } else { Instruction::Split(after, body) };
        }
        Ok(())
    }

    /// Returns where the match of the instructions from `pc` ends that begins at byte `position` of `text`.
    ///
    /// `steps` counts down; at 0 the machine gives up and reports no match.
    pub(super) fn run(&self, text: &str, pc: u32, position: usize, steps: &mut usize) -> Option<usize> {
        let mut choices: Vec<Choice> = Vec::new();
        let (mut pc, mut position) = (pc, position);
        loop {
            *steps = steps.checked_sub(1)?;
            let went_on = match self.instructions[pc as usize] {
                Instruction::Match => return Some(position),
                Instruction::Class(class) => match text[position..].chars().next() {
                    Some(c) if self.classes[class as usize].contains(c) => {
                        position += c.len_utf8();
                        true
                    }
                    _ => false,
                },
                Instruction::Run { class, min, max } => match self.run_of(text, position, class, min, max) {
                    Some((floor, end)) => {
                        if floor < end {
                            choices.push(Choice { pc: pc + 1, position: end, floor });
                        }
                        position = end;
                        true
                    }
                    None => false,
                },
                Instruction::Start => position == 0,
                Instruction::End => position == text.len() || &text[position..] == "\n",
                Instruction::Split(first, second) => {
                    choices.push(Choice { pc: second, position, floor: position });
                    pc = first;
                    continue;
                }
                Instruction::Jump(to) => {
                    pc = to;
                    continue;
                }
                Instruction::Look { behind, negative, next } => {
                    let from = match behind {
                        None => Some(position),
                        Some(0) => Some(position),
                        Some(back) => text[..position].char_indices().rev().nth(back as usize - 1).map(|(at, _)| at),
                    };
                    let found = from.is_some_and(|from| self.run(text, pc + 1, from, steps).is_some());
                    if found != negative {
                        pc = next;
                        continue;
                    }
                    false
                }
            };
            if went_on {
                pc += 1;
                continue;
            }
            let choice = choices.last_mut()?;
            pc = choice.pc;
            if choice.floor < choice.position {
                choice.position = text.floor_char_boundary(choice.position - 1);
                position = choice.position;
                if choice.position > choice.floor {
                    continue;
                }
            } else {
                position = choice.position;
            }
            choices.pop();
        }
    }

    /// Returns where the fewest and the most characters of a class from `position` end.
    fn run_of(&self, text: &str, position: usize, class: u32, min: u32, max: u32) -> Option<(usize, usize)> {
        let class = &self.classes[class as usize];
        let (mut count, mut end) = (0, position);
        let mut floor = (min == 0).then_some(position);
        for c in text[position..].chars() {
            if count == max || !class.contains(c) {
                break;
            }
            count += 1;
            end += c.len_utf8();
            if count == min {
                floor = Some(end);
            }
        }
        floor.map(|floor| (floor, end))
    }
}
