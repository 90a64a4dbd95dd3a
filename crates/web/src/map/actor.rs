//! The directory of actors.

use app::{
    Error, Problems,
    map::actor::{self, ActorInput},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{ActorContact, ActorId, ActorKind, Role};
use languages::{Speaker, key};

use super::Done;
use crate::{
    Guard, Routes,
    admin::{Difference, day_text, interval, user::version},
    form::{Fields, Posted},
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see, with_status},
};

const READERS: Guard = Guard::Roles(&[Role::Administrator, Role::Coordinator]);
const KEEPERS: Guard = Guard::Roles(&[Role::Administrator]);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/actors", READERS, list)
        .get("/actors/new", KEEPERS, new)
        .post("/actors/new", KEEPERS, add)
        .get("/actors/{actor}", READERS, show)
        .post("/actors/{actor}", KEEPERS, change)
        .post("/actors/{actor}/end", KEEPERS, end)
}

struct Line {
    id: ActorId,
    name: String,
    kind: ActorKind,
    email: String,
    phone: String,
    from: String,
    to: Option<String>,
    is_over: bool,
    is_principal: bool,
}

#[derive(Template)]
#[template(path = "map/actors.html")]
struct Actors {
    page: Page,
    lines: Vec<Line>,
    may_add: bool,
}

async fn list(Staff { context, visit }: Staff, Query(done): Query<Done>) -> Result<Response, Failure> {
    let l = &visit.speaker;
    let mut lines: Vec<Line> = actor::list(&context)
        .await
        .at(&visit)?
        .into_iter()
        .map(|listed| Line {
            id: listed.actor.id,
            kind: listed.actor.kind,
            from: l.date(listed.actor.interval.from()),
            to: listed.actor.interval.to().map(|to| l.date(to)),
            is_over: listed.actor.interval.ends_before(context.today),
            is_principal: listed.is_principal,
            name: listed.actor.name,
            email: listed.actor.contact.email.unwrap_or_default(),
            phone: listed.actor.contact.phone.unwrap_or_default(),
        })
        .collect();
    l.sort(&mut lines, |line| &line.name);
    let page = done.show(Page::new(&visit, key!("admin-actors-title")));
    Ok(html(&Actors { page, lines, may_add: actor::may_add(&context) }))
}

#[derive(Template)]
#[template(path = "map/actor.html")]
struct ActorPage {
    page: Page,
    form: Fields,
    /// None for a new one.
    id: Option<ActorId>,
    version: i64,
    is_principal: bool,
    is_over: bool,
    may_edit: bool,
    may_keep: bool,
    differences: Vec<Difference>,
}

impl ActorPage {
    fn kind(&self) -> Option<ActorKind> {
        self.form.text("kind").parse().ok()
    }
}

fn input(fields: &Fields, problems: &mut Problems) -> Option<ActorInput> {
    let kind = fields.word("kind", problems, key!("map-problem-kind"));
    let interval = interval(fields, problems);
    Some(ActorInput {
        name: fields.text("name").to_owned(),
        kind: kind?,
        contact: ActorContact {
            email: fields.given("email").map(str::to_owned),
            phone: fields.given("phone").map(str::to_owned),
        },
        interval: interval?,
    })
}

async fn new(Staff { context, visit }: Staff) -> Result<Response, Failure> {
    if !actor::may_add(&context) {
        return Err(Failure::new(&visit, Error::Forbidden));
    }
    let form = Fields::default().with("from", context.today.to_string());
    Ok(html(&new_page(Page::new(&visit, key!("admin-new-actor")), form)))
}

fn new_page(page: Page, form: Fields) -> ActorPage {
    ActorPage {
        page,
        form,
        id: None,
        version: 0,
        is_principal: false,
        is_over: false,
        may_edit: true,
        may_keep: true,
        differences: Vec::new(),
    }
}

async fn add(Staff { context, visit }: Staff, posted: Posted) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let outcome = match input(&posted.fields, &mut problems) {
        Some(input) => actor::add(&posted.context(&context), &input).await,
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(_) => Ok(see("/actors?done=added")),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(&visit, key!("admin-new-actor")).with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &new_page(page, posted.fields)))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

async fn actor_page(
    Staff { context, visit }: &Staff,
    id: ActorId,
    typed: Option<Fields>,
    problems: Option<&Problems>,
) -> Result<ActorPage, Failure> {
    let seen = actor::see(context, id).await.at(visit)?;
    let stored = Fields::default()
        .with("name", seen.actor.name.clone())
        .with("kind", seen.actor.kind.as_str())
        .with("email", seen.actor.contact.email.clone().unwrap_or_default())
        .with("phone", seen.actor.contact.phone.clone().unwrap_or_default())
        .with("from", seen.actor.interval.from().to_string())
        .with("to", day_text(seen.actor.interval.to()));
    let based_on = typed.as_ref().filter(|_| problems.is_some()).map_or(seen.version, version);
    let differences = match (&typed, problems) {
        (Some(typed), None) => differences(&visit.speaker, typed, &stored),
        _ => Vec::new(),
    };
    let mut page = Page::titled(visit, seen.actor.name.clone());
    if let Some(problems) = problems {
        page = page.with_problems(problems);
    }
    Ok(ActorPage {
        page,
        form: typed.unwrap_or(stored),
        id: Some(id),
        version: based_on,
        is_principal: seen.is_principal,
        is_over: seen.actor.interval.ends_before(context.today),
        may_edit: seen.may_edit,
        may_keep: seen.may_keep,
        differences,
    })
}

fn differences(l: &Speaker, yours: &Fields, theirs: &Fields) -> Vec<Difference> {
    let kind = |fields: &Fields| {
        fields
            .text("kind")
            .parse::<ActorKind>()
            .map(|kind| l.tf("actor_kind", kind).into_owned())
            .unwrap_or_default()
    };
    let plain = |label: &str, name: &str| Difference::new(label, yours.text(name), theirs.text(name));
    vec![
        plain(&l.t("common-name"), "name"),
        Difference::new(&l.t("map-actor-kind"), kind(yours), kind(theirs)),
        plain(&l.t("common-email"), "email"),
        plain(&l.t("common-phone"), "phone"),
        plain(&l.t("admin-role-from"), "from"),
        plain(&l.t("admin-role-to"), "to"),
    ]
}

async fn show(staff: Staff, Path(id): Path<ActorId>) -> Result<Response, Failure> {
    Ok(html(&actor_page(&staff, id, None, None).await?))
}

async fn change(staff: Staff, Path(id): Path<ActorId>, posted: Posted) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let outcome = match input(&posted.fields, &mut problems) {
        Some(input) => {
            actor::change(&posted.context(&staff.context), id, version(&posted.fields), &input).await
        }
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(()) => Ok(see("/actors?done=saved")),
        Err(Error::Invalid(problems)) => {
            let page = actor_page(&staff, id, Some(posted.fields), Some(&problems)).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(Error::Conflict { .. }) => {
            let page = actor_page(&staff, id, Some(posted.fields), None).await?;
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(Failure::new(&staff.visit, error)),
    }
}

async fn end(
    Staff { context, visit }: Staff,
    Path(id): Path<ActorId>,
    posted: Posted,
) -> Result<Response, Failure> {
    actor::end(&posted.context(&context), id, version(&posted.fields)).await.at(&visit)?;
    Ok(see("/actors?done=ended"))
}
