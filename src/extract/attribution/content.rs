//! What a cue may attribute: every reading that the parse and the quotation marks around it allow.
//!
//! A reading ([`Hypothesis`]) is a frame with its pieces of text. The model chooses among the readings of a cue, or none.
//! "that" and quotation marks belong to the content, the stop of the sentence does not.

use super::cue::{Cue, CueKind, group, spans_of};
use super::page::{Page, cut};
use super::source::{Source, agent, is_passive, subject};
use crate::nlp::{Dep, EntityKind, Pos, Tag, TokenId};
use crate::text::Span;

/// How a content stands to its cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Frame {
    /// "said (that) …"
    Clause,
    /// "wants to …"
    Infinitive,
    /// "urged them to …", object included.
    ObjectClause,
    /// "criticised …"
    Object,
    /// "condemned … as …", all that follows in the clause included.
    ObjectRest,
    /// "called for …"
    Preposition,
    /// "accused them of …", from the preposition on.
    PrepositionRest,
    /// "called … a liar", "seen as …"
    Predicate,
    /// "… was expected to …"
    Passive,
    /// "… was booed"
    PassiveSubject,
    /// "… drew criticism"
    Subject,
    /// "… seems to …"
    Raising,
    /// "…, he said, …"
    Parenthesis,
    /// All that follows in the clause.
    Rest,
    /// Quotations of the cue's sentence.
    QuoteWithin,
    /// The quotation that ends where the cue's sentence begins.
    QuoteBefore,
    /// The quotation that begins where the cue's sentence ends.
    QuoteAfter,
    /// The sentence before.
    SentenceBefore,
    /// The clause an adverb stands in.
    Around,
    /// What follows a colon.
    AfterMark,
    /// What stands before a dash.
    BeforeMark,
}

impl Frame {
    /// Returns the frame's name, as it stands in the evidence.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Infinitive => "infinitive",
            Self::ObjectClause => "object-clause",
            Self::Object => "object",
            Self::ObjectRest => "object-rest",
            Self::Preposition => "preposition",
            Self::PrepositionRest => "preposition-rest",
            Self::Predicate => "predicate",
            Self::Passive => "passive",
            Self::PassiveSubject => "passive-subject",
            Self::Subject => "subject",
            Self::Raising => "raising",
            Self::Parenthesis => "parenthesis",
            Self::Rest => "rest",
            Self::QuoteWithin => "quote-within",
            Self::QuoteBefore => "quote-before",
            Self::QuoteAfter => "quote-after",
            Self::SentenceBefore => "sentence-before",
            Self::Around => "around",
            Self::AfterMark => "after-mark",
            Self::BeforeMark => "before-mark",
        }
    }
}

/// How far a content goes beyond its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Reach {
    /// Not at all.
    Own,
    /// Quotations after the cue's sentence, in its paragraph.
    Paragraph,
    /// Quotations of the paragraphs that follow.
    Beyond,
}

/// One reading of what a cue attributes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hypothesis {
    pub(super) frame: Frame,
    pub(super) reach: Reach,
    pub(super) head: Option<TokenId>,
    /// The preposition that leads to the content and belongs to the cue.
    pub(super) preposition: Option<TokenId>,
    pub(super) pieces: Vec<Span<TokenId>>,
    /// The modifier that was cut off with all that follows it, or that precedes it.
    pub(super) cut: Option<TokenId>,
}

/// Collects the readings of one cue.
pub(super) struct Readings<'p, 'd> {
    page: &'p Page<'d>,
    cue: Cue,
    source: Source,
    /// The paragraph, or the cue alone where there is none.
    frame: Span<TokenId>,
    found: Vec<Hypothesis>,
}

/// Returns the readings of a cue, each with other words.
pub(super) fn hypotheses(page: &Page, cue: Cue, source: Source) -> Vec<Hypothesis> {
    let frame = page.paragraph(cue.head).map_or(Span::new(cue.head.0, cue.head.0 + 1), |p| page.paragraphs[p].span);
    let mut readings = Readings { page, cue, source, frame, found: Vec::with_capacity(8) };
    match cue.kind {
        CueKind::Verb => {
            readings.complements();
            readings.subjects();
            readings.surroundings();
            readings.quotations();
        }
        CueKind::Noun | CueKind::Adjective => {
            readings.complements();
            readings.light_subject();
            readings.quotations();
        }
        CueKind::According => {
            readings.surroundings();
            readings.quotations();
        }
        CueKind::Adverb => readings.surroundings(),
        CueKind::Title => readings.title(),
        CueKind::Mark => readings.mark(),
    }
    super::run_on::extend(page, cue, &mut readings.found);
    readings.found
}

impl Readings<'_, '_> {
    fn push(&mut self, frame: Frame, head: Option<TokenId>, preposition: Option<TokenId>, pieces: &[Span<TokenId>]) {
        let words = group(self.page, self.cue, preposition);
        let mut kept: Vec<Span<TokenId>> = Vec::with_capacity(pieces.len());
        for &piece in pieces {
            let piece = cut(self.page.trimmed(cut(piece, self.frame)), self.frame);
            let mut rest = vec![piece];
            for &word in &words {
                rest = rest.into_iter().flat_map(|r| without(r, word)).collect();
            }
            kept.extend(rest.into_iter().map(|r| self.page.trimmed(r)).filter(|r| !r.is_empty()));
        }
        kept.sort_unstable();
        kept.dedup();
        if kept.is_empty() || kept.iter().all(|k| self.page.doc.ids(*k).all(|id| self.page.is_mark(id))) {
            return;
        }
        if self.found.iter().any(|h| h.pieces == kept) {
            return;
        }
        self.found.push(Hypothesis { frame, reach: Reach::Own, head, preposition, pieces: kept, cut: None });
    }

    /// Adds the readings, besides that of the whole complement, that end before its first or last modifier.
    fn push_cut(&mut self, frame: Frame, head: TokenId, preposition: Option<TokenId>, pieces: &[Span<TokenId>]) {
        self.push(frame, Some(head), preposition, pieces);
        let doc = self.page.doc;
        let cuts: Vec<(TokenId, u32)> = doc
            .children(head)
            .iter()
            .filter(|&&child| {
                child.0 > head.0
                    && matches!(
                        doc.dep(child),
                        Dep::Prep
                            | Dep::Advcl
                            | Dep::Conj
                            | Dep::Relcl
                            | Dep::Acl
                            | Dep::Appos
                            | Dep::Npadvmod
                            | Dep::Parataxis
                            | Dep::Dep
                    )
            })
            .map(|&child| (child, self.before(self.page.subtree(child).start)))
            .filter(|&(_, at)| at > head.0)
            .collect();
        let chosen = [cuts.last().copied(), cuts.first().copied()];
        for (child, at) in chosen.into_iter().flatten() {
            let frame_of_cut = Span::new(0, at);
            let shorter: Vec<_> = pieces.iter().map(|p| cut(*p, frame_of_cut)).filter(|p| !p.is_empty()).collect();
            let known = self.found.len();
            self.push(frame, Some(head), preposition, &shorter);
            if let Some(added) = self.found.get_mut(known) {
                added.cut = Some(child);
            }
        }
    }

    /// Returns the position `at`, or that of the conjunction and comma before it.
    fn before(&self, at: u32) -> u32 {
        let doc = self.page.doc;
        let mut at = at;
        while at > 0
            && (doc.dep(TokenId(at - 1)) == Dep::Cc || matches!(doc.word(TokenId(at - 1)), "," | "—" | "–" | "--"))
        {
            at -= 1;
        }
        at
    }

    /// The subtree of a complement, without what of the cue's own clause stands inside it.
    fn below(&self, head: TokenId) -> Vec<Span<TokenId>> {
        let window = self.page.subtree(head);
        if !window.contains(self.cue.head.0) {
            return vec![window];
        }
        let doc = self.page.doc;
        let words: Vec<u32> = window.positions().filter(|&w| doc.is_under(TokenId(w), head)).collect();
        let spans = spans_of(&words);
        // A lone mark or two between two pieces belongs to the piece before.
        spans.into_iter().filter(|s| doc.ids(*s).any(|id| !self.page.is_mark(id))).collect()
    }

    fn clause_end(&self) -> u32 {
        let doc = self.page.doc;
        let window = self.page.subtree(self.cue.head);
        let mut end = window.end;
        for &child in doc.children(self.cue.head) {
            let starts = self.page.subtree(child).start;
            if child.0 > self.cue.head.0 && doc.dep(child) == Dep::Conj && starts < end {
                end = starts;
                while end > self.cue.head.0 + 1
                    && (doc.dep(TokenId(end - 1)) == Dep::Cc || doc.word(TokenId(end - 1)) == ",")
                {
                    end -= 1;
                }
            }
        }
        end
    }

    fn complements(&mut self) {
        let doc = self.page.doc;
        let head = self.cue.head;
        let end = self.clause_end();
        let children: Vec<TokenId> = doc.children(head).to_vec();
        let mut object = None;
        for &child in &children {
            match doc.dep(child) {
                Dep::Ccomp => {
                    let mut below = self.below(child);
                    self.drop_date(&mut below);
                    self.push_cut(Frame::Clause, child, None, &below);
                    if let Some(object) = object {
                        self.push(Frame::ObjectClause, Some(child), None, &[self.page.subtree(object), below[0]]);
                    }
                }
                Dep::Xcomp | Dep::Acl => {
                    let below = self.below(child);
                    if let Some(object) = object {
                        let from = self.page.subtree(object);
                        self.push_cut(Frame::ObjectClause, child, None, &[from.join(below[0])]);
                    }
                    self.push_cut(Frame::Infinitive, child, None, &below);
                }
                Dep::Dobj | Dep::Dative if doc.pos(child) != Pos::Adp => {
                    let window = self.page.subtree(child);
                    if window.start > head.0 && window.end < end {
                        self.push(Frame::ObjectRest, Some(child), None, &[Span::new(window.start, end)]);
                        for &next in children.iter().filter(|n| n.0 > child.0) {
                            let until = self.page.subtree(next).end;
                            if until < end && !matches!(doc.dep(next), Dep::Punct | Dep::Cc) {
                                let known = self.found.len();
                                self.push(Frame::ObjectRest, Some(child), None, &[Span::new(window.start, until)]);
                                if let Some(added) = self.found.get_mut(known) {
                                    added.cut = Some(next);
                                }
                                break;
                            }
                        }
                    }
                    let below = self.below(child);
                    self.push_cut(Frame::Object, child, None, &below);
                    object = Some(child);
                }
                Dep::Prep | Dep::Agent | Dep::Dative => self.prepositional(child, end),
                Dep::Advcl | Dep::Relcl | Dep::Advmod if child.0 > head.0 => {
                    let below = self.below(child);
                    self.push(Frame::Rest, Some(child), None, &below);
                }
                Dep::Oprd | Dep::Acomp | Dep::Attr => {
                    if let Some(object) = object {
                        let window = self.page.subtree(object).join(self.page.subtree(child));
                        self.push(Frame::Predicate, Some(child), None, &[window]);
                    } else {
                        let below = self.below(child);
                        self.push(Frame::Predicate, Some(child), None, &below);
                    }
                }
                _ => {}
            }
        }
        if self.cue.kind == CueKind::Verb && end > head.0 + 1 {
            self.push(Frame::Rest, None, None, &[Span::new(head.0 + 1, end)]);
        }
    }

    /// "said on Monday the talks failed": a date right after the verb is when it was said, wherever the parser put it.
    fn drop_date(&self, pieces: &mut [Span<TokenId>]) {
        let doc = self.page.doc;
        let Some(first) = pieces.first_mut().filter(|p| p.start == self.cue.head.0 + 1) else { return };
        let start = TokenId(first.start);
        let day = if doc.lower(start) == "on" { TokenId(first.start + 1) } else { start };
        if let Some(entity) = doc.entity_at(day)
            && entity.kind == EntityKind::Date
            && entity.span.start == day.0
            && doc.pos(day) == Pos::Propn
            && entity.span.end < first.end
        {
            first.start = entity.span.end;
        }
    }

    fn prepositional(&mut self, preposition: TokenId, end: u32) {
        let doc = self.page.doc;
        if doc.dep(preposition) == Dep::Agent && self.source.head.is_some_and(|s| doc.head(s) == preposition) {
            return;
        }
        if preposition.0 < self.cue.head.0 {
            return;
        }
        let window = self.page.subtree(preposition);
        let object = doc.child(preposition, &[Dep::Pobj, Dep::Pcomp]);
        let lead = self.cue.kind != CueKind::Verb || doc.dep(preposition) != Dep::Agent;
        if let Some(object) = object.filter(|_| lead) {
            let below = self.below(object);
            self.push_cut(Frame::Preposition, object, Some(preposition), &below);
        }
        if window.end < end && self.cue.kind == CueKind::Verb {
            self.push(Frame::PrepositionRest, object, None, &[Span::new(window.start, end)]);
        }
    }

    /// Contents that hold the cue's grammatical subject: passives and raising verbs.
    fn subjects(&mut self) {
        let doc = self.page.doc;
        let head = self.cue.head;
        let passive = is_passive(self.page, head);
        let topic = match doc.child(head, &[Dep::Nsubjpass]) {
            Some(topic) => topic,
            None if passive && matches!(doc.dep(head), Dep::Acl | Dep::Relcl) => doc.head(head),
            None => match subject(self.page, head) {
                Some(topic) => topic,
                None => return,
            },
        };
        let mut about = self.page.subtree(topic);
        if about.contains(head.0) {
            about = Span::new(about.start, head.0);
        }
        let complement = doc
            .children_by(head, &[Dep::Xcomp, Dep::Ccomp, Dep::Oprd, Dep::Acomp, Dep::Attr, Dep::Prep, Dep::Advcl])
            .find(|c| c.0 > head.0 && Some(*c) != agent(self.page, head));
        if let Some(complement) = complement {
            let frame = if passive { Frame::Passive } else { Frame::Raising };
            self.push(frame, Some(complement), None, &[about, self.page.subtree(complement)]);
        }
        let frame = if passive { Frame::PassiveSubject } else { Frame::Subject };
        self.push(frame, Some(topic), None, &[about]);
    }

    /// "… came under heavy criticism": what a noun is about stands as the subject of its verb.
    fn light_subject(&mut self) {
        let doc = self.page.doc;
        if self.cue.kind != CueKind::Noun || !matches!(doc.dep(self.cue.head), Dep::Dobj | Dep::Pobj) {
            return;
        }
        let verb = doc.ancestors(self.cue.head).take(2).find(|&a| doc.pos(a) == Pos::Verb);
        if let Some(topic) = verb.and_then(|v| doc.child(v, &[Dep::Nsubj, Dep::Nsubjpass]))
            && !self.page.subtree(topic).contains(self.cue.head.0)
        {
            self.push(Frame::Subject, Some(topic), None, &[self.page.subtree(topic)]);
        }
    }

    /// The clause that a parenthesis or an adverb stands in.
    fn surroundings(&mut self) {
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

    fn quotations(&mut self) {
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
    fn title(&mut self) {
        let after = Span::new(self.cue.head.0 + 1, self.frame.end);
        self.push(Frame::Rest, None, None, &[after]);
        let sentence = cut(self.page.sentence(self.cue.head), after);
        self.push(Frame::Object, None, None, &[sentence]);
    }

    fn mark(&mut self) {
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

/// Returns what is left of `span` without `hole`.
pub(super) fn without(span: Span<TokenId>, hole: Span<TokenId>) -> Vec<Span<TokenId>> {
    if !span.overlaps(hole) {
        return vec![span];
    }
    [Span::new(span.start, hole.start), Span::new(hole.end, span.end)].into_iter().filter(|s| !s.is_empty()).collect()
}

/// Tells whether a token is a finite verb.
pub(super) fn is_finite(page: &Page, id: TokenId) -> bool {
    matches!(page.doc.tag(id), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
        || page
            .doc
            .children_by(id, &[Dep::Aux, Dep::Auxpass])
            .any(|a| matches!(page.doc.tag(a), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
}
