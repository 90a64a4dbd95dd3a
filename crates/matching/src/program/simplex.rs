//! A dual simplex method for bounded variables (Koberstein 2005), with the ratio test that flips bounds (Maros 2003) and
//! weights for choosing rows (Forrest and Goldfarb 1992, in the cheaper form of Harris's reference weights).
//!
//! All columns have finite bounds, so every basis is dual feasible with the columns at the right ends, and the method
//! goes on from any basis after any change of bounds; that is all that branch and bound needs, and it lets the first
//! basis be a guess.

use super::{Program, cuts::Cut, factor::Factors};

const NONE: u32 = u32::MAX;

/// How far a value may lie outside its bounds.
const PRIMAL_TOLERANCE: f64 = 1e-7;

/// Smaller pivots are not trusted.
const PIVOT_TOLERANCE: f64 = 1e-7;

/// Smaller entries are rounding.
const DROP: f64 = 1e-12;

/// A weight of a row that says nothing any more.
const MOST_WEIGHT: f64 = 1e9;

/// A sleeping column is woken if it is worth more than this.
const DUAL_TOLERANCE: f64 = 1e-9;

/// The columns of each household that are awake from the beginning.
const AWAKE: usize = 16;

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

/// A variable by its name in the programme; adding rows changes the numbers of variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Column(u32),
    /// What is left of a row.
    Row(u32),
}

/// The relaxation of a programme and a basis. Its variables are the slacks of the rows and, behind them, the columns.
#[derive(Clone, Debug)]
pub(super) struct Simplex {
    program: Program,
    rows: usize,
    /// The entries of each row in columns that are awake: variable and coefficient. The others stay at 0 until they are
    /// found to be worth something at the dual values of the relaxation without them.
    by_row: Vec<Vec<(u32, f64)>>,
    is_awake: Vec<bool>,
    /// Whether a variable is in the basis or held at one value. The reduced costs of such columns are not kept up.
    is_still: Vec<bool>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    /// The value of every variable, basic or not.
    value: Vec<f64>,
    /// Of maximisation: not above zero at a lower bound, not below zero at an upper one.
    reduced: Vec<f64>,
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

impl Simplex {
    /// Begins with the basis that the programme's hints suggest.
    pub(super) fn new(program: Program) -> Self {
        let (rows, columns) = (program.capacities.len(), program.values.len());
        let is_awake = program.most_promising(AWAKE);
        let all = rows + columns;
        // Entries of rows that are only kept are not negative, so no slack exceeds its row's capacity.
        let mut upper: Vec<f64> = program
            .equal
            .iter()
            .zip(&program.capacities)
            .map(|(&equal, &capacity)| if equal { 0.0 } else { capacity })
            .collect();
        upper.resize(all, 1.0);
        let basic = program.first_basis(&is_awake);
        let mut simplex = Self {
            program,
            rows,
            by_row: vec![Vec::new(); rows],
            is_awake: vec![false; columns],
            is_still: vec![false; all],
            lower: vec![0.0; all],
            upper,
            value: vec![0.0; all],
            reduced: vec![0.0; all],
            basic,
            row_of: vec![NONE; all],
            factors: Factors::default(),
            weight: vec![1.0; rows],
            pivots: 0,
            fresh: 0,
            rho: vec![0.0; rows],
            alpha_row: vec![0.0; all],
            touched: Vec::new(),
            is_touched: vec![false; all],
        };
        simplex.wake((0..columns).filter(|&column| is_awake[column]));
        simplex.restart();
        simplex
    }

    /// Lets columns take part.
    fn wake(&mut self, columns: impl Iterator<Item = usize>) {
        for column in columns {
            if !std::mem::replace(&mut self.is_awake[column], true) {
                for &(row, coefficient) in self.program.entries_of(column) {
                    self.by_row[row as usize].push((index(self.rows + column), coefficient));
                }
            }
        }
    }

    /// The same programme with more rows of capacity 1; the next run goes on from the present basis and their slacks.
    pub(super) fn with_rows(&self, more: &[Cut]) -> Self {
        let mut program = self.program.clone();
        program.add_rows(more);
        let (before, shift) = (index(self.rows), index(more.len()));
        let mut basis: Vec<u32> =
            self.basic.iter().map(|&variable| variable + if variable < before { 0 } else { shift }).collect();
        basis.extend(before..before + shift);
        let mut next = Self::new(program);
        for (after, before) in [(0, 0..self.rows), (next.rows, self.rows..self.value.len())] {
            next.lower[after..after + before.len()].copy_from_slice(&self.lower[before.clone()]);
            next.upper[after..after + before.len()].copy_from_slice(&self.upper[before]);
        }
        next.wake((0..self.is_awake.len()).filter(|&column| self.is_awake[column]));
        next.basic = basis;
        next.pivots = self.pivots;
        next.restart();
        next
    }

    /// The same programme with some of its columns only, all of them free, and without the rows that none of them takes
    /// from; the next run goes on from what is left of the present basis.
    pub(super) fn restricted(&self, columns: &[u32]) -> Self {
        let mut row_of = vec![NONE; self.rows];
        let mut is_taken = vec![false; self.rows];
        for entries in columns.iter().map(|&column| self.program.entries_of(column as usize)) {
            for (place, &(row, entry)) in entries.iter().enumerate() {
                let at = row as usize;
                let twice = std::mem::replace(&mut is_taken[at], true);
                // A row with one entry that fits says nothing, but the first one of a column says whose it is.
                if place == 0 || twice || self.program.equal[at] || entry > self.program.capacities[at] {
                    row_of[at] = 0;
                }
            }
        }
        let mut program = Program::default();
        for (row, number) in row_of.iter_mut().enumerate().filter(|(_, number)| **number != NONE) {
            let (capacity, equal) = (self.program.capacities[row], self.program.equal[row]);
            *number = program.row(capacity, equal, self.program.prices[row]);
        }
        for &(first, second) in &self.program.knapsacks {
            let second = second.map(|row| row_of[row as usize]);
            if row_of[first as usize] != NONE && second != Some(NONE) {
                program.knapsacks.push((row_of[first as usize], second));
            }
        }
        let mut column_of = vec![NONE; self.value.len() - self.rows];
        for (&column, number) in columns.iter().zip(0..) {
            let at = column as usize;
            let entries =
                self.program.entries_of(at).iter().filter(|&&(row, _)| row_of[row as usize] != NONE);
            let entries = entries.map(|&(row, entry)| (row_of[row as usize], entry));
            program.column(self.program.values[at], 0.0, entries);
            column_of[at] = number;
        }
        let rows = program.capacities.len();
        let mut next = Self::new(program);
        next.basic = self
            .basic
            .iter()
            .filter_map(|&variable| match (variable as usize).checked_sub(self.rows) {
                None => Some(row_of[variable as usize]).filter(|&row| row != NONE),
                Some(column) => Some(column_of[column])
                    .filter(|&column| column != NONE)
                    .map(|column| column + index(rows)),
            })
            .collect();
        next.wake(0..columns.len());
        next.pivots = self.pivots;
        next.restart();
        next
    }

    /// The objective of the present point: an upper bound of the relaxation at every dual feasible basis.
    pub(super) fn objective(&self) -> f64 {
        self.program.values.iter().zip(self.values()).map(|(worth, x)| worth * x).sum()
    }

    /// The programme.
    pub(super) fn program(&self) -> &Program {
        &self.program
    }

    /// How much of each column is chosen.
    pub(super) fn values(&self) -> &[f64] {
        &self.value[self.rows..]
    }

    /// The reduced cost of each column; of maximisation: not above zero at a lower bound, not below zero at an upper one.
    pub(super) fn reduced(&self) -> &[f64] {
        &self.reduced[self.rows..]
    }

    /// Whether a column may still take more than one value.
    pub(super) fn is_open(&self, column: usize) -> bool {
        self.upper[self.rows + column] > self.lower[self.rows + column]
    }

    /// The dual value of each row.
    pub(super) fn duals(&self) -> Vec<f64> {
        self.reduced[..self.rows].iter().map(|reduced| -reduced).collect()
    }

    /// Factors the basis, and computes values and reduced costs from it.
    fn restart(&mut self) {
        let rows = self.rows;
        let mut is_open = vec![true; rows];
        let wanted = std::mem::take(&mut self.basic);
        for &variable in wanted.iter().filter(|&&variable| (variable as usize) < rows) {
            is_open[variable as usize] = false;
        }
        let chosen: Vec<u32> = wanted.into_iter().filter(|&variable| variable as usize >= rows).collect();
        let entries: Vec<&[(u32, f64)]> =
            chosen.iter().map(|&variable| self.program.entries_of(variable as usize - rows)).collect();
        let taken = self.factors.invert(rows, &is_open, &entries);
        self.row_of.fill(NONE);
        for (row, number) in (0..).zip(taken) {
            let variable = number.map_or(row, |number| chosen[number as usize]);
            self.basic.push(variable);
            self.row_of[variable as usize] = row;
        }
        self.fresh = 0;
        for (variable, is_still) in self.is_still.iter_mut().enumerate() {
            *is_still = self.row_of[variable] != NONE || self.upper[variable] <= self.lower[variable];
        }
        self.price();
        self.place();
    }

    /// Reduced costs from the basis.
    fn price(&mut self) {
        let rows = self.rows;
        let worth = |&variable: &u32| {
            (variable as usize).checked_sub(rows).map_or(0.0, |column| self.program.values[column])
        };
        let mut duals: Vec<f64> = self.basic.iter().map(worth).collect();
        self.factors.btran(&mut duals);
        for (column, reduced) in self.reduced[rows..].iter_mut().enumerate() {
            *reduced = self.program.reduced_cost(column, &duals);
        }
        for (reduced, dual) in self.reduced.iter_mut().zip(duals) {
            *reduced = -dual;
        }
        for &variable in &self.basic {
            self.reduced[variable as usize] = 0.0;
        }
    }

    /// Puts every variable outside the basis at the end that its reduced cost asks for, and computes the basic ones.
    fn place(&mut self) {
        let mut left = self.program.capacities.clone();
        for variable in 0..self.value.len() {
            if self.row_of[variable] != NONE {
                continue;
            }
            let sleeps = variable.checked_sub(self.rows).is_some_and(|column| !self.is_awake[column]);
            let up = self.reduced[variable] > 0.0 && !sleeps;
            let value = if up { self.upper[variable] } else { self.lower[variable] };
            self.value[variable] = value;
            if value != 0.0 {
                self.add_entries(variable, -value, &mut left);
            }
        }
        self.factors.ftran(&mut left);
        for (&variable, value) in self.basic.iter().zip(left) {
            self.value[variable as usize] = value;
        }
    }

    /// Adds so many times the column of a variable to a vector over the rows.
    fn add_entries(&self, variable: usize, times: f64, to: &mut [f64]) {
        if let Some(column) = variable.checked_sub(self.rows) {
            for &(row, entry) in self.program.entries_of(column) {
                to[row as usize] += entry * times;
            }
        } else {
            to[variable] += times;
        }
    }

    /// The columns with an entry in a row, but for those that sleep.
    pub(super) fn columns_in(&self, row: u32) -> impl Iterator<Item = u32> {
        self.by_row[row as usize].iter().map(|(variable, _)| variable - index(self.rows))
    }

    /// Holds a part at 1 or at 0; the next run goes on from the present basis.
    pub(super) fn fix(&mut self, part: Part, up: bool) {
        let value = f64::from(u8::from(up));
        self.bound(self.variable(part), value, value);
    }

    /// Lets a part take all its values again.
    pub(super) fn free(&mut self, part: Part) {
        let upper = match part {
            Part::Row(row) if self.program.equal[row as usize] => 0.0,
            Part::Row(row) => self.program.capacities[row as usize],
            Part::Column(_) => 1.0,
        };
        self.bound(self.variable(part), 0.0, upper);
    }

    fn variable(&self, part: Part) -> usize {
        match part {
            Part::Row(row) => row as usize,
            Part::Column(column) => self.rows + column as usize,
        }
    }

    fn bound(&mut self, variable: usize, lower: f64, upper: f64) {
        self.lower[variable] = lower;
        self.upper[variable] = upper;
        let was_still =
            std::mem::replace(&mut self.is_still[variable], self.row_of[variable] != NONE || upper <= lower);
        if self.row_of[variable] == NONE {
            if let Some(column) = variable.checked_sub(self.rows).filter(|_| was_still) {
                let entries = self.program.entries_of(column).iter();
                let paid: f64 = entries.map(|&(row, entry)| entry * -self.reduced[row as usize]).sum();
                self.reduced[variable] = self.program.values[column] - paid;
            }
            let value = if self.reduced[variable] > 0.0 { upper } else { lower };
            let change = value - self.value[variable];
            if change != 0.0 {
                self.value[variable] = value;
                let mut taken = vec![0.0; self.rows];
                self.add_entries(variable, change, &mut taken);
                self.take(taken);
            }
        }
    }

    /// Takes so much of the rows from the basic variables.
    fn take(&mut self, mut amounts: Vec<f64>) {
        self.factors.ftran(&mut amounts);
        for (&variable, change) in self.basic.iter().zip(amounts) {
            self.value[variable as usize] -= change;
        }
    }

    /// The column of a variable in terms of the basis.
    fn tableau_column(&self, variable: usize) -> Vec<f64> {
        let mut alpha = vec![0.0; self.rows];
        self.add_entries(variable, 1.0, &mut alpha);
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
            if self.row_of[row] == NONE {
                self.alpha_row[row] = rho;
                self.touched.push(index(row));
            }
            for &(variable, coefficient) in &self.by_row[row] {
                let at = variable as usize;
                if !self.is_still[at] {
                    if !std::mem::replace(&mut self.is_touched[at], true) {
                        self.touched.push(variable);
                    }
                    self.alpha_row[at] += rho * coefficient;
                }
            }
        }
    }

    /// Runs until the relaxation is solved, worth at most `floor`, or `most` pivots have been made in all.
    pub(super) fn run(&mut self, floor: f64, most: u64) -> End {
        if self.is_awake.iter().all(|&awake| awake) {
            return self.run_awake(floor, most);
        }
        loop {
            let end = self.run_awake(f64::NEG_INFINITY, most);
            if end != End::Optimal {
                return end;
            }
            self.price();
            let reduced = &self.reduced[self.rows..];
            let worthy: Vec<usize> = (0..self.is_awake.len())
                .filter(|&column| !self.is_awake[column] && reduced[column] > DUAL_TOLERANCE)
                .collect();
            if worthy.is_empty() {
                return if self.objective() <= floor { End::Cut } else { End::Optimal };
            }
            self.wake(worthy.into_iter());
            self.place();
        }
    }

    fn run_awake(&mut self, floor: f64, most: u64) -> End {
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
            let alpha = self.tableau_column(entering);
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
        let mut taken = vec![0.0; if flips.is_empty() { 0 } else { self.rows }];
        for &at in &flips {
            let high = self.value[at] > f64::midpoint(self.lower[at], self.upper[at]);
            let value = if high { self.lower[at] } else { self.upper[at] };
            let change = value - self.value[at];
            self.value[at] = value;
            self.add_entries(at, change, &mut taken);
        }
        if !flips.is_empty() {
            self.take(taken);
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
        self.basic[row] = index(entering);
        self.row_of[entering] = index(row);
        self.row_of[leaver] = NONE;
        self.is_still[entering] = true;
        self.is_still[leaver] = self.upper[leaver] <= self.lower[leaver];
    }
}

fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(NONE)
}

/// Small ratios first, large pivots before small ones; ratio, pivot, variable.
fn by_ratio(a: &(f64, f64, u32), b: &(f64, f64, u32)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
}
