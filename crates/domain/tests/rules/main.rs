//! The rules of reception, tried against brute force and random histories.

#![expect(clippy::unwrap_used, reason = "an unwrap that fails in a test is a failed test")]

mod accountability;
mod admission;
mod duty;
mod home;
mod household;
mod identifier;
mod interval;
mod link_table;
mod made_up;
mod name;
mod partial_date;
mod referral;
mod words;
