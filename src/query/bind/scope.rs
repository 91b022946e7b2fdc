//! Which names mean what.

use super::{Binder, Declared, Key, Slot, Type, Variable};
use crate::query::ast::Name;
use crate::query::error::{ErrorDetail, QueryError, nearest};
use crate::text::Id;
use std::collections::BTreeMap;

/// A name's meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) variable: Variable,
    pub(super) kind: Type,
    /// Whether it comes from the query around this one; `*` leaves it out.
    pub(super) imported: bool,
}

/// The names of one query.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) scope: BTreeMap<String, Entry>,
    pub(super) next_slot: u32,
    pub(super) locals: u32,
    pub(super) imports: Vec<(Variable, Slot)>,
}

impl Binder<'_> {
    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the outermost frame is never left")
    }

    /// Makes a new column.
    pub(super) fn new_slot(&mut self) -> Slot {
        let frame = self.frame();
        let slot = Slot::from_index(frame.next_slot as usize);
        frame.next_slot += 1;
        slot
    }

    /// Makes a new variable; what had the name before is hidden.
    pub(super) fn declare(&mut self, name: &str, kind: Type) -> Slot {
        let slot = self.new_slot();
        let entry = Entry { variable: Variable::Slot(slot), kind, imported: false };
        self.frame().scope.insert(name.to_owned(), entry);
        self.note_name(slot, name);
        slot
    }

    /// Notes what a column is called, for those who read the plan.
    pub(super) fn note_name(&mut self, slot: Slot, name: &str) {
        if self.frames.len() == 1 {
            self.slot_names.insert(slot, name.to_owned());
        }
    }

    /// Makes a column that no name reaches.
    pub(super) fn anonymous(&mut self) -> Declared {
        Declared { slot: self.new_slot(), new: true, named: false }
    }

    /// Finds what a name means.
    pub(super) fn lookup(&mut self, name: &str) -> Option<Entry> {
        self.lookup_in(self.frames.len() - 1, name)
    }

    fn lookup_in(&mut self, level: usize, name: &str) -> Option<Entry> {
        if let Some(entry) = self.frames[level].scope.get(name) {
            return Some(entry.clone());
        }
        let outer = self.lookup_in(level.checked_sub(1)?, name)?;
        let frame = &mut self.frames[level];
        let slot = Slot::from_index(frame.next_slot as usize);
        frame.next_slot += 1;
        frame.imports.push((outer.variable, slot));
        let entry = Entry { variable: Variable::Slot(slot), kind: outer.kind, imported: true };
        frame.scope.insert(name.to_owned(), entry.clone());
        Some(entry)
    }

    /// Finds what a name means, or says that it means nothing.
    pub(super) fn resolve(&mut self, name: &Name) -> Result<Entry, QueryError> {
        if let Some(entry) = self.lookup(&name.text) {
            return Ok(entry);
        }
        let message = format!("variable `{}` is not defined", name.text);
        let error = QueryError::syntax(ErrorDetail::UndefinedVariable, message).at(name.span);
        let known: Vec<&str> = self.frames.iter().flat_map(|frame| frame.scope.keys()).map(String::as_str).collect();
        Err(error.did_you_mean(&name.text, known))
    }

    /// Runs `inside` with a further variable of a comprehension.
    pub(super) fn with_local<T>(
        &mut self,
        name: &str,
        kind: Type,
        inside: impl FnOnce(&mut Self, Variable) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let frame = self.frame();
        let variable = Variable::Local(frame.locals);
        frame.locals += 1;
        let hidden = frame.scope.insert(name.to_owned(), Entry { variable, kind, imported: false });
        let made = inside(self, variable);
        let frame = self.frame();
        frame.locals -= 1;
        match hidden {
            Some(entry) => frame.scope.insert(name.to_owned(), entry),
            None => frame.scope.remove(name),
        };
        made
    }

    /// Remarks that no node or relationship can have a name, since the graph never met it.
    pub(super) fn notice_unknown(&mut self, what: &str, names: &[Name]) {
        let graph = self.names.graph();
        if graph.node_bound() == 0 {
            return;
        }
        for Name { text, .. } in names.iter().filter(|name| graph.symbol(&name.text).is_none()) {
            let meant = nearest(text, graph.names().filter(|name| !name.is_empty()));
            let meant = meant.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            let notice = format!("the graph has no {what} `{text}`{meant}");
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
    }

    pub(super) fn key(&mut self, name: &Name) -> Key {
        self.names.key(&name.text)
    }

    pub(super) fn keys(&mut self, names: &[Name]) -> Vec<Key> {
        names.iter().map(|name| self.key(name)).collect()
    }
}

/// Says that a name is introduced twice.
pub(super) fn already_bound(name: &Name) -> QueryError {
    let message = format!("variable `{}` is already defined", name.text);
    QueryError::syntax(ErrorDetail::VariableAlreadyBound, message).at(name.span).hint("choose another name")
}
