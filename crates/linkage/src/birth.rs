//! Birth dates as they are told: partial, guessed, swapped, mistyped.

/// A birth date, or as much of one as was told. Parts that no calendar has (month 24) are kept as they stand, for they
/// are typing errors and still tell something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Birth(u32);

impl Birth {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self(0);

    /// From its parts; 0 for an unknown month or day. A year of 0 is an unknown date.
    pub fn new(year: u16, month: u8, day: u8) -> Self {
        if year == 0 {
            Self::UNKNOWN
        } else {
            Self(u32::from(year) << 16 | u32::from(month) << 8 | u32::from(day))
        }
    }

    /// Reads a date: `1984-03-07`, `19840307`, `1984-03`, `1984`, `7.3.1984`, `07/03/1984`. The day stands before the
    /// month where the year is last, unless only the other order is a date. Anything else is unknown.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let text = text.split(['T', ' ']).next().unwrap_or(text);
        let parts: Vec<&str> =
            text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let number = |part: &str| part.parse::<u16>().unwrap_or(0);
        let small = |part: &str| u8::try_from(number(part)).unwrap_or(0);
        let stated = text.chars().filter(char::is_ascii_alphabetic).count() == 0;
        match parts.as_slice() {
            _ if !stated => Self::UNKNOWN,
            [all] if all.len() == 8 => Self::new(number(&all[..4]), small(&all[4..6]), small(&all[6..])),
            [all] if all.len() == 6 => Self::new(number(&all[..4]), small(&all[4..]), 0),
            [year] if year.len() == 4 => Self::new(number(year), 0, 0),
            [year, month] if year.len() == 4 => Self::new(number(year), small(month), 0),
            [month, year] if year.len() == 4 => Self::new(number(year), small(month), 0),
            [year, month, day] if year.len() == 4 => Self::new(number(year), small(month), small(day)),
            [first, second, year] if year.len() == 4 => {
                let (day, month) = (small(first), small(second));
                if month > 12 && day <= 12 {
                    Self::new(number(year), day, month)
                } else {
                    Self::new(number(year), month, day)
                }
            }
            _ => Self::UNKNOWN,
        }
    }

    /// Whether anything is known.
    pub fn is_known(self) -> bool {
        self.0 != 0
    }

    /// The year; 0 if unknown.
    pub fn year(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// The month; 0 if unknown.
    pub fn month(self) -> u8 {
        ((self.0 >> 8) & 0xFF) as u8
    }

    /// The day; 0 if unknown.
    pub fn day(self) -> u8 {
        (self.0 & 0xFF) as u8
    }

    /// Day and month are known.
    pub fn is_full(self) -> bool {
        self.month() != 0 && self.day() != 0
    }

    /// 1 January: what authorities write when only the year is known, and a birthday like any other.
    pub fn is_new_year(self) -> bool {
        self.month() == 1 && self.day() == 1
    }

    /// The date as one number, for keys and counts.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The eight digits, four bits each.
    fn digits(self) -> u32 {
        let two = |number: u16| u32::from(TWO_DIGITS[usize::from(number % 100)]);
        let (year, month, day) = (self.year(), u16::from(self.month()), u16::from(self.day()));
        two(year / 100) << 24 | two(year) << 16 | two(month) << 8 | two(day)
    }
}

/// The two digits of each number below a hundred, four bits each: looked up a hundred million times in a large register.
const TWO_DIGITS: [u8; 100] = {
    let mut table = [0; 100];
    let mut number = 0;
    while number < 100 {
        table[number as usize] = number / 10 * 16 + number % 10;
        number += 1;
    }
    table
};

/// How two birth dates agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum BirthLevel {
    /// At least one is unknown.
    Missing,
    /// The same full date.
    Same,
    /// Both 1 January of the same year: perhaps only the year was known, twice.
    SameNewYear,
    /// Day and month exchanged.
    Swapped,
    /// The same day and month, the year one or two off.
    YearOff,
    /// One digit differs, or two neighbours changed places.
    OneDigit,
    /// The year and one of day and month are the same.
    TwoParts,
    /// The same year; one of them tells no more than that.
    YearOnly,
    /// The same year; one of them says 1 January, which often means no more than that.
    NewYearAgainstDay,
    /// The same year and another day.
    SameYear,
    /// At most two years apart.
    WithinTwo,
    /// At most ten years apart.
    WithinTen,
    /// Further apart.
    Apart,
}

impl BirthLevel {
    /// How many levels there are.
    pub const COUNT: usize = 13;

    /// All of them, by number.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Missing,
        Self::Same,
        Self::SameNewYear,
        Self::Swapped,
        Self::YearOff,
        Self::OneDigit,
        Self::TwoParts,
        Self::YearOnly,
        Self::NewYearAgainstDay,
        Self::SameYear,
        Self::WithinTwo,
        Self::WithinTen,
        Self::Apart,
    ];

    /// The agreement of two dates; the order does not matter.
    pub fn of(one: Birth, other: Birth) -> Self {
        if !one.is_known() || !other.is_known() {
            return Self::Missing;
        }
        let years = one.year().abs_diff(other.year());
        if one == other {
            return match (one.is_full(), one.is_new_year()) {
                (true, false) => Self::Same,
                (true, true) => Self::SameNewYear,
                (false, _) => Self::YearOnly,
            };
        }
        let full = one.is_full() && other.is_full();
        let (same_month, same_day) = (one.month() == other.month(), one.day() == other.day());
        if full {
            if years == 0 && one.month() == other.day() && one.day() == other.month() {
                return Self::Swapped;
            }
            let guess = one.is_new_year() || other.is_new_year();
            if same_month && same_day && years <= 2 {
                return if guess { Self::WithinTwo } else { Self::YearOff };
            }
            if years == 0 && guess {
                return Self::NewYearAgainstDay;
            }
            if is_one_slip(one.digits(), other.digits()) {
                return Self::OneDigit;
            }
            if years == 0 && (same_month || same_day) {
                return Self::TwoParts;
            }
        } else if years == 0 {
            let months_clash = one.month() != 0 && other.month() != 0 && !same_month;
            return if months_clash { Self::SameYear } else { Self::YearOnly };
        }
        match years {
            0 => Self::SameYear,
            1..=2 => Self::WithinTwo,
            3..=10 => Self::WithinTen,
            _ => Self::Apart,
        }
    }
}

/// Whether one digit differs, or two neighbours changed places; by digits of four bits each.
fn is_one_slip(one: u32, other: u32) -> bool {
    let differing = one ^ other;
    if differing == 0 {
        return false;
    }
    let last = differing.trailing_zeros() / 4 * 4;
    match differing >> last {
        0x01..=0x0F => true,
        0x10..=0xFF => {
            let (ones, others) = ((one >> last) as u8, (other >> last) as u8);
            ones.rotate_left(4) == others
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(one: &str, other: &str) -> BirthLevel {
        let (one, other) = (Birth::parse(one), Birth::parse(other));
        assert_eq!(BirthLevel::of(one, other), BirthLevel::of(other, one), "the order must not matter");
        BirthLevel::of(one, other)
    }

    #[test]
    fn dates_are_read_in_the_usual_forms() {
        for text in
            ["1984-03-07", "19840307", "7.3.1984", "07/03/1984", "1984-03-07T00:00:00", " 1984/03/07 "]
        {
            assert_eq!(Birth::parse(text), Birth::new(1984, 3, 7), "{text}");
        }
        assert_eq!(Birth::parse("3/27/1984"), Birth::new(1984, 3, 27));
        assert_eq!(Birth::parse("1984"), Birth::new(1984, 0, 0));
        assert_eq!(Birth::parse("1984-03"), Birth::new(1984, 3, 0));
        assert_eq!(Birth::parse("about 1984"), Birth::UNKNOWN);
        assert_eq!(Birth::parse(""), Birth::UNKNOWN);
    }

    #[test]
    fn each_way_of_being_wrong_has_its_level() {
        assert_eq!(level("1984-03-07", "1984-03-07"), BirthLevel::Same);
        assert_eq!(level("1984-01-01", "1984-01-01"), BirthLevel::SameNewYear);
        assert_eq!(level("1984-03-07", "1984-07-03"), BirthLevel::Swapped);
        assert_eq!(level("1984-03-07", "1985-03-07"), BirthLevel::YearOff);
        assert_eq!(level("1984-03-07", "1984-03-01"), BirthLevel::OneDigit);
        assert_eq!(level("1984-03-12", "1984-03-21"), BirthLevel::OneDigit);
        assert_eq!(level("1984-03-12", "1984-03-29"), BirthLevel::TwoParts);
        assert_eq!(level("1984", "1984-03-12"), BirthLevel::YearOnly);
        assert_eq!(level("1984-01-01", "1984-03-12"), BirthLevel::NewYearAgainstDay);
        assert_eq!(level("1984-05-30", "1984-03-12"), BirthLevel::SameYear);
        assert_eq!(level("1984-05-30", "1986-03-12"), BirthLevel::WithinTwo);
        assert_eq!(level("1984-05-30", "1991-03-12"), BirthLevel::WithinTen);
        assert_eq!(level("1984-05-30", "2001-03-12"), BirthLevel::Apart);
        assert_eq!(level("", "2001-03-12"), BirthLevel::Missing);
    }
}
