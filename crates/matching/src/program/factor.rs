//! The inverse of a basis as a product of elementary matrices (Dantzig and Orchard-Hays 1954).
//!
//! Bases of matching problems are close to trees: almost every column can be placed when it is the only one left in some
//! row, and then its factor is the column itself, without fill.

/// Smaller entries are rounding.
const DROP: f64 = 1e-12;

/// Smaller pivots are not trusted.
const LEAST_PIVOT: f64 = 1e-7;

/// One factor: the identity but for the column of its pivot row.
#[derive(Clone, Copy, Debug)]
struct Eta {
    row: u32,
    pivot: f64,
    start: usize,
    end: usize,
}

/// The factors, the first to be applied first.
#[derive(Clone, Debug, Default)]
pub(super) struct Factors {
    etas: Vec<Eta>,
    entries: Vec<(u32, f64)>,
}

impl Factors {
    pub(super) fn clear(&mut self) {
        self.etas.clear();
        self.entries.clear();
    }

    /// Adds the factor of a column that, in terms of the present basis, is `alpha`, and takes the place of `row`.
    pub(super) fn push(&mut self, row: usize, pivot: f64, alpha: impl Iterator<Item = (u32, f64)>) {
        let start = self.entries.len();
        let at = u32::try_from(row).unwrap_or(u32::MAX);
        self.entries.extend(alpha.filter(|&(other, entry)| other != at && entry.abs() > DROP));
        self.etas.push(Eta { row: at, pivot, start, end: self.entries.len() });
    }

    /// Solves basis × x = the given vector, in place.
    pub(super) fn ftran(&self, x: &mut [f64]) {
        for eta in &self.etas {
            let value = x[eta.row as usize];
            if value != 0.0 {
                let value = value / eta.pivot;
                for &(row, entry) in &self.entries[eta.start..eta.end] {
                    x[row as usize] -= entry * value;
                }
                x[eta.row as usize] = value;
            }
        }
    }

    /// Solves y × basis = the given vector, in place.
    pub(super) fn btran(&self, y: &mut [f64]) {
        for eta in self.etas.iter().rev() {
            let mut value = y[eta.row as usize];
            for &(row, entry) in &self.entries[eta.start..eta.end] {
                value -= entry * y[row as usize];
            }
            y[eta.row as usize] = value / eta.pivot;
        }
    }

    /// Factors the basis of these columns anew. Returns for each row the column that took it, as an index into the list;
    /// rows that no column took keep their slacks. Columns that depend on others are left out.
    pub(super) fn invert(
        &mut self,
        rows: usize,
        is_open: &[bool],
        columns: &[&[(u32, f64)]],
    ) -> Vec<Option<u32>> {
        self.clear();
        let mut taken: Vec<Option<u32>> = vec![None; rows];
        let mut open = is_open.to_vec();
        let mut count = vec![0_u32; rows];
        let mut in_row: Vec<Vec<u32>> = vec![Vec::new(); rows];
        for (number, column) in (0..).zip(columns) {
            for &(row, _) in column.iter().filter(|&&(row, _)| is_open[row as usize]) {
                count[row as usize] += 1;
                in_row[row as usize].push(number);
            }
        }
        let mut waiting = vec![true; columns.len()];
        let mut ready: Vec<u32> =
            (0..).zip(&count).filter(|&(_, &count)| count == 1).map(|(row, _)| row).collect();
        while let Some(row) = ready.pop() {
            let only = in_row[row as usize].iter().copied().find(|&column| waiting[column as usize]);
            let (Some(column), true) = (only, open[row as usize]) else { continue };
            let entries = columns[column as usize];
            let pivot = entries.iter().find(|entry| entry.0 == row).map_or(0.0, |entry| entry.1);
            self.push(row as usize, pivot, entries.iter().copied());
            waiting[column as usize] = false;
            open[row as usize] = false;
            taken[row as usize] = Some(column);
            for &(other, _) in entries.iter().filter(|&&(other, _)| open[other as usize]) {
                count[other as usize] -= 1;
                if count[other as usize] == 1 {
                    ready.push(other);
                }
            }
        }
        // What is left is knotted by side constraints and is eliminated with fill, short columns first.
        let mut rest: Vec<(usize, u32)> = (0..)
            .zip(columns)
            .filter(|&(number, _): &(u32, _)| waiting[number as usize])
            .map(|(number, column)| (column.iter().filter(|&&(row, _)| open[row as usize]).count(), number))
            .collect();
        rest.sort_unstable();
        let mut alpha = vec![0.0; rows];
        for (_, number) in rest {
            alpha.fill(0.0);
            for &(row, entry) in columns[number as usize] {
                alpha[row as usize] = entry;
            }
            self.ftran(&mut alpha);
            let best = (0..rows)
                .filter(|&row| open[row])
                .max_by(|&a, &b| alpha[a].abs().total_cmp(&alpha[b].abs()).then(b.cmp(&a)));
            if let Some(row) = best.filter(|&row| alpha[row].abs() > LEAST_PIVOT) {
                self.push(row, alpha[row], (0..).zip(alpha.iter().copied()));
                open[row] = false;
                taken[row] = Some(number);
            }
        }
        taken
    }
}
