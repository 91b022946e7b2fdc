use crate::ingest::tests::{articles, read};
use crate::ingest::{Article, DateSource};

/// A page with a frame around an article of several paragraphs.
fn page(head: &str, title: &str) -> String {
    let link = "<li><a href='/x'>Another story of the day</a></li>";
    format!(
        "<!DOCTYPE html><html lang='en'><head><title>{title} | Norland Post</title>{head}</head><body>\
         <header><nav><ul>{}</ul></nav></header><div class='cookie-banner'>We use cookies.</div>\
         <article><h1>{title}</h1><figure><img src='a.jpg'><figcaption>A flag. Photo: J. Roe</figcaption></figure>\
         <div class='body'><p>VESTBY &mdash; Norland on Monday offered talks to Ostland on the fishing grounds that both of \
         them claim, and asked for an answer within a week.</p><p>The offer, made in a letter to the ministry, names no \
         condition, <a href='/y'>officials said</a>.</p><h2>A cool answer</h2><p>&ldquo;We will read it with care,&rdquo; the \
         minister said, &ldquo;and we will answer in good time, as one does among neighbours.&rdquo;</p><p>Ostland\
         &nbsp;has turned down two offers<br>of this kind since the spring, on the ground that they came too late to matter.\
         </p></div></article><aside><ul>{}</ul></aside><footer>&copy; Norland Post</footer><script>var a='<p>';</script>\
         </body></html>",
        link.repeat(12),
        link.repeat(8)
    )
}

fn article(html: &str) -> Article {
    articles("a.html", html.as_bytes()).remove(0).unwrap()
}

#[test]
fn the_article_is_told_from_the_page_around_it() {
    let found = article(&page("", "Norland offers talks"));
    insta::assert_snapshot!(found.text, @r"
    VESTBY — Norland on Monday offered talks to Ostland on the fishing grounds that both of them claim, and asked for an answer within a week.

    The offer, made in a letter to the ministry, names no condition, officials said.

    A cool answer

    “We will read it with care,” the minister said, “and we will answer in good time, as one does among neighbours.”

    Ostland has turned down two offers
    of this kind since the spring, on the ground that they came too late to matter.
    ");
    assert_eq!((found.title.as_deref(), found.dateline.as_deref()), (Some("Norland offers talks"), Some("VESTBY")));
}

#[test]
fn json_ld_tells_most() {
    let head = r#"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "x"},
        {"@type": ["NewsArticle"], "headline": "Norland &amp; Ostland talk", "datePublished": "1987-03-17T09:00:00+01:00",
         "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}], "publisher": {"name": "The Norland Post"},
         "mainEntityOfPage": {"@id": "https://post.example/a"}}]}</script><meta property="og:title" content="Other">"#;
    let found = article(&page(head, "Norland offers talks"));
    assert_eq!(found.title.as_deref(), Some("Norland & Ostland talk"));
    assert_eq!(found.byline.as_deref(), Some("Jane Doe, John Roe"));
    assert_eq!(found.publisher.as_deref(), Some("The Norland Post"));
    assert_eq!(found.url.as_deref(), Some("https://post.example/a"));
    assert_eq!(
        (found.published, found.published_from),
        (Some(jiff::civil::date(1987, 3, 17)), Some(DateSource::Metadata))
    );
}

#[test]
fn meta_elements_and_the_address_tell_the_rest() {
    let head = r#"<meta property="og:title" content="Norland offers talks | Norland Post"><meta name="Author" content="By Jane Doe">
        <meta property="og:site_name" content="Norland Post"><meta property="article:author" content="https://x.example/jane">
        <link rel="canonical" href="https://post.example/1987/03/17/talks">"#;
    let found = article(&page(head, "Norland offers talks"));
    assert_eq!(found.title.as_deref(), Some("Norland offers talks"));
    assert_eq!((found.byline.as_deref(), found.publisher.as_deref()), (Some("Jane Doe"), Some("Norland Post")));
    assert_eq!((found.published, found.published_from), (Some(jiff::civil::date(1987, 3, 17)), Some(DateSource::Url)));
}

#[test]
fn a_list_of_links_is_no_article() {
    let links = "<li><a href='/x'>Norland offers talks to Ostland on the fishing grounds</a></li>".repeat(40);
    let found = articles("a.html", format!("<html><body><ul>{links}</ul></body></html>").as_bytes());
    assert!(found[0].as_ref().unwrap_err().is_skip(), "{found:?}");
}

#[test]
fn depth_is_bounded_and_said() {
    let deep = format!("<html><body>{}<p>Talks began.", "<div>".repeat(100_000));
    let options = crate::ingest::ReadOptions::default();
    assert_eq!(
        crate::ingest::tests::read_with(options, "a.html", deep.as_bytes()),
        ["a.html: nested deeper than 512 levels; repair it or raise --max-depth"]
    );
}

#[test]
fn a_small_page_and_one_without_text() {
    assert_eq!(read("a.html", b"<p>Talks began in Vestby.</p>"), ["a.html | Talks began in Vestby."]);
    assert_eq!(read("a.html", b" "), ["a.html: no text in it"]);
    assert_eq!(
        read("a.html", b"\0\x01"),
        ["a.html: not a web page; convert it to plain text, HTML or JSON Lines first"]
    );
    assert_eq!(read("a.html", b"<html><script>x</script>"), ["a.html: skipped, no article in it"]);
}
