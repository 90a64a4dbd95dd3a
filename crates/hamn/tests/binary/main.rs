//! The real binary, as an operator meets it: started in an empty folder, spoken to over HTTP, ended with a signal.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing has failed, and says where")]

mod backup;
mod configuration;
mod demo;
mod disk;
mod operate;
mod process;
mod serve;
