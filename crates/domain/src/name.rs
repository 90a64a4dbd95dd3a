//! Names as their bearers write them, in both scripts, and how they are found again.
//!
//! Nothing here knows what a name "should" look like. Family and given name are routinely swapped, patronymics are
//! not middle names, one name alone is a whole name. What is refused is what no name needs and what deceives the
//! eye: control characters, invisible characters, and marks that turn the direction of the text around.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::code::codes;

/// The longest part of a name that is accepted, in characters.
pub const LONGEST_PART: usize = 300;

/// One part of a name: given, family or patronymic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NamePart(String);

/// A part of a name cannot be taken as it is. The texts name no name, because errors end up in logs.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum NamePartError {
    /// Nothing but white space.
    #[error("this part of the name is empty: write it, or leave the field out")]
    Empty,
    /// Longer than [`LONGEST_PART`].
    #[error(
        "this part of the name is longer than {LONGEST_PART} characters: check that nothing else was pasted in"
    )]
    TooLong,
    /// A character that controls a device or breaks a line.
    #[error(
        "this part of the name contains a tab, a line break or a control character (U+{0:04X}): type it again without"
    )]
    Control(u32),
    /// A character that turns the direction of the text, or a mark of it.
    #[error(
        "this part of the name contains an invisible mark of direction (U+{0:04X}): type it again instead of pasting it"
    )]
    Direction(u32),
    /// A character that nobody can see.
    #[error(
        "this part of the name contains an invisible character (U+{0:04X}): type it again instead of pasting it"
    )]
    Invisible(u32),
    /// No letter at all.
    #[error("this part of the name has no letter: write the name as it stands in the person's own papers")]
    NoLetter,
}

impl NamePart {
    /// Takes a part of a name: trimmed, composed (NFC), 1 to 300 characters, at least one of them a letter.
    pub fn parse(text: &str) -> Result<Self, NamePartError> {
        let composed: String = text.trim().nfc().collect();
        if composed.is_empty() {
            return Err(NamePartError::Empty);
        }
        if composed.chars().count() > LONGEST_PART {
            return Err(NamePartError::TooLong);
        }
        let letters: Vec<char> = composed.chars().collect();
        for (place, &letter) in letters.iter().enumerate() {
            let code = u32::from(letter);
            match letter {
                '\u{200C}' | '\u{200D}' if joins_letters(&letters, place) => {}
                '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                    return Err(NamePartError::Direction(code));
                }
                '\u{2028}' | '\u{2029}' => return Err(NamePartError::Control(code)),
                _ if letter.is_control() => return Err(NamePartError::Control(code)),
                _ if is_invisible(letter) => return Err(NamePartError::Invisible(code)),
                _ => {}
            }
        }
        if !letters.iter().any(|letter| letter.is_alphabetic()) {
            return Err(NamePartError::NoLetter);
        }
        Ok(Self(composed))
    }

    /// The text, composed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a zero-width joiner or non-joiner at `place` stands between two letters of a script where it changes how
/// they join, as in Persian علی‌رضا.
fn joins_letters(letters: &[char], place: usize) -> bool {
    let before = letters[..place].iter().rev().find(|letter| !is_combining_mark(**letter));
    let after = letters.get(place + 1);
    before.is_some_and(|letter| is_joining(*letter)) && after.is_some_and(|letter| is_joining(*letter))
}

/// Whether the letter's script joins its letters, so that the joiners mean something in it.
fn is_joining(letter: char) -> bool {
    let in_joining_script = matches!(
        letter,
        // Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic and the Arabic extensions.
        '\u{0600}'..='\u{08FF}'
        // The scripts of India and Sri Lanka.
        | '\u{0900}'..='\u{0DFF}'
        // Mongolian.
        | '\u{1800}'..='\u{18AF}'
        // Arabic presentation forms.
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
    );
    in_joining_script && (letter.is_alphabetic() || is_combining_mark(letter))
}

/// Characters without any width that no name needs.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
        | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFC}' | '\u{E0000}'..='\u{E007F}'
    )
}

impl FromStr for NamePart {
    type Err = NamePartError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for NamePart {
    type Error = NamePartError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<NamePart> for String {
    fn from(part: NamePart) -> Self {
        part.0
    }
}

impl fmt::Display for NamePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

codes! {
    /// Which part of a name is meant.
    NameField, "part of a name" {
        /// The given name.
        Given = "given",
        /// The family name.
        Family = "family",
        /// The patronymic.
        Patronymic = "patronymic",
    }
}

/// A name cannot be taken as it is.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum NameError {
    /// One part cannot.
    #[error("{field}: {error}")]
    Part {
        /// Which.
        field: NameField,
        /// Why.
        error: NamePartError,
    },
    /// All parts are empty.
    #[error("the name is empty: write at least one part of it")]
    Empty,
}

/// A name in one script. Any part may be missing, not all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "BareParts", into = "BareParts")]
pub struct NameParts {
    given: Option<NamePart>,
    family: Option<NamePart>,
    patronymic: Option<NamePart>,
}

/// The unchecked form that serde reads.
#[derive(Serialize, Deserialize)]
struct BareParts {
    given: Option<NamePart>,
    family: Option<NamePart>,
    patronymic: Option<NamePart>,
}

impl TryFrom<BareParts> for NameParts {
    type Error = NameError;

    fn try_from(bare: BareParts) -> Result<Self, Self::Error> {
        Self::new(bare.given, bare.family, bare.patronymic)
    }
}

impl From<NameParts> for BareParts {
    fn from(parts: NameParts) -> Self {
        Self { given: parts.given, family: parts.family, patronymic: parts.patronymic }
    }
}

codes! {
    /// Which name is said first.
    NameOrder, "order of names" {
        /// Given name, patronymic, family name.
        GivenFirst = "given_first",
        /// Family name, given name, patronymic, as in lists.
        FamilyFirst = "family_first",
    }
}

impl NameParts {
    /// Puts parts together; at least one must be there.
    pub fn new(
        given: Option<NamePart>,
        family: Option<NamePart>,
        patronymic: Option<NamePart>,
    ) -> Result<Self, NameError> {
        if given.is_none() && family.is_none() && patronymic.is_none() {
            return Err(NameError::Empty);
        }
        Ok(Self { given, family, patronymic })
    }

    /// Takes the three fields of a form; a blank one means that the part is missing.
    pub fn parse(given: &str, family: &str, patronymic: &str) -> Result<Self, NameError> {
        let part = |field, text: &str| {
            if text.trim().is_empty() {
                return Ok(None);
            }
            NamePart::parse(text).map(Some).map_err(|error| NameError::Part { field, error })
        };
        Self::new(
            part(NameField::Given, given)?,
            part(NameField::Family, family)?,
            part(NameField::Patronymic, patronymic)?,
        )
    }

    /// The given name.
    pub fn given(&self) -> Option<&NamePart> {
        self.given.as_ref()
    }

    /// The family name.
    pub fn family(&self) -> Option<&NamePart> {
        self.family.as_ref()
    }

    /// The patronymic.
    pub fn patronymic(&self) -> Option<&NamePart> {
        self.patronymic.as_ref()
    }

    /// Given and family name exchanged, for when they were taken down the wrong way round.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { given: self.family, family: self.given, patronymic: self.patronymic }
    }

    /// The parts that are there, as one text.
    pub fn in_order(&self, order: NameOrder) -> String {
        let parts = match order {
            NameOrder::GivenFirst => [&self.given, &self.patronymic, &self.family],
            NameOrder::FamilyFirst => [&self.family, &self.given, &self.patronymic],
        };
        parts.into_iter().flatten().map(NamePart::as_str).collect::<Vec<_>>().join(" ")
    }

    fn parts(&self) -> impl Iterator<Item = &NamePart> {
        [&self.given, &self.family, &self.patronymic].into_iter().flatten()
    }
}

codes! {
    /// The script a name is written in.
    Script, "script" {
        /// Latin.
        Latin = "latin",
        /// Cyrillic.
        Cyrillic = "cyrillic",
        /// Arabic, also for Persian, Dari, Pashto and Kurdish.
        Arabic = "arabic",
        /// Ethiopic, for Tigrinya and Amharic.
        Ethiopic = "ethiopic",
        /// Any other.
        Other = "other",
    }
}

impl Script {
    /// The script of the first letter of a text, if it has a letter.
    pub fn of(text: &str) -> Option<Script> {
        text.chars().find(|letter| letter.is_alphabetic()).map(|letter| match letter {
            'A'..='Z' | 'a'..='z' | '\u{00AA}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => Self::Latin,
            '\u{0400}'..='\u{052F}' => Self::Cyrillic,
            '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}' => Self::Arabic,
            '\u{1200}'..='\u{139F}' => Self::Ethiopic,
            _ => Self::Other,
        })
    }
}

/// A person's name: in Latin letters, as staff can read it, and as its bearer writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonName {
    /// In Latin letters.
    pub latin: NameParts,
    /// As its bearer writes it, where that is another script.
    pub original: Option<NameParts>,
}

impl PersonName {
    /// The name in Latin letters.
    pub fn display_name(&self, order: NameOrder) -> String {
        self.latin.in_order(order)
    }

    /// The name as its bearer writes it.
    pub fn original_name(&self, order: NameOrder) -> Option<String> {
        self.original.as_ref().map(|parts| parts.in_order(order))
    }

    /// The script of the name as its bearer writes it.
    pub fn script(&self) -> Option<Script> {
        self.original.as_ref().and_then(|parts| parts.parts().find_map(|part| Script::of(part.as_str())))
    }
}

/// Every word of a name, in both scripts, as [`normalise`] writes it. The order and the part do not matter, because
/// they are what is most often taken down differently.
pub fn search_tokens(name: &PersonName) -> BTreeSet<String> {
    let all = name.latin.parts().chain(name.original.iter().flat_map(NameParts::parts));
    all.flat_map(|part| tokens(part.as_str())).collect()
}

/// A text as it is compared: its words without case, marks and apostrophes, one space between them.
pub fn normalise(text: &str) -> String {
    tokens(text).join(" ")
}

fn tokens(text: &str) -> Vec<String> {
    let mut folded = String::with_capacity(text.len());
    // The acute accent typed as an apostrophe goes first, since decomposing it leaves a space behind.
    let decomposed = text.chars().filter(|letter| *letter != '\u{00B4}').nfkd();
    for letter in decomposed.flat_map(char::to_lowercase) {
        match letter {
            // A word stays one word across these, however they were typed.
            '\''
            | '`'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{02B9}'..='\u{02BF}'
            | '\u{02C8}'
            | '\u{200C}'
            | '\u{200D}'
            | '\u{0640}' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            // Arabic and Persian keyboards write the same letter differently.
            'ي' | 'ى' => folded.push('ی'),
            'ك' => folded.push('ک'),
            'ة' => folded.push('ه'),
            _ if is_combining_mark(letter) => {}
            _ if letter.is_alphabetic() => folded.push(letter),
            _ => folded.push(' '),
        }
    }
    folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
