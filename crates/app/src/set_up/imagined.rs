//! What an imagined municipality is in the words of the domain: its actors, who signs in, who carries out which duty, and
//! to whom a link can be handed over.

use std::collections::{BTreeMap, BTreeSet};

use ::demo::{ActorKind as Imagined, Municipality, Support};
use domain::{ActorContact, ActorKind, LinkKind, Role};
use jiff::{ToSpan as _, civil::Date};

use super::{Established, Founding, NewActor, NewMembership, NewUser, history::Partners};
use crate::App;

pub(super) fn founding(municipality: &Municipality, today: Date) -> Founding {
    let actors: Vec<NewActor> = municipality
        .actors
        .iter()
        .map(|imagined| NewActor {
            name: imagined.name.clone(),
            kind: actor_kind(imagined.kind),
            contact: ActorContact { email: Some(imagined.email.clone()), phone: imagined.phone.clone() },
            from: imagined.from,
        })
        .collect();
    let from = actors.iter().map(|actor| actor.from).min().unwrap_or(today);
    Founding {
        principal: municipality.actors.iter().position(|actor| actor.principal).unwrap_or(0),
        users: users(municipality),
        from,
        executing: executing(municipality),
        // Nobody has taken on the looking for relatives yet: what a map of responsibility exists to show.
        left_open: ["tracing"].iter().filter_map(|kind| kind.parse().ok()).collect(),
        // Some duties were confirmed lately, some long ago.
        confirmed_on: [12, 40, 95, 260, 150, 410]
            .iter()
            .map(|days| today.saturating_sub(days.days()))
            .collect(),
        actors,
    }
}

/// Kinds of actors as the domain knows them.
fn actor_kind(kind: Imagined) -> ActorKind {
    match kind {
        Imagined::MunicipalBoard | Imagined::MunicipalUnit => ActorKind::MunicipalUnit,
        Imagined::MunicipalCompany => ActorKind::Company,
        Imagined::Region | Imagined::StateAuthority => ActorKind::Authority,
        Imagined::Association => ActorKind::Association,
        Imagined::InformalGroup => ActorKind::InformalGroup,
    }
}

/// The first coordinator and the first case worker of the social services are cleared for protected identities.
fn users(municipality: &Municipality) -> Vec<NewUser> {
    let mut cleared = BTreeSet::new();
    municipality
        .users
        .iter()
        .map(|imagined| NewUser {
            name: imagined.name.clone(),
            email: imagined.email.clone(),
            language: imagined.language.to_owned(),
            memberships: imagined
                .memberships
                .iter()
                .map(|hat| {
                    let may = matches!(hat.role, Role::Coordinator | Role::CaseWorker);
                    NewMembership {
                        actor: hat.actor.0,
                        role: hat.role,
                        cleared: may && cleared.insert(hat.role),
                    }
                })
                .collect(),
        })
        .collect()
}

/// Which support a kind of link is about.
fn support(kind: &str) -> Option<Support> {
    Some(match kind {
        "registration" | "population_registration" => Support::Permit,
        "social_services" => Support::Livelihood,
        "housing" => Support::Housing,
        "crisis_support" => Support::Crisis,
        "guardian" => Support::Guardian,
        "counselling" => Support::Counselling,
        "health_examination" => Support::Health,
        "school" | "preschool" => Support::School,
        "tracing" => Support::Tracing,
        "civic_orientation" | "language" | "sfi" => Support::Language,
        "health_promotion" | "leisure" => Support::Leisure,
        _ => return None,
    })
}

const KINDS: [&str; 16] = [
    "registration",
    "social_services",
    "housing",
    "crisis_support",
    "guardian",
    "counselling",
    "health_examination",
    "school",
    "preschool",
    "tracing",
    "civic_orientation",
    "language",
    "sfi",
    "health_promotion",
    "leisure",
    "population_registration",
];

fn kinds() -> impl Iterator<Item = (LinkKind, Support)> {
    KINDS.iter().filter_map(|kind| Some((kind.parse().ok()?, support(kind)?)))
}

/// The units that carry out what their boards answer for.
fn executing(municipality: &Municipality) -> BTreeMap<LinkKind, usize> {
    let unit = |wanted| {
        municipality
            .actors
            .iter()
            .position(|actor| actor.kind == Imagined::MunicipalUnit && actor.supports.contains(&wanted))
    };
    kinds().filter_map(|(kind, wanted)| Some((kind, unit(wanted)?))).collect()
}

/// The associations and groups to which each kind of link may be handed over.
pub(super) fn partners(
    app: &App,
    municipality: &Municipality,
    established: &Established,
    today: Date,
) -> Partners {
    let Some(template) = app.policy.chain_template(today) else { return Partners::new() };
    let may = |kind: &LinkKind| {
        let mut rules = template.links().filter(|rule| rule.kind == *kind).peekable();
        rules.peek().is_some() && rules.all(|rule| rule.referable_to_non_authority)
    };
    kinds()
        .filter(|(kind, _)| may(kind))
        .map(|(kind, wanted)| {
            let givers = municipality.actors.iter().zip(&established.actors).filter(|(imagined, actor)| {
                imagined.supports.contains(&wanted)
                    && !actor.is_authority()
                    && actor.kind != ActorKind::Company
            });
            (kind, givers.map(|(_, actor)| actor.id).collect::<Vec<_>>())
        })
        .filter(|(_, givers)| !givers.is_empty())
        .collect()
}
