#![doc = include_str!("../README.md")]
pub mod assignment;
mod changes;
pub mod command;
mod compatibility;
mod dual;
pub mod explain;
pub mod model;
mod pairs;
mod plan;
mod primal;
mod program;
pub mod reading;
mod reports;
mod solve;
pub mod verify;

pub use changes::{ChangeError, Moved};
pub use compatibility::{Fit, Rule};
pub use dual::{HomePrice, PRICE_SCALE, Prices};
pub use explain::{Explanation, Outcome};
pub use plan::{Certificate, Placement, Plan};
pub use reports::{Demand, GroupReport};
pub use solve::{Options, Phase, Progress, solve};
