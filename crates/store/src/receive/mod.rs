//! Receiving: people, households, the safety chain, homes.

pub mod access_log;
pub mod consent;
pub mod gaps;
pub mod home;
pub mod household;
pub mod import;
pub mod likeness;
pub mod link;
pub mod newcomer;
pub mod person;
pub mod referral;
pub mod search;
pub mod stay;
