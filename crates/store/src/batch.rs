//! Ids that lie together in every index.

use std::sync::{Mutex, PoisonError};

use domain::{HouseholdId, IdBatch};

use crate::{Dice, Store};

/// How many households begin alike: their rows fill a few pages of each index, and nobody learns much from being one of
/// so many.
const HOUSEHOLDS: u32 = 64;

/// The batch that is being filled. Each process has its own.
#[derive(Default)]
pub(crate) struct Batch(Mutex<(IdBatch, u32)>);

impl Batch {
    fn next(&self, dice: &dyn Dice) -> IdBatch {
        let (batch, left) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *left == 0 {
            (*batch, *left) = (dice.draw(), HOUSEHOLDS);
        }
        *left -= 1;
        *batch
    }
}

impl Store {
    /// Makes the id of a new household.
    pub fn household_id(&self) -> HouseholdId {
        HouseholdId::in_batch(self.batch().next(self.dice()), self.dice().draw())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Counter(Mutex<u8>);

    impl Dice for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            let mut next = self.0.lock().unwrap();
            *next += 1;
            bytes.fill(*next);
        }
    }

    #[test]
    fn a_batch_is_full_after_so_many_households() {
        let (batch, dice) = (Batch::default(), Counter(Mutex::new(0)));
        let mut times = BTreeMap::new();
        for _ in 0..=HOUSEHOLDS * 2 {
            *times.entry(batch.next(&dice)).or_insert(0) += 1;
        }
        assert_eq!(times, BTreeMap::from([([1; 4], HOUSEHOLDS), ([2; 4], HOUSEHOLDS), ([3; 4], 1)]));
    }
}
