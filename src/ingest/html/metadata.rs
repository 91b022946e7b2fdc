//! What a page says of itself: JSON-LD, OpenGraph and the names of other makers of pages.
//!
//! Sources are asked in the order of how carefully they are written: JSON-LD of schema.org, then `<meta>` by a list of
//! names, then elements. What none of them tells stays unknown.

use crate::ingest::record::Record;
use dom_query::{Document, Selection};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

/// The types of schema.org that are news.
const ARTICLES: &[&str] = &["Article", "Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting"];
/// How deep the objects of JSON-LD are searched.
const LEVELS: usize = 4;

/// Names under which `<meta>` gives the headline.
const TITLE: &[&str] =
    &["og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title", "headline", "sailthru.title"];
/// Names under which it gives the day.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "published_time",
    "published-date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "originalpublicationdate",
    "rnews:datepublished",
    "ptime",
    "date",
    "created",
];
/// Names under which it gives the authors.
const BYLINE: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "rbauthors",
];
/// Names under which it gives who published the page.
const PUBLISHER: &[&str] =
    &["og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "application-name", "copyright-holder"];

/// Reads what a page says of itself.
pub(super) fn record(document: &Document, html: &str) -> Record {
    let meta = meta(document);
    let named =
        |names: &[&str], fits: fn(&str) -> bool| names.iter().find_map(|n| meta.get(*n).filter(|v| fits(v))).cloned();
    let ld = linked_data(document);
    let publisher = ld.publisher.or_else(|| named(PUBLISHER, is_name));
    let title = ld.title.or_else(|| named(TITLE, |_| true)).or_else(|| heading(document));
    Record {
        title: title.map(|title| without_site(&title, publisher.as_deref())),
        byline: ld
            .byline
            .or_else(|| named(BYLINE, is_name))
            .map(|line| crate::ingest::newsml::strip_by(&line).to_owned()),
        published: ld.published.or_else(|| named(PUBLISHED, |_| true)).or_else(|| time(document)),
        url: canonical(document).or(ld.url).or_else(|| saved_from(html)),
        publisher,
        ..Record::default()
    }
}

/// Tells whether a value is a name and no address.
fn is_name(value: &str) -> bool {
    !value.contains("://") && !value.starts_with('@')
}

/// Collects every `<meta>`, by its name in lower case; of several the first.
fn meta(document: &Document) -> FxHashMap<String, String> {
    let mut found = FxHashMap::default();
    for meta in document.select("meta[content]").iter() {
        let name = ["property", "name", "itemprop"].iter().find_map(|attribute| meta.attr(attribute));
        let (Some(name), Some(content)) = (name, meta.attr("content")) else { continue };
        if let Some(content) = filled(&content) {
            found.entry(name.trim().to_lowercase()).or_insert(content);
        }
    }
    found
}

/// Returns a text without white space around it; `None` where nothing is left.
fn filled(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(words.join(" ")).filter(|text| !text.is_empty())
}

/// Returns the page's one main heading.
fn heading(document: &Document) -> Option<String> {
    let headings = document.select("h1");
    if headings.length() == 1 { filled(&headings.text()) } else { None }
}

/// Takes the site's name from the end of a headline: `Talks resume | Norland Post`.
fn without_site(title: &str, publisher: Option<&str>) -> String {
    let Some(publisher) = publisher else { return title.to_owned() };
    for separator in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        if let Some((headline, site)) = title.rsplit_once(separator)
            && site.trim().eq_ignore_ascii_case(publisher)
        {
            return headline.trim().to_owned();
        }
    }
    title.to_owned()
}

/// Returns the day that an element tells.
fn time(document: &Document) -> Option<String> {
    for selector in [
        "[itemprop='datePublished']",
        "time[pubdate]",
        "article time[datetime]",
        "header time[datetime]",
        "main time[datetime]",
    ] {
        let element = document.select_single(selector);
        let value = ["datetime", "content"].iter().find_map(|attribute| filled(&element.attr(attribute)?));
        if let Some(value) = value.or_else(|| filled(&element.text())) {
            return Some(value);
        }
    }
    None
}

/// Returns the address that the page gives itself.
fn canonical(document: &Document) -> Option<String> {
    let address = |selection: Selection<'_>, attribute| selection.attr(attribute).and_then(|value| filled(&value));
    address(document.select_single("link[rel='canonical']"), "href")
        .or_else(|| address(document.select_single("meta[property='og:url']"), "content"))
        .filter(|address| address.starts_with("http"))
}

/// Returns the address that browsers note in pages that they save.
fn saved_from(html: &str) -> Option<String> {
    let head: String = html.chars().take(2048).collect();
    let (_, rest) = head.split_once("saved from url=(")?;
    let (_, rest) = rest.split_once(')')?;
    let address = rest.split_whitespace().next()?.trim_end_matches("-->");
    address.starts_with("http").then(|| address.to_owned())
}

/// Reads the first article that JSON-LD describes.
fn linked_data(document: &Document) -> Record {
    for script in document.select("script[type='application/ld+json']").iter() {
        let text = script.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim().trim_end_matches(';');
        let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
        if let Some(object) = news(&value, LEVELS) {
            return Record {
                title: string(object.get("headline")).or_else(|| string(object.get("name"))),
                byline: names(object.get("author").or_else(|| object.get("creator"))),
                published: string(object.get("datePublished")).or_else(|| string(object.get("dateCreated"))),
                publisher: names(object.get("publisher")),
                url: address(object),
                ..Record::default()
            };
        }
    }
    Record::default()
}

/// Finds the first object that is an article.
fn news(value: &Value, levels: usize) -> Option<&Map<String, Value>> {
    let levels = levels.checked_sub(1)?;
    match value {
        Value::Array(array) => array.iter().find_map(|value| news(value, levels)),
        Value::Object(object) => {
            let kind =
                |kind: &Value| kind.as_str().is_some_and(|kind| ARTICLES.iter().any(|known| kind.ends_with(known)));
            let is_article = match object.get("@type") {
                Some(Value::Array(kinds)) => kinds.iter().any(kind),
                Some(one) => kind(one),
                None => false,
            };
            if is_article {
                return Some(object);
            }
            ["@graph", "mainEntity", "itemListElement"].iter().find_map(|name| news(object.get(*name)?, levels))
        }
        _ => None,
    }
}

/// Returns a string; many pages escape it as if it were markup.
fn string(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?;
    let unescaped = quick_xml::escape::unescape_with(text, quick_xml::escape::resolve_html5_entity);
    filled(&unescaped.unwrap_or(std::borrow::Cow::Borrowed(text)))
}

/// Returns the names of persons or organisations.
fn names(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Array(array) => {
            let all: Vec<String> = array.iter().filter_map(|value| names(Some(value))).collect();
            filled(&all.join(", "))
        }
        Value::Object(object) => names(object.get("name")),
        text => string(Some(text)).filter(|name| is_name(name)),
    }
}

/// Returns the address of an article.
fn address(object: &Map<String, Value>) -> Option<String> {
    let of = |value: &Value| match value {
        Value::Object(object) => string(object.get("@id").or_else(|| object.get("url"))),
        text => string(Some(text)),
    };
    let found = object.get("url").and_then(of).or_else(|| object.get("mainEntityOfPage").and_then(of));
    found.filter(|address| address.starts_with("http"))
}
