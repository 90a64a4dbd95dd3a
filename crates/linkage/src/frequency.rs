//! How common each value is: to share a rare name says more than to share a common one.
//!
//! The adjustment of a value v with relative frequency f(v) is log2(Σf² / f(v)): the mean chance agreement of the field
//! against that of the value (Winkler 1989). It is what the value adds to the weight of the level.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::{
    names::Form,
    people::{People, Row},
    schema::{Kind, Schema},
    shipped,
    values::Value,
};

/// The most that rarity may add, in bits: a name seen once in a million may be a typing error of a common one.
const MOST_ADDED: f32 = 9.0;
/// The most that commonness may take, in bits.
const MOST_TAKEN: f32 = 7.0;

/// What the worth of a value is measured against in a register that may be small: shipped knowledge.
///
/// A register of eighty people says little about how common a name is. So values are taken as drawn from a population of
/// the given concentration α (Ewens 1972): a value seen c times among n is expected with probability c / (n + α), which is
/// the population's chance agreement for the first record and c / n for many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor {
    /// The chance agreement in the register that the parameters were learned from.
    pub(crate) chance: f64,
    /// α, in records.
    pub(crate) concentration: f64,
}

/// Counts of one field's values and what agreement on each is worth.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Without one, worth is measured against the register itself.
    anchor: Option<Anchor>,
    seen: FxHashMap<u64, u32>,
    total: f64,
    /// Σ count².
    squares: f64,
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, identity: u64) {
        let count = self.seen.entry(identity).or_default();
        self.squares += 2.0 * f64::from(*count) + 1.0;
        *count += 1;
        self.total += 1.0;
    }

    /// Counts so many more.
    fn add_several(&mut self, identity: u64, more: u32) {
        let count = self.seen.entry(identity).or_default();
        // All of these are whole numbers far below 2^53, so they come out as if counted one by one.
        self.squares += f64::from(more) * (2.0 * f64::from(*count) + f64::from(more));
        *count += more;
        self.total += f64::from(more);
    }

    /// Takes one away.
    pub fn remove(&mut self, identity: u64) {
        if let Some(count) = self.seen.get_mut(&identity) {
            self.squares -= 2.0 * f64::from(*count) - 1.0;
            self.total -= 1.0;
            *count -= 1;
            if *count == 0 {
                self.seen.remove(&identity);
            }
        }
    }

    /// How often a value was counted.
    pub fn count(&self, identity: u64) -> u32 {
        self.seen.get(&identity).copied().unwrap_or(0)
    }

    /// The chance that two records agree on the field.
    pub fn chance(&self) -> f64 {
        if self.total > 0.0 { self.squares / (self.total * self.total) } else { 1.0 }
    }

    /// What agreement on a value is worth more than agreement on the field, in bits.
    pub fn adjustment(&self, identity: u64) -> f32 {
        self.worth(self.count(identity), self.total)
    }

    /// The same for a value that so many of all records have.
    fn worth(&self, count: u32, all: f64) -> f32 {
        let (chance, concentration) =
            self.anchor.map_or((self.chance(), 0.0), |anchor| (anchor.chance, anchor.concentration));
        // Two records agree, so the value has been seen at least twice, also if one of them is not counted yet.
        let frequency = f64::from(count.max(2)) / (all + concentration).max(2.0);
        ((chance / frequency).log2() as f32).clamp(-MOST_TAKEN, MOST_ADDED)
    }
}

/// The frequencies of a register.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    /// Given, patronymic, family: by the name's sound.
    names: [Counts; 3],
    /// The same by skeleton.
    skeletons: [Counts; 3],
    births: Counts,
    columns: Vec<Counts>,
    /// Tabulated worths; empty in a register that still grows.
    by_number: Vec<NameWorth>,
    /// The same for values, by column.
    values_by_number: Vec<Vec<f32>>,
}

/// What agreement on a name is worth in each field (given, patronymic, family), in bits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NameWorth {
    pub(crate) sound: [f32; 3],
    pub(crate) skeleton: [f32; 3],
}

/// How often each number below `count` occurs; larger ones stand for nothing.
fn tally(count: usize, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut tally = vec![0; count];
    for number in numbers {
        if let Some(times) = tally.get_mut(number as usize) {
            *times += 1;
        }
    }
    tally
}

fn skeleton(form: &Form) -> u64 {
    form.skeletons.first().copied().unwrap_or(0)
}

impl Frequencies {
    /// No counts yet, and worths that are measured against what is shipped.
    pub(crate) fn shipped(schema: &Schema) -> Self {
        let anchored = |anchor| Counts { anchor, ..Counts::default() };
        let anchors = [0, 1, 2].map(shipped::name_anchors);
        Self {
            names: anchors.map(|[sound, _]| anchored(Some(sound))),
            skeletons: anchors.map(|[_, skeleton]| anchored(Some(skeleton))),
            columns: schema
                .columns()
                .iter()
                .map(|column| anchored(shipped::value_anchor(column.kind)))
                .collect(),
            ..Self::default()
        }
    }

    /// Counts a whole register.
    pub fn of(people: &People) -> Self {
        let columns = vec![Counts::default(); people.schema().columns().len()];
        Self { columns, ..Self::default() }.counted(people)
    }

    /// With all records counted: each field by itself, first by the numbers of its spellings, which are quick to count.
    pub(crate) fn counted(mut self, people: &People) -> Self {
        let rows = people.rows();
        let (names, skeletons) = (&mut self.names, &mut self.skeletons);
        let (births, columns) = (&mut self.births, &mut self.columns);
        rayon::scope(|scope| {
            for (slot, (sounds, skeletons)) in names.iter_mut().zip(skeletons).enumerate() {
                scope.spawn(move |_| {
                    let forms = people.names().forms();
                    let numbers = rows.iter().map(|row| row.names[slot]);
                    for (form, count) in forms.iter().zip(tally(forms.len(), numbers)) {
                        if count > 0 {
                            sounds.add_several(form.identity, count);
                            skeletons.add_several(skeleton(form), count);
                        }
                    }
                });
            }
            for (column, counts) in columns.iter_mut().enumerate() {
                scope.spawn(move |_| {
                    let values = people.pool(column).values();
                    let numbers = (0_u32..).take(rows.len()).map(|record| people.values(record)[column]);
                    for (value, count) in values.iter().zip(tally(values.len(), numbers)) {
                        if count > 0 {
                            counts.add_several(value.identity(), count);
                        }
                    }
                });
            }
            for row in rows.iter().filter(|row| row.birth.is_full()) {
                births.add(u64::from(row.birth.number()));
            }
        });
        self
    }

    /// Counts a record that was added.
    pub fn add(&mut self, people: &People, number: u32) {
        self.change(people, people.row(number), people.values(number), Counts::add);
    }

    /// Discounts a record before it is erased.
    pub fn remove(&mut self, people: &People, number: u32) {
        self.change(people, people.row(number), people.values(number), Counts::remove);
    }

    fn change(&mut self, people: &People, row: &Row, values: &[u32], change: fn(&mut Counts, u64)) {
        for slot in 0..3 {
            if let Some(form) = people.names().form(row.names[slot]) {
                change(&mut self.names[slot], form.identity);
                change(&mut self.skeletons[slot], skeleton(form));
            }
        }
        if row.birth.is_full() {
            change(&mut self.births, u64::from(row.birth.number()));
        }
        for (column, number) in values.iter().enumerate() {
            if let Some(value) = people.pool(column).value(*number) {
                change(&mut self.columns[column], value.identity());
            }
        }
    }

    /// Which columns hold values so telling that sharing one is worth a comparison: by chance, fewer than one pair in a
    /// hundred and fifty does.
    pub fn telling(&self) -> Vec<bool> {
        self.columns.iter().map(|counts| counts.chance() < 1.0 / 150.0).collect()
    }

    /// What agreement on each stored name is worth, ready to look up by number.
    pub fn tabulate(&mut self, people: &People) {
        let worth = |form: &Form| NameWorth {
            sound: [0, 1, 2].map(|slot| self.names[slot].adjustment(form.identity)),
            skeleton: [0, 1, 2].map(|slot| self.skeletons[slot].adjustment(skeleton(form))),
        };
        self.by_number = people.names().forms().par_iter().map(worth).collect();
        self.values_by_number = people
            .schema()
            .columns()
            .iter()
            .enumerate()
            .map(|(column, kind)| {
                people
                    .pool(column)
                    .values()
                    .par_iter()
                    .map(|value| self.value(column, kind.kind, value))
                    .collect()
            })
            .collect();
    }

    /// What agreement on a name is worth.
    pub(crate) fn name_worth(&self, number: u32, form: &Form) -> NameWorth {
        if let Some(worth) = self.by_number.get(number as usize) {
            return *worth;
        }
        NameWorth {
            sound: [0, 1, 2].map(|slot| self.names[slot].adjustment(form.identity)),
            skeleton: [0, 1, 2].map(|slot| self.skeletons[slot].adjustment(skeleton(form))),
        }
    }

    /// The same for a name by its number, once the frequencies are tabulated.
    pub(crate) fn tabulated_name(&self, number: u32) -> Option<&NameWorth> {
        self.by_number.get(number as usize)
    }

    /// What agreement is worth on a name that was asked for in no field in particular, when so many of all records have it
    /// or one as like it, in whatever field; for the same sound, and for the same skeleton.
    pub(crate) fn asked_name(&self, slot: usize, holders: [u32; 2], all: usize) -> [f32; 2] {
        let [same, alike] = holders;
        [self.names[slot].worth(same, all as f64), self.skeletons[slot].worth(alike, all as f64)]
    }

    /// What it is worth that two records have this birth date. Days are alike; only those that are much too common to be
    /// birthdays (a guessed date, a default of some other program) are worth less.
    pub fn birth(&self, number: u32) -> f32 {
        if self.births.count(u64::from(number)) < 4 {
            return 0.0;
        }
        (self.births.adjustment(u64::from(number)) + 1.5).min(0.0)
    }

    /// What it is worth that two records have a stored value, in bits.
    pub(crate) fn value_worth(&self, column: usize, kind: Kind, number: Option<u32>, value: &Value) -> f32 {
        let tabulated = number.and_then(|number| self.values_by_number.get(column)?.get(number as usize));
        tabulated.copied().unwrap_or_else(|| self.value(column, kind, value))
    }

    /// The same for a value by its number, once the frequencies are tabulated.
    pub(crate) fn tabulated_value(&self, column: usize, number: u32) -> f32 {
        self.values_by_number
            .get(column)
            .and_then(|worths| worths.get(number as usize))
            .copied()
            .unwrap_or(0.0)
    }

    /// What it is worth that two records have this value, in bits. An identifier or telephone number that many have is
    /// that of an office, or nines.
    pub fn value(&self, column: usize, kind: Kind, value: &Value) -> f32 {
        let Some(counts) = self.columns.get(column) else { return 0.0 };
        match kind {
            Kind::Identifier => {
                let count = counts.count(value.identity());
                if count > 6 { -(f64::from(count) / 6.0).log2() as f32 * 2.0 } else { 0.0 }
            }
            Kind::Phone => {
                let count = counts.count(value.identity()).max(4);
                -(f64::from(count) / 4.0).log2() as f32
            }
            _ => counts.adjustment(value.identity()),
        }
    }
}
