//! A picture as SVG, without any other program.
//!
//! Articles are left out where there is anything else: everything hangs on them, and they would draw all of it to one
//! place. The full text of a node is its tooltip.

use super::Selection;
use super::caption::{color, is_frame, look, main_label, title};
use super::dot::{caption, wrapped};
use super::layout::{Point, Size, layout};
use super::value::shortened;
use super::xml::escaped;
use crate::graph::{Node, Relationship};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The width of a letter and the height of a line, for a font of 11 pixels.
const LETTER: f64 = 6.2;
const LINE: f64 = 14.0;
const MARGIN: f64 = 24.0;

/// A box with its text.
struct Drawn<'g> {
    node: Node<'g>,
    lines: Vec<String>,
    size: Size,
}

/// Writes the part as one picture.
pub(super) fn write(part: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let only_articles = part.nodes().all(|node| node.has_label("Article"));
    let drawn: Vec<Drawn<'_>> =
        part.nodes().filter(|node| only_articles || !node.has_label("Article")).map(measured).collect();
    let position: BTreeMap<_, usize> = drawn.iter().enumerate().map(|(at, drawn)| (drawn.node.id(), at)).collect();
    let edges: Vec<(usize, usize, Relationship<'_>)> = part
        .relationships()
        .filter_map(|edge| Some((*position.get(&edge.start())?, *position.get(&edge.end())?, edge)))
        .collect();
    let sizes: Vec<Size> = drawn.iter().map(|drawn| drawn.size).collect();
    let links: Vec<(usize, usize)> = edges.iter().map(|(start, end, _)| (*start, *end)).collect();
    let points = layout(&sizes, &links);
    header(&sizes, &points, out)?;
    for (start, end, edge) in &edges {
        arrow(*edge, (points[*start], sizes[*start]), (points[*end], sizes[*end]), out)?;
    }
    for (drawn, point) in drawn.iter().zip(&points) {
        node_box(drawn, *point, out)?;
    }
    writeln!(out, "</svg>")
}

fn measured(node: Node<'_>) -> Drawn<'_> {
    let text = wrapped(&shortened(&title(node), 90), 28);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let widest = lines.iter().map(|line| unicode_width::UnicodeWidthStr::width(line.as_str())).max().unwrap_or(0);
    let size = Size { width: widest as f64 * LETTER + 18.0, height: lines.len().max(1) as f64 * LINE + 10.0 };
    Drawn { node, lines, size }
}

fn header(sizes: &[Size], points: &[Point], out: &mut dyn Write) -> io::Result<()> {
    let bound = |pick: &dyn Fn(Point, Size) -> f64, better: fn(f64, f64) -> f64| {
        points.iter().zip(sizes).map(|(point, size)| pick(*point, *size)).reduce(better).unwrap_or(0.0)
    };
    let left = bound(&|p, s| p.x - s.width / 2.0, f64::min) - MARGIN;
    let top = bound(&|p, s| p.y - s.height / 2.0, f64::min) - MARGIN;
    let width = bound(&|p, s| p.x + s.width / 2.0, f64::max) + MARGIN - left;
    let height = bound(&|p, s| p.y + s.height / 2.0, f64::max) + MARGIN - top;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\">"
    )?;
    writeln!(out, "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#ffffff\"/>")
}

fn arrow(edge: Relationship<'_>, from: (Point, Size), to: (Point, Size), out: &mut dyn Write) -> io::Result<()> {
    if edge.start() == edge.end() {
        return Ok(());
    }
    let (start, end) = (border(from, to.0), border(to, from.0));
    let color = color(edge.kind());
    let style =
        if is_frame(edge.kind()) { " stroke-dasharray=\"4 3\" stroke-width=\"0.8\"" } else { " stroke-width=\"1.4\"" };
    writeln!(
        out,
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"{color}\"{style}/>",
        start.x, start.y, end.x, end.y
    )?;
    let length = (end.x - start.x).hypot(end.y - start.y).max(1e-9);
    let (ux, uy) = ((end.x - start.x) / length, (end.y - start.y) / length);
    let corner = |side: f64| (end.x - 8.0 * ux + side * 3.5 * uy, end.y - 8.0 * uy - side * 3.5 * ux);
    let ((ax, ay), (bx, by)) = (corner(1.0), corner(-1.0));
    writeln!(out, "<polygon points=\"{:.1},{:.1} {ax:.1},{ay:.1} {bx:.1},{by:.1}\" fill=\"{color}\"/>", end.x, end.y)?;
    if is_frame(edge.kind()) {
        return Ok(());
    }
    let text = caption(edge.kind(), edge.get("kind"), edge.get("negated"));
    writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"8\" fill=\"{color}\" text-anchor=\"middle\" \
         stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
        (start.x + end.x) / 2.0,
        (start.y + end.y) / 2.0 - 2.0,
        escaped(&text)
    )
}

/// Returns where the line from a box's middle towards a point leaves the box.
fn border((middle, size): (Point, Size), towards: Point) -> Point {
    let (dx, dy) = (towards.x - middle.x, towards.y - middle.y);
    let scale = (size.width / 2.0 / dx.abs().max(1e-9)).min(size.height / 2.0 / dy.abs().max(1e-9)).min(1.0);
    Point { x: middle.x + dx * scale, y: middle.y + dy * scale }
}

fn node_box(drawn: &Drawn<'_>, point: Point, out: &mut dyn Write) -> io::Result<()> {
    let look = look(drawn.node);
    let (x, y) = (point.x - drawn.size.width / 2.0, point.y - drawn.size.height / 2.0);
    let round = if look.shape == "ellipse" { drawn.size.height / 2.0 } else { 4.0 };
    let label = main_label(drawn.node).unwrap_or_default();
    writeln!(out, "<g><title>{}: {}</title>", escaped(label), escaped(&title(drawn.node)))?;
    writeln!(
        out,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round:.1}\" fill=\"{}\" stroke=\"{}\"/>",
        drawn.size.width, drawn.size.height, look.fill, look.line
    )?;
    for (number, line) in drawn.lines.iter().enumerate() {
        let baseline = y + 5.0 + LINE * (number as f64 + 0.75);
        writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{baseline:.1}\" text-anchor=\"middle\">{}</text>",
            point.x,
            escaped(line)
        )?;
    }
    writeln!(out, "</g>")
}
