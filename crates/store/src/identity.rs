//! Tenants, users, memberships, sign-in links, sessions and the brake on repeated tries.

use domain::{ActorId, HouseholdId, MembershipId, Role, SessionId, TenantId, UserId};
use jiff::{Timestamp, civil::Date};

use crate::{
    Change, Error, Reader, Row, Store, Who, Writer, args, change::genesis, open::VersionOf, sql, sql::FromRow,
};

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// As shown to colleagues.
    pub name: String,
    /// As typed.
    pub email: String,
    /// The language of the screens, as a BCP 47 tag.
    pub language: String,
    /// Since when signing in is refused.
    pub disabled_at: Option<Timestamp>,
    /// Version.
    pub version: i64,
}

impl FromRow for User {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            email: row.get("email")?,
            language: row.get("language")?,
            disabled_at: row.get("disabled_at")?,
            version: row.get("version")?,
        })
    }
}

/// How far a membership has come. Invited is not confirmed: an invited member has no rights at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MembershipState {
    /// Invited, not yet accepted.
    Invited,
    /// In force between its dates.
    Confirmed,
    /// Stopped for now.
    Suspended,
}

impl MembershipState {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Confirmed => "confirmed",
            Self::Suspended => "suspended",
        }
    }
}

impl std::str::FromStr for MembershipState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Invited, Self::Confirmed, Self::Suspended]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(())
    }
}

/// A user's role in one actor, with dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Id.
    pub id: MembershipId,
    /// Who.
    pub user: UserId,
    /// In which actor.
    pub actor: ActorId,
    /// The actor's name, for the screens.
    pub actor_name: String,
    /// The actor's kind, as stored.
    pub actor_kind: String,
    /// As what.
    pub role: Role,
    /// One of the few named people cleared for protected identities.
    pub cleared: bool,
    /// How far it has come.
    pub state: MembershipState,
    /// First day.
    pub from: Date,
    /// The day after the last, if it ends.
    pub to: Option<Date>,
    /// Version.
    pub version: i64,
}

impl Membership {
    /// Confirmed and in date.
    pub fn is_in_force(&self, today: Date) -> bool {
        self.state == MembershipState::Confirmed && self.is_in_date(today)
    }

    /// Invited and in date: the next sign-in by an e-mailed link confirms it.
    pub fn awaits_sign_in(&self, today: Date) -> bool {
        self.state == MembershipState::Invited && self.is_in_date(today)
    }

    fn is_in_date(&self, today: Date) -> bool {
        self.from <= today && self.to.is_none_or(|to| today < to)
    }
}

impl FromRow for Membership {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            user: row.get("user_id")?,
            actor: row.get("actor_id")?,
            actor_name: row.get("actor_name")?,
            actor_kind: row.get("actor_kind")?,
            role: row.word("role")?,
            cleared: row.get("cleared")?,
            state: row.word("state")?,
            from: row.get("from_day")?,
            to: row.get("to_day")?,
            version: row.get("version")?,
        })
    }
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Id.
    pub id: SessionId,
    /// The user, if a user signed in.
    pub user: Option<UserId>,
    /// The membership in use.
    pub membership: Option<MembershipId>,
    /// The household, if a paper code was given.
    pub household: Option<HouseholdId>,
    /// The role an administrator looks through.
    pub viewing_role: Option<Role>,
    /// The actor an administrator looks through.
    pub viewing_actor: Option<ActorId>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

impl FromRow for Session {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get("id")?,
            user: row.get("user_id")?,
            membership: row.get("membership_id")?,
            household: row.get("household_id")?,
            viewing_role: row.maybe_word("viewing_role")?,
            viewing_actor: row.get("viewing_actor_id")?,
            created_at: row.get("created_at")?,
            seen_at: row.get("seen_at")?,
            expires_at: row.get("expires_at")?,
            ended_at: row.get("ended_at")?,
        })
    }
}

/// An e-mailed one-time link, as found by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInLink {
    /// For whom.
    pub user: UserId,
    /// The browser that asked for it; none for a link the operator printed.
    pub browser_hash: Option<Vec<u8>>,
    /// Until when.
    pub expires_at: Timestamp,
    /// Used already.
    pub used_at: Option<Timestamp>,
}

impl FromRow for SignInLink {
    fn from_row(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            user: row.get("user_id")?,
            browser_hash: row.get("browser_hash")?,
            expires_at: row.get("expires_at")?,
            used_at: row.get("used_at")?,
        })
    }
}

/// Two spellings of one address meet: case and surrounding spaces do not matter.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Store {
    /// Makes a tenant with the start of its change log.
    pub async fn create_tenant(
        &self,
        id: TenantId,
        code: &str,
        name: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut writer = self.write(&Who::program(id), now).await?;
        writer
            .run(
                sql!(
                    "INSERT INTO tenant (id, code, name, time_zone, created_at) VALUES ($1, $2, $3, $4, $5)"
                ),
                args![id, code, name, "Europe/Stockholm", now],
            )
            .await?;
        writer
            .run(
                sql!("INSERT INTO change_head (tenant_id, seq, hash) VALUES ($1, 0, $2)"),
                args![id, genesis(id).as_slice()],
            )
            .await?;
        writer.note(Change {
            action: "tenant.created",
            object: id.uuid(),
            household: None,
            detail: String::new(),
        });
        writer.commit().await?;
        Ok(())
    }
}

impl Reader {
    /// A named value of the tenant.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, Error> {
        let tenant = self.tenant();
        self.maybe(
            sql!("SELECT value AS it FROM setting WHERE tenant_id = $1 AND name = $2"),
            args![tenant, name],
        )
        .await
    }

    /// The user, by id.
    pub async fn user(&mut self, id: UserId) -> Result<User, Error> {
        let tenant = self.tenant();
        self.one(
            sql!(
                "SELECT id, name, email, language, disabled_at, version FROM user_account
                 WHERE tenant_id = $1 AND id = $2"
            ),
            args![tenant, id],
        )
        .await
    }

    /// The user with an e-mail address.
    pub async fn user_by_email(&mut self, email: &str) -> Result<Option<User>, Error> {
        let tenant = self.tenant();
        self.maybe(
            sql!(
                "SELECT id, name, email, language, disabled_at, version FROM user_account
                 WHERE tenant_id = $1 AND email_key = $2"
            ),
            args![tenant, email_key(email)],
        )
        .await
    }

    /// Every user, by name.
    pub async fn users(&mut self) -> Result<Vec<User>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT id, name, email, language, disabled_at, version FROM user_account
                 WHERE tenant_id = $1 ORDER BY name, id"
            ),
            args![tenant],
        )
        .await
    }

    /// A user's memberships, whatever their state.
    pub async fn memberships_of(&mut self, user: UserId) -> Result<Vec<Membership>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT m.id, m.user_id, m.actor_id, a.name AS actor_name, a.kind AS actor_kind, m.role, m.cleared,
                 m.state, m.from_day, m.to_day, m.version
                 FROM membership m JOIN actor a ON a.tenant_id = m.tenant_id AND a.id = m.actor_id
                 WHERE m.tenant_id = $1 AND m.user_id = $2 ORDER BY m.from_day, m.id"
            ),
            args![tenant, user],
        )
        .await
    }

    /// One membership.
    pub async fn membership(&mut self, id: MembershipId) -> Result<Membership, Error> {
        let tenant = self.tenant();
        self.one(
            sql!(
                "SELECT m.id, m.user_id, m.actor_id, a.name AS actor_name, a.kind AS actor_kind, m.role, m.cleared,
                 m.state, m.from_day, m.to_day, m.version
                 FROM membership m JOIN actor a ON a.tenant_id = m.tenant_id AND a.id = m.actor_id
                 WHERE m.tenant_id = $1 AND m.id = $2"
            ),
            args![tenant, id],
        )
        .await
    }

    /// Every membership of the tenant.
    pub async fn memberships(&mut self) -> Result<Vec<Membership>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT m.id, m.user_id, m.actor_id, a.name AS actor_name, a.kind AS actor_kind, m.role, m.cleared,
                 m.state, m.from_day, m.to_day, m.version
                 FROM membership m JOIN actor a ON a.tenant_id = m.tenant_id AND a.id = m.actor_id
                 WHERE m.tenant_id = $1 ORDER BY a.name, m.id"
            ),
            args![tenant],
        )
        .await
    }

    /// The session with this token, ended and expired ones too: the caller decides.
    pub async fn session_by_token(&mut self, token_hash: &[u8]) -> Result<Option<Session>, Error> {
        let tenant = self.tenant();
        self.maybe(
            sql!(
                "SELECT id, user_id, membership_id, household_id, viewing_role, viewing_actor_id, created_at, seen_at,
                 expires_at, ended_at FROM session WHERE tenant_id = $1 AND token_hash = $2"
            ),
            args![tenant, token_hash],
        )
        .await
    }

    /// A user's sessions that have not ended, latest first.
    pub async fn sessions_of(&mut self, user: UserId, now: Timestamp) -> Result<Vec<Session>, Error> {
        let tenant = self.tenant();
        self.all(
            sql!(
                "SELECT id, user_id, membership_id, household_id, viewing_role, viewing_actor_id, created_at, seen_at,
                 expires_at, ended_at FROM session
                 WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL AND expires_at > $3
                 ORDER BY seen_at DESC, id"
            ),
            args![tenant, user, now],
        )
        .await
    }

    /// The sign-in link with this token.
    pub async fn sign_in_link(&mut self, token_hash: &[u8]) -> Result<Option<SignInLink>, Error> {
        let tenant = self.tenant();
        self.maybe(
            sql!(
                "SELECT user_id, browser_hash, expires_at, used_at FROM sign_in_link
                 WHERE tenant_id = $1 AND token_hash = $2"
            ),
            args![tenant, token_hash],
        )
        .await
    }
}

impl Writer {
    /// Sets a named value of the tenant.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "INSERT INTO setting (tenant_id, name, value) VALUES ($1, $2, $3)
                 ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value"
            ),
            args![tenant, name, value],
        )
        .await?;
        Ok(())
    }

    /// Removes a named value; true if it was there. Two takers of a one-time value cannot both get true.
    pub async fn take_setting(&mut self, name: &str, value: &str) -> Result<bool, Error> {
        let tenant = self.tenant();
        let taken = self
            .run(
                sql!("DELETE FROM setting WHERE tenant_id = $1 AND name = $2 AND value = $3"),
                args![tenant, name, value],
            )
            .await?;
        Ok(taken == 1)
    }

    /// Adds a user.
    pub async fn insert_user(&mut self, user: &User) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "INSERT INTO user_account (tenant_id, id, name, email, email_key, language, disabled_at, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 1)"
            ),
            args![tenant, user.id, &user.name, user.email.trim(), email_key(&user.email), &user.language, user.disabled_at],
        )
        .await?;
        Ok(())
    }

    /// Changes a user, based on `user.version`.
    pub async fn update_user(&mut self, user: &User) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run_versioned(
            sql!(
                "UPDATE user_account SET name = $3, email = $4, email_key = $5, language = $6, disabled_at = $7,
                 version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $8"
            ),
            args![
                tenant, user.id, &user.name, user.email.trim(), email_key(&user.email), &user.language,
                user.disabled_at, user.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM user_account WHERE tenant_id = $1 AND id = $2"),
                id: user.id.uuid(),
                based_on: user.version,
            },
        )
        .await
    }

    /// Adds a membership.
    pub async fn insert_membership(&mut self, membership: &Membership) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "INSERT INTO membership (tenant_id, id, user_id, actor_id, role, cleared, state, from_day, to_day, version)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)"
            ),
            args![
                tenant, membership.id, membership.user, membership.actor, membership.role.as_str(), membership.cleared,
                membership.state.as_str(), membership.from, membership.to
            ],
        )
        .await?;
        Ok(())
    }

    /// Changes a membership, based on `membership.version`.
    pub async fn update_membership(&mut self, membership: &Membership) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run_versioned(
            sql!(
                "UPDATE membership SET role = $3, cleared = $4, state = $5, from_day = $6, to_day = $7,
                 version = version + 1 WHERE tenant_id = $1 AND id = $2 AND version = $8"
            ),
            args![
                tenant,
                membership.id,
                membership.role.as_str(),
                membership.cleared,
                membership.state.as_str(),
                membership.from,
                membership.to,
                membership.version
            ],
            VersionOf {
                sql: sql!("SELECT version AS it FROM membership WHERE tenant_id = $1 AND id = $2"),
                id: membership.id.uuid(),
                based_on: membership.version,
            },
        )
        .await
    }

    /// Adds a one-time link; every older unused link of the user stops working.
    pub async fn insert_sign_in_link(
        &mut self,
        token_hash: &[u8],
        user: UserId,
        browser_hash: Option<&[u8]>,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run(
            sql!(
                "UPDATE sign_in_link SET used_at = $3
                 WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL AND browser_hash IS NOT NULL"
            ),
            args![tenant, user, now],
        )
        .await?;
        self.run(
            sql!(
                "INSERT INTO sign_in_link (tenant_id, token_hash, user_id, browser_hash, created_at, expires_at, used_at)
                 VALUES ($1, $2, $3, $4, $5, $6, NULL)"
            ),
            args![tenant, token_hash, user, browser_hash, now, expires_at],
        )
        .await?;
        Ok(())
    }

    /// Uses a one-time link; true for the first who does.
    pub async fn use_sign_in_link(&mut self, token_hash: &[u8]) -> Result<bool, Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let used = self
            .run(
                sql!(
                    "UPDATE sign_in_link SET used_at = $3
                     WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3"
                ),
                args![tenant, token_hash, now],
            )
            .await?;
        Ok(used == 1)
    }

    /// Begins a session.
    pub async fn insert_session(&mut self, session: &Session, token_hash: &[u8]) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "INSERT INTO session (tenant_id, id, token_hash, user_id, membership_id, household_id, viewing_role,
                 viewing_actor_id, created_at, seen_at, expires_at, ended_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL)"
            ),
            args![
                tenant, session.id, token_hash, session.user, session.membership, session.household,
                session.viewing_role.map(Role::as_str), session.viewing_actor, session.created_at, session.seen_at,
                session.expires_at
            ],
        )
        .await?;
        Ok(())
    }

    /// Notes that a session was used.
    pub async fn touch_session(&mut self, id: SessionId) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run(
            sql!("UPDATE session SET seen_at = $3 WHERE tenant_id = $1 AND id = $2"),
            args![tenant, id, now],
        )
        .await?;
        Ok(())
    }

    /// Puts a new token, membership and view in a session: the old token is dead from the commit on.
    pub async fn rotate_session(&mut self, session: &Session, token_hash: &[u8]) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(
            sql!(
                "UPDATE session SET token_hash = $3, membership_id = $4, viewing_role = $5, viewing_actor_id = $6
                 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL"
            ),
            args![
                tenant, session.id, token_hash, session.membership, session.viewing_role.map(Role::as_str),
                session.viewing_actor
            ],
        )
        .await?;
        Ok(())
    }

    /// Ends one session.
    pub async fn end_session(&mut self, id: SessionId) -> Result<(), Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.run(
            sql!("UPDATE session SET ended_at = $3 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL"),
            args![tenant, id, now],
        )
        .await?;
        Ok(())
    }

    /// Ends every session of a user except one.
    pub async fn end_sessions_of(&mut self, user: UserId, except: Option<SessionId>) -> Result<u64, Error> {
        let (tenant, now) = (self.tenant(), self.now());
        let except = except.map_or_else(uuid::Uuid::nil, SessionId::uuid);
        self.run(
            sql!(
                "UPDATE session SET ended_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND id <> $4 AND ended_at IS NULL"
            ),
            args![tenant, user, now, except],
        )
        .await
    }

    /// Counts one try under a key and gives the tries since `window_start`; older ones are forgotten.
    pub async fn count_attempt(&mut self, key: &str, window_start: Timestamp) -> Result<i64, Error> {
        let (tenant, now) = (self.tenant(), self.now());
        self.one(
            sql!(
                "INSERT INTO attempt (tenant_id, key, since, count) VALUES ($1, $2, $3, 1)
                 ON CONFLICT (tenant_id, key) DO UPDATE SET
                   count = CASE WHEN attempt.since < $4 THEN 1 ELSE attempt.count + 1 END,
                   since = CASE WHEN attempt.since < $4 THEN excluded.since ELSE attempt.since END
                 RETURNING count AS it"
            ),
            args![tenant, key, now, window_start],
        )
        .await
    }

    /// Forgets the tries under a key.
    pub async fn forget_attempts(&mut self, key: &str) -> Result<(), Error> {
        let tenant = self.tenant();
        self.run(sql!("DELETE FROM attempt WHERE tenant_id = $1 AND key = $2"), args![tenant, key]).await?;
        Ok(())
    }
}
