//! Names of a register, each spelling kept once.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    canonical::{Reading, canonical, fnv},
    equivalents,
    letters::Script,
    spelling::{Likeness, likeness},
};

/// No name in this field.
pub const NO_NAME: u32 = u32::MAX;

/// How many distinct skeletons of a name become keys.
const MOST_SKELETONS: usize = 3;

/// How many distinct beginnings of a name become keys.
const MOST_BEGINNINGS: usize = 3;

/// A spelling, ready to be compared.
#[derive(Clone, Debug)]
pub struct Form {
    /// How it may sound.
    pub readings: Box<[Reading]>,
    /// The readings of each word, if there are several words.
    pub words: Box<[Box<[Reading]>]>,
    /// The groups of equivalent names it belongs to.
    pub groups: Box<[u16]>,
    /// Its script.
    pub script: Script,
    /// The same for spellings of one name: what frequency is counted by.
    pub identity: u64,
    /// Its distinct skeletons, the commonest reading's first.
    pub skeletons: Skeletons,
}

/// The distinct skeletons of a name, at most three. They are kept in place: a register is searched by them a hundred
/// million times, and following a pointer would take longer than comparing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Skeletons {
    kept: [u64; MOST_SKELETONS],
    /// A bit for each of them, so that most names part at one look.
    bits: u32,
    count: u8,
}

impl Skeletons {
    fn of(readings: &[Reading]) -> Self {
        let mut skeletons = Self::default();
        for reading in readings {
            let skeleton = reading.skeleton().hash;
            if usize::from(skeletons.count) < MOST_SKELETONS && !skeletons.contains(&skeleton) {
                skeletons.kept[usize::from(skeletons.count)] = skeleton;
                skeletons.bits |= 1 << (skeleton % u64::from(u32::BITS));
                skeletons.count += 1;
            }
        }
        skeletons
    }

    fn meet(&self, other: &Self) -> bool {
        self.bits & other.bits != 0 && self.iter().any(|skeleton| other.contains(skeleton))
    }
}

impl std::ops::Deref for Skeletons {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        &self.kept[..usize::from(self.count)]
    }
}

impl Form {
    /// What is left of a name that nobody has any more.
    fn forgotten() -> Self {
        Self {
            readings: Box::default(),
            words: Box::default(),
            groups: Box::default(),
            script: Script::Latin,
            identity: 0,
            skeletons: Skeletons::default(),
        }
    }

    /// The form of a name; none if it has no letter.
    pub fn new(name: &str) -> Option<Self> {
        let canonical = canonical(name);
        let first = canonical.readings.first()?;
        let identity =
            first.sounds().iter().fold(crate::canonical::FNV_OFFSET, |hash, sound| fnv(hash, *sound));
        let words: Box<[_]> = if canonical.words.len() > 1 {
            let words = canonical.words.iter().take(4);
            words.map(|word| crate::canonical::canonical(word).readings.into_boxed_slice()).collect()
        } else {
            Box::default()
        };
        let groups = equivalents::groups_of(&canonical).into_boxed_slice();
        Some(Self {
            skeletons: Skeletons::of(&canonical.readings),
            words,
            groups,
            script: canonical.script,
            identity,
            readings: canonical.readings.into_boxed_slice(),
        })
    }

    /// The beginnings of its readings and of those of its words, each once, at most [`MOST_BEGINNINGS`].
    pub(crate) fn beginnings(&self) -> Vec<u16> {
        let mut found = Vec::new();
        for beginning in
            self.readings.iter().chain(self.words.iter().flatten()).filter_map(Reading::beginning)
        {
            if found.len() < MOST_BEGINNINGS && !found.contains(&beginning) {
                found.push(beginning);
            }
        }
        found
    }

    /// Whether a reading of the one has the same skeleton as a reading of the other.
    pub fn shares_skeleton(&self, other: &Self) -> bool {
        self.skeletons.meet(&other.skeletons)
    }

    /// How well it agrees with another name.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let whole = likeness(&self.readings, &other.readings);
        if whole >= Likeness::Near {
            return whole;
        }
        if self.groups.iter().any(|group| other.groups.contains(group)) {
            return Likeness::Equivalent;
        }
        if whole == Likeness::Sound || (self.words.is_empty() && other.words.is_empty()) {
            return whole;
        }
        if has_part(self, other) { whole.max(Likeness::Part) } else { whole }
    }
}

/// One word of a name of several agrees with a word, or all, of the other.
fn has_part(one: &Form, other: &Form) -> bool {
    let ones = if one.words.is_empty() { std::slice::from_ref(&one.readings) } else { &*one.words };
    let others = if other.words.is_empty() { std::slice::from_ref(&other.readings) } else { &*other.words };
    // Two sounds are an initial or a particle, and agree with too much.
    let long = |word: &[Reading]| word.first().is_some_and(|reading| reading.sounds().len() > 2);
    ones.iter()
        .filter(|word| long(word))
        .any(|word| others.iter().any(|against| long(against) && likeness(word, against) >= Likeness::Near))
}

/// Every spelling of a register, once, by number.
#[derive(Clone, Debug, Default)]
pub struct NamePool {
    numbers: FxHashMap<Box<str>, u32>,
    forms: Vec<Form>,
}

impl NamePool {
    /// The number of a spelling, made if it is new; [`NO_NAME`] if it has no letter.
    pub fn number(&mut self, name: &str) -> u32 {
        let name = name.trim();
        if name.is_empty() {
            return NO_NAME;
        }
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = match Form::new(name) {
            Some(form) => {
                self.forms.push(form);
                u32::try_from(self.forms.len() - 1).unwrap_or(NO_NAME)
            }
            None => NO_NAME,
        };
        self.numbers.insert(name.into(), number);
        number
    }

    /// Lets go of what only finding the number of a spelling needs.
    pub(crate) fn close(&mut self) {
        self.numbers = FxHashMap::default();
        self.forms.shrink_to_fit();
    }

    /// Forgets spellings; their numbers mean nothing from then on.
    pub(crate) fn forget(&mut self, numbers: &FxHashSet<u32>) {
        for number in numbers {
            if let Some(form) = self.forms.get_mut(*number as usize) {
                *form = Form::forgotten();
            }
        }
        self.numbers.retain(|_, known| *known != NO_NAME && !numbers.contains(known));
    }

    /// A spelling by its number.
    pub fn form(&self, number: u32) -> Option<&Form> {
        self.forms.get(usize::try_from(number).ok()?)
    }

    /// Every spelling.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }
}
