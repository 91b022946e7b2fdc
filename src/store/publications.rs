//! Which articles carry the same text, and which of them stands for it in the graph.
//!
//! Texts hang together where they are equal or near ([`Sketch::is_near`]), directly or through others. What nobody printed
//! for more than a week is news again: the daily note in its usual words. Of the articles of one such group the first
//! published (then the least id) stands for the text: its facts alone are in the graph, its node lists the others.
//! Nearness looks at two texts alone, so the groups are the same in whatever order articles come; where one comes or goes,
//! its group is looked at again, and nothing else.

use super::articles::{Incoming, StoredArticle};
use super::join::{Fault, Join, UNDATED, Whose};
use crate::assemble::{Contribution, Sketch};
use crate::graph::{Properties, Value};
use jiff::SignedDuration;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// How long after it was last printed a text counts as the same news.
const SPAN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An article of a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    published: String,
    id: String,
    number: i64,
    publisher: Option<String>,
    /// The article that stood for its text until now; none for an article that comes.
    representative: Option<i64>,
}

/// Says how a stored article is read back, for taking out what it added.
pub(super) type Reread<'a> = dyn Fn(i64) -> Result<StoredArticle, Fault> + 'a;

/// Returns the text by which an article is compared with others.
pub(super) fn compared_text(title: Option<&str>, text: &str) -> String {
    format!("{}\n{text}", title.unwrap_or_default())
}

impl Join<'_> {
    /// Joins articles whose rows are in the file already: text by text, then group by group.
    pub(super) fn add_articles(&mut self, articles: &[(i64, &Incoming)], reread: &Reread<'_>) -> Result<(), Fault> {
        for (number, incoming) in articles {
            let key = incoming.text_key();
            self.run("UPDATE article SET text_key = ? WHERE number = ? AND text_key <> ?1", [key, *number])?;
            let sql = "INSERT INTO text (key, articles) VALUES (?, 1)
                       ON CONFLICT DO UPDATE SET articles = articles + 1 RETURNING articles";
            if self.find::<i64>(sql, [key])? == Some(1) {
                self.add_text(key, &incoming.sketch)?;
            }
        }
        let seeds: BTreeSet<i64> = articles.iter().map(|(_, incoming)| incoming.text_key()).collect();
        let at_hand = articles.iter().map(|(number, incoming)| (*number, &incoming.contribution)).collect();
        self.settle(&seeds, &at_hand, reread, false)
    }

    /// Takes an article out of the graph; its row goes afterwards, and [`Join::settle`] looks at the texts returned.
    pub(super) fn remove_article(&mut self, number: i64, reread: &Reread<'_>) -> Result<BTreeSet<i64>, Fault> {
        let sql = "SELECT text_key FROM article WHERE number = ?";
        let key: i64 = self.find(sql, [number])?.unwrap_or_default();
        let mut texts = self.group(key)?;
        if self.find::<Option<i64>>("SELECT representative FROM article WHERE number = ?", [number])?.flatten()
            == Some(number)
        {
            self.withdraw(number, reread)?;
        }
        let sql = "UPDATE text SET articles = articles - 1 WHERE key = ? RETURNING articles";
        if self.find::<i64>(sql, [key])? == Some(0) {
            let stored = reread(number)?.article;
            for band in Sketch::of(&compared_text(stored.title.as_deref(), &stored.text)).bands() {
                self.run("DELETE FROM text_band WHERE band = ? AND text = ?", [band, key])?;
            }
            for other in self.list::<i64>("SELECT other FROM text_near WHERE text = ?", [key])? {
                self.run("DELETE FROM text_near WHERE text = ? AND other = ?", [other, key])?;
            }
            self.run("DELETE FROM text_near WHERE text = ?", [key])?;
            self.run("DELETE FROM text WHERE key = ?", [key])?;
            texts.remove(&key);
        }
        Ok(texts)
    }

    /// Notes a text that was not there, and which others it is near to.
    fn add_text(&self, key: i64, sketch: &Sketch) -> Result<(), Fault> {
        let mut candidates = BTreeSet::new();
        for band in sketch.bands() {
            candidates.extend(self.list::<i64>("SELECT text FROM text_band WHERE band = ?", [band])?);
            self.run("INSERT OR IGNORE INTO text_band (band, text) VALUES (?, ?)", [band, key])?;
        }
        for other in candidates {
            let sql = "SELECT coalesce(title, '') || char(10) || text FROM article WHERE text_key = ? LIMIT 1";
            let Some(text) = self.find::<String>(sql, [other])? else { continue };
            if sketch.is_near(&Sketch::of(&text)) {
                self.run("INSERT OR IGNORE INTO text_near (text, other) VALUES (?1, ?2), (?2, ?1)", [key, other])?;
            }
        }
        Ok(())
    }

    /// Returns the texts that hang together with one.
    fn group(&self, key: i64) -> Result<BTreeSet<i64>, Fault> {
        let mut group = BTreeSet::from([key]);
        let mut open = vec![key];
        while let Some(text) = open.pop() {
            for other in self.list::<i64>("SELECT other FROM text_near WHERE text = ?", [text])? {
                if group.insert(other) {
                    open.push(other);
                }
            }
        }
        Ok(group)
    }

    /// Gives every group of the texts one article that stands for it, and the graph what that article adds.
    ///
    /// Where an article has `left`, those that stay are written anew: they no longer name it.
    pub(super) fn settle(
        &mut self,
        seeds: &BTreeSet<i64>,
        at_hand: &FxHashMap<i64, &Contribution>,
        reread: &Reread<'_>,
        left: bool,
    ) -> Result<(), Fault> {
        let mut seen = FxHashSet::default();
        let mut groups = Vec::new();
        for &seed in seeds {
            if !seen.contains(&seed) {
                let group = self.group(seed)?;
                let mut members: Vec<Member> = Vec::new();
                for &text in &group {
                    members.extend(self.members(text)?);
                }
                // A new article's row names the article itself, as it mostly stays; it is not in the graph yet.
                for member in members.iter_mut().filter(|member| at_hand.contains_key(&member.number)) {
                    member.representative = None;
                }
                seen.extend(group);
                groups.extend(runs(members, left));
            }
        }
        // In the order of their articles, so that what an article owns lies together in the file.
        groups.sort_by_key(|members| members.first().map(|first| first.number));
        for members in &groups {
            self.settle_group(members, at_hand, reread)?;
        }
        Ok(())
    }

    fn members(&self, text: i64) -> Result<Vec<Member>, Fault> {
        let sql = "SELECT published, id, number, publisher, representative FROM article WHERE text_key = ?";
        let mut select = self.connection.prepare_cached(sql)?;
        let members = select.query_map([text], |row| {
            Ok(Member {
                published: row.get::<_, Option<String>>(0)?.unwrap_or_else(|| UNDATED.to_owned()),
                id: row.get(1)?,
                number: row.get(2)?,
                publisher: row.get(3)?,
                representative: row.get(4)?,
            })
        })?;
        Ok(members.collect::<Result<_, _>>()?)
    }

    fn settle_group(
        &mut self,
        members: &[Member],
        at_hand: &FxHashMap<i64, &Contribution>,
        reread: &Reread<'_>,
    ) -> Result<(), Fault> {
        let Some(first) = members.first() else { return Ok(()) };
        let were: Vec<i64> = members.iter().filter(|m| m.representative == Some(m.number)).map(|m| m.number).collect();
        for number in were {
            self.withdraw(number, reread)?;
        }
        let whose = Whose { number: first.number, id: &first.id, published: first.published.clone() };
        match at_hand.get(&first.number) {
            Some(contribution) => self.add(&whose, contribution, &publications(members))?,
            None => self.add(&whose, &contribution_of(&reread(first.number)?)?, &publications(members))?,
        }
        for member in members {
            let sql = "UPDATE article SET representative = ?1 WHERE number = ?2 AND representative IS NOT ?1";
            self.run(sql, [first.number, member.number])?;
        }
        Ok(())
    }

    /// Takes out of the graph what an article added.
    fn withdraw(&mut self, number: i64, reread: &Reread<'_>) -> Result<(), Fault> {
        let stored = reread(number)?;
        let contribution = contribution_of(&stored)?;
        let published = stored.article.published.map_or_else(|| UNDATED.to_owned(), |day| day.to_string());
        self.remove(&Whose { number, id: &stored.article.id, published }, &contribution)
    }
}

/// Splits articles of the same text where nobody printed it for more than [`SPAN`], and gives the runs that are not as
/// they were; where an article has `left`, all of them.
///
/// An article without a day belongs to the first run.
fn runs(mut members: Vec<Member>, left: bool) -> Vec<Vec<Member>> {
    members.sort_unstable();
    let mut stood_for: FxHashMap<i64, usize> = FxHashMap::default();
    for representative in members.iter().filter_map(|member| member.representative) {
        *stood_for.entry(representative).or_default() += 1;
    }
    let undated = members.split_off(members.partition_point(|member| member.published != UNDATED));
    let mut runs: Vec<Vec<Member>> = Vec::new();
    for member in members {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| !is_later_news(&last.published, &member.published)) => {
                run.push(member);
            }
            _ => runs.push(vec![member]),
        }
    }
    match runs.first_mut() {
        Some(run) => run.extend(undated),
        None => runs.push(undated),
    }
    let is_as_it_was = |run: &Vec<Member>| {
        let first = run.first().map_or(0, |first| first.number);
        run.iter().all(|member| member.representative == Some(first)) && stood_for.get(&first) == Some(&run.len())
    };
    runs.retain(|run| left || !is_as_it_was(run));
    runs
}

/// Tells whether a text that was printed on one day is other news on another.
fn is_later_news(earlier: &str, later: &str) -> bool {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok();
    match (day(earlier), day(later)) {
        (Some(earlier), Some(later)) => later.duration_since(earlier) > SPAN,
        _ => false,
    }
}

/// Finds what a stored article adds to the graph.
pub(super) fn contribution_of(stored: &StoredArticle) -> Result<Contribution, Fault> {
    Contribution::from_json(&stored.article.text, &stored.facts)
        .map_err(|error| Fault::Damaged(format!("facts of article `{}`: {error}", stored.article.id)))
}

/// Returns what the article that stands for a group says of the others.
fn publications(members: &[Member]) -> Properties {
    let others: Vec<String> = members.iter().skip(1).map(|member| member.id.clone()).collect();
    if others.is_empty() {
        return Properties::new();
    }
    let publishers: BTreeSet<String> = members.iter().filter_map(|member| member.publisher.clone()).collect();
    let publishers: Vec<String> = publishers.into_iter().collect();
    Properties::from([
        ("publications".to_owned(), Value::from(others)),
        ("publishers".to_owned(), Value::from(publishers)),
    ])
}
