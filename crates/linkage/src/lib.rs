#![doc = include_str!("../README.md")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "records are numbered in 32 bits, counts stay far below 2^52, and weights need no more than single precision"
)]

pub mod birth;
mod block;
pub mod bulk;
pub mod canonical;
pub mod cluster;
pub mod command;
pub mod compare;
mod consensus;
mod equivalents;
pub mod estimate;
pub mod explain;
pub mod frequency;
pub mod index;
pub mod letters;
pub mod model;
pub mod names;
pub mod people;
pub mod schema;
mod shipped;
mod sieve;
pub mod spelling;
pub mod values;
