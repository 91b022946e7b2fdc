//! Counts what a branch of a pattern matches without making its rows.
//!
//! For each node the number of matches of the branch that leaves it is the sum over its relationships of the number at
//! their far ends, and that is the product over the branches that go on from there. The numbers are kept for each
//! node, so that a path of two hops costs its relationships and not its walks. Only nodes that rows lead to are
//! visited. Where a relationship must differ from the one before it, what that one would add is taken off.

use super::batch::{Batch, Column};
use super::operator::{Context, Result};
use super::predicate::Conditions;
use super::steps::Neighbours;
use crate::graph::{Direction, Graph, NodeId, RelationshipId, Value};
use crate::query::bind::Slot;
use crate::query::plan::CountedBranch;
use crate::text::Id;

/// A branch that is counted.
pub(super) struct Counted<'p> {
    plan: &'p CountedBranch,
    neighbours: Neighbours,
    conditions: Conditions<'p>,
    branches: Vec<Self>,
    /// For each branch that goes on, what its relationships may not repeat.
    exclusions: Vec<Exclusion>,
    /// For each node at the far end one more than its number of matches; 0 where it is not known.
    matches: Vec<u64>,
    /// Whether every relationship counts once.
    is_degree: bool,
}

/// Which relationship a branch may not use: the one that led to the node it leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exclusion {
    /// None.
    Nothing,
    /// It can be met again only where it is a loop.
    Loops,
    /// It leads back.
    Back,
}

impl<'p> Counted<'p> {
    pub(super) fn new(plan: &'p CountedBranch, ctx: &Context<'_>) -> Self {
        let exclusion = |branch: &'p CountedBranch| {
            if !branch.step.distinct_from.contains(&plan.step.relationship) {
                Exclusion::Nothing
            } else if branch.step.direction == plan.step.direction {
                Exclusion::Loops
            } else {
                Exclusion::Back
            }
        };
        let is_degree = plan.predicates.is_empty() && plan.branches.is_empty();
        Self {
            plan,
            neighbours: Neighbours::new(&plan.step, ctx),
            conditions: Conditions::new(&plan.predicates),
            branches: plan.branches.iter().map(|branch| Self::new(branch, ctx)).collect(),
            exclusions: plan.branches.iter().map(exclusion).collect(),
            matches: if is_degree { Vec::new() } else { vec![0; ctx.graph().node_bound()] },
            is_degree,
        }
    }

    /// Returns the number of matches for each row.
    pub(super) fn weights(&mut self, ctx: &Context<'_>, batch: &Batch) -> Result<Vec<u64>> {
        let slot = self.plan.step.ends.from;
        let froms: Vec<Option<NodeId>> = (0..batch.len()).map(|row| batch.node(slot, row)).collect();
        let nodes: Vec<NodeId> = froms.iter().flatten().copied().collect();
        self.prepare(ctx, &nodes, batch.width())?;
        let graph = ctx.graph();
        let weight = |row: usize| {
            let Some(from) = froms[row] else { return 0 };
            let mut total = self.total(graph, from);
            // Relationships met before in the clause may not come again.
            for &slot in &self.plan.step.distinct_from {
                for id in met(batch, slot, row) {
                    total = total.saturating_sub(self.share(graph, from, id));
                }
            }
            total
        };
        Ok((0..batch.len()).map(weight).collect())
    }

    /// Finds the numbers at the far ends of all relationships that leave some nodes.
    fn prepare(&mut self, ctx: &Context<'_>, froms: &[NodeId], width: usize) -> Result<()> {
        const PENDING: u64 = u64::MAX;
        if self.is_degree {
            return Ok(());
        }
        ctx.shared.check()?;
        let mut unknown = Vec::new();
        let matches = &mut self.matches;
        let mut meet = |far: NodeId| {
            if matches[far.index()] == 0 {
                matches[far.index()] = PENDING;
                unknown.push(far);
            }
        };
        for &from in froms {
            match self.neighbours.single() {
                Some(row) => row.nodes(from).iter().for_each(|&far| meet(far)),
                None => self.neighbours.visit(ctx.graph(), from, |_, far| meet(far)),
            }
        }
        let mut fitting = Vec::with_capacity(unknown.len());
        for some in unknown.chunks(super::batch::BATCH_ROWS) {
            ctx.shared.check()?;
            let mut batch = Batch::new(width, some.len());
            batch.set(self.plan.step.ends.to, Column::Nodes(some.to_vec()));
            some.iter().for_each(|node| self.matches[node.index()] = 1);
            fitting.extend(self.conditions.keep(ctx, &batch)?.into_iter().map(|row| some[row as usize]));
        }
        for branch in &mut self.branches {
            branch.prepare(ctx, &fitting, width)?;
        }
        for node in fitting {
            let product = self.branches.iter().map(|branch| branch.total(ctx.graph(), node));
            self.matches[node.index()] = product.fold(1_u64, u64::saturating_mul).saturating_add(1);
        }
        Ok(())
    }

    /// Returns the number of matches at a node.
    fn total(&self, graph: &Graph, from: NodeId) -> u64 {
        if self.is_degree {
            return match self.neighbours.single() {
                Some(row) => row.degree(from) as u64,
                None => self.sum(graph, from, |_, _| 1),
            };
        }
        if !self.exclusions.contains(&Exclusion::Back)
            && let Some(row) = self.neighbours.single()
        {
            let has_loops = self.exclusions.contains(&Exclusion::Loops);
            let each = row.nodes(from).iter().map(|&far| match self.matches[far.index()].saturating_sub(1) {
                _ if has_loops && far == from => self.matches_from(graph, from, far),
                known => known,
            });
            return each.fold(0, u64::saturating_add);
        }
        self.sum(graph, from, |_, far| self.matches_from(graph, from, far))
    }

    fn sum(&self, graph: &Graph, from: NodeId, each: impl Fn(RelationshipId, NodeId) -> u64) -> u64 {
        let mut total = 0_u64;
        self.neighbours.visit(graph, from, |id, far| total = total.saturating_add(each(id, far)));
        total
    }

    /// Returns the number of matches beyond one relationship.
    fn matches_from(&self, graph: &Graph, from: NodeId, far: NodeId) -> u64 {
        if self.is_degree {
            return 1;
        }
        let known = self.matches[far.index()].saturating_sub(1);
        let excludes = |exclusion: &Exclusion| match exclusion {
            Exclusion::Nothing => false,
            Exclusion::Loops => from == far,
            Exclusion::Back => true,
        };
        if known == 0 || !self.exclusions.iter().any(excludes) {
            return known;
        }
        let each = self.branches.iter().zip(&self.exclusions).map(|(branch, exclusion)| {
            let total = branch.total(graph, far);
            if excludes(exclusion) { total.saturating_sub(branch.matches_from(graph, far, from)) } else { total }
        });
        each.fold(1, u64::saturating_mul)
    }

    /// Returns what one relationship adds to the number at a node.
    fn share(&self, graph: &Graph, from: NodeId, id: RelationshipId) -> u64 {
        let step = &self.plan.step;
        let kind = graph.kind_symbol(id);
        let fits = |key: &crate::query::bind::Key| key.symbol.or_else(|| graph.symbol(&key.name)) == Some(kind);
        if !step.types.is_empty() && !step.types.iter().any(fits) {
            return 0;
        }
        let (start, end) = graph.ends(id);
        let far = match step.direction {
            Direction::Outgoing => (start == from).then_some(end),
            Direction::Incoming => (end == from).then_some(start),
            Direction::Both if start == from => Some(end),
            Direction::Both => (end == from).then_some(start),
        };
        far.map_or(0, |far| self.matches_from(graph, from, far))
    }
}

/// Returns the relationships in a column of a row.
fn met(batch: &Batch, slot: Slot, row: usize) -> Vec<RelationshipId> {
    let id = |value: &Value| if let Value::Relationship(id) = value { Some(*id) } else { None };
    match batch.relationship(slot, row) {
        Some(met) => vec![met],
        None => match batch.value(slot, row) {
            Value::List(items) => items.iter().filter_map(id).collect(),
            _ => Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::{Graph, NodeId, Properties};
    use crate::query::{Limits, Params, run};
    use proptest::prelude::*;

    /// Makes a graph of some nodes with a small number each, and of relationships of two types.
    fn graph(numbers: &[i64], ties: &[(u32, u32, bool)]) -> Graph {
        let mut graph = Graph::new();
        for &number in numbers {
            let label = if number > 1 { "A" } else { "B" };
            // Some have no number.
            let properties =
                if number == 3 { Properties::new() } else { Properties::from([("x".into(), number.into())]) };
            graph.add_node([label], properties);
        }
        let node = |at: u32| NodeId(at % numbers.len() as u32);
        for &(from, to, is_t) in ties {
            let weight = if from % 2 == 0 { Properties::from([("w".into(), 1_i64.into())]) } else { Properties::new() };
            graph.add_relationship(node(from), if is_t { "T" } else { "U" }, node(to), weight);
        }
        graph
    }

    fn answer(graph: &Graph, query: &str) -> Vec<Vec<crate::graph::Value>> {
        run(graph, query, &Params::new(), &Limits::default()).unwrap().rows
    }

    const PATTERNS: &[&str] = &[
        "(a)-[:T]->(b)-[:T]->(c)",
        "(a)-[:T]->(b)<-[:T]-(c)",
        "(a)<-[:T]-(b)-[:T]->(c)",
        "(a)-[:T]-(b)-[:T]-(c)",
        "(a:A)-[:T]->(b)-[:U]->(c {x: 1})",
        "(a)-[:T|U]->(b)<-[:U]-(c)",
        "(a)-->(b)-->(c)",
        "(a)-->(b)<--(c)",
        "(a)-[:T]->(b)-[:T]->(c)-[:T]->(d)",
        "(a)-[:T]->(b)-[:T]->(c)<-[:T]-(d)",
        "(a)-[:T]->(b)-[:U]->(c)-[:T]->(d)",
        "(a)-[:T]->(b)-[:T]->(c), (b)-[:U]->(d)",
        "(a)-[:T]->(b)-[:T]->(c), (b)-[:T]->(d)",
        "(a)-[:T]->(b)-[:T]->(a), (b)-[:U]->(c)",
        "(a)-[:T]->(b)-[:U]->(c) WHERE b.x > 0 AND c.x < 2",
        "(a)-[:T]->(b)-[:T]->(c) WHERE b.x > a.x AND 0 <= c.x < 2",
        "(a)-[r:T]->(b)-[:U]->(c) WHERE type(r) = 'T' AND c:A",
        "(a)-[:T*1..2]->(b)-[:U]->(c)",
    ];

    proptest! {
        #[test]
        fn what_is_counted_is_what_would_be_walked(
            numbers in proptest::collection::vec(0_i64..4, 1..6),
            ties in proptest::collection::vec((0_u32..6, 0_u32..6, any::<bool>()), 0..14),
        ) {
            let graph = graph(&numbers, &ties);
            for pattern in PATTERNS {
                for counts in ["count(*)", "count(c)", "count(c.x)", "count(DISTINCT c), count(*)", "max(a.x), count(b)"] {
                    for keys in ["", "a.x AS k, ", "b AS k, ", "c.x AS k, ", "a.x AS k, c AS l, "] {
                        // With every variable passed on, there is nothing that is only counted.
                        let walked = format!("MATCH {pattern} WITH a, b, c RETURN {keys}{counts}");
                        let counted = format!("MATCH {pattern} RETURN {keys}{counts}");
                        let sorted = |query: &str| {
                            let mut rows: Vec<String> = answer(&graph, query).iter().map(|r| format!("{r:?}")).collect();
                            rows.sort();
                            rows
                        };
                        prop_assert_eq!(sorted(&counted), sorted(&walked), "{}", counted);
                    }
                }
            }
        }

        #[test]
        fn properties_of_relationships_are_counted_where_they_are(
            numbers in proptest::collection::vec(0_i64..4, 1..6),
            ties in proptest::collection::vec((0_u32..6, 0_u32..6, any::<bool>()), 0..14),
        ) {
            let graph = graph(&numbers, &ties);
            for pattern in ["(a)-[r:T]->(b)-[:U]->(c)", "(a)-[:U]->(b)-[r:T]->(c)", "(a)-[r]-(b) WHERE r.w = 1"] {
                let walked = format!("MATCH {pattern} WITH a, b, r RETURN count(r.w), count(r)");
                let counted = format!("MATCH {pattern} RETURN count(r.w), count(r)");
                prop_assert_eq!(answer(&graph, &counted), answer(&graph, &walked));
                let counted = format!("MATCH {pattern} RETURN count(r.w)");
                prop_assert_eq!(&answer(&graph, &counted)[0][0], &answer(&graph, &walked)[0][0]);
            }
        }

        #[test]
        fn shortest_paths_are_the_shortest_of_all_paths(
            numbers in proptest::collection::vec(0_i64..4, 2..6),
            ties in proptest::collection::vec((0_u32..6, 0_u32..6, any::<bool>()), 0..12),
        ) {
            let graph = graph(&numbers, &ties);
            for arrow in ["-[r*..4]->", "<-[r*..4]-", "-[r*..4]-", "-[r:T*..3]->"] {
                let all = format!(
                    "MATCH (a){arrow}(b) WHERE id(a) = 0 AND id(b) = 1 WITH size(r) AS n ORDER BY n RETURN n, count(*) LIMIT 1"
                );
                let ends = "MATCH (a), (b) WHERE id(a) = 0 AND id(b) = 1";
                let shortest = format!("{ends} MATCH p = shortestPath((a){arrow}(b)) RETURN length(p), 1");
                let each = format!("{ends} MATCH p = allShortestPaths((a){arrow}(b)) RETURN length(p), count(DISTINCT p)");
                let (all, each) = (answer(&graph, &all), answer(&graph, &each));
                prop_assert_eq!(&each, &all, "{}", arrow);
                let one: Vec<_> = answer(&graph, &shortest).into_iter().map(|row| row[0].clone()).collect();
                prop_assert_eq!(one, all.into_iter().map(|row| row[0].clone()).collect::<Vec<_>>());
            }
        }
    }
}
