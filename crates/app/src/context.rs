//! Who asks, for which actor, in which tenant, for what purpose, and when.

use access::{Action, Principal, resource::Resource};
use domain::{ActorId, Role};
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};
use store::{Attempt, Reader, Who, Writer, identity};

use crate::{App, Error};

/// An administrator who looks through another role. Nothing can be written, and personal data shows only if the
/// administrator may see it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewing {
    /// The role looked through.
    pub role: Role,
    /// The actor looked through.
    pub actor: ActorId,
}

/// A signed-in user at work: the first argument of every use case.
#[derive(Clone)]
pub struct Context {
    /// The program.
    pub app: App,
    /// Who is asked about in access decisions.
    pub principal: Principal,
    /// The administrator's own principal, while looking through another role.
    pub own: Option<Principal>,
    /// Who is written in logs.
    pub who: Who,
    /// The session.
    pub session: identity::Session,
    /// The user.
    pub user: identity::User,
    /// The membership in use.
    pub membership: identity::Membership,
    /// The instant of the request: one for everything in it.
    pub now: Timestamp,
    /// The civil day of the request.
    pub today: Date,
    /// The idempotency key, if this is a write.
    pub attempt: Option<Attempt>,
}

/// What [`Context::begin`] found.
#[expect(clippy::large_enum_variant, reason = "one value per write, taken apart at once")]
pub enum Asked<T> {
    /// The first time: do it, and finish with the answer.
    Fresh(Writer),
    /// A repeat: this was the answer.
    Repeat(T),
}

impl Context {
    /// May this person do this to this record? While looking through another role both must be allowed to.
    pub fn may(&self, action: Action, resource: &Resource) -> bool {
        match &self.own {
            None => self.app.access.decide(&self.principal, action, resource).allowed,
            Some(own) => self.app.access.decide_viewing(own, &self.principal, action, resource).allowed,
        }
    }

    /// Like [`Context::may`], as an error: a record that may not even be seen does not exist.
    pub fn require(&self, action: Action, resource: &Resource) -> Result<(), Error> {
        if self.may(action, resource) {
            Ok(())
        } else if self.may(Action::See, resource) {
            Err(Error::Forbidden)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The same person with another purpose.
    #[must_use]
    pub fn with_purpose(&self, purpose: access::Purpose) -> Self {
        let mut context = self.clone();
        context.principal.purpose = purpose;
        context
    }

    /// A consistent view.
    pub async fn read(&self) -> Result<Reader, Error> {
        Ok(self.app.store.read(&self.who).await?)
    }

    /// Begins a short write under the idempotency key of the form.
    pub async fn begin<T: DeserializeOwned>(&self) -> Result<Asked<T>, Error> {
        self.begin_with(self.app.store.write_in_group(&self.who, self.now)).await
    }

    /// [`Context::begin`] for a write that takes seconds: nobody's commit waits for it.
    pub async fn begin_long<T: DeserializeOwned>(&self) -> Result<Asked<T>, Error> {
        self.begin_with(self.app.store.write(&self.who, self.now)).await
    }

    async fn begin_with<T: DeserializeOwned>(
        &self,
        write: impl Future<Output = Result<Writer, store::Error>>,
    ) -> Result<Asked<T>, Error> {
        if self.own.is_some() {
            return Err(Error::Forbidden);
        }
        let mut writer = write.await?;
        if let Some(attempt) = &self.attempt
            && let Some(earlier) = writer.claim(attempt).await?
        {
            // The answer may be of a write that shares this commit and has not been made durable.
            writer.commit().await?;
            // An answer that this version cannot read comes from an older one: say that it was sent already.
            return serde_json::from_str(&earlier).map(Asked::Repeat).map_err(|_| Error::AlreadySent);
        }
        Ok(Asked::Fresh(writer))
    }

    /// Remembers the answer and commits.
    pub async fn finish<T: Serialize>(&self, mut writer: Writer, answer: T) -> Result<T, Error> {
        if let Some(attempt) = &self.attempt {
            // Answers are small records of ids and words; they always serialise.
            let text = serde_json::to_string(&answer).unwrap_or_default();
            writer.answer(attempt, &text).await?;
        }
        writer.commit().await?;
        Ok(answer)
    }
}
