//! Users, the first run, looking through another role, and the log.

mod audit;
mod claim;
pub(crate) mod user;
mod view_as;

use app::Problems;
use domain::Interval;
use jiff::civil::Date;
use languages::key;

use crate::{Routes, form::Fields};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.merge(user::routes).merge(claim::routes).merge(view_as::routes).merge(audit::routes)
}

/// One field of a record that two people changed: what was typed, and what is stored now.
pub(crate) struct Difference {
    pub(crate) label: String,
    pub(crate) yours: String,
    pub(crate) theirs: String,
}

impl Difference {
    pub(crate) fn new(label: &str, yours: impl Into<String>, theirs: impl Into<String>) -> Self {
        Self { label: label.to_owned(), yours: yours.into(), theirs: theirs.into() }
    }

    pub(crate) fn differs(&self) -> bool {
        self.yours != self.theirs
    }
}

/// The days from `from` up to `to`, as typed.
pub(crate) fn interval(fields: &Fields, problems: &mut Problems) -> Option<Interval> {
    let mut day = |name: &str| match fields.text(name) {
        "" => Ok(None),
        text => text.parse::<Date>().map(Some).map_err(|_| problems.add(name, key!("admin-problem-date"))),
    };
    let (from, to) = (day("from").ok()?, day("to").ok()?);
    let Some(from) = from else {
        problems.add("from", key!("admin-problem-date"));
        return None;
    };
    let interval = Interval::new(from, to).ok();
    if interval.is_none() {
        problems.add("to", key!("error-date-order"));
    }
    interval
}

/// A day as a form's field holds it.
pub(crate) fn day_text(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
