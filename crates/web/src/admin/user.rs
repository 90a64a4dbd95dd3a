//! Users and their memberships.

use app::{
    Context, Error, Problems,
    admin::user::{self, Grant, Invitation, MembershipChange},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{ActorId, MembershipId, Role, UserId};
use jiff::civil::Date;
use languages::{Lang, Speaker, key};
use serde::Deserialize;
use store::identity::{Membership, MembershipState};

use super::{Difference, day_text, interval};
use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see, with_status},
};

const ADMINISTRATOR: Guard = Guard::Roles(&[Role::Administrator]);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/users", ADMINISTRATOR, list)
        .get("/users/new", ADMINISTRATOR, new)
        .post("/users/new", ADMINISTRATOR, invite)
        .get("/users/{user}", ADMINISTRATOR, show)
        .post("/users/{user}/memberships", ADMINISTRATOR, add_membership)
        .post("/users/{user}/disable", ADMINISTRATOR, disable)
        .post("/users/{user}/enable", ADMINISTRATOR, enable)
        .post("/users/{user}/end-sessions", ADMINISTRATOR, end_sessions)
        .get("/memberships/{membership}", ADMINISTRATOR, edit)
        .post("/memberships/{membership}", ADMINISTRATOR, change)
        .post("/memberships/{membership}/suspend", ADMINISTRATOR, suspend)
        .post("/memberships/{membership}/resume", ADMINISTRATOR, resume)
}

/// A membership, in words.
struct Hat {
    id: MembershipId,
    version: i64,
    role: Role,
    actor: String,
    from: String,
    to: Option<String>,
    state: MembershipState,
    is_over: bool,
    cleared: bool,
}

impl Hat {
    fn new(membership: Membership, l: &Speaker, today: Date) -> Self {
        Self {
            id: membership.id,
            version: membership.version,
            role: membership.role,
            from: l.date(membership.from),
            to: membership.to.map(|to| l.date(to)),
            state: membership.state,
            is_over: membership.to.is_some_and(|to| to <= today),
            cleared: membership.cleared,
            actor: membership.actor_name,
        }
    }

    /// The chip and its word.
    fn chip(&self) -> (&'static str, &'static str) {
        match self.state {
            _ if self.is_over => ("not-needed", key!("admin-state-ended")),
            MembershipState::Invited => ("waiting", key!("admin-state-invited")),
            MembershipState::Confirmed => ("on-track", key!("admin-state-confirmed")),
            MembershipState::Suspended => ("paused", key!("admin-state-suspended")),
        }
    }

    fn can_suspend(&self) -> bool {
        self.state == MembershipState::Confirmed && !self.is_over
    }

    fn can_resume(&self) -> bool {
        self.state == MembershipState::Suspended
    }
}

struct Line {
    id: UserId,
    name: String,
    email: String,
    is_disabled: bool,
    hats: Vec<Hat>,
}

#[derive(Template)]
#[template(path = "admin/users.html")]
struct Users {
    page: Page,
    lines: Vec<Line>,
}

async fn list(Staff { context, visit }: Staff) -> Result<Response, Failure> {
    let l = &visit.speaker;
    let mut lines: Vec<Line> = user::list(&context)
        .await
        .at(&visit)?
        .into_iter()
        .map(|account| Line {
            id: account.user.id,
            name: account.user.name,
            email: account.user.email,
            is_disabled: account.user.disabled_at.is_some(),
            hats: account.memberships.into_iter().map(|m| Hat::new(m, l, context.today)).collect(),
        })
        .collect();
    l.sort(&mut lines, |line| &line.name);
    Ok(html(&Users { page: Page::new(&visit, key!("admin-users-title")), lines }))
}

/// The actors one can choose, by name.
async fn actor_choices(context: &Context, l: &Speaker) -> Result<Vec<(ActorId, String)>, Error> {
    let mut actors: Vec<_> =
        user::actors(context).await?.into_iter().map(|actor| (actor.id, actor.name)).collect();
    l.sort(&mut actors, |(_, name)| name);
    Ok(actors)
}

fn grant(fields: &Fields, problems: &mut Problems) -> Option<Grant> {
    let actor = fields.word("actor", problems, key!("admin-problem-actor"));
    let role = fields.word("role", problems, key!("admin-problem-role"));
    let interval = interval(fields, problems);
    Some(Grant { actor: actor?, role: role?, interval: interval? })
}

#[derive(Template)]
#[template(path = "admin/user_new.html")]
struct NewUser {
    page: Page,
    form: Fields,
    actors: Vec<(ActorId, String)>,
    languages: Vec<(&'static str, &'static str)>,
}

async fn new_user(Staff { context, visit }: &Staff, page: Page, form: Fields) -> Result<NewUser, Failure> {
    let actors = actor_choices(context, &visit.speaker).await.at(visit)?;
    let languages = Lang::ALL.iter().map(|lang| (lang.code(), lang.own_name())).collect();
    Ok(NewUser { page, form, actors, languages })
}

async fn new(staff: Staff) -> Result<Response, Failure> {
    let page = Page::new(&staff.visit, key!("admin-new-user"));
    let form = Fields::default()
        .with("from", staff.context.today.to_string())
        .with("language", Lang::default().code());
    Ok(html(&new_user(&staff, page, form).await?))
}

async fn invite(staff: Staff, posted: Posted) -> Result<Response, Failure> {
    let Staff { context, visit } = &staff;
    let mut problems = Problems::default();
    let fields = &posted.fields;
    let language: Option<Lang> = fields.word("language", &mut problems, key!("admin-problem-language"));
    let outcome = match (grant(fields, &mut problems), language) {
        (Some(grant), Some(language)) => {
            let invitation = Invitation {
                name: fields.text("name").to_owned(),
                email: fields.text("email").to_owned(),
                language: language.code().to_owned(),
                grant,
            };
            user::invite(&posted.context(context), &invitation).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(user) => Ok(see(&format!("/users/{user}?done=invited"))),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(visit, key!("admin-new-user")).with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &new_user(&staff, page, posted.fields).await?))
        }
        Err(error) => Err(Failure::new(visit, error)),
    }
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    fn show(&self, page: Page) -> Page {
        match self.done.as_str() {
            "invited" => page.with_notice(key!("admin-done-invited")),
            "saved" => page.with_notice(key!("common-saved")),
            "closed" => page.with_notice(key!("admin-done-closed")),
            "ended" => page.with_notice(key!("admin-done-sessions-ended")),
            _ => page,
        }
    }
}

struct Browser {
    since: String,
    seen: String,
}

#[derive(Template)]
#[template(path = "admin/user.html")]
struct UserPage {
    page: Page,
    form: Fields,
    id: UserId,
    version: i64,
    email: String,
    language: String,
    is_disabled: bool,
    may_manage: bool,
    is_self: bool,
    hats: Vec<Hat>,
    browsers: Vec<Browser>,
    actors: Vec<(ActorId, String)>,
}

async fn user_page(
    Staff { context, visit }: &Staff,
    id: UserId,
    form: Fields,
    frame: impl FnOnce(Page) -> Page,
) -> Result<UserPage, Failure> {
    let l = &visit.speaker;
    let seen = user::see(context, id).await.at(visit)?;
    let account = seen.account;
    let zone = app::time_zone();
    let language = account
        .user
        .language
        .parse::<Lang>()
        .map_or_else(|_| String::new(), |lang| lang.own_name().to_owned());
    Ok(UserPage {
        page: frame(Page::titled(visit, account.user.name.clone())),
        form,
        id,
        version: account.user.version,
        email: account.user.email,
        language,
        is_disabled: account.user.disabled_at.is_some(),
        may_manage: seen.may_manage,
        is_self: id == context.user.id,
        hats: account.memberships.into_iter().map(|m| Hat::new(m, l, context.today)).collect(),
        browsers: seen
            .sessions
            .iter()
            .map(|session| Browser {
                since: l.instant(session.created_at, &zone),
                seen: l.instant(session.seen_at, &zone),
            })
            .collect(),
        actors: if seen.may_manage { actor_choices(context, l).await.at(visit)? } else { Vec::new() },
    })
}

async fn show(staff: Staff, Path(id): Path<UserId>, Query(done): Query<Done>) -> Result<Response, Failure> {
    let form = Fields::default().with("from", staff.context.today.to_string());
    Ok(html(&user_page(&staff, id, form, |page| done.show(page)).await?))
}

async fn add_membership(staff: Staff, Path(id): Path<UserId>, posted: Posted) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let outcome = match grant(&posted.fields, &mut problems) {
        Some(grant) => user::add_membership(&posted.context(&staff.context), id, &grant).await,
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(()) => Ok(see(&format!("/users/{id}?done=invited"))),
        Err(Error::Invalid(problems)) => {
            let page = user_page(&staff, id, posted.fields, |page| page.with_problems(&problems)).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::new(&staff.visit, error)),
    }
}

/// The version the form was based on; a form without one is older than every record.
pub(crate) fn version(fields: &Fields) -> i64 {
    fields.text("version").parse().unwrap_or_default()
}

async fn disable(
    Staff { context, visit }: Staff,
    Path(id): Path<UserId>,
    posted: Posted,
) -> Result<Response, Failure> {
    user::disable(&posted.context(&context), id, version(&posted.fields), true).await.at(&visit)?;
    Ok(see(&format!("/users/{id}?done=closed")))
}

async fn enable(
    Staff { context, visit }: Staff,
    Path(id): Path<UserId>,
    posted: Posted,
) -> Result<Response, Failure> {
    user::disable(&posted.context(&context), id, version(&posted.fields), false).await.at(&visit)?;
    Ok(see(&format!("/users/{id}?done=saved")))
}

async fn end_sessions(
    Staff { context, visit }: Staff,
    Path(id): Path<UserId>,
    posted: Posted,
) -> Result<Response, Failure> {
    user::end_sessions(&posted.context(&context), id).await.at(&visit)?;
    Ok(see(&format!("/users/{id}?done=ended")))
}

#[derive(Template)]
#[template(path = "admin/membership.html")]
struct MembershipPage {
    page: Page,
    form: Fields,
    id: MembershipId,
    user: UserId,
    user_name: String,
    actor: String,
    version: i64,
    differences: Vec<Difference>,
}

async fn membership_page(
    Staff { context, visit }: &Staff,
    id: MembershipId,
    typed: Option<Fields>,
    problems: Option<&Problems>,
) -> Result<MembershipPage, Failure> {
    let (user, membership) = user::see_membership(context, id).await.at(visit)?;
    let stored = Fields::default()
        .with("role", membership.role.as_str())
        .with("from", membership.from.to_string())
        .with("to", day_text(membership.to));
    let stored = if membership.cleared { stored.with("cleared", "yes") } else { stored };
    // A form that comes back with a problem still says on which version it was based.
    let based_on = typed.as_ref().filter(|_| problems.is_some()).map_or(membership.version, version);
    let differences = match (&typed, problems) {
        (Some(typed), None) => differences(&visit.speaker, typed, &stored),
        _ => Vec::new(),
    };
    let mut page = Page::new(visit, key!("admin-change-role"));
    if let Some(problems) = problems {
        page = page.with_problems(problems);
    }
    Ok(MembershipPage {
        page,
        form: typed.unwrap_or(stored),
        id,
        user: user.id,
        user_name: user.name,
        actor: membership.actor_name,
        version: based_on,
        differences,
    })
}

fn differences(l: &Speaker, yours: &Fields, theirs: &Fields) -> Vec<Difference> {
    let role = |fields: &Fields| {
        fields.text("role").parse::<Role>().map(|role| l.tf("role", role).into_owned()).unwrap_or_default()
    };
    let cleared =
        |fields: &Fields| l.t(if fields.has("cleared") { "common-yes" } else { "common-no" }).into_owned();
    vec![
        Difference::new(&l.t("admin-role"), role(yours), role(theirs)),
        Difference::new(&l.t("admin-role-from"), yours.text("from"), theirs.text("from")),
        Difference::new(&l.t("admin-role-to"), yours.text("to"), theirs.text("to")),
        Difference::new(&l.t("admin-cleared"), cleared(yours), cleared(theirs)),
    ]
}

async fn edit(staff: Staff, Path(id): Path<MembershipId>) -> Result<Response, Failure> {
    Ok(html(&membership_page(&staff, id, None, None).await?))
}

async fn change(staff: Staff, Path(id): Path<MembershipId>, posted: Posted) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let fields = &posted.fields;
    let role = fields.word("role", &mut problems, key!("admin-problem-role"));
    let outcome = match role.zip(interval(fields, &mut problems)) {
        Some((role, interval)) => {
            let change = MembershipChange { role, interval, cleared: fields.has("cleared") };
            user::change_membership(&posted.context(&staff.context), id, version(fields), &change).await
        }
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(()) => to_user(&staff, id).await,
        Err(Error::Invalid(problems)) => {
            let page = membership_page(&staff, id, Some(posted.fields), Some(&problems)).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(Error::Conflict { .. }) => {
            let page = membership_page(&staff, id, Some(posted.fields), None).await?;
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(Failure::new(&staff.visit, error)),
    }
}

async fn to_user(Staff { context, visit }: &Staff, id: MembershipId) -> Result<Response, Failure> {
    let (user, _) = user::see_membership(context, id).await.at(visit)?;
    Ok(see(&format!("/users/{}?done=saved", user.id)))
}

async fn suspend(staff: Staff, Path(id): Path<MembershipId>, posted: Posted) -> Result<Response, Failure> {
    user::suspend(&posted.context(&staff.context), id, version(&posted.fields), true)
        .await
        .at(&staff.visit)?;
    to_user(&staff, id).await
}

async fn resume(staff: Staff, Path(id): Path<MembershipId>, posted: Posted) -> Result<Response, Failure> {
    user::suspend(&posted.context(&staff.context), id, version(&posted.fields), false)
        .await
        .at(&staff.visit)?;
    to_user(&staff, id).await
}
