//! How full a home is.

use std::{collections::BTreeSet, iter::Sum};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Block, Home, Stay};
use crate::{id::BedId, interval::Interval};

/// The beds of a home on a night, or the bed-nights of several nights. Always
/// `total = blocked + occupied + allocable`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupancy {
    /// All beds; none on a night on which the home cannot be lived in.
    pub total: u32,
    /// Beds that cannot be slept in, and are not. A bed that was blocked under a sleeping household counts as
    /// occupied until somebody has found them another.
    pub blocked: u32,
    /// Beds promised to a household, whether or not it is known who sleeps in each.
    pub occupied: u32,
    /// Beds that can still be given.
    pub allocable: u32,
    /// People placed beyond the beds: those in a stay without a bed of their own, and everybody in a stay on a night
    /// on which the home cannot be lived in.
    pub over_full: u32,
}

impl Sum for Occupancy {
    fn sum<I: Iterator<Item = Self>>(nights: I) -> Self {
        nights.fold(Self::default(), |sum, night| Self {
            total: sum.total + night.total,
            blocked: sum.blocked + night.blocked,
            occupied: sum.occupied + night.occupied,
            allocable: sum.allocable + night.allocable,
            over_full: sum.over_full + night.over_full,
        })
    }
}

/// How full the home is on the night that begins on a day. Stays and blocks of other homes may be given; they do
/// not count.
pub fn occupancy_on(home: &Home, stays: &[Stay], blocks: &[Block], night: Date) -> Occupancy {
    let here: Vec<&Stay> =
        stays.iter().filter(|stay| stay.home == home.id && stay.nights.contains(night)).collect();
    if !home.interval.contains(night) {
        let stranded = here.iter().map(|stay| stay.beds.len() + stay.without_bed.len()).sum();
        return Occupancy { over_full: count(stranded), ..Occupancy::default() };
    }
    let beds: BTreeSet<BedId> = home.beds().collect();
    let promised: BTreeSet<BedId> =
        here.iter().flat_map(|stay| stay.beds.iter().map(|(bed, _)| *bed)).collect();
    let closed =
        |bed: &BedId| blocks.iter().any(|block| block.interval.contains(night) && block.beds.contains(bed));
    let occupied = beds.intersection(&promised).count();
    let blocked = beds.difference(&promised).filter(|bed| closed(bed)).count();
    Occupancy {
        total: count(beds.len()),
        blocked: count(blocked),
        occupied: count(occupied),
        allocable: count(beds.len() - occupied - blocked),
        over_full: count(here.iter().map(|stay| stay.without_bed.len()).sum()),
    }
}

/// How full the home is on each night of a period; of one without an end, nothing.
pub fn occupancy_over(
    home: &Home,
    stays: &[Stay],
    blocks: &[Block],
    period: Interval,
) -> Vec<(Date, Occupancy)> {
    if period.is_open_ended() {
        return Vec::new();
    }
    period.days().map(|night| (night, occupancy_on(home, stays, blocks, night))).collect()
}

/// No home has four thousand million beds.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
