//! News agencies' XML in: NewsML-G2, NewsML 1, NITF, and the `newsitem` of Reuters' corpora.
//!
//! The formats name the same things alike. What each calls the item, its head and its body is found by name, wherever it
//! stands; the IPTC's guidelines for NewsML-G2 and NITF say what each element holds.

use super::contents::{Contents, Item, Origin};
use super::html;
use super::record::Record;
use super::unpack::Bytes;
use super::xml::{Element, Step, Xml};
use super::{IngestError, ReadOptions};

/// The news items of a file.
pub(super) struct Newsml {
    origin: Origin,
    xml: Option<Xml>,
    /// The first element, where it is none of ours.
    unknown: Option<String>,
    any: bool,
}

impl Newsml {
    /// Makes the items of a stream that begins with `head`.
    pub(super) fn new(origin: Origin, from: Bytes, head: &[u8], options: &ReadOptions) -> Self {
        let xml = Some(Xml::new(origin.clone(), from, head, options));
        Self { origin, xml, unknown: None, any: false }
    }

    /// Goes to the next item; `None` at the end.
    fn item(&mut self) -> Result<Option<(String, Element)>, IngestError> {
        let Some(xml) = self.xml.as_mut() else { return Ok(None) };
        loop {
            match xml.step()? {
                Step::Over => return Ok(None),
                Step::End => {}
                Step::Start(start) => match &*start.name {
                    "newsitem" | "nitf" => {
                        self.any = true;
                        let place = xml.place();
                        return Ok(Some((place, xml.read_whole(start)?)));
                    }
                    // What holds items is gone through; a package lists items that stand elsewhere.
                    "newsmessage" | "itemset" | "newsml" | "newsenvelope" => self.any = true,
                    "packageitem" | "conceptitem" | "knowledgeitem" => {
                        self.any = true;
                        xml.read_whole(start)?;
                    }
                    name => {
                        if self.unknown.is_none() {
                            self.unknown = Some(name.to_owned());
                        }
                    }
                },
            }
        }
    }
}

impl Contents for Newsml {
    fn next(&mut self, _: &ReadOptions) -> Option<Result<Item, IngestError>> {
        match self.item() {
            Ok(Some((name, item))) => Some(match record(&item) {
                Some(record) => Ok(self.origin.piece(name, record)),
                None => Err(IngestError::NoArticle { path: name }),
            }),
            Ok(None) => {
                let said = self.any || self.xml.is_none();
                self.xml = None;
                let path = self.origin.name.clone();
                (!said).then(|| {
                    Err(match self.unknown.take() {
                        Some(root) => {
                            let message = format!(
                                "XML that begins with <{root}>; RSS, Atom, NewsML and NITF are read, convert it to one of \
                                 them or to JSON Lines"
                            );
                            IngestError::Form { path, message }
                        }
                        None => IngestError::Empty { path },
                    })
                })
            }
            Err(error) => {
                self.xml = None;
                Some(Err(error))
            }
        }
    }
}

/// Makes an article of an item; `None` where it holds no text, as those of pictures do.
fn record(item: &Element) -> Option<Record> {
    let found = |names: &[&str]| names.iter().find_map(|name| item.find(name)?.text());
    let attribute = |name: &str, attribute: &str| item.find(name)?.attribute(attribute).map(str::to_owned);
    let body = body(item)?;
    let mut html = String::new();
    html::write(body, &mut html);
    if html::text_of(&html).is_empty() {
        return None;
    }
    let id = item.attribute("guid").or_else(|| item.attribute("itemid")).map(str::to_owned);
    let published = [
        attribute("date.issue", "norm"),
        attribute("pubdata", "date.publication"),
        found(&["contentcreated", "firstcreated", "versioncreated", "dateid"]),
        item.attribute("date").map(str::to_owned),
    ];
    Some(Record {
        html: Some(html),
        id: id.or_else(|| attribute("doc-id", "id-string")),
        title: found(&["hl1", "headline", "title"]),
        byline: found(&["byline"]).map(|line| strip_by(&line).to_owned()),
        published: published.into_iter().flatten().next(),
        publisher: publisher(item),
        url: attribute("pubdata", "ex-ref").filter(|url| url.starts_with("http")),
        dateline: found(&["dateline"]),
        ..Record::default()
    })
}

/// Returns the element that holds the text.
fn body(item: &Element) -> Option<&Element> {
    if let Some(content) = item.find("body.content") {
        // The New York Times' corpus gives the first paragraphs twice.
        let full = content.elements().find(|block| block.attribute("class") == Some("full_text"));
        return Some(full.unwrap_or(content));
    }
    let holder = ["inlinexml", "inlinedata", "datacontent", "text"].iter().find_map(|name| item.find(name))?;
    Some(holder.find("body").unwrap_or(holder))
}

/// Returns who published an item.
fn publisher(item: &Element) -> Option<String> {
    let provider = item.find("provider");
    let coded = |provider: &Element| {
        let code = provider.attribute("literal").or_else(|| provider.attribute("qcode"))?;
        Some(code.rsplit(':').next().unwrap_or(code).to_owned())
    };
    let data = item.find("pubdata").and_then(|data| data.attribute("name")).map(str::to_owned);
    let corpus = || {
        let named = |dc: &&Element| dc.attribute("element") == Some("dc.publisher");
        let metadata = item.find("metadata")?;
        metadata.elements().find(named)?.attribute("value").map(str::to_owned)
    };
    provider
        .and_then(|provider| provider.find("name").and_then(Element::text).or_else(|| coded(provider)))
        .or(data)
        .or_else(|| item.find("doc.copyright").and_then(|c| c.attribute("holder")).map(str::to_owned))
        .or_else(|| item.find("providerid").and_then(Element::text))
        .or_else(corpus)
}

/// Takes the "By" from a byline.
pub(super) fn strip_by(line: &str) -> &str {
    let line = line.trim();
    match line.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => line[3..].trim_start(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::{articles, read};

    #[test]
    fn nitf_is_read() {
        let file = br#"<?xml version="1.0"?><nitf><head><title>x</title><docdata><doc-id id-string="7"/>
            <date.issue norm="19870317T100000Z"/></docdata><pubdata name="Norland Post" ex-ref="https://post.example/a"/></head>
            <body><body.head><hedline><hl1>TALKS BEGIN</hl1></hedline><byline>By Jane Doe</byline>
            <dateline><location>VESTBY</location>, March 17</dateline></body.head><body.content>
            <block class="lead_paragraph"><p>Talks began.</p></block>
            <block class="full_text"><p>Talks began.</p><media><media-caption>A flag.</media-caption></media>
            <p>The <person>envoy</person> left.</p></block></body.content></body></nitf>"#;
        let found = articles("a.xml", file);
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text, "Talks began.\n\nThe envoy left.");
        assert_eq!((article.id.as_str(), article.title.as_deref()), ("7", Some("TALKS BEGIN")));
        assert_eq!((article.byline.as_deref(), article.dateline.as_deref()), (Some("Jane Doe"), Some("VESTBY")));
        assert_eq!(
            (article.publisher.as_deref(), article.published),
            (Some("Norland Post"), Some(jiff::civil::date(1987, 3, 17)))
        );
    }

    #[test]
    fn a_message_of_newsml_g2_holds_items() {
        let file = br#"<newsMessage xmlns="n"><header><sent>x</sent></header><itemSet>
            <newsItem guid="tag:post.example,1987:7"><itemMeta><provider qcode="nprov:NP"/>
            <versionCreated>1987-03-17T10:00:00Z</versionCreated></itemMeta><contentMeta><headline>Talks</headline></contentMeta>
            <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="h"><head><title>y</title></head><body>
            <p>Talks began.</p><p>The envoy left.</p></body></html></inlineXML></contentSet></newsItem>
            <newsItem guid="8"><contentSet><remoteContent href="a.jpg"/></contentSet></newsItem>
            <packageItem guid="9"><groupSet/></packageItem></itemSet></newsMessage>"#;
        let found = articles("a.xml", file);
        let article = found[0].as_ref().unwrap();
        assert_eq!(
            (article.text.as_str(), article.id.as_str()),
            ("Talks began.\n\nThe envoy left.", "tag:post.example,1987:7")
        );
        assert_eq!((article.title.as_deref(), article.publisher.as_deref()), (Some("Talks"), Some("NP")));
        assert!(found[1].as_ref().unwrap_err().is_skip());
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn the_corpora_of_reuters_are_read() {
        let file =
            br#"<?xml version="1.0" encoding="iso-8859-1" ?><newsitem itemid="2286" date="1996-08-20" xml:lang="en">
            <title>NORLAND: Talks begin.</title><headline>Talks begin.</headline><dateline>VESTBY 1996-08-20</dateline>
            <text><p>Talks began.</p><p>The envoy left.</p></text><copyright>(c) x</copyright>
            <metadata><dc element="dc.publisher" value="Norland Wire"/></metadata></newsitem>"#;
        let found = articles("2286.xml", file);
        let article = found[0].as_ref().unwrap();
        assert_eq!((article.text.as_str(), article.id.as_str()), ("Talks began.\n\nThe envoy left.", "2286"));
        assert_eq!(
            (article.publisher.as_deref(), article.published),
            (Some("Norland Wire"), Some(jiff::civil::date(1996, 8, 20)))
        );
    }

    #[test]
    fn other_xml_is_refused_with_a_remedy() {
        let found = read("a.xml", b"<inventory><item>x</item></inventory>");
        assert!(
            found[0].starts_with("a.xml: XML that begins with <inventory>; RSS, Atom, NewsML and NITF are read"),
            "{found:?}"
        );
    }
}
