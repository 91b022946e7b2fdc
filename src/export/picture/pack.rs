//! Parts that nothing links, side by side instead of in one tall strip.
//!
//! Each connected part is laid out by itself. The parts fill columns from the top, in the order of their first boxes; a
//! column is as tall as the tallest part, or as makes the whole about as wide as it is tall. Boxes that nothing is linked
//! with stand below the largest part.

use super::edges::{Link, columns};
use super::{Area, Point, Shape, Size, bounds};

/// The gap between parts.
const GAP: f64 = 44.0;

/// Lays all parts out; gives the middles of the boxes and what is drawn between them. Boxes may grow.
pub(super) fn packed(sizes: &mut [Size], links: &[Link]) -> Option<(Vec<Point>, Vec<Shape>)> {
    let parts = parts(sizes.len(), links);
    if parts.len() < 2 {
        return columns(sizes, links);
    }
    let mut laid = Vec::new();
    for members in parts {
        laid.push(Part::lay_out(members, sizes, links)?);
    }
    let tallest = laid.iter().map(|part| part.area.height).fold(0.0, f64::max);
    let ground: f64 = laid.iter().map(|part| (part.area.width + GAP) * (part.area.height + GAP)).sum();
    let height = tallest.max(ground.sqrt());
    let mut points = vec![Point::default(); sizes.len()];
    let mut shapes = Vec::new();
    let (mut left, mut top, mut widest) = (0.0, 0.0, 0.0_f64);
    for part in laid {
        if top > 0.0 && top + part.area.height > height {
            left += widest + GAP;
            (top, widest) = (0.0, 0.0);
        }
        let (dx, dy) = (left - part.area.left, top - part.area.top);
        for (&member, point) in part.members.iter().zip(&part.points) {
            points[member] = Point { x: point.x + dx, y: point.y + dy };
        }
        shapes.extend(part.shapes.into_iter().map(|shape| shape.moved(dx, dy)));
        top += part.area.height + GAP;
        widest = widest.max(part.area.width);
    }
    Some((points, shapes))
}

/// A part that is laid out.
struct Part {
    members: Vec<usize>,
    points: Vec<Point>,
    shapes: Vec<Shape>,
    area: Area,
}

impl Part {
    fn lay_out(members: Vec<usize>, sizes: &mut [Size], links: &[Link]) -> Option<Self> {
        let mut own: Vec<Size> = members.iter().map(|&member| sizes[member]).collect();
        let place = |at: usize| members.binary_search(&at).ok();
        let inside = links.iter().filter_map(|link| Some(link.between(place(link.start)?, place(link.end)?)));
        let (points, shapes) = columns(&mut own, &inside.collect::<Vec<_>>())?;
        let areas: Vec<Area> = points.iter().zip(&own).map(|(point, size)| Area::around(*point, *size)).collect();
        for (&member, size) in members.iter().zip(&own) {
            sizes[member] = *size;
        }
        Some(Self { members, points, shapes, area: bounds(&areas) })
    }
}

/// Returns the connected parts, each sorted, by their first members; boxes without links go with the largest.
fn parts(count: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); count];
    for link in links {
        neighbours[link.start].push(link.end);
        neighbours[link.end].push(link.start);
    }
    let mut met = vec![false; count];
    let (mut parts, mut alone) = (Vec::new(), Vec::new());
    for first in 0..count {
        if met[first] {
            continue;
        }
        if neighbours[first].is_empty() {
            alone.push(first);
            continue;
        }
        let (mut members, mut open) = (Vec::new(), vec![first]);
        met[first] = true;
        while let Some(at) = open.pop() {
            members.push(at);
            for &next in &neighbours[at] {
                if !std::mem::replace(&mut met[next], true) {
                    open.push(next);
                }
            }
        }
        members.sort_unstable();
        parts.push(members);
    }
    match parts.iter_mut().max_by_key(|part| (part.len(), std::cmp::Reverse(part[0]))) {
        Some(largest) => {
            largest.append(&mut alone);
            largest.sort_unstable();
        }
        None => parts.push(alone),
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Graph, Properties};

    #[test]
    fn parts_stand_side_by_side_and_keep_apart() {
        let mut graph = Graph::new();
        let nodes: Vec<_> = (0..24).map(|_| graph.add_node(["Event"], Properties::new())).collect();
        for pair in nodes.chunks(2) {
            graph.add_relationship(pair[0], "CAUSES", pair[1], Properties::new());
        }
        let links: Vec<Link> = graph
            .relationships()
            .map(|edge| Link::of(edge, edge.start().0 as usize, edge.end().0 as usize, true))
            .collect();
        let mut sizes = vec![Size { width: 80.0, height: 30.0 }; 25];
        let (points, _) = packed(&mut sizes, &links).unwrap();
        let areas: Vec<Area> = points.iter().zip(&sizes).map(|(point, size)| Area::around(*point, *size)).collect();
        for (at, a) in areas.iter().enumerate() {
            for b in &areas[at + 1..] {
                let apart = a.right() <= b.left || b.right() <= a.left || a.bottom() <= b.top || b.bottom() <= a.top;
                assert!(apart, "{a:?} {b:?}");
            }
        }
        let whole = bounds(&areas);
        assert!(whole.height < whole.width * 3.0, "{whole:?}");
        assert_eq!(parts(25, &links).len(), 12);
    }
}
