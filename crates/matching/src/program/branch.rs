//! Branch and bound: the node of the best bound is taken up and plunged from, towards whole numbers, as long as that can
//! lead to anything better. The relaxation of each node goes on from the basis of the last one.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::{
    Program,
    simplex::{End, Simplex},
};

/// How much work to spend; counted, not timed, so that results are the same everywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Pivots in all.
    pub(crate) pivots: u64,
    /// Nodes of the search tree.
    pub(crate) nodes: u32,
}

/// The best choice found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Solution {
    /// The numbers of the chosen columns.
    pub(crate) chosen: Vec<u32>,
    /// What they are worth together.
    pub(crate) value: f64,
}

/// What became of a programme.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// The best choice worth more than the floor, if one was found.
    pub(crate) best: Option<Solution>,
    /// Whether the tree was searched to its end: nothing else is worth more.
    pub(crate) complete: bool,
    /// Pivots made.
    pub(crate) pivots: u64,
    /// Rows of the programme.
    pub(crate) rows: usize,
    /// The dual values of the rows in the relaxation of the whole; empty if that was not solved.
    pub(crate) duals: Vec<f64>,
    /// The value of that relaxation.
    pub(crate) bound: f64,
    /// The columns that the relaxation chooses wholly or in part, and how much of each.
    pub(crate) support: Vec<(u32, f64)>,
}

/// A column this close to 0 or 1 is whole.
const WHOLE: f64 = 1e-6;

/// A node that waits: the bound of its parent, and the columns that are fixed, with their values.
#[derive(Clone, Debug)]
struct Node {
    bound: f64,
    number: u32,
    fixed: Vec<(u32, bool)>,
}

impl Ord for Node {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for Node {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Node {}

struct Tree<'p> {
    simplex: Simplex<'p>,
    program: &'p Program,
    /// Only what is worth more is of interest.
    floor: f64,
    /// The least step from one value to the next better one that is of interest.
    step: f64,
    effort: Effort,
    nodes: u32,
    best: Option<Solution>,
    root: Option<Root>,
    open: BinaryHeap<Node>,
    /// The columns that the last node had fixed.
    fixed: Vec<(u32, bool)>,
}

/// What comes after a plunge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Another node.
    Node,
    /// The same programme with far fewer columns, now that so little is left to gain.
    Shrink,
    /// Nothing: the effort is used up.
    Stop,
}

/// Programmes of fewer columns are not worth shrinking.
const SMALL: usize = 400;

/// Solves a programme as well as the effort allows, among choices worth at least `step` more than `floor`.
pub(crate) fn solve(program: &Program, floor: f64, step: f64, effort: Effort) -> Outcome {
    let mut outcome = Outcome {
        best: None,
        complete: true,
        pivots: 0,
        rows: program.capacities.len(),
        duals: Vec::new(),
        bound: f64::INFINITY,
        support: Vec::new(),
    };
    let mut floor = floor + step * 0.999;
    let mut nodes = 0;
    let mut shrunk: Option<(Program, Vec<u32>)> = None;
    loop {
        let mut tree = Tree {
            simplex: Simplex::new(shrunk.as_ref().map_or(program, |shrunk| &shrunk.0)),
            program: shrunk.as_ref().map_or(program, |shrunk| &shrunk.0),
            floor,
            step,
            effort: Effort { pivots: effort.pivots.saturating_sub(outcome.pivots), ..effort },
            nodes,
            best: None,
            root: None,
            open: BinaryHeap::from([Node { bound: f64::INFINITY, number: 0, fixed: Vec::new() }]),
            fixed: Vec::new(),
        };
        let mut next = Next::Node;
        while let Some(node) = tree.open.pop()
            && next == Next::Node
        {
            if node.bound > tree.floor {
                next = tree.plunge(node.fixed);
            }
        }
        outcome.pivots += tree.simplex.pivots;
        (floor, nodes) = (tree.floor, tree.nodes);
        let origin = |column: u32| shrunk.as_ref().map_or(column, |shrunk| shrunk.1[column as usize]);
        if let Some(best) = tree.best.take() {
            outcome.best =
                Some(Solution { chosen: best.chosen.into_iter().map(origin).collect(), value: best.value });
        }
        if shrunk.is_none()
            && let Some(root) = &mut tree.root
        {
            (outcome.duals, outcome.bound) = (std::mem::take(&mut root.duals), root.bound);
            outcome.support = std::mem::take(&mut root.support);
        }
        let (Next::Shrink, Some(root)) = (next, &tree.root) else {
            outcome.complete = next != Next::Stop;
            return outcome;
        };
        let kept = root.near(floor);
        let origins = kept.iter().map(|&column| origin(column)).collect();
        shrunk = Some((tree.program.restricted(&kept, &root.reduced), origins));
    }
}

/// The relaxation of the whole programme.
#[derive(Clone, Debug)]
struct Root {
    bound: f64,
    duals: Vec<f64>,
    support: Vec<(u32, f64)>,
    /// How much the bound falls if the column leaves its end; 0 in the basis.
    reduced: Vec<f64>,
    at_zero: Vec<bool>,
}

impl Root {
    /// The columns that can be part of anything worth more than the floor.
    fn near(&self, floor: f64) -> Vec<u32> {
        let left = self.bound - floor;
        (0..)
            .zip(self.reduced.iter().zip(&self.at_zero))
            .filter(|&(_, (&reduced, &at_zero))| !at_zero || reduced <= left)
            .map(|(column, _)| column)
            .collect()
    }
}

impl Tree<'_> {
    /// Explores a node and, as long as it is worth it, one child after the other; the other child of each waits.
    fn plunge(&mut self, fixed: Vec<(u32, bool)>) -> Next {
        for (column, _) in std::mem::replace(&mut self.fixed, fixed) {
            self.simplex.bound(column as usize, 0.0, 1.0);
        }
        for at in 0..self.fixed.len() {
            let (column, up) = self.fixed[at];
            let value = f64::from(u8::from(up));
            self.simplex.bound(column as usize, value, value);
        }
        loop {
            if self.nodes >= self.effort.nodes {
                return Next::Stop;
            }
            self.nodes += 1;
            match self.simplex.run(self.floor, self.effort.pivots) {
                End::Cut => return Next::Node,
                End::Stopped => return Next::Stop,
                End::Optimal => {}
            }
            let bound = self.simplex.objective();
            if self.root.is_none() {
                let columns = self.program.values.len();
                self.root = Some(Root {
                    bound,
                    duals: self.simplex.duals(),
                    support: (0..)
                        .zip(self.simplex.value[..columns].iter().copied())
                        .filter(|&(_, x)| x > WHOLE)
                        .collect(),
                    reduced: self.simplex.reduced[..columns].iter().map(|reduced| reduced.abs()).collect(),
                    at_zero: self.simplex.value[..columns].iter().map(|&x| x < WHOLE).collect(),
                });
                if self.is_shrinkable() {
                    return Next::Shrink;
                }
            }
            let Some(column) = self.to_branch() else {
                self.record();
                return if self.is_shrinkable() { Next::Shrink } else { Next::Node };
            };
            self.fix_by_reduced_cost();
            let mut other = self.fixed.clone();
            let number = u32::try_from(column).unwrap_or(u32::MAX);
            other.push((number, false));
            self.open.push(Node { bound, number: self.nodes, fixed: other });
            self.fixed.push((number, true));
            self.simplex.bound(column, 1.0, 1.0);
        }
    }

    fn is_shrinkable(&self) -> bool {
        let columns = self.program.values.len();
        columns > SMALL && self.root.as_ref().is_some_and(|root| root.near(self.floor).len() < columns / 2)
    }

    /// The column nearest to being chosen without being so.
    fn to_branch(&self) -> Option<usize> {
        let values = &self.simplex.value[..self.program.values.len()];
        let fractional = values.iter().enumerate().filter(|&(_, &x)| x > WHOLE && x < 1.0 - WHOLE);
        fractional.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))).map(|(column, _)| column)
    }

    /// Holds columns where they are if leaving would cost more than the node has left.
    fn fix_by_reduced_cost(&mut self) {
        let left = self.simplex.objective() - self.floor;
        for column in 0..self.program.values.len() {
            if self.simplex.reduced[column].abs() > left
                && self.simplex.upper[column] > self.simplex.lower[column]
            {
                let up = self.simplex.value[column] > 0.5;
                let value = f64::from(u8::from(up));
                self.simplex.bound(column, value, value);
                self.fixed.push((u32::try_from(column).unwrap_or(u32::MAX), up));
            }
        }
    }

    fn record(&mut self) {
        let chosen: Vec<u32> = (0..)
            .zip(&self.simplex.value[..self.program.values.len()])
            .filter(|&(_, &x)| x > 0.5)
            .map(|(column, _)| column)
            .collect();
        let value = chosen.iter().map(|&column| self.program.values[column as usize]).sum();
        if value >= self.floor {
            self.floor = value + self.step * 0.999;
            self.best = Some(Solution { chosen, value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primal::improve::Dice;

    /// A random programme of the shape of a matching: columns in one row of their own kind and some shared rows.
    fn random(seed: u64, columns: usize) -> Program {
        let mut dice = Dice::new(seed);
        let mut program = Program::default();
        let number = |dice: &mut Dice, end: usize| f64::from(u32::try_from(dice.below(end)).unwrap_or(0));
        let own = columns / 3 + 1;
        for _ in 0..own {
            program.row(1.0, false, Some(20.0));
        }
        for _ in 0..3 {
            let capacity = number(&mut dice, 6) + 1.0;
            program.row(capacity, false, Some(3.0));
        }
        let tie = program.row(0.0, true, None);
        for column in 0..columns {
            let value = number(&mut dice, 50) - 5.0;
            let mut entries = vec![(u32::try_from(column / 3).unwrap_or(0), 1.0)];
            for row in own..own + 3 {
                if dice.below(2) == 0 {
                    entries.push((u32::try_from(row).unwrap_or(0), number(&mut dice, 4) + 1.0));
                }
            }
            if dice.below(4) == 0 {
                entries.push((tie, if dice.below(2) == 0 { 1.0 } else { -1.0 }));
            }
            let loss = number(&mut dice, 30);
            program.column(value, loss, entries);
        }
        program
    }

    fn optimum(program: &Program) -> f64 {
        let columns = program.values.len();
        let mut best = 0.0_f64;
        for code in 0..1_u32 << columns {
            let mut left = program.capacities.clone();
            let mut value = 0.0;
            for column in (0..columns).filter(|column| code >> column & 1 == 1) {
                value += program.values[column];
                for &(row, entry) in &program.entries[program.starts[column]..program.starts[column + 1]] {
                    left[row as usize] -= entry;
                }
            }
            let fits = left
                .iter()
                .zip(&program.equal)
                .all(|(&left, &equal)| if equal { left.abs() < 0.5 } else { left > -0.5 });
            if fits {
                best = best.max(value);
            }
        }
        best
    }

    #[test]
    fn finds_the_optimum_of_small_programmes() {
        let effort = Effort { pivots: 1_000_000, nodes: 100_000 };
        for seed in 0..400 {
            let program = random(seed, 12);
            let found = solve(&program, -1.0, 1.0, effort);
            assert!(found.complete, "seed {seed}");
            let value = found.best.map_or(f64::NAN, |best| best.value);
            assert!((value - optimum(&program)).abs() < 1e-6, "seed {seed}: {value}, {}", optimum(&program));
        }
    }

    #[test]
    fn finds_nothing_above_the_optimum() {
        let effort = Effort { pivots: 1_000_000, nodes: 100_000 };
        for seed in 0..100 {
            let program = random(seed, 12);
            let found = solve(&program, optimum(&program), 1.0, effort);
            assert_eq!((found.best, found.complete), (None, true), "seed {seed}");
        }
    }
}
