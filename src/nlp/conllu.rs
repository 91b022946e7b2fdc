//! CoNLL-U: a [`Doc`] written for people and scripts, and read back over its text.
//!
//! One line a token: `ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC`, FEATS and DEPS always `_`, MISC
//! `Start=12|End=17|Ent=B-GPE` with code points into the document's text; a blank line after each sentence. White-space
//! tokens are tokens; white space inside a column is written `\n`, `\r`, `\t` and `\s`.

use std::io::{self, Write};
use std::str::FromStr;

use super::{Dep, Doc, Entity, EntityKind, Pos, Tag, TokenId, python};
use crate::text::{Byte, CodePoints, Id, Span};

/// Why a CoNLL-U text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("CoNLL-U line {line}: {kind}")]
pub struct ConlluError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub kind: ConlluErrorKind,
}

/// What is wrong with a line of CoNLL-U.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConlluErrorKind {
    /// The line does not have ten columns.
    #[error("{0} columns where 10 are needed")]
    Columns(usize),
    /// A number is missing or no number.
    #[error("`{0}` is not a number")]
    Number(String),
    /// A label is not of the pipeline's scheme.
    #[error("{0}")]
    Label(String),
    /// MISC lacks a part.
    #[error("MISC has no `{0}=`")]
    Misc(&'static str),
    /// The offsets are not a piece of the text, or stand before the previous token's end.
    #[error("{0}..{1} is no piece of the text after the previous token")]
    Offsets(u32, u32),
    /// The form differs from the text at the offsets; the text is probably that of another document.
    #[error("form `{form}` stands where the text has `{text}`; is it the same document?")]
    Form {
        /// The form of the line.
        form: String,
        /// The piece of text.
        text: String,
    },
    /// The head is not a token of the sentence.
    #[error("head {0} is not in the sentence")]
    Head(u32),
}

/// Writes `doc` under the name `id`.
pub fn write(doc: &Doc, id: &str, out: &mut impl Write) -> io::Result<()> {
    let points = CodePoints::new(doc.text());
    writeln!(out, "# newdoc id = {}", escape(id))?;
    for &sentence in doc.sentences() {
        writeln!(out, "# text = {}", escape(doc.text_of(sentence)))?;
        for id in doc.ids(sentence) {
            let token = doc.token(id);
            let [start, end] = points.of_span(token.span);
            let head = match token.head {
                head if head == id || !sentence.contains(head.0) => 0,
                head => head.0 - sentence.start + 1,
            };
            write!(
                out,
                "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\tStart={start}|End={end}|Ent=",
                id.0 - sentence.start + 1,
                escape(doc.word(id)),
                escape(doc.lemma(id)),
                token.pos,
                token.tag,
                token.dep,
            )?;
            match doc.entity_at(id) {
                None => writeln!(out, "O")?,
                Some(entity) if entity.span.start == id.0 => writeln!(out, "B-{}", entity.kind)?,
                Some(entity) => writeln!(out, "I-{}", entity.kind)?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Reads one document back; `text` is the text that it annotates.
///
/// The result is linked: sentences and trees can be asked for at once.
pub fn read(conllu: &str, text: &str) -> Result<Doc, ConlluError> {
    let mut reader = Reader {
        doc: Doc::new(text),
        points: CodePoints::new(text),
        text,
        heads: Vec::new(),
        sentence: 0,
        entities: Vec::new(),
    };
    for (number, line) in conllu.split('\n').enumerate() {
        let at = |kind| ConlluError { line: number + 1, kind };
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            reader.end_sentence().map_err(at)?;
        } else if !line.starts_with('#') || line.contains('\t') {
            reader.token(line).map_err(at)?;
        }
    }
    reader.end_sentence().map_err(|kind| ConlluError { line: conllu.split('\n').count(), kind })?;
    let Reader { mut doc, entities, .. } = reader;
    doc.link();
    doc.set_entities(entities);
    Ok(doc)
}

/// The document so far, and the sentence being read.
struct Reader<'t> {
    doc: Doc,
    points: CodePoints<'t>,
    text: &'t str,
    /// HEAD of each token of the sentence being read.
    heads: Vec<u32>,
    /// First token of the sentence being read.
    sentence: usize,
    entities: Vec<Entity>,
}

impl Reader<'_> {
    /// Reads the line of one token.
    fn token(&mut self, line: &str) -> Result<(), ConlluErrorKind> {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[_, form, lemma, pos, tag, _, head, dep, _, misc] = columns.as_slice() else {
            return Err(ConlluErrorKind::Columns(columns.len()));
        };
        let span = self.span(number(part(misc, "Start")?)?, number(part(misc, "End")?)?)?;
        let word = span.of(self.text);
        // Some writers double backslashes.
        if form != escape(word) && form != word.replace('\\', "\\\\") {
            return Err(ConlluErrorKind::Form { form: form.to_owned(), text: escape(word).into_owned() });
        }
        let after = self.text.get(span.end as usize..).unwrap_or("");
        // Whether that space is a token of its own shows when the next token starts there.
        let id = self.doc.push_token(span, after.starts_with(' '));
        if let Some(previous) = id.0.checked_sub(1) {
            let previous = &mut self.doc.tokens_mut()[previous as usize];
            previous.space_after &= previous.span.end < span.start;
        }
        let lemma = if word.contains(python::is_space) { unescape(lemma) } else { lemma.to_owned() };
        let lemma = self.doc.intern(&lemma);
        let (tag, pos, dep) = (label::<Tag>(tag)?, label::<Pos>(pos)?, label::<Dep>(dep)?);
        let sent_start = id.index() == self.sentence;
        let token = &mut self.doc.tokens_mut()[id.index()];
        (token.tag, token.pos, token.dep, token.lemma, token.sent_start) = (tag, pos, dep, lemma, sent_start);
        self.heads.push(number(head)?);
        self.entity(id, part(misc, "Ent")?)
    }

    /// Turns code points into a byte span, if they name a piece of text after the last token.
    fn span(&self, start: u32, end: u32) -> Result<Span<Byte>, ConlluErrorKind> {
        let span = self.points.to_span([start, end]);
        let last = self.doc.tokens().iter().next_back().map_or(0, |t| t.span.end);
        let fits = start < end && self.points.of_span(span) == [start, end] && last <= span.start;
        if fits { Ok(span) } else { Err(ConlluErrorKind::Offsets(start, end)) }
    }

    /// Opens an entity or adds to the last one.
    fn entity(&mut self, id: TokenId, bio: &str) -> Result<(), ConlluErrorKind> {
        let Some((place, kind)) = bio.split_once('-') else { return Ok(()) };
        let kind = label::<EntityKind>(kind)?;
        match self.entities.last_mut() {
            Some(last) if place == "I" && last.kind == kind && last.span.end == id.0 => last.span.end += 1,
            _ => self.entities.push(Entity { span: Span::new(id.0, id.0 + 1), kind }),
        }
        Ok(())
    }

    /// Sets the heads of the sentence that ends here.
    fn end_sentence(&mut self) -> Result<(), ConlluErrorKind> {
        let start = self.sentence;
        for (i, head) in self.heads.drain(..).enumerate() {
            let tokens = self.doc.tokens_mut();
            let position = if head == 0 { start + i } else { start + head as usize - 1 };
            if position >= tokens.len() {
                return Err(ConlluErrorKind::Head(head));
            }
            tokens[start + i].head = TokenId::from_index(position);
        }
        self.sentence = self.doc.len();
        Ok(())
    }
}

/// Returns the value of `key` in a MISC column.
fn part<'m>(misc: &'m str, key: &'static str) -> Result<&'m str, ConlluErrorKind> {
    let value = misc.split('|').find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    value.ok_or(ConlluErrorKind::Misc(key))
}

/// Reads a number.
fn number(digits: &str) -> Result<u32, ConlluErrorKind> {
    digits.parse().map_err(|_| ConlluErrorKind::Number(digits.to_owned()))
}

/// Reads a label.
fn label<L: FromStr<Err = super::UnknownLabel>>(name: &str) -> Result<L, ConlluErrorKind> {
    name.parse().map_err(|e: L::Err| ConlluErrorKind::Label(e.to_string()))
}

/// Writes line breaks and tabs as escapes, in white space also spaces.
pub(crate) fn escape(string: &str) -> std::borrow::Cow<'_, str> {
    let space = !string.is_empty() && string.chars().all(python::is_space);
    if !space && !string.contains(['\n', '\r', '\t']) {
        return string.into();
    }
    let mut out = String::with_capacity(string.len() + 8);
    for c in string.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' ' if space => out.push_str("\\s"),
            c => out.push(c),
        }
    }
    out.into()
}

/// Undoes [`escape`].
fn unescape(string: &str) -> String {
    string.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\s", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Oslo  said é\n";
    const LINES: &str = "# newdoc id = a
# text = Oslo  said é\\n
1\tOslo\tOslo\tPROPN\tNNP\t_\t3\tnsubj\t_\tStart=0|End=4|Ent=B-GPE
2\t\\s\t\\s\tSPACE\t_SP\t_\t1\tdep\t_\tStart=5|End=6|Ent=O
3\tsaid\tsay\tVERB\tVBD\t_\t0\tROOT\t_\tStart=6|End=10|Ent=O
4\té\té\tX\tFW\t_\t3\tdobj\t_\tStart=11|End=12|Ent=O
5\t\\n\t\\n\tSPACE\t_SP\t_\t4\tdep\t_\tStart=12|End=13|Ent=O

";

    fn written(doc: &Doc) -> String {
        let mut out = Vec::new();
        write(doc, "a", &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn offsets_are_code_points_and_white_space_is_escaped() {
        let doc = read(LINES, TEXT).unwrap();
        assert_eq!(written(&doc), LINES);
        assert_eq!(doc.word(TokenId(3)), "é");
        assert_eq!(doc.entities(), [Entity { span: Span::new(0, 1), kind: EntityKind::Gpe }]);
        let spaces: Vec<bool> = doc.tokens().iter().map(|t| t.space_after).collect();
        assert_eq!(spaces, [true, false, true, false, false]);
        assert_eq!(doc.children(TokenId(2)), [TokenId(0), TokenId(3)]);
    }

    #[test]
    fn errors_name_the_line() {
        let wrong = |from: &str, to: &str| read(&LINES.replace(from, to), TEXT).unwrap_err().to_string();
        assert_eq!(wrong("VBD", "VBX"), "CoNLL-U line 5: unknown Tag label `VBX`");
        assert_eq!(wrong("\t3\tnsubj", "\t9\tnsubj"), "CoNLL-U line 8: head 9 is not in the sentence");
        assert_eq!(
            wrong("End=13", "End=14"),
            "CoNLL-U line 7: 12..14 is no piece of the text after the previous token"
        );
        assert_eq!(
            wrong("1\tOslo", "1\tRome"),
            "CoNLL-U line 3: form `Rome` stands where the text has `Oslo`; is it the same document?"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            words in prop::collection::vec(("[a-zé€\\\\😀]{1,4}|[ \n\t\r\u{a0}]{1,3}", any::<bool>(), any::<[u16; 5]>()), 0..30)
        ) {
            let mut text = String::new();
            let mut doc_words = Vec::new();
            for (word, space, seed) in &words {
                let start = text.len() as u32;
                text.push_str(word);
                doc_words.push((Span::new(start, text.len() as u32), *space, *seed));
                if *space {
                    text.push(' ');
                }
            }
            let mut doc = Doc::new(text.clone());
            let mut entities = Vec::new();
            let mut first = 0;
            for &(span, space, [label, dep, head, sentence, entity]) in &doc_words {
                let id = doc.push_token(span, space);
                let lemma = doc.intern(span.of(&text));
                let start = id.0 == 0 || sentence % 5 == 0;
                first = if start { id.0 } else { first };
                let token = &mut doc.tokens_mut()[id.index()];
                token.lemma = lemma;
                token.sent_start = start;
                token.tag = Tag::ALL[label as usize % Tag::ALL.len()];
                token.pos = Pos::ALL[label as usize % Pos::ALL.len()];
                token.dep = Dep::ALL[dep as usize % Dep::ALL.len()];
                token.head = TokenId(first + u32::from(head) % (id.0 - first + 1));
                if entity % 3 == 0 {
                    let kind = EntityKind::ALL[entity as usize % EntityKind::ALL.len()];
                    entities.push(Entity { span: Span::new(id.0, id.0 + 1), kind });
                }
            }
            doc.link();
            doc.set_entities(entities);
            let once = written(&doc);
            let back = read(&once, &text).unwrap();
            prop_assert_eq!(back.sentences(), doc.sentences());
            prop_assert_eq!(back.entities(), doc.entities());
            for id in doc.tokens().ids() {
                let (a, b) = (doc.token(id), back.token(id));
                prop_assert_eq!((a.span, a.space_after, a.tag, a.pos, a.dep, a.head), (b.span, b.space_after, b.tag, b.pos, b.dep, b.head));
                prop_assert_eq!(doc.lemma(id), back.lemma(id));
            }
            prop_assert_eq!(written(&back), once);
        }
    }
}
