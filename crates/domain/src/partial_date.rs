//! Birth dates as people know them: whole, in part, or not at all.
//!
//! Many countries' papers give a year only, and "1 January" written for "unknown" makes thousands of people share a
//! birthday. So the part that is known is kept, and every question about age is answered with the whole range.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The age from which a person is an adult (föräldrabalken 9 kap. 1 §).
pub const ADULT_AGE: u16 = 18;

/// The first birth year that is believed: nobody now in reception was born earlier.
pub const FIRST_BIRTH_YEAR: i16 = 1900;

/// A year of the calendar, 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Year(Date);

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct YearMonth(Date);

impl Year {
    /// The year, if it has four digits.
    pub fn new(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then(|| Date::new(year, 1, 1).ok().map(Self)).flatten()
    }

    /// The number of the year.
    pub fn get(self) -> i16 {
        self.0.year()
    }
}

impl YearMonth {
    /// The month, if the year has four digits and the month is one of twelve.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        Year::new(year)?;
        Date::new(year, month, 1).ok().map(Self)
    }

    /// The number of the year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The number of the month.
    pub fn month(self) -> i8 {
        self.0.month()
    }
}

/// As much of a date as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// Nothing is known.
    Unknown,
    /// Only the year.
    Year(Year),
    /// The year and the month.
    YearMonth(YearMonth),
    /// The whole date.
    Full(Date),
}

/// The text is not a date or a part of one.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("this is not a date: write 1984, 1984-03 or 1984-03-07, or leave it empty if it is not known")]
pub struct PartialDateError;

/// The date cannot be the birth date of a person in reception.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum BirthDateError {
    /// Before 1900.
    #[error(
        "a birth year before {FIRST_BIRTH_YEAR} cannot be right: check the year, or leave it empty if it is not known"
    )]
    TooEarly,
    /// Later than the day given.
    #[error("the birth date is later than {today}: check the year, or leave it empty if it is not known")]
    AfterToday {
        /// The day it was compared with.
        today: Date,
    },
}

/// The ages a person can have on a day, given what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AgeRange {
    /// The person is at least this old.
    pub min: u16,
    /// The person is at most this old; nothing is known without a birth year.
    pub max: Option<u16>,
}

impl PartialDate {
    /// The earliest day it can mean.
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(Year(first)) | Self::YearMonth(YearMonth(first)) => Some(first),
            Self::Full(date) => Some(date),
        }
    }

    /// The latest day it can mean.
    pub fn latest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(Year(first)) => Some(first.last_of_year()),
            Self::YearMonth(YearMonth(first)) => Some(first.last_of_month()),
            Self::Full(date) => Some(date),
        }
    }

    /// The year, if it is known.
    pub fn year(self) -> Option<i16> {
        self.earliest().map(Date::year)
    }

    /// Whether the whole date is known.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Refuses what cannot be a birth date on `today`; a date that is not known passes.
    pub fn check_birth(self, today: Date) -> Result<Self, BirthDateError> {
        match self.earliest() {
            Some(earliest) if earliest.year() < FIRST_BIRTH_YEAR => Err(BirthDateError::TooEarly),
            Some(earliest) if earliest > today => Err(BirthDateError::AfterToday { today }),
            _ => Ok(self),
        }
    }

    /// The ages a person born then can have on `day`.
    pub fn age_on(self, day: Date) -> AgeRange {
        AgeRange {
            min: self.latest().map_or(0, |birth| whole_years(birth, day)),
            max: self.earliest().map(|birth| whole_years(birth, day)),
        }
    }

    /// Whether the person may be under 18 on `day`. Whoever may be a child is treated as one, so an unknown birth
    /// date counts.
    pub fn may_be_child(self, day: Date) -> bool {
        self.age_on(day).min < ADULT_AGE
    }

    /// Whether the person is 18 or older on `day` whatever the unknown part is.
    pub fn is_surely_adult(self, day: Date) -> bool {
        !self.may_be_child(day)
    }
}

/// Whole years from birth to a day; 0 before birth. Who is born on 29 February turns a year older on 1 March of a
/// common year: the reading that keeps a child a child for the longer time.
fn whole_years(birth: Date, day: Date) -> u16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    let years = i32::from(day.year()) - i32::from(birth.year()) - i32::from(!had_birthday);
    u16::try_from(years).unwrap_or(0)
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Unknown);
        }
        let parts: Vec<&str> = text.split('-').collect();
        let widths_fit = parts.iter().zip([4, 2, 2]).all(|(part, width)| part.len() == width);
        if !widths_fit || !parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(PartialDateError);
        }
        let number = |part: &str| part.parse::<i16>().map_err(|_| PartialDateError);
        let small = |part: &str| part.parse::<i8>().map_err(|_| PartialDateError);
        let parsed = match parts.as_slice() {
            [year] => Year::new(number(year)?).map(Self::Year),
            [year, month] => YearMonth::new(number(year)?, small(month)?).map(Self::YearMonth),
            [year, month, day] => YearMonth::new(number(year)?, small(month)?)
                .and_then(|first| Date::new(first.year(), first.month(), small(day).ok()?).ok())
                .map(Self::Full),
            _ => None,
        };
        parsed.ok_or(PartialDateError)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => Ok(()),
            Self::Year(year) => write!(f, "{:04}", year.get()),
            Self::YearMonth(month) => write!(f, "{:04}-{:02}", month.year(), month.month()),
            Self::Full(date) => write!(f, "{date}"),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = PartialDateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}
