//! Public holidays and working days.

use std::collections::BTreeMap;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::{DeadlineError, Source, Validity};

/// The public holidays of the years that are known.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub(crate) covers: Validity,
    pub(crate) holidays: BTreeMap<Date, String>,
    pub(crate) sources: Vec<Source>,
}

impl Calendar {
    /// The name of the public holiday on the day.
    pub fn holiday(&self, day: Date) -> Option<&str> {
        self.holidays.get(&day).map(String::as_str)
    }

    /// The days for which holidays are known.
    pub fn covers(&self) -> Validity {
        self.covers
    }

    /// Where the holidays come from.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Whether the day is neither Saturday, Sunday nor a public holiday.
    ///
    /// A day outside the known years is an error: a deadline that silently ignores Christmas is worse than none.
    pub fn is_working_day(&self, day: Date) -> Result<bool, DeadlineError> {
        if !self.covers.contains(day) {
            return Err(DeadlineError::OutsideCalendar { day, covers: self.covers });
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!weekend && !self.holidays.contains_key(&day))
    }

    /// The day that lies `count` working days after `day`. The day itself is not counted, whether it is a working day
    /// or not, and zero gives the day itself.
    pub fn add_working_days(&self, day: Date, count: u16) -> Result<Date, DeadlineError> {
        let mut reached = day;
        let mut left = count;
        while left > 0 {
            reached = reached.checked_add(1.day()).map_err(|_| DeadlineError::TooFar { day })?;
            if self.is_working_day(reached)? {
                left -= 1;
            }
        }
        Ok(reached)
    }
}
