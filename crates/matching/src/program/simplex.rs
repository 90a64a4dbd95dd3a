//! A dual simplex method for bounded variables (Koberstein 2005), with the ratio test that flips bounds (Maros 2003) and
//! weights for choosing rows (Forrest and Goldfarb 1992, in the cheaper form of Harris's reference weights).
//!
//! All columns have finite bounds, so every basis is dual feasible with the columns at the right ends, and the method
//! goes on from any basis after any change of bounds; that is all that branch and bound needs, and it lets the first
//! basis be a guess.

use super::{Program, factor::Factors};

const NONE: u32 = u32::MAX;

/// How far a value may lie outside its bounds.
const PRIMAL_TOLERANCE: f64 = 1e-7;

/// Smaller pivots are not trusted.
const PIVOT_TOLERANCE: f64 = 1e-7;

/// Smaller entries are rounding.
const DROP: f64 = 1e-12;

/// A weight of a row that says nothing any more.
const MOST_WEIGHT: f64 = 1e9;

/// Pivots between two factorings of the basis.
const REFACTOR: u64 = 100;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Optimal,
    /// No solution, or none that is worth more than the floor.
    Cut,
    /// The work is used up, or the numbers cannot be trusted.
    Stopped,
}

/// The relaxation of a programme, with one slack for each row behind the columns, and a basis.
#[derive(Clone, Debug)]
pub(super) struct Simplex<'p> {
    program: &'p Program,
    rows: usize,
    columns: usize,
    /// The entries of each row: column and coefficient.
    row_starts: Vec<usize>,
    row_entries: Vec<(u32, f64)>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    /// The value of every variable, basic or not.
    pub(super) value: Vec<f64>,
    /// Of maximisation: not above zero at a lower bound, not below zero at an upper one.
    pub(super) reduced: Vec<f64>,
    basic: Vec<u32>,
    row_of: Vec<u32>,
    factors: Factors,
    weight: Vec<f64>,
    /// Pivots so far, and since the basis was factored.
    pub(super) pivots: u64,
    fresh: u64,
    rho: Vec<f64>,
    alpha_row: Vec<f64>,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
}

impl<'p> Simplex<'p> {
    /// Begins with the basis that the programme's hints suggest.
    pub(super) fn new(program: &'p Program) -> Self {
        let (rows, columns) = (program.capacities.len(), program.values.len());
        let mut row_starts = vec![0_usize; rows + 1];
        for &(row, _) in &program.entries {
            row_starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            row_starts[row + 1] += row_starts[row];
        }
        let mut next = row_starts.clone();
        let mut row_entries = vec![(0, 0.0); program.entries.len()];
        for column in 0..columns {
            for &(row, coefficient) in &program.entries[program.starts[column]..program.starts[column + 1]] {
                row_entries[next[row as usize]] = (u32::try_from(column).unwrap_or(NONE), coefficient);
                next[row as usize] += 1;
            }
        }
        let all = columns + rows;
        let mut upper = vec![1.0; columns];
        // Entries of rows that are only kept are not negative, so no slack exceeds its row's capacity.
        upper.extend(
            program.equal.iter().zip(&program.capacities).map(|(&equal, &b)| if equal { 0.0 } else { b }),
        );
        let mut simplex = Self {
            program,
            rows,
            columns,
            row_starts,
            row_entries,
            lower: vec![0.0; all],
            upper,
            value: vec![0.0; all],
            reduced: vec![0.0; all],
            basic: Vec::new(),
            row_of: Vec::new(),
            factors: Factors::default(),
            weight: vec![1.0; rows],
            pivots: 0,
            fresh: 0,
            rho: vec![0.0; rows],
            alpha_row: vec![0.0; all],
            touched: Vec::new(),
            is_touched: vec![false; all],
        };
        simplex.basic = program.first_basis();
        simplex.restart();
        simplex
    }

    /// The objective of the present point: an upper bound of the relaxation at every dual feasible basis.
    pub(super) fn objective(&self) -> f64 {
        self.program.values.iter().zip(&self.value).map(|(worth, x)| worth * x).sum()
    }

    /// The dual value of each row.
    pub(super) fn duals(&self) -> Vec<f64> {
        self.reduced[self.columns..].iter().map(|reduced| -reduced).collect()
    }

    fn entries(&self, variable: usize) -> &'p [(u32, f64)] {
        self.program.entries_of(variable)
    }

    /// Factors the basis, and computes values and reduced costs from it.
    fn restart(&mut self) {
        let (rows, columns) = (self.rows, self.columns);
        let mut is_open = vec![true; rows];
        let wanted = std::mem::take(&mut self.basic);
        for &variable in &wanted {
            if let Some(row) = (variable as usize).checked_sub(columns) {
                is_open[row] = false;
            }
        }
        let chosen: Vec<u32> = wanted.into_iter().filter(|&variable| (variable as usize) < columns).collect();
        let entries: Vec<&[(u32, f64)]> =
            chosen.iter().map(|&variable| self.program.entries_of(variable as usize)).collect();
        let taken = self.factors.invert(rows, &is_open, &entries);
        self.row_of.clear();
        self.row_of.resize(columns + rows, NONE);
        for (row, number) in taken.into_iter().enumerate() {
            let slack = u32::try_from(columns + row).unwrap_or(NONE);
            let variable = number.map_or(slack, |number| chosen[number as usize]);
            self.basic.push(variable);
            self.row_of[variable as usize] = u32::try_from(row).unwrap_or(NONE);
        }
        self.fresh = 0;
        self.price();
        self.place();
    }

    /// Reduced costs from the basis.
    fn price(&mut self) {
        let columns = self.columns;
        let mut duals: Vec<f64> = self
            .basic
            .iter()
            .map(|&variable| self.program.values.get(variable as usize).copied().unwrap_or(0.0))
            .collect();
        self.factors.btran(&mut duals);
        for variable in 0..columns {
            let paid: f64 =
                self.entries(variable).iter().map(|&(row, entry)| entry * duals[row as usize]).sum();
            self.reduced[variable] = self.program.values[variable] - paid;
        }
        for (row, dual) in duals.into_iter().enumerate() {
            self.reduced[columns + row] = -dual;
        }
        for &variable in &self.basic {
            self.reduced[variable as usize] = 0.0;
        }
    }

    /// Puts every variable outside the basis at the end that its reduced cost asks for, and computes the basic ones.
    fn place(&mut self) {
        let mut left = self.program.capacities.clone();
        for variable in 0..self.columns + self.rows {
            if self.row_of[variable] != NONE {
                continue;
            }
            let up = self.reduced[variable] > 0.0;
            let value = if up { self.upper[variable] } else { self.lower[variable] };
            self.value[variable] = value;
            if value != 0.0 {
                if variable < self.columns {
                    for &(row, entry) in self.entries(variable) {
                        left[row as usize] -= entry * value;
                    }
                } else {
                    left[variable - self.columns] -= value;
                }
            }
        }
        self.factors.ftran(&mut left);
        for (&variable, value) in self.basic.iter().zip(left) {
            self.value[variable as usize] = value;
        }
    }

    /// Changes the bounds of a column; the next run goes on from the present basis.
    pub(super) fn bound(&mut self, column: usize, lower: f64, upper: f64) {
        self.lower[column] = lower;
        self.upper[column] = upper;
        if self.row_of[column] == NONE {
            let value = if self.reduced[column] > 0.0 { upper } else { lower };
            let change = value - self.value[column];
            if change != 0.0 {
                self.value[column] = value;
                let entries = self.entries(column);
                self.shift(entries.iter().map(|&(row, entry)| (row as usize, entry * change)));
            }
        }
    }

    /// Takes so much of the rows from the basic variables.
    fn shift(&mut self, amounts: impl Iterator<Item = (usize, f64)>) {
        let mut change = vec![0.0; self.rows];
        for (row, amount) in amounts {
            change[row] += amount;
        }
        self.factors.ftran(&mut change);
        for (&variable, change) in self.basic.iter().zip(change) {
            self.value[variable as usize] -= change;
        }
    }

    fn ftran(&self, entries: &[(u32, f64)]) -> Vec<f64> {
        let mut alpha = vec![0.0; self.rows];
        for &(row, coefficient) in entries {
            alpha[row as usize] = coefficient;
        }
        self.factors.ftran(&mut alpha);
        alpha
    }

    /// The basic variable that lies farthest outside its bounds, weighed; and whether it lies below.
    fn leaving(&self) -> Option<(usize, bool)> {
        let mut best = (0.0, None);
        for (row, &variable) in self.basic.iter().enumerate() {
            let variable = variable as usize;
            let value = self.value[variable];
            let (under, over) = (self.lower[variable] - value, value - self.upper[variable]);
            let far = under.max(over);
            if far > PRIMAL_TOLERANCE {
                let rank = far * far / self.weight[row];
                if rank > best.0 {
                    best = (rank, Some((row, under > over)));
                }
            }
        }
        best.1
    }

    /// The row of the tableau, into `alpha_row`; `touched` says where it is not zero.
    fn tableau_row(&mut self, pivot: usize) {
        for &variable in &self.touched {
            self.alpha_row[variable as usize] = 0.0;
            self.is_touched[variable as usize] = false;
        }
        self.touched.clear();
        self.rho.fill(0.0);
        self.rho[pivot] = 1.0;
        self.factors.btran(&mut self.rho);
        for row in 0..self.rows {
            let rho = self.rho[row];
            if rho.abs() <= DROP {
                continue;
            }
            let slack = self.columns + row;
            if self.row_of[slack] == NONE {
                self.alpha_row[slack] = rho;
                self.touched.push(u32::try_from(slack).unwrap_or(NONE));
            }
            for &(column, coefficient) in &self.row_entries[self.row_starts[row]..self.row_starts[row + 1]] {
                if self.row_of[column as usize] == NONE {
                    let cell = &mut self.alpha_row[column as usize];
                    if !std::mem::replace(&mut self.is_touched[column as usize], true) {
                        self.touched.push(column);
                    }
                    *cell += rho * coefficient;
                }
            }
        }
    }

    /// Runs until the relaxation is solved, worth at most `floor`, or `most` pivots have been made in all.
    pub(super) fn run(&mut self, floor: f64, most: u64) -> End {
        let mut doubts = 0;
        loop {
            if self.pivots >= most {
                return End::Stopped;
            }
            if self.pivots.is_multiple_of(32) && self.objective() <= floor {
                return End::Cut;
            }
            if self.fresh >= REFACTOR {
                self.restart();
            }
            let Some((row, below)) = self.leaving() else {
                return if self.objective() <= floor { End::Cut } else { End::Optimal };
            };
            self.pivots += 1;
            self.tableau_row(row);
            let Some(entering) = self.entering(row, below) else { return End::Cut };
            let alpha = if entering < self.columns {
                self.ftran(self.entries(entering))
            } else {
                self.ftran(&[(u32::try_from(entering - self.columns).unwrap_or(NONE), 1.0)])
            };
            let expected = self.alpha_row[entering];
            if (alpha[row] - expected).abs() > 1e-6 * (1.0 + expected.abs()) {
                // Row and column of the tableau should meet in the same number.
                doubts += 1;
                if doubts > 3 {
                    return End::Stopped;
                }
                self.restart();
                continue;
            }
            doubts = 0;
            self.pivot(row, below, entering, &alpha);
        }
    }

    /// The ratio test. Columns whose reduced cost changes its sign go to their other end while the row stays outside its
    /// bounds; the first that would bring it inside enters.
    fn entering(&mut self, row: usize, below: bool) -> Option<usize> {
        let leaver = self.basic[row] as usize;
        let mut outside = if below {
            self.lower[leaver] - self.value[leaver]
        } else {
            self.value[leaver] - self.upper[leaver]
        };
        let sign = if below { -1.0 } else { 1.0 };
        let mut candidates: Vec<(f64, f64, u32)> = self
            .touched
            .iter()
            .filter_map(|&variable| {
                let at = variable as usize;
                let alpha = self.alpha_row[at] * sign;
                let range = self.upper[at] - self.lower[at];
                if alpha.abs() <= PIVOT_TOLERANCE || range <= 0.0 {
                    return None;
                }
                let high = self.value[at] > self.lower[at] + range / 2.0;
                // At its lower end it can only rise, at its upper end only fall.
                (high != (alpha > 0.0)).then(|| ((self.reduced[at] / alpha).abs(), alpha.abs(), variable))
            })
            .collect();
        let mut flips = Vec::new();
        let mut chosen = None;
        // Mostly the first few decide, so the rest is never put in order.
        let mut sorted = 0;
        let mut portion = 8;
        for at in 0..candidates.len() {
            if at == sorted {
                let rest = &mut candidates[at..];
                if portion < rest.len() {
                    rest.select_nth_unstable_by(portion, by_ratio);
                }
                let end = portion.min(rest.len());
                rest[..end].sort_unstable_by(by_ratio);
                sorted += end;
                portion *= 4;
            }
            let (_, alpha, variable) = candidates[at];
            let at = variable as usize;
            outside -= alpha * (self.upper[at] - self.lower[at]);
            if outside <= PRIMAL_TOLERANCE {
                chosen = Some(at);
                break;
            }
            flips.push(at);
        }
        let chosen = chosen?;
        let mut taken: Vec<(usize, f64)> = Vec::new();
        for at in flips {
            let high = self.value[at] > f64::midpoint(self.lower[at], self.upper[at]);
            let value = if high { self.lower[at] } else { self.upper[at] };
            let change = value - self.value[at];
            self.value[at] = value;
            if at < self.columns {
                taken.extend(self.entries(at).iter().map(|&(row, entry)| (row as usize, entry * change)));
            } else {
                taken.push((at - self.columns, change));
            }
        }
        if !taken.is_empty() {
            self.shift(taken.into_iter());
        }
        Some(chosen)
    }

    fn pivot(&mut self, row: usize, below: bool, entering: usize, alpha: &[f64]) {
        let leaver = self.basic[row] as usize;
        let end = if below { self.lower[leaver] } else { self.upper[leaver] };
        let ratio = self.reduced[entering] / self.alpha_row[entering];
        for &variable in &self.touched {
            self.reduced[variable as usize] -= ratio * self.alpha_row[variable as usize];
        }
        self.reduced[leaver] = -ratio;
        self.reduced[entering] = 0.0;
        let step = (self.value[leaver] - end) / alpha[row];
        for (&variable, entry) in self.basic.iter().zip(alpha) {
            self.value[variable as usize] -= step * entry;
        }
        self.value[leaver] = end;
        self.value[entering] += step;
        let weight = self.weight[row];
        for (other, &entry) in alpha.iter().enumerate() {
            if other != row && entry.abs() > DROP {
                let share = entry / alpha[row];
                self.weight[other] = self.weight[other].max(share * share * weight).min(MOST_WEIGHT);
            }
        }
        self.weight[row] = (weight / (alpha[row] * alpha[row])).max(1.0);
        if self.weight[row] > MOST_WEIGHT {
            // The reference weights have run away from the norms that they stand for; begin anew.
            self.weight.fill(1.0);
        }
        self.factors.push(row, alpha[row], (0..).zip(alpha.iter().copied()));
        self.fresh += 1;
        self.basic[row] = u32::try_from(entering).unwrap_or(NONE);
        self.row_of[entering] = u32::try_from(row).unwrap_or(NONE);
        self.row_of[leaver] = NONE;
    }
}

/// Small ratios first, large pivots before small ones; ratio, pivot, variable.
fn by_ratio(a: &(f64, f64, u32), b: &(f64, f64, u32)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
}
