//! Folding the write-ahead log into the file.
//!
//! SQLite begins the log anew when all of it is folded and nobody reads it any more. While somebody always writes, folding
//! beside them never gets that far: the log grows until a write has to fold 64 MB of it, and everybody waits a tenth of a
//! second. So a long log is folded beside the writes until little is left, and the rest while nobody may write.

use std::{sync::Arc, time::Duration};

use rusqlite::Connection;

use super::{BUSY, Pool};
use crate::{Error, held::held};

/// A log of so many pages is to begin anew.
pub(super) const LONG: i64 = 8_000;

/// So few pages are folded in some milliseconds.
const FEW: i64 = 500;

/// Each time is shorter than the one before, unless the disk folds more slowly than somebody writes.
const TIMES: usize = 4;

/// How long those who write wait for those who still read the log.
const READERS_MAY: Duration = Duration::from_millis(20);

/// How many pages the log holds, and how many of them are folded.
struct Log {
    pages: i64,
    folded: i64,
}

/// Folds as much as can be. Gives how many pages the log holds.
pub(crate) async fn fold(read: &Arc<Pool>, write: &Arc<Pool>) -> Result<i64, Error> {
    let turn = read.acquire().await?;
    let pages = held(|| fold_beside(&turn))?;
    drop(turn);
    if pages < LONG {
        return Ok(pages);
    }
    let turn = write.acquire().await?;
    held(|| {
        turn.busy_timeout(READERS_MAY)?;
        let log = checkpoint(&turn, "RESTART");
        turn.busy_timeout(BUSY)?;
        Ok(log?.pages)
    })
}

fn fold_beside(connection: &Connection) -> Result<i64, rusqlite::Error> {
    let mut log = checkpoint(connection, "PASSIVE")?;
    for _ in 1..TIMES {
        if log.pages < LONG {
            break;
        }
        let before = log.folded;
        log = checkpoint(connection, "PASSIVE")?;
        if log.folded - before < FEW {
            break;
        }
    }
    Ok(log.pages)
}

fn checkpoint(connection: &Connection, how: &str) -> Result<Log, rusqlite::Error> {
    connection.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| {
        Ok(Log { pages: row.get("log")?, folded: row.get("checkpointed")? })
    })
}
