//! The program as its users meet it: pages asked for and forms sent as each role.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails at that line")]

mod admin;
mod alike;
mod app;
mod chain;
mod clock;
mod desk;
mod guards;
mod homes;
mod import;
mod map;
mod members;
mod newcomer;
mod overview;
mod referral;
mod security;
mod sign_in;
