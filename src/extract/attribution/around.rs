//! Contents that are no complement of their cue: the clause around a parenthesis, quotations nearby, what a colon parts.

use super::content::Readings;
use super::cue::CueKind;
use super::page::cut;
use super::reading::{Frame, without};
use crate::nlp::{Dep, Pos, TokenId};
use crate::text::Span;

impl Readings<'_, '_> {
    /// The clause that a parenthesis or an adverb stands in.
    pub(super) fn surroundings(&mut self) {
        let doc = self.page.doc;
        let head = self.cue.head;
        if self.cue.kind == CueKind::Verb
            && !matches!(
                doc.dep(head),
                Dep::Parataxis | Dep::Advcl | Dep::Ccomp | Dep::Dep | Dep::Conj | Dep::Relcl | Dep::Acl
            )
        {
            return;
        }
        let above = doc.head(head);
        if above == head {
            return;
        }
        let own =
            if self.cue.kind == CueKind::Adverb { Span::new(head.0, head.0 + 1) } else { self.page.subtree(head) };
        let frame = if self.cue.kind == CueKind::Adverb { Frame::Around } else { Frame::Parenthesis };
        let own = if self.cue.kind == CueKind::According { own.join(self.source.span) } else { own };
        for above in std::iter::once(above).chain(doc.ancestors(above).take(2)) {
            let window = self.page.subtree(above);
            let pieces = without(window, own);
            self.push(frame, Some(above), None, &pieces);
            let left =
                doc.children(above).iter().copied().find(|&c| {
                    c.0 < above.0 && matches!(doc.dep(c), Dep::Nsubj | Dep::Nsubjpass | Dep::Expl | Dep::Csubj)
                });
            if let Some(left) = left {
                let from = self.page.subtree(left).start;
                let shorter: Vec<_> =
                    pieces.iter().map(|p| cut(*p, Span::new(from, u32::MAX))).filter(|p| !p.is_empty()).collect();
                let known = self.found.len();
                self.push(frame, Some(above), None, &shorter);
                if let Some(added) = self.found.get_mut(known) {
                    added.cut = Some(left);
                }
            }
            if doc.pos(above) == Pos::Verb && self.cue.kind == CueKind::Verb {
                break;
            }
        }
        let sentence = self.page.sentence(head);
        self.push(frame, None, None, &without(sentence, own));
    }

    pub(super) fn quotations(&mut self) {
        let page = self.page;
        let head = self.cue.head;
        if page.quote(head).is_some() {
            return;
        }
        let sentence = page.sentence(head);
        let sentence_index = page.doc.sentence_index(head);
        let inside: Vec<Span<TokenId>> = page
            .quotes_in(self.frame)
            .iter()
            .map(|q| q.span)
            .filter(|q| q.overlaps(sentence) && !q.overlaps(self.source.span))
            .collect();
        if !inside.is_empty() {
            self.push(Frame::QuoteWithin, None, None, &inside);
            let after: Vec<_> = inside.iter().copied().filter(|q| q.start > head.0).collect();
            let before: Vec<_> = inside.iter().copied().filter(|q| q.end <= head.0).collect();
            if let Some(&last) = before.last() {
                self.push(Frame::QuoteBefore, None, None, &[last]);
            }
            if let Some(&first) = after.first() {
                self.push(Frame::QuoteAfter, None, None, &[first]);
            }
        }
        let before = page.quotes_in(Span::new(self.frame.start, sentence.start));
        if let Some(last) = before.last().filter(|q| q.span.end + 1 >= sentence.start) {
            self.push(Frame::QuoteBefore, None, None, &[last.span]);
        } else if sentence.start > self.frame.start && sentence_index > 0 {
            let before = cut(page.doc.sentences()[sentence_index - 1], self.frame);
            self.push(Frame::SentenceBefore, None, None, &[before]);
        }
    }

    /// What follows a verb that the tagger took for a name, in a headline.
    pub(super) fn title(&mut self) {
        let after = Span::new(self.cue.head.0 + 1, self.frame.end);
        self.push(Frame::Rest, None, None, &[after]);
        let sentence = cut(self.page.sentence(self.cue.head), after);
        self.push(Frame::Object, None, None, &[sentence]);
    }

    pub(super) fn mark(&mut self) {
        let head = self.cue.head;
        let after = Span::new(head.0 + 1, self.frame.end);
        let before = Span::new(self.frame.start, head.0);
        if self.page.doc.word(head) == ":" {
            let sentence = self.page.sentence(head);
            let next = self.page.doc.sentence_of(TokenId(head.0 + 1));
            let end = if sentence.end > head.0 + 1 { sentence.end } else { next.end };
            self.push(Frame::AfterMark, None, None, &[after]);
            self.push(Frame::AfterMark, None, None, &[cut(Span::new(head.0 + 1, end), self.frame)]);
            if let Some(quote) = self.page.quotes_in(after).first() {
                self.push(Frame::QuoteAfter, None, None, &[quote.span]);
            }
        } else {
            self.push(Frame::BeforeMark, None, None, &[before]);
            if let Some(quote) = self.page.quotes_in(before).last() {
                self.push(Frame::QuoteBefore, None, None, &[quote.span]);
            }
        }
    }
}
