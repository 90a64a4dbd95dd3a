//! The newcomer's door: paper codes, the brake on guessing them, and what a household has said.

use std::{fmt, str::FromStr};

use domain::{ActorId, HouseholdId, LinkId, ReferralId, UserId, WishId};
use jiff::Timestamp;

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow, vault::Place};

/// A code in force, as found by what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whose it is.
    pub household: HouseholdId,
    /// The stretched PIN, with its salt and cost.
    pub pin_hash: String,
}

impl FromRow for Card {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { household: row.get("household_id")?, pin_hash: row.get("pin_hash")? })
    }
}

/// That a household holds a card. The code and the PIN are not known to anybody but the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardInForce {
    /// When it was issued.
    pub issued_at: Timestamp,
    /// By whom.
    pub issued_by: UserId,
}

impl FromRow for CardInForce {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { issued_at: row.get("issued_at")?, issued_by: row.get("issued_by")? })
    }
}

/// The tries on one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// How many, with this one.
    pub count: i64,
    /// Since when they are counted; from the last allowed one on, since when the code is locked.
    pub since: Timestamp,
}

impl FromRow for Tries {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { count: row.get("count")?, since: row.get("since")? })
    }
}

/// What a household can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishKind {
    /// “This is wrong”, about a link or about what is recorded.
    Wrong,
    /// “I want another” person or organisation.
    Another,
    /// “No, thank you” to a link.
    Decline,
    /// “I have changed my mind” after a no.
    ChangedMind,
}

impl WishKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Wrong, Self::Another, Self::Decline, Self::ChangedMind];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Another => "another",
            Self::Decline => "decline",
            Self::ChangedMind => "changed_mind",
        }
    }
}

impl fmt::Display for WishKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for WishKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// What a household has said, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Id.
    pub id: WishId,
    /// Whose.
    pub household: HouseholdId,
    /// About which link; none for what is recorded about the household.
    pub link: Option<LinkId>,
    /// What.
    pub kind: WishKind,
    /// In their own words, in any language.
    pub text: Option<String>,
    /// The language of the page they said it on.
    pub language: String,
    /// When.
    pub said_at: Timestamp,
    /// The answer, if there is one.
    pub answer: Option<WishAnswer>,
    /// Version.
    pub version: i64,
}

/// The answer to a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishAnswer {
    /// When.
    pub at: Timestamp,
    /// By which actor. The person is in the change log; the household is told the actor.
    pub by: ActorId,
    /// The words.
    pub text: String,
}

struct WishRow {
    id: WishId,
    household: HouseholdId,
    link: Option<LinkId>,
    kind: WishKind,
    text: Option<Vec<u8>>,
    language: String,
    said_at: Timestamp,
    answered_at: Option<Timestamp>,
    answered_by: Option<ActorId>,
    answer: Option<Vec<u8>>,
    version: i64,
}

impl FromRow for WishRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            household: row.get("household_id")?,
            link: row.get("link_id")?,
            kind: row.word("kind")?,
            text: row.get("text_sealed")?,
            language: row.get("language")?,
            said_at: row.get("said_at")?,
            answered_at: row.get("answered_at")?,
            answered_by: row.get("answered_by")?,
            answer: row.get("answer_sealed")?,
            version: row.get("version")?,
        })
    }
}

/// Which actor a referral asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The referral.
    pub referral: ReferralId,
    /// The actor.
    pub actor: ActorId,
}

impl FromRow for Asked {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { referral: row.get("id")?, actor: row.get("to_actor")? })
    }
}

fn said_place(wish: WishId) -> Place {
    Place { table: "wish", column: "text_sealed", row: wish.uuid() }
}

fn answer_place(wish: WishId) -> Place {
    Place { table: "wish", column: "answer_sealed", row: wish.uuid() }
}

impl Reader {
    /// The card in force with this code. Only the code's keyed blind index is stored, so the database alone does not
    /// tell whether a guess is right.
    pub async fn card(&mut self, code: &str) -> Result<Option<Card>, Error> {
        let (tenant, hash) = (self.tenant(), self.code_hash(code));
        self.maybe(
            sql!(
                "SELECT household_id, pin_hash FROM newcomer_code
                 WHERE tenant_id = $1 AND code_hash = $2 AND revoked_at IS NULL"
            ),
            args![tenant, hash],
        )
        .await
    }

    /// The card a household holds.
    pub async fn card_of(&mut self, household: HouseholdId) -> Result<Option<CardInForce>, Error> {
        let tenant = self.tenant();
        self.maybe(
            sql!(
                "SELECT issued_at, issued_by FROM newcomer_code
                 WHERE tenant_id = $1 AND household_id = $2 AND revoked_at IS NULL ORDER BY issued_at DESC LIMIT 1"
            ),
            args![tenant, household],
        )
        .await
    }

    fn code_hash(&self, code: &str) -> Vec<u8> {
        self.vault().blind_index("newcomer_code", code)
    }

    /// How often something was counted under a key since an instant.
    pub async fn tries(&mut self, key: &str, window_start: Timestamp) -> Result<i64, Error> {
        let tenant = self.tenant();
        let count: Option<i64> = self
            .maybe(
                sql!("SELECT count AS it FROM attempt WHERE tenant_id = $1 AND key = $2 AND since >= $3"),
                args![tenant, key, window_start],
            )
            .await?;
        Ok(count.unwrap_or_default())
    }

    /// Everything a household has said, latest first.
    pub async fn wishes_of(&mut self, household: HouseholdId) -> Result<Vec<Wish>, Error> {
        let tenant = self.tenant();
        let rows: Vec<WishRow> = self
            .all(
                sql!(
                    "SELECT * FROM wish WHERE tenant_id = $1 AND household_id = $2 ORDER BY said_at DESC, id"
                ),
                args![tenant, household],
            )
            .await?;
        let mut wishes = Vec::with_capacity(rows.len());
        for row in rows {
            wishes.push(self.open_wish(row).await?);
        }
        Ok(wishes)
    }

    /// One wish.
    pub async fn wish(&mut self, id: WishId) -> Result<Wish, Error> {
        let tenant = self.tenant();
        let row =
            self.one(sql!("SELECT * FROM wish WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await?;
        self.open_wish(row).await
    }

    async fn open_wish(&mut self, row: WishRow) -> Result<Wish, Error> {
        let key = self.household_key(row.household).await?;
        let vault = self.vault();
        let open = |place, sealed: Option<Vec<u8>>| -> Result<Option<String>, Error> {
            let Some(sealed) = sealed else { return Ok(None) };
            Ok(Some(String::from_utf8_lossy(&vault.open_with(&key, place, &sealed)?).into_owned()))
        };
        let text = open(said_place(row.id), row.text)?;
        let answer = match (row.answered_at, row.answered_by, open(answer_place(row.id), row.answer)?) {
            (Some(at), Some(by), Some(text)) => Some(WishAnswer { at, by, text }),
            _ => None,
        };
        Ok(Wish {
            id: row.id,
            household: row.household,
            link: row.link,
            kind: row.kind,
            text,
            language: row.language,
            said_at: row.said_at,
            answer,
            version: row.version,
        })
    }

    /// Whom the referrals of a household ask.
    pub async fn asked_for(&mut self, household: HouseholdId) -> Result<Vec<Asked>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!("SELECT id, to_actor FROM referral WHERE tenant_id = $1 AND household_id = $2 ORDER BY id"),
            args![tenant, household],
        )
        .await
    }

    /// How often a household's record was read by somebody else.
    pub async fn count_reads(&mut self, household: HouseholdId) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(
            sql!("SELECT COUNT(*) AS it FROM access_log WHERE tenant_id = $1 AND household_id = $2"),
            args![tenant, household],
        )
        .await
    }
}

impl Writer {
    /// Issues a card; an earlier one stops working, and so do the browsers that it opened.
    pub async fn insert_card(
        &mut self,
        household: HouseholdId,
        code: &str,
        pin_hash: &str,
        by: UserId,
    ) -> Result<(), Error> {
        self.withdraw_card(household).await?;
        let (tenant, now, hash) = (self.tenant(), self.now(), self.code_hash(code));
        self.run(
            sql!(
                "INSERT INTO newcomer_code (tenant_id, code_hash, household_id, pin_hash, issued_at, issued_by, revoked_at)
                 VALUES ($1, $2, $3, $4, $5, $6, NULL)"
            ),
            args![tenant, hash, household, pin_hash, now, by],
        )
        .await?;
        Ok(())
    }

    /// Withdraws a household's card and ends the sessions it opened; true if there was one.
    pub async fn withdraw_card(&mut self, household: HouseholdId) -> Result<bool, Error> {
        let (tenant, now) = (self.tenant(), self.now());
        // Two desks that issue at the same instant take turns on the household's row, so that one card is left.
        self.run(
            sql!("UPDATE household SET version = version WHERE tenant_id = $1 AND id = $2"),
            args![tenant, household],
        )
        .await?;
        let withdrawn = self
            .run(
                sql!(
                    "UPDATE newcomer_code SET revoked_at = $3
                     WHERE tenant_id = $1 AND household_id = $2 AND revoked_at IS NULL"
                ),
                args![tenant, household, now],
            )
            .await?;
        self.run(
            sql!("UPDATE session SET ended_at = $3 WHERE tenant_id = $1 AND household_id = $2 AND ended_at IS NULL"),
            args![tenant, household, now],
        )
        .await?;
        Ok(withdrawn > 0)
    }

    /// Holds a card until the commit; false if it has been withdrawn. Whoever withdraws it meanwhile waits, and then
    /// ends the session that this transaction begins.
    pub async fn hold_card(&mut self, code: &str) -> Result<bool, Error> {
        let (tenant, hash) = (self.tenant(), self.code_hash(code));
        let held = self
            .run(
                sql!(
                    "UPDATE newcomer_code SET revoked_at = NULL
                     WHERE tenant_id = $1 AND code_hash = $2 AND revoked_at IS NULL"
                ),
                args![tenant, hash],
            )
            .await?;
        Ok(held == 1)
    }

    /// Counts a try on a key of which `allowed` may be tried in a window. The last allowed one restarts the clock, so
    /// that the lock lasts a whole window from there; tries on a locked key do not make it longer.
    pub async fn count_try(
        &mut self,
        key: &str,
        window_start: Timestamp,
        allowed: i64,
    ) -> Result<Tries, Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.one(
            sql!(
                "INSERT INTO attempt (tenant_id, key, since, count) VALUES ($1, $2, $3, 1)
                 ON CONFLICT (tenant_id, key) DO UPDATE SET
                   count = CASE WHEN attempt.since < $4 THEN 1 ELSE attempt.count + 1 END,
                   since = CASE WHEN attempt.since < $4 OR attempt.count + 1 = $5 THEN excluded.since
                     ELSE attempt.since END
                 RETURNING count, since"
            ),
            args![tenant, key, now, window_start, allowed],
        )
        .await
    }

    /// Forgets tries that no longer count, under keys from one to before another: guessed codes must not fill the
    /// table.
    pub async fn forget_old_tries(
        &mut self,
        from: &str,
        to: &str,
        window_start: Timestamp,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!("DELETE FROM attempt WHERE tenant_id = $1 AND key >= $2 AND key < $3 AND since < $4"),
            args![tenant, from, to, window_start],
        )
        .await?;
        Ok(())
    }

    /// Writes down what a household says, sealed with its key.
    pub async fn insert_wish(&mut self, wish: &Wish) -> Result<(), Error> {
        let tenant = self.tenant();
        let key = self.household_key(wish.household).await?;
        let text =
            wish.text.as_ref().map(|text| self.vault().seal_with(&key, said_place(wish.id), text.as_bytes()));
        self.run(
            sql!(
                "INSERT INTO wish (tenant_id, id, household_id, link_id, kind, text_sealed, language, said_at,
                 answered_at, answered_by, answer_sealed, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL, 1)"
            ),
            args![
                tenant,
                wish.id,
                wish.household,
                wish.link,
                wish.kind.as_str(),
                text,
                &wish.language,
                wish.said_at
            ],
        )
        .await?;
        Ok(())
    }

    /// Answers a wish, based on `wish.version`.
    pub async fn answer_wish(&mut self, wish: &Wish, by: ActorId, answer: &str) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let key = self.household_key(wish.household).await?;
        let sealed = self.vault().seal_with(&key, answer_place(wish.id), answer.as_bytes());
        self.run_versioned(
            sql!(
                "UPDATE wish SET answered_at = $3, answered_by = $4, answer_sealed = $5, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $6"
            ),
            args![tenant, wish.id, now, by, sealed, wish.version],
            VersionOf {
                sql: sql!("SELECT version AS it FROM wish WHERE tenant_id = $1 AND id = $2"),
                id: wish.id.uuid(),
                based_on: wish.version,
            },
        )
        .await
    }
}
