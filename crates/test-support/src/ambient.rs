//! Time that stands still until it is moved, and chance that repeats itself.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rand::{Rng as _, SeedableRng as _, rngs::ChaCha8Rng};
use store::{Clock, Dice};
use uuid::Uuid;

/// A clock that stands still until the test moves it. It begins on Monday 2 March 2026 at 08:00 UTC.
#[derive(Debug)]
pub struct StillClock(Mutex<Timestamp>);

impl StillClock {
    /// A clock that stands at an instant, such as `2026-03-02T08:00:00Z`.
    pub fn at(instant: &str) -> Self {
        Self(Mutex::new(instant.parse().expect("an instant such as 2026-03-02T08:00:00Z")))
    }

    /// Moves it to an instant.
    pub fn set(&self, instant: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = instant;
    }

    /// Moves it on.
    pub fn advance(&self, by: SignedDuration) {
        let mut instant = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *instant += by;
    }

    /// The day in Sweden.
    pub fn today(&self) -> Date {
        let zone = TimeZone::get("Europe/Stockholm").expect("the time zone database has Europe/Stockholm");
        self.now().to_zoned(zone).date()
    }
}

impl Default for StillClock {
    fn default() -> Self {
        Self::at("2026-03-02T08:00:00Z")
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Chance from a seed: the same draws in every run, and never the same draw twice.
#[derive(Debug)]
pub struct SeededDice(Mutex<ChaCha8Rng>);

impl SeededDice {
    /// Dice that repeat themselves.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }

    /// Draws an id.
    pub fn id<T: From<Uuid>>(&self) -> T {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().into()
    }

    /// Draws a number from 0 up to and not including `end`.
    pub fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }
}

impl Dice for SeededDice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}
