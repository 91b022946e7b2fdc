//! `MERGE`: finds a pattern, or makes it.

use super::batch::Batch;
use super::build::build;
use super::create::{Made, create_part, put_all};
use super::operator::{Context, Operator, Result, Source, drain};
use super::path::path_of;
use super::set::set_item;
use crate::graph::Value;
use crate::query::ast::{ExprKind, PatternPart, SetItem};
use crate::query::bind::{Bound, Slot};
use crate::query::error::{ErrorDetail, ErrorKind, QueryError};
use crate::query::plan::{LogicalPlan, PathShape};

/// Looks for the pattern row by row, so that a row finds what an earlier one made.
pub(super) struct Merge<'p> {
    pub(super) source: Source<'p>,
    pub(super) find: &'p LogicalPlan,
    pub(super) part: &'p PatternPart<Bound>,
    pub(super) path: Option<&'p (Slot, PathShape)>,
    pub(super) on_create: &'p [SetItem<Bound>],
    pub(super) on_match: &'p [SetItem<Bound>],
    pub(super) done: bool,
}

impl Merge<'_> {
    /// Refuses properties that are null: what is made could never be found again.
    fn check_properties(&self, ctx: &Context<'_>, batch: &Batch, row: usize) -> Result<()> {
        let links =
            self.part.chain.iter().flat_map(|(relationship, node)| [&relationship.properties, &node.properties]);
        for properties in std::iter::once(&self.part.start.properties).chain(links).flatten() {
            let ExprKind::Map(entries) = &properties.kind else { continue };
            for (key, value) in entries {
                if ctx.eval(value, batch, row)?.is_null() {
                    let message = format!("`MERGE` can't look for `{key}`, since it is null");
                    let kind = ErrorKind::SemanticError;
                    let error = QueryError::runtime(kind, ErrorDetail::MergeReadOwnWrites, message);
                    return Err(error.at(value.span));
                }
            }
        }
        Ok(())
    }

    fn merge(&self, ctx: &mut Context<'_>, single: &Batch) -> Result<Batch> {
        self.check_known(ctx, single)?;
        self.check_properties(ctx, single, 0)?;
        let mut find = build(self.find, single.clone());
        let found = drain(&mut find, ctx)?;
        if !found.is_empty() {
            for row in 0..found.len() {
                self.on_match.iter().try_for_each(|item| set_item(item, ctx, &found, row))?;
            }
            return Ok(found);
        }
        let mut made = Made::default();
        create_part(self.part, ctx, single, 0, &mut made)?;
        let mut new = single.clone();
        put_all(&mut new, &[made]);
        if let Some((slot, shape)) = self.path {
            let path: Value = path_of(shape, ctx.graph(), &new, 0);
            new.set(*slot, super::batch::Column::Values(vec![path]));
        }
        self.on_create.iter().try_for_each(|item| set_item(item, ctx, &new, 0))?;
        Ok(new)
    }

    /// Refuses to look from a node that is null.
    fn check_known(&self, _: &Context<'_>, single: &Batch) -> Result<()> {
        let nodes = std::iter::once(&self.part.start).chain(self.part.chain.iter().map(|(_, node)| node));
        let mut new = Vec::new();
        for node in nodes {
            // A node may come again in the pattern that makes it.
            new.extend(node.variable.filter(|variable| variable.new).map(|variable| variable.slot));
            let known = node.variable.filter(|variable| !variable.new && !new.contains(&variable.slot));
            if known.is_some_and(|variable| single.node(variable.slot, 0).is_none()) {
                let message = "`MERGE` can't join a node that is null";
                let error = QueryError::runtime(ErrorKind::TypeError, ErrorDetail::InvalidArgumentType, message);
                return Err(error.at(node.span));
            }
        }
        Ok(())
    }
}

impl Operator for Merge<'_> {
    fn next_batch(&mut self, ctx: &mut Context<'_>) -> Result<Option<Batch>> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let input = drain(&mut self.source, ctx)?;
        let mut all = Batch::new(input.width(), 0);
        for row in 0..input.len() {
            all.append(self.merge(ctx, &input.take(&[row as u32]))?);
            ctx.shared.tick()?;
        }
        Ok(Some(all))
    }
}
