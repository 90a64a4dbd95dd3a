//! x
mod compatibility;
pub mod model;
mod pairs;
pub mod reading;
mod dual;
pub mod probe;
