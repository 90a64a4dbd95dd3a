//! Who is responsible: actors and duties.

mod actor;
mod duty;
