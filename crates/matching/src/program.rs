//! Small integer programmes, solved to the end: linear relaxations by a dual simplex method, and branch and bound over
//! them. They are the exact neighbourhoods of [`crate::primal::exact`]; nothing that is proven rests on their floating
//! point numbers, for whatever they propose is checked in whole numbers before anybody moves.

mod branch;
mod cuts;
mod factor;
mod simplex;

pub(crate) use branch::{Effort, Outcome, solve};
use cuts::Cut;

/// Maximise the total value of chosen columns, each chosen once or not at all, within the capacities of all rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    /// The capacity of each row.
    pub(crate) capacities: Vec<f64>,
    /// The rows that must be met exactly, and not only kept.
    pub(crate) equal: Vec<bool>,
    /// A guess of the dual value of each row, where there is one.
    pub(crate) prices: Vec<Option<f64>>,
    /// What each column is worth.
    pub(crate) values: Vec<f64>,
    /// A guess of how much worse than the best each column is at those prices.
    pub(crate) losses: Vec<f64>,
    /// Where the entries of each column begin; one more than there are columns.
    pub(crate) starts: Vec<usize>,
    /// Row and coefficient of each entry.
    pub(crate) entries: Vec<(u32, f64)>,
    /// The rows, one or two, in which the same columns share whole capacities.
    pub(crate) knapsacks: Vec<(u32, Option<u32>)>,
}

impl Program {
    /// Adds a row and returns its number. `price` is a guess of its dual value.
    pub(crate) fn row(&mut self, capacity: f64, equal: bool, price: Option<f64>) -> u32 {
        self.capacities.push(capacity);
        self.equal.push(equal);
        self.prices.push(price);
        u32::try_from(self.capacities.len() - 1).unwrap_or(u32::MAX)
    }

    /// Adds a column. `loss` is a guess of how far it is from being chosen.
    pub(crate) fn column(&mut self, value: f64, loss: f64, entries: impl IntoIterator<Item = (u32, f64)>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.values.push(value);
        self.losses.push(loss);
        self.entries.extend(entries);
        self.starts.push(self.entries.len());
    }

    pub(crate) fn entries_of(&self, column: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[column]..self.starts[column + 1]]
    }

    /// What is left of a column's value when its entries are paid for.
    pub(crate) fn reduced_cost(&self, column: usize, duals: &[f64]) -> f64 {
        let paid: f64 = self.entries_of(column).iter().map(|&(row, entry)| entry * duals[row as usize]).sum();
        self.values[column] - paid
    }

    /// Adds rows of capacity 1, given by their columns.
    fn add_rows(&mut self, rows: &[Cut]) {
        let mut more = vec![Vec::new(); self.values.len()];
        for cut in rows {
            let row = self.row(1.0, false, None);
            for &(column, entry) in cut {
                more[column as usize].push((row, entry));
            }
        }
        let mut entries = Vec::with_capacity(self.entries.len() + more.len());
        let mut starts = vec![0];
        for (column, more) in more.into_iter().enumerate() {
            entries.extend_from_slice(self.entries_of(column));
            entries.extend(more);
            starts.push(entries.len());
        }
        (self.entries, self.starts) = (entries, starts);
    }

    /// The columns that lose least among those that share their first row, so many of each.
    fn most_promising(&self, most: usize) -> Vec<bool> {
        let mut of_row: Vec<Vec<usize>> = vec![Vec::new(); self.capacities.len()];
        let mut chosen = vec![true; self.values.len()];
        for column in 0..self.values.len() {
            if let Some(&(row, _)) = self.entries_of(column).first() {
                of_row[row as usize].push(column);
            }
        }
        for columns in of_row.iter_mut().filter(|columns| columns.len() > most) {
            columns.sort_by(|&a, &b| self.losses[a].total_cmp(&self.losses[b]));
            for &column in &columns[most..] {
                chosen[column] = false;
            }
        }
        chosen
    }

    /// A first basis near the optimum: the columns that lose least, and the slacks of rows that cost least, as long as
    /// they form a tree over the rows (Kruskal 1956). Of each column only the first two rows count; the slacks of rows
    /// without a guessed price stay in the basis.
    fn first_basis(&self, is_awake: &[bool]) -> Vec<u32> {
        let rows = self.capacities.len();
        let variable = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut parent: Vec<usize> = (0..=rows).collect();
        let mut edges: Vec<(f64, u32, usize, usize)> = Vec::new();
        let mut basis = Vec::new();
        for (row, &price) in self.prices.iter().enumerate() {
            if let Some(price) = price {
                edges.push((price, variable(row), row, rows));
            } else {
                parent[row] = rows;
                basis.push(variable(row));
            }
        }
        for (column, &loss) in self.losses.iter().enumerate().filter(|&(column, _)| is_awake[column]) {
            if let [first, second, ..] = self.entries_of(column) {
                edges.push((loss, variable(rows + column), first.0 as usize, second.0 as usize));
            }
        }
        edges.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, number, a, b) in edges {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            if a != b {
                parent[a] = b;
                basis.push(number);
            }
        }
        basis
    }
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
