//! Users and their memberships. A membership that was given is confirmed by its bearer, not by whoever gave it.

use access::{
    Action, Purpose,
    resource::{self, Resource},
};
use domain::{Actor, ActorId, Interval, MembershipId, MessageId, Role, UserId};
use store::{
    Change, Reader, Writer,
    identity::{Membership, MembershipState, Session, User},
    outbox::{Message, MessageKind},
};

use super::is_address;
use crate::{Context, Error, Problems, context::Asked};

/// A user with what they may be.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user.
    pub user: User,
    /// Their memberships, whatever their state.
    pub memberships: Vec<Membership>,
}

/// One account as an administrator sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The account.
    pub account: Account,
    /// Its browsers that are signed in.
    pub sessions: Vec<Session>,
    /// Whether the asker may change it; nobody may change the own one.
    pub may_manage: bool,
}

/// A role to give somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// In which actor.
    pub actor: ActorId,
    /// As what.
    pub role: Role,
    /// The days it holds.
    pub interval: Interval,
}

/// Somebody to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// As shown to colleagues.
    pub name: String,
    /// Where the letter goes.
    pub email: String,
    /// The language of their screens, as a BCP 47 tag.
    pub language: String,
    /// Their first role.
    pub grant: Grant,
}

/// What can change in a membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipChange {
    /// As what.
    pub role: Role,
    /// The days it holds.
    pub interval: Interval,
    /// Cleared for protected identities.
    pub cleared: bool,
}

fn facts(context: &Context, user: UserId, memberships: &[Membership], more: Option<ActorId>) -> Resource {
    let actors = memberships.iter().map(|membership| membership.actor).chain(more).collect();
    resource::User { tenant: context.who.tenant, id: user, actors }.into()
}

/// Every account the asker may list.
pub async fn list(context: &Context) -> Result<Vec<Account>, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut reader = context.read().await?;
    let memberships = reader.memberships().await?;
    let mut accounts = Vec::new();
    for user in reader.users().await? {
        let own: Vec<Membership> = memberships.iter().filter(|m| m.user == user.id).cloned().collect();
        if context.may(Action::List, &facts(&context, user.id, &own, None)) {
            accounts.push(Account { user, memberships: own });
        }
    }
    Ok(accounts)
}

/// The actors in which the asker may give roles today.
pub async fn actors(context: &Context) -> Result<Vec<Actor>, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut actors = context.read().await?.actors().await?;
    // A user that does not exist yet: the decision rests on the actor alone.
    let nobody = UserId::from(uuid::Uuid::nil());
    actors.retain(|actor| {
        actor.is_active_on(context.today)
            && context.may(Action::ManageUsers, &facts(&context, nobody, &[], Some(actor.id)))
    });
    Ok(actors)
}

async fn read(reader: &mut Reader, id: UserId) -> Result<Account, Error> {
    Ok(Account { user: reader.user(id).await?, memberships: reader.memberships_of(id).await? })
}

/// One account.
pub async fn see(context: &Context, id: UserId) -> Result<Seen, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut reader = context.read().await?;
    let account = read(&mut reader, id).await?;
    let facts = facts(&context, id, &account.memberships, None);
    context.require(Action::See, &facts)?;
    let sessions = reader.sessions_of(id, context.now).await?;
    Ok(Seen { account, sessions, may_manage: context.may(Action::ManageUsers, &facts) })
}

/// Reads an account that is about to be changed, for somebody who may.
async fn manage(
    context: &Context,
    reader: &mut Reader,
    id: UserId,
    more: Option<ActorId>,
) -> Result<Account, Error> {
    let account = read(reader, id).await?;
    context.require(Action::ManageUsers, &facts(context, id, &account.memberships, more))?;
    Ok(account)
}

fn note(writer: &mut Writer, action: &'static str, object: uuid::Uuid, detail: &str) {
    writer.note(Change { action, object, household: None, detail: detail.to_owned() });
}

/// What the policies would silently take away again is said before it is given.
fn check_role(actor: &Actor, role: Role, cleared: bool, problems: &mut Problems) {
    if matches!(role, Role::Coordinator | Role::CaseWorker) && !actor.is_authority() {
        problems.add("role", languages::key!("admin-problem-role-authority"));
    }
    if cleared && !(actor.is_authority() && matches!(role, Role::Coordinator | Role::CaseWorker)) {
        problems.add("cleared", languages::key!("admin-problem-cleared"));
    }
}

async fn granted_actor(
    reader: &mut Reader,
    grant: &Grant,
    problems: &mut Problems,
) -> Result<Option<Actor>, Error> {
    let actor = reader.actors().await?.into_iter().find(|actor| actor.id == grant.actor);
    match &actor {
        Some(actor) if !actor.interval.ends_before(grant.interval.from()) => {
            check_role(actor, grant.role, false, problems);
        }
        _ => problems.add("actor", languages::key!("admin-problem-actor")),
    }
    Ok(actor)
}

async fn give(
    context: &Context,
    writer: &mut Writer,
    user: &User,
    actor: &Actor,
    grant: &Grant,
) -> Result<(), Error> {
    let membership = Membership {
        id: MembershipId::from_random(context.app.dice.draw()),
        user: user.id,
        actor: grant.actor,
        actor_name: String::new(),
        actor_kind: String::new(),
        role: grant.role,
        cleared: false,
        state: MembershipState::Invited,
        from: grant.interval.from(),
        to: grant.interval.to(),
        version: 1,
    };
    writer.insert_membership(&membership).await?;
    note(writer, "membership.invited", membership.id.uuid(), membership.role.as_str());
    let l = context.app.languages.speak(user.language.parse().unwrap_or_default());
    let link = format!("{}/sign-in", context.app.settings.public_url);
    let body = l.ta(
        "admin-letter-body",
        &[
            ("link", link.as_str().into()),
            ("email", user.email.as_str().into()),
            ("role", l.tf("role", grant.role).as_ref().into()),
            ("actor", actor.name.as_str().into()),
        ],
    );
    writer
        .post(&Message {
            id: MessageId::from_random(context.app.dice.draw()),
            kind: MessageKind::Letter,
            recipient: user.email.clone(),
            subject: l.t("admin-letter-subject").into_owned(),
            body: body.into_bytes(),
            attempts: 0,
        })
        .await?;
    Ok(())
}

/// Makes an account with its first role and sends the letter of invitation. The letter holds no key: its reader asks
/// for a link in the own browser, and signing in with that confirms the role.
pub async fn invite(context: &Context, invitation: &Invitation) -> Result<UserId, Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(user) => return Ok(user),
    };
    let user = User {
        id: UserId::from_random(context.app.dice.draw()),
        name: invitation.name.clone(),
        email: invitation.email.clone(),
        language: invitation.language.clone(),
        disabled_at: None,
        version: 1,
    };
    context.require(Action::ManageUsers, &facts(&context, user.id, &[], Some(invitation.grant.actor)))?;
    let mut problems = Problems::default();
    if user.name.is_empty() || user.name.chars().count() > 200 {
        problems.add("name", languages::key!("admin-problem-name"));
    }
    if !is_address(&user.email) {
        problems.add("email", languages::key!("signin-email-wrong"));
    } else if writer.user_by_email(&user.email).await?.is_some() {
        problems.add("email", languages::key!("admin-problem-email-taken"));
    }
    let actor = granted_actor(&mut writer, &invitation.grant, &mut problems).await?;
    problems.check()?;
    let actor = actor.ok_or(Error::NotFound)?;
    writer.insert_user(&user).await?;
    note(&mut writer, "user.invited", user.id.uuid(), "");
    give(&context, &mut writer, &user, &actor, &invitation.grant).await?;
    context.finish(writer, user.id).await
}

/// Gives a user one more role; they confirm it by signing in.
pub async fn add_membership(context: &Context, user: UserId, grant: &Grant) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let account = manage(&context, &mut writer, user, Some(grant.actor)).await?;
    let mut problems = Problems::default();
    let actor = granted_actor(&mut writer, grant, &mut problems).await?;
    let same = |m: &&Membership| {
        m.actor == grant.actor && m.role == grant.role && m.to.is_none_or(|to| to > grant.interval.from())
    };
    if account.memberships.iter().find(same).is_some() {
        problems.add("role", languages::key!("admin-problem-has-role"));
    }
    problems.check()?;
    let actor = actor.ok_or(Error::NotFound)?;
    give(&context, &mut writer, &account.user, &actor, grant).await?;
    context.finish(writer, ()).await
}

/// Reads a membership with its account, for somebody who may change it.
pub async fn see_membership(context: &Context, id: MembershipId) -> Result<(User, Membership), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut reader = context.read().await?;
    let membership = reader.membership(id).await?;
    let account = manage(&context, &mut reader, membership.user, None).await?;
    Ok((account.user, membership))
}

/// Changes the role, the days or the clearance of a membership. Rights are read at every request, so it holds at once.
pub async fn change_membership(
    context: &Context,
    id: MembershipId,
    based_on: i64,
    change: &MembershipChange,
) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let before = writer.membership(id).await?;
    manage(&context, &mut writer, before.user, None).await?;
    let actor = writer.actor(before.actor).await?;
    let mut problems = Problems::default();
    check_role(&actor, change.role, change.cleared, &mut problems);
    problems.check()?;
    let after = Membership {
        role: change.role,
        cleared: change.cleared,
        from: change.interval.from(),
        to: change.interval.to(),
        version: based_on,
        ..before.clone()
    };
    writer.update_membership(&after).await?;
    let changed: Vec<&str> = [
        ("role", before.role != after.role),
        ("cleared", before.cleared != after.cleared),
        ("from", before.from != after.from),
        ("to", before.to != after.to),
    ]
    .into_iter()
    .filter_map(|(field, differs)| differs.then_some(field))
    .collect();
    note(&mut writer, "membership.changed", id.uuid(), &changed.join(" "));
    context.finish(writer, ()).await
}

/// Stops a membership for now, or lets it hold again. An invited one is left alone: only its bearer confirms it.
pub async fn suspend(context: &Context, id: MembershipId, based_on: i64, stop: bool) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let before = writer.membership(id).await?;
    manage(&context, &mut writer, before.user, None).await?;
    let (state, action) = match (before.state, stop) {
        (MembershipState::Confirmed, true) => (MembershipState::Suspended, "membership.suspended"),
        (MembershipState::Suspended, false) => (MembershipState::Confirmed, "membership.resumed"),
        _ => return Err(Error::Refused("refused-membership-state".to_owned())),
    };
    writer.update_membership(&Membership { state, version: based_on, ..before }).await?;
    note(&mut writer, action, id.uuid(), "state");
    context.finish(writer, ()).await
}

/// Closes an account, which ends its sessions at once, or opens it again.
pub async fn disable(context: &Context, id: UserId, based_on: i64, close: bool) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    let account = manage(&context, &mut writer, id, None).await?;
    let disabled_at = close.then_some(context.now);
    writer.update_user(&User { disabled_at, version: based_on, ..account.user }).await?;
    if close {
        writer.end_sessions_of(id, None).await?;
    }
    note(&mut writer, if close { "user.disabled" } else { "user.enabled" }, id.uuid(), "");
    context.finish(writer, ()).await
}

/// Signs a user out everywhere.
pub async fn end_sessions(context: &Context, id: UserId) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::Administration);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    manage(&context, &mut writer, id, None).await?;
    writer.end_sessions_of(id, None).await?;
    note(&mut writer, "user.sessions_ended", id.uuid(), "");
    context.finish(writer, ()).await
}
