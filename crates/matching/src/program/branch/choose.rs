//! What to branch on: sets of columns are tried, and the one that moves the relaxation most on both sides is taken.

use std::collections::BTreeMap;

use super::{End, Fixings, Part, Tree, WHOLE};

/// Columns of one household, and how much of them is chosen together.
#[derive(Clone, Debug)]
struct Fraction {
    x: f64,
    columns: Vec<u32>,
}

/// How much the relaxation fell in the trials of a set, together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Falls {
    inside: f64,
    outside: f64,
    tries: u32,
}

impl Falls {
    /// Large if both sides fall.
    fn score(self, step: f64) -> f64 {
        let tries = f64::from(self.tries.max(1));
        (self.inside / tries).max(step * 1e-3) * (self.outside / tries).max(step * 1e-3)
    }
}

/// Sets that are tried before a branch, and pivots of each trial.
const CANDIDATES: usize = 16;
const TRIALS: usize = 4;
const ENOUGH_TRIES: u32 = 2;
const TRIAL_PIVOTS: u64 = 15;

impl Tree {
    /// How to go on from a point that is not whole: what holds if the choice is inside of a set of columns, and what if it
    /// is outside.
    ///
    /// The members of a group must agree on a place, so their places come first; then single columns. Of a few of each, the
    /// one that moves the relaxation most on both sides is taken (Applegate, Bixby, Chvatal and Cook 1995).
    pub(super) fn branch(&mut self) -> Option<(Fixings, Fixings)> {
        let candidates = self.fractions();
        if candidates.len() < 2 || !self.effort.deepen {
            let nearest = candidates.into_iter().max_by(|a, b| a.x.total_cmp(&b.x));
            return nearest.map(|fraction| self.split(fraction));
        }
        let mut best = None;
        let mut most = -1.0;
        let mut trials = 0;
        for fraction in candidates {
            let name = fraction.columns[0];
            let is_known = self.falls.get(&name).is_some_and(|falls| falls.tries >= ENOUGH_TRIES);
            if !is_known && trials == TRIALS {
                continue;
            }
            let (inside, outside) = self.split(fraction);
            if !is_known {
                trials += 1;
                let (a, b) = (self.fall(&inside), self.fall(&outside));
                let falls = self.falls.entry(name).or_default();
                *falls =
                    Falls { inside: falls.inside + a, outside: falls.outside + b, tries: falls.tries + 1 };
            }
            let score = self.falls.get(&name).map_or(0.0, |falls| falls.score(self.step));
            if score > most {
                (most, best) = (score, Some((inside, outside)));
            }
        }
        best
    }

    /// How much the relaxation falls if these hold, as far as a few pivots show.
    fn fall(&mut self, fixings: &Fixings) -> f64 {
        let now = self.simplex.objective();
        let mut trial = self.simplex.clone();
        for &(part, up) in fixings {
            trial.fix(part, up);
        }
        let end = trial.run(self.floor, trial.pivots + TRIAL_PIVOTS);
        self.simplex.pivots = trial.pivots;
        let left = now - self.floor;
        if end == End::Cut { left } else { (now - trial.objective()).min(left) }
    }

    /// The sets of columns of one household that are chosen in part, those of groups first, then the most undecided.
    fn fractions(&self) -> Vec<Fraction> {
        let program = self.simplex.program();
        let is_part = |x: f64| x > WHOLE && x < 1.0 - WHOLE;
        let mut singles = Vec::new();
        let mut tied: BTreeMap<(u32, u32), Fraction> = BTreeMap::new();
        for (column, &x) in (0..).zip(self.simplex.values()) {
            let entries = program.entries_of(column as usize);
            let ties = entries.iter().filter(|&&(row, entry)| program.equal[row as usize] && entry > 0.0);
            for &(row, _) in ties {
                let fraction =
                    tied.entry((row, entries[0].0)).or_insert(Fraction { x: 0.0, columns: Vec::new() });
                fraction.x += x;
                fraction.columns.push(column);
            }
            if is_part(x) {
                singles.push(Fraction { x, columns: vec![column] });
            }
        }
        if !self.effort.deepen {
            return singles;
        }
        singles.sort_by(|a, b| (a.x - 0.5).abs().total_cmp(&(b.x - 0.5).abs()));
        singles.truncate(CANDIDATES);
        let mut all: Vec<Fraction> = tied.into_values().filter(|fraction| is_part(fraction.x)).collect();
        all.append(&mut singles);
        all
    }

    /// What holds if a household's choice is in this set, and if it is not.
    fn split(&self, fraction: Fraction) -> (Fixings, Fixings) {
        let columns = fraction.columns;
        if let [column] = columns[..] {
            return (vec![(Part::Column(column), true)], vec![(Part::Column(column), false)]);
        }
        let row = self.simplex.program().entries_of(columns[0] as usize)[0].0;
        // The household has a home, and none outside of the set.
        let others = self.simplex.columns_in(row).filter(|column| !columns.contains(column));
        let mut inside: Fixings = others.map(|column| (Part::Column(column), false)).collect();
        inside.push((Part::Row(row), false));
        (inside, columns.into_iter().map(|column| (Part::Column(column), false)).collect())
    }
}
