//! The program as its users meet it: pages asked for and forms sent as each role.

mod admin;
mod app;
mod desk;
mod guards;
mod map;
mod overview;
mod request_log;
mod security;
mod sign_in;
