//! Households: the case, who is in it, and who has to do with it.

mod list;
mod refresh;

use std::collections::BTreeSet;

use access::{resource, scope::Relation};
use domain::{
    ActorId, Admissible, Household, HouseholdId, Link, LinkStateCode, PersonId, Protection, UserId,
    household::{HouseholdRecord, Kinship, Membership, RelationToHead},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{Error, Reader, Row, Writer, args, open::VersionOf, sql, sql::FromRow, vault::Place};

pub(crate) use list::ScopeArgs;
pub use list::{HouseholdFilter, HouseholdLine};

/// How a chain stands, kept beside the household with every write to a link. Overdue is never stored: it follows from
/// `next_deadline` and the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainSummary {
    /// Links that are open.
    pub open: i64,
    /// Links whose referral waits for an answer.
    pub waiting: i64,
    /// Kinds of support that apply and have no link.
    pub gaps: i64,
    /// The first deadline of an open link.
    pub next_deadline: Option<Date>,
}

impl ChainSummary {
    /// What [`Writer::refresh_household`] finds of these links.
    fn of(links: &[Link], gaps: i64) -> Self {
        links.iter().filter(|link| link.is_open()).fold(Self { gaps, ..Self::default() }, |sum, link| Self {
            open: sum.open + 1,
            waiting: sum.waiting + i64::from(link.state.code() == LinkStateCode::Referred),
            next_deadline: sum.next_deadline.into_iter().chain(link.due()).min(),
            ..sum
        })
    }

    /// The state on a day, by the same order as [`domain::chain_state`]. A household always has a chain: it is made
    /// with the registration.
    pub fn state(&self, today: Date) -> domain::ChainState {
        if self.gaps > 0 {
            domain::ChainState::Gaps
        } else if self.next_deadline.is_some_and(|deadline| deadline < today) {
            domain::ChainState::Overdue
        } else if self.waiting > 0 {
            domain::ChainState::Waiting
        } else if self.open > 0 {
            domain::ChainState::OnTrack
        } else {
            domain::ChainState::Complete
        }
    }
}

/// A household's file: everything that is remembered of the case itself.
#[derive(Clone, Debug, PartialEq)]
pub struct HouseholdFile {
    /// Who is in it and when.
    pub household: Household,
    /// What people say aloud and write on paper.
    pub reference: String,
    /// The day they arrived.
    pub arrived_on: Date,
    /// When they were registered.
    pub registered_at: Timestamp,
    /// By which actor.
    pub registered_by_actor: ActorId,
    /// By whom.
    pub registered_by_user: UserId,
    /// The strongest protection of a member.
    pub protection: Protection,
    /// The locality where they are.
    pub area: Option<String>,
    /// A note, opened.
    pub note: Option<String>,
    /// Since when the case is closed.
    pub closed_on: Option<Date>,
    /// How the chain stands.
    pub chain: ChainSummary,
    /// Version.
    pub version: i64,
}

struct FileRow {
    reference: String,
    arrived_on: Date,
    registered_at: Timestamp,
    registered_by_actor: ActorId,
    registered_by_user: UserId,
    protection: Protection,
    area: Option<String>,
    note_sealed: Option<Vec<u8>>,
    closed_on: Option<Date>,
    chain: ChainSummary,
    version: i64,
}

impl FromRow for FileRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            reference: row.get("reference")?,
            arrived_on: row.get("arrived_on")?,
            registered_at: row.get("registered_at")?,
            registered_by_actor: row.get("registered_by_actor")?,
            registered_by_user: row.get("registered_by_user")?,
            protection: row.word("protection")?,
            area: row.get("area")?,
            note_sealed: row.get("note_sealed")?,
            closed_on: row.get("closed_on")?,
            chain: ChainSummary::from_row(row)?,
            version: row.get("version")?,
        })
    }
}

impl FromRow for ChainSummary {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            open: row.get("open_links")?,
            waiting: row.get("waiting")?,
            gaps: row.get("gaps")?,
            next_deadline: row.get("next_deadline")?,
        })
    }
}

impl FromRow for Membership {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            person: row.get("person_id")?,
            interval: row.interval("from_day", "to_day")?,
            relation_to_head: row.word::<RelationToHead>("relation")?,
        })
    }
}

struct KinshipRow(Date, Kinship);

impl FromRow for KinshipRow {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let other = row.get("other_id")?;
        let kind: String = row.get("kind")?;
        let kinship = match kind.as_str() {
            "split_from" => Kinship::SplitFrom(other),
            "split_into" => Kinship::SplitInto(other),
            "merged_into" => Kinship::MergedInto(other),
            "absorbed" => Kinship::Absorbed(other),
            _ => return Err(Error::Inconsistent { column: "kind", value: kind }),
        };
        Ok(Self(row.get("on_day")?, kinship))
    }
}

fn kinship_words(kinship: Kinship) -> (&'static str, HouseholdId) {
    match kinship {
        Kinship::SplitFrom(other) => ("split_from", other),
        Kinship::SplitInto(other) => ("split_into", other),
        Kinship::MergedInto(other) => ("merged_into", other),
        Kinship::Absorbed(other) => ("absorbed", other),
    }
}

struct ActorRelation {
    actor: ActorId,
    relation: String,
}

impl FromRow for ActorRelation {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self { actor: row.get("actor_id")?, relation: row.get("relation")? })
    }
}

fn note_place(household: HouseholdId) -> Place {
    Place { table: "household", column: "note_sealed", row: household.uuid() }
}

fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Accountable => "accountable",
        Relation::Referred => "referred",
        Relation::Registered => "registered",
        Relation::Placed => "placed",
    }
}

impl Reader {
    /// What access decisions on a household rest on.
    pub async fn household_facts(&mut self, id: HouseholdId) -> Result<resource::Household, Error> {
        let tenant = self.tenant();
        let protection: String = self
            .one(
                sql!("SELECT protection AS it FROM household WHERE tenant_id = $1 AND id = $2"),
                args![tenant, id],
            )
            .await?;
        let protection: Protection = protection
            .parse()
            .map_err(|_| Error::Inconsistent { column: "protection", value: protection })?;
        let relations: Vec<ActorRelation> = self
            .all(
                sql!("SELECT actor_id, relation FROM household_actor WHERE tenant_id = $1 AND household_id = $2"),
                args![tenant, id],
            )
            .await?;
        let actors = |relation| {
            let word = relation_word(relation);
            relations.iter().filter(|row| row.relation == word).map(|row| row.actor).collect::<BTreeSet<_>>()
        };
        Ok(resource::Household {
            id,
            tenant,
            accountable: actors(Relation::Accountable),
            referred: actors(Relation::Referred),
            registered_by: actors(Relation::Registered).pop_first().ok_or(Error::NotFound)?,
            placed_with: actors(Relation::Placed),
            protected: protection.is_protected(),
        })
    }

    /// A household's file.
    pub async fn household(&mut self, id: HouseholdId) -> Result<HouseholdFile, Error> {
        let tenant = self.tenant();
        let file: FileRow = self
            .one(sql!("SELECT * FROM household WHERE tenant_id = $1 AND id = $2"), args![tenant, id])
            .await?;
        let members: Vec<Membership> = self
            .all(
                sql!(
                    "SELECT person_id, relation, from_day, to_day FROM household_member
                     WHERE tenant_id = $1 AND household_id = $2 ORDER BY from_day, person_id"
                ),
                args![tenant, id],
            )
            .await?;
        let kinships: Vec<KinshipRow> = self
            .all(
                sql!(
                    "SELECT other_id, kind, on_day FROM household_kinship
                     WHERE tenant_id = $1 AND household_id = $2 ORDER BY on_day, kind, other_id"
                ),
                args![tenant, id],
            )
            .await?;
        let household = Household::restore(HouseholdRecord {
            id,
            members,
            kinships: kinships.into_iter().map(|KinshipRow(on, kinship)| (on, kinship)).collect(),
            version: file.version,
        })
        .map_err(|error| Error::Inconsistent { column: "household_member", value: error.to_string() })?;
        let note = match file.note_sealed {
            None => None,
            Some(sealed) => {
                let key = self.household_key(id).await?;
                let note = self.vault().open_with(&key, note_place(id), &sealed)?;
                Some(String::from_utf8_lossy(&note).into_owned())
            }
        };
        Ok(HouseholdFile {
            household,
            reference: file.reference,
            arrived_on: file.arrived_on,
            registered_at: file.registered_at,
            registered_by_actor: file.registered_by_actor,
            registered_by_user: file.registered_by_user,
            protection: file.protection,
            area: file.area,
            note,
            closed_on: file.closed_on,
            chain: file.chain,
            version: file.version,
        })
    }

    /// The household's own key.
    pub(crate) async fn household_key(&mut self, id: HouseholdId) -> Result<crate::vault::Key, Error> {
        struct Sealed(Vec<u8>);
        impl FromRow for Sealed {
            fn from_row(row: &Row) -> Result<Self, Error> {
                row.get("key_sealed").map(Self)
            }
        }
        let tenant = self.tenant();
        let sealed: Sealed = self
            .one(
                sql!("SELECT key_sealed FROM household_key WHERE tenant_id = $1 AND household_id = $2"),
                args![tenant, id],
            )
            .await?;
        self.vault().household_key(id.uuid(), &sealed.0)
    }

    /// The household with a reference, whatever its letters' case.
    pub async fn household_by_reference(&mut self, reference: &str) -> Result<Option<HouseholdId>, Error> {
        let tenant = self.tenant();
        let found: Option<Uuid> = self
            .maybe(
                sql!("SELECT id AS it FROM household WHERE tenant_id = $1 AND reference = $2"),
                args![tenant, reference.trim().to_uppercase()],
            )
            .await?;
        Ok(found.map(HouseholdId::from))
    }

    /// In which household a person is on a day.
    pub async fn household_of(&mut self, person: PersonId, day: Date) -> Result<Option<HouseholdId>, Error> {
        let tenant = self.tenant();
        let found: Option<Uuid> = self
            .maybe(
                sql!(
                    "SELECT household_id AS it FROM household_member
                     WHERE tenant_id = $1 AND person_id = $2 AND from_day <= $3 AND (to_day IS NULL OR to_day > $3)
                     ORDER BY from_day DESC LIMIT 1"
                ),
                args![tenant, person, day],
            )
            .await?;
        Ok(found.map(HouseholdId::from))
    }
}

/// What is decided when a household is registered. It holds an admitted household: one with an unaccompanied child and
/// without the link to socialtjänsten cannot be written down (rule 6 of the domain).
#[derive(Clone, Debug)]
pub struct NewHousehold {
    /// Who is in it, with their links.
    pub admitted: Admissible,
    /// A reference nobody else has.
    pub reference: String,
    /// The day they arrived.
    pub arrived_on: Date,
    /// By which actor it is registered.
    pub actor: ActorId,
    /// By whom.
    pub user: UserId,
    /// The locality where they are.
    pub area: Option<String>,
    /// A note.
    pub note: Option<String>,
}

impl Writer {
    /// Adds a household with its people, its chain and what is derived from it; `phones` go beside the people, in their
    /// order, and `gaps` is how many kinds of support apply and have no link.
    pub async fn insert_household(
        &mut self,
        new: &NewHousehold,
        phones: &[Option<String>],
        gaps: i64,
    ) -> Result<(), Error> {
        let phones = phones.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        let people: Vec<_> = new.admitted.persons().iter().zip(phones).collect();
        self.insert_people(&people).await?;
        let links = new.admitted.links();
        self.insert_file(new, ChainSummary::of(links, gaps)).await?;
        self.insert_links(links).await?;
        self.insert_first_relations(new).await
    }

    /// Adds a household of people who are known already, the part that leaves when a household is split. Their links are
    /// stored already and follow by [`Writer::move_links_of`]; then [`Writer::refresh_household`] must follow.
    pub async fn insert_household_of_known(&mut self, new: &NewHousehold) -> Result<(), Error> {
        self.insert_file(new, ChainSummary::default()).await
    }

    async fn insert_file(&mut self, new: &NewHousehold, chain: ChainSummary) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let household = new.admitted.household();
        let id = household.id;
        let (key, sealed_key) = self.vault().new_household_key(id.uuid());
        let note =
            new.note.as_ref().map(|note| self.vault().seal_with(&key, note_place(id), note.as_bytes()));
        self.run(
            sql!(
                "INSERT INTO household (tenant_id, id, reference, head_id, arrived_on, registered_at,
                 registered_by_actor, registered_by_user, protection, area, note_sealed, closed_on, waiting, open_links,
                 gaps, next_deadline, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12, $13, $14, $15, 1)"
            ),
            args![
                tenant, id, &new.reference, household.head(), new.arrived_on, now, new.actor, new.user,
                new.admitted.protection().as_str(), new.area.clone(), note, chain.waiting, chain.open, chain.gaps,
                chain.next_deadline
            ],
        )
        .await?;
        self.run(
            sql!("INSERT INTO household_key (tenant_id, household_id, key_sealed) VALUES ($1, $2, $3)"),
            args![tenant, id, sealed_key],
        )
        .await?;
        self.write_members(household).await
    }

    /// Changes who is in a household: membership, head, kinship. Based on the version it was read at.
    pub async fn update_members(
        &mut self,
        household: &Household,
        protection: Protection,
    ) -> Result<(), Error> {
        let (tenant, id) = (self.tenant(), household.id);
        self.run_versioned(
            sql!(
                "UPDATE household SET head_id = COALESCE($3, head_id), protection = $4, version = version + 1
                 WHERE tenant_id = $1 AND id = $2 AND version = $5"
            ),
            args![tenant, id, household.head(), protection.as_str(), household.version],
            VersionOf {
                sql: sql!("SELECT version AS it FROM household WHERE tenant_id = $1 AND id = $2"),
                id: id.uuid(),
                based_on: household.version,
            },
        )
        .await?;
        self.run(
            sql!("DELETE FROM household_member WHERE tenant_id = $1 AND household_id = $2"),
            args![tenant, id],
        )
        .await?;
        self.run(
            sql!("DELETE FROM household_kinship WHERE tenant_id = $1 AND household_id = $2"),
            args![tenant, id],
        )
        .await?;
        self.write_members(household).await
    }

    /// Gives the links and referrals that are for one person to another household: they follow the person.
    pub async fn move_links_of(
        &mut self,
        person: PersonId,
        from: HouseholdId,
        to: HouseholdId,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE referral SET household_id = $4, version = version + 1
                 WHERE tenant_id = $1 AND household_id = $3 AND link_id IN (
                   SELECT id FROM link WHERE tenant_id = $1 AND household_id = $3 AND person_id = $2)"
            ),
            args![tenant, person, from, to],
        )
        .await?;
        self.run(
            sql!(
                "UPDATE link SET household_id = $4, version = version + 1
                 WHERE tenant_id = $1 AND household_id = $3 AND person_id = $2"
            ),
            args![tenant, person, from, to],
        )
        .await?;
        Ok(())
    }

    async fn write_members(&mut self, household: &Household) -> Result<(), Error> {
        let (tenant, id) = (self.tenant(), household.id);
        let rows: Vec<_> = household
            .members
            .iter()
            .map(|member| {
                let (from, to) = (member.interval.from(), member.interval.to());
                args![tenant, id, member.person, member.relation_to_head.as_str(), from, to].to_vec()
            })
            .collect();
        self.run_many(
            sql!(
                "INSERT INTO household_member (tenant_id, household_id, person_id, relation, from_day, to_day)
                 VALUES ($1, $2, $3, $4, $5, $6)"
            ),
            &rows,
        )
        .await?;
        for (on, kinship) in &household.kinships {
            let (kind, other) = kinship_words(*kinship);
            self.run(
                sql!(
                    "INSERT INTO household_kinship (tenant_id, household_id, other_id, kind, on_day)
                     VALUES ($1, $2, $3, $4, $5)"
                ),
                args![tenant, id, other, kind, *on],
            )
            .await?;
        }
        Ok(())
    }

    /// Changes the note, the locality and the end of the case, based on the file's version.
    pub async fn update_file(&mut self, file: &HouseholdFile) -> Result<(), Error> {
        let (tenant, id) = (self.tenant(), file.household.id);
        let note = match &file.note {
            None => None,
            Some(note) => {
                let key = self.household_key(id).await?;
                Some(self.vault().seal_with(&key, note_place(id), note.as_bytes()))
            }
        };
        self.run_versioned(
            sql!(
                "UPDATE household SET protection = $3, area = $4, note_sealed = $5, closed_on = $6,
                 version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $7"
            ),
            args![
                tenant,
                id,
                file.protection.as_str(),
                file.area.clone(),
                note,
                file.closed_on,
                file.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM household WHERE tenant_id = $1 AND id = $2"),
                id: id.uuid(),
                based_on: file.version,
            },
        )
        .await
    }
}
