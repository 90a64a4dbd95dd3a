//! Fills a new installation with an imagined municipality.

use std::collections::BTreeMap;

use app::App;
use domain::{Actor, ActorContact, ActorId, ActorKind, Interval, MembershipId, TenantId, UserId};
use store::{
    Change, Who,
    identity::{Membership, MembershipState, User},
};

use crate::failure::Failure;

/// The setting that says that every person in a tenant is made up.
pub(crate) const DEMO: &str = "demo";

/// Makes the tenant with its actors, users and memberships.
pub(crate) async fn load(app: &App, municipality: &demo::Municipality) -> Result<TenantId, Failure> {
    let tenant = TenantId::from_random(app.dice.draw());
    app.store.create_tenant(tenant, municipality.code, municipality.name, app.clock.now()).await?;
    let mut writer = app.store.write(&Who::program(tenant), app.clock.now()).await?;
    let note = |action, object| Change { action, object, household: None, detail: String::new() };

    let mut actors = Vec::new();
    for imagined in &municipality.actors {
        let actor = Actor {
            id: ActorId::from_random(app.dice.draw()),
            name: imagined.name.clone(),
            kind: kind(imagined.kind),
            interval: Interval::since(imagined.from),
            contact: ActorContact { email: Some(imagined.email.clone()), phone: imagined.phone.clone() },
        };
        writer.insert_actor(&actor).await?;
        writer.note(note("actor.added", actor.id.uuid()));
        if imagined.principal {
            writer.set_setting("principal_actor", &actor.id.to_string()).await?;
        }
        actors.push(actor);
    }
    for imagined in &municipality.users {
        let user = User {
            id: UserId::from_random(app.dice.draw()),
            name: imagined.name.clone(),
            email: imagined.email.clone(),
            language: imagined.language.to_owned(),
            disabled_at: None,
            version: 1,
        };
        writer.insert_user(&user).await?;
        writer.note(note("user.added", user.id.uuid()));
        for hat in &imagined.memberships {
            let actor = &actors[hat.actor.0];
            let membership = Membership {
                id: MembershipId::from_random(app.dice.draw()),
                user: user.id,
                actor: actor.id,
                actor_name: actor.name.clone(),
                actor_kind: actor.kind.as_str().to_owned(),
                role: hat.role,
                cleared: false,
                state: MembershipState::Confirmed,
                from: actor.interval.from(),
                to: None,
                version: 1,
            };
            writer.insert_membership(&membership).await?;
        }
    }
    writer.set_setting(DEMO, "yes").await?;
    writer.commit().await?;
    Ok(tenant)
}

fn kind(kind: demo::ActorKind) -> ActorKind {
    match kind {
        demo::ActorKind::MunicipalBoard | demo::ActorKind::MunicipalUnit => ActorKind::MunicipalUnit,
        demo::ActorKind::MunicipalCompany => ActorKind::Company,
        demo::ActorKind::Region | demo::ActorKind::StateAuthority => ActorKind::Authority,
        demo::ActorKind::Association => ActorKind::Association,
        demo::ActorKind::InformalGroup => ActorKind::InformalGroup,
    }
}

/// One user for each role: the first by name who holds that role and no other, so that the link leads to the role it
/// names.
pub(crate) async fn one_user_per_role(
    app: &App,
    tenant: TenantId,
) -> Result<BTreeMap<domain::Role, UserId>, Failure> {
    let mut reader = app.store.read(&Who::program(tenant)).await?;
    let memberships = reader.memberships().await?;
    let mut found = BTreeMap::new();
    for user in reader.users().await? {
        let mut hats = memberships.iter().filter(|membership| membership.user == user.id);
        if let (Some(hat), None) = (hats.next(), hats.next()) {
            found.entry(hat.role).or_insert(user.id);
        }
    }
    Ok(found)
}
