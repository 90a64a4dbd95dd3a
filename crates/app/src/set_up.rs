//! Making a municipality: its actors, who signs in, and who answers for what. The first run, the demo and the tests
//! come through here, so that a reception is set up in one way.

mod demo;
mod history;
mod imagined;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Actor, ActorContact, ActorId, ActorKind, Duty, DutyId, Interval, LegalStatus, LinkKind, MembershipId,
    Role, UserId,
};
use jiff::civil::Date;
use policy::{ChainTemplate, LegalOwner};
use store::{
    Change, Writer,
    identity::{Membership, MembershipState, User},
};

pub use self::demo::{Loaded, load_demo};
use crate::{App, Error, receive::chain::PRINCIPAL_ACTOR};

/// An actor to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewActor {
    /// Its name as it writes it itself.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// How it is reached.
    pub contact: ActorContact,
    /// Its first day.
    pub from: Date,
}

/// A role in one of the actors to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewMembership {
    /// The actor's place in [`Founding::actors`].
    pub actor: usize,
    /// As what.
    pub role: Role,
    /// One of the few named people cleared for protected identities.
    pub cleared: bool,
}

/// A user to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// As shown to colleagues.
    pub name: String,
    /// Where the sign-in link goes.
    pub email: String,
    /// The language of the screens.
    pub language: String,
    /// At least one.
    pub memberships: Vec<NewMembership>,
}

/// A municipality to be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founding {
    /// Who takes part. State authorities and the region are added if they are not among them.
    pub actors: Vec<NewActor>,
    /// The place of the actor of last resort: an authority.
    pub principal: usize,
    /// Who signs in.
    pub users: Vec<NewUser>,
    /// The day from which the duties hold.
    pub from: Date,
    /// Who does what, where it is not the legal owner itself: places of actors.
    pub executing: BTreeMap<LinkKind, usize>,
    /// Kinds of support that nobody has taken on yet: a map that is not finished.
    pub left_open: BTreeSet<LinkKind>,
    /// Days on which the duties were last confirmed, in turn, by the first user. None: never yet.
    pub confirmed_on: Vec<Date>,
}

/// What was set up.
#[derive(Clone, Debug)]
pub struct Established {
    /// The actors in the order given, those that were added last.
    pub actors: Vec<Actor>,
    /// The actor of last resort.
    pub principal: ActorId,
    /// The users in the order given, with their memberships.
    pub users: Vec<(User, Vec<Membership>)>,
    /// The duties.
    pub duties: Vec<Duty>,
}

/// Sets a municipality up in a transaction that is open. The duties follow from the chain template of the day: each
/// kind of support gets its legal owner among the actors, found by kind and name.
pub async fn establish(
    app: &App,
    writer: &mut Writer,
    founding: &Founding,
    today: Date,
) -> Result<Established, Error> {
    let mut plan = founding.actors.clone();
    add_authorities(&mut plan, founding.from);
    let mut actors = Vec::with_capacity(plan.len());
    for new in plan {
        let actor = Actor {
            id: ActorId::from_random(app.dice.draw()),
            name: new.name,
            kind: new.kind,
            interval: Interval::since(new.from),
            contact: new.contact,
        };
        writer.insert_actor(&actor).await?;
        writer.note(note("actor.added", actor.id.uuid()));
        actors.push(actor);
    }
    let principal = actors
        .get(founding.principal)
        .filter(|actor| actor.is_authority())
        .map(|actor| actor.id)
        .ok_or_else(|| Error::Refused("refused-no-principal-actor".to_owned()))?;
    writer.set_setting(PRINCIPAL_ACTOR, &principal.to_string()).await?;

    let mut users = Vec::with_capacity(founding.users.len());
    for new in &founding.users {
        users.push(add_user(app, writer, &actors, new).await?);
    }
    let confirmer = users.first().map(|(user, _)| user.id);
    let duties = plan_duties(app, &actors, principal, founding, confirmer, today);
    for duty in &duties {
        writer.insert_duty(duty).await?;
        writer.note(note("duty.added", duty.id.uuid()));
    }
    Ok(Established { actors, principal, users, duties })
}

fn note(action: &'static str, object: uuid::Uuid) -> Change {
    Change { action, object, household: None, detail: String::new() }
}

/// The state and the region answer for their links whether or not somebody wrote them into the list. Without them their
/// links would fall to the municipality by mistake and not by law.
fn add_authorities(actors: &mut Vec<NewActor>, from: Date) {
    for (owner, name) in [
        (LegalOwner::MigrationAgency, "Migrationsverket"),
        (LegalOwner::TaxAgency, "Skatteverket"),
        (LegalOwner::Region, "Regionen"),
    ] {
        let known = actors.iter().any(|actor| fits(owner, actor.kind, &actor.name) > 0);
        if !known {
            actors.push(NewActor {
                name: name.to_owned(),
                kind: ActorKind::Authority,
                contact: ActorContact::default(),
                from,
            });
        }
    }
}

async fn add_user(
    app: &App,
    writer: &mut Writer,
    actors: &[Actor],
    new: &NewUser,
) -> Result<(User, Vec<Membership>), Error> {
    let user = User {
        id: UserId::from_random(app.dice.draw()),
        name: new.name.clone(),
        email: new.email.clone(),
        language: new.language.clone(),
        disabled_at: None,
        version: 1,
    };
    writer.insert_user(&user).await?;
    writer.note(note("user.added", user.id.uuid()));
    let mut memberships = Vec::with_capacity(new.memberships.len());
    for hat in &new.memberships {
        let Some(actor) = actors.get(hat.actor) else { continue };
        let membership = Membership {
            id: MembershipId::from_random(app.dice.draw()),
            user: user.id,
            actor: actor.id,
            actor_name: actor.name.clone(),
            actor_kind: actor.kind.as_str().to_owned(),
            role: hat.role,
            cleared: hat.cleared,
            state: MembershipState::Confirmed,
            from: actor.interval.from(),
            to: None,
            version: 1,
        };
        writer.insert_membership(&membership).await?;
        memberships.push(membership);
    }
    Ok((user, memberships))
}

/// How well an actor fits as a legal owner; nought not at all. Boards (nämnder) go before the units that work for them,
/// because the duty is the board's.
fn fits(owner: LegalOwner, kind: ActorKind, name: &str) -> u8 {
    let name = name.to_lowercase();
    let has = |part: &str| name.contains(part);
    let board = u8::from(has("nämnd"));
    match (owner, kind) {
        (LegalOwner::MigrationAgency, ActorKind::Authority) => u8::from(has("migrationsverket")),
        (LegalOwner::TaxAgency, ActorKind::Authority) => u8::from(has("skatteverket")),
        (LegalOwner::Region, ActorKind::Authority) => u8::from(has("region")),
        (LegalOwner::SocialBoard, ActorKind::MunicipalUnit) if has("social") => 2 + board,
        (LegalOwner::EducationBoard, ActorKind::MunicipalUnit) if has("barn") || has("skol") => 4 + board,
        (LegalOwner::EducationBoard, ActorKind::MunicipalUnit) if has("utbildning") => 2 + board,
        (LegalOwner::ChiefGuardian, ActorKind::MunicipalUnit) if has("överförmyndar") => 2 + board,
        _ => 0,
    }
}

/// Who answers by law; the actor of last resort where the list names nobody, and for the municipality as a whole.
fn legal_owner(owner: LegalOwner, actors: &[Actor], principal: ActorId) -> ActorId {
    actors
        .iter()
        .map(|actor| (fits(owner, actor.kind, &actor.name), actor))
        .filter(|(fit, _)| *fit > 0)
        // Of equals the first in the list.
        .fold(None, |best: Option<(u8, &Actor)>, (fit, actor)| match best {
            Some((most, _)) if most >= fit => best,
            _ => Some((fit, actor)),
        })
        .map_or(principal, |(_, actor)| actor.id)
}

/// One duty for each kind of support; one for each legal status where the template has several rules for a kind, since
/// two duties for everybody would be two owners.
fn plan_duties(
    app: &App,
    actors: &[Actor],
    principal: ActorId,
    founding: &Founding,
    confirmer: Option<UserId>,
    today: Date,
) -> Vec<Duty> {
    let Some(template) = app.policy.chain_template(today) else { return Vec::new() };
    let mut confirmations = founding.confirmed_on.iter().cycle();
    let mut duties = Vec::new();
    for rule in template.links().filter(|rule| !founding.left_open.contains(&rule.kind)) {
        let owner = legal_owner(rule.owner, actors, principal);
        let executing = founding.executing.get(&rule.kind).and_then(|place| actors.get(*place));
        // A board's unit works for the municipality, never for the state or the region.
        let executing = executing
            .filter(|_| {
                !matches!(
                    rule.owner,
                    LegalOwner::MigrationAgency | LegalOwner::TaxAgency | LegalOwner::Region
                )
            })
            .map_or(owner, |actor| actor.id);
        for target in targets(template, &rule.kind, &rule.statuses) {
            duties.push(Duty {
                id: DutyId::from_random(app.dice.draw()),
                kind: rule.kind.clone(),
                target,
                legal_owner: owner,
                executing,
                law: rule.source.citation(),
                decision: None,
                interval: Interval::since(founding.from),
                last_confirmed: confirmations.next().copied().zip(confirmer),
            });
        }
    }
    duties
}

fn targets(template: &ChainTemplate, kind: &LinkKind, statuses: &[LegalStatus]) -> Vec<Option<LegalStatus>> {
    let is_only = template.links().filter(|rule| rule.kind == *kind).count() == 1;
    if is_only { vec![None] } else { statuses.iter().copied().map(Some).collect() }
}
