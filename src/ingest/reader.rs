//! Reads articles one at a time, whatever their form.

use super::boilerplate::Cues;
use super::decode::decode;
use super::format::Format;
use super::jsonl::{self, Line, Record, RecordId};
use super::language::Languages;
use super::plain;
use super::source::{Source, Sources};
use super::{Article, DateSource, IngestError, date, dateline};
use std::io::{BufRead, Read};
use std::path::PathBuf;

/// How articles are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The form they come in.
    pub format: Format,
    /// The longest article, in bytes; more than a gigabyte is never allowed.
    pub max_bytes: u64,
    /// Whether what is not English is set aside.
    pub english_only: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { format: Format::Auto, max_bytes: 10 << 20, english_only: true }
    }
}

/// One thing read: an article, or what `demarche extract` made of one.
#[derive(Debug, PartialEq)]
pub enum Input {
    /// An article.
    Article(Box<Article>),
    /// One line of an extraction, for `extract::json` to read.
    Extraction {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// The line itself.
        json: String,
    },
}

/// Reads articles.
#[derive(Debug)]
pub struct Reader {
    options: ReadOptions,
    cues: Cues,
    languages: Languages,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new(ReadOptions::default())
    }
}

impl Reader {
    /// Makes a reader.
    pub fn new(mut options: ReadOptions) -> Self {
        // Positions are 32-bit numbers.
        options.max_bytes = options.max_bytes.min(1 << 30);
        Self { options, cues: Cues::bundled(), languages: Languages::bundled() }
    }

    /// Reads what files, directories, patterns and `-` hold, one thing at a time.
    pub fn read(&self, paths: &[PathBuf]) -> Inputs<'_> {
        Inputs { reader: self, sources: Sources::new(paths), lines: None }
    }

    /// Reads the articles that files, directories, patterns and `-` hold, one at a time.
    pub fn articles(&self, paths: &[PathBuf]) -> Articles<'_> {
        Articles(self.read(paths))
    }

    /// Makes an article of a text.
    ///
    /// ```
    /// use demarche::ingest::Reader;
    /// let article = Reader::default().article("VESTBY, May 3 - Norland offered talks.".into());
    /// assert_eq!(article.dateline.as_deref(), Some("VESTBY"));
    /// ```
    pub fn article(&self, text: String) -> Article {
        self.article_of(Record { text: Some(text), ..Record::default() })
    }

    /// Finds the regions of an article again that was kept without them.
    pub fn find_regions(&self, article: &mut Article) {
        let headline = article.title.as_deref().is_some_and(|title| article.text.trim_start().starts_with(title));
        let titled = article.title.is_some() && !headline;
        article.regions = plain::layout(&article.text, titled, &self.cues).regions;
    }

    /// Makes an article of a text and what came beside it.
    fn article_of(&self, record: Record) -> Article {
        let text = record.text.unwrap_or_default();
        let filled = |field: Option<String>| field.map(|f| f.trim().to_owned()).filter(|f| !f.is_empty());
        let title = filled(record.title);
        let layout = plain::layout(&text, title.is_some(), &self.cues);
        let mut article = Article {
            id: record.id.map_or_else(|| content_id(title.as_deref(), &text), RecordId::into_string),
            publisher: filled(record.publisher).or(layout.agency),
            url: filled(record.url),
            language: filled(record.language).map_or_else(
                || self.languages.detect(&text).to_owned(),
                |code| code.split(['-', '_']).next().unwrap_or_default().to_lowercase(),
            ),
            dateline: layout.dateline,
            title: title.or_else(|| layout.headline.map(|span| span.of(&text).to_owned())),
            regions: layout.regions,
            ..Article::default()
        };
        if let Some(field) = filled(record.published) {
            match date::from_field(&field) {
                Some(day) => (article.published, article.published_from) = (Some(day), Some(DateSource::Metadata)),
                None => article.warnings.push(format!("publication date `{field}` not understood")),
            }
        }
        if let (None, Some((day, source))) = (article.published, layout.published) {
            (article.published, article.published_from) = (Some(day), Some(source));
        }
        if let Some(field) = filled(record.dateline) {
            let dateline = dateline::from_field(&field);
            article.dateline = dateline.place.or(article.dateline);
        }
        article.text = text;
        article
    }

    /// Sets aside what is not English and what holds no news.
    fn accept(&self, article: Article, name: String) -> Result<Article, IngestError> {
        if self.options.english_only && article.language != "en" {
            return Err(IngestError::Language { path: name, language: article.language });
        }
        Ok(article)
    }

    /// Reads a file that is one article.
    fn read_text(&self, source: &Source, from: Box<dyn BufRead + Send>) -> Result<Article, IngestError> {
        let limit = self.options.max_bytes;
        let mut bytes = Vec::new();
        let read = from.take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| IngestError::Io { path: source.name(), source: error })?;
        if bytes.len() as u64 > limit {
            return Err(IngestError::TooLong { path: source.name(), limit });
        }
        let decoded = decode(bytes).ok_or_else(|| IngestError::Binary { path: source.name() })?;
        if decoded.text.trim().is_empty() {
            return Err(IngestError::Empty { path: source.name() });
        }
        let mut article = self.article(decoded.text);
        article.path = source.path().map(|path| path.display().to_string());
        article.warnings.extend(decoded.warning);
        self.accept(article, source.name())
    }
}

/// Names an article by its content: the same in every run and on every machine.
fn content_id(title: Option<&str>, text: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    if let Some(title) = title {
        hasher.update(title.as_bytes()).update(b"\n\n");
    }
    let hash = hasher.update(text.as_bytes()).finalize();
    format!("a{}", &hash.to_hex()[..16])
}

/// A file of many articles that is being read.
struct LineFile {
    source: Source,
    format: Format,
    from: Box<dyn BufRead + Send>,
    number: u64,
}

/// What files hold, one thing at a time; see [`Reader::read`].
pub struct Inputs<'r> {
    reader: &'r Reader,
    sources: Sources,
    lines: Option<LineFile>,
}

impl Inputs<'_> {
    /// Opens the next file: gives its article, or `None` where its lines are to be read.
    fn open(&mut self, source: Source) -> Option<Result<Input, IngestError>> {
        let mut from = match source.open() {
            Ok(from) => from,
            Err(error) => return Some(Err(error)),
        };
        let format = match self.reader.options.format {
            Format::Auto => match from.fill_buf() {
                Ok(head) => Format::sniff(head, source.path()),
                Err(error) => return Some(Err(IngestError::Io { path: source.name(), source: error })),
            },
            format => format,
        };
        if matches!(format, Format::Jsonl | Format::Extraction) {
            self.lines = Some(LineFile { source, format, from, number: 0 });
            return None;
        }
        Some(self.reader.read_text(&source, from).map(|article| Input::Article(Box::new(article))))
    }

    /// Reads the next line that holds something; `None` at the end of the file.
    fn next_line(&mut self) -> Option<Result<Input, IngestError>> {
        loop {
            let lines = self.lines.as_mut()?;
            lines.number += 1;
            let (limit, number, path) = (self.reader.options.max_bytes, lines.number, lines.source.name());
            let bytes = match jsonl::read_line(&mut *lines.from, limit) {
                Ok(Some(Line::Bytes(bytes))) => bytes,
                Ok(Some(Line::TooLong)) => {
                    return Some(Err(IngestError::TooLong { path: format!("{path}:{number}"), limit }));
                }
                Ok(None) => {
                    self.lines = None;
                    return None;
                }
                Err(source) => {
                    self.lines = None;
                    return Some(Err(IngestError::Io { path, source }));
                }
            };
            let Ok(line) = String::from_utf8(bytes) else {
                return Some(Err(IngestError::Json { path, line: number, message: "not valid UTF-8".to_owned() }));
            };
            let line = if number == 1 { line.trim_start_matches('\u{FEFF}').to_owned() } else { line };
            if line.trim().is_empty() {
                continue;
            }
            if lines.format == Format::Extraction {
                return Some(Ok(Input::Extraction { path, line: number, json: line }));
            }
            let file = lines.source.path().map(|path| path.display().to_string());
            return Some(self.article_of_line(&line, number, path, file));
        }
    }

    fn article_of_line(
        &self,
        line: &str,
        number: u64,
        path: String,
        file: Option<String>,
    ) -> Result<Input, IngestError> {
        let record =
            jsonl::parse(line).map_err(|message| IngestError::Json { path: path.clone(), line: number, message })?;
        // An id names the article better than a file of thousands does.
        let path_if_nameless = file.filter(|_| record.id.is_none());
        let mut article = self.reader.article_of(record);
        article.path = path_if_nameless;
        let article = self.reader.accept(article, format!("{path}:{number}"))?;
        Ok(Input::Article(Box::new(article)))
    }
}

impl Iterator for Inputs<'_> {
    type Item = Result<Input, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(input) = self.next_line() {
                return Some(input);
            }
            match self.sources.next()? {
                Err(error) => return Some(Err(error)),
                Ok(source) => {
                    if let Some(input) = self.open(source) {
                        return Some(input);
                    }
                }
            }
        }
    }
}

/// The articles that files hold, one at a time; see [`Reader::articles`].
pub struct Articles<'r>(Inputs<'r>);

impl Iterator for Articles<'_> {
    type Item = Result<Article, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.0.next()? {
            Ok(Input::Article(article)) => Ok(*article),
            Ok(Input::Extraction { path, line, .. }) => {
                let message = "an extraction and no article; `demarche build` reads it".to_owned();
                Err(IngestError::Json { path, line, message })
            }
            Err(error) => Err(error),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let shown = dir.path().display().to_string() + "/";
        let options = ReadOptions { max_bytes: 200, ..ReadOptions::default() };
        Reader::new(options).articles(&[path]).map(|a| a.map_err(|e| e.to_string().replace(&shown, ""))).collect()
    }

    #[test]
    fn a_bad_line_is_named_and_the_run_goes_on() {
        let found = read(
            "a.jsonl",
            b"{\"text\": \"Talks resume.\"}\nnonsense\n\n{\"text\": \"Talks end.\", \"published\": \"1987-03-17\"}\n",
        );
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].as_ref().unwrap().id.len(), 17);
        assert_eq!(found[1].as_ref().unwrap_err(), "a.jsonl:2: expected ident (column 2)");
        let last = found[2].as_ref().unwrap();
        assert_eq!(
            (last.published, last.published_from),
            (Some(jiff::civil::date(1987, 3, 17)), Some(DateSource::Metadata))
        );
    }

    #[test]
    fn the_title_of_a_line_leaves_its_text_alone() {
        let found = read(
            "a.jsonl",
            br#"{"title": "TALKS", "text": "Short line\n\nThe envoys met.", "dateline": "VESTBY, Feb 26 -"}"#,
        );
        let article = found[0].as_ref().unwrap();
        assert_eq!((article.title.as_deref(), article.dateline.as_deref()), (Some("TALKS"), Some("VESTBY")));
        assert_eq!(article.regions[0].kind, super::super::RegionKind::Subhead);
    }

    #[test]
    fn limits_and_emptiness_are_said() {
        assert_eq!(
            read("a.txt", &[b'x'; 300]),
            [Err("a.txt: longer than 200 bytes; split it or raise --max-article-bytes".into())]
        );
        assert_eq!(read("a.txt", b" \n"), [Err("a.txt: no text in it".into())]);
        assert_eq!(
            read("a.txt", b"\0\x01\x02"),
            [Err("a.txt: not a text file; convert it to plain text, HTML or JSON Lines first".into())]
        );
    }

    #[test]
    fn gzip_is_unpacked_and_a_bomb_is_cut() {
        use std::io::Write;
        let pack = |bytes: &[u8]| {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            gz.write_all(bytes).unwrap();
            gz.finish().unwrap()
        };
        assert_eq!(read("a.txt.gz", &pack(b"Talks resume."))[0].as_ref().unwrap().text, "Talks resume.");
        assert!(read("a.txt.gz", &pack(&[b'a'; 100_000]))[0].as_ref().unwrap_err().contains("longer than 200 bytes"));
        let cut = pack(b"Talks resume in Vestby.");
        assert!(read("a.txt.gz", &cut[..cut.len() - 6])[0].is_err());
    }

    #[test]
    fn other_languages_are_set_aside() {
        let text =
            "Le ministre a dit que les pourparlers commenceraient lundi et que la France ne pose pas de condition.";
        assert!(read("a.txt", text.as_bytes())[0].as_ref().unwrap_err().contains("`fr`"));
    }
}
