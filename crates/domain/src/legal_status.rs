//! The legal status of a person, dated, because it decides which duties and rates apply (rule 8).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    code::codes,
    interval::{EmptyInterval, Interval},
};

codes! {
    /// What a person is in the eyes of the law of reception.
    LegalStatus, "legal status" {
        /// Not yet known at the desk. An ordinary state of the first hours, not an error.
        Unknown = "unknown",
        /// Asylum seeker: lag (1994:137) 1 § 1.
        AsylumSeeker = "asylum_seeker",
        /// Temporary protection (massflykt): lag (1994:137) 1 § 2.
        TemporaryProtection = "temporary_protection",
        /// Child who came without a guardian: lag (1994:137) 3 §.
        UnaccompaniedChild = "unaccompanied_child",
        /// Newly arrived with a residence permit: lag (2016:38).
        NewlyArrived = "newly_arrived",
        /// Registered in the population register (folkbokförd).
        Registered = "registered",
    }
}

/// A legal status and the days it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusPeriod {
    /// The status.
    pub status: LegalStatus,
    /// The days.
    pub interval: Interval,
}

/// The status on a day; `Unknown` where nothing is recorded. Of two periods that hold at once the one that began
/// later counts, because a new decision replaces an older one.
pub fn status_on(periods: &[StatusPeriod], day: Date) -> LegalStatus {
    periods
        .iter()
        .filter(|period| period.interval.contains(day))
        .max_by_key(|period| period.interval.from())
        .map_or(LegalStatus::Unknown, |period| period.status)
}

/// The periods after a new status from `day` on: what held that day ends there, what would have begun later is
/// replaced, and the past stays as it was.
pub fn change_status(
    periods: &[StatusPeriod],
    status: LegalStatus,
    day: Date,
) -> Result<Vec<StatusPeriod>, EmptyInterval> {
    let mut changed = Vec::with_capacity(periods.len() + 1);
    for period in periods.iter().filter(|period| period.interval.from() < day) {
        let interval =
            if period.interval.ends_before(day) { period.interval } else { period.interval.ending(day)? };
        changed.push(StatusPeriod { status: period.status, interval });
    }
    changed.push(StatusPeriod { status, interval: Interval::since(day) });
    Ok(changed)
}
