//! A small reception to begin a test with: actors, a duty, somebody who works there, and families who arrive.

use domain::{
    Actor, ActorContact, ActorId, ActorKind, Duty, Household, HouseholdId, Interval, Link, LinkId, LinkPlan,
    NameParts, PartialDate, Person, PersonId, PersonName, Protection, RelationToHead, Role, TenantId,
    YearMonth, admit,
};
use jiff::{ToSpan as _, civil::Date};
use store::{
    Change, Store, Who, Writer,
    identity::{Membership, MembershipState, User},
    receive::household::NewHousehold,
};

use crate::{SeededDice, TestDatabase};

/// A tenant in which a reception is set up.
#[derive(Clone, Debug)]
pub struct Municipality {
    /// The tenant.
    pub tenant: TenantId,
    /// Its social services: accountable for every link in the beginning.
    pub social: Actor,
    /// Its housing unit.
    pub housing: Actor,
    /// An association that takes part.
    pub association: Actor,
    /// Who has to receive, by law.
    pub duty: Duty,
    /// A case worker of the social services.
    pub user: User,
    /// The case worker's membership.
    pub membership: Membership,
}

/// A family that is about to arrive.
#[derive(Clone, Debug)]
pub struct FamilyPlan {
    /// Given and family names; the first is the head's.
    pub names: Vec<(String, String)>,
    /// How the head is protected.
    pub protection: Protection,
    /// The day of arrival; the municipality's first day, if not said.
    pub arrived_on: Option<Date>,
    /// The kinds of support that are planned.
    pub links: Vec<&'static str>,
    /// A note in the file.
    pub note: Option<String>,
    /// The locality.
    pub area: Option<String>,
    /// Who registers them, if not the social services.
    pub registered_by: Option<ActorId>,
    /// Who is accountable for the links, if not the social services.
    pub accountable: Option<ActorId>,
}

impl FamilyPlan {
    /// A family of one, with two links, a note and a locality.
    pub fn new(given: &str, family: &str) -> Self {
        Self {
            names: vec![(given.to_owned(), family.to_owned())],
            protection: Protection::None,
            arrived_on: None,
            links: vec!["housing", "health_check"],
            note: Some(format!("{given} waits at the station")),
            area: Some("Hamnen".to_owned()),
            registered_by: None,
            accountable: None,
        }
    }

    /// With one more member.
    #[must_use]
    pub fn with(mut self, given: &str, family: &str) -> Self {
        self.names.push((given.to_owned(), family.to_owned()));
        self
    }

    /// With a protected head.
    #[must_use]
    pub fn protected(mut self) -> Self {
        self.protection = Protection::Confidential;
        self
    }
}

/// A family that was received.
#[derive(Clone, Debug)]
pub struct Family {
    /// The household.
    pub id: HouseholdId,
    /// Its reference.
    pub reference: String,
    /// Its members, the head first.
    pub people: Vec<PersonId>,
    /// Its links.
    pub links: Vec<LinkId>,
}

impl Municipality {
    /// The day on which everything begins.
    pub const FIRST_DAY: Date = jiff::civil::date(2026, 1, 1);

    /// Founds a municipality with the test's own dice and clock.
    pub async fn found(db: &TestDatabase, name: &str) -> Self {
        Self::found_in(db, &db.dice, db.now(), name).await.expect("a municipality can be founded")
    }

    /// Founds a municipality.
    pub async fn found_in(
        store: &Store,
        dice: &SeededDice,
        now: jiff::Timestamp,
        name: &str,
    ) -> Result<Self, store::Error> {
        let new = Self::imagined(dice, name);
        store.create_tenant(new.tenant, name, name, now).await?;
        let mut writer = store.write(&Who::program(new.tenant), now).await?;
        for actor in [&new.social, &new.housing, &new.association] {
            writer.insert_actor(actor).await?;
        }
        writer.insert_user(&new.user).await?;
        writer.insert_membership(&new.membership).await?;
        writer.insert_duty(&new.duty).await?;
        writer.commit().await?;
        Ok(new)
    }

    /// A municipality that is written nowhere. The tenant's id follows from its name and all other ids from the dice,
    /// so dice of one seed make twins: two tenants whose records have the same ids, which only the tenant tells apart.
    pub fn imagined(dice: &SeededDice, name: &str) -> Self {
        let mut bytes = [0; 16];
        name.bytes().cycle().zip(&mut bytes).for_each(|(letter, byte)| *byte = letter);
        let tenant = TenantId::from_random(bytes);
        let actor = |kind, unit: &str| Actor {
            id: dice.id(),
            name: format!("{unit} i {name}"),
            kind,
            interval: Interval::since(Self::FIRST_DAY),
            contact: ActorContact { email: Some(format!("{unit}@{name}.example")), phone: None },
        };
        let (social, housing, association) = (
            actor(ActorKind::MunicipalUnit, "Social"),
            actor(ActorKind::MunicipalUnit, "Housing"),
            actor(ActorKind::Association, "Association"),
        );
        let user = User {
            id: dice.id(),
            name: format!("Case worker of {name}"),
            email: format!("worker@{name}.example"),
            language: "sv".to_owned(),
            disabled_at: None,
            version: 1,
        };
        let membership = Membership {
            id: dice.id(),
            user: user.id,
            actor: social.id,
            actor_name: social.name.clone(),
            actor_kind: social.kind.as_str().to_owned(),
            role: Role::CaseWorker,
            cleared: false,
            state: MembershipState::Confirmed,
            from: Self::FIRST_DAY,
            to: None,
            version: 1,
        };
        let duty = Duty {
            id: dice.id(),
            kind: "housing".parse().expect("a kind of support"),
            target: None,
            legal_owner: social.id,
            executing: housing.id,
            law: "lag (1994:137)".to_owned(),
            decision: None,
            interval: Interval::since(Self::FIRST_DAY),
            last_confirmed: None,
        };
        Self { tenant, social, housing, association, duty, user, membership }
    }

    /// The case worker of the social services.
    pub fn who(&self) -> Who {
        Who { tenant: self.tenant, user: Some(self.user.id), actor: Some(self.social.id), household: None }
    }

    /// Receives a family and commits.
    pub async fn receive(&self, db: &TestDatabase, plan: &FamilyPlan) -> Family {
        let mut writer = db.write(&self.who(), db.now()).await.expect("a write");
        let family = self.receive_in(&mut writer, &db.dice, plan).await.expect("a family can be received");
        writer.commit().await.expect("a commit");
        family
    }

    /// Receives a family in a transaction that is open: people, household, links, what is derived, and the note for the
    /// change log.
    pub async fn receive_in(
        &self,
        writer: &mut Writer,
        dice: &SeededDice,
        plan: &FamilyPlan,
    ) -> Result<Family, store::Error> {
        let id: HouseholdId = dice.id();
        let arrived_on = plan.arrived_on.unwrap_or(Self::FIRST_DAY);
        let persons: Vec<Person> = (0..)
            .zip(&plan.names)
            .map(|(place, (given, family))| {
                let protection = if place == 0 { plan.protection } else { Protection::None };
                person(dice.id(), given, family, protection)
            })
            .collect();
        let people: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
        let household =
            people[1..].iter().fold(Household::new(id, people[0], arrived_on), |household, person| {
                household.add(*person, arrived_on, RelationToHead::Child).expect("each person joins once")
            });
        let planned: Vec<Link> = (1..)
            .zip(&plan.links)
            .map(|(weeks, kind)| {
                Link::plan(LinkPlan {
                    id: dice.id(),
                    household: id,
                    kind: kind.parse().expect("a kind of support"),
                    person: None,
                    duty: (*kind == "housing").then_some(self.duty.id),
                    accountable: plan.accountable.unwrap_or(self.social.id),
                    deadline: Some(arrived_on + (7 * weeks).days()),
                    next_step: format!("{kind}: first talk"),
                })
            })
            .collect();
        let links = planned.iter().map(|link| link.id).collect();
        let reference = format!("{:08X}", dice.below(1 << 32));
        let new = NewHousehold {
            admitted: admit(household, persons, planned, arrived_on).expect("a family that may be admitted"),
            reference: reference.clone(),
            arrived_on,
            actor: plan.registered_by.unwrap_or(self.social.id),
            user: self.user.id,
            area: plan.area.clone(),
            note: plan.note.clone(),
        };
        let phones = vec![Some("+380 44 000 00 00".to_owned()); people.len()];
        writer.insert_household(&new, &phones, 0).await?;
        writer.note(Change {
            action: "household.registered",
            object: id.uuid(),
            household: Some(id),
            detail: "members links".to_owned(),
        });
        Ok(Family { id, reference, people, links })
    }
}

fn person(id: PersonId, given: &str, family: &str, protection: Protection) -> Person {
    Person {
        id,
        name: PersonName { latin: NameParts::parse(given, family, "").expect("a name"), original: None },
        birth: YearMonth::new(1990, 5).map_or(PartialDate::Unknown, PartialDate::YearMonth),
        sex: None,
        languages: vec!["uk".parse().expect("a language tag"), "ru".parse().expect("a language tag")],
        interpreter: true,
        protection,
        unaccompanied: false,
    }
}
