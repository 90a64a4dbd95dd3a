//! The one interval type. Every date arithmetic of reception goes through here, so that "until Friday" means the
//! same in a stay, a duty, a membership and a block.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days, or the nights that begin on them, from `from` up to but not including `to`; without `to` it has no end.
///
/// Half-open, because a household that leaves a bed on Friday and one that comes on Friday do not meet: `[from, to)`
/// makes them adjacent, and the nights of adjacent intervals add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Bare", into = "Bare")]
pub struct Interval {
    from: Date,
    to: Option<Date>,
}

/// The unchecked form that serde reads, so that no interval comes in from outside without passing the constructor.
#[derive(Serialize, Deserialize)]
struct Bare {
    from: Date,
    to: Option<Date>,
}

impl TryFrom<Bare> for Interval {
    type Error = EmptyInterval;

    fn try_from(bare: Bare) -> Result<Self, Self::Error> {
        Interval::new(bare.from, bare.to)
    }
}

impl From<Interval> for Bare {
    fn from(interval: Interval) -> Self {
        Bare { from: interval.from, to: interval.to }
    }
}

/// The interval would contain no day.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("an interval from {from} to {to} contains no day: give an end after the start")]
pub struct EmptyInterval {
    /// The first day asked for.
    pub from: Date,
    /// The end asked for.
    pub to: Date,
}

/// How two intervals lie to each other, seen from the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same days.
    Equal,
    /// All days of the other, and more.
    Containing,
    /// All its days are in the other, which has more.
    Contained,
    /// Some days in common, and each has days of its own.
    Overlapping,
    /// No day in common and no day between.
    Adjacent,
    /// No day in common and at least one between.
    Disjoint,
}

impl Interval {
    /// The days from `from` up to but not including `to`.
    pub fn new(from: Date, to: Option<Date>) -> Result<Self, EmptyInterval> {
        match to {
            Some(to) if to <= from => Err(EmptyInterval { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// The days from `from` up to but not including `to`, both known.
    pub fn between(from: Date, to: Date) -> Result<Self, EmptyInterval> {
        Self::new(from, Some(to))
    }

    /// The days from `from` on, with no end known.
    pub fn since(from: Date) -> Self {
        Self { from, to: None }
    }

    /// The first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// The first day after it, if it ends.
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Whether no end is known.
    pub fn is_open_ended(&self) -> bool {
        self.to.is_none()
    }

    /// Whether the day, or the night that begins on it, belongs to the interval.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether every day of `other` belongs to this interval.
    pub fn encloses(&self, other: &Interval) -> bool {
        self.from <= other.from && ends_no_later(other.to, self.to)
    }

    /// Whether the two have a day in common.
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }

    /// Whether one begins on the day the other ends.
    pub fn is_adjacent(&self, other: &Interval) -> bool {
        self.to == Some(other.from) || other.to == Some(self.from)
    }

    /// Whether the whole interval lies before `day`: its last day is an earlier one.
    pub fn ends_before(&self, day: Date) -> bool {
        self.to.is_some_and(|to| to <= day)
    }

    /// How it lies to `other`.
    pub fn relation(&self, other: &Interval) -> Relation {
        if self == other {
            Relation::Equal
        } else if self.encloses(other) {
            Relation::Containing
        } else if other.encloses(self) {
            Relation::Contained
        } else if self.overlaps(other) {
            Relation::Overlapping
        } else if self.is_adjacent(other) {
            Relation::Adjacent
        } else {
            Relation::Disjoint
        }
    }

    /// The days both have, if any.
    pub fn intersection(&self, other: &Interval) -> Option<Interval> {
        if !self.overlaps(other) {
            return None;
        }
        let to = if ends_no_later(self.to, other.to) { self.to } else { other.to };
        Some(Self { from: self.from.max(other.from), to })
    }

    /// The days of both as one interval, if no day lies between them.
    pub fn union(&self, other: &Interval) -> Option<Interval> {
        if !self.overlaps(other) && !self.is_adjacent(other) {
            return None;
        }
        let to = if ends_no_later(self.to, other.to) { other.to } else { self.to };
        Some(Self { from: self.from.min(other.from), to })
    }

    /// How many nights it has; an interval without an end has no number.
    pub fn nights(&self) -> Option<u32> {
        let to = self.to?;
        let days = to.duration_since(self.from).as_hours() / 24;
        // The constructor puts `to` after `from`, and all of the calendar is under four million days.
        u32::try_from(days).ok()
    }

    /// The same start with the end moved to `to`.
    pub fn ending(&self, to: Date) -> Result<Interval, EmptyInterval> {
        Self::between(self.from, to)
    }

    /// Every day, in order; without an end, up to the end of the calendar.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let to = self.to;
        std::iter::successors(Some(self.from), |day| day.tomorrow().ok())
            .take_while(move |day| to.is_none_or(|to| *day < to))
    }
}

/// Whether an end comes no later than another, where no end is later than every end.
fn ends_no_later(end: Option<Date>, other: Option<Date>) -> bool {
    match (end, other) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(end), Some(other)) => end <= other,
    }
}
