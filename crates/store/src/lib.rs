#![doc = include_str!("../README.md")]

pub mod ambient;
mod answer;
pub mod backup;
mod batch;
mod change;
mod connection;
mod dialect;
mod error;
mod held;
pub mod identity;
mod map;
mod migrate;
mod open;
pub mod outbox;
pub mod overview;
pub mod receive;
pub mod retention;
pub mod sql;
mod sqlite;
pub mod vault;

pub use ambient::{Clock, Dice};
pub use answer::{Attempt, Mismatch};
pub use change::{Change, Entry, Verdict};
pub use error::{Cause, Error};
pub use held::long;
pub use map::ResponsibilityMap;
pub use migrate::Schema;
pub use open::{Changed, Reader, Store, Tenant, USUAL_ROOM, Who, Writer};
pub use sql::Row;
pub use sqlite::MOST_AT_ONCE;
