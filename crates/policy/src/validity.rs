//! From when until when a rule is in force.

use jiff::{ToSpan, civil::Date};

/// The days on which a rule is in force, both ends included.
///
/// Nights are counted in half-open intervals elsewhere; a statute names the last day it applies, and whoever compares
/// the file with the statute should find that day in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Validity {
    /// The first day.
    pub from: Date,
    /// The last day, or nothing while no end is known.
    pub to: Option<Date>,
}

impl Validity {
    /// Whether the rule is in force on the day.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether some day belongs to both.
    pub fn overlaps(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }

    /// The first day after the rule's last.
    pub(crate) fn next(self) -> Option<Date> {
        self.to.and_then(|to| to.checked_add(1.day()).ok())
    }
}
