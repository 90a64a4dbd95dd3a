//! The canonical form of a name: what it sounds like, the same from every script.
//!
//! A name is read as a whole word under each habit of spelling that fits its script, into one coarse alphabet of three
//! vowels (`a`, `i`, `u`) and seventeen consonants (`c` is ch, `j` is zh and dj, `x` is sh). A reading that comes out the
//! same as another is dropped, so most names have one or two.

#[expect(clippy::match_same_arms, reason = "a table of letters is read letter by letter")]
mod arabic;
#[expect(clippy::match_same_arms, reason = "a table of letters is read letter by letter")]
mod cyrillic;
mod ethiopic;
#[expect(clippy::match_same_arms, reason = "a table of letters is read letter by letter")]
mod latin;

use crate::letters::{Script, tidy, unmarked};

/// How many sounds of a name are kept. Longer names are compared by their beginning.
pub const LONGEST_READING: usize = 23;

/// The most readings of one name.
pub const MOST_READINGS: usize = 6;

/// One way a name may sound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reading {
    sounds: [u8; LONGEST_READING],
    length: u8,
    /// Short vowels were not written, and are not known.
    unvowelled: bool,
    /// How many sounds of each family it has, and what they weigh together: see [`crate::spelling`].
    families: [u8; 4],
    weight: u16,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sounds: String = self.sounds().iter().copied().map(char::from).collect();
        write!(f, "{sounds}{}", if self.unvowelled { "~" } else { "" })
    }
}

impl Reading {
    fn new(sounds: &str, unvowelled: bool) -> Option<Self> {
        let mut kept = [0; LONGEST_READING];
        let mut length = 0_u8;
        let mut before = 0;
        for sound in sounds.bytes() {
            // Doubled letters and the many endings -ий, -iy, -yy, -i are one sound.
            if sound == before {
                continue;
            }
            before = sound;
            let Some(place) = kept.get_mut(usize::from(length)) else { break };
            *place = sound;
            length += 1;
        }
        let (families, weight) = crate::spelling::measure(&kept[..usize::from(length)]);
        (length > 0).then_some(Self { sounds: kept, length, unvowelled, families, weight })
    }

    /// How many sounds it has of each family that spellings do not confuse.
    pub(crate) fn families(&self) -> [u8; 4] {
        self.families
    }

    /// What its sounds weigh, in parts of [`crate::spelling::WHOLE`].
    pub(crate) fn weight(&self) -> u16 {
        self.weight
    }

    /// The sounds, one byte each.
    pub fn sounds(&self) -> &[u8] {
        &self.sounds[..usize::from(self.length)]
    }

    /// Whether the sounds are the same.
    pub(crate) fn sounds_like(&self, other: &Self) -> bool {
        // Most names part at their weight and families already, which are quicker to look at.
        self.weight == other.weight && self.families == other.families && self.sounds == other.sounds
    }

    /// The consonants alone, marked so that they meet only other consonants alone: how a name is found whose other
    /// spelling has no vowels.
    pub(crate) fn bare(&self) -> Option<Self> {
        let consonants = self.sounds().iter().filter(|sound| !matches!(sound, b'a' | b'i' | b'u'));
        let bare: String = std::iter::once('~').chain(consonants.map(|sound| char::from(*sound))).collect();
        (bare.len() > 1).then(|| Self::new(&bare, true)).flatten()
    }

    /// The first in alphabetical order of all readings that begin with these sounds.
    pub(crate) fn least(&self) -> Self {
        Self { length: 0, ..*self }
    }

    /// Whether short vowels are missing because the script does not write them.
    pub fn is_unvowelled(&self) -> bool {
        self.unvowelled
    }

    /// The consonants, those that spellings confuse folded together: the phonetic key of the name.
    pub fn skeleton(&self) -> Skeleton {
        let (mut hash, mut length) = (FNV_OFFSET, 0);
        for sound in self.folded() {
            hash = fnv(hash, sound);
            length += 1;
        }
        Skeleton { hash, length }
    }

    /// The first two sounds of the skeleton, if there are two: under what a name is found that is not typed to its end.
    pub(crate) fn beginning(&self) -> Option<u16> {
        let mut sounds = self.folded();
        Some(u16::from_be_bytes([sounds.next()?, sounds.next()?]))
    }

    /// The sounds of the skeleton.
    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        let mut before = 0;
        self.sounds().iter().enumerate().filter_map(move |(place, sound)| {
            let folded = match sound {
                // A vowel that opens the name is part of its skeleton, but no script agrees on which one.
                b'a' | b'i' | b'u' if place == 0 => b'a',
                b'a' | b'i' | b'u' => return None,
                b'p' => b'b',
                b'v' => b'f',
                b'd' => b't',
                b'z' => b's',
                b'c' => b'x',
                b'g' | b'q' => b'k',
                b'h' if place > 0 => return None,
                other => *other,
            };
            let is_new = folded != before;
            before = folded;
            is_new.then_some(folded)
        })
    }
}

/// A consonant skeleton, as a number to look up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Skeleton {
    /// Equal for equal skeletons.
    pub hash: u64,
    /// How many sounds it has.
    pub length: u8,
}

pub(crate) const FNV_OFFSET: u64 = 0xCBF2_9CE4_8422_2325;

/// One step of the FNV-1a hash: fixed for ever, unlike the standard library's.
pub(crate) const fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01B3)
}

/// The FNV-1a hash of a text.
pub(crate) fn fnv_text(text: &str) -> u64 {
    text.bytes().fold(FNV_OFFSET, fnv)
}

/// A name as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalName {
    /// The tidy text: lower case, without marks of direction and apostrophes.
    pub tidy: String,
    /// Its script.
    pub script: Script,
    /// How it may sound, the commonest first. Empty only if the text has no letter.
    pub readings: Vec<Reading>,
    /// Its words without articles and particles, each to be compared by itself.
    pub words: Vec<String>,
}

/// The canonical form of a name in one field. Spellings parted by `/`, `|` or in parentheses are readings of the same
/// name: “Олена / Olena”.
///
/// ```
/// use linkage::canonical::canonical;
/// assert_eq!(canonical("Шевченко").readings[0], canonical("Shevchenko").readings[0]);
/// ```
pub fn canonical(name: &str) -> CanonicalName {
    let mut readings = Vec::new();
    let mut words = Vec::new();
    for spelling in name.split(['/', '|', '(', ')', ';']).take(4) {
        let tidied = tidy(spelling);
        let kept = significant_words(&tidied);
        for reading in readings_of(&kept) {
            if readings.len() < MOST_READINGS && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        if words.is_empty() {
            words = kept;
        }
    }
    let tidy = tidy(name);
    CanonicalName { script: Script::of_text(&tidy), tidy, readings, words }
}

/// Words that come and go in front of a name without changing it.
const PARTICLES: [&str; 25] = [
    "al", "el", "ul", "ol", "ar", "as", "ash", "ad", "an", "at", "az", "il", "bin", "ibn", "ben", "bint",
    "von", "van", "af", "de", "del", "der", "den", "da", "la",
];
const ARABIC_PARTICLES: [&str; 4] = ["ال", "بن", "ابن", "بنت"];
/// "Servant of", which is a name only together with what follows.
const SERVANT: [&str; 8] = ["abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abdu", "عبد"];

fn significant_words(tidied: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut servant = false;
    let mut all = tidied.split(' ').filter(|word| !word.is_empty()).peekable();
    while let Some(word) = all.next() {
        let is_last = all.peek().is_none();
        if !is_last && (PARTICLES.contains(&word) || ARABIC_PARTICLES.contains(&word)) {
            continue;
        }
        if servant {
            if let Some(last) = words.last_mut() {
                last.push_str(word);
            }
            servant = false;
            continue;
        }
        servant = !is_last && SERVANT.contains(&word);
        // "abdul rahman" and "abdulrahman" are written with one prefix.
        words.push(if servant && word.is_ascii() { "abdul".to_owned() } else { word.to_owned() });
    }
    words
}

fn readings_of(words: &[String]) -> Vec<Reading> {
    let script = Script::of_text(&words.concat());
    let join = |read: &dyn Fn(&str) -> String| words.iter().map(|word| read(word)).collect::<String>();
    let candidates: Vec<(String, bool)> = match script {
        Script::Latin => latin::Habit::ALL
            .into_iter()
            .filter(|habit| words.iter().any(|word| habit.fits(word)))
            .map(|habit| (join(&|word| latin::sounds(&without_abdul(word), habit)), false))
            .collect(),
        Script::Cyrillic => cyrillic::Habit::ALL
            .into_iter()
            .filter(|habit| words.iter().any(|word| habit.fits(word)))
            .map(|habit| (join(&|word| cyrillic::sounds(word, habit)), false))
            .collect(),
        Script::Arabic => [arabic::Reading::Levant, arabic::Reading::Other]
            .into_iter()
            .map(|reading| (join(&|word| arabic::sounds(word, reading)), true))
            .collect(),
        Script::Ethiopic => vec![(join(&ethiopic::sounds), false)],
        Script::Other => vec![(words.concat().chars().filter_map(foreign).collect(), false)],
    };
    let mut readings = Vec::with_capacity(candidates.len());
    for (sounds, unvowelled) in candidates {
        if let Some(reading) = Reading::new(&sounds, unvowelled)
            && !readings.contains(&reading)
        {
            readings.push(reading);
        }
    }
    readings
}

/// "Abdulrahman" and "Abdelrahman" as the Arabic letters have it: Abd and the name. Abdullah keeps its l.
fn without_abdul(word: &str) -> std::borrow::Cow<'_, str> {
    for prefix in ["abdul", "abdel", "abdal", "abdol", "abdil", "abdoul"] {
        if let Some(rest) = word.strip_prefix(prefix)
            && rest.chars().count() > 3
            && !rest.starts_with("lah")
        {
            return format!("abd{rest}").into();
        }
    }
    word.into()
}

/// A Latin letter without the marks that do not change its sound here, or the letter of its sound: š, č, ž, ţ.
#[expect(clippy::match_same_arms, reason = "a table of letters is read letter by letter")]
fn latin_base(letter: char) -> char {
    match letter {
        'a'..='z' | '-' | 'ß' | 'þ' => letter,
        'ş' | 'š' | 'ś' | 'ŝ' | 'ș' => 'š',
        'ç' | 'č' | 'ć' | 'ĉ' => 'č',
        'ž' | 'ź' | 'ż' | 'ǆ' | 'ǰ' | 'ĵ' => 'ž',
        'ţ' | 'ț' => 'ţ',
        'ə' | 'æ' | 'ǝ' => 'a',
        'ı' => 'i',
        'ø' | 'ö' | 'ő' | 'œ' | 'å' => 'o',
        'ł' => 'l',
        'đ' => 'đ',
        'ð' => 'd',
        'ħ' => 'h',
        // Cyrillic letters that somebody typed for the Latin ones of the same looks.
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'е' => 'e',
        'н' => 'h',
        'і' => 'i',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'т' => 't',
        'х' => 'x',
        'у' => 'y',
        'ŋ' => 'n',
        _ => unmarked(letter),
    }
}

/// Letters of scripts without a table, as bytes beyond the coarse alphabet: equal letters stay equal.
fn foreign(letter: char) -> Option<char> {
    if !letter.is_alphanumeric() {
        return None;
    }
    if letter.is_ascii_digit() {
        return Some(letter);
    }
    // Printable ASCII that the alphabet does not use; a collision makes two foreign letters one, which is rare.
    let code = u32::from(unmarked(letter)).wrapping_mul(0x9E37_79B1) >> 27;
    char::from_u32(u32::from(b'A') + code % 26)
}
