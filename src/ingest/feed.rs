//! RSS and Atom in: one article an item.

use super::contents::{Contents, Item, Origin};
use super::html;
use super::record::Record;
use super::unpack::Bytes;
use super::xml::{Element, Step, Xml};
use super::{IngestError, ReadOptions};

/// The items of a feed.
pub(super) struct Feed {
    origin: Origin,
    xml: Option<Xml>,
    /// The feed's title: who publishes it.
    publisher: Option<String>,
    /// How deep the element lies that the feed's title stands in.
    channel: usize,
    known: bool,
}

impl Feed {
    /// Makes the feed of a stream that begins with `head`.
    pub(super) fn new(origin: Origin, from: Bytes, head: &[u8], options: &ReadOptions) -> Self {
        let xml = Some(Xml::new(origin.clone(), from, head, options));
        Self { origin, xml, publisher: None, channel: 0, known: false }
    }

    /// Goes to the next item; `None` at the end.
    fn item(&mut self) -> Result<Option<(String, Element)>, IngestError> {
        let Some(xml) = self.xml.as_mut() else { return Ok(None) };
        loop {
            match xml.step()? {
                Step::Over => return Ok(None),
                Step::End => {}
                Step::Start(start) => match &*start.name {
                    "item" | "entry" => {
                        let place = xml.place();
                        return Ok(Some((place, xml.read_whole(start)?)));
                    }
                    "rss" | "rdf" | "feed" | "channel" => {
                        self.known = true;
                        self.channel = xml.depth;
                    }
                    _ if !self.known => {
                        let path = self.origin.name.clone();
                        let message =
                            format!("XML that begins with <{}> and no feed; RSS and Atom are read", start.name);
                        return Err(IngestError::Form { path, message });
                    }
                    _ => {
                        let element = xml.read_whole(start)?;
                        if element.name == "title" && xml.depth == self.channel && self.publisher.is_none() {
                            self.publisher = element.text();
                        }
                    }
                },
            }
        }
    }
}

impl Contents for Feed {
    fn next(&mut self, _: &ReadOptions) -> Option<Result<Item, IngestError>> {
        match self.item() {
            Ok(Some((name, item))) => Some(match record(&item, self.publisher.as_deref()) {
                Some(record) => Ok(self.origin.piece(name, record)),
                None => Err(IngestError::NoArticle { path: name }),
            }),
            Ok(None) => {
                let known = self.known || self.xml.is_none();
                self.xml = None;
                (!known).then(|| Err(IngestError::Empty { path: self.origin.name.clone() }))
            }
            Err(error) => {
                // After a fault nobody knows what is an item.
                self.xml = None;
                Some(Err(error))
            }
        }
    }
}

/// Makes an article of an item; `None` where it has no text.
fn record(item: &Element, publisher: Option<&str>) -> Option<Record> {
    let text = |names: &[&str]| names.iter().find_map(|name| item.child(name)?.text());
    // The whole text where the feed has it, else what it says of it. `encoded` is RSS's `content:encoded`.
    let body =
        ["encoded", "content", "description", "summary"].iter().find_map(|name| item.child(name).and_then(markup));
    let author = |author: &Element| author.child("name").unwrap_or(author).text();
    let link = item.elements().filter(|element| element.name == "link").find_map(|link| match link.attribute("href") {
        Some(address) => link.attribute("rel").is_none_or(|rel| rel == "alternate").then(|| address.to_owned()),
        None => link.text(),
    });
    let permanent = |guid: &Element| guid.attribute("ispermalink") != Some("false");
    let guid = item.child("guid").filter(|guid| permanent(guid)).and_then(Element::text);
    Some(Record {
        html: Some(body?),
        title: item.child("title").and_then(markup).map(|title| html::text_of(&title).replace('\n', " ")),
        byline: item.child("author").or_else(|| item.child("creator")).and_then(author),
        published: text(&["pubdate", "published", "issued", "date", "updated"]),
        url: link.or_else(|| guid.filter(|guid| guid.starts_with("http"))),
        publisher: item
            .child("source")
            .and_then(|source| source.child("title").unwrap_or(source).text())
            .or_else(|| publisher.map(str::to_owned)),
        ..Record::default()
    })
}

/// Returns the markup that an element holds: as elements (Atom's XHTML) or as text.
fn markup(element: &Element) -> Option<String> {
    let kind = element.attribute("type").unwrap_or("html");
    let mut markup = String::new();
    if element.elements().next().is_some() {
        html::write(element, &mut markup);
    } else if matches!(kind, "text" | "text/plain") {
        let mut text = String::new();
        element.collect(&mut text);
        html::escape(&text, &mut markup);
    } else {
        element.collect(&mut markup);
    }
    Some(markup).filter(|markup| !markup.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::{articles, read};

    #[test]
    fn items_of_rss_are_articles() {
        let feed = br#"<?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:dc="d"><channel><title>Norland Post</title>
            <image><title>Logo</title></image>
            <item><title>Talks &amp;amp; tea</title><link>https://post.example/a</link><dc:creator>Jane Doe</dc:creator>
            <pubDate>Tue, 17 Mar 1987 10:00:00 GMT</pubDate><description>Short.</description>
            <content:encoded><![CDATA[<p>Talks begin.</p><p>Tea&nbsp;is <b>served</b>.</p>]]></content:encoded></item>
            <item><title>Only a headline</title></item></channel></rss>"#;
        let found = articles("a.xml", feed);
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text, "Talks begin.\n\nTea is served.");
        assert_eq!(article.title.as_deref(), Some("Talks & tea"));
        assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
        assert_eq!(article.publisher.as_deref(), Some("Norland Post"));
        assert_eq!(article.url.as_deref(), Some("https://post.example/a"));
        assert_eq!(article.published, Some(jiff::civil::date(1987, 3, 17)));
        let skipped = found[1].as_ref().unwrap_err();
        assert!(skipped.is_skip() && skipped.to_string().ends_with("a.xml:6: skipped, no article in it"), "{skipped}");
    }

    #[test]
    fn entries_of_atom_are_articles() {
        let feed = br#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Norland Post</title>
            <entry><title type="text">Talks</title><link rel="edit" href="x"/><link href="https://post.example/a"/>
            <updated>1987-03-17T10:00:00Z</updated><author><name>Jane Doe</name></author>
            <content type="xhtml"><div xmlns="h"><p>Talks begin in <i>Vestby</i>.</p></div></content></entry>
            <entry><title>B</title><summary type="text">1 &lt; 2, he said.</summary></entry></feed>"#;
        let found = articles("a.atom", feed);
        let article = found[0].as_ref().unwrap();
        assert_eq!(
            (article.text.as_str(), article.url.as_deref()),
            ("Talks begin in Vestby.", Some("https://post.example/a"))
        );
        assert_eq!(
            (article.byline.as_deref(), article.published),
            (Some("Jane Doe"), Some(jiff::civil::date(1987, 3, 17)))
        );
        assert_eq!(found[1].as_ref().unwrap().text, "1 < 2, he said.");
    }

    #[test]
    fn a_fault_ends_the_feed_after_what_was_whole() {
        let feed = "<rss><channel><item><description>Talks begin.</description></item>\n<item></channel>";
        let found = read("a.rss", feed.as_bytes());
        assert_eq!((found.len(), found[0].as_str()), (2, "a.rss | Talks begin."));
        assert!(found[1].starts_with("a.rss:2: damaged or cut short ("), "{found:?}");
        assert_eq!(
            read("a.rss", b"<inventory><x/></inventory>"),
            ["a.rss: XML that begins with <inventory> and no feed; RSS and Atom are read"]
        );
    }
}
