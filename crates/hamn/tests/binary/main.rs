//! The real binary, as an operator meets it: started in an empty folder, spoken to over HTTP, ended with a signal.

mod backup;
mod configuration;
mod demo;
mod operate;
mod process;
mod serve;
