//! A picture as SVG. The full text of a node is its tooltip; boxes and lines bear the numbers of what they show, so that a
//! page can tell which one is pointed at.

use super::{Point, Shape, scene};
use crate::export::xml::escaped;
use crate::export::{ExportError, Selection};
use std::io::{self, Write};

/// Writes the part as one picture.
pub(in crate::export) fn write(part: &Selection<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let scene = scene(part)?;
    let area = scene.area;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.0}\" height=\"{:.0}\" viewBox=\"{:.1} {:.1} {:.1} {:.1}\" \
         font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" text-anchor=\"middle\">",
        area.width, area.height, area.left, area.top, area.width, area.height
    )?;
    writeln!(
        out,
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#ffffff\"/>",
        area.left, area.top, area.width, area.height
    )?;
    // The pointer finds the box behind a text, and with it the tooltip.
    writeln!(out, "<style>text {{ pointer-events: none }}</style>")?;
    for shape in &scene.shapes {
        element(shape, out)?;
    }
    Ok(writeln!(out, "</svg>")?)
}

fn element(shape: &Shape, out: &mut dyn Write) -> io::Result<()> {
    match shape {
        Shape::Curve { points, color, width, dashed, of } => {
            let dash = if *dashed { " stroke-dasharray=\"4 3\"" } else { "" };
            writeln!(
                out,
                "<path data-relationship=\"{}\" d=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\"{dash}/>",
                of.0,
                path(points)
            )
        }
        Shape::Head { corners: [a, b, c], color } => writeln!(
            out,
            "<polygon points=\"{:.1},{:.1} {:.1},{:.1} {:.1},{:.1}\" fill=\"{color}\"/>",
            a.x, a.y, b.x, b.y, c.x, c.y
        ),
        Shape::Plate(area) => writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#ffffff\" fill-opacity=\"0.85\"/>",
            area.left, area.top, area.width, area.height
        ),
        Shape::Text { middle, size, color, text } => writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\" fill=\"{color}\">{}</text>",
            middle.x,
            middle.y,
            escaped(text)
        ),
        Shape::Box { area, round, look, title, of } => writeln!(
            out,
            "<rect{} x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round:.1}\" fill=\"{}\" \
             stroke=\"{}\"><title>{}</title></rect>",
            of.map(|node| format!(" data-node=\"{}\"", node.0)).unwrap_or_default(),
            area.left,
            area.top,
            area.width,
            area.height,
            look.fill,
            look.line,
            escaped(title)
        ),
    }
}

fn path(points: &[Point]) -> String {
    let mut text = String::new();
    for (number, point) in points.iter().enumerate() {
        let letter = match number {
            0 => "M",
            n if n % 3 == 1 => " C",
            _ => " ",
        };
        text += &format!("{letter}{:.1},{:.1}", point.x, point.y);
    }
    text
}
