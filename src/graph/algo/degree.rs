//! Degree: how many relationships a node has.

use super::Projection;
use crate::graph::Direction;

/// Returns the weights of the relationships at each node, added up; with both directions a loop counts twice.
///
/// O(V + E) time, O(V) space.
pub fn degree(part: &Projection, direction: Direction) -> Vec<f64> {
    let mut degrees = vec![0.0; part.len()];
    for (from, to, weight) in part.links() {
        if direction != Direction::Incoming {
            degrees[from] += weight;
        }
        if direction != Direction::Outgoing {
            degrees[to] += weight;
        }
    }
    degrees
}
