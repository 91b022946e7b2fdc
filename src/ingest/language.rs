//! Tells English from other languages by the commonest function words of each.
//!
//! The lists are `data/lexicon/function_words.csv`. A text counts as another language only on clear evidence: the
//! pipeline copes with an English list of figures that holds no function word at all. Names say nothing, so that words in
//! capitals are left out, but for the first.
//!
//! 1. Mostly letters of another script: not English.
//! 2. At least two function words of another language, more than twice as many as English ones: that language.
//! 3. Running text without any English function words: not English, whatever it is.
//! 4. A short text without any, whose words hold letters that English does not use: not English.

use rustc_hash::FxHashMap;

/// How many words are looked at; more change nothing.
const SAMPLE: usize = 1000;
/// From how many words on a text is running text.
const RUNNING: usize = 12;
/// In so many words of English running text, one is a function word at the very least.
const RAREST: usize = 25;

/// The function words of each language.
#[derive(Debug)]
pub(super) struct Languages {
    /// Word to the languages that use it, as bits.
    words: FxHashMap<&'static str, u64>,
    codes: Vec<&'static str>,
}

/// What the words of a text tell.
struct Evidence {
    /// How many words count.
    words: usize,
    /// How many of them have two letters or more, and how many of those are different.
    long: usize,
    different: usize,
    /// How many hold letters beside those of ASCII.
    accented: usize,
    /// How many tokens there are, and how many of them are figures.
    tokens: usize,
    figures: usize,
    /// For each language how many of the words are its function words, and how many different ones.
    hits: Vec<usize>,
    kinds: Vec<usize>,
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

    /// Returns the ISO 639-1 code of a text's language, `und` where it is none of those known; `en` where nothing speaks
    /// clearly against it.
    pub(super) fn detect(&self, text: &str) -> &'static str {
        if is_other_script(text) {
            return "und";
        }
        let evidence = self.evidence(text);
        let english = self.codes.iter().position(|code| *code == "en").map_or(0, |i| evidence.hits[i]);
        let best =
            (0..evidence.hits.len()).max_by_key(|&i| (evidence.hits[i], evidence.kinds[i], std::cmp::Reverse(i)));
        let (hits, kinds) = best.map_or((0, 0), |best| (evidence.hits[best], evidence.kinds[best]));
        if let Some(best) = best
            && kinds >= 2
            && hits > 2 * english
            && hits * 10 > evidence.words
        {
            return self.codes[best];
        }
        let running = evidence.long >= RUNNING && evidence.different * 6 >= RUNNING * 5;
        let is_table = evidence.figures * 5 >= evidence.tokens;
        if running && !is_table && english * RAREST < evidence.long {
            return "und";
        }
        let accents = evidence.accented > 0 && evidence.accented * 4 >= evidence.long;
        if english == 0 && accents && evidence.accented + kinds >= 2 { "und" } else { "en" }
    }

    fn evidence(&self, text: &str) -> Evidence {
        let (mut hits, mut kinds) = (vec![0; self.codes.len()], vec![0; self.codes.len()]);
        let mut seen: FxHashMap<String, u64> = FxHashMap::default();
        let (mut words, mut long, mut different, mut accented) = (0, 0, 0, 0);
        let is_capitals = !text.chars().any(char::is_lowercase);
        let all = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(SAMPLE);
        for (number, word) in all.enumerate() {
            if number > 0 && !is_capitals && !word.starts_with(char::is_lowercase) {
                continue;
            }
            words += 1;
            let is_long = word.chars().nth(1).is_some();
            long += usize::from(is_long);
            accented += usize::from(is_long && !word.is_ascii());
            let word = word.to_lowercase();
            let bits = self.words.get(word.as_str()).copied().unwrap_or(0);
            let is_new = seen.insert(word, bits).is_none();
            different += usize::from(is_new && is_long);
            for language in (0..self.codes.len()).filter(|language| bits >> language & 1 == 1) {
                hits[language] += 1;
                kinds[language] += usize::from(is_new);
            }
        }
        let tokens = text.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty()).take(SAMPLE);
        let (mut count, mut figures) = (0, 0);
        for token in tokens {
            count += 1;
            figures += usize::from(token.contains(|c: char| c.is_ascii_digit()));
        }
        Evidence { words, long, different, accented, tokens: count, figures, hits, kinds }
    }
}

/// Tells whether most letters are of another script than Latin.
fn is_other_script(text: &str) -> bool {
    let (mut latin, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(4 * SAMPLE) {
        // Latin letters end with the Latin Extended blocks; Greek begins after them.
        if c < '\u{370}' || ('\u{1E00}'..'\u{1F00}').contains(&c) { latin += 1 } else { other += 1 }
    }
    other > latin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        let languages = Languages::bundled();
        for (code, text) in cases {
            assert_eq!(languages.detect(text), *code, "{text}");
        }
    }

    #[test]
    fn languages_are_told_by_their_function_words() {
        check(&[
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
            ("id", "Presiden menolak tawaran dari Moskow, kata juru bicara itu pada hari Senin."),
            ("sw", "Rais alikataa ombi la Moscow na kusema kuwa mazungumzo yataanza Jumatatu."),
            ("tl", "Tinanggihan ng pangulo ang alok ng Moscow, ayon sa tagapagsalita."),
            ("hr", "Predsjednik odbija ponudu Moskve i kaže da će razgovori početi u ponedjeljak."),
            ("und", "Министр сказал, что переговоры начнутся в понедельник без условий."),
            ("und", "部长表示，谈判将于星期一开始，没有任何先决条件。"),
        ]);
    }

    #[test]
    fn a_language_that_is_not_known_is_not_taken_for_english() {
        for text in [
            "Dywedodd y gweinidog y byddai trafodaethau yn dechrau ddydd Llun ac nad oedd unrhyw amodau ynghlwm wrthynt.",
            "Ua hai mai ke kuhina e hoomaka ana na kukakuka ma ka Poakahi me ka loaa ole o kekahi mau kumu hookaawale.",
        ] {
            assert_ne!(Languages::bundled().detect(text), "en", "{text}");
        }
    }

    #[test]
    fn short_texts_are_told_where_something_tells() {
        check(&[
            ("de", "Der Kanzler lehnt das Angebot ab."),
            ("nl", "De president wijst het aanbod van de hand"),
            ("it", "Il presidente respinge l'offerta di Mosca"),
            ("und", "Cumhurbaşkanı Moskova'nın teklifini reddetti"),
            ("und", "Prezident odmítá nabídku Moskvy"),
            ("en", "Talks resume in Geneva"),
            ("en", "US, Iran sign deal"),
            ("en", "Man dies in Oslo"),
            ("en", "EXXON SEES HIGHER PROFITS"),
        ]);
    }

    #[test]
    fn names_and_figures_leave_english_english() {
        check(&[
            (
                "en",
                "The presidents Luiz Inácio Lula da Silva and Nicolás Maduro met in São Paulo; José Antonio de la Torre and \
                 Hans von der Mühlen were there too.",
            ),
            (
                "en",
                "Ratko Mladić, Slobodan Milošević, Radovan Karadžić and Vojislav Šešelj were indicted at The Hague.",
            ),
            ("en", "Los Angeles, La Quinta"),
            ("en", "Shr 31 cts vs 41 cts. Net 436,981 vs 583,715. Six months shr 63 cts vs 82 cts"),
            ("en", "Qtly div ten cts vs ten cts\n\nPay April 1\n\nRecord March 9"),
        ]);
    }
}
