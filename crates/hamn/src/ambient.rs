//! The real time and the real chance: the one place where the program asks the machine for either.

use jiff::Timestamp;
use rand::{TryRng as _, rngs::SysRng};
use store::{Clock, Dice};

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "here the time is handed in; everywhere else it is a parameter"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness: every id, key and one-time link comes from here.
pub(crate) struct SystemDice;

impl Dice for SystemDice {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness every secret would be guessable, so there is nothing to go on with.
        if SysRng.try_fill_bytes(bytes).is_err() {
            eprintln!(
                "hamn: the operating system gives no random numbers; no secret could be made, so hamn ends"
            );
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let dice: &dyn Dice = &SystemDice;
        assert_ne!(dice.draw::<32>(), dice.draw::<32>());
    }
}
