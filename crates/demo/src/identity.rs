//! Numbers that never belong to a person, each given out at most once.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::data::Data;
use crate::dice::Dice;
use crate::model::{BirthDate, IdentityNumber, Sex};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Personnummer,
    Samordningsnummer,
}

/// What is left of Skatteverket's published test numbers.
pub(crate) struct TestNumbers(HashMap<(Kind, Sex, i16), Vec<&'static str>>);

impl TestNumbers {
    pub(crate) fn all(data: &Data) -> Self {
        let mut left: HashMap<_, Vec<_>> = HashMap::new();
        for (kind, numbers) in
            [(Kind::Personnummer, &data.personnummer), (Kind::Samordningsnummer, &data.samordningsnummer)]
        {
            for &digits in numbers {
                if let (Some(sex), Some(born)) = (sex(digits), born(kind, digits)) {
                    left.entry((kind, sex, born.year())).or_default().push(digits);
                }
            }
        }
        Self(left)
    }

    /// A number of someone of that sex and year of birth, and the date of birth the number states. None when they
    /// have run out, which is better than using one twice.
    pub(crate) fn take(
        &mut self,
        kind: Kind,
        sex: Sex,
        year: i16,
        dice: &mut Dice,
    ) -> Option<(IdentityNumber, BirthDate)> {
        let left = self.0.get_mut(&(kind, sex, year)).filter(|left| !left.is_empty())?;
        let digits = left.swap_remove(dice.index(left.len()));
        let number = match kind {
            Kind::Personnummer => IdentityNumber::Personnummer(digits),
            Kind::Samordningsnummer => IdentityNumber::Samordningsnummer(digits),
        };
        Some((number, born(kind, digits)?))
    }
}

/// The last digit but one is odd for men and even for women.
fn sex(digits: &str) -> Option<Sex> {
    let digit: u8 = digits.get(10..11)?.parse().ok()?;
    Some(if digit % 2 == 1 { Sex::Male } else { Sex::Female })
}

/// The date of birth a number states. A samordningsnummer may leave month or day unknown, or give a day the month
/// lacks; then only what can be true is believed.
fn born(kind: Kind, digits: &str) -> Option<BirthDate> {
    let year = digits.get(..4)?.parse().ok()?;
    let month: i8 = digits.get(4..6)?.parse().ok()?;
    let day: i8 = digits.get(6..8)?.parse().ok()?;
    let day = if kind == Kind::Samordningsnummer { day - 60 } else { day };
    Some(match Date::new(year, month, day) {
        Ok(date) => BirthDate::Day(date),
        Err(_) if (1..=12).contains(&month) => BirthDate::Month(year, month),
        Err(_) => BirthDate::Year(year),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_number_states_what_it_can() {
        assert_eq!(born(Kind::Personnummer, "198809142387"), Some(BirthDate::Day(date(1988, 9, 14))));
        assert_eq!(born(Kind::Samordningsnummer, "198809742387"), Some(BirthDate::Day(date(1988, 9, 14))));
        assert_eq!(born(Kind::Samordningsnummer, "198809602387"), Some(BirthDate::Month(1988, 9)));
        assert_eq!(born(Kind::Samordningsnummer, "198800602387"), Some(BirthDate::Year(1988)));
        assert_eq!(sex("198809142387"), Some(Sex::Female));
    }
}
