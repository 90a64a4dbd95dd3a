#![doc = include_str!("../README.md")]

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
pub mod spelling;
pub mod values;
