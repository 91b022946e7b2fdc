//! Pictures without any other program: a part of a graph in, shapes on a plane out, which [`svg`] and [`png`] write.
//!
//! Articles are left out where there is anything else: everything hangs on them, and they would draw all of it to one
//! place. What fits in columns is drawn in columns, actors left of what they say and do ([`layered`]); the rest as a
//! cloud ([`force`]). Texts are measured with the font that the PNG is drawn with, whose letters are as wide as those of
//! Arial and Helvetica, which the SVG asks for.

mod edges;
mod font;
mod force;
mod layered;
mod pack;
pub(super) mod png;
pub(super) mod svg;

use super::caption::{Look, look, main_label, title};
use super::dot::wrapped;
use super::value::shortened;
use super::{ExportError, Selection};
use crate::graph::{Node, NodeId, Relationship, RelationshipId};
use edges::{Link, straight};
use font::text_width;
use pack::packed;
use std::collections::BTreeMap;

/// Sizes of letters and lines, in pixels.
const TEXT: f64 = 11.0;
const LINE: f64 = 14.0;
const SMALL: f64 = 8.5;
const MARGIN: f64 = 24.0;
/// Columns taller than this are drawn as a cloud.
const TALLEST: f64 = 4_500.0;
/// Nobody can read a picture of more boxes than this.
const MOST_BOXES: usize = 2_000;
/// No label for the frame (`AGENT`, `SAYS` …) where there are more relationships than this.
const FRAME_LABELS: usize = 60;

/// The size of a box.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Size {
    width: f64,
    height: f64,
}

/// A place on the plane; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Area {
    fn around(middle: Point, size: Size) -> Self {
        Self { left: middle.x - size.width / 2.0, top: middle.y - size.height / 2.0, ..Self::of(size) }
    }

    const fn of(size: Size) -> Self {
        Self { left: 0.0, top: 0.0, width: size.width, height: size.height }
    }

    fn right(&self) -> f64 {
        self.left + self.width
    }

    fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// What is drawn, from back to front.
#[derive(Clone, Debug)]
enum Shape {
    /// A line through a start and triples of two handles and an end, as cubic Bézier curves.
    Curve { points: Vec<Point>, color: &'static str, width: f64, dashed: bool, of: RelationshipId },
    /// The point of an arrow.
    Head { corners: [Point; 3], color: &'static str },
    /// A white ground that keeps a text readable.
    Plate(Area),
    /// A text around the middle of its baseline.
    Text { middle: Point, size: f64, color: &'static str, text: String },
    /// A box; its title is what a viewer shows under the pointer. One of the legend is no node's.
    Box { area: Area, round: f64, look: Look, title: String, of: Option<NodeId> },
}

impl Shape {
    /// Returns the shape at another place.
    fn moved(mut self, dx: f64, dy: f64) -> Self {
        let step = |point: &mut Point| (point.x, point.y) = (point.x + dx, point.y + dy);
        match &mut self {
            Self::Curve { points, .. } => points.iter_mut().for_each(step),
            Self::Head { corners, .. } => corners.iter_mut().for_each(step),
            Self::Text { middle, .. } => step(middle),
            Self::Plate(area) | Self::Box { area, .. } => (area.left, area.top) = (area.left + dx, area.top + dy),
        }
        self
    }
}

/// A picture that is laid out.
#[derive(Clone, Debug)]
struct Scene {
    area: Area,
    shapes: Vec<Shape>,
}

/// A box with its text.
struct Drawn<'g> {
    node: Node<'g>,
    lines: Vec<String>,
    size: Size,
}

/// Lays a part of a graph out.
fn scene(part: &Selection<'_>) -> Result<Scene, ExportError> {
    let only_articles = part.nodes().all(|node| node.has_label("Article"));
    let drawn: Vec<Drawn<'_>> =
        part.nodes().filter(|node| only_articles || !node.has_label("Article")).map(measured).collect();
    if drawn.len() > MOST_BOXES {
        return Err(ExportError::TooLarge(drawn.len()));
    }
    let position: BTreeMap<_, usize> = drawn.iter().enumerate().map(|(at, drawn)| (drawn.node.id(), at)).collect();
    let ends = |edge: Relationship<'_>| Some((*position.get(&edge.start())?, *position.get(&edge.end())?));
    let edges: Vec<(Relationship<'_>, (usize, usize))> = part
        .relationships()
        .filter_map(|edge| ends(edge).map(|ends| (edge, ends)))
        .filter(|(_, (start, end))| start != end)
        .collect();
    let frames = edges.len() <= FRAME_LABELS;
    let links: Vec<Link> = edges.iter().map(|&(edge, (start, end))| Link::of(edge, start, end, frames)).collect();
    let mut sizes: Vec<Size> = drawn.iter().map(|drawn| drawn.size).collect();
    let mut grown = sizes.clone();
    let (points, mut shapes) = match packed(&mut grown, &links) {
        Some(placed) => {
            sizes = grown;
            placed
        }
        None => {
            let pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.start, link.end)).collect();
            let points = force::layout(&sizes, &pairs);
            let shapes = straight(&points, &sizes, &links);
            (points, shapes)
        }
    };
    let areas: Vec<Area> = points.iter().zip(&sizes).map(|(point, size)| Area::around(*point, *size)).collect();
    for (drawn, area) in drawn.iter().zip(&areas) {
        draw_box(drawn, *area, &mut shapes);
    }
    let area = legend(&drawn, bounds(&areas), &mut shapes);
    Ok(Scene { area, shapes })
}

fn measured(node: Node<'_>) -> Drawn<'_> {
    let text = wrapped(&shortened(&title(node), 90), 28);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let widest = lines.iter().map(|line| text_width(line, TEXT)).fold(0.0, f64::max);
    let size = Size { width: widest + 18.0, height: lines.len().max(1) as f64 * LINE + 10.0 };
    Drawn { node, lines, size }
}

fn draw_box(drawn: &Drawn<'_>, area: Area, shapes: &mut Vec<Shape>) {
    let look = look(drawn.node);
    let round = if look.shape == "ellipse" { area.height.min(34.0) / 2.0 } else { 4.0 };
    let name = format!("{}: {}", main_label(drawn.node).unwrap_or_default(), title(drawn.node));
    shapes.push(Shape::Box { area, round, look, title: name, of: Some(drawn.node.id()) });
    let first = area.top + (area.height - drawn.lines.len() as f64 * LINE) / 2.0;
    for (number, line) in drawn.lines.iter().enumerate() {
        let middle = Point { x: area.left + area.width / 2.0, y: first + LINE * (number as f64 + 0.77) };
        shapes.push(Shape::Text { middle, size: TEXT, color: "#1a1a1a", text: line.clone() });
    }
}

fn bounds(areas: &[Area]) -> Area {
    let pick = |of: fn(&Area) -> f64, better: fn(f64, f64) -> f64| areas.iter().map(of).reduce(better).unwrap_or(0.0);
    let (left, top) = (pick(|a| a.left, f64::min), pick(|a| a.top, f64::min));
    Area { left, top, width: pick(Area::right, f64::max) - left, height: pick(Area::bottom, f64::max) - top }
}

/// Says below the picture which colour is which label, and gives the whole area with a margin.
fn legend(drawn: &[Drawn<'_>], inner: Area, shapes: &mut Vec<Shape>) -> Area {
    let mut labels: BTreeMap<&str, Look> = BTreeMap::new();
    for drawn in drawn {
        labels.insert(main_label(drawn.node).unwrap_or_default(), look(drawn.node));
    }
    labels.remove("");
    let (mut left, top) = (inner.left, inner.bottom() + MARGIN);
    for (label, look) in &labels {
        let area = Area { left, top, width: 14.0, height: 10.0 };
        let round = if look.shape == "ellipse" { 5.0 } else { 2.0 };
        shapes.push(Shape::Box { area, round, look: *look, title: (*label).to_owned(), of: None });
        let width = text_width(label, TEXT);
        let middle = Point { x: left + 20.0 + width / 2.0, y: top + 9.0 };
        shapes.push(Shape::Text { middle, size: TEXT, color: "#555555", text: (*label).to_owned() });
        left += 20.0 + width + 18.0;
    }
    let below = if labels.is_empty() { 0.0 } else { MARGIN + 10.0 };
    Area {
        left: inner.left - MARGIN,
        top: inner.top - MARGIN,
        width: inner.width.max(left - inner.left) + 2.0 * MARGIN,
        height: inner.height + below + 2.0 * MARGIN,
    }
}
