//! Lines that fit the terminal: broken at spaces, and set in below what they belong to.

use unicode_width::UnicodeWidthChar;

/// Breaks lines that are wider than the terminal.
///
/// What goes on stands below the last column of the line, where the line has columns (two spaces or more between them),
/// else a little further in than the beginning of a line that is set in itself.
pub(super) fn folded(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if columns(line) <= width {
            out.push_str(line);
        } else {
            fold(line, width, &mut out);
        }
        out.push_str(end);
    }
    out
}

fn fold(line: &str, width: usize, out: &mut String) {
    let indent = hanging(line).min(width / 2);
    let (mut taken, mut first) = (0, true);
    for word in line.split(' ') {
        let long = columns(word);
        if !first && taken + 1 + long > width && taken > indent {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            taken = indent;
        } else if !first {
            out.push(' ');
            taken += 1;
        }
        out.push_str(word);
        taken += long;
        first = false;
    }
}

/// Returns where the last column of a line begins, or two more than its own indent where it is set in.
fn hanging(line: &str) -> usize {
    let own = line.len() - line.trim_start().len();
    let gap = line.trim_end().rmatch_indices("  ").map(|(at, _)| at + 2).find(|&at| at > own);
    let further = if own == 0 { 0 } else { own + 2 };
    gap.map_or(further, |at| columns(&line[..at]))
}

/// Returns how many columns a text takes; colours take none.
fn columns(text: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for c in text.chars() {
        if escaped {
            escaped = c != 'm';
        } else if c == '\x1b' {
            escaped = true;
        } else {
            count += c.width().unwrap_or(0);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_on_below_their_last_column() {
        let help = "  :mode [NAME]  show answers as table, line or csv\nshort\n";
        assert_eq!(
            folded(help, Some(36)),
            "  :mode [NAME]  show answers as\n                table, line or csv\nshort\n"
        );
        assert_eq!(folded("  a: one two three", Some(12)), "  a: one two\n    three");
        assert_eq!(folded(help, None), help);
    }

    #[test]
    fn colours_take_no_room_and_long_words_stay_whole() {
        assert_eq!(folded("\x1b[1mone\x1b[0m two", Some(7)), "\x1b[1mone\x1b[0m two");
        assert_eq!(folded("abcdefghij", Some(4)), "abcdefghij");
    }
}
