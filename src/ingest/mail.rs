//! Electronic mail in: newsletters, press releases, alerts.

use super::html;
use super::record::Record;
use mail_parser::{HeaderValue, MessageParser, PartType};

/// Makes an article of a mail; `None` where it is none.
///
/// The sender of a mailing list is its publisher; any other sender is its author.
pub(super) fn record(bytes: &[u8]) -> Option<Record> {
    let message = MessageParser::default().parse(bytes)?;
    if message.headers().is_empty() {
        return None;
    }
    let mut text = String::new();
    for part in message.text_bodies() {
        let part = match &part.body {
            PartType::Text(part) => part.replace("\r\n", "\n"),
            PartType::Html(part) => html::text_of(part),
            _ => continue,
        };
        if !part.trim().is_empty() {
            text.push_str(if text.is_empty() { "" } else { "\n\n" });
            text.push_str(&part);
        }
    }
    let header = |name: &'static str| match message.header(name) {
        Some(HeaderValue::Text(value)) => Some(value.trim().to_owned()).filter(|value| !value.is_empty()),
        _ => None,
    };
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.name()).map(str::to_owned);
    let list = ["List-Id", "List-Unsubscribe", "List-Post"].iter().any(|name| message.header(*name).is_some());
    let (byline, publisher) = if list { (None, sender) } else { (sender, header("Organization")) };
    Some(Record {
        text: Some(text),
        title: message.subject().map(str::to_owned),
        // The day where it was sent.
        published: message.date().map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)),
        byline,
        publisher,
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::ingest::tests::{articles, read};

    #[test]
    fn a_mail_gives_its_text_and_its_headers() {
        let mail = b"From: Jane Doe <jane@post.example>\r\nTo: x@y.example\r\nSubject: =?utf-8?Q?Talks_in_Ch=C3=A2teau?=\r\n\
            Date: Tue, 17 Mar 1987 23:30:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            Talks began.\r\n\r\nRapha=EBl left.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Talks began.</p>\r\n--b--\r\n";
        for name in ["a.eml", "mail"] {
            let found = articles(name, mail);
            let article = found[0].as_ref().unwrap();
            assert_eq!(article.text.trim_end(), "Talks began.\n\nRaphaël left.");
            assert_eq!(
                (article.title.as_deref(), article.byline.as_deref()),
                (Some("Talks in Château"), Some("Jane Doe"))
            );
            assert_eq!(article.published, Some(jiff::civil::date(1987, 3, 17)));
        }
    }

    #[test]
    fn a_newsletter_in_html_has_a_publisher() {
        let mail = b"From: Norland Post <news@post.example>\nList-Id: <news.post.example>\nSubject: Talks\n\
            Content-Type: text/html\n\n<html><head><title>x</title></head><body><p>Talks began.</p><p>No end.</p></body></html>";
        let found = articles("a.eml", mail);
        let article = found[0].as_ref().unwrap();
        assert_eq!(
            (article.text.as_str(), article.publisher.as_deref()),
            ("Talks began.\n\nNo end.", Some("Norland Post"))
        );
    }

    #[test]
    fn a_mail_without_text_is_said() {
        assert_eq!(read("a.eml", b"From: a@b\nSubject: x\nDate: y\n\n"), ["a.eml: no text in it"]);
    }
}
