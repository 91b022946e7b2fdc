//! Tells English from other languages by the commonest function words of each.
//!
//! The lists are `data/lexicon/function_words.csv`. A text counts as another language only on clear evidence: the
//! pipeline copes with an English list of figures that holds no function word at all.

use rustc_hash::FxHashMap;

/// How many words are looked at; more change nothing.
const SAMPLE: usize = 1000;

/// The function words of each language.
#[derive(Debug)]
pub(super) struct Languages {
    /// Word to the languages that use it, as bits.
    words: FxHashMap<&'static str, u32>,
    codes: Vec<&'static str>,
}

impl Languages {
    /// Reads the bundled lists.
    pub(super) fn bundled() -> Self {
        let mut languages = Self { words: FxHashMap::default(), codes: Vec::new() };
        let lines = include_str!("../../data/lexicon/function_words.csv").lines().skip(1);
        for (code, list) in lines.filter_map(|line| line.split_once(',')) {
            let bit = 1 << languages.codes.len();
            languages.codes.push(code);
            for word in list.split_whitespace() {
                *languages.words.entry(word).or_default() |= bit;
            }
        }
        languages
    }

    /// Returns the ISO 639-1 code of a text's language; `en` where nothing speaks clearly against it.
    pub(super) fn detect(&self, text: &str) -> &'static str {
        let (mut latin, mut other) = (0_usize, 0_usize);
        for c in text.chars().filter(|c| c.is_alphabetic()).take(4 * SAMPLE) {
            // Latin letters end with the Latin Extended blocks; Greek begins after them.
            if c < '\u{370}' || ('\u{1E00}'..'\u{1F00}').contains(&c) { latin += 1 } else { other += 1 }
        }
        if other > latin {
            return "und";
        }
        let mut hits = vec![0_usize; self.codes.len()];
        let mut total = 0;
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(SAMPLE) {
            total += 1;
            let bits = self.words.get(word.to_lowercase().as_str()).copied().unwrap_or(0);
            for (language, count) in hits.iter_mut().enumerate() {
                *count += (bits >> language & 1) as usize;
            }
        }
        let english = self.codes.iter().position(|c| *c == "en").and_then(|i| hits.get(i)).copied().unwrap_or(0);
        let best = (0..hits.len()).max_by_key(|&i| (hits[i], std::cmp::Reverse(i)));
        match best {
            Some(best) if total >= 8 && hits[best] > 2 * english && hits[best] * 10 > total => self.codes[best],
            _ => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_function_words() {
        let languages = Languages::bundled();
        for (code, text) in [
            ("en", "The minister said that the talks would begin on Monday and that no conditions were attached."),
            (
                "fr",
                "Le ministre a dit que les pourparlers commenceraient lundi et que la France ne pose pas de condition.",
            ),
            (
                "de",
                "Der Minister sagte, dass die Gespräche am Montag beginnen und dass es keine Bedingungen für sie gibt.",
            ),
            ("es", "El ministro dijo que las conversaciones empezarán el lunes y que no hay condiciones para ellas."),
            ("und", "Министр сказал, что переговоры начнутся в понедельник без условий."),
            ("und", "部长表示，谈判将于星期一开始，没有任何先决条件。"),
            ("en", "Shr 31 cts vs 41 cts. Net 436,981 vs 583,715. Six months shr 63 cts vs 82 cts"),
        ] {
            assert_eq!(languages.detect(text), code, "{text}");
        }
    }
}
