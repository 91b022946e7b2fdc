//! Reads articles one at a time, whatever their form.

use super::boilerplate::Cues;
use super::contents::{self, Body, Contents, Item, Piece};
use super::decode::{self, Decoded};
use super::format::Format;
use super::language::Languages;
use super::record::{FieldNames, Record};
use super::source::Sources;
use super::{Article, DateSource, IngestError, date, dateline, html, jsonl, mail, markdown, plain};
use std::path::PathBuf;

/// How articles are read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The form they come in.
    pub format: Format,
    /// Under which names JSON and CSV hold what.
    pub fields: FieldNames,
    /// The longest article, in bytes; more than a gigabyte is never allowed.
    pub max_bytes: u64,
    /// The deepest nesting of HTML and XML.
    pub max_depth: usize,
    /// How many elements a page of HTML may have.
    pub max_elements: usize,
    /// How many times its size a packed file may unpack to.
    pub max_ratio: u64,
    /// Whether what is not English is set aside.
    pub english_only: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            format: Format::Auto,
            fields: FieldNames::default(),
            max_bytes: 10 << 20,
            max_depth: html::Limits::default().depth,
            max_elements: html::Limits::default().elements,
            max_ratio: 200,
            english_only: true,
        }
    }
}

/// One thing read: what may be an article, or what `demarche extract` made of one.
#[derive(Debug, PartialEq)]
pub enum Input {
    /// What [`Reader::article_of_piece`] makes an article of.
    Piece(Box<Piece>),
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
        Inputs { reader: self, sources: Sources::new(paths), open: Vec::new() }
    }

    /// Reads what a file would hold that has this name and these bytes.
    pub fn read_bytes(&self, name: &str, bytes: Vec<u8>) -> Inputs<'_> {
        Inputs { reader: self, sources: Sources::of_bytes(name, bytes), open: Vec::new() }
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

    /// Makes an article of what was read; an extraction is none.
    pub(super) fn article_of_input(&self, input: Input) -> Result<Article, IngestError> {
        match input {
            Input::Piece(piece) => self.article_of_piece(*piece),
            Input::Extraction { path, line, .. } => {
                let message = "an extraction and no article; `demarche build` reads it".to_owned();
                Err(IngestError::Line { path, line, message })
            }
        }
    }

    /// Makes an article of a piece of input.
    ///
    /// # Errors
    ///
    /// Says why the piece holds no article, or none that is to be read.
    pub fn article_of_piece(&self, piece: Piece) -> Result<Article, IngestError> {
        let Piece { name, path, body } = piece;
        let record = self.record(body, &name)?;
        if record.text.as_deref().is_none_or(|text| text.trim().is_empty()) {
            return Err(IngestError::Empty { path: name });
        }
        // An id names the article better than a file of thousands does.
        let path = path.filter(|_| record.id.is_none());
        let article = Article { path, ..self.article_of(record) };
        if self.options.english_only && article.language != "en" {
            return Err(IngestError::Language { path: name, language: article.language });
        }
        Ok(article)
    }

    /// Makes a record of what a piece is made of.
    fn record(&self, body: Body, name: &str) -> Result<Record, IngestError> {
        let limits = html::Limits { depth: self.options.max_depth, elements: self.options.max_elements };
        let form = |message: String| IngestError::Form { path: name.to_owned(), message };
        let text = |bytes: Vec<u8>| {
            let kind = decode::kind(&bytes);
            decode::decode(bytes).ok_or_else(|| IngestError::Binary { path: name.to_owned(), kind })
        };
        let record = match body {
            Body::Text(bytes) => {
                let Decoded { text, warning } = text(bytes)?;
                Record { text: Some(text), warnings: warning.into_iter().collect(), ..Record::default() }
            }
            Body::Markdown(bytes) => {
                let Decoded { text, warning } = text(bytes)?;
                Record { warnings: warning.into_iter().collect(), ..markdown::record(&text) }
            }
            Body::Mail(bytes) => mail::record(&bytes)
                .ok_or_else(|| form("no electronic mail; say what it is with --input-format".to_owned()))?,
            Body::Page(page) => html::record(page, name, limits)?,
            Body::Json(json) => jsonl::parse(&json, &self.options.fields).map_err(form)?,
            Body::Record(record) => *record,
        };
        let Some(markup) = record.html.as_deref().filter(|_| record.text.is_none()) else { return Ok(record) };
        if html::is_page(markup) {
            let bytes = markup.as_bytes().to_vec();
            let page = html::record(contents::Page { bytes, ..contents::Page::default() }, name, limits)?;
            return Ok(record.or(page));
        }
        let text = html::text_of(markup);
        Ok(Record { text: Some(text), ..record })
    }

    /// Makes an article of a text and what came beside it.
    fn article_of(&self, record: Record) -> Article {
        let text = record.text.unwrap_or_default();
        let filled = |field: Option<String>| field.map(|f| f.trim().to_owned()).filter(|f| !f.is_empty());
        let title = filled(record.title);
        let layout = plain::layout(&text, title.is_some(), &self.cues);
        let mut article = Article {
            id: filled(record.id).unwrap_or_else(|| content_id(title.as_deref(), &text)),
            byline: filled(record.byline),
            publisher: filled(record.publisher).or(layout.agency),
            url: filled(record.url),
            language: filled(record.language).map_or_else(
                || self.languages.detect(&text).to_owned(),
                |code| code.split(['-', '_']).next().unwrap_or_default().to_lowercase(),
            ),
            dateline: layout.dateline,
            title: title.or_else(|| layout.headline.map(|span| span.of(&text).to_owned())),
            regions: layout.regions,
            warnings: record.warnings,
            ..Article::default()
        };
        if let Some(field) = filled(record.published) {
            match date::from_field(&field) {
                Some(day) => (article.published, article.published_from) = (Some(day), Some(DateSource::Metadata)),
                None => article.warnings.push(format!("publication date `{field}` not understood")),
            }
        }
        if article.published.is_none() {
            // A date line is written for the reader; a dateline tells when the report was sent.
            let url = article.url.as_deref().and_then(date::from_url).map(|day| (day, DateSource::Url));
            let of = |source| layout.published.filter(|(_, from)| *from == source);
            let told = of(DateSource::DateLine).or(url).or_else(|| of(DateSource::Dateline));
            (article.published, article.published_from) = told.unzip();
        }
        if let Some(field) = filled(record.dateline) {
            let dateline = dateline::from_field(&field);
            article.dateline = dateline.place.or(article.dateline);
        }
        article.text = text;
        article
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

/// What files hold, one thing at a time; see [`Reader::read`].
pub struct Inputs<'r> {
    reader: &'r Reader,
    sources: Sources,
    /// What is being read, and the archives that it is in.
    open: Vec<Box<dyn Contents>>,
}

impl Inputs<'_> {
    /// Opens the next file or member.
    fn open(&mut self, stream: super::source::Stream) -> Result<(), IngestError> {
        self.open.push(contents::open(stream, &self.reader.options)?);
        Ok(())
    }
}

impl Iterator for Inputs<'_> {
    type Item = Result<Input, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let opened = match self.open.last_mut() {
                None => self.sources.next()?.and_then(|source| source.open(self.reader.options.max_ratio)),
                Some(contents) => match contents.next(&self.reader.options) {
                    None => {
                        self.open.pop();
                        continue;
                    }
                    Some(Err(error)) => return Some(Err(error)),
                    Some(Ok(Item::Piece(piece))) => return Some(Ok(Input::Piece(Box::new(piece)))),
                    Some(Ok(Item::Extraction { path, line, json })) => {
                        return Some(Ok(Input::Extraction { path, line, json }));
                    }
                    Some(Ok(Item::Stream(stream))) => Ok(*stream),
                },
            };
            if let Err(error) = opened.and_then(|stream| self.open(stream)) {
                return Some(Err(error));
            }
        }
    }
}

/// The articles that files hold, one at a time; see [`Reader::articles`].
pub struct Articles<'r>(Inputs<'r>);

impl Iterator for Articles<'_> {
    type Item = Result<Article, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let input = self.0.next()?;
        Some(input.and_then(|input| self.0.reader.article_of_input(input)))
    }
}
