//! Receiving: arrivals, households, the safety chain, homes.

pub mod alike;
pub mod chain;
pub mod export;
pub mod gaps;
pub mod history;
pub mod home;
pub mod household;
pub mod import;
pub mod known;
pub mod link;
pub mod members;
pub mod newcomer;
pub mod referral;
pub mod register;
pub mod search;
pub mod settle;
pub mod stay;
