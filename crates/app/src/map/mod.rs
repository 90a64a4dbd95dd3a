//! Who is responsible: actors, and the duties by law or decision.

pub mod actor;
pub mod duty;
