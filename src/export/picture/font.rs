//! The font of pictures: how wide texts are, and the outlines of letters.

use std::sync::OnceLock;
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Liberation Sans: letters as wide as those of Arial and Helvetica.
const FONT: &[u8] = include_bytes!("../../../data/fonts/LiberationSans-Regular.ttf");

/// How wide a letter is that the font does not have, in parts of its height.
const UNKNOWN: f64 = 1.0;

fn face() -> &'static Face<'static> {
    static FACE: OnceLock<Face<'static>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(FONT, 0).expect("the bundled font is whole"))
}

fn glyph(letter: char) -> Option<GlyphId> {
    face().glyph_index(letter)
}

fn advance(letter: char) -> f64 {
    let units = f64::from(face().units_per_em());
    let width =
        glyph(letter).and_then(|glyph| face().glyph_hor_advance(glyph)).map(|advance| f64::from(advance) / units);
    width.unwrap_or_else(|| {
        // Letters of other scripts stand as wide as a terminal shows them.
        UNKNOWN * unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0) as f64 / 2.0
    })
}

/// Returns how wide a text is at a size, in pixels.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// Hands the outlines of a text's letters to a builder, each with where it begins, in parts of the size.
pub(super) fn outlines<B: OutlineBuilder>(text: &str, mut builder: impl FnMut(f64) -> B, mut done: impl FnMut(B)) {
    let mut x = 0.0;
    for letter in text.chars() {
        let mut outline = builder(x);
        // A letter that the font does not have is drawn as the box that stands for it.
        let glyph = glyph(letter).unwrap_or(GlyphId(0));
        if !letter.is_whitespace() && !letter.is_control() && face().outline_glyph(glyph, &mut outline).is_some() {
            done(outline);
        }
        x += advance(letter);
    }
}

/// Returns how many units of the font make its size.
pub(super) fn units() -> f64 {
    f64::from(face().units_per_em())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_their_own_width() {
        assert!(text_width("iiii", 10.0) < text_width("mmmm", 10.0) / 3.0);
        assert!((text_width("日本", 10.0) - 20.0).abs() < 0.01);
        assert!(glyph('é').is_some() && glyph('Ж').is_some());
    }
}
