//! Numbers that authorities and states give to people. A person may have none, and often has several in turn.
//!
//! None of them is a key, and none of them is a birth date: Skatteverket gives out coordination numbers with month 00
//! and day 60, so the calendar is not asked, only the length and the check digit.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    code::codes,
    id::{IdentifierId, PersonId, UserId},
    interval::Interval,
};

codes! {
    /// Who gives the number, and in what form.
    IdentifierKind, "kind of identifier" {
        /// Personnummer, folkbokföringslagen (1991:481) 18 §.
        Personnummer = "personnummer",
        /// Samordningsnummer, lag (2022:1697): as a personnummer with 60 added to the day.
        Samordningsnummer = "samordningsnummer",
        /// Migrationsverket's dossier number, as on the LMA card.
        LmaNumber = "lma_number",
        /// The number of a passport.
        Passport = "passport",
        /// A number from another state's population register or identity card.
        NationalId = "national_id",
        /// Anything else.
        Other = "other",
    }
}

/// A checked number in its one canonical form.
///
/// Printing it for debugging does not show it. Writing it with serde does, since that is how it is stored: sealed, by
/// the store.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "BareValue", into = "BareValue")]
pub struct IdentifierValue {
    kind: IdentifierKind,
    text: String,
}

/// The unchecked form that serde reads.
#[derive(Serialize, Deserialize)]
struct BareValue {
    kind: IdentifierKind,
    text: String,
}

impl TryFrom<BareValue> for IdentifierValue {
    type Error = IdentifierError;

    fn try_from(bare: BareValue) -> Result<Self, Self::Error> {
        Self::restore(bare.kind, &bare.text)
    }
}

impl From<IdentifierValue> for BareValue {
    fn from(value: IdentifierValue) -> Self {
        Self { kind: value.kind, text: value.text }
    }
}

impl fmt::Debug for IdentifierValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentifierValue({}, …)", self.kind)
    }
}

/// The text is not such a number. The texts repeat no number, because errors end up in logs.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum IdentifierError {
    /// Neither 10 nor 12 digits, or other characters in it.
    #[error("a {0} has 10 or 12 digits, with - or + before the last four: check what is missing or too much")]
    Form(IdentifierKind),
    /// The check digit is another.
    #[error("the check digit of this {0} is wrong: read the number once more from the paper")]
    CheckDigit(IdentifierKind),
    /// A day above 60 in a personnummer.
    #[error("this is a samordningsnummer (60 is added to its day): choose that kind")]
    IsSamordningsnummer,
    /// A day below 60 in a samordningsnummer.
    #[error("this is a personnummer (a samordningsnummer has 60 added to its day): choose that kind")]
    IsPersonnummer,
    /// Not 6 to 12 digits.
    #[error("an LMA number has 6 to 12 digits: write those on the card")]
    LmaForm,
    /// Not 3 to 20 letters and digits.
    #[error("a passport number has 3 to 20 letters and digits: write what stands beside “Passport No”")]
    PassportForm,
    /// Empty, too long, or with characters that cannot be seen.
    #[error("the number must have 1 to 64 visible characters: type it as it stands on the paper")]
    FreeForm,
}

impl IdentifierValue {
    /// Takes a number as typed. `today` decides the century of a number that leaves it out.
    pub fn parse(kind: IdentifierKind, typed: &str, today: Date) -> Result<Self, IdentifierError> {
        let typed = typed.trim();
        let text = match kind {
            IdentifierKind::Personnummer | IdentifierKind::Samordningsnummer => {
                population_number(kind, typed, today)?
            }
            IdentifierKind::LmaNumber => {
                let digits: String = typed.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
                let good =
                    (6..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
                if good { digits } else { return Err(IdentifierError::LmaForm) }
            }
            IdentifierKind::Passport => {
                let joined: String = typed.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
                let upper = joined.to_ascii_uppercase();
                let good =
                    (3..=20).contains(&upper.len()) && upper.bytes().all(|byte| byte.is_ascii_alphanumeric());
                if good { upper } else { return Err(IdentifierError::PassportForm) }
            }
            IdentifierKind::NationalId | IdentifierKind::Other => {
                let good = (1..=64).contains(&typed.chars().count()) && !typed.chars().any(char::is_control);
                if good { typed.to_owned() } else { return Err(IdentifierError::FreeForm) }
            }
        };
        Ok(Self { kind, text })
    }

    /// Takes back a canonical form from the store, checking it again.
    pub fn restore(kind: IdentifierKind, canonical: &str) -> Result<Self, IdentifierError> {
        let twelve = canonical.len() == 12 && canonical.bytes().all(|byte| byte.is_ascii_digit());
        match kind {
            IdentifierKind::Personnummer | IdentifierKind::Samordningsnummer if !twelve => {
                Err(IdentifierError::Form(kind))
            }
            // Twelve digits name their century, so no day is asked for.
            _ => Self::parse(kind, canonical, Date::MIN),
        }
    }

    /// The kind of number.
    pub fn kind(&self) -> IdentifierKind {
        self.kind
    }

    /// The canonical form: twelve digits for Swedish population numbers. Named so that a reader of the calling code
    /// sees personal data leave.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

/// The twelve digits of a personnummer or samordningsnummer.
fn population_number(kind: IdentifierKind, typed: &str, today: Date) -> Result<String, IdentifierError> {
    let form = IdentifierError::Form(kind);
    let (digits, turned_hundred) = match typed.char_indices().rev().nth(4) {
        Some((place, sign @ ('-' | '+'))) => {
            (format!("{}{}", &typed[..place], &typed[place + 1..]), sign == '+')
        }
        _ => (typed.to_owned(), false),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(form);
    }
    let twelve = match digits.len() {
        12 => digits,
        10 => format!("{}{digits}", century(&digits, turned_hundred, today)),
        _ => return Err(form),
    };
    if !luhn_holds(&twelve[2..]) {
        return Err(IdentifierError::CheckDigit(kind));
    }
    match (kind, &twelve[6..8] >= "60") {
        (IdentifierKind::Personnummer, true) => Err(IdentifierError::IsSamordningsnummer),
        (IdentifierKind::Samordningsnummer, false) => Err(IdentifierError::IsPersonnummer),
        _ => Ok(twelve),
    }
}

/// The first two digits of the birth year, for a number of ten digits. With a hyphen it is the latest year that does
/// not put the birth after `today`; with a plus, which replaces the hyphen in the year a person turns 100, the latest
/// that is at least 100 years ago (folkbokföringslagen 18 §).
fn century(ten: &str, turned_hundred: bool, today: Date) -> i16 {
    let two = |at: usize| ten[at..at + 2].parse::<i16>().unwrap_or(0);
    let (year, month, day) = (two(0), two(2), two(4) % 60);
    let mut century = today.year() / 100;
    if turned_hundred {
        while century * 100 + year > today.year() - 100 {
            century -= 1;
        }
    } else if (century * 100 + year, month, day)
        > (today.year(), i16::from(today.month()), i16::from(today.day()))
    {
        century -= 1;
    }
    century
}

/// Whether the last of the digits is the Luhn check digit of those before it (ISO/IEC 7812-1 annex B).
fn luhn_holds(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// How sure it is that the number is the person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "level", rename_all = "snake_case")]
pub enum Verification {
    /// The person, or somebody with them, says so.
    Stated,
    /// Somebody has seen it on a paper.
    DocumentSeen {
        /// Who.
        by: UserId,
        /// The day.
        on: Date,
    },
    /// It was found in the register of the one who gives it.
    RegisterChecked {
        /// Who looked.
        by: UserId,
        /// The day.
        on: Date,
    },
}

impl Verification {
    /// The name used in the store and in message keys.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::DocumentSeen { .. } => "document_seen",
            Self::RegisterChecked { .. } => "register_checked",
        }
    }
}

/// A number of a person, with the days it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// Its id.
    pub id: IdentifierId,
    /// Whose it is.
    pub person: PersonId,
    /// The number, which knows its kind.
    pub value: IdentifierValue,
    /// Who gave it, as a country code (ISO 3166-1 alpha-2) or the name of an authority.
    pub issuer: Option<String>,
    /// The days it holds.
    pub interval: Interval,
    /// How sure it is.
    pub verification: Verification,
}

impl Identifier {
    /// The kind of number.
    pub fn kind(&self) -> IdentifierKind {
        self.value.kind()
    }
}
