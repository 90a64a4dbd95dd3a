//! Which of the pairs that share a key are worth comparing in full.
//!
//! Most pairs of a large register share a name and a birth year and nothing else. Comparing spellings to learn that takes a
//! microsecond; seeing that two names have no consonants in common takes a hundredth of it. So every pair is first judged
//! by what can be looked up: dates, whether values are equal, whether names are equal, share a skeleton, or share half of
//! their neighbouring consonants. Only what the model would then still think possible is compared.

use rayon::prelude::*;

use crate::{
    birth::BirthLevel,
    bulk::KEPT_WEIGHT,
    compare::{AS_FILED, Level, MOST_LEVELS, OTHER_ORDERS, STRAIGHT, levels_of, name_level},
    frequency::Frequencies,
    model::{ByClass, CLASSES, Model},
    names::{Form, NO_NAME},
    people::{ByBirth, FAMILY, GIVEN, PATRONYMIC, Sex},
    schema::Field,
    spelling::Likeness,
    values::{NO_VALUE, ValueLevel},
};

/// What is looked up is a kinder judge than a full comparison, by about so many bits: names that share a skeleton may be
/// spelt quite otherwise.
const MARGIN: f32 = 2.0;

/// What is looked up of a name.
#[derive(Clone, Copy)]
struct Looks {
    /// Its number; [`NO_NAME`] if there is none.
    number: u32,
    /// The lower halves of its skeletons; the first again where there are fewer than three.
    skeletons: [u32; 3],
    /// A bit for each two neighbouring consonants of its first skeleton.
    neighbours: u64,
    /// What agreement of sound and of skeleton adds at most in any field, in bits.
    rarity: [f32; 2],
}

impl Looks {
    const NONE: Self = Self { number: NO_NAME, skeletons: [0; 3], neighbours: 0, rarity: [0.0; 2] };

    fn of(form: &Form, number: u32, frequencies: &Frequencies) -> Self {
        let mut skeletons = [0; 3];
        for (place, kept) in skeletons.iter_mut().enumerate() {
            let skeleton = form.skeletons.get(place).or(form.skeletons.first());
            *kept = skeleton.map_or(0, |skeleton| *skeleton as u32);
        }
        let worth = frequencies.name_worth(number, form);
        let most = |by_field: [f32; 3]| by_field.into_iter().fold(f32::MIN, f32::max);
        Self {
            number,
            skeletons,
            neighbours: form.readings.first().map_or(0, |reading| neighbours(reading.sounds())),
            rarity: [most(worth.sound), most(worth.skeleton)],
        }
    }

    fn shares_skeleton(&self, other: &Self) -> bool {
        self.skeletons.iter().any(|skeleton| other.skeletons.contains(skeleton))
    }

    /// One slip changes two of the pairs of neighbours, or three: at least half must be the same.
    fn may_be_a_slip(&self, other: &Self) -> bool {
        let shared = (self.neighbours & other.neighbours).count_ones();
        shared * 2 >= self.neighbours.count_ones().max(other.neighbours.count_ones())
    }

    /// What two names seem to be to each other, and how rare that is, in bits.
    fn seems(&self, other: &Self) -> (Seems, f32) {
        if self.number == NO_NAME || other.number == NO_NAME {
            return (Seems::Missing, 0.0);
        }
        if self.number == other.number {
            return (Seems::Same, self.rarity[0]);
        }
        let least = |kind: usize| self.rarity[kind].min(other.rarity[kind]);
        if self.shares_skeleton(other) {
            (Seems::Alike, least(1).max(least(0)))
        } else if self.may_be_a_slip(other) {
            (Seems::Slip, 0.8 * least(1))
        } else {
            (Seems::Different, 0.0)
        }
    }
}

/// A bit, of sixty-four, for each two neighbouring consonants, both ends included.
fn neighbours(sounds: &[u8]) -> u64 {
    let mut bits = 0;
    let mut before = 0_u64;
    let consonants = sounds.iter().filter(|sound| !matches!(sound, b'a' | b'i' | b'u' | b'h'));
    for sound in consonants.chain(std::iter::once(&0)) {
        let here = match sound {
            b'p' => b'b',
            b'v' => b'f',
            b'd' => b't',
            b'z' => b's',
            b'c' => b'x',
            b'g' | b'q' => b'k',
            other => *other,
        };
        let here = u64::from(here);
        bits |= 1 << ((before * 31 + here).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58);
        before = here;
    }
    bits
}

/// What two names seem to be to each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seems {
    Missing,
    Different,
    Slip,
    Alike,
    Same,
}

impl Seems {
    /// As [`crate::compare::likeness_points`] has them.
    fn points(self) -> i32 {
        match self {
            Self::Missing => 0,
            Self::Different => -4,
            Self::Slip => 2,
            Self::Alike => 6,
            Self::Same => 8,
        }
    }
}

/// Evidence of one finding for "the same" against each other class, in bits. The first entry is unused.
type Against = ByClass;

fn add(sum: &mut Against, more: &Against) {
    for (sum, more) in sum.iter_mut().zip(more) {
        *sum += more;
    }
}

/// What the model thinks of what can be looked up.
pub(crate) struct Sieve<'p> {
    people: &'p ByBirth<'p>,
    frequencies: &'p Frequencies,
    /// The names of each record, by rank. Kept with the record, not with the name: records that are compared are near each
    /// other, their names lie anywhere.
    looks: Vec<[Looks; 3]>,
    start: Against,
    /// By name field and [`Seems`].
    names: [[Against; 5]; 3],
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
        let forms = people.names().forms().par_iter().enumerate();
        let by_name: Vec<Looks> =
            forms.map(|(number, form)| Looks::of(form, number as u32, frequencies)).collect();
        let of_name = |name: u32| by_name.get(name as usize).copied().unwrap_or(Looks::NONE);
        let mut sieve = Self {
            people: register,
            frequencies,
            looks: register.rows().par_iter().map(|row| row.names.map(of_name)).collect(),
            start: [0.0; CLASSES],
            names: [[[0.0; CLASSES]; 5]; 3],
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

    /// Puts names to fields as a full comparison would, by what they seem to be.
    fn add_names(&self, left: u32, right: u32, sum: &mut Against) {
        let (ones, others) = (&self.looks[left as usize], &self.looks[right as usize]);
        let mut found = [[(Seems::Missing, 0.0); 3]; 3];
        for slot in [GIVEN, PATRONYMIC, FAMILY] {
            found[slot][slot] = ones[slot].seems(&others[slot]);
        }
        let mut best = (STRAIGHT, AS_FILED);
        if found[GIVEN][GIVEN].0 < Seems::Alike || found[FAMILY][FAMILY].0 < Seems::Alike {
            for (slot, against) in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)] {
                found[slot][against] = ones[slot].seems(&others[against]);
            }
            let points = |assignment: [usize; 3]| -> i32 {
                found.iter().zip(assignment).map(|(found, against)| found[against].0.points()).sum()
            };
            let mut most = points(STRAIGHT);
            for (assignment, order, fine) in OTHER_ORDERS {
                let score = points(assignment) - fine;
                if score > most {
                    most = score;
                    best = (assignment, order);
                }
            }
        }
        add(sum, &self.orders[usize::from(best.1)]);
        for slot in [GIVEN, PATRONYMIC, FAMILY] {
            let (seems, rarity) = found[slot][best.0[slot]];
            if seems == Seems::Missing {
                continue;
            }
            add(sum, &self.names[slot][seems as usize]);
            for (sum, by_chance) in sum.iter_mut().zip(&self.names_by_chance[slot]) {
                *sum += rarity * by_chance;
            }
        }
    }

    /// Whether the pair is worth comparing in full.
    pub(crate) fn keeps(&self, left: u32, right: u32) -> bool {
        let (one, other) = (self.people.row(left), self.people.row(right));
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
            for (sum, by_chance) in sum.iter_mut().zip(&self.columns_by_chance[column]) {
                *sum += rarity * by_chance;
            }
        }
        self.add_names(left, right, &mut sum);
        let weakest = sum[1..].iter().copied().fold(f32::MAX, f32::min);
        weakest >= KEPT_WEIGHT + MARGIN
    }
}
