//! x
mod compatibility;
pub mod model;
mod pairs;
pub mod reading;
mod dual;
mod primal;
pub mod probe;
