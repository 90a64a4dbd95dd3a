#![doc = include_str!("../README.md")]

mod action;
mod decide;
mod entities;
mod principal;
pub mod resource;
pub mod scope;

pub use action::Action;
pub use decide::{Access, Decision, NO_RULE_PERMITS, PolicyError, Rule};
pub use principal::{Newcomer, Principal, Purpose, UnknownPurpose};
pub use resource::{Kind, Resource};

#[cfg(test)]
mod tests;
