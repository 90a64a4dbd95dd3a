//! Signing in with an e-mailed one-time link, keeping a session, and ending it.
//!
//! No passwords. The link works once, for fifteen minutes, and only in the browser that asked for it; opening it shows a
//! button, because mail scanners open links too. Whether an address has an account shows nowhere: not in the answer, not
//! in its time, not in the mail (ASVS 5.0 V6.3.8).

use domain::{HouseholdId, MembershipId, MessageId, SessionId, TenantId, UserId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    Change, Reader, Who, Writer,
    identity::{Membership, MembershipState, Session},
    outbox::{Message, MessageKind},
    vault::to_hex,
};

use crate::{App, Context, Error};

/// How long an e-mailed link works.
const LINK_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// How many links one address may ask for in [`TRY_WINDOW`].
const LINKS_PER_ADDRESS: i64 = 5;
/// How many links may be asked for in all in [`TRY_WINDOW`]: a brake on mail floods, far above a busy day.
const LINKS_IN_ALL: i64 = 500;
const TRY_WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// A secret that lives in a browser's cookie or in a letter; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Draws one: 256 bits, in hexadecimal digits.
    pub fn draw(app: &App) -> Self {
        let bytes: [u8; 32] = app.dice.draw();
        Self(to_hex(&bytes))
    }

    /// Reads one that came back.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text for a cookie or a letter.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

#[derive(Serialize, Deserialize)]
struct Request {
    browser_hash: Vec<u8>,
    language: String,
}

/// Asks for a link for an address, from a browser that holds `browser`.
pub async fn request_link(app: &App, email: &str, language: &str, browser: &Secret) -> Result<(), Error> {
    let now = app.clock.now();
    let address = store::identity::email_key(email);
    let request = Request { browser_hash: browser.hash().to_vec(), language: language.to_owned() };
    for tenant in app.store.tenants().await? {
        let mut writer = app.store.write(&Who::program(tenant.id), now).await?;
        let window = now - TRY_WINDOW;
        let by_address = writer.count_attempt(&format!("link {}", hash_key(&address)), window).await?;
        let in_all = writer.count_attempt("link", window).await?;
        if by_address <= LINKS_PER_ADDRESS && in_all <= LINKS_IN_ALL {
            writer
                .post(&Message {
                    id: MessageId::from_random(app.dice.draw()),
                    kind: MessageKind::SignIn,
                    recipient: address.clone(),
                    subject: String::new(),
                    body: serde_json::to_vec(&request).unwrap_or_default(),
                    attempts: 0,
                })
                .await?;
        }
        writer.commit().await?;
    }
    Ok(())
}

/// Addresses do not lie about in a table of tries.
fn hash_key(address: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(address.as_bytes()).into();
    to_hex(&hash[..12])
}

/// Turns a waiting request into the letter with the link, or into nothing if nobody has the address.
pub(crate) async fn answer_request(
    app: &App,
    tenant: TenantId,
    message: &Message,
) -> Result<Option<messages::Letter>, Error> {
    let Ok(request) = serde_json::from_slice::<Request>(&message.body) else { return Ok(None) };
    let now = app.clock.now();
    let mut writer = app.store.write(&Who::program(tenant), now).await?;
    let Some(user) = writer.user_by_email(&message.recipient).await? else { return Ok(None) };
    let today = app.today();
    let has_membership =
        writer.memberships_of(user.id).await?.iter().any(|m| m.is_in_force(today) || m.awaits_sign_in(today));
    if user.disabled_at.is_some() || !has_membership {
        return Ok(None);
    }
    let secret = Secret::draw(app);
    writer.insert_sign_in_link(&secret.hash(), user.id, Some(&request.browser_hash), now + LINK_LIFE).await?;
    writer.note(Change {
        action: "user.link_sent",
        object: user.id.uuid(),
        household: None,
        detail: String::new(),
    });
    writer.commit().await?;

    let speaker = app.languages.speak(user.language.parse().unwrap_or_default());
    let link = link_address(app, tenant, &secret);
    Ok(Some(messages::Letter {
        id: message.id.to_string(),
        to: user.email,
        subject: speaker.t("signin-letter-subject").into_owned(),
        body: speaker.ta(
            "signin-letter-body",
            &[("link", link.as_str().into()), ("minutes", LINK_LIFE.as_mins().into())],
        ),
    }))
}

/// A link that the operator hands over in person: printed on the terminal by the demo and by `hamn user link`.
pub async fn print_link(
    app: &App,
    tenant: TenantId,
    user: UserId,
    life: SignedDuration,
) -> Result<String, Error> {
    let now = app.clock.now();
    let secret = Secret::draw(app);
    let mut writer = app.store.write(&Who::program(tenant), now).await?;
    writer.insert_sign_in_link(&secret.hash(), user, None, now + life).await?;
    writer.note(Change {
        action: "user.link_printed",
        object: user.uuid(),
        household: None,
        detail: String::new(),
    });
    writer.commit().await?;
    Ok(link_address(app, tenant, &secret))
}

fn link_address(app: &App, tenant: TenantId, secret: &Secret) -> String {
    format!("{}/sign-in/{}/{}", app.settings.public_url, tenant.uuid().simple(), secret.reveal())
}

/// What a link is worth in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Press the button.
    Good,
    /// Good, but asked for in another browser.
    OtherBrowser,
    /// Used, too old, replaced by a newer one, or never made.
    Spent,
}

/// Looks at a link without using it.
pub async fn look_at_link(
    app: &App,
    tenant: TenantId,
    token: &Secret,
    browser: Option<&Secret>,
) -> Result<LinkState, Error> {
    let mut reader = app.store.read(&Who::program(tenant)).await?;
    link_state(&mut reader, app.clock.now(), token, browser).await.map(|(state, _)| state)
}

async fn link_state(
    reader: &mut Reader,
    now: Timestamp,
    token: &Secret,
    browser: Option<&Secret>,
) -> Result<(LinkState, Option<UserId>), Error> {
    let Some(link) = reader.sign_in_link(&token.hash()).await? else { return Ok((LinkState::Spent, None)) };
    if link.used_at.is_some() || link.expires_at <= now {
        return Ok((LinkState::Spent, None));
    }
    let bound_elsewhere =
        link.browser_hash.is_some_and(|hash| browser.is_none_or(|browser| hash[..] != browser.hash()[..]));
    Ok((if bound_elsewhere { LinkState::OtherBrowser } else { LinkState::Good }, Some(link.user)))
}

/// Uses a link and begins a session; gives the session's secret for the cookie.
pub async fn use_link(
    app: &App,
    tenant: TenantId,
    token: &Secret,
    browser: Option<&Secret>,
) -> Result<Secret, Error> {
    let now = app.clock.now();
    let mut writer = app.store.write(&Who::program(tenant), now).await?;
    let (LinkState::Good, Some(user)) = link_state(&mut writer, now, token, browser).await? else {
        return Err(Error::SignedOut);
    };
    // Of two clicks that race, one finds the link used.
    if !writer.use_sign_in_link(&token.hash()).await? {
        return Err(Error::SignedOut);
    }
    let account = writer.user(user).await?;
    if account.disabled_at.is_some() {
        return Err(Error::SignedOut);
    }
    let today = app.today();
    let mut memberships = writer.memberships_of(user).await?;
    // Whoever opens the link reads the letters of the address that was invited; nothing else confirms an invitation.
    for membership in memberships.iter_mut().filter(|membership| membership.awaits_sign_in(today)) {
        membership.state = MembershipState::Confirmed;
        writer.update_membership(membership).await?;
        writer.note(Change {
            action: "membership.confirmed",
            object: membership.id.uuid(),
            household: None,
            detail: "state".to_owned(),
        });
    }
    let Some(membership) = memberships.iter().find(|m| m.is_in_force(today)) else {
        return Err(Error::SignedOut);
    };
    let secret = begin_session(app, &mut writer, user, membership.id).await?;
    writer.commit().await?;
    Ok(secret)
}

/// Writes a new session of a user at work in a membership; gives its secret.
pub(crate) async fn begin_session(
    app: &App,
    writer: &mut Writer,
    user: UserId,
    membership: MembershipId,
) -> Result<Secret, Error> {
    let now = writer.now();
    let secret = Secret::draw(app);
    let session = Session {
        id: SessionId::from_random(app.dice.draw()),
        user: Some(user),
        membership: Some(membership),
        household: None,
        viewing_role: None,
        viewing_actor: None,
        created_at: now,
        seen_at: now,
        expires_at: now + app.settings.session_life,
        ended_at: None,
    };
    writer.insert_session(&session, &secret.hash()).await?;
    writer.note(Change {
        action: "user.signed_in",
        object: user.uuid(),
        household: None,
        detail: String::new(),
    });
    Ok(secret)
}

/// What a browser's cookie is good for.
#[expect(clippy::large_enum_variant, reason = "one value per request, taken apart at once")]
pub enum Resumed {
    /// A user at work.
    User(Context),
    /// A household that opened its own chain with a paper code.
    Household {
        /// Which.
        household: HouseholdId,
        /// Its tenant.
        tenant: TenantId,
        /// The session, to end it.
        session: SessionId,
    },
    /// Nothing: never signed in, ended, expired, rested too long, or no membership in force any more.
    Nobody,
}

/// Finds out who a browser is. Rights are read fresh each time, so a role that was taken away is gone at once.
pub async fn resume(app: &App, tenant: TenantId, secret: &Secret) -> Result<Resumed, Error> {
    let now = app.clock.now();
    let who = Who::program(tenant);
    let mut reader = app.store.read(&who).await?;
    let Some(session) = reader.session_by_token(&secret.hash()).await? else { return Ok(Resumed::Nobody) };
    // A clock that jumps back must not lengthen a session's life; a rest is never negative.
    let rested = now.duration_since(session.seen_at).abs();
    // A household often borrows the telephone it reads on.
    let idle =
        if session.household.is_some() { crate::receive::newcomer::IDLE } else { app.settings.session_idle };
    if session.ended_at.is_some() || session.expires_at <= now || rested > idle {
        return Ok(Resumed::Nobody);
    }
    if rested > SignedDuration::from_mins(1) {
        drop(reader);
        let mut writer = app.store.write(&who, now).await?;
        writer.touch_session(session.id).await?;
        writer.commit().await?;
        reader = app.store.read(&who).await?;
    }
    if let Some(household) = session.household {
        return Ok(Resumed::Household { household, tenant, session: session.id });
    }
    let (Some(user), Some(membership_id)) = (session.user, session.membership) else {
        return Ok(Resumed::Nobody);
    };
    let user = reader.user(user).await?;
    let today = app.today();
    let memberships = reader.memberships_of(user.id).await?;
    let Some(membership) = memberships.iter().find(|m| m.id == membership_id && m.is_in_force(today)) else {
        return Ok(Resumed::Nobody);
    };
    if user.disabled_at.is_some() {
        return Ok(Resumed::Nobody);
    }
    Ok(Resumed::User(context(app, tenant, session, user, membership, now)))
}

/// A membership at work: a session's, or that of an imagined user at an imagined desk.
pub(crate) fn context(
    app: &App,
    tenant: TenantId,
    session: Session,
    user: store::identity::User,
    membership: &Membership,
    now: Timestamp,
) -> Context {
    let own = principal(tenant, &user, membership);
    let viewed = session.viewing_role.zip(session.viewing_actor).map(|(role, actor)| access::Principal {
        role,
        actor,
        cleared: false,
        ..own
    });
    Context {
        app: app.clone(),
        principal: viewed.unwrap_or(own),
        own: viewed.map(|_| own),
        who: Who { tenant, user: Some(user.id), actor: Some(membership.actor), household: None },
        session,
        user,
        membership: membership.clone(),
        now,
        today: now.to_zoned(crate::time_zone()).date(),
        attempt: None,
    }
}

fn principal(tenant: TenantId, user: &store::identity::User, membership: &Membership) -> access::Principal {
    access::Principal {
        user: user.id,
        tenant,
        actor: membership.actor,
        role: membership.role,
        cleared: membership.cleared,
        of_authority: membership.actor_kind.parse().is_ok_and(domain::ActorKind::is_authority),
        confirmed: true,
        purpose: access::Purpose::CaseWork,
    }
}

/// Ends a session, whoever's it is.
pub async fn sign_out(app: &App, tenant: TenantId, session: SessionId) -> Result<(), Error> {
    let mut writer = app.store.write(&Who::program(tenant), app.clock.now()).await?;
    writer.end_session(session).await?;
    writer.commit().await?;
    Ok(())
}

/// Goes to work in another of one's memberships; the session gets a new secret.
pub async fn change_membership(context: &Context, to: MembershipId) -> Result<Secret, Error> {
    let mut writer = context.app.store.write(&context.who, context.now).await?;
    let memberships = writer.memberships_of(context.user.id).await?;
    if !memberships.iter().any(|m| m.id == to && m.is_in_force(context.today)) {
        return Err(Error::NotFound);
    }
    let secret = Secret::draw(&context.app);
    let session =
        Session { membership: Some(to), viewing_role: None, viewing_actor: None, ..context.session.clone() };
    writer.rotate_session(&session, &secret.hash()).await?;
    writer.commit().await?;
    Ok(secret)
}
