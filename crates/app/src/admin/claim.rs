//! The first run: whoever has the code that the terminal showed becomes the first administrator.

use domain::{Actor, ActorContact, ActorId, ActorKind, Interval, MembershipId, Role, TenantId, UserId};
use jiff::SignedDuration;
use store::{
    Change, Tenant, Who, Writer,
    identity::{Membership, MembershipState, User},
};

use super::is_address;
use crate::{
    App, Error, Problems,
    first_run::{CLAIM_CODE, claim_code_hash},
    receive::chain::PRINCIPAL_ACTOR,
    sign_in::{self, Secret},
};

/// How many codes may be tried in [`TRY_WINDOW`].
const TRIES: i64 = 5;
const TRY_WINDOW: SignedDuration = SignedDuration::from_mins(15);
const TRIES_KEY: &str = "claim";

/// What the first administrator gives. It holds the code, so it never prints itself.
#[derive(Clone)]
pub struct Claim {
    /// The code, as typed.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The language of their screens.
    pub language: String,
}

/// The tenants that nobody has claimed.
async fn unclaimed(app: &App) -> Result<Vec<(Tenant, String)>, Error> {
    let mut waiting = Vec::new();
    for tenant in app.store.tenants().await? {
        if let Some(hash) = app.store.read(&Who::program(tenant.id)).await?.setting(CLAIM_CODE).await? {
            waiting.push((tenant, hash));
        }
    }
    Ok(waiting)
}

/// Whether a code waits for somebody.
pub async fn is_waiting(app: &App) -> Result<bool, Error> {
    Ok(!unclaimed(app).await?.is_empty())
}

/// Makes the first administrator of the tenant whose code was given, and begins their session.
pub async fn claim(app: &App, claim: &Claim) -> Result<(TenantId, Secret), Error> {
    let waiting = unclaimed(app).await?;
    if waiting.is_empty() {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    if claim.code.is_empty() {
        problems.add("code", languages::key!("claim-problem-code"));
    }
    if claim.name.is_empty() || claim.name.chars().count() > 200 {
        problems.add("name", languages::key!("admin-problem-name"));
    }
    if !is_address(&claim.email) {
        problems.add("email", languages::key!("signin-email-wrong"));
    }
    problems.check()?;

    let typed = claim_code_hash(&claim.code);
    let now = app.clock.now();
    let meant = waiting.iter().find(|(_, hash)| *hash == typed);
    // A code that fits nowhere counts against every tenant that waits.
    for (tenant, _) in
        waiting.iter().filter(|(tenant, _)| meant.is_none_or(|(meant, _)| meant.id == tenant.id))
    {
        let mut writer = app.store.write(&Who::program(tenant.id), now).await?;
        if writer.count_attempt(TRIES_KEY, now - TRY_WINDOW).await? > TRIES {
            return Err(Error::TooMany);
        }
        // Of two who give the right code at once, one takes it.
        if meant.is_some() && writer.take_setting(CLAIM_CODE, &typed).await? {
            let secret = found(app, &mut writer, tenant, claim).await?;
            writer.forget_attempts(TRIES_KEY).await?;
            writer.commit().await?;
            return Ok((tenant.id, secret));
        }
        writer.commit().await?;
    }
    Err(Problems::one("code", languages::key!("claim-problem-code")))
}

async fn found(app: &App, writer: &mut Writer, tenant: &Tenant, claim: &Claim) -> Result<Secret, Error> {
    let today = app.today();
    let actor = principal_actor(app, writer, tenant).await?;
    let user = User {
        id: UserId::from_random(app.dice.draw()),
        name: claim.name.clone(),
        email: claim.email.clone(),
        language: claim.language.clone(),
        disabled_at: None,
        version: 1,
    };
    writer.insert_user(&user).await?;
    let membership = Membership {
        id: MembershipId::from_random(app.dice.draw()),
        user: user.id,
        actor,
        actor_name: String::new(),
        actor_kind: String::new(),
        role: Role::Administrator,
        cleared: false,
        state: MembershipState::Confirmed,
        from: today,
        to: None,
        version: 1,
    };
    writer.insert_membership(&membership).await?;
    writer.note(Change {
        action: "tenant.claimed",
        object: user.id.uuid(),
        household: None,
        detail: String::new(),
    });
    sign_in::begin_session(app, writer, user.id, membership.id).await
}

/// The actor of last resort; a tenant without one gets its kommunstyrelse.
async fn principal_actor(app: &App, writer: &mut Writer, tenant: &Tenant) -> Result<ActorId, Error> {
    let set = writer.setting(PRINCIPAL_ACTOR).await?.and_then(|id| id.parse().ok());
    if let Some(actor) = set {
        return Ok(actor);
    }
    let actor = Actor {
        id: ActorId::from_random(app.dice.draw()),
        name: format!("Kommunstyrelsen, {}", tenant.name),
        kind: ActorKind::MunicipalUnit,
        interval: Interval::since(app.today()),
        contact: ActorContact::default(),
    };
    writer.insert_actor(&actor).await?;
    writer.set_setting(PRINCIPAL_ACTOR, &actor.id.to_string()).await?;
    writer.note(Change {
        action: "actor.added",
        object: actor.id.uuid(),
        household: None,
        detail: String::new(),
    });
    Ok(actor.id)
}
