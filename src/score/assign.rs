//! Optimal one-to-one matching.

/// Finds the assignment of every row to a column of its own with the least cost, in O(n³).
///
/// The Hungarian method with potentials (Kuhn 1955, in the form of Jonker and Volgenant). There are at least as many
/// columns as rows. Returns pairs of row and column in the order of the columns.
pub(super) fn cheapest(cost: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let rows = cost.len();
    let Some(columns) = cost.first().map(Vec::len).filter(|&columns| columns >= rows) else { return Vec::new() };
    // Row and column 0 stand for "none", so that real ones count from 1.
    let (mut of_row, mut of_column) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let (mut owner, mut way) = (vec![0usize; columns + 1], vec![0usize; columns + 1]);
    for row in 1..=rows {
        owner[0] = row;
        let mut column = 0;
        let (mut slack, mut done) = (vec![f64::INFINITY; columns + 1], vec![false; columns + 1]);
        while owner[column] != 0 {
            done[column] = true;
            let (from, mut delta, mut nearest) = (owner[column], f64::INFINITY, 0);
            for next in 1..=columns {
                if done[next] {
                    continue;
                }
                let reduced = cost[from - 1][next - 1] - of_row[from] - of_column[next];
                if reduced < slack[next] {
                    slack[next] = reduced;
                    way[next] = column;
                }
                if slack[next] < delta {
                    delta = slack[next];
                    nearest = next;
                }
            }
            for next in 0..=columns {
                if done[next] {
                    of_row[owner[next]] += delta;
                    of_column[next] -= delta;
                } else {
                    slack[next] -= delta;
                }
            }
            column = nearest;
        }
        while column != 0 {
            owner[column] = owner[way[column]];
            column = way[column];
        }
    }
    (1..=columns).filter(|&c| owner[c] != 0).map(|c| (owner[c] - 1, c - 1)).collect()
}

/// Finds the one-to-one matching with the greatest total weight; a weight of 0 means "may not be paired".
pub(super) fn heaviest(weights: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let rows = weights.len();
    let columns = weights.first().map_or(0, Vec::len);
    let side = rows.max(columns);
    let weight = |r: usize, c: usize| weights.get(r).and_then(|row| row.get(c)).copied().unwrap_or(0.0);
    let cost: Vec<Vec<f64>> = (0..side).map(|r| (0..side).map(|c| -weight(r, c)).collect()).collect();
    cheapest(&cost).into_iter().filter(|&(r, c)| weight(r, c) > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best(weights: &[Vec<f64>], row: usize, used: u32) -> f64 {
        let Some(line) = weights.get(row) else { return 0.0 };
        let skipped = best(weights, row + 1, used);
        let taken = line.iter().enumerate().filter(|(c, _)| used & (1 << c) == 0);
        taken.map(|(c, w)| w + best(weights, row + 1, used | 1 << c)).fold(skipped, f64::max)
    }

    proptest! {
        #[test]
        fn no_matching_is_heavier(rows in 1usize..5, columns in 1usize..5, cells in proptest::collection::vec(0u8..20, 25)) {
            let weights: Vec<Vec<f64>> = (0..rows)
                .map(|r| (0..columns).map(|c| f64::from(cells[r * 5 + c].saturating_sub(6))).collect())
                .collect();
            let pairs = heaviest(&weights);
            let total: f64 = pairs.iter().map(|&(r, c)| weights[r][c]).sum();
            prop_assert!((total - best(&weights, 0, 0)).abs() < 1e-9);
            let mut columns: Vec<usize> = pairs.iter().map(|p| p.1).collect();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!(columns.len(), pairs.len());
        }
    }
}
