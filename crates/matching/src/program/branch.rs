//! Branch and bound: the node of the best bound is taken up and plunged from, towards whole numbers, as long as that can
//! lead to anything better. The relaxation of each node goes on from the basis of the last one.

mod choose;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BinaryHeap},
};

use super::{
    Program,
    cuts::{Cut, Knapsack},
    simplex::{End, Part, Simplex},
};

/// How much work to spend; counted, not timed, so that results are the same everywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Pivots in all.
    pub(crate) pivots: u64,
    /// Nodes of the search tree.
    pub(crate) nodes: u32,
    /// Whether to look at first for what comes close to the relaxation, and only then farther away.
    pub(crate) deepen: bool,
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

/// Cutting ends when so many rounds in a row lower the bound by less than this share of a step.
const WEAK_ROUNDS: u32 = 3;
const WEAK: f64 = 0.02;

/// A node that waits: the bound of its parent, and the variables that are fixed.
#[derive(Clone, Debug)]
struct Node {
    bound: f64,
    number: u32,
    fixed: Fixings,
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

struct Tree {
    simplex: Simplex,
    /// What the columns were called in the programme as it was given.
    origins: Vec<u32>,
    /// Only what is worth more is of interest.
    floor: f64,
    /// The least step from one value to the next better one that is of interest.
    step: f64,
    effort: Effort,
    nodes: u32,
    best: Option<Solution>,
    root: Option<Root>,
    open: BinaryHeap<Node>,
    /// The variables that the last node had fixed.
    fixed: Fixings,
    /// By the first column of each set.
    falls: BTreeMap<u32, choose::Falls>,
}

/// Pivots between two looks at the clock.
const PORTION: u64 = 500;

/// In a dive, what is nearer to 1 than this is chosen at once; and pivots between two steps of it.
const NEARLY: f64 = 0.85;
const DIVE_PIVOTS: u64 = 400;

/// Columns and rows and whether each is held at 1 or at 0; of a row that is what is left of it.
type Fixings = Vec<(Part, bool)>;

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

/// The first guess of how many steps the best choice lies below the relaxation, and the factor to the next.
const FIRST_REACH: f64 = 1.0;
const REACH_FACTOR: f64 = 2.0;

/// A guess that brings more columns into question is too far; and the pivots spent on each guess.
const MOST_COLUMNS: usize = 40_000;
const GUESS_PIVOTS: u64 = 25_000;

/// Solves a programme as well as the effort allows, among choices worth at least `step` more than `floor`.
///
/// The best choice is at first sought among those that come close to the relaxation, which few columns can be part of; if
/// there is none, it is sought farther away. `relaxed` is told the dual values of the rows when the relaxation is solved,
/// with cuts, or when it shows that nothing is worth more than the floor.
pub(crate) fn solve(
    program: &Program,
    floor: f64,
    step: f64,
    effort: Effort,
    is_over: &mut dyn FnMut() -> bool,
    relaxed: &mut dyn FnMut(&[f64]),
) -> Outcome {
    let mut outcome = Outcome {
        best: None,
        complete: true,
        pivots: 0,
        rows: program.capacities.len(),
        duals: Vec::new(),
        bound: f64::INFINITY,
        support: Vec::new(),
    };
    let columns = (0..).zip(&program.values).map(|(column, _)| column).collect();
    let mut tree = Tree::new(Simplex::new(program.clone()), columns, floor + step * 0.999, step, effort);
    let end = tree.relax(is_over);
    outcome.pivots = tree.simplex.pivots;
    outcome.complete = end == End::Cut;
    if end != End::Stopped {
        relaxed(&tree.simplex.duals()[..outcome.rows]);
    }
    let Some(root) = &mut tree.root else { return outcome };
    (outcome.duals, outcome.bound) = (std::mem::take(&mut root.duals), root.relaxed);
    outcome.support = std::mem::take(&mut root.support);
    let mut reach = if effort.deepen { FIRST_REACH * step } else { f64::INFINITY };
    loop {
        let aim = tree.aim(reach);
        let is_last = aim <= tree.floor;
        let mut near = tree.near(aim);
        if effort.deepen && near.origins.len() > MOST_COLUMNS {
            outcome.complete = false;
            return outcome;
        }
        if !is_last {
            near.effort.pivots = effort.pivots.min(near.simplex.pivots + GUESS_PIVOTS);
        }
        let next = near.explore(is_over);
        (tree.simplex.pivots, tree.nodes) = (near.simplex.pivots, near.nodes);
        outcome.pivots = tree.simplex.pivots;
        outcome.complete = next == Next::Node && (is_last || near.best.is_some());
        let is_better = near.best.is_some();
        if is_better {
            (tree.floor, outcome.best) = (near.floor, near.best);
        }
        let is_spent = tree.simplex.pivots >= effort.pivots || tree.nodes >= effort.nodes;
        if outcome.complete && is_better || is_spent || is_last || is_over() {
            return outcome;
        }
        reach = if is_better { f64::INFINITY } else { reach * REACH_FACTOR };
    }
}

/// The relaxation of the whole programme.
#[derive(Clone, Debug)]
struct Root {
    /// With cuts, and without.
    bound: f64,
    relaxed: f64,
    /// Without cuts.
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

impl Tree {
    fn new(simplex: Simplex, origins: Vec<u32>, floor: f64, step: f64, effort: Effort) -> Self {
        Self {
            simplex,
            origins,
            floor,
            step,
            effort,
            nodes: 0,
            best: None,
            root: None,
            open: BinaryHeap::from([Node { bound: f64::INFINITY, number: 0, fixed: Vec::new() }]),
            fixed: Vec::new(),
            falls: BTreeMap::new(),
        }
    }

    /// The floor that leaves so much below the relaxation, or the present one if that is higher.
    fn aim(&self, reach: f64) -> f64 {
        self.root.as_ref().map_or(self.floor, |root| self.floor.max(root.bound - reach))
    }

    /// A new tree of the columns that can be part of anything worth more than this floor.
    fn near(&self, floor: f64) -> Self {
        let columns = self.root.as_ref().map_or_else(Vec::new, |root| root.near(floor));
        let origins = columns.iter().map(|&column| self.origins[column as usize]).collect();
        let mut near = Self::new(self.simplex.restricted(&columns), origins, floor, self.step, self.effort);
        (near.nodes, near.best) = (self.nodes, self.best.clone());
        near
    }

    /// Searches to the end, or until the effort is used up.
    fn explore(&mut self, is_over: &mut dyn FnMut() -> bool) -> Next {
        loop {
            let mut next = Next::Node;
            while let Some(node) = self.open.pop()
                && next == Next::Node
            {
                if node.bound > self.floor {
                    next = self.plunge(&node.fixed, is_over);
                }
            }
            if next != Next::Shrink {
                return next;
            }
            self.unfix();
            *self = self.near(self.floor);
        }
    }

    fn unfix(&mut self) {
        for (part, _) in std::mem::take(&mut self.fixed) {
            self.simplex.free(part);
        }
    }

    fn fix(&mut self, fixings: &[(Part, bool)]) {
        for &(part, up) in fixings {
            self.simplex.fix(part, up);
        }
        self.fixed.extend_from_slice(fixings);
    }

    /// Solves the relaxation of the present node, in portions between which `is_over` may stop it.
    fn run(&mut self, is_over: &mut dyn FnMut() -> bool) -> End {
        loop {
            let most = self.effort.pivots.min(self.simplex.pivots + PORTION);
            let end = self.simplex.run(self.floor, most);
            let is_spent = self.simplex.pivots < most || most == self.effort.pivots;
            if end != End::Stopped || is_spent || is_over() {
                return end;
            }
        }
    }

    /// Solves the relaxation of the whole, with cuts.
    fn relax(&mut self, is_over: &mut dyn FnMut() -> bool) -> End {
        let end = self.run(is_over);
        if end != End::Optimal {
            return end;
        }
        let (relaxed, duals) = (self.simplex.objective(), self.simplex.duals());
        let end = self.cut(WEAK_ROUNDS, is_over);
        if end != End::Optimal {
            return end;
        }
        self.root = Some(Root {
            bound: self.simplex.objective(),
            relaxed,
            duals,
            support: (0..).zip(self.simplex.values().iter().copied()).filter(|&(_, x)| x > WHOLE).collect(),
            reduced: self.simplex.reduced().iter().map(|reduced| reduced.abs()).collect(),
            at_zero: self.simplex.values().iter().map(|&x| x < WHOLE).collect(),
        });
        End::Optimal
    }

    /// Explores a node and, as long as it is worth it, one child after the other; the other child of each waits.
    fn plunge(&mut self, fixed: &Fixings, is_over: &mut dyn FnMut() -> bool) -> Next {
        self.unfix();
        self.fix(fixed);
        let mut is_first = true;
        loop {
            if self.nodes >= self.effort.nodes || is_over() {
                return Next::Stop;
            }
            self.nodes += 1;
            let is_root = self.root.is_none();
            let mut end = if is_root { self.relax(is_over) } else { self.run(is_over) };
            if end == End::Optimal && !is_root && self.effort.deepen {
                end = self.cut(1, is_over);
            }
            match end {
                End::Cut => return Next::Node,
                End::Stopped => return Next::Stop,
                End::Optimal => {}
            }
            if is_root && self.is_shrinkable() {
                return Next::Shrink;
            }
            self.fix_by_reduced_cost();
            if is_first && self.effort.deepen {
                self.dive();
            }
            let branch = self.branch();
            let Some((inside, outside)) = branch else {
                let at = self.simplex.clone();
                self.record(&at);
                return if self.is_shrinkable() { Next::Shrink } else { Next::Node };
            };
            let mut other = self.fixed.clone();
            other.extend(outside);
            self.open.push(Node { bound: self.simplex.objective(), number: self.nodes, fixed: other });
            self.fix(&inside);
            is_first = false;
        }
    }

    /// Cuts off the point of the relaxation as long as that lowers the bound.
    fn cut(&mut self, most: u32, is_over: &mut dyn FnMut() -> bool) -> End {
        let knapsacks = Knapsack::all(self.simplex.program());
        let mut weak = 0;
        while weak < most {
            let losses: Vec<f64> = self.simplex.reduced().iter().map(|reduced| reduced.abs()).collect();
            let x = self.simplex.values();
            let cuts: Vec<Cut> =
                knapsacks.iter().filter_map(|knapsack| knapsack.separate(x, &losses)).collect();
            if cuts.is_empty() {
                break;
            }
            let before = self.simplex.objective();
            self.simplex = self.simplex.with_rows(&cuts);
            let end = self.run(is_over);
            if end != End::Optimal {
                return end;
            }
            weak = if before - self.simplex.objective() < self.step * WEAK { weak + 1 } else { 0 };
        }
        End::Optimal
    }

    fn is_shrinkable(&self) -> bool {
        let columns = self.origins.len();
        columns > SMALL && self.root.as_ref().is_some_and(|root| root.near(self.floor).len() < columns / 2)
    }

    /// Holds columns where they are if leaving would cost more than the node has left.
    fn fix_by_reduced_cost(&mut self) {
        let left = self.simplex.objective() - self.floor;
        for column in 0..self.origins.len() {
            if self.simplex.reduced()[column].abs() > left && self.simplex.is_open(column) {
                let up = self.simplex.values()[column] > 0.5;
                self.fix(&[(Part::Column(u32::try_from(column).unwrap_or(u32::MAX)), up)]);
            }
        }
    }

    /// Goes from the present point towards whole numbers, always with what is nearest to being chosen, and never back.
    fn dive(&mut self) {
        let mut trial = self.simplex.clone();
        while trial.run(self.floor, trial.pivots + DIVE_PIVOTS) == End::Optimal {
            let parts = (0..).zip(trial.values()).filter(|&(_, &x)| x > WHOLE && x < 1.0 - WHOLE);
            let mut parts: Vec<(f64, u32)> = parts.map(|(column, &x)| (-x, column)).collect();
            parts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if parts.is_empty() {
                self.record(&trial);
                break;
            }
            for (place, (x, column)) in parts.into_iter().enumerate() {
                if place == 0 || x < -NEARLY {
                    trial.fix(Part::Column(column), true);
                }
            }
        }
        self.simplex.pivots = trial.pivots;
    }

    fn record(&mut self, at: &Simplex) {
        let chosen: Vec<u32> =
            (0..).zip(at.values()).filter(|&(_, &x)| x > 0.5).map(|(column, _)| column).collect();
        let value = chosen.iter().map(|&column| self.simplex.program().values[column as usize]).sum();
        if value >= self.floor {
            self.floor = value + self.step * 0.999;
            let chosen = chosen.iter().map(|&column| self.origins[column as usize]).collect();
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
            let row = program.row(capacity, false, Some(3.0));
            program.knapsacks.push((row, None));
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
        for seed in 0..400 {
            let effort = Effort { pivots: 1_000_000, nodes: 100_000, deepen: seed % 2 == 0 };
            let program = random(seed, 12);
            let found = solve(&program, -1.0, 1.0, effort, &mut || false, &mut |_| {});
            assert!(found.complete, "seed {seed}");
            let value = found.best.map_or(f64::NAN, |best| best.value);
            assert!((value - optimum(&program)).abs() < 1e-6, "seed {seed}: {value}, {}", optimum(&program));
        }
    }

    #[test]
    fn finds_nothing_above_the_optimum() {
        for seed in 0..100 {
            let effort = Effort { pivots: 1_000_000, nodes: 100_000, deepen: seed % 2 == 0 };
            let program = random(seed, 12);
            let found = solve(&program, optimum(&program), 1.0, effort, &mut || false, &mut |_| {});
            assert_eq!((found.best, found.complete), (None, true), "seed {seed}");
        }
    }
}
