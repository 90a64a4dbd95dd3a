//! Cuts from single knapsacks: for a fractional point, the inequality that holds for every filling of one shared capacity
//! and that the point violates most, found by optimisation over the fillings (Boyd 1994; Kaparis and Letchford 2010), and
//! lifted to all other columns one after the other (Padberg 1975). Together such cuts make the relaxation as sharp as if
//! its columns were whole fillings.

use std::collections::BTreeMap;

use super::{
    Program,
    simplex::{End, Simplex},
};

/// An inequality that every choice keeps: the chosen entries sum up to at most 1.
pub(super) type Cut = Vec<(u32, f64)>;

/// So much of the first capacity and of the second.
type Room = (usize, usize);

/// What is left of this room beside that.
fn beside(room: Room, taken: Room) -> Option<Room> {
    Some((room.0.checked_sub(taken.0)?, room.1.checked_sub(taken.1)?))
}

/// Columns of which at most one is chosen, and what each takes of the capacities.
#[derive(Clone, Debug)]
struct Item {
    columns: Vec<u32>,
    room: Room,
}

/// One or two capacities that the same columns share.
#[derive(Clone, Debug)]
pub(super) struct Knapsack {
    room: Room,
    items: Vec<Item>,
}

/// Coefficients are whole multiples of this share of the right-hand side.
const PARTS: f64 = 5040.0;
const ONE: i64 = 5040;

/// A cut is worth adding if the point exceeds it by this share.
const VIOLATION: f64 = 2e-3;

/// Less than this of a column is nothing.
const NOTHING: f64 = 1e-6;

/// Fillings sought for one cut.
const MOST_FILLINGS: usize = 200;

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]
fn whole(number: f64) -> usize {
    number.max(0.0).round() as usize
}

/// The best total for each pair of capacities.
struct Table {
    width: usize,
    best: Vec<i64>,
}

impl Table {
    fn new(room: Room) -> Self {
        let width = room.1 + 1;
        Self { width, best: vec![0; (room.0 + 1) * width] }
    }

    /// Allows one more item.
    fn allow(&mut self, room: Room, gain: i64) {
        let taken = room.0 * self.width + room.1;
        for at in (taken..self.best.len()).rev() {
            if at % self.width >= room.1 {
                self.best[at] = self.best[at].max(self.best[at - taken] + gain);
            }
        }
    }

    fn at(&self, room: Room) -> i64 {
        self.best[room.0 * self.width + room.1]
    }
}

impl Knapsack {
    /// The knapsacks of a programme. Columns are one item if they share their first row and take as much.
    pub(super) fn all(program: &Program) -> Vec<Self> {
        let mut at_row = vec![None; program.capacities.len()];
        let mut all: Vec<Self> = Vec::new();
        for &(first, second) in &program.knapsacks {
            at_row[first as usize] = Some((all.len(), true));
            let capacity = |row: u32| whole(program.capacities[row as usize]);
            if let Some(second) = second {
                at_row[second as usize] = Some((all.len(), false));
            }
            let second = second.map_or(0, capacity);
            all.push(Self { room: (capacity(first), second), items: Vec::new() });
        }
        let mut known: BTreeMap<(usize, u32, Room), usize> = BTreeMap::new();
        for (column, number) in (0..program.values.len()).zip(0..) {
            let entries = program.entries_of(column);
            for &(row, entry) in entries {
                let Some((knapsack, true)) = at_row[row as usize] else { continue };
                let second =
                    entries.iter().find(|&&(other, _)| at_row[other as usize] == Some((knapsack, false)));
                let room = (whole(entry), second.map_or(0, |&(_, entry)| whole(entry)));
                if beside(all[knapsack].room, room).is_none() {
                    continue;
                }
                let items = &mut all[knapsack].items;
                let item = *known.entry((knapsack, entries[0].0, room)).or_insert(items.len());
                if item == items.len() {
                    items.push(Item { columns: Vec::new(), room });
                }
                items[item].columns.push(number);
            }
        }
        all
    }

    /// The places in this list whose items fill so much room best at these gains.
    fn best_filling(&self, room: Room, list: &[(usize, i64)]) -> (i64, Vec<u32>) {
        let mut table = Table::new(room);
        let mut before = Vec::new();
        for &(item, gain) in list {
            before.push(table.best.clone());
            table.allow(self.items[item].room, gain);
        }
        let total = table.at(room);
        let (mut left, mut filling) = (room, Vec::new());
        while let Some(best) = before.pop() {
            let without = Table { width: table.width, best };
            if without.at(left) != table.at(left)
                && let Some(rest) = beside(left, self.items[list[before.len()].0].room)
            {
                filling.push(u32::try_from(before.len()).unwrap_or(u32::MAX));
                left = rest;
            }
            table = without;
        }
        (total, filling)
    }

    /// The cut that the point violates most, if it violates one; columns of small loss are lifted first.
    ///
    /// What the point chooses wholly is set aside with the room that it takes, and lifted at the end: the point is a mixture
    /// of fillings if and only if its fractions are one of what fits beside that.
    pub(super) fn separate(&self, x: &[f64], losses: &[f64]) -> Option<Cut> {
        let amount = |item: &Item| item.columns.iter().map(|&column| x[column as usize]).sum::<f64>();
        let amounts: Vec<f64> = self.items.iter().map(amount).collect();
        let (mut room, mut aside, mut support, mut rest) = (self.room, Vec::new(), Vec::new(), Vec::new());
        for (number, item) in self.items.iter().enumerate() {
            if amounts[number] > 1.0 - NOTHING {
                room = beside(room, item.room)?;
                aside.push(number);
            } else if amounts[number] > NOTHING {
                support.push(number);
            } else {
                let columns = item.columns.iter();
                let loss = columns.map(|&column| losses[column as usize]).fold(f64::INFINITY, f64::min);
                rest.push((loss, number));
            }
        }
        let (fitting, unfit): (Vec<usize>, Vec<usize>) =
            support.into_iter().partition(|&item| beside(room, self.items[item].room).is_some());
        let mut weights = if unfit.is_empty() {
            self.weigh(room, &fitting, &amounts)?
        } else {
            rest.extend(fitting.into_iter().map(|item| (-amounts[item], item)));
            unfit.into_iter().map(|item| (item, ONE)).collect()
        };
        let mut table = Table::new(self.room);
        for &(item, weight) in &weights {
            table.allow(self.items[item].room, weight);
        }
        let mut most = table.at(room);
        for item in aside {
            let taken = self.items[item].room;
            room = (room.0 + taken.0, room.1 + taken.1);
            let weight = table.at(room) - most;
            table.allow(taken, weight);
            weights.push((item, weight));
            most += weight;
        }
        rest.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, item) in rest {
            let taken = self.items[item].room;
            let Some(left) = beside(room, taken) else { continue };
            let weight = most - table.at(left);
            if weight > 0 {
                table.allow(taken, weight);
                weights.push((item, weight));
            }
        }
        let inside: f64 = weights.iter().map(|&(item, weight)| amounts[item] * float(weight)).sum();
        if inside < float(most) * (1.0 + VIOLATION) {
            return None;
        }
        let entries = weights.iter().filter(|&&(_, weight)| weight > 0).flat_map(|&(item, weight)| {
            self.items[item].columns.iter().map(move |&column| (column, float(weight) / float(most)))
        });
        Some(entries.collect())
    }

    /// The weights, at most 1 in every filling of so much room, under which the point weighs most, in whole parts; none if
    /// it weighs no more than a filling.
    fn weigh(&self, room: Room, support: &[usize], amounts: &[f64]) -> Option<Vec<(usize, i64)>> {
        let mut weighing = Program::default();
        for &item in support {
            weighing.column(amounts[item], 0.0, []);
        }
        let mut simplex = Simplex::new(weighing);
        for _ in 0..MOST_FILLINGS {
            if simplex.run(1.0 + VIOLATION, 10_000) != End::Optimal {
                return None;
            }
            #[expect(clippy::cast_possible_truncation, reason = "at most the number of parts")]
            let list: Vec<(usize, i64)> = support
                .iter()
                .zip(simplex.values())
                .map(|(&item, weight)| (item, (weight * PARTS).round() as i64))
                .collect();
            let (total, filling) = self.best_filling(room, &list);
            if float(total) <= PARTS + float(i64::try_from(list.len()).ok()?) {
                return Some(list);
            }
            simplex = simplex.with_rows(&[filling.into_iter().map(|place| (place, 1.0)).collect()]);
        }
        None
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below the limit of exactness")]
fn float(weight: i64) -> f64 {
    weight as f64
}
