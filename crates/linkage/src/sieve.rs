//! Which of the pairs that share a key are worth comparing in full.
//!
//! Most pairs of a large register share a name and a birth year and nothing else. Comparing spellings to learn that takes a
//! microsecond; seeing that two names have no consonants in common takes a hundredth of it. So every pair is first judged
//! by what can be looked up: dates, whether values are equal, whether names are equal, share a skeleton, or share half of
//! their neighbouring consonants. Only what the model would then still think possible is compared.

use crate::{
    birth::BirthLevel,
    bulk::KEPT_WEIGHT,
    compare::{AS_FILED, Level, MOST_LEVELS, OTHER_ORDERS, STRAIGHT, levels_of, name_level},
    frequency::Frequencies,
    model::{ByClass, CLASSES, Model},
    names::Form,
    people::{ByBirth, FAMILY, GIVEN, PATRONYMIC, Row, Sex},
    schema::Field,
    spelling::Likeness,
    values::{NO_VALUE, ValueLevel},
};

/// What is looked up is a kinder judge than a full comparison, by about so many bits: names that share a skeleton may be
/// spelt quite otherwise.
const MARGIN: f32 = 2.0;

/// What is looked up of a name.
#[derive(Clone, Copy, Default)]
struct Looks {
    /// The lower halves of its skeletons; the first again where there are fewer than three.
    skeletons: [u32; 3],
    /// A bit for each two neighbouring consonants of its first skeleton.
    neighbours: u64,
    /// What agreement of sound and of skeleton adds at most in any field, in bits.
    rarity: [f32; 2],
}

impl Looks {
    fn of(form: &Form, number: u32, frequencies: &Frequencies) -> Self {
        let mut skeletons = [0; 3];
        for (place, kept) in skeletons.iter_mut().enumerate() {
            let skeleton = form.skeletons.get(place).or(form.skeletons.first());
            *kept = skeleton.map_or(0, |skeleton| *skeleton as u32);
        }
        let worth = frequencies.name_worth(number, form);
        let most = |by_field: [f32; 3]| by_field.into_iter().fold(f32::MIN, f32::max);
        Self {
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
    looks: Vec<Looks>,
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
        let mut sieve = Self {
            people: register,
            frequencies,
            looks: (0..)
                .zip(people.names().forms())
                .map(|(number, form)| Looks::of(form, number, frequencies))
                .collect(),
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

    /// What two names seem to be to each other, and how rare that is, in bits.
    fn seems(&self, one: u32, other: u32) -> (Seems, f32) {
        let (Some(a), Some(b)) = (self.looks.get(one as usize), self.looks.get(other as usize)) else {
            return (Seems::Missing, 0.0);
        };
        if one == other {
            return (Seems::Same, a.rarity[0]);
        }
        if a.shares_skeleton(b) {
            return (Seems::Alike, a.rarity[1].min(b.rarity[1]).max(a.rarity[0].min(b.rarity[0])));
        }
        if a.may_be_a_slip(b) {
            (Seems::Slip, 0.8 * a.rarity[1].min(b.rarity[1]))
        } else {
            (Seems::Different, 0.0)
        }
    }

    /// Puts names to fields as a full comparison would, by what they seem to be.
    fn add_names(&self, one: &Row, other: &Row, sum: &mut Against) {
        let mut known = [[None; 3]; 3];
        let mut seems = |left: usize, right: usize| -> (Seems, f32) {
            *known[left][right].get_or_insert_with(|| self.seems(one.names[left], other.names[right]))
        };
        let mut best = (STRAIGHT, AS_FILED);
        let straight = [GIVEN, PATRONYMIC, FAMILY].map(|slot| seems(slot, slot).0);
        if straight[GIVEN] < Seems::Alike || straight[FAMILY] < Seems::Alike {
            let points = |found: [Seems; 3]| found.into_iter().map(Seems::points).sum::<i32>();
            let mut most = points(straight);
            for (assignment, order, fine) in OTHER_ORDERS {
                let score = points([0, 1, 2].map(|slot| seems(slot, assignment[slot]).0)) - fine;
                if score > most {
                    most = score;
                    best = (assignment, order);
                }
            }
        }
        add(sum, &self.orders[usize::from(best.1)]);
        for slot in [GIVEN, PATRONYMIC, FAMILY] {
            let (found, rarity) = seems(slot, best.0[slot]);
            if found == Seems::Missing {
                continue;
            }
            add(sum, &self.names[slot][found as usize]);
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
        self.add_names(one, other, &mut sum);
        let weakest = sum[1..].iter().copied().fold(f32::MAX, f32::min);
        weakest >= KEPT_WEIGHT + MARGIN
    }
}
