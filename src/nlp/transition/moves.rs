//! The list of moves that a parser or recogniser was trained with, in the order of its scores.

use crate::nlp::model::msgpack;
use crate::nlp::model::{ModelError, ModelFiles};

/// The most moves that are read; the bundled parser has 106.
const MAX_MOVES: usize = 4096;

/// Reads `file` and returns the number of each move's kind with its label, in the order of the scores.
///
/// spaCy writes the labels of each kind with their frequencies and restores the order from them: kinds in the order of
/// their keys; in each, labels by falling frequency, then falling name. Labels that were added after training have
/// negative frequencies and come last, across kinds.
pub(super) fn read_moves(files: &ModelFiles, file: &str) -> Result<Vec<(usize, String)>, ModelError> {
    let bytes = files.read(file)?;
    let value = msgpack::decode(file, &bytes)?;
    let wrong = || ModelError::malformed(file, "no well-formed `moves`");
    let json = msgpack::get(&value, "moves").and_then(msgpack::text).ok_or_else(wrong)?;
    order(json).ok_or_else(wrong)
}

/// Returns the moves that `json` lists, in the order of the scores.
fn order(json: &str) -> Option<Vec<(usize, String)>> {
    let kinds: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| a.0.cmp(&b.0));
    let mut moves: Vec<(usize, String)> = Vec::new();
    let mut added: Vec<(i64, String, usize)> = Vec::new();
    for (kind, labels) in &kinds {
        let kind: usize = kind.parse().ok()?;
        let labels = labels.as_object()?.iter().map(|(label, n)| Some((n.as_i64()?, label.clone())));
        let mut labels: Vec<(i64, String)> = labels.collect::<Option<_>>()?;
        labels.sort_by(|a, b| b.cmp(a));
        for (frequency, label) in labels {
            if frequency < 0 {
                added.push((frequency, label, kind));
            } else {
                moves.push((kind, label));
            }
        }
    }
    added.sort_by(|a, b| (b.0, &b.1, a.2).cmp(&(a.0, &a.1, b.2)));
    moves.extend(added.into_iter().map(|(_, label, kind)| (kind, label)));
    (!moves.is_empty() && moves.len() <= MAX_MOVES).then_some(moves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_labels_come_first_and_added_ones_last() {
        let json = r#"{"1":{"B":5,"A":5,"C":9,"N":-1},"0":{"":3,"N":-1,"M":-2}}"#;
        let moves = order(json).unwrap();
        let named: Vec<_> = moves.iter().map(|(kind, label)| format!("{kind}{label}")).collect();
        assert_eq!(named, ["0", "1C", "1B", "1A", "0N", "1N", "0M"]);
        assert_eq!(order("{}"), None);
        assert_eq!(order(r#"{"0":{"":"3"}}"#), None);
    }
}
