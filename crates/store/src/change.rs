//! The change log: one sequence per tenant, each entry sealed to the one before.
//!
//! Mail, live pages, offline synchronisation and audit all read this one sequence. An entry holds ids and the names of
//! fields, never their values: an audit log must not become a second copy of everybody's record.
//!
//! The head of the sequence is one row. It is locked as the last thing before a commit, so that numbers have no gaps
//! and their order is the order of commits, at the price of commits of one tenant taking turns for that instant.

use domain::{ActorId, HouseholdId, TenantId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Error, Reader, Row, Writer, args, sql, sql::FromRow, sql::instant_text, vault::to_hex};

/// Something that was done, to be written to the log with the commit.
#[derive(Clone, Debug)]
pub struct Change {
    /// What was done, as `kind.verb`: `household.registered`, `link.referred`.
    pub action: &'static str,
    /// The record it was done to.
    pub object: Uuid,
    /// The household it concerns.
    pub household: Option<HouseholdId>,
    /// Names of the fields or words of a state; never a value from a person's record.
    pub detail: String,
}

/// A written entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number in the tenant's sequence, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who did it; nobody for the scheduler.
    pub user: Option<UserId>,
    /// For which actor.
    pub actor: Option<ActorId>,
    /// Which household it concerns.
    pub household: Option<HouseholdId>,
    /// What.
    pub action: String,
    /// To which record.
    pub object: Uuid,
    /// Names of fields.
    pub detail: String,
    /// The first word of the action, for those who read the table without this program. It follows from the action, so
    /// it is not sealed but compared.
    object_kind: String,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl FromRow for Entry {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            seq: row.get("seq")?,
            at: row.get("at")?,
            user: row.get("user_id")?,
            actor: row.get("actor_id")?,
            household: row.get("household_id")?,
            action: row.get("action")?,
            object: row.get("object_id")?,
            detail: row.get("detail")?,
            object_kind: row.get("object_kind")?,
            previous_hash: row.get("previous_hash")?,
            hash: row.get("hash")?,
        })
    }
}

fn object_kind(action: &str) -> &str {
    action.split('.').next().unwrap_or_default()
}

impl Entry {
    /// The bytes that are sealed: every field with its length before it, so that no two entries read the same.
    fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut push = |part: &[u8]| {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part);
        };
        push(&self.seq.to_be_bytes());
        push(instant_text(self.at).as_bytes());
        push(self.user.map(UserId::uuid).unwrap_or_default().as_bytes());
        push(self.actor.map(ActorId::uuid).unwrap_or_default().as_bytes());
        push(self.household.map(HouseholdId::uuid).unwrap_or_default().as_bytes());
        push(self.action.as_bytes());
        push(self.object.as_bytes());
        push(self.detail.as_bytes());
        bytes
    }
}

struct Head {
    seq: i64,
    hash: Vec<u8>,
}

impl FromRow for Head {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { seq: row.get("seq")?, hash: row.get("hash")? })
    }
}

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry is in place. The head is worth writing down outside the installation: a chain without an outside
    /// witness cannot show that its end was cut off and re-sealed by somebody who holds the key.
    Whole {
        /// The last number.
        seq: i64,
        /// The last seal, in hexadecimal digits.
        head: String,
    },
    /// The first entry that is not what was sealed.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong.
        why: &'static str,
    },
}

impl Writer {
    /// Writes the collected changes. Called once, by the commit.
    pub(crate) async fn write_changes(&mut self, changes: Vec<Change>) -> Result<i64, Error> {
        let tenant = self.tenant();
        let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
        let head: Head = self
            .one(
                sql!("UPDATE change_head SET seq = seq + $2 WHERE tenant_id = $1 RETURNING seq, hash"),
                args![tenant, count],
            )
            .await?;
        let mut hash = head.hash;
        for (seq, change) in (head.seq - count + 1..).zip(changes) {
            let mut entry = Entry {
                seq,
                at: self.now(),
                user: self.who().user,
                actor: self.who().actor,
                household: change.household,
                action: change.action.to_owned(),
                object: change.object,
                detail: change.detail,
                object_kind: object_kind(change.action).to_owned(),
                previous_hash: hash,
                hash: Vec::new(),
            };
            entry.hash = self.vault().chain_hash(&entry.previous_hash, &entry.canonical()).to_vec();
            self.run(
                sql!(
                    "INSERT INTO change_log (tenant_id, seq, at, user_id, actor_id, household_id, action, object_kind,
                     object_id, detail, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                ),
                args![
                    tenant, entry.seq, entry.at, entry.user, entry.actor, entry.household, &entry.action,
                    &entry.object_kind, entry.object, &entry.detail, entry.previous_hash, entry.hash.clone()
                ],
            )
            .await?;
            hash = entry.hash;
        }
        self.run(sql!("UPDATE change_head SET hash = $2 WHERE tenant_id = $1"), args![tenant, hash]).await?;
        Ok(head.seq)
    }
}

impl Reader {
    /// The number of the last change.
    pub async fn last_change(&mut self) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT seq AS it FROM change_head WHERE tenant_id = $1"), args![tenant]).await
    }

    /// Changes after a number, oldest first, at most `limit`.
    pub async fn changes_after(&mut self, seq: i64, limit: i64) -> Result<Vec<Entry>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!("SELECT * FROM change_log WHERE tenant_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"),
            args![tenant, seq, limit],
        )
        .await
    }

    /// Changes before a number, newest first, at most `limit`.
    pub async fn changes_before(&mut self, seq: i64, limit: i64) -> Result<Vec<Entry>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!("SELECT * FROM change_log WHERE tenant_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"),
            args![tenant, seq, limit],
        )
        .await
    }

    /// The latest changes of a household, newest first.
    pub async fn changes_of_household(
        &mut self,
        household: HouseholdId,
        limit: i64,
    ) -> Result<Vec<Entry>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!("SELECT * FROM change_log WHERE tenant_id = $1 AND household_id = $2 ORDER BY seq DESC LIMIT $3"),
            args![tenant, household, limit],
        )
        .await
    }

    /// Whether the root key in use is the one this tenant was made with: it seals the first entry of the log, which every
    /// tenant has, or the last. Two are asked, so that one altered entry does not pass for a wrong key.
    pub async fn key_fits(&mut self) -> Result<bool, Error> {
        let last = self.last_change().await?;
        let mut ends = self.changes_after(0, 1).await?;
        ends.extend(self.changes_after(last - 1, 1).await?);
        Ok(ends.is_empty()
            || ends.iter().any(|entry| {
                self.vault().chain_hash(&entry.previous_hash, &entry.canonical())[..] == entry.hash[..]
            }))
    }

    /// Walks the whole chain of the tenant and recomputes every seal.
    pub async fn verify_changes(&mut self) -> Result<Verdict, Error> {
        let (mut seq, mut hash) = (0, genesis(self.tenant()).to_vec());
        loop {
            let page = self.changes_after(seq, 1000).await?;
            if page.is_empty() {
                break;
            }
            for entry in page {
                let broken = |why| Ok(Verdict::Broken { seq: seq + 1, why });
                if entry.seq != seq + 1 {
                    return broken("the entry is missing");
                }
                if entry.previous_hash != hash {
                    return broken("the entry does not follow the one before it");
                }
                let sealed = self.vault().chain_hash(&hash, &entry.canonical())[..] == entry.hash[..];
                if !sealed || entry.object_kind != object_kind(&entry.action) {
                    return broken("the entry was changed after it was written");
                }
                (seq, hash) = (entry.seq, entry.hash);
            }
        }
        let tenant = self.tenant();
        let head: Option<Head> =
            self.maybe(sql!("SELECT seq, hash FROM change_head WHERE tenant_id = $1"), args![tenant]).await?;
        if head.is_none_or(|head| head.seq != seq || head.hash != hash) {
            return Ok(Verdict::Broken { seq: seq + 1, why: "the end of the log was cut off" });
        }
        Ok(Verdict::Whole { seq, head: to_hex(&hash) })
    }
}

/// What the first entry follows: the tenant's own id, so that a log cannot be passed off as another tenant's.
pub(crate) fn genesis(tenant: TenantId) -> [u8; 16] {
    *tenant.uuid().as_bytes()
}
