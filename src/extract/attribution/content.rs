//! What a cue may attribute: every reading that the parse and the quotation marks around it allow.
//!
//! A reading ([`Hypothesis`]) is a frame with its pieces of text. The model chooses among the readings of a cue, or none.
//! "that" and quotation marks belong to the content, the stop of the sentence does not.

use super::cue::{Cue, CueKind, group, spans_of};
use super::page::{Page, cut};
use super::reading::{Frame, Hypothesis, Reach, without};
use super::source::{Source, agent, is_passive, subject};
use crate::nlp::{Dep, EntityKind, Pos, TokenId};
use crate::text::Span;

/// Collects the readings of one cue.
pub(super) struct Readings<'p, 'd> {
    pub(super) page: &'p Page<'d>,
    pub(super) cue: Cue,
    pub(super) source: Source,
    /// The paragraph, or the cue alone where there is none.
    pub(super) frame: Span<TokenId>,
    pub(super) found: Vec<Hypothesis>,
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
    pub(super) fn push(
        &mut self,
        frame: Frame,
        head: Option<TokenId>,
        preposition: Option<TokenId>,
        pieces: &[Span<TokenId>],
    ) {
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
                    self.object(child, end);
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

    /// "criticised …": the object alone, with the modifier that follows it, with all that follows.
    fn object(&mut self, object: TokenId, end: u32) {
        let doc = self.page.doc;
        let window = self.page.subtree(object);
        if window.start > self.cue.head.0 && window.end < end {
            self.push(Frame::ObjectRest, Some(object), None, &[Span::new(window.start, end)]);
            let mut after = doc.children(self.cue.head).iter().copied().filter(|next| next.0 > object.0);
            let next =
                after.find(|&next| self.page.subtree(next).end < end && !matches!(doc.dep(next), Dep::Punct | Dep::Cc));
            if let Some(next) = next {
                let known = self.found.len();
                self.push(
                    Frame::ObjectRest,
                    Some(object),
                    None,
                    &[Span::new(window.start, self.page.subtree(next).end)],
                );
                if let Some(added) = self.found.get_mut(known) {
                    added.cut = Some(next);
                }
            }
        }
        let below = self.below(object);
        self.push_cut(Frame::Object, object, None, &below);
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
}
