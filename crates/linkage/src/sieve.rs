//! Which of the pairs that share a key are worth comparing in full.
//!
//! Most pairs of a large register share a name and a birth year and nothing else. Comparing spellings to learn that takes a
//! microsecond; seeing that two names have no consonants in common takes a hundredth of it. So every pair is first judged
//! by what can be looked up: dates, whether values are equal, whether names are equal, share a skeleton, or share half of
//! their neighbouring consonants. If the model then still thinks the pair possible, the names that seem alike are compared,
//! and if it still does after that, all the rest is.

mod looks;

use rayon::prelude::*;

use crate::{
    birth::BirthLevel,
    bulk::KEPT_WEIGHT,
    compare::{
        AS_FILED, Level, MOST_LEVELS, Memory, OTHER_ORDERS, STRAIGHT, levels_of, likeness, likeness_rarity,
        name_level,
    },
    frequency::Frequencies,
    model::{ByClass, CLASSES, Model},
    people::{ByBirth, FAMILY, GIVEN, PATRONYMIC, Sex},
    schema::Field,
    sieve::looks::{Looks, RecordLooks, Seems},
    spelling::Likeness,
    values::{NO_VALUE, ValueLevel},
};

/// What is looked up is a harder judge than a full comparison where two values are nearly the same, or two names are alike
/// that have few consonants in common. So pairs may be so many bits below the weight that is kept: when names are looked
/// up, and when they have been compared.
const LOOKS_MARGIN: f32 = 1.0;
const NAMES_MARGIN: f32 = 2.0;

/// The most records that are fetched ahead: more than the nearest part of memory holds would be fetched in vain.
const MOST_FETCHED: usize = 256;

/// Evidence of one finding for "the same" against each other class, in bits. The first entry is unused.
type Against = ByClass;

fn add(sum: &mut Against, more: &Against) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}

fn add_rarity(sum: &mut Against, rarity: f32, by_chance: &Against) {
    for (sum, by_chance) in sum.iter_mut().zip(by_chance) {
        *sum += rarity * by_chance;
    }
}

/// The evidence against the class that it speaks against least.
fn weakest(sum: &Against) -> f32 {
    sum[1..].iter().copied().fold(f32::MAX, f32::min)
}

/// Which names are compared with which.
struct Assigned {
    /// For each name of the one, the field of the other.
    fields: [usize; 3],
    order: Level,
    seems: [Seems; 3],
}

impl Assigned {
    /// Puts names to fields as a full comparison would, by what they seem to be.
    fn of(one: &RecordLooks, other: &RecordLooks) -> Self {
        let straight =
            [GIVEN, PATRONYMIC, FAMILY].map(|slot| one.names[slot].seems(&other.names[slot], true));
        let mut best = Self { fields: STRAIGHT, order: AS_FILED, seems: straight };
        let agrees = straight[GIVEN] >= Seems::Alike && straight[FAMILY] >= Seems::Alike;
        // Without a name that agrees with one in another field no other order is better by as much as it has to be.
        if agrees || !one.may_be_exchanged(other) {
            return best;
        }
        let points = |seems: [Seems; 3]| -> i32 { seems.into_iter().map(Seems::points).sum() };
        let mut most = points(straight);
        for (fields, order, fine) in OTHER_ORDERS {
            let seems = [GIVEN, PATRONYMIC, FAMILY].map(|slot| {
                let against = fields[slot];
                if against == slot {
                    straight[slot]
                } else {
                    one.names[slot].seems(&other.names[against], false)
                }
            });
            let score = points(seems) - fine;
            if score > most {
                most = score;
                best = Self { fields, order, seems };
            }
        }
        best
    }

    /// What the rarity of a name adds at most, by what it seems to be to the other, in bits.
    fn rarity(&self, one: &RecordLooks, other: &RecordLooks, slot: usize) -> f32 {
        let against = self.fields[slot];
        let [sound, skeleton] = one.names[slot].rarity(&other.names[against], slot == against);
        match self.seems[slot] {
            Seems::Same => sound,
            Seems::Alike => sound.max(skeleton),
            Seems::Slip => likeness_rarity(Likeness::Near, sound, skeleton),
            Seems::Missing | Seems::Different => 0.0,
        }
    }
}

/// What the model thinks of what can be looked up.
pub(crate) struct Sieve<'p> {
    people: &'p ByBirth<'p>,
    frequencies: &'p Frequencies,
    /// By rank.
    looks: Vec<RecordLooks>,
    start: Against,
    /// By name field and [`Seems`].
    names: [[Against; Seems::COUNT]; 3],
    /// By name field and [`Likeness`].
    likenesses: [[Against; Likeness::ALL.len()]; 3],
    orders: [Against; 4],
    names_by_chance: [Against; 3],
    birth: [Against; BirthLevel::COUNT],
    sex: [Against; 3],
    /// By column and [`ValueLevel`].
    columns: Vec<[Against; ValueLevel::COUNT]>,
    columns_by_chance: Vec<Against>,
}

impl<'p> Sieve<'p> {
    /// A sieve for the pairs of a register. The frequencies are tabulated.
    pub(crate) fn new(register: &'p ByBirth<'p>, frequencies: &'p Frequencies, model: &Model) -> Self {
        let people = register.people();
        let against = |place: usize, level: Level| -> Against {
            let row = &model.log2[place][usize::from(level)];
            row.map(|other| row[0] - other)
        };
        let by_name: Vec<Looks> = people.names().forms().par_iter().map(Looks::of).collect();
        let of_row = |row| RecordLooks::of(row, &by_name, frequencies);
        let mut sieve = Self {
            people: register,
            frequencies,
            looks: register.rows().par_iter().map(of_row).collect(),
            start: [0.0; CLASSES],
            names: [[[0.0; CLASSES]; Seems::COUNT]; 3],
            likenesses: [[[0.0; CLASSES]; Likeness::ALL.len()]; 3],
            orders: [[0.0; CLASSES]; 4],
            names_by_chance: [[0.0; CLASSES]; 3],
            birth: [[0.0; CLASSES]; BirthLevel::COUNT],
            sex: [[0.0; CLASSES]; 3],
            columns: vec![[[0.0; CLASSES]; ValueLevel::COUNT]; people.schema().columns().len()],
            columns_by_chance: vec![[0.0; CLASSES]; people.schema().columns().len()],
        };
        let shares = model.shares.map(|share| share.max(1e-12).log2() as f32);
        sieve.start = shares.map(|share| shares[0] - share);
        for (place, field) in model.fields.iter().enumerate() {
            let level = |level: usize| against(place, level as Level);
            match *field {
                Field::Given | Field::Patronymic | Field::Family => {
                    let slot = [Field::Given, Field::Patronymic, Field::Family]
                        .iter()
                        .position(|name| name == field)
                        .unwrap_or(0);
                    let best = |likenesses: &[Likeness]| {
                        let mut best = [f32::MIN; CLASSES];
                        for likeness in likenesses {
                            for across in [false, true] {
                                let found = against(place, name_level(*likeness, across));
                                for (best, found) in best.iter_mut().zip(found) {
                                    *best = best.max(found);
                                }
                            }
                        }
                        best
                    };
                    sieve.names[slot] = [
                        [0.0; CLASSES],
                        best(&[Likeness::Different]),
                        best(&[Likeness::Near, Likeness::Sound, Likeness::Similar]),
                        best(&[Likeness::Near, Likeness::Sound, Likeness::Same]),
                        best(&[Likeness::Same]),
                    ];
                    sieve.likenesses[slot] = Likeness::ALL.map(|likeness| best(&[likeness]));
                    sieve.names_by_chance[slot] = model.by_chance[place];
                }
                Field::NameOrder => {
                    for number in 1..4 {
                        sieve.orders[number] = level(number);
                    }
                }
                Field::BirthDate => {
                    for number in 1..BirthLevel::COUNT {
                        sieve.birth[number] = level(number);
                    }
                }
                Field::Sex => {
                    for number in 1..levels_of(*field).min(MOST_LEVELS) {
                        sieve.sex[number] = level(number);
                    }
                }
                Field::Column { number: column, .. } => {
                    for number in 1..ValueLevel::COUNT {
                        sieve.columns[column][number] = level(number);
                    }
                    sieve.columns_by_chance[column] = model.by_chance[place];
                }
            }
        }
        sieve
    }

    fn add_names(&self, one: &RecordLooks, other: &RecordLooks, assigned: &Assigned, sum: &mut Against) {
        add(sum, &self.orders[usize::from(assigned.order)]);
        for slot in [GIVEN, PATRONYMIC, FAMILY] {
            let seems = assigned.seems[slot];
            if seems != Seems::Missing {
                add(sum, &self.names[slot][seems as usize]);
                add_rarity(sum, assigned.rarity(one, other, slot), &self.names_by_chance[slot]);
            }
        }
    }

    /// Puts what two names are to each other in the place of what they only seemed to be.
    fn correct_names(
        &self,
        left: u32,
        right: u32,
        assigned: &Assigned,
        sum: &mut Against,
        memory: &mut Memory,
    ) {
        let (one, other) = (&self.looks[left as usize], &self.looks[right as usize]);
        let (left, right) = (self.people.view(left), self.people.view(right));
        for slot in [GIVEN, PATRONYMIC, FAMILY] {
            let (against, seems) = (assigned.fields[slot], assigned.seems[slot]);
            if !matches!(seems, Seems::Slip | Seems::Alike) {
                continue;
            }
            let (Some(form), Some(against_form)) = (left.names[slot], right.names[against]) else { continue };
            let likeness = likeness(form, against_form, left.numbers[slot], right.numbers[against], memory);
            let [sound, skeleton] = one.names[slot].rarity(&other.names[against], slot == against);
            let rarity = likeness_rarity(likeness, sound, skeleton);
            let (is, seemed) = (&self.likenesses[slot][likeness as usize], &self.names[slot][seems as usize]);
            for (sum, (is, seemed)) in sum.iter_mut().zip(is.iter().zip(seemed)) {
                *sum += is - seemed;
            }
            add_rarity(sum, rarity - assigned.rarity(one, other, slot), &self.names_by_chance[slot]);
        }
    }

    /// Looks at some records at once, so that memory fetches all of them side by side: one pair after another would wait
    /// for each, and the waiting takes longer than the judging.
    pub(crate) fn fetch(&self, members: &[u32]) {
        let touched = members.iter().take(MOST_FETCHED).fold(0, |touched, rank| {
            let [first, _, last] = &self.looks[*rank as usize].names;
            let value = self.people.values(*rank).first().copied().unwrap_or_default();
            touched ^ first.touch() ^ last.touch() ^ value
        });
        std::hint::black_box(touched);
    }

    /// Whether the pair is worth comparing in full.
    pub(crate) fn keeps(&self, left: u32, right: u32, memory: &mut Memory) -> bool {
        let (one, other) = (&self.looks[left as usize], &self.looks[right as usize]);
        let mut sum = self.start;
        add(&mut sum, &self.birth[BirthLevel::of(one.birth, other.birth) as usize]);
        if one.sex != Sex::Unknown && other.sex != Sex::Unknown {
            add(&mut sum, &self.sex[if one.sex == other.sex { 1 } else { 2 }]);
        }
        let values = self.people.values(left).iter().zip(self.people.values(right));
        for (column, (one, other)) in values.enumerate() {
            if *one == NO_VALUE || *other == NO_VALUE {
                continue;
            }
            if one != other {
                add(&mut sum, &self.columns[column][ValueLevel::Different as usize]);
                continue;
            }
            add(&mut sum, &self.columns[column][ValueLevel::Same as usize]);
            let rarity = self.frequencies.tabulated_value(column, *one);
            add_rarity(&mut sum, rarity, &self.columns_by_chance[column]);
        }
        let assigned = Assigned::of(one, other);
        self.add_names(one, other, &assigned, &mut sum);
        if weakest(&sum) < KEPT_WEIGHT - LOOKS_MARGIN {
            return false;
        }
        self.correct_names(left, right, &assigned, &mut sum, memory);
        weakest(&sum) >= KEPT_WEIGHT - NAMES_MARGIN
    }
}
