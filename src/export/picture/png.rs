//! A picture as PNG, drawn by ourselves.

use super::font::{outlines, units};
use super::{Area, Point, Scene, Shape, scene};
use crate::export::{ExportError, Selection};
use std::io::Write;
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform};
use ttf_parser::OutlineBuilder;

/// Pixels for each pixel of the layout, so that small letters are sharp.
const SCALE: f64 = 2.0;
/// A picture has no more pixels than this; a larger layout is drawn smaller.
const MOST_PIXELS: f64 = 100_000_000.0;

/// Writes the part as one picture.
pub(in crate::export) fn write(part: &Selection<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
    let scene = scene(part)?;
    let scale = SCALE.min((MOST_PIXELS / (scene.area.width * scene.area.height).max(1.0)).sqrt());
    let canvas = Canvas::new(&scene, scale).ok_or_else(|| std::io::Error::other("the picture has no size"))?;
    out.write_all(&canvas.drawn(&scene)?)?;
    Ok(())
}

struct Canvas {
    pixels: Pixmap,
    scale: f64,
    origin: Point,
}

impl Canvas {
    fn new(scene: &Scene, scale: f64) -> Option<Self> {
        let length = |pixels: f64| (pixels * scale).ceil().max(1.0) as u32;
        let mut pixels = Pixmap::new(length(scene.area.width), length(scene.area.height))?;
        pixels.fill(Color::WHITE);
        Some(Self { pixels, scale, origin: Point { x: scene.area.left, y: scene.area.top } })
    }

    fn drawn(mut self, scene: &Scene) -> Result<Vec<u8>, ExportError> {
        for shape in &scene.shapes {
            match shape {
                Shape::Curve { points, color, width, dashed, .. } => {
                    if let Some(path) = curve(points) {
                        self.stroke(&path, color, *width, *dashed);
                    }
                }
                Shape::Head { corners: [a, b, c], color } => {
                    let mut path = PathBuilder::new();
                    path.move_to(a.x as f32, a.y as f32);
                    path.line_to(b.x as f32, b.y as f32);
                    path.line_to(c.x as f32, c.y as f32);
                    path.close();
                    if let Some(path) = path.finish() {
                        self.fill(&path, color, 255);
                    }
                }
                Shape::Plate(area) => {
                    if let Some(path) = rounded(*area, 0.0) {
                        self.fill(&path, "#ffffff", 215);
                    }
                }
                Shape::Box { area, round, look, .. } => {
                    if let Some(path) = rounded(*area, *round) {
                        self.fill(&path, look.fill, 255);
                        self.stroke(&path, look.line, 1.0, false);
                    }
                }
                Shape::Text { middle, size, color, text } => self.text(*middle, *size, color, text),
            }
        }
        self.pixels.encode_png().map_err(|error| std::io::Error::other(error).into())
    }

    fn transform(&self) -> Transform {
        let scale = self.scale as f32;
        Transform::from_translate(-self.origin.x as f32, -self.origin.y as f32).post_scale(scale, scale)
    }

    fn fill(&mut self, path: &Path, color: &str, alpha: u8) {
        self.pixels.fill_path(path, &paint(color, alpha), FillRule::Winding, self.transform(), None);
    }

    fn stroke(&mut self, path: &Path, color: &str, width: f64, dashed: bool) {
        let dash = if dashed { StrokeDash::new(vec![4.0, 3.0], 0.0) } else { None };
        let stroke = Stroke { width: width as f32, dash, ..Stroke::default() };
        self.pixels.stroke_path(path, &paint(color, 255), &stroke, self.transform(), None);
    }

    fn text(&mut self, middle: Point, size: f64, color: &str, text: &str) {
        let left = middle.x - super::text_width(text, size) / 2.0;
        let scale = size / units();
        let mut letters = Vec::new();
        let builder = |x: f64| Letter { path: PathBuilder::new(), left: left + x * size, baseline: middle.y, scale };
        outlines(text, builder, |letter| letters.extend(letter.path.finish()));
        for letter in letters {
            self.fill(&letter, color, 255);
        }
    }
}

fn paint(color: &str, alpha: u8) -> Paint<'static> {
    let part = |range| color.get(range).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(part(1..3), part(3..5), part(5..7), alpha);
    paint
}

fn curve(points: &[Point]) -> Option<Path> {
    let (first, rest) = points.split_first()?;
    let mut path = PathBuilder::new();
    path.move_to(first.x as f32, first.y as f32);
    for part in rest.chunks_exact(3) {
        let [a, b, c] = [part[0], part[1], part[2]];
        path.cubic_to(a.x as f32, a.y as f32, b.x as f32, b.y as f32, c.x as f32, c.y as f32);
    }
    path.finish()
}

fn rounded(area: Area, round: f64) -> Option<Path> {
    let (left, top, right, bottom) = (area.left as f32, area.top as f32, area.right() as f32, area.bottom() as f32);
    let round = (round as f32).min((right - left) / 2.0).min((bottom - top) / 2.0);
    if round <= 0.0 {
        return Rect::from_ltrb(left, top, right, bottom).map(PathBuilder::from_rect);
    }
    // How far the handles of a quarter circle stand from its corner.
    let handle = round * 0.447_715;
    let mut path = PathBuilder::new();
    path.move_to(left + round, top);
    path.line_to(right - round, top);
    path.cubic_to(right - handle, top, right, top + handle, right, top + round);
    path.line_to(right, bottom - round);
    path.cubic_to(right, bottom - handle, right - handle, bottom, right - round, bottom);
    path.line_to(left + round, bottom);
    path.cubic_to(left + handle, bottom, left, bottom - handle, left, bottom - round);
    path.line_to(left, top + round);
    path.cubic_to(left, top + handle, left + handle, top, left + round, top);
    path.close();
    path.finish()
}

/// The outline of a letter, brought to its place.
struct Letter {
    path: PathBuilder,
    left: f64,
    baseline: f64,
    scale: f64,
}

impl Letter {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        ((self.left + f64::from(x) * self.scale) as f32, (self.baseline - f64::from(y) * self.scale) as f32)
    }
}

impl OutlineBuilder for Letter {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
