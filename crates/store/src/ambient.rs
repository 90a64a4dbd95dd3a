//! The two things the world hands in: time and chance.
//!
//! Both are parameters everywhere, so that every test is exact and every snapshot repeatable. The real ones live in
//! the binary; standing clocks and seeded dice live in `test-support`.

use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Draws random bytes that nobody can guess.
pub trait Dice: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Dice + '_ {
    /// Draws an id, a key, a nonce: any array of bytes.
    pub fn draw<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }
}
