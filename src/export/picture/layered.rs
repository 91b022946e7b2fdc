//! Boxes in columns, as few crossing arrows as possible, each box beside what it is linked with.
//!
//! # Algorithm
//!
//! As in Sugiyama, Tagawa and Toda (1981):
//!
//! 1. Links that close a cycle are turned around.
//! 2. A box stands in the first column right of all that lead to it; a box that nothing leads to moves right, to what it
//!    leads to. A link over several columns passes a bend in each.
//! 3. Columns are sorted by the mean place of their neighbours, left to right and back, and the order with the fewest
//!    crossings is kept.
//! 4. Heights: each box wants to be at the mean height of its neighbours. Within a column, the places nearest to these
//!    wishes that keep order and gaps are found by pooling adjacent violators (isotonic regression).
//!
//! Everything is counted from the order of the boxes, so that the same graph gives the same picture.

use super::{Point, Size};

/// The gap between boxes of a column.
const GAP: f64 = 14.0;
/// How often columns are sorted, and how often heights are found.
const SWEEPS: usize = 24;

/// Where boxes and bends are.
#[derive(Debug)]
pub(super) struct Placed {
    /// The middle of each box.
    pub(super) points: Vec<Point>,
    /// The way of each link.
    pub(super) routes: Vec<Route>,
    /// The height of the tallest column.
    pub(super) height: f64,
}

/// The way of a link.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// The bends between its ends, from left to right.
    pub(super) bends: Vec<Point>,
    /// Whether its second end is the left one.
    pub(super) turned: bool,
}

/// Places boxes; `gap` is the space between columns. `None` where there is nothing to place.
pub(super) fn layered(sizes: &[Size], links: &[(usize, usize)], gap: f64) -> Option<Placed> {
    if sizes.is_empty() {
        return None;
    }
    let turned = turned(sizes.len(), links);
    let forward: Vec<(usize, usize)> =
        links.iter().zip(&turned).map(|(&(a, b), &turned)| if turned { (b, a) } else { (a, b) }).collect();
    let column = columns_of(sizes.len(), &forward);
    let mut web = Web::new(sizes, &forward, &column);
    let alone = web.take_alone();
    web.sort();
    web.settle();
    let width = |at: usize| web.columns[at].iter().map(|&v| web.widths[v]).fold(0.0, f64::max);
    let mut middles = Vec::new();
    let mut left = 0.0;
    for at in 0..web.columns.len() {
        middles.push(left + width(at) / 2.0);
        left += width(at) + gap;
    }
    let point = |vertex: usize| Point { x: middles[web.column[vertex]], y: web.heights_at[vertex] };
    let mut points: Vec<Point> = (0..sizes.len()).map(point).collect();
    rows(&alone, sizes, left, &mut points);
    let routes = web
        .chains
        .iter()
        .zip(turned)
        .map(|(chain, turned)| Route { bends: chain.iter().map(|&vertex| point(vertex)).collect(), turned });
    let extent = |column: &Vec<usize>| column.iter().map(|&v| web.tall[v] + GAP).sum::<f64>();
    Some(Placed { points, routes: routes.collect(), height: web.columns.iter().map(extent).fold(0.0, f64::max) })
}

/// Sets boxes in rows below all others.
fn rows(alone: &[usize], sizes: &[Size], width: f64, points: &mut [Point]) {
    let bottom = |v: usize| points[v].y + sizes[v].height / 2.0;
    let below = (0..sizes.len()).filter(|v| !alone.contains(v)).map(bottom).fold(f64::NEG_INFINITY, f64::max);
    let (mut left, mut top) = (0.0, if below.is_finite() { below + 2.0 * GAP } else { 0.0 });
    let mut tallest: f64 = 0.0;
    for &v in alone {
        if left > 0.0 && left + sizes[v].width > width.max(600.0) {
            (left, top, tallest) = (0.0, top + tallest + GAP, 0.0);
        }
        points[v] = Point { x: left + sizes[v].width / 2.0, y: top + sizes[v].height / 2.0 };
        left += sizes[v].width + GAP;
        tallest = tallest.max(sizes[v].height);
    }
}

/// Tells which links are turned around so that no cycle is left: those that lead back to a box under way.
fn turned(count: usize, links: &[(usize, usize)]) -> Vec<bool> {
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    let mut led_to = vec![false; count];
    for (number, &(a, b)) in links.iter().enumerate() {
        out[a].push((b, number));
        led_to[b] = true;
    }
    let mut turned = vec![false; links.len()];
    let mut state = vec![0_u8; count];
    let roots = (0..count).filter(|&v| !led_to[v]).chain((0..count).filter(|&v| led_to[v]));
    for root in roots {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut stack = vec![(root, 0)];
        while let Some((vertex, next)) = stack.last_mut() {
            let Some(&(to, number)) = out[*vertex].get(*next) else {
                state[*vertex] = 2;
                stack.pop();
                continue;
            };
            *next += 1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    stack.push((to, 0));
                }
                1 => turned[number] = true,
                _ => {}
            }
        }
    }
    turned
}

/// Returns the column of each box; the links have no cycle.
fn columns_of(count: usize, links: &[(usize, usize)]) -> Vec<usize> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for &(a, b) in links {
        out[a].push(b);
        waiting[b] += 1;
    }
    let into = waiting.clone();
    let mut order: Vec<usize> = (0..count).filter(|&v| waiting[v] == 0).collect();
    let mut column = vec![0; count];
    let mut at = 0;
    while let Some(&vertex) = order.get(at) {
        at += 1;
        for &to in &out[vertex] {
            column[to] = column[to].max(column[vertex] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                order.push(to);
            }
        }
    }
    for &vertex in order.iter().rev() {
        let nearest = out[vertex].iter().map(|&to| column[to]).min();
        if let Some(nearest) = nearest.filter(|_| into[vertex] < out[vertex].len()) {
            column[vertex] = column[vertex].max(nearest - 1);
        }
    }
    column
}

/// Boxes and bends as vertices, each linked with vertices of the next column only.
struct Web {
    /// The vertices of each column, from top to bottom.
    columns: Vec<Vec<usize>>,
    /// The column of each vertex.
    column: Vec<usize>,
    /// The neighbours of each vertex in the column before and after.
    beside: [Vec<Vec<usize>>; 2],
    /// The bends of each link.
    chains: Vec<Vec<usize>>,
    widths: Vec<f64>,
    tall: Vec<f64>,
    /// The height of the middle of each vertex.
    heights_at: Vec<f64>,
    boxes: usize,
}

impl Web {
    fn new(sizes: &[Size], links: &[(usize, usize)], column: &[usize]) -> Self {
        let mut web = Self {
            columns: vec![Vec::new(); column.iter().max().map_or(0, |last| last + 1)],
            column: column.to_vec(),
            beside: [vec![Vec::new(); sizes.len()], vec![Vec::new(); sizes.len()]],
            chains: Vec::new(),
            widths: sizes.iter().map(|size| size.width).collect(),
            tall: sizes.iter().map(|size| size.height).collect(),
            heights_at: Vec::new(),
            boxes: sizes.len(),
        };
        for &(a, b) in links {
            let mut chain = Vec::new();
            let mut before = a;
            for column in column[a] + 1..column[b] {
                let bend = web.bend(column);
                web.join(before, bend);
                chain.push(bend);
                before = bend;
            }
            web.join(before, b);
            web.chains.push(chain);
        }
        for vertex in 0..web.column.len() {
            web.columns[web.column[vertex]].push(vertex);
        }
        web
    }

    fn bend(&mut self, column: usize) -> usize {
        self.column.push(column);
        self.widths.push(0.0);
        self.tall.push(2.0);
        for side in &mut self.beside {
            side.push(Vec::new());
        }
        self.column.len() - 1
    }

    fn join(&mut self, left: usize, right: usize) {
        self.beside[0][right].push(left);
        self.beside[1][left].push(right);
    }

    /// Takes out the boxes that nothing is linked with.
    fn take_alone(&mut self) -> Vec<usize> {
        let is_alone = |v: usize| self.beside[0][v].is_empty() && self.beside[1][v].is_empty();
        let alone: Vec<usize> = (0..self.boxes).filter(|&v| is_alone(v)).collect();
        self.columns.iter_mut().for_each(|column| column.retain(|v| alone.binary_search(v).is_err()));
        alone
    }

    /// Sorts the columns.
    fn sort(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let side = sweep % 2;
            let all: Vec<usize> = (0..self.columns.len()).collect();
            let order: Box<dyn Iterator<Item = usize>> =
                if side == 0 { Box::new(all.into_iter()) } else { Box::new(all.into_iter().rev()) };
            for at in order {
                let place = self.places();
                let mut keyed: Vec<(f64, usize)> = self.columns[at]
                    .iter()
                    .map(|&v| {
                        let beside = &self.beside[side][v];
                        let sum: f64 = beside.iter().map(|&n| place[n]).sum();
                        // What has no neighbour on this side stays where it is.
                        (if beside.is_empty() { place[v] } else { sum / beside.len() as f64 }, v)
                    })
                    .collect();
                keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
                self.columns[at] = keyed.into_iter().map(|(_, v)| v).collect();
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    /// Returns the place of each vertex in its column, from 0 to 1.
    fn places(&self) -> Vec<f64> {
        let mut place = vec![0.0; self.column.len()];
        for column in &self.columns {
            for (at, &v) in column.iter().enumerate() {
                place[v] = (at as f64 + 0.5) / column.len() as f64;
            }
        }
        place
    }

    fn crossings(&self) -> usize {
        let place = self.places();
        let mut count = 0;
        for column in &self.columns {
            let mut ends: Vec<(f64, f64)> = Vec::new();
            for &v in column {
                ends.extend(self.beside[1][v].iter().map(|&to| (place[v], place[to])));
            }
            for (at, a) in ends.iter().enumerate() {
                count += ends[at + 1..].iter().filter(|b| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1)).count();
            }
        }
        count
    }

    /// Finds the heights.
    fn settle(&mut self) {
        self.heights_at = vec![0.0; self.column.len()];
        for at in 0..self.columns.len() {
            let wishes = vec![(0.0, 1.0); self.columns[at].len()];
            self.place(at, &wishes);
        }
        for sweep in 0..SWEEPS {
            for step in 0..self.columns.len() {
                let at = if sweep % 2 == 0 { step } else { self.columns.len() - 1 - step };
                // At last both sides count, so that a box stands between what it joins.
                let sides: &[usize] = if sweep + 4 < SWEEPS { &[sweep % 2][..] } else { &[0, 1] };
                let wishes: Vec<(f64, f64)> = self.columns[at].iter().map(|&v| self.wish(v, sides)).collect();
                self.place(at, &wishes);
            }
        }
    }

    /// Returns where a vertex wants to be, and how strongly; bends want most, so that long links run straight.
    fn wish(&self, vertex: usize, sides: &[usize]) -> (f64, f64) {
        let beside: Vec<usize> = sides.iter().flat_map(|&side| self.beside[side][vertex].iter().copied()).collect();
        if beside.is_empty() {
            return (self.heights_at[vertex], 0.1);
        }
        let mean = beside.iter().map(|&n| self.heights_at[n]).sum::<f64>() / beside.len() as f64;
        (mean, if vertex >= self.boxes { 4.0 } else { beside.len() as f64 })
    }

    /// Puts the vertices of a column as near to their wishes as order and gaps allow.
    fn place(&mut self, at: usize, wishes: &[(f64, f64)]) {
        let column = &self.columns[at];
        let mut offsets = Vec::with_capacity(column.len());
        let mut offset = 0.0;
        for (number, &v) in column.iter().enumerate() {
            if let Some(&above) = number.checked_sub(1).and_then(|above| column.get(above)) {
                offset += f64::midpoint(self.tall[above], self.tall[v]) + GAP;
            }
            offsets.push(offset);
        }
        // Blocks of (mean, weight, length); a block that wants to be above the one before it joins it.
        let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
        for (&(wish, weight), offset) in wishes.iter().zip(&offsets) {
            let mut block = (wish - offset, weight, 1);
            while let Some(before) = blocks.pop_if(|before| before.0 >= block.0) {
                let weight = before.1 + block.1;
                block = ((before.0 * before.1 + block.0 * block.1) / weight, weight, before.2 + block.2);
            }
            blocks.push(block);
        }
        let starts = blocks.iter().flat_map(|&(mean, _, length)| std::iter::repeat_n(mean, length));
        for ((&v, start), offset) in column.iter().zip(starts).zip(offsets) {
            self.heights_at[v] = start + offset;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(count: usize) -> Vec<Size> {
        vec![Size { width: 100.0, height: 30.0 }; count]
    }

    #[test]
    fn what_leads_stands_left_and_boxes_keep_apart() {
        // Three hubs, sixty contents, and a link from each content to another: some over several columns.
        let mut links: Vec<(usize, usize)> = (3..63).map(|n| (n % 3, n)).collect();
        links.extend((3..53).step_by(7).map(|n| (n, n + 10)));
        let placed = layered(&boxes(63), &links, 50.0).unwrap();
        for (number, &(a, b)) in links.iter().enumerate() {
            assert!(!placed.routes[number].turned);
            assert!(placed.points[a].x < placed.points[b].x);
        }
        for a in 0..63 {
            for b in a + 1..63 {
                let (p, q) = (placed.points[a], placed.points[b]);
                assert!((p.x - q.x).abs() > 99.0 || (p.y - q.y).abs() > 43.9, "{a} and {b}: {p:?} {q:?}");
            }
        }
        let again = layered(&boxes(63), &links, 50.0).unwrap();
        assert_eq!(placed.points, again.points);
    }

    #[test]
    fn crossings_that_need_not_be_are_undone() {
        let placed = layered(&boxes(6), &[(0, 5), (1, 4), (2, 3)], 50.0).unwrap();
        let rank = |from: std::ops::Range<usize>| {
            let mut order: Vec<usize> = from.collect();
            order.sort_by(|&a, &b| placed.points[a].y.total_cmp(&placed.points[b].y));
            order
        };
        let (left, right) = (rank(0..3), rank(3..6));
        assert_eq!(left.iter().map(|v| 5 - v).collect::<Vec<_>>(), right);
    }

    #[test]
    fn what_nothing_is_linked_with_stands_below() {
        let placed = layered(&boxes(4), &[(0, 1)], 50.0).unwrap();
        assert!(placed.points[2].y > placed.points[0].y && placed.points[2].y > placed.points[1].y);
        assert!(placed.points[3].x - placed.points[2].x >= 100.0);
    }

    #[test]
    fn a_cycle_is_cut_once() {
        let placed = layered(&boxes(3), &[(0, 1), (1, 2), (2, 0)], 50.0).unwrap();
        assert_eq!(placed.routes.iter().filter(|route| route.turned).count(), 1);
        assert_eq!(placed.routes[2].bends.len(), 1);
    }
}
