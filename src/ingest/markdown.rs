//! Markdown in: the text without its markup, and the front matter.

use super::record::Record;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Makes an article of a Markdown text.
///
/// The title is that of the front matter, else the first heading, where it opens the text.
pub(super) fn record(text: &str) -> Record {
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_TABLES;
    let mut reading = Reading::default();
    for event in Parser::new_ext(text, options) {
        reading.event(event);
    }
    let mut record = reading.record;
    let text = reading.text.trim_end();
    record.title = record.title.or(reading.heading);
    record.text = Some(text.to_owned());
    record
}

/// What is known while a text is read.
#[derive(Default)]
struct Reading {
    record: Record,
    text: String,
    /// The heading that opens the text.
    heading: Option<String>,
    in_heading: bool,
    in_front_matter: bool,
    /// How many elements are open whose text is none of the article's.
    hidden: usize,
}

impl Reading {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.in_front_matter = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.in_front_matter = false,
            Event::Text(text) if self.in_front_matter => front_matter(&text, &mut self.record),
            Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. })
                if self.text.trim().is_empty() && self.heading.is_none() =>
            {
                self.in_heading = true;
                self.heading = Some(String::new());
            }
            Event::End(TagEnd::Heading(_)) if self.in_heading => self.in_heading = false,
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock) => self.hidden += 1,
            Event::End(TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            _ if self.hidden > 0 => {}
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.push("\n"),
            Event::End(TagEnd::TableCell) => self.push(" "),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::Table,
            ) => self.end_paragraph(),
            Event::Start(Tag::List(_) | Tag::Item) => self.end_paragraph(),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        match &mut self.heading {
            Some(heading) if self.in_heading => heading.push_str(text),
            _ => self.text.push_str(text),
        }
    }

    fn end_paragraph(&mut self) {
        let length = self.text.trim_end().len();
        self.text.truncate(length);
        if length > 0 {
            self.text.push_str("\n\n");
        }
    }
}

/// Reads the lines of a front matter that are a name and a value.
fn front_matter(text: &str, record: &mut Record) {
    for line in text.lines() {
        let Some((name, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        let field = match name.trim().to_ascii_lowercase().as_str() {
            "title" => &mut record.title,
            "date" | "published" | "pubdate" => &mut record.published,
            "author" | "authors" | "byline" => &mut record.byline,
            "publisher" | "source" => &mut record.publisher,
            "url" | "link" | "canonical" => &mut record.url,
            _ => continue,
        };
        if !value.is_empty() {
            field.get_or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::tests::articles;

    #[test]
    fn markup_goes_and_paragraphs_stay() {
        let text = "# Talks *begin*\n\nThe [envoy](https://x.example) said\nthat talks **began**.\n\n![A flag](a.png)\n\n\
                    - One side left.\n- The other\n  stayed.\n\n> \"We agree,\" he said.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
                    ```\ncode\n```\n<div>x</div>\n\n## A second round\n\nIt begins in May.\n";
        let record = record(text);
        assert_eq!(record.title.as_deref(), Some("Talks begin"));
        insta::assert_snapshot!(record.text.unwrap(), @r#"
        The envoy said that talks began.

        One side left.

        The other stayed.

        "We agree," he said.

        a b

        1 2

        A second round

        It begins in May.
        "#);
    }

    #[test]
    fn front_matter_is_metadata() {
        let text =
            b"---\ntitle: \"Talks: the end\"\ndate: 1987-03-17\nauthor: Jane Doe\ntags: [a, b]\n---\n\nTalks ended.\n";
        let found = articles("a.md", text);
        let article = found[0].as_ref().unwrap();
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("Talks: the end"), Some("Jane Doe")));
        assert_eq!((article.published, article.text.as_str()), (Some(jiff::civil::date(1987, 3, 17)), "Talks ended."));
    }
}
