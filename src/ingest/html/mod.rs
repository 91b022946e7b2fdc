//! Web pages in: the article without the page around it, and what the page says of itself.
//!
//! 1. `guard` turns bytes into text and refuses what is nested too deep: a tree builder needs time in the square of depth.
//! 2. `metadata` reads JSON-LD, OpenGraph and the other places where pages say who published what when.
//! 3. Readability, by way of `dom_smoothie`, finds the part of the page that is the article.
//! 4. `text` makes paragraphs of it.

mod guard;
mod metadata;
mod text;

use super::IngestError;
use super::contents::Page;
use super::record::Record;
use super::xml::{Element, Node};
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use guard::Excess;
pub(super) use guard::Limits;

/// The share of letters in links from which on a page is a list of links.
const LINKS: f64 = 0.5;

/// Makes an article of a page.
pub(super) fn record(page: Page, path: &str, limits: Limits) -> Result<Record, IngestError> {
    let Page { bytes, charset, url } = page;
    let decoded = guard::decode(bytes, charset.as_deref())
        .ok_or_else(|| IngestError::Binary { path: path.to_owned(), kind: "not a web page" })?;
    if decoded.text.trim().is_empty() {
        return Err(IngestError::Empty { path: path.to_owned() });
    }
    match guard::excess(&decoded.text, limits) {
        Some(Excess::Depth) => return Err(IngestError::TooDeep { path: path.to_owned(), limit: limits.depth }),
        Some(excess) => {
            let message = match excess {
                Excess::Attributes => format!("a tag in it has more than {} attributes; repair it", guard::ATTRIBUTES),
                Excess::References => {
                    "more character references in one text than any article has; repair it".to_owned()
                }
                _ => format!(
                    "more than {} elements, as no article has; split or repair it, or raise --max-elements",
                    limits.elements
                ),
            };
            return Err(IngestError::Form { path: path.to_owned(), message });
        }
        None => {}
    }
    let document = Document::from(decoded.text.as_str());
    let mut record = metadata::record(&document, &decoded.text);
    record.url = record.url.or(url);
    record.warnings.extend(decoded.warning.clone());
    let content = article(document, &decoded.text, &mut record);
    let no_article = || IngestError::NoArticle { path: path.to_owned() };
    let content = content.ok_or_else(no_article)?;
    let fragment = Document::fragment(content.as_str());
    let all = text::paragraphs(&fragment.root(), text::Part::All);
    let links = text::paragraphs(&fragment.root(), text::Part::Links);
    if all.is_empty() || links.len() as f64 > LINKS * all.len() as f64 {
        return Err(no_article());
    }
    record.text = Some(without_title(all, record.title.as_deref()));
    Ok(record)
}

/// Finds the article in a page, as markup, and what the metadata did not tell.
fn article(document: Document, html: &str, record: &mut Record) -> Option<String> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
    match readability.parse() {
        Ok(found) => {
            let title = Some(found.title).filter(|title| !title.trim().is_empty());
            record.title = record.title.take().or(title);
            let byline = found.byline.map(|byline| super::newsml::strip_by(&byline).to_owned());
            record.byline = record.byline.take().or(byline);
            Some(found.content.to_string())
        }
        // Too little to choose from, as in a page of one paragraph.
        Err(_) => Document::from(html).body().map(|body| body.inner_html().to_string()),
    }
}

/// Takes the headline from the top of a text, where it is known anyway.
fn without_title(text: String, title: Option<&str>) -> String {
    let Some(title) = title else { return text };
    match text.split_once("\n\n") {
        Some((first, rest)) if first.trim() == title.trim() => rest.to_owned(),
        _ => text,
    }
}

/// Returns the text of a piece of markup, in paragraphs parted by blank lines.
pub(super) fn text_of(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return markup.trim().to_owned();
    }
    // What is nested without end is no text that anybody wrote.
    if guard::excess(markup, Limits::default()).is_some() {
        return String::new();
    }
    let document = Document::fragment(markup);
    text::paragraphs(&document.root(), text::Part::All)
}

/// Tells whether markup is a whole page and not a part of one.
pub(super) fn is_page(markup: &str) -> bool {
    let head: String = markup.chars().take(4096).collect::<String>().to_ascii_lowercase();
    ["<html", "<head", "<body", "<!doctype html"].iter().any(|tag| head.contains(tag))
}

/// Writes what is in an element of XML as markup that [`text_of`] reads.
pub(super) fn write(element: &Element, into: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(text) => escape(text, into),
            Node::Element(element) => {
                // The names of NITF that HTML has others for.
                let name = match element.name.as_str() {
                    "block" => "div",
                    "hl2" | "hedline" => "h2",
                    "media" | "fixture" | "media-caption" => continue,
                    name => name,
                };
                into.push('<');
                into.push_str(name);
                into.push('>');
                write(element, into);
                into.push_str("</");
                into.push_str(name);
                into.push('>');
            }
        }
    }
}

/// Writes text as markup.
pub(super) fn escape(text: &str, into: &mut String) {
    into.push_str(&quick_xml::escape::partial_escape(text));
}

#[cfg(test)]
mod tests;
