//! Gold attributions in brat's standoff form, as PolNeAR has them: `text/ID.txt` and `attributions/ID_ANNOTATOR.ann`.
//!
//! Only events (`E` lines) count; repeated roles (`Content2` …) are one. Where several people annotated one article, the
//! first in alphabetical order is the gold. Offsets count code points.

use super::ScoreError;
use crate::extract::attribution::Gold;
use crate::text::{Byte, CodePoints, Span};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An annotated article.
#[derive(Clone, Debug)]
pub struct GoldArticle {
    /// Its name, that of the text file.
    pub id: String,
    /// Where its text stands.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Its attributions, in the order of the file.
    pub attributions: Vec<Gold>,
}

/// Reads a folder with `text` and `attributions`, in the order of the names.
///
/// # Errors
/// Where a file can't be read, or the folder holds no annotated article.
pub fn read_gold(folder: &Path) -> Result<Vec<GoldArticle>, ScoreError> {
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    let annotations = folder.join("attributions");
    let entries = std::fs::read_dir(&annotations).map_err(|e| ScoreError::io(&annotations, e))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|e| ScoreError::io(&annotations, e))?.path());
    }
    paths.sort();
    for path in paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "ann")) {
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        if let Some((article, _)) = stem.rsplit_once('_') {
            files.entry(article.to_owned()).or_insert(path);
        }
    }
    let mut articles = Vec::with_capacity(files.len());
    for (id, annotation) in files {
        let path = folder.join("text").join(format!("{id}.txt"));
        if !path.exists() {
            continue;
        }
        let text = read(&path)?;
        let attributions = parse(&read(&annotation)?, &text);
        articles.push(GoldArticle { id, path, text, attributions });
    }
    if articles.is_empty() {
        return Err(ScoreError::NoGold { path: folder.display().to_string() });
    }
    Ok(articles)
}

fn read(path: &Path) -> Result<String, ScoreError> {
    std::fs::read_to_string(path).map_err(|e| ScoreError::io(path, e))
}

/// Reads one standoff file; lines that are no spans or events are passed over.
pub fn parse(annotation: &str, text: &str) -> Vec<Gold> {
    let points = CodePoints::new(text);
    let mut spans: BTreeMap<&str, Vec<Span<Byte>>> = BTreeMap::new();
    let mut events = Vec::new();
    for line in annotation.split('\n') {
        let mut fields = line.split('\t');
        let (Some(id), Some(body)) = (fields.next(), fields.next()) else { continue };
        match id.split_at_checked(1) {
            Some(("T", number)) if is_number(number) => {
                let offsets = body.split_once(' ').map_or("", |(_, offsets)| offsets);
                if let Some(pieces) = offsets.split(';').map(|piece| window(piece, &points)).collect() {
                    spans.insert(id, pieces);
                }
            }
            Some(("E", number)) if is_number(number) => events.push(body),
            _ => {}
        }
    }
    events
        .into_iter()
        .map(|event| {
            let mut gold = Gold::default();
            for argument in event.split_whitespace().skip(1) {
                let Some((role, target)) = argument.split_once(':') else { continue };
                let role = role.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
                let part = match role.as_str() {
                    "source" => &mut gold.source,
                    "cue" => &mut gold.cue,
                    "content" => &mut gold.content,
                    _ => continue,
                };
                part.extend(spans.get(target).into_iter().flatten());
            }
            for part in [&mut gold.source, &mut gold.cue, &mut gold.content] {
                part.sort_unstable();
                part.dedup();
            }
            gold
        })
        .collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn window(piece: &str, points: &CodePoints<'_>) -> Option<Span<Byte>> {
    let (start, end) = piece.trim().split_once(' ')?;
    Some(points.to_span([start.trim().parse().ok()?, end.trim().parse().ok()?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_roles_are_one_and_offsets_count_code_points() {
        let text = "“Tea,” said Ann, “now.”";
        let ann = "T1\tSource 12 15\tAnn\nT2\tCue 7 11\tsaid\nT3\tContent 0 6\tx\nT4\tContent 17 23\tx\nT5\tDiscuss 0 1\tx\n\
                   E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3 Content2:T4\nno line of ours\n";
        let gold = parse(ann, text);
        assert_eq!(gold.len(), 1);
        let words = |spans: &[Span<Byte>]| spans.iter().map(|s| s.of(text)).collect::<Vec<_>>();
        assert_eq!(words(&gold[0].source), ["Ann"]);
        assert_eq!(words(&gold[0].cue), ["said"]);
        assert_eq!(words(&gold[0].content), ["“Tea,”", "“now.”"]);
    }
}
