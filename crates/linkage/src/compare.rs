//! Two records compared: one level of agreement a field.

use crate::{
    birth::BirthLevel,
    frequency::{Frequencies, NameWorth},
    names::{Form, NO_NAME},
    people::{FAMILY, GIVEN, PATRONYMIC, Sex, View},
    schema::{Field, Kind, MOST_FIELDS},
    spelling::Likeness,
    values::{NO_VALUE, ValueLevel},
};

/// The agreement of one field, as a number below [`MOST_LEVELS`]; 0 is always "missing in one of them".
pub type Level = u8;

/// The most levels of any field.
pub const MOST_LEVELS: usize = 15;

/// The level of a field that at least one record lacks.
pub const MISSING: Level = 0;

/// How many levels of likeness a name has; the same again if the two are in different scripts.
const NAME_LEVELS: Level = 7;

/// The level of a name's likeness.
pub fn name_level(likeness: Likeness, across_scripts: bool) -> Level {
    likeness as u8 + 1 + if across_scripts { NAME_LEVELS } else { 0 }
}

/// The likeness behind a level of a name, and whether it is across scripts.
pub fn name_likeness(level: Level) -> Option<(Likeness, bool)> {
    let place = level.checked_sub(1)?;
    Some((*Likeness::ALL.get(usize::from(place % NAME_LEVELS))?, place >= NAME_LEVELS))
}

/// The names stand in the same fields.
pub const AS_FILED: Level = 1;
/// Given and family name are exchanged.
pub const EXCHANGED: Level = 2;
/// Names stand in other fields otherwise: the father's name as family name.
pub const SHIFTED: Level = 3;

/// How many levels a field has.
pub fn levels_of(field: Field) -> usize {
    match field {
        Field::Given | Field::Patronymic | Field::Family => MOST_LEVELS,
        Field::NameOrder => 4,
        Field::BirthDate => BirthLevel::COUNT,
        Field::Sex => 3,
        Field::Column { .. } => ValueLevel::COUNT,
    }
}

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// The level of each field of the schema.
    pub levels: [Level; MOST_FIELDS],
    /// What the rarity of the agreed value adds to each field's weight, in bits.
    pub rarity: [f32; MOST_FIELDS],
}

/// Remembers how names and values agreed, so that a common pair is not compared a million times. It forgets; what it
/// answers never depends on what it remembers.
#[derive(Clone, Debug)]
pub struct Memory {
    /// Two numbers, what they number, and the answer, in one: half the size is twice the memory.
    entries: Vec<u64>,
}

/// How many comparisons are remembered, as a power of two.
const MEMORY_BITS: u32 = 19;
/// Larger numbers are not remembered.
const NUMBER_BITS: u32 = 28;
/// What an answer takes.
const ANSWER_BITS: u32 = 4;

impl Default for Memory {
    fn default() -> Self {
        Self { entries: vec![u64::MAX; 1 << MEMORY_BITS] }
    }
}

impl Memory {
    /// Remembers nothing: for records that are compared once.
    pub fn none() -> Self {
        Self { entries: Vec::new() }
    }

    /// The answer, below 16, for two numbers of a namespace below 16.
    fn recall(&mut self, namespace: u64, one: u32, other: u32, find: impl FnOnce() -> u8) -> u8 {
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        let pair = u64::from(low) << NUMBER_BITS | u64::from(high);
        let key = pair << ANSWER_BITS | namespace;
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - MEMORY_BITS)) as usize;
        let Some(entry) = self.entries.get_mut(place).filter(|_| high >> NUMBER_BITS == 0) else {
            return find();
        };
        if *entry >> ANSWER_BITS != key {
            *entry = key << ANSWER_BITS | u64::from(find());
        }
        (*entry & ((1 << ANSWER_BITS) - 1)) as u8
    }
}

/// Compares two records of registers with the same schema.
pub struct Comparer<'f> {
    fields: Vec<Field>,
    frequencies: &'f Frequencies,
}

impl<'f> Comparer<'f> {
    /// A comparer for the fields of a schema.
    pub fn new(fields: &[Field], frequencies: &'f Frequencies) -> Self {
        Self { fields: fields.to_vec(), frequencies }
    }

    /// Compares. Symmetric: the order of the two does not matter.
    pub fn compare(&self, one: &View<'_>, other: &View<'_>, memory: &mut Memory) -> Agreement {
        let mut agreement = Agreement { levels: [MISSING; MOST_FIELDS], rarity: [0.0; MOST_FIELDS] };
        for (place, field) in self.fields.iter().enumerate() {
            match *field {
                Field::Given => self.names(one, other, place, memory, &mut agreement),
                Field::Patronymic | Field::Family | Field::NameOrder => {}
                Field::BirthDate => {
                    let level = BirthLevel::of(one.birth, other.birth);
                    agreement.levels[place] = level as u8;
                    if matches!(level, BirthLevel::Same | BirthLevel::SameNewYear) {
                        agreement.rarity[place] = self.frequencies.birth(one.birth.number());
                    }
                }
                Field::Sex => {
                    if one.sex != Sex::Unknown && other.sex != Sex::Unknown {
                        agreement.levels[place] = if one.sex == other.sex { 1 } else { 2 };
                    }
                }
                Field::Column { kind, number } => {
                    self.column(one, other, (kind, number), place, memory, &mut agreement);
                }
            }
        }
        agreement
    }

    fn column(
        &self,
        one: &View<'_>,
        other: &View<'_>,
        (kind, column): (Kind, usize),
        place: usize,
        memory: &mut Memory,
        agreement: &mut Agreement,
    ) {
        let numbers = one.value_number(column).zip(other.value_number(column));
        if let Some((left, right)) = numbers
            && (left == NO_VALUE || right == NO_VALUE)
        {
            return;
        }
        let (Some(left), Some(right)) = (one.value(column), other.value(column)) else { return };
        let level = match numbers {
            Some((left, right)) if left == right => ValueLevel::Same as u8,
            // Two numbers hardly ever meet a second time.
            Some(_) if matches!(kind, Kind::Identifier | Kind::Phone) => left.level(right, kind) as u8,
            Some((first, second)) => {
                memory.recall(column as u64 + 1, first, second, || left.level(right, kind) as u8)
            }
            None => left.level(right, kind) as u8,
        };
        agreement.levels[place] = level;
        let share = match level {
            1 => 1.0,
            2 if !matches!(kind, Kind::Identifier | Kind::Phone | Kind::Number) => 0.6,
            _ => return,
        };
        let worth = |view: &View<'_>, value| {
            self.frequencies.value_worth(column, kind, view.value_number(column), value)
        };
        agreement.rarity[place] = share * worth(one, left).min(worth(other, right));
    }

    /// Names may stand in each other's fields, so the assignment of fields that agrees best is taken.
    fn names(
        &self,
        one: &View<'_>,
        other: &View<'_>,
        place: usize,
        memory: &mut Memory,
        agreement: &mut Agreement,
    ) {
        let mut known: [[Option<Likeness>; 3]; 3] = [[None; 3]; 3];
        let mut like = |left: usize, right: usize| -> Option<Likeness> {
            let (a, b) = (one.names[left]?, other.names[right]?);
            Some(*known[left][right].get_or_insert_with(|| {
                // In each other's fields only names with the same skeleton are looked at: three in four pairs that come
                // this far differ in a name, and asking six times more what they have in common would take most of the time.
                if left != right && !a.shares_skeleton(b) {
                    return Likeness::Different;
                }
                likeness(a, b, one.numbers[left], other.numbers[right], memory)
            }))
        };
        let mut best = (STRAIGHT, AS_FILED);
        let straight = [GIVEN, PATRONYMIC, FAMILY].map(|slot| like(slot, slot));
        let agrees = |slot: usize| straight[slot].is_some_and(|likeness| likeness >= Likeness::Sound);
        if !(agrees(GIVEN) && agrees(FAMILY)) {
            let mut most = points(straight);
            for (assignment, order, fine) in OTHER_ORDERS {
                let score = points([0, 1, 2].map(|slot| like(slot, assignment[slot]))) - fine;
                if score > most {
                    most = score;
                    best = (assignment, order);
                }
            }
        }
        let (assignment, order) = best;
        if order != AS_FILED || straight.iter().any(Option::is_some) {
            agreement.levels[place + 3] = order;
        }
        for slot in [GIVEN, PATRONYMIC, FAMILY] {
            let against = assignment[slot];
            let (Some(a), Some(b), Some(likeness)) =
                (one.names[slot], other.names[against], like(slot, against))
            else {
                continue;
            };
            agreement.levels[place + slot] = name_level(likeness, a.script != b.script);
            if likeness >= Likeness::Similar && likeness != Likeness::Part {
                let ours = self.frequencies.name_worth(one.numbers[slot], a);
                let theirs = self.frequencies.name_worth(other.numbers[against], b);
                agreement.rarity[place + slot] = name_rarity(slot, likeness, &ours, &theirs);
            }
        }
    }
}

/// What a name's rarity adds: that of the commoner of the two, the less the less they agree.
fn name_rarity(slot: usize, likeness: Likeness, one: &NameWorth, other: &NameWorth) -> f32 {
    let sound = one.sound[slot].min(other.sound[slot]);
    let skeleton = one.skeleton[slot].min(other.skeleton[slot]);
    likeness_rarity(likeness, sound, skeleton)
}

/// What rarity adds for a likeness, when equal sounds add so much and equal skeletons so much.
pub(crate) fn likeness_rarity(likeness: Likeness, sound: f32, skeleton: f32) -> f32 {
    match likeness {
        Likeness::Same => sound,
        Likeness::Equivalent => 0.6 * sound,
        Likeness::Near | Likeness::Sound => 0.8 * skeleton,
        Likeness::Similar => 0.3 * skeleton,
        Likeness::Part | Likeness::Different => 0.0,
    }
}

pub(crate) const STRAIGHT: [usize; 3] = [0, 1, 2];
/// For each name of the one, the field of the other it is compared with; the level; and how much better it has to be.
pub(crate) const OTHER_ORDERS: [([usize; 3], Level, i32); 5] = [
    ([2, 1, 0], EXCHANGED, 4),
    ([0, 2, 1], SHIFTED, 4),
    ([1, 0, 2], SHIFTED, 5),
    ([1, 2, 0], SHIFTED, 6),
    ([2, 0, 1], SHIFTED, 6),
];

fn points(likenesses: [Option<Likeness>; 3]) -> i32 {
    likenesses.into_iter().flatten().map(likeness_points).sum()
}

/// What agreement is worth when names are put to fields, in parts of a bit.
pub(crate) fn likeness_points(likeness: Likeness) -> i32 {
    match likeness {
        Likeness::Same => 8,
        Likeness::Equivalent => 7,
        Likeness::Near => 6,
        Likeness::Sound => 5,
        Likeness::Part => 3,
        Likeness::Similar => 2,
        Likeness::Different => -4,
    }
}

/// The likeness of two names by their numbers, which are [`NO_NAME`] for those that are not stored.
pub(crate) fn likeness(one: &Form, other: &Form, first: u32, second: u32, memory: &mut Memory) -> Likeness {
    if first != NO_NAME && first == second {
        return Likeness::Same;
    }
    if first == NO_NAME || second == NO_NAME {
        return one.likeness(other);
    }
    let level = memory.recall(0, first, second, || name_level(one.likeness(other), false));
    name_likeness(level).map_or(Likeness::Different, |(likeness, _)| likeness)
}
