//! Arrows between boxes: where they leave and arrive, how they bend, and what stands on them.

use super::font::text_width;
use super::layered::layered;
use super::{Area, Point, SMALL, Shape, Size, TALLEST};
use crate::export::caption::{color, is_frame};
use crate::export::dot::caption;
use crate::graph::{Relationship, RelationshipId};

/// The length and half the width of an arrow's point.
const HEAD: (f64, f64) = (8.0, 3.5);
/// More arrows than this are not sorted into columns: it would take long, and nobody could follow them.
const MOST_LINKS: usize = 1_500;
/// The room that an arrow takes at the side of a box.
const PORT: f64 = 10.0;

/// An arrow between two boxes.
#[derive(Clone, Debug)]
pub(super) struct Link {
    id: RelationshipId,
    pub(super) start: usize,
    pub(super) end: usize,
    color: &'static str,
    frame: bool,
    label: String,
    /// Whether its end is the one that acts, and so stands left of its start.
    backwards: bool,
}

impl Link {
    /// Describes a relationship; the frame around the acts has a label only on demand.
    pub(super) fn of(edge: Relationship<'_>, start: usize, end: usize, label_frames: bool) -> Self {
        let frame = is_frame(edge.kind());
        let label = caption(edge.kind(), edge.get("kind"), edge.get("negated"));
        Self {
            id: edge.id(),
            start,
            end,
            color: color(edge.kind()),
            frame,
            label: if frame && !label_frames { String::new() } else { label },
            backwards: matches!(edge.kind(), "AGENT" | "TARGET" | "ABOUT" | "ADDRESSES"),
        }
    }

    /// Returns the same arrow between other boxes.
    pub(super) fn between(&self, start: usize, end: usize) -> Self {
        Self { start, end, ..self.clone() }
    }

    /// Returns its ends from left to right.
    const fn ends(&self) -> (usize, usize) {
        if self.backwards { (self.end, self.start) } else { (self.start, self.end) }
    }
}

/// Places boxes in columns, with the arrows between them; `None` where a column would get too tall.
///
/// Boxes with many arrows grow, so that each arrow has its place.
pub(super) fn columns(sizes: &mut [Size], links: &[Link]) -> Option<(Vec<Point>, Vec<Shape>)> {
    if links.len() > MOST_LINKS {
        return None;
    }
    let mut arrows = vec![[0_usize; 2]; sizes.len()];
    for link in links {
        let (left, right) = link.ends();
        arrows[left][1] += 1;
        arrows[right][0] += 1;
    }
    for (size, count) in sizes.iter_mut().zip(&arrows) {
        // A hub is not made taller than what it is linked with.
        size.height = size.height.max((count[0].max(count[1]) as f64 * PORT).min(240.0));
    }
    let widest = links.iter().map(|link| text_width(&link.label, SMALL)).fold(0.0, f64::max);
    let pairs: Vec<(usize, usize)> = links.iter().map(Link::ends).collect();
    let placed = layered(sizes, &pairs, 56.0 + widest)?;
    if placed.height > TALLEST {
        return None;
    }
    let areas: Vec<Area> = placed.points.iter().zip(&*sizes).map(|(p, s)| Area::around(*p, *s)).collect();
    // Arrows at one side of a box stand in the order of where they lead.
    let mut leaving: Vec<Vec<(f64, usize)>> = vec![Vec::new(); sizes.len()];
    let mut arriving = leaving.clone();
    for (number, route) in placed.routes.iter().enumerate() {
        let (left, right) = if route.turned { (pairs[number].1, pairs[number].0) } else { pairs[number] };
        let first = route.bends.first().map_or(placed.points[right].y, |p| p.y);
        let last = route.bends.last().map_or(placed.points[left].y, |p| p.y);
        leaving[left].push((first, number));
        arriving[right].push((last, number));
    }
    let mut ports = vec![[Point::default(); 2]; links.len()];
    for (side, all) in [leaving, arriving].into_iter().enumerate() {
        for (area, mut here) in areas.iter().zip(all) {
            here.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let step = (area.height - 6.0).max(1.0) / here.len().max(1) as f64;
            let step = step.min(16.0);
            let first = area.top + area.height / 2.0 - step * (here.len() as f64 - 1.0) / 2.0;
            let x = if side == 0 { area.right() } else { area.left };
            for (place, (_, number)) in here.into_iter().enumerate() {
                ports[number][side] = Point { x, y: first + step * place as f64 };
            }
        }
    }
    let mut shapes = Vec::new();
    let mut labels = Vec::new();
    for ((link, route), [from, to]) in links.iter().zip(&placed.routes).zip(ports) {
        // The arrow points to the right where its end is there.
        let rightwards = link.backwards == route.turned;
        bent(link, from, &route.bends, to, rightwards, &mut shapes, &mut labels);
    }
    shapes.append(&mut labels);
    Some((placed.points, shapes))
}

/// Draws an arrow through its bends, with level handles, and its label before its right end.
fn bent(
    link: &Link,
    from: Point,
    bends: &[Point],
    to: Point,
    rightwards: bool,
    shapes: &mut Vec<Shape>,
    labels: &mut Vec<Shape>,
) {
    let tip = if rightwards { to } else { from };
    let (mut start, mut stop) = (from, to);
    if rightwards {
        stop.x -= HEAD.0
    } else {
        start.x += HEAD.0
    }
    let mut points = vec![start];
    let mut before = start;
    for &next in bends.iter().chain([&stop]) {
        let reach = (next.x - before.x) * 0.45;
        points.extend([Point { x: before.x + reach, ..before }, Point { x: next.x - reach, ..next }, next]);
        before = next;
    }
    let last: [Point; 4] = [points[points.len() - 4], points[points.len() - 3], points[points.len() - 2], stop];
    shapes.push(curve(link, points));
    let back = if rightwards { -HEAD.0 } else { HEAD.0 };
    let corner = |side: f64| Point { x: tip.x + back, y: tip.y + side * HEAD.1 };
    shapes.push(Shape::Head { corners: [tip, corner(1.0), corner(-1.0)], color: link.color });
    if !link.label.is_empty() {
        let width = text_width(&link.label, SMALL);
        let x = stop.x - 6.0 - width / 2.0;
        let y = height_at(&last, x);
        label(link, Point { x, y }, width, labels);
    }
}

fn curve(link: &Link, points: Vec<Point>) -> Shape {
    let width = if link.frame { 0.8 } else { 1.4 };
    Shape::Curve { points, color: link.color, width, dashed: link.frame, of: link.id }
}

fn label(link: &Link, middle: Point, width: f64, shapes: &mut Vec<Shape>) {
    shapes.push(Shape::Plate(Area {
        left: middle.x - width / 2.0 - 2.0,
        top: middle.y - SMALL * 0.55,
        width: width + 4.0,
        height: SMALL * 1.1,
    }));
    let baseline = Point { x: middle.x, y: middle.y + SMALL * 0.35 };
    shapes.push(Shape::Text { middle: baseline, size: SMALL, color: link.color, text: link.label.clone() });
}

/// Returns the height of a curve at `x`; curves here run from left to right.
fn height_at([a, b, c, d]: &[Point; 4], x: f64) -> f64 {
    let at = |t: f64, pick: fn(&Point) -> f64| {
        let u = 1.0 - t;
        u * u * u * pick(a) + 3.0 * u * u * t * pick(b) + 3.0 * u * t * t * pick(c) + t * t * t * pick(d)
    };
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if at(middle, |p| p.x) < x { low = middle } else { high = middle }
    }
    at(low, |p| p.y)
}

/// Draws arrows as straight lines between boxes that lie anywhere.
pub(super) fn straight(points: &[Point], sizes: &[Size], links: &[Link]) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut labels = Vec::new();
    for link in links {
        let (from, to) = ((points[link.start], sizes[link.start]), (points[link.end], sizes[link.end]));
        let (start, tip) = (border(from, to.0), border(to, from.0));
        let length = (tip.x - start.x).hypot(tip.y - start.y).max(1e-9);
        let (ux, uy) = ((tip.x - start.x) / length, (tip.y - start.y) / length);
        let neck = Point { x: tip.x - HEAD.0 * ux, y: tip.y - HEAD.0 * uy };
        let corner = |side: f64| Point { x: neck.x + side * HEAD.1 * uy, y: neck.y - side * HEAD.1 * ux };
        shapes.push(curve(link, vec![start, start, neck, neck]));
        shapes.push(Shape::Head { corners: [tip, corner(1.0), corner(-1.0)], color: link.color });
        if !link.label.is_empty() {
            let middle = Point { x: f64::midpoint(start.x, tip.x), y: f64::midpoint(start.y, tip.y) };
            label(link, middle, text_width(&link.label, SMALL), &mut labels);
        }
    }
    shapes.append(&mut labels);
    shapes
}

/// Returns where the line from a box's middle towards a point leaves the box.
fn border((middle, size): (Point, Size), towards: Point) -> Point {
    let (dx, dy) = (towards.x - middle.x, towards.y - middle.y);
    let scale = (size.width / 2.0 / dx.abs().max(1e-9)).min(size.height / 2.0 / dy.abs().max(1e-9)).min(1.0);
    Point { x: middle.x + dx * scale, y: middle.y + dy * scale }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_measured_where_it_is() {
        let curve = [(0.0, 0.0), (50.0, 0.0), (50.0, 100.0), (100.0, 100.0)].map(|(x, y)| Point { x, y });
        assert!((height_at(&curve, 50.0) - 50.0).abs() < 0.01);
        assert!(height_at(&curve, 99.0) > 98.0);
    }

    #[test]
    fn an_arrow_begins_at_the_border_of_its_box() {
        let size = Size { width: 20.0, height: 10.0 };
        let point = border((Point { x: 0.0, y: 0.0 }, size), Point { x: 100.0, y: 0.0 });
        assert_eq!(point, Point { x: 10.0, y: 0.0 });
    }
}
