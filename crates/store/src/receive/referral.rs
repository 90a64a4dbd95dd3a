//! Referrals: the hand-over of a link, what it tells, the lists of them, and the next steps of accepted links.

use access::{
    resource,
    scope::{End, ProtectedRows, ReferralScope},
};
use domain::{
    ActorId, Ground, HouseholdId, Link, LinkId, LinkKind, PersonId, Protection, Reason, Referral, ReferralId,
    ReferralState, ReferralStateCode, referral::ReferralRecord,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    consent::{field_words, parse_fields},
    person::PersonRecord,
};
use crate::{
    Error, Reader, Row, Writer, args,
    open::VersionOf,
    sql,
    sql::{FromRow, Value},
    vault::Place,
};

/// What a referral carries that no list asks for. The words of an answer are not among it: they are sealed.
#[derive(Serialize, Deserialize)]
struct Detail {
    ground: Ground,
    state: ReferralState,
}

/// Everything in a referral that somebody wrote in own words. It is sealed with the household's key, because free text
/// is where what must not be told ends up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralWords {
    /// What the sender wants to say.
    pub message: Option<String>,
    /// Days and times when the household can be met.
    pub meeting_times: Option<String>,
    /// What the household needs to take part, in practical terms.
    pub access_needs: Option<String>,
    /// What the receiver wrote when declining or giving back.
    pub answer: Option<Reason>,
}

/// A referral as remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferralFile {
    /// The referral. The note of its answer is among the words: [`Reader::referral_words`].
    pub referral: Referral,
    /// The household whose link it hands over.
    pub household: HouseholdId,
    /// When it last changed.
    pub changed_at: Timestamp,
    sealed: Option<Vec<u8>>,
}

impl FromRow for ReferralFile {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let detail: Detail = row.json("detail")?;
        Ok(Self {
            referral: Referral::restore(ReferralRecord {
                id: row.get("id")?,
                link: row.get("link_id")?,
                from: row.get("from_actor")?,
                to: row.get("to_actor")?,
                ground: detail.ground,
                fields: parse_fields(row, "fields")?,
                state: detail.state,
                sent_on: row.get("sent_on")?,
                answer_by: row.get("answer_by")?,
                version: row.get("version")?,
            }),
            household: row.get("household_id")?,
            changed_at: row.get("changed_at")?,
            sealed: row.get("message_sealed")?,
        })
    }
}

/// A line of a list of referrals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralLine {
    /// Id.
    pub id: ReferralId,
    /// The link it hands over.
    pub link: LinkId,
    /// The kind of support.
    pub kind: LinkKind,
    /// The household; shown to whom may open it, never to a receiver who may not.
    pub household: HouseholdId,
    /// The household's reference, with the same care.
    pub reference: String,
    /// Who hands over.
    pub from: ActorId,
    /// Who is asked.
    pub to: ActorId,
    /// Where it is.
    pub state: ReferralStateCode,
    /// The day it left.
    pub sent_on: Date,
    /// The last day for an answer.
    pub answer_by: Date,
}

impl ReferralLine {
    /// Whether it waits longer than it was to.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.state == ReferralStateCode::Sent && self.answer_by < today
    }
}

impl FromRow for ReferralLine {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            link: row.get("link_id")?,
            kind: row.word("kind")?,
            household: row.get("household_id")?,
            reference: row.get("reference")?,
            from: row.get("from_actor")?,
            to: row.get("to_actor")?,
            state: row.word("state")?,
            sent_on: row.get("sent_on")?,
            answer_by: row.get("answer_by")?,
        })
    }
}

/// Which referrals of a scope to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReferralFilter {
    /// With this actor at this end.
    pub end: Option<(End, ActorId)>,
    /// In this state.
    pub state: Option<ReferralStateCode>,
    /// How many to skip.
    pub offset: i64,
    /// How many to give.
    pub limit: i64,
}

/// A next step that the actor accountable for it has to see to.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStep {
    /// The link.
    pub link: Link,
    /// Whether somebody in the household is protected.
    pub protected: bool,
}

impl FromRow for NextStep {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            link: Link::from_row(row)?,
            protected: row.word::<Protection>("protection")?.is_protected(),
        })
    }
}

/// The facts of a referral that access decisions rest on, without the tenant.
struct Facts {
    from: ActorId,
    to: ActorId,
    protection: Protection,
}

impl FromRow for Facts {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            from: row.get("from_actor")?,
            to: row.get("to_actor")?,
            protection: row.word("protection")?,
        })
    }
}

/// A scope as the values of a statement: everything, or the actor at either end (nobody for an end that is not asked
/// for), and which protected rows show.
struct ScopeArgs {
    everything: bool,
    from: Uuid,
    to: Uuid,
    shows_protected: bool,
    protected_for: Uuid,
}

impl ScopeArgs {
    fn of(scope: &ReferralScope) -> Option<Self> {
        let (everything, from, to, protected) = match scope {
            ReferralScope::Nothing => return None,
            ReferralScope::All { protected, .. } => (true, Uuid::nil(), Uuid::nil(), protected),
            ReferralScope::Related { actor, ends, protected, .. } => {
                let at = |end| if ends.contains(&end) { actor.uuid() } else { Uuid::nil() };
                (false, at(End::From), at(End::To), protected)
            }
        };
        Some(Self {
            everything,
            from,
            to,
            shows_protected: matches!(protected, ProtectedRows::Shown),
            protected_for: match protected {
                ProtectedRows::AnsweredBy(actor) => actor.uuid(),
                ProtectedRows::Hidden | ProtectedRows::Shown => Uuid::nil(),
            },
        })
    }

    /// The values in the order the scoped statements expect, from `$2` to `$6`.
    fn values(&self) -> [Value; 5] {
        [
            self.everything.into(),
            self.from.into(),
            self.to.into(),
            self.shows_protected.into(),
            self.protected_for.into(),
        ]
    }
}

fn words_place(id: ReferralId) -> Place {
    Place { table: "referral", column: "message_sealed", row: id.uuid() }
}

/// The state without its note, and the note.
fn split_note(mut state: ReferralState) -> (ReferralState, Option<Reason>) {
    let note = match &mut state {
        ReferralState::Declined { note, .. } | ReferralState::Returned { note, .. } => note.take(),
        _ => None,
    };
    (state, note)
}

fn detail(referral: &Referral, state: ReferralState) -> String {
    serde_json::to_string(&Detail { ground: referral.ground.clone(), state }).unwrap_or_default()
}

impl Reader {
    /// One referral.
    pub async fn referral(&mut self, id: ReferralId) -> Result<ReferralFile, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT * FROM referral WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await
    }

    /// What was written in own words, opened.
    pub async fn referral_words(&mut self, file: &ReferralFile) -> Result<ReferralWords, Error> {
        let Some(sealed) = &file.sealed else { return Ok(ReferralWords::default()) };
        let key = self.household_key(file.household).await?;
        let text = self.vault().open_with(&key, words_place(file.referral.id), sealed)?;
        serde_json::from_slice(&text)
            .map_err(|_| Error::Sealed { table: "referral", column: "message_sealed" })
    }

    /// The referrals of a household's links, latest first.
    pub async fn referrals_of(&mut self, household: HouseholdId) -> Result<Vec<ReferralFile>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT * FROM referral WHERE tenant_id = $1 AND household_id = $2
                 ORDER BY sent_on DESC, changed_at DESC, id"
            ),
            args![tenant, household],
        )
        .await
    }

    /// What access decisions on a referral rest on.
    pub async fn referral_facts(&mut self, id: ReferralId) -> Result<resource::Referral, Error> {
        let tenant = self.tenant();
        let facts: Facts = self
            .one(
                sql!(
                    "SELECT r.from_actor, r.to_actor, h.protection FROM referral r
                     JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                     WHERE r.tenant_id = $1 AND r.id = $2"
                ),
                args![tenant, id],
            )
            .await?;
        Ok(resource::Referral {
            tenant,
            from: facts.from,
            to: facts.to,
            protected: facts.protection.is_protected(),
        })
    }

    /// Referrals of a scope: those that wait for an answer first, the longest waiting before the others; then those
    /// under way; then the rest, latest first.
    pub async fn referrals(
        &mut self,
        scope: &ReferralScope,
        filter: ReferralFilter,
    ) -> Result<Vec<ReferralLine>, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(Vec::new()) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope.values());
        values.extend([
            Value::from(filter.state.map_or("", ReferralStateCode::as_str)),
            Value::from(filter.limit),
            Value::from(filter.offset),
        ]);
        if let Some((_, actor)) = filter.end {
            values.push(Value::from(actor));
        }
        // One text for each end, because each end has its own index.
        let text = match filter.end {
            None => sql!(
                "SELECT r.id, r.link_id, r.household_id, r.from_actor, r.to_actor, r.state, r.sent_on, r.answer_by,
                   l.kind, h.reference
                 FROM referral r
                 JOIN link l ON l.tenant_id = r.tenant_id AND l.id = r.link_id
                 JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                 WHERE r.tenant_id = $1 AND ($2 = TRUE OR r.from_actor = $3 OR r.to_actor = $4)
                   AND (h.protection = 'none' OR $5 = TRUE OR r.from_actor = $6 OR r.to_actor = $6)
                   AND ($7 = '' OR r.state = $7)
                 ORDER BY CASE r.state WHEN 'sent' THEN 0 WHEN 'accepted' THEN 1 ELSE 2 END,
                   CASE WHEN r.state IN ('sent', 'accepted') THEN r.answer_by END, r.changed_at DESC, r.id
                 LIMIT $8 OFFSET $9"
            ),
            Some((End::To, _)) => sql!(
                "SELECT r.id, r.link_id, r.household_id, r.from_actor, r.to_actor, r.state, r.sent_on, r.answer_by,
                   l.kind, h.reference
                 FROM referral r
                 JOIN link l ON l.tenant_id = r.tenant_id AND l.id = r.link_id
                 JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                 WHERE r.tenant_id = $1 AND r.to_actor = $10 AND ($2 = TRUE OR r.from_actor = $3 OR r.to_actor = $4)
                   AND (h.protection = 'none' OR $5 = TRUE OR r.from_actor = $6 OR r.to_actor = $6)
                   AND ($7 = '' OR r.state = $7)
                 ORDER BY CASE r.state WHEN 'sent' THEN 0 WHEN 'accepted' THEN 1 ELSE 2 END,
                   CASE WHEN r.state IN ('sent', 'accepted') THEN r.answer_by END, r.changed_at DESC, r.id
                 LIMIT $8 OFFSET $9"
            ),
            Some((End::From, _)) => sql!(
                "SELECT r.id, r.link_id, r.household_id, r.from_actor, r.to_actor, r.state, r.sent_on, r.answer_by,
                   l.kind, h.reference
                 FROM referral r
                 JOIN link l ON l.tenant_id = r.tenant_id AND l.id = r.link_id
                 JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                 WHERE r.tenant_id = $1 AND r.from_actor = $10 AND ($2 = TRUE OR r.from_actor = $3 OR r.to_actor = $4)
                   AND (h.protection = 'none' OR $5 = TRUE OR r.from_actor = $6 OR r.to_actor = $6)
                   AND ($7 = '' OR r.state = $7)
                 ORDER BY CASE r.state WHEN 'sent' THEN 0 WHEN 'accepted' THEN 1 ELSE 2 END,
                   CASE WHEN r.state IN ('sent', 'accepted') THEN r.answer_by END, r.changed_at DESC, r.id
                 LIMIT $8 OFFSET $9"
            ),
        };
        self.all(text, &values).await
    }

    /// How many referrals of a scope wait for an answer, with the actor at the end if one is named.
    pub async fn waiting_referrals(
        &mut self,
        scope: &ReferralScope,
        end: Option<(End, ActorId)>,
    ) -> Result<i64, Error> {
        let Some(scope) = ScopeArgs::of(scope) else { return Ok(0) };
        let mut values = vec![Value::from(self.tenant())];
        values.extend(scope.values());
        if let Some((_, actor)) = end {
            values.push(Value::from(actor));
        }
        let text = match end {
            None => sql!(
                "SELECT COUNT(*) AS it FROM referral r
                 JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                 WHERE r.tenant_id = $1 AND r.state = 'sent' AND ($2 = TRUE OR r.from_actor = $3 OR r.to_actor = $4)
                   AND (h.protection = 'none' OR $5 = TRUE OR r.from_actor = $6 OR r.to_actor = $6)"
            ),
            Some((End::To, _)) => sql!(
                "SELECT COUNT(*) AS it FROM referral r
                 JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                 WHERE r.tenant_id = $1 AND r.to_actor = $7 AND r.state = 'sent'
                   AND ($2 = TRUE OR r.from_actor = $3 OR r.to_actor = $4)
                   AND (h.protection = 'none' OR $5 = TRUE OR r.from_actor = $6 OR r.to_actor = $6)"
            ),
            Some((End::From, _)) => sql!(
                "SELECT COUNT(*) AS it FROM referral r
                 JOIN household h ON h.tenant_id = r.tenant_id AND h.id = r.household_id
                 WHERE r.tenant_id = $1 AND r.from_actor = $7 AND r.state = 'sent'
                   AND ($2 = TRUE OR r.from_actor = $3 OR r.to_actor = $4)
                   AND (h.protection = 'none' OR $5 = TRUE OR r.from_actor = $6 OR r.to_actor = $6)"
            ),
        };
        self.one(text, &values).await
    }

    /// The people a link is about on a day: the one it names, or everybody in the household.
    pub async fn subjects_of(
        &mut self,
        household: HouseholdId,
        person: Option<PersonId>,
        day: Date,
    ) -> Result<Vec<PersonRecord>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT * FROM person p WHERE p.tenant_id = $1 AND (p.id = $4 OR $4 IS NULL) AND p.id IN (
                   SELECT m.person_id FROM household_member m
                   WHERE m.tenant_id = $1 AND m.household_id = $2
                     AND m.from_day <= $3 AND (m.to_day IS NULL OR m.to_day > $3))
                 ORDER BY p.birth, p.id"
            ),
            args![tenant, household, day, person],
        )
        .await
    }

    /// The locality where a household is, and how strongly it is protected.
    pub async fn whereabouts_of(
        &mut self,
        household: HouseholdId,
    ) -> Result<(Option<String>, Protection), Error> {
        struct Whereabouts(Option<String>, Protection);
        impl FromRow for Whereabouts {
            fn from_row(row: &Row) -> Result<Self, Error> {
                Ok(Self(row.get("area")?, row.word("protection")?))
            }
        }
        let tenant = self.tenant();
        let found: Whereabouts = self
            .one(
                sql!("SELECT area, protection FROM household WHERE tenant_id = $1 AND id = $2"),
                args![tenant, household],
            )
            .await?;
        Ok((found.0, found.1))
    }

    /// How many kinds of support applied and had no link when the chain was last planned.
    pub async fn known_gaps(&mut self, household: HouseholdId) -> Result<i64, Error> {
        let tenant = self.tenant();
        self.one(
            sql!("SELECT gaps AS it FROM household WHERE tenant_id = $1 AND id = $2"),
            args![tenant, household],
        )
        .await
    }

    /// The links an actor has accepted or works on, the first deadline first.
    pub async fn next_steps_of(
        &mut self,
        actor: ActorId,
        shows_protected: bool,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<NextStep>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT l.*, h.protection FROM link l
                 JOIN household h ON h.tenant_id = l.tenant_id AND h.id = l.household_id
                 WHERE l.tenant_id = $1 AND l.accountable = $2 AND l.open = TRUE AND l.state IN ('accepted', 'ongoing')
                   AND h.closed_on IS NULL AND (h.protection = 'none' OR $3 = TRUE)
                 ORDER BY CASE WHEN l.deadline IS NULL THEN 1 ELSE 0 END, l.deadline, l.id LIMIT $4 OFFSET $5"
            ),
            args![tenant, actor, shows_protected, limit, offset],
        )
        .await
    }
}

impl Writer {
    /// Adds a referral with what was written in own words.
    pub async fn insert_referral(
        &mut self,
        referral: &Referral,
        household: HouseholdId,
        words: &ReferralWords,
    ) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let (state, note) = split_note(referral.state.clone());
        let words = ReferralWords { answer: note.or_else(|| words.answer.clone()), ..words.clone() };
        let sealed = self.seal_words(referral.id, household, &words).await?;
        self.run(
            sql!(
                "INSERT INTO referral (tenant_id, id, link_id, household_id, from_actor, to_actor, gdpr_basis,
                 osl_ground, fields, message_sealed, state, detail, sent_on, answer_by, changed_at, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)"
            ),
            args![
                tenant,
                referral.id,
                referral.link,
                household,
                referral.from,
                referral.to,
                referral.ground.gdpr.as_str(),
                referral.ground.osl.as_str(),
                field_words(&referral.fields),
                sealed,
                referral.state.as_str(),
                detail(referral, state),
                referral.sent_on,
                referral.answer_by,
                now
            ],
        )
        .await?;
        Ok(())
    }

    /// Moves a referral on, based on `referral.version`. Only its state ever changes; the note of an answer is sealed
    /// with the other words.
    pub async fn update_referral(&mut self, referral: &Referral) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let (state, note) = split_note(referral.state.clone());
        let stored = self.referral(referral.id).await?;
        let sealed = match note {
            None => stored.sealed,
            Some(note) => {
                let words = ReferralWords { answer: Some(note), ..self.referral_words(&stored).await? };
                self.seal_words(referral.id, stored.household, &words).await?
            }
        };
        self.run_versioned(
            sql!(
                "UPDATE referral SET state = $3, detail = $4, message_sealed = $5, changed_at = $6,
                 version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $7"
            ),
            args![
                tenant,
                referral.id,
                referral.state.as_str(),
                detail(referral, state),
                sealed,
                now,
                referral.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM referral WHERE tenant_id = $1 AND id = $2"),
                id: referral.id.uuid(),
                based_on: referral.version,
            },
        )
        .await
    }

    async fn seal_words(
        &mut self,
        id: ReferralId,
        household: HouseholdId,
        words: &ReferralWords,
    ) -> Result<Option<Vec<u8>>, Error> {
        if *words == ReferralWords::default() {
            return Ok(None);
        }
        let key = self.household_key(household).await?;
        let text = serde_json::to_vec(words).unwrap_or_default();
        Ok(Some(self.vault().seal_with(&key, words_place(id), &text)))
    }
}
