//! What can be looked up of the names of a record.

use crate::{
    birth::Birth,
    frequency::{Frequencies, NameWorth},
    names::Form,
    people::{FAMILY, GIVEN, PATRONYMIC, Row, Sex},
};

/// The sound of no name.
const UNNAMED: u32 = 0;

/// What is looked up of a name.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    /// The lower half of its identity: the same for names that sound the same. [`UNNAMED`] if there is none.
    sound: u32,
    /// The lower halves of its skeletons; the first again where there are fewer than three.
    skeletons: [u32; 3],
    /// A bit for each two neighbouring consonants of its first skeleton.
    neighbours: u64,
    /// What agreement of sound and of skeleton adds in the name's field, in bits.
    rarity: [f32; 2],
}

impl Looks {
    const NONE: Self = Self { sound: UNNAMED, skeletons: [0; 3], neighbours: 0, rarity: [0.0; 2] };

    /// Of a name, in no field yet.
    pub(super) fn of(form: &Form) -> Self {
        let mut skeletons = [0; 3];
        for (place, kept) in skeletons.iter_mut().enumerate() {
            let skeleton = form.skeletons.get(place).or(form.skeletons.first());
            *kept = skeleton.map_or(0, |skeleton| *skeleton as u32);
        }
        Self {
            sound: (form.identity as u32).max(UNNAMED + 1),
            skeletons,
            neighbours: form.readings.first().map_or(0, |reading| neighbours(reading.sounds())),
            rarity: [0.0; 2],
        }
    }

    fn in_field(mut self, slot: usize, worth: Option<&NameWorth>) -> Self {
        self.rarity = worth.map_or([0.0; 2], |worth| [worth.sound[slot], worth.skeleton[slot]]);
        self
    }

    pub(super) fn is_missing(&self) -> bool {
        self.sound == UNNAMED
    }

    /// Something of it, whatever it is.
    pub(super) fn touch(&self) -> u32 {
        self.sound
    }

    /// Compares all with all: that takes less time than guessing wrongly when to stop.
    fn shares_skeleton(&self, other: &Self) -> bool {
        let mut shares = false;
        for one in self.skeletons {
            for other in other.skeletons {
                shares |= one == other;
            }
        }
        shares
    }

    /// One slip changes two of the pairs of neighbours, or three: at least half must be the same.
    fn may_be_a_slip(&self, other: &Self) -> bool {
        let shared = (self.neighbours & other.neighbours).count_ones();
        shared * 2 >= self.neighbours.count_ones().max(other.neighbours.count_ones())
    }

    /// What agreement on the commoner of two names adds, of sound and of skeleton; of the one alone if the other stands in
    /// another field, where it may be rarer.
    pub(super) fn rarity(&self, other: &Self, in_place: bool) -> [f32; 2] {
        if in_place { [0, 1].map(|kind| self.rarity[kind].min(other.rarity[kind])) } else { self.rarity }
    }

    /// What two names seem to be to each other. In each other's fields only names that share a skeleton are looked at, as
    /// in a full comparison.
    pub(super) fn seems(&self, other: &Self, in_place: bool) -> Seems {
        if self.is_missing() || other.is_missing() {
            Seems::Missing
        } else if self.sound == other.sound {
            Seems::Same
        } else if self.shares_skeleton(other) {
            Seems::Alike
        } else if in_place && self.may_be_a_slip(other) {
            Seems::Slip
        } else {
            Seems::Different
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seems {
    Missing,
    Different,
    Slip,
    Alike,
    Same,
}

impl Seems {
    /// How many ways there are.
    pub(super) const COUNT: usize = 5;

    /// As [`crate::compare::likeness_points`] has them.
    pub(super) fn points(self) -> i32 {
        match self {
            Self::Missing => 0,
            Self::Different => -4,
            Self::Slip => 2,
            Self::Alike => 6,
            Self::Same => 8,
        }
    }
}

/// What is looked up of a record, in two neighbouring lines of the processor's memory. It is kept with the record, not with the names:
/// records that are compared are near each other, their names lie anywhere.
#[derive(Clone, Copy)]
#[repr(align(128))]
pub(super) struct RecordLooks {
    pub(super) names: [Looks; 3],
    /// By name: a bit, of thirty-two, for each skeleton.
    skeletons: [u32; 3],
    pub(super) birth: Birth,
    pub(super) sex: Sex,
}

impl RecordLooks {
    /// Of a row, from what is looked up of every name.
    pub(super) fn of(row: &Row, by_name: &[Looks], frequencies: &Frequencies) -> Self {
        let names = [GIVEN, PATRONYMIC, FAMILY].map(|slot| {
            let name = row.names[slot];
            let looks = by_name.get(name as usize).copied().unwrap_or(Looks::NONE);
            looks.in_field(slot, frequencies.tabulated_name(name))
        });
        let skeletons = names.map(|name: Looks| {
            let bits =
                name.skeletons.into_iter().fold(0, |bits, skeleton| bits | 1 << (skeleton % u32::BITS));
            if name.is_missing() { 0 } else { bits }
        });
        Self { names, skeletons, birth: row.birth, sex: row.sex }
    }

    /// Whether a name may share a skeleton with a name in another field.
    pub(super) fn may_be_exchanged(&self, other: &Self) -> bool {
        let elsewhere =
            [(GIVEN, PATRONYMIC, FAMILY), (PATRONYMIC, GIVEN, FAMILY), (FAMILY, GIVEN, PATRONYMIC)];
        elsewhere.into_iter().any(|(slot, second, third)| {
            self.skeletons[slot] & (other.skeletons[second] | other.skeletons[third]) != 0
        })
    }
}

const _: () = assert!(size_of::<RecordLooks>() == 128);
