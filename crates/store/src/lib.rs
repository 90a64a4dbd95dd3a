#![doc = include_str!("../README.md")]

pub mod ambient;
mod answer;
pub mod backup;
mod change;
mod connection;
mod dialect;
mod error;
pub mod identity;
mod map;
mod open;
pub mod outbox;
pub mod overview;
pub mod receive;
pub mod retention;
pub mod sql;
pub mod vault;

pub use ambient::{Clock, Dice};
pub use answer::{Attempt, Mismatch};
pub use change::{Change, Entry, Verdict};
pub use error::Error;
pub use open::{Changed, Reader, Schema, Store, Tenant, USUAL_ROOM, Who, Writer};
pub use sql::Row;
