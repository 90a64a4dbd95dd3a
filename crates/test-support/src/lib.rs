#![doc = include_str!("../README.md")]
#![expect(
    clippy::missing_panics_doc,
    reason = "everything here panics if it fails: that is how a test fails"
)]

mod ambient;
mod cluster;
mod database;
mod disk;
mod municipality;

pub use ambient::{SeededDice, StillClock};
pub use cluster::OwnServer;
pub use database::{Kind, TestDatabase, run};
pub use disk::broken_disk;
pub use municipality::{Family, FamilyPlan, Municipality};

/// Makes two tests of every named `async fn(TestDatabase)`: one on SQLite, one on PostgreSQL. Once per module.
#[macro_export]
macro_rules! both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { $crate::run($crate::Kind::Sqlite, super::$name); })+
        }
        mod postgres {
            $(#[test] fn $name() { $crate::run($crate::Kind::Postgres, super::$name); })+
        }
    };
}
