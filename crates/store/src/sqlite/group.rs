//! Writes that end in one commit, as in *Implementation Techniques for Main Memory Database Systems* (1984).

use std::sync::Arc;

use rusqlite::ffi;
use tokio::sync::watch;

/// One transaction, and those who wait for its end. It belongs to whoever has the turn; the others hold a [`Waiting`].
pub(super) struct Group {
    /// What each of those who have finished does when it is kept. It is done here, for a request may have gone away
    /// meanwhile.
    then: Vec<Then>,
    ended: watch::Sender<Option<Ending>>,
}

/// What is to be done when a write is kept.
pub(crate) type Then = Box<dyn FnOnce() + Send>;

/// How a transaction ended: kept, or lost and why.
type Ending = Result<(), Arc<rusqlite::Error>>;

/// The end of a transaction, to wait for.
pub(super) struct Waiting(watch::Receiver<Option<Ending>>);

impl Group {
    pub(super) fn new() -> Self {
        Self { then: Vec::new(), ended: watch::Sender::new(None) }
    }

    /// Somebody finished a part of the transaction.
    pub(super) fn finish(&mut self, then: Then) -> Waiting {
        self.then.push(then);
        Waiting(self.ended.subscribe())
    }

    /// How many have finished a part.
    pub(super) fn finished(&self) -> usize {
        self.then.len()
    }

    pub(super) fn end(self, ending: Result<(), rusqlite::Error>) {
        if ending.is_ok() {
            for then in self.then {
                then();
            }
        }
        self.ended.send_replace(Some(ending.map_err(Arc::new)));
    }
}

impl Waiting {
    /// Waits for the end.
    pub(super) async fn end(&mut self) -> Ending {
        match self.0.wait_for(Option::is_some).await {
            Ok(ending) => ending.clone().unwrap_or_else(|| Err(Arc::new(undone()))),
            Err(_) => Err(Arc::new(undone())),
        }
    }

    /// Whether this waits for the end of that transaction.
    pub(super) fn is_for(&self, group: &Group) -> bool {
        group.ended.subscribe().same_channel(&self.0)
    }
}

/// SQLite undid a whole transaction because of what another one who shared it did.
pub(super) fn undone() -> rusqlite::Error {
    let why = "the write shared its commit with one that failed".to_owned();
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_ABORT_ROLLBACK), Some(why))
}
