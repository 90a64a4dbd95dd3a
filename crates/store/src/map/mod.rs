//! Who is responsible: actors and duties.

mod actor;
mod duty;
mod known;

pub(crate) use self::known::KnownMaps;
pub use self::known::ResponsibilityMap;
