//! Tells what is news from what stands around it on a page (schema rule 6).
//!
//! # Evidence
//!
//! A paragraph is scored. Cues come from `data/lexicon/boilerplate.csv`: words that fill the whole line (`line`), open it
//! (`start`) or stand anywhere (`any`), each with a weight; reporting verbs weigh against. Shape adds to cues and never
//! decides alone: the reader is addressed as "you" outside quotation marks; the line is no sentence. What falls short by
//! itself counts where it stands beside certain boilerplate.
//!
//! A short line that ends with a colon, holds neither verb nor name and introduces nothing is a caption of a widget; one of
//! single words between the same signs is a menu, or the way to the page.

use rustc_hash::FxHashMap;

/// From this score on a paragraph is boilerplate by itself.
const CERTAIN: f32 = 2.0;
/// From this score on it is boilerplate beside certain boilerplate.
const BESIDE: f32 = 1.0;

/// From so many words on a paragraph stands for itself.
const LONG: usize = 12;

/// Where in the paragraph a cue must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Line,
    Start,
    Any,
}

#[derive(Debug)]
struct Cue {
    words: Vec<&'static str>,
    place: Place,
    weight: f32,
}

/// The cues of boilerplate.
#[derive(Debug)]
pub(super) struct Cues {
    cues: Vec<Cue>,
    /// The first word of a cue to the cues that begin with it.
    by_first: FxHashMap<&'static str, Vec<usize>>,
}

impl Cues {
    /// Reads the bundled list.
    pub(super) fn bundled() -> Self {
        let mut cues = Self { cues: Vec::new(), by_first: FxHashMap::default() };
        for line in include_str!("../../data/lexicon/boilerplate.csv").lines().skip(1) {
            let mut fields = line.split(',');
            let (Some(words), Some(place), Some(weight)) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            let words: Vec<&str> = words.split(' ').collect();
            let place = match place {
                "line" => Place::Line,
                "start" => Place::Start,
                _ => Place::Any,
            };
            cues.by_first.entry(words[0]).or_default().push(cues.cues.len());
            cues.cues.push(Cue { words, place, weight: weight.parse().unwrap_or(0.0) });
        }
        cues
    }

    /// Tells for each paragraph whether it is boilerplate.
    pub(super) fn classify(&self, paragraphs: &[&str]) -> Vec<bool> {
        let scores: Vec<f32> = paragraphs.iter().map(|p| self.score(p)).collect();
        let mut is_boilerplate: Vec<bool> = scores.iter().map(|&score| score >= CERTAIN).collect();
        // What stands beside boilerplate needs less: forwards, then backwards. A row of stars says nothing of its
        // neighbours, and a long sentence that doesn't speak to the reader stands for itself.
        let says: Vec<bool> = paragraphs.iter().map(|p| p.contains(char::is_alphabetic)).collect();
        let doubtful = |i: usize| {
            scores[i] >= BESIDE && (paragraphs[i].split_whitespace().count() <= LONG || addresses_reader(paragraphs[i]))
        };
        for i in 1..scores.len() {
            is_boilerplate[i] |= is_boilerplate[i - 1] && says[i - 1] && doubtful(i);
        }
        for i in (1..scores.len()).rev() {
            is_boilerplate[i - 1] |= is_boilerplate[i] && says[i] && doubtful(i - 1);
        }
        // Below the last sentence, a list under a heading of the page ("Related stories") belongs to the heading.
        let last = (0..paragraphs.len()).rev().find(|&i| !is_boilerplate[i] && ends_sentence(paragraphs[i]));
        let mut below = false;
        for is_boilerplate in is_boilerplate.iter_mut().skip(last.map_or(paragraphs.len(), |last| last + 1)) {
            below |= *is_boilerplate;
            *is_boilerplate = below;
        }
        is_boilerplate
    }

    /// Tells whether a piece of text is boilerplate by itself.
    pub(super) fn is_certain(&self, text: &str) -> bool {
        self.score(text) >= CERTAIN
    }

    /// Weighs the evidence that a paragraph is boilerplate.
    fn score(&self, paragraph: &str) -> f32 {
        let words = words(paragraph);
        if words.is_empty() {
            // Rules and rows of stars.
            return CERTAIN;
        }
        let (mut cues, mut news, mut strong) = (0.0_f32, 0.0_f32, false);
        for (at, word) in words.iter().enumerate() {
            for &i in self.by_first.get(word.as_str()).map_or(&[][..], Vec::as_slice) {
                let cue = &self.cues[i];
                let rest = &words[at..];
                let fits = rest.len() >= cue.words.len() && rest.iter().zip(&cue.words).all(|(a, b)| a == b);
                let placed = match cue.place {
                    Place::Line => at == 0 && words.len() == cue.words.len(),
                    Place::Start => at == 0,
                    Place::Any => true,
                };
                if fits && placed {
                    if cue.weight > 0.0 {
                        cues += cue.weight
                    } else {
                        news = news.min(cue.weight)
                    }
                    strong |= cue.weight > 1.0;
                }
            }
        }
        if is_widget_label(paragraph, &words) || is_trail(paragraph) || (paragraph.contains('©') && words.len() <= 20)
        {
            cues += CERTAIN;
            strong = true;
        }
        if cues == 0.0 {
            return news;
        }
        let mut shape = 0.0;
        if addresses_reader(paragraph) {
            shape += 1.0;
        } else if !strong {
            // Words of the trade without an address to the reader: news about subscriptions has them too.
            cues = cues.min(1.5);
        }
        if !ends_sentence(paragraph) {
            shape += 0.5;
        }
        if paragraph.starts_with(['"', '“', '‘', '\'']) {
            shape -= 1.0;
        }
        if words.len() > 80 {
            shape -= 1.0;
        }
        cues + shape + news
    }
}

/// Splits into lower-case words; a word keeps its apostrophes.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .map(|w| w.trim_matches(['\'', '’']))
        .filter(|w| !w.is_empty())
        .map(|w| w.to_lowercase().replace('’', "'"))
        .collect()
}

/// Tells whether the reader is spoken to, outside quotation marks.
fn addresses_reader(paragraph: &str) -> bool {
    let mut quoted = false;
    let mut plain = String::with_capacity(paragraph.len());
    for c in paragraph.chars() {
        match c {
            '"' => quoted = !quoted,
            '“' => quoted = true,
            '”' => quoted = false,
            _ if !quoted => plain.push(c),
            _ => {}
        }
    }
    words(&plain).iter().any(|w| matches!(w.as_str(), "you" | "your" | "yours" | "you're" | "you'll" | "you've"))
}

/// Tells whether a paragraph ends as sentences do.
pub(super) fn ends_sentence(paragraph: &str) -> bool {
    // A remark in brackets may follow the sentence.
    let before = paragraph.rfind(['(', '[']).filter(|_| paragraph.ends_with([')', ']']));
    [Some(paragraph.len()), before].into_iter().flatten().any(|end| {
        let closers = ['"', '”', '’', '\'', ')', ']', ' ', '\n'];
        paragraph[..end].trim_end_matches(closers).ends_with(['.', '!', '?', '…'])
    })
}

/// Tells whether a line labels a widget: it ends with a colon, and neither names nor tells anything that a quotation
/// could follow ("She added:" and "Statement of the Foreign Ministry:" do).
fn is_widget_label(paragraph: &str, words: &[String]) -> bool {
    const DANGLING: &[&str] = &["about", "at", "by", "for", "from", "in", "of", "on", "to", "via", "with"];
    let line = paragraph.trim_end();
    if !line.ends_with(':') || words.len() > 5 {
        return false;
    }
    let names = line.split_whitespace().skip(1).any(|w| w.starts_with(|c: char| c.is_uppercase()));
    let verb = words.iter().any(|w| {
        w.ends_with("ed")
            || w.ends_with("ing")
            || matches!(w.as_str(), "said" | "says" | "told" | "wrote" | "is" | "are" | "was")
    });
    !names && !verb && words.last().is_some_and(|w| DANGLING.contains(&w.as_str()))
}

/// Tells whether a line is a menu or the way to the page: `Home > World > Europe`, `News | Business | Sport`.
fn is_trail(paragraph: &str) -> bool {
    ["|", ">", "›", "»", "·", "•", "/"].iter().any(|sign| {
        let parts: Vec<&str> = paragraph.split(&format!(" {sign} ")).collect();
        let is_entry = |part: &&str| (1..=3).contains(&part.split_whitespace().count()) && !ends_sentence(part);
        parts.len() >= 3 && parts.iter().all(is_entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(text: &str) -> bool {
        Cues::bundled().is_certain(text)
    }

    #[test]
    fn the_bundled_cues_are_sorted_and_well_formed() {
        let lines: Vec<&str> = include_str!("../../data/lexicon/boilerplate.csv").lines().skip(1).collect();
        assert!(lines.is_sorted());
        for line in lines {
            let fields: Vec<&str> = line.split(',').collect();
            assert!(
                matches!(fields[..], [_, "line" | "start" | "any", weight, _] if weight.parse::<f32>().is_ok()),
                "{line}"
            );
            assert_eq!(words(fields[0]).join(" "), fields[0].replace('’', "'"), "{line}");
        }
    }

    #[test]
    fn what_stands_around_the_news_is_boilerplate() {
        for text in [
            "You are here",
            "Sign up for our daily newsletter",
            "Read more: Ministers meet again in Geneva",
            "The week's top stories, delivered to your inbox every morning.",
            "We use cookies to improve your experience. By continuing to use this site you agree to our cookie policy.",
            "Readers' comments on:",
            "Home > World > Eastern Europe",
            "News | Business | Sport | Living well",
            "(Reporting by Jane Doe; Editing by John Roe)",
            "© 2015 Example Media Ltd. All rights reserved.",
            "You may unsubscribe whenever you like, and we never pass your details to third parties.",
            "* * *",
        ] {
            assert!(certain(text), "{text}");
        }
    }

    #[test]
    fn news_about_such_things_is_news() {
        for text in [
            "The regulator said the firm's privacy policy and its cookies broke the law.",
            "\"You can sign up to a deal or walk away,\" the envoy told reporters.",
            "The company has four million subscribers in France.",
            "Subscriptions to its newsletters rose by a fifth.",
            "Credit conditions eased in March.",
            "She added:",
            "Statement of the Foreign Ministry:",
            "The minister will share the findings on Facebook, according to his office.",
            "Talks resume in Geneva",
            "Talks resume | The Daily Post",
            "Bank rate > 5 per cent > the rate of inflation, says ministry",
        ] {
            assert!(!certain(text), "{text}");
        }
    }

    #[test]
    fn a_doubtful_line_follows_its_neighbour() {
        let cues = Cues::bundled();
        let text = "Read every morning by a million subscribers.";
        assert_eq!(
            cues.classify(&["Sign up to our free newsletters", text, "The bank opens in May."]),
            [true, true, false]
        );
        assert_eq!(cues.classify(&["The bank opens in May.", text]), [false, false]);
        let list = ["Related stories", "The bank opens in May.", "Related stories", "Bank to open in May"];
        assert_eq!(cues.classify(&list), [true, false, true, true]);
    }
}
