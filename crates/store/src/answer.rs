//! Idempotency: the same submit sent again, in parallel or after a crash, has one effect and one answer.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Error, Row, Writer, args, sql, sql::FromRow};

/// What a form or an API client sends with a write: a key drawn for this one act, and what the act was.
#[derive(Clone, Copy, Debug)]
pub struct Attempt {
    /// The key: random, made when the form was shown.
    pub key: Uuid,
    /// The fingerprint of the act and its content.
    pub body_hash: [u8; 32],
}

impl Attempt {
    /// Fingerprints the act (its route) and its content.
    pub fn new(key: Uuid, act: &str, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(act.as_bytes());
        hash.update([0]);
        hash.update(body);
        Self { key, body_hash: hash.finalize().into() }
    }
}

/// The key came before with another content, or from somebody else.
#[derive(Debug, thiserror::Error)]
#[error("this form was already sent with other content; open the page again and send it from there")]
pub struct Mismatch;

struct Stored {
    by_id: Uuid,
    body_hash: Vec<u8>,
    answer: String,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { by_id: row.get("by_id")?, body_hash: row.get("body_hash")?, answer: row.get("answer")? })
    }
}

impl Writer {
    /// Claims the key for this transaction. `Some` is the answer the same attempt got earlier: give it again and write
    /// nothing. A parallel attempt waits here until the first one has committed or rolled back.
    pub async fn claim(&mut self, attempt: &Attempt) -> Result<Option<String>, Error> {
        let (tenant, by) = (self.tenant(), self.who().id());
        let fresh = self
            .run(
                sql!(
                    "INSERT INTO answer (tenant_id, key, by_id, body_hash, answer, at) VALUES ($1, $2, $3, $4, '', $5)
                     ON CONFLICT (tenant_id, key) DO NOTHING"
                ),
                args![tenant, attempt.key, by, attempt.body_hash.as_slice(), self.now()],
            )
            .await?;
        if fresh == 1 {
            return Ok(None);
        }
        let stored: Stored = self
            .one(
                sql!("SELECT by_id, body_hash, answer FROM answer WHERE tenant_id = $1 AND key = $2"),
                args![tenant, attempt.key],
            )
            .await?;
        if stored.by_id != by || stored.body_hash != attempt.body_hash {
            return Err(Mismatch.into());
        }
        Ok(Some(stored.answer))
    }

    /// Remembers the answer in the transaction of the write itself.
    pub async fn answer(&mut self, attempt: &Attempt, answer: &str) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!("UPDATE answer SET answer = $3 WHERE tenant_id = $1 AND key = $2"),
            args![tenant, attempt.key, answer],
        )
        .await?;
        Ok(())
    }
}
