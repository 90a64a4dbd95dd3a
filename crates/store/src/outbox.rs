//! The outbox: letters wait here, written in the transaction of their cause.

use domain::{MessageId, TenantId};
use jiff::Timestamp;

use crate::{Error, Reader, Row, Writer, args, sql, sql::FromRow, vault::Place};

/// What kind of message waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageKind {
    /// A letter with its text.
    Letter,
    /// A request for a one-time link. It is written alike for known and unknown addresses, so that neither the answer
    /// nor its time tells whether an address has an account; who it is for is found out only when it is sent.
    SignIn,
}

impl MessageKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::SignIn => "sign_in",
        }
    }
}

impl std::str::FromStr for MessageKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Letter, Self::SignIn].into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// A waiting message.
#[derive(Clone)]
pub struct Message {
    /// Id; also the letter's stable name.
    pub id: MessageId,
    /// What it is.
    pub kind: MessageKind,
    /// The address.
    pub recipient: String,
    /// The subject; no personal data.
    pub subject: String,
    /// The text of a letter, or the details of a request.
    pub body: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
}

impl FromRow for Message {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            kind: row.word("kind")?,
            recipient: row.get("recipient")?,
            subject: row.get("subject")?,
            body: row.get("body_sealed")?,
            attempts: row.get("attempts")?,
        })
    }
}

fn place(id: MessageId) -> Place {
    Place { table: "message", column: "body_sealed", row: id.uuid() }
}

impl Writer {
    /// Puts a message in the outbox, to leave after the commit.
    pub async fn post(&mut self, message: &Message) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let sealed = self.vault().seal(place(message.id), &message.body);
        self.run(
            sql!(
                "INSERT INTO message (tenant_id, id, kind, recipient, subject, body_sealed, created_at, due_at, attempts,
                 sent_at, failure) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, NULL, NULL)"
            ),
            args![tenant, message.id, message.kind.as_str(), &message.recipient, &message.subject, sealed, now],
        )
        .await?;
        Ok(())
    }

    /// Notes that a message left. Its text is emptied: a one-time link has no business in the database any longer.
    pub async fn message_sent(&mut self, id: MessageId) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let empty = self.vault().seal(place(id), b"");
        self.run(
            sql!(
                "UPDATE message SET sent_at = $3, attempts = attempts + 1, body_sealed = $4, failure = NULL
                 WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, id, now, empty],
        )
        .await?;
        Ok(())
    }

    /// Notes a failed try and when to try again.
    pub async fn message_failed(
        &mut self,
        id: MessageId,
        why: &str,
        again_at: Timestamp,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE message SET attempts = attempts + 1, due_at = $3, failure = $4
                 WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, id, again_at, why],
        )
        .await?;
        Ok(())
    }

    /// Takes a lease on work that one process does at a time; false if another holds it.
    pub async fn take_lease(
        &mut self,
        name: &str,
        holder: uuid::Uuid,
        until: Timestamp,
    ) -> Result<bool, Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let taken = self
            .run(
                sql!(
                    "INSERT INTO lease (tenant_id, name, holder, until) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (tenant_id, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                     WHERE lease.until < $5 OR lease.holder = excluded.holder"
                ),
                args![tenant, name, holder, until, now],
            )
            .await?;
        Ok(taken == 1)
    }
}

impl Reader {
    /// How many messages have not left, due or not.
    pub async fn waiting_messages(&mut self) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(
            sql!("SELECT COUNT(*) AS it FROM message WHERE tenant_id = $1 AND sent_at IS NULL"),
            args![tenant],
        )
        .await
    }

    /// Messages that are due, oldest first.
    pub async fn due_messages(&mut self, now: Timestamp, limit: i64) -> Result<Vec<Message>, Error> {
        let tenant: TenantId = self.tenant();
        let sealed: Vec<Message> = self
            .all(
                sql!(
                    "SELECT id, kind, recipient, subject, body_sealed, attempts FROM message
                     WHERE tenant_id = $1 AND sent_at IS NULL AND due_at <= $2 ORDER BY due_at, id LIMIT $3"
                ),
                args![tenant, now, limit],
            )
            .await?;
        sealed
            .into_iter()
            .map(|message| {
                Ok(Message { body: self.vault().open(place(message.id), &message.body)?, ..message })
            })
            .collect()
    }
}
