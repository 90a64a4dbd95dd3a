//! Small integer programmes, solved to the end: linear relaxations by a dual simplex method, and branch and bound over
//! them. They are the exact neighbourhoods of [`crate::primal::exact`]; nothing that is proven rests on their floating
//! point numbers, for whatever they propose is checked in whole numbers before anybody moves.

mod branch;
mod factor;
mod simplex;

pub(crate) use branch::{Effort, Outcome, solve};

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

    fn entries_of(&self, column: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[column]..self.starts[column + 1]]
    }

    /// The same programme with some of its columns only, and what they lose as the hints.
    fn restricted(&self, columns: &[u32], losses: &[f64]) -> Self {
        let mut smaller = Self {
            capacities: self.capacities.clone(),
            equal: self.equal.clone(),
            prices: self.prices.clone(),
            ..Self::default()
        };
        for &column in columns {
            let at = column as usize;
            smaller.column(self.values[at], losses[at], self.entries_of(at).iter().copied());
        }
        smaller
    }

    /// A first basis near the optimum: the columns that lose least, and the slacks of rows that cost least, as long as
    /// they form a tree over the rows (Kruskal 1956). Of each column only the first two rows count; the slacks of rows
    /// without a guessed price stay in the basis.
    fn first_basis(&self) -> Vec<u32> {
        let (rows, columns) = (self.capacities.len(), self.values.len());
        let variable = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut parent: Vec<usize> = (0..=rows).collect();
        let mut edges: Vec<(f64, u32, usize, usize)> = Vec::new();
        let mut basis = Vec::new();
        for (row, &price) in self.prices.iter().enumerate() {
            if let Some(price) = price {
                edges.push((price, variable(columns + row), row, rows));
            } else {
                parent[row] = rows;
                basis.push(variable(columns + row));
            }
        }
        for (column, &loss) in self.losses.iter().enumerate() {
            if let [first, second, ..] = self.entries_of(column) {
                edges.push((loss, variable(column), first.0 as usize, second.0 as usize));
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
