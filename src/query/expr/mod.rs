//! Expressions over a record: evaluation, comparison, arithmetic, functions.

pub(super) mod aggregate;
mod arithmetic;
pub(super) mod compare;
mod eval;
pub(super) mod functions;
mod size;
mod temporal;

pub(super) use eval::{
    Env, Locals as LocalsNone, Reader, eval, eval_predicate, locals_none, properties as entity_properties,
};
pub(super) use size::check_size;
