//! The procedures that are built in.
//!
//! | names | module |
//! |---|---|
//! | `algo.…` | [`algo`]: algorithms over a part of the graph |
//! | `demarche.mergeActors` | [`merge_actors`]: two actors become one |
//! | `demarche.procedures` | [`catalog`]: what may be called |

mod algo;
mod arguments;
mod catalog;
mod merge_actors;

use super::exec::Procedures;
use std::sync::Arc;

/// Adds all procedures that are built in.
pub(super) fn add_all(procedures: &mut Procedures) {
    for algorithm in algo::Algorithm::all() {
        procedures.add(algorithm.name(), Arc::new(algorithm));
    }
    procedures.add("demarche.mergeActors", Arc::new(merge_actors::MergeActors::default()));
    procedures.add("demarche.procedures", Arc::new(catalog::Catalog::default()));
}
