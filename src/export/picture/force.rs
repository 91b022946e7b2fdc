//! Places for boxes on a plane: linked boxes near each other, none on top of another.
//!
//! # Algorithm
//!
//! Boxes start on a spiral in the order of their numbers, so that the same graph gives the same picture. Then, as in
//! Fruchterman and Reingold (1991), all push each other away with `k²/d` and linked ones pull with `d²/k`, while the
//! longest step shrinks to nothing. At last boxes that overlap are pushed apart along the shorter way until none does.

use super::{Point, Size};

/// The distance that linked boxes keep.
const SPRING: f64 = 190.0;
/// The gap between boxes.
const GAP: f64 = 18.0;
/// How much steps, in boxes times rounds, a layout may cost.
const EFFORT: usize = 60_000_000;

/// Places the boxes; links name them by position.
pub(super) fn layout(sizes: &[Size], links: &[(usize, usize)]) -> Vec<Point> {
    let count = sizes.len();
    let mut points: Vec<Point> = (0..count).map(on_spiral).collect();
    let rounds = (EFFORT / (count * count).max(1)).clamp(1, 300);
    for round in 0..rounds {
        let longest = SPRING * (1.0 - round as f64 / rounds as f64);
        let moves = forces(&points, links);
        for (point, step) in points.iter_mut().zip(moves) {
            let length = step.x.hypot(step.y).max(1e-9);
            let scale = length.min(longest) / length;
            point.x += step.x * scale;
            point.y += step.y * scale;
        }
    }
    push_apart(&mut points, sizes);
    points
}

/// Spreads starting places evenly: the golden angle never repeats a direction.
fn on_spiral(number: usize) -> Point {
    let (angle, radius) = (number as f64 * 2.399_963, SPRING * 0.6 * (number as f64 + 0.5).sqrt());
    Point { x: radius * angle.cos(), y: radius * angle.sin() }
}

fn forces(points: &[Point], links: &[(usize, usize)]) -> Vec<Point> {
    let mut moves = vec![Point::default(); points.len()];
    for (a, from) in points.iter().enumerate() {
        for (b, to) in points.iter().enumerate().skip(a + 1) {
            let (dx, dy) = (from.x - to.x, from.y - to.y);
            let square = (dx * dx + dy * dy).max(1.0);
            let push = SPRING * SPRING / square;
            moves[a].x += dx * push;
            moves[a].y += dy * push;
            moves[b].x -= dx * push;
            moves[b].y -= dy * push;
        }
        // A weak pull to the middle keeps parts that nothing links in sight.
        moves[a].x -= from.x * 0.05;
        moves[a].y -= from.y * 0.05;
    }
    for &(a, b) in links.iter().filter(|(a, b)| a != b) {
        let (dx, dy) = (points[a].x - points[b].x, points[a].y - points[b].y);
        let pull = dx.hypot(dy) / SPRING;
        moves[a].x -= dx * pull;
        moves[a].y -= dy * pull;
        moves[b].x += dx * pull;
        moves[b].y += dy * pull;
    }
    moves
}

fn push_apart(points: &mut [Point], sizes: &[Size]) {
    for _ in 0..200 {
        let mut moved = false;
        for a in 0..points.len() {
            for b in a + 1..points.len() {
                let (dx, dy) = (points[b].x - points[a].x, points[b].y - points[a].y);
                let over_x = (sizes[a].width + sizes[b].width) / 2.0 + GAP - dx.abs();
                let over_y = (sizes[a].height + sizes[b].height) / 2.0 + GAP - dy.abs();
                if over_x <= 0.0 || over_y <= 0.0 {
                    continue;
                }
                moved = true;
                if over_x < over_y {
                    let step = (over_x / 2.0 + 0.5) * if dx < 0.0 { -1.0 } else { 1.0 };
                    points[a].x -= step;
                    points[b].x += step;
                } else {
                    let step = (over_y / 2.0 + 0.5) * if dy < 0.0 { -1.0 } else { 1.0 };
                    points[a].y -= step;
                    points[b].y += step;
                }
            }
        }
        if !moved {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_do_not_overlap_and_linked_ones_are_near() {
        let sizes = vec![Size { width: 150.0, height: 40.0 }; 60];
        let links: Vec<(usize, usize)> = (1..60).map(|n| (n % 5, n)).collect();
        let points = layout(&sizes, &links);
        let mut overlaps = 0;
        for a in 0..60 {
            for b in a + 1..60 {
                let (dx, dy) = ((points[a].x - points[b].x).abs(), (points[a].y - points[b].y).abs());
                overlaps += usize::from(dx < 150.0 && dy < 40.0);
            }
        }
        assert_eq!(overlaps, 0);
        let distance = |a: usize, b: usize| (points[a].x - points[b].x).hypot(points[a].y - points[b].y);
        let mean =
            |pairs: &[(usize, usize)]| pairs.iter().map(|&(a, b)| distance(a, b)).sum::<f64>() / pairs.len() as f64;
        let strangers: Vec<(usize, usize)> = (1..60).map(|n| ((n + 2) % 5, n)).collect();
        assert!(mean(&links) < mean(&strangers));
        assert_eq!(points, layout(&sizes, &links));
    }
}
