//! Links of the safety chain.

use access::resource;
use domain::{ActorId, DutyId, HouseholdId, Link, LinkId, LinkKind, LinkRecord};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Error, Reader, Row, Writer, args, change::Entry, open::VersionOf, sql, sql::FromRow};

/// What a link carries that no list asks for.
#[derive(Serialize, Deserialize)]
struct Detail {
    state: domain::LinkState,
    handed_over_by: Option<domain::ActorId>,
    for_unaccompanied_child: bool,
    fell_back: Option<domain::link::FellBack>,
    reopened_because: Option<domain::Reason>,
}

impl FromRow for Link {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let detail: Detail = row.json("detail")?;
        Link::restore(LinkRecord {
            id: row.get("id")?,
            household: row.get("household_id")?,
            kind: row.word::<LinkKind>("kind")?,
            person: row.get("person_id")?,
            duty: row.get("duty_id")?,
            accountable: row.get("accountable")?,
            handed_over_by: detail.handed_over_by,
            deadline: row.get("deadline")?,
            next_step: row.get("next_step")?,
            state: detail.state,
            for_unaccompanied_child: detail.for_unaccompanied_child,
            fell_back: detail.fell_back,
            reopened_because: detail.reopened_because,
            version: row.get("version")?,
        })
        .map_err(|error| Error::Inconsistent { column: "detail", value: error.to_string() })
    }
}

fn detail(link: &Link) -> String {
    serde_json::to_string(&Detail {
        state: link.state.clone(),
        handed_over_by: link.handed_over_by,
        for_unaccompanied_child: link.for_unaccompanied_child,
        fell_back: link.fell_back,
        reopened_because: link.reopened_because.clone(),
    })
    .unwrap_or_default()
}

/// What is remembered beside a link and is no part of its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkNotice {
    /// Of which link.
    pub link: LinkId,
    /// Since when the rules ask for it otherwise, or no longer, and nobody has decided what to do.
    pub undecided_since: Option<Date>,
    /// The highest step of escalation already told.
    pub escalated: i64,
}

impl FromRow for LinkNotice {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            link: row.get("id")?,
            undecided_since: row.get("undecided_since")?,
            escalated: row.get("escalated")?,
        })
    }
}

/// An overdue link about which somebody is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueLink {
    /// Which.
    pub link: LinkId,
    /// Whose chain.
    pub household: HouseholdId,
    /// The reference of the household: all that a letter says of it.
    pub reference: String,
    /// The kind of support.
    pub kind: LinkKind,
    /// Who answers for it.
    pub accountable: ActorId,
    /// Under which duty.
    pub duty: Option<DutyId>,
    /// The day after which it is late.
    pub due_on: Date,
    /// The highest step already told.
    pub escalated: i64,
}

impl FromRow for OverdueLink {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            link: row.get("id")?,
            household: row.get("household_id")?,
            reference: row.get("reference")?,
            kind: row.word::<LinkKind>("kind")?,
            accountable: row.get("accountable")?,
            duty: row.get("duty_id")?,
            due_on: row.get("due_on")?,
            escalated: row.get("escalated")?,
        })
    }
}

struct Ends {
    protected: bool,
    referred_to: Option<ActorId>,
}

impl FromRow for Ends {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let protection: domain::Protection = row.word("protection")?;
        Ok(Self { protected: protection.is_protected(), referred_to: row.get("referred_to")? })
    }
}

/// A closed link waits for nobody to take it up.
fn fell_back_on(link: &Link) -> Option<Date> {
    link.fell_back.filter(|_| link.is_open()).map(|fell_back| fell_back.on)
}

impl Reader {
    /// One link.
    pub async fn link(&mut self, id: LinkId) -> Result<Link, Error> {
        let tenant = self.tenant();
        self.one(sql!("SELECT * FROM link WHERE tenant_id = $1 AND id = $2"), args![tenant, id]).await
    }

    /// What access decisions on a link rest on.
    pub async fn link_facts(&mut self, link: &Link) -> Result<resource::Link, Error> {
        let tenant = self.tenant();
        // A link has at most one open referral; the later one counts should there ever be two.
        let ends: Ends = self
            .one(
                sql!(
                    "SELECT h.protection, (SELECT r.to_actor FROM referral r
                       WHERE r.tenant_id = h.tenant_id AND r.link_id = $3 AND r.state IN ('sent', 'accepted')
                       ORDER BY r.changed_at DESC LIMIT 1) AS referred_to
                     FROM household h WHERE h.tenant_id = $1 AND h.id = $2"
                ),
                args![tenant, link.household, link.id],
            )
            .await?;
        Ok(resource::Link {
            tenant,
            accountable: link.accountable,
            referred_to: ends.referred_to,
            protected: ends.protected,
        })
    }

    /// A household's chain.
    pub async fn links_of(&mut self, household: HouseholdId) -> Result<Vec<Link>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!("SELECT * FROM link WHERE tenant_id = $1 AND household_id = $2 ORDER BY deadline IS NULL, deadline, kind, id"),
            args![tenant, household],
        )
        .await
    }

    /// What is remembered beside the links of a household.
    pub async fn link_notices_of(&mut self, household: HouseholdId) -> Result<Vec<LinkNotice>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT id, undecided_since, escalated FROM link WHERE tenant_id = $1 AND household_id = $2
                 ORDER BY id"
            ),
            args![tenant, household],
        )
        .await
    }

    /// What has happened to one record, latest first.
    pub async fn changes_of(&mut self, object: uuid::Uuid, limit: i64) -> Result<Vec<Entry>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT * FROM change_log WHERE tenant_id = $1 AND object_id = $2 ORDER BY seq DESC LIMIT $3"
            ),
            args![tenant, object, limit],
        )
        .await
    }

    /// Open links that may have to fall back on the day: whose accountable actor does not take part or may not hold a
    /// child's link, whose duty has expired, or whose asked receiver has ended. [`domain::fall_back`] decides; a few of
    /// these rightly are where they are. In the order of their ids, after one.
    pub async fn links_to_settle(
        &mut self,
        today: Date,
        principal: ActorId,
        after: Option<LinkId>,
        limit: i64,
    ) -> Result<Vec<Link>, Error> {
        let tenant = self.tenant();
        let after = after.map_or(uuid::Uuid::nil(), LinkId::uuid);
        // CROSS JOIN keeps SQLite to this order: the few duties that ended, the actors, and only then the links.
        self.all(
            sql!(
                "SELECT * FROM link WHERE tenant_id = $1 AND id > $4 AND open = TRUE AND id IN (
                   SELECT l.id FROM link l WHERE l.tenant_id = $1 AND l.open = TRUE AND l.accountable IN (
                     SELECT a.id FROM actor a WHERE a.tenant_id = $1 AND (a.to_day <= $2 OR a.from_day > $2))
                   UNION
                   SELECT l.id FROM link l WHERE l.tenant_id = $1 AND l.open = TRUE AND l.kind = 'social_services'
                     AND l.accountable IN (SELECT a.id FROM actor a
                       WHERE a.tenant_id = $1 AND a.kind NOT IN ('authority', 'municipal_unit'))
                   UNION
                   SELECT l.id FROM duty d CROSS JOIN actor o CROSS JOIN link l
                     WHERE d.tenant_id = $1 AND d.to_day <= $2 AND o.tenant_id = $1 AND o.id <> d.legal_owner
                       AND l.tenant_id = $1 AND l.accountable = o.id AND l.duty_id = d.id AND l.open = TRUE
                       AND (l.accountable <> $3 OR EXISTS (SELECT 1 FROM actor a
                         WHERE a.tenant_id = $1 AND a.id = d.legal_owner AND a.from_day <= $2
                           AND (a.to_day IS NULL OR a.to_day > $2)))
                   UNION
                   SELECT r.link_id AS id FROM referral r WHERE r.tenant_id = $1 AND r.state = 'sent' AND r.to_actor IN (
                     SELECT a.id FROM actor a WHERE a.tenant_id = $1 AND (a.to_day <= $2 OR a.from_day > $2)))
                 ORDER BY id LIMIT $5"
            ),
            args![tenant, today, principal, after, limit],
        )
        .await
    }

    /// Overdue links whose next step of escalation has come: `steps` holds for each step the last due day that is far
    /// enough back for it.
    pub async fn links_to_escalate(
        &mut self,
        steps: [Date; 3],
        limit: i64,
    ) -> Result<Vec<OverdueLink>, Error> {
        let tenant = self.tenant();
        let [first, second, third] = steps;
        self.all(
            sql!(
                "SELECT l.id, l.household_id, h.reference, l.kind, l.accountable, l.duty_id, l.due_on, l.escalated
                 FROM link l JOIN household h ON h.tenant_id = l.tenant_id AND h.id = l.household_id
                 WHERE l.tenant_id = $1 AND l.open = TRUE AND h.closed_on IS NULL AND l.due_on <= $2
                   AND (l.escalated < 1 OR (l.escalated < 2 AND l.due_on <= $3)
                     OR (l.escalated < 3 AND l.due_on <= $4))
                 ORDER BY l.due_on, l.id LIMIT $5"
            ),
            args![tenant, first, second, third, limit],
        )
        .await
    }
}

impl Writer {
    /// Adds links.
    pub async fn insert_links(&mut self, links: &[Link]) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let rows: Vec<_> = links
            .iter()
            .map(|link| {
                args![
                    tenant,
                    link.id,
                    link.household,
                    link.person,
                    link.kind.as_str(),
                    link.duty,
                    link.accountable,
                    link.deadline,
                    &link.next_step,
                    link.state.code().as_str(),
                    detail(link),
                    link.is_open(),
                    link.due(),
                    fell_back_on(link),
                    now
                ]
                .to_vec()
            })
            .collect();
        self.run_many(
            sql!(
                "INSERT INTO link (tenant_id, id, household_id, person_id, kind, duty_id, accountable, deadline,
                 next_step, state, detail, open, due_on, fell_back_on, undecided_since, escalated, changed_at, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, 0, $15, 1)"
            ),
            &rows,
        )
        .await
    }

    /// Changes a link, based on `link.version`. Another due day starts escalation afresh; a link that is closed waits
    /// for no decision.
    pub async fn update_link(&mut self, link: &Link) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run_versioned(
            sql!(
                "UPDATE link SET duty_id = $3, accountable = $4, deadline = $5, next_step = $6,
                 state = $7, detail = $8, open = $9, changed_at = $10, version = version + 1,
                 escalated = CASE WHEN due_on = $12 THEN escalated ELSE 0 END, due_on = $12, fell_back_on = $13,
                 undecided_since = CASE WHEN $9 = TRUE THEN undecided_since ELSE NULL END
                 WHERE tenant_id = $1 AND id = $2 AND version = $11"
            ),
            args![
                tenant, link.id, link.duty, link.accountable, link.deadline, &link.next_step,
                link.state.code().as_str(), detail(link), link.is_open(), now, link.version, link.due(),
                fell_back_on(link)
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM link WHERE tenant_id = $1 AND id = $2"),
                id: link.id.uuid(),
                based_on: link.version,
            },
        )
        .await
    }

    /// Marks that somebody has to decide about an open link, or that it is decided. The first mark stands: what waits
    /// longest is to be seen.
    pub async fn mark_undecided(&mut self, link: LinkId, since: Option<Date>) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE link SET undecided_since = CASE WHEN $4 = TRUE THEN COALESCE(undecided_since, $3) ELSE NULL END
                 WHERE tenant_id = $1 AND id = $2 AND open = TRUE"
            ),
            args![tenant, link, since, since.is_some()],
        )
        .await?;
        Ok(())
    }

    /// Notes which step of escalation was told. It is no change of the link: a form that somebody has open stays good.
    pub async fn mark_escalated(&mut self, link: LinkId, step: i64) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!("UPDATE link SET escalated = $3 WHERE tenant_id = $1 AND id = $2 AND escalated < $3"),
            args![tenant, link, step],
        )
        .await?;
        Ok(())
    }
}
