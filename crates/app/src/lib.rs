#![doc = include_str!("../README.md")]

pub mod admin;
mod context;
mod error;
pub mod first_run;
pub mod map;
pub mod outbox;
pub mod overview;
pub mod receive;
pub mod scheduler;
pub mod set_up;
mod shutdown;
pub mod sign_in;

use std::sync::Arc;

use access::Access;
use languages::Languages;
use messages::Post;
use policy::Policy;
use store::{Clock, Dice, Store};

pub use context::{Asked, Context, Viewing};
pub use error::{Error, Problem, Problems};
pub use shutdown::{Shutdown, Stop};

/// Everything a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// What is remembered.
    pub store: Store,
    /// Dated rules of the state and of the municipality.
    pub policy: Arc<Policy>,
    /// Who may do what.
    pub access: Arc<Access>,
    /// The words.
    pub languages: Languages,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
    /// Where letters go.
    pub post: Post,
    /// What the operator decided.
    pub settings: Arc<Settings>,
    /// Figures counted last.
    pub figures: overview::Cache,
    /// Everybody who may be found by name.
    pub known: receive::known::Known,
}

/// What the operator decided, once, at start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address people type, without a slash at the end: `https://hamn.kommun.example`.
    pub public_url: String,
    /// How long a session may rest before it ends.
    pub session_idle: jiff::SignedDuration,
    /// How long a session lives however busy it is.
    pub session_life: jiff::SignedDuration,
    /// Shows the demo's mailbox and says on every page that the people are made up.
    pub demo: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8400".to_owned(),
            session_idle: jiff::SignedDuration::from_mins(60),
            session_life: jiff::SignedDuration::from_hours(12),
            demo: false,
        }
    }
}

impl App {
    /// The civil day it is where the reception works.
    pub fn today(&self) -> jiff::civil::Date {
        self.clock.now().to_zoned(time_zone()).date()
    }
}

/// The time zone in which Swedish days begin.
pub fn time_zone() -> jiff::tz::TimeZone {
    // The zone is compiled in; UTC would be wrong by an hour or two and still better than a crash.
    jiff::tz::TimeZone::get("Europe/Stockholm").unwrap_or(jiff::tz::TimeZone::UTC)
}
