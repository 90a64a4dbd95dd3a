//! The program as its users meet it: pages asked for and forms sent as each role.

mod admin;
mod app;
mod chain;
mod desk;
mod guards;
mod homes;
mod import;
mod map;
mod newcomer;
mod overview;
mod referral;
mod security;
mod sign_in;
