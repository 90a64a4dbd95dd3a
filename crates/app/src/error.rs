//! What a use case can answer instead of what was asked for. Each case has one HTTP status, in one table in `web`.

use serde::{Deserialize, Serialize};

/// A field that must be changed before the input can be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The name of the form field.
    pub field: String,
    /// The message, as a key of the languages crate.
    pub key: String,
    /// The message's arguments.
    pub args: Vec<(String, String)>,
}

/// Every problem of an input, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Notes a problem.
    pub fn add(&mut self, field: impl Into<String>, key: impl Into<String>) {
        self.0.push(Problem { field: field.into(), key: key.into(), args: Vec::new() });
    }

    /// Notes a problem whose message has arguments.
    pub fn add_with(&mut self, field: impl Into<String>, key: impl Into<String>, args: &[(&str, &str)]) {
        let args = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.0.push(Problem { field: field.into(), key: key.into(), args });
    }

    /// `Ok` if there is none.
    pub fn check(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }

    /// One problem alone.
    pub fn one(field: impl Into<String>, key: impl Into<String>) -> Error {
        let mut problems = Self::default();
        problems.add(field, key);
        Error::Invalid(problems)
    }
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record, or its existence is not this person's to know.
    #[error("not found")]
    NotFound,
    /// The record is known to the person, and the act is not theirs to do.
    #[error("not allowed")]
    Forbidden,
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    SignedOut,
    /// The input must be changed.
    #[error("{} problems in the input", .0.0.len())]
    Invalid(Problems),
    /// Somebody else changed the record since it was shown.
    #[error("the record was changed by somebody else")]
    Conflict {
        /// The version the change was based on.
        based_on: i64,
        /// The version stored now.
        now: i64,
    },
    /// The same form was sent with other content.
    #[error("the form was already sent with other content")]
    AlreadySent,
    /// A transition that the domain refuses; the text is a message key.
    #[error("refused: {0}")]
    Refused(String),
    /// Too many tries; try again later.
    #[error("too many tries")]
    TooMany,
    /// The database cannot be written just now.
    #[error("the database cannot be written at the moment")]
    Unwritable,
    /// The database cannot be reached just now; whether the write was kept is not known.
    #[error("the database cannot be reached at the moment")]
    Unreachable,
    /// A fault of the program or the database; logged once, at the border.
    #[error(transparent)]
    Broken(store::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Conflict { based_on, now } => Self::Conflict { based_on, now },
            store::Error::Mismatch(_) => Self::AlreadySent,
            store::Error::Unwritable(cause) => {
                tracing::error!(%cause, "the database refused a write");
                Self::Unwritable
            }
            store::Error::Unreachable(cause) => {
                tracing::error!(%cause, "the database cannot be reached");
                Self::Unreachable
            }
            other => Self::Broken(other),
        }
    }
}
