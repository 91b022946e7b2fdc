//! Text broken into lines of a display width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Returns how many terminal columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Breaks a text at spaces into lines of at most `limit` columns; a longer word is broken where it must be.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        if width(paragraph) <= limit {
            lines.push(paragraph.to_owned());
            continue;
        }
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let room = if line.is_empty() { limit } else { limit.saturating_sub(width(&line) + 1) };
            if width(word) <= room {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            let mut rest = word;
            while width(rest) > limit {
                let (head, tail) = split_at_width(rest, limit);
                lines.push(head.to_owned());
                rest = tail;
            }
            rest.clone_into(&mut line);
        }
        lines.push(line);
    }
    lines
}

/// Cuts lines to a number and marks the cut with an ellipsis; tells whether it cut.
pub(super) fn cut(lines: &mut Vec<String>, most: usize, limit: usize) -> bool {
    if lines.len() <= most {
        return false;
    }
    lines.truncate(most.max(1));
    if let Some(last) = lines.last_mut() {
        let (head, _) = split_at_width(last, limit.saturating_sub(1));
        let head = head.trim_end().to_owned();
        *last = format!("{head}…");
    }
    true
}

/// Splits a text where its first `limit` columns end; always takes at least one character.
fn split_at_width(text: &str, limit: usize) -> (&str, &str) {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > limit && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_width_in_every_script() {
        assert_eq!(wrap("the offer still stands", 10), ["the offer", "still", "stands"]);
        assert_eq!(wrap("日本語の文章", 4), ["日本", "語の", "文章"]);
        assert_eq!(wrap("a\nb", 10), ["a", "b"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("abc", 0), ["a", "b", "c"]);
    }

    #[test]
    fn a_cut_is_marked() {
        let mut lines = wrap("one two three four", 5);
        assert!(cut(&mut lines, 2, 5));
        assert_eq!(lines, ["one", "two…"]);
        let mut wide = vec!["three".to_owned(), "x".to_owned()];
        assert!(cut(&mut wide, 1, 5));
        assert_eq!(wide, ["thre…"]);
    }
}
