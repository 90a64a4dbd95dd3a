#![doc = include_str!("../README.md")]

mod arg;
mod isolation;
mod lang;
mod names;
mod speaker;
mod voice;

pub use arg::{Arg, Count};
pub use lang::{Direction, Lang, UnknownLang};
pub use speaker::{Languages, LoadError, Said, Speaker};
