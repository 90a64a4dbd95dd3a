//! The map of duties.

use app::{
    Error, Problems,
    map::{
        actor,
        duty::{self, DutyInput, Trouble},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{ActorId, DutyId, LegalStatus, LinkKind, Role};
use languages::{Speaker, key};
use serde::Deserialize;

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
        .get("/duties", READERS, map)
        .get("/duties/new", KEEPERS, new)
        .post("/duties/new", KEEPERS, add)
        .get("/duties/{duty}", KEEPERS, edit)
        .post("/duties/{duty}", KEEPERS, change)
        .post("/duties/{duty}/end", KEEPERS, end)
        .post("/duties/{duty}/confirm", READERS, confirm)
}

struct Line {
    id: DutyId,
    version: i64,
    target: Option<LegalStatus>,
    legal_owner: String,
    executing: String,
    law: String,
    decision: Option<String>,
    from: String,
    to: Option<String>,
    /// When, and by whom.
    confirmed: Option<(String, String)>,
    is_stale: bool,
    is_over: bool,
    may_edit: bool,
    may_confirm: bool,
}

struct KindView {
    kind: LinkKind,
    trouble: Option<Trouble>,
    duties: Vec<Line>,
}

#[derive(Template)]
#[template(path = "map/duties.html")]
struct Duties {
    page: Page,
    kinds: Vec<KindView>,
    without: usize,
    several: usize,
    stale: usize,
    may_add: bool,
}

fn line(l: &Speaker, seen: duty::Seen) -> Line {
    Line {
        id: seen.duty.id,
        version: seen.version,
        target: seen.duty.target,
        legal_owner: seen.legal_owner,
        executing: seen.executing,
        from: l.date(seen.duty.interval.from()),
        to: seen.duty.interval.to().map(|to| l.date(to)),
        confirmed: seen
            .duty
            .last_confirmed
            .map(|(on, _)| (l.date(on), seen.confirmed_by.unwrap_or_default())),
        is_stale: seen.is_stale && !seen.is_over,
        is_over: seen.is_over,
        may_edit: seen.may_edit,
        may_confirm: seen.may_confirm && !seen.is_over,
        law: seen.duty.law,
        decision: seen.duty.decision,
    }
}

async fn map(Staff { context, visit }: Staff, Query(done): Query<Done>) -> Result<Response, Failure> {
    let l = &visit.speaker;
    let kinds: Vec<KindView> = duty::map(&context)
        .await
        .at(&visit)?
        .into_iter()
        .map(|kind| KindView {
            kind: kind.kind,
            trouble: kind.trouble,
            duties: kind.duties.into_iter().map(|seen| line(l, seen)).collect(),
        })
        .collect();
    let count = |trouble| kinds.iter().filter(|kind| kind.trouble == Some(trouble)).count();
    Ok(html(&Duties {
        page: done.show(Page::new(&visit, key!("admin-duties-title"))),
        without: count(Trouble::Nobody),
        several: count(Trouble::Several),
        stale: kinds.iter().flat_map(|kind| &kind.duties).filter(|duty| duty.is_stale).count(),
        kinds,
        may_add: duty::may_add(&context),
    }))
}

#[derive(Template)]
#[template(path = "map/duty.html")]
struct DutyPage {
    page: Page,
    form: Fields,
    /// None for a new one.
    id: Option<DutyId>,
    version: i64,
    is_over: bool,
    kinds: Vec<LinkKind>,
    actors: Vec<(ActorId, String)>,
    differences: Vec<Difference>,
}

fn input(fields: &Fields, problems: &mut Problems) -> Option<DutyInput> {
    let legal_owner = fields.word("legal_owner", problems, key!("admin-problem-actor"));
    let executing = fields.word("executing", problems, key!("admin-problem-actor"));
    let interval = interval(fields, problems);
    Some(DutyInput {
        legal_owner: legal_owner?,
        executing: executing?,
        law: fields.text("law").to_owned(),
        decision: fields.given("decision").map(str::to_owned),
        interval: interval?,
    })
}

async fn actor_choices(Staff { context, visit }: &Staff) -> Result<Vec<(ActorId, String)>, Failure> {
    let mut actors: Vec<_> = actor::list(context)
        .await
        .at(visit)?
        .into_iter()
        .map(|listed| (listed.actor.id, listed.actor.name))
        .collect();
    visit.speaker.sort(&mut actors, |(_, name)| name);
    Ok(actors)
}

async fn new_page(staff: &Staff, page: Page, form: Fields) -> Result<DutyPage, Failure> {
    Ok(DutyPage {
        page,
        form,
        id: None,
        version: 0,
        is_over: false,
        kinds: duty::kinds(&staff.context),
        actors: actor_choices(staff).await?,
        differences: Vec::new(),
    })
}

#[derive(Deserialize)]
struct For {
    #[serde(default)]
    kind: String,
}

async fn new(staff: Staff, Query(wanted): Query<For>) -> Result<Response, Failure> {
    if !duty::may_add(&staff.context) {
        return Err(Failure::new(&staff.visit, Error::Forbidden));
    }
    let form = Fields::default().with("kind", wanted.kind).with("from", staff.context.today.to_string());
    let page = Page::new(&staff.visit, key!("map-new-duty"));
    Ok(html(&new_page(&staff, page, form).await?))
}

async fn add(staff: Staff, posted: Posted) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let fields = &posted.fields;
    let kind: Option<LinkKind> = fields.word("kind", &mut problems, key!("map-problem-link"));
    let outcome = match kind.zip(input(fields, &mut problems)) {
        Some((kind, input)) => {
            let target = fields.text("target").parse().ok();
            duty::add(&posted.context(&staff.context), &kind, target, &input).await
        }
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(_) => Ok(see("/duties?done=added")),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(&staff.visit, key!("map-new-duty")).with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &new_page(&staff, page, posted.fields).await?))
        }
        Err(error) => Err(Failure::new(&staff.visit, error)),
    }
}

async fn duty_page(
    staff: &Staff,
    id: DutyId,
    typed: Option<Fields>,
    problems: Option<&Problems>,
) -> Result<DutyPage, Failure> {
    let Staff { context, visit } = staff;
    let seen = duty::see(context, id).await.at(visit)?;
    let l = &visit.speaker;
    let stored = Fields::default()
        .with("legal_owner", seen.duty.legal_owner.to_string())
        .with("executing", seen.duty.executing.to_string())
        .with("law", seen.duty.law.clone())
        .with("decision", seen.duty.decision.clone().unwrap_or_default())
        .with("from", seen.duty.interval.from().to_string())
        .with("to", day_text(seen.duty.interval.to()));
    let based_on = typed.as_ref().filter(|_| problems.is_some()).map_or(seen.version, version);
    let actors = actor_choices(staff).await?;
    let differences = match (&typed, problems) {
        (Some(typed), None) => differences(l, &actors, typed, &stored),
        _ => Vec::new(),
    };
    let mut page = Page::titled(visit, l.tf("link", &seen.duty.kind).into_owned());
    if let Some(problems) = problems {
        page = page.with_problems(problems);
    }
    Ok(DutyPage {
        page,
        form: typed.unwrap_or(stored),
        id: Some(id),
        version: based_on,
        is_over: seen.is_over,
        kinds: Vec::new(),
        actors,
        differences,
    })
}

fn differences(
    l: &Speaker,
    actors: &[(ActorId, String)],
    yours: &Fields,
    theirs: &Fields,
) -> Vec<Difference> {
    let actor = |fields: &Fields, field: &str| {
        let id = fields.text(field).parse::<ActorId>().ok();
        actors.iter().find(|(known, _)| Some(*known) == id).map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let plain = |label: &str, name: &str| Difference::new(label, yours.text(name), theirs.text(name));
    vec![
        Difference::new(&l.t("map-legal-owner"), actor(yours, "legal_owner"), actor(theirs, "legal_owner")),
        Difference::new(&l.t("map-executing"), actor(yours, "executing"), actor(theirs, "executing")),
        plain(&l.t("map-law"), "law"),
        plain(&l.t("map-decision"), "decision"),
        plain(&l.t("admin-role-from"), "from"),
        plain(&l.t("admin-role-to"), "to"),
    ]
}

async fn edit(staff: Staff, Path(id): Path<DutyId>) -> Result<Response, Failure> {
    Ok(html(&duty_page(&staff, id, None, None).await?))
}

async fn change(staff: Staff, Path(id): Path<DutyId>, posted: Posted) -> Result<Response, Failure> {
    let mut problems = Problems::default();
    let outcome = match input(&posted.fields, &mut problems) {
        Some(input) => {
            duty::change(&posted.context(&staff.context), id, version(&posted.fields), &input).await
        }
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(()) => Ok(see("/duties?done=saved")),
        Err(Error::Invalid(problems)) => {
            let page = duty_page(&staff, id, Some(posted.fields), Some(&problems)).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(Error::Conflict { .. }) => {
            let page = duty_page(&staff, id, Some(posted.fields), None).await?;
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(Failure::new(&staff.visit, error)),
    }
}

async fn end(
    Staff { context, visit }: Staff,
    Path(id): Path<DutyId>,
    posted: Posted,
) -> Result<Response, Failure> {
    duty::end(&posted.context(&context), id, version(&posted.fields)).await.at(&visit)?;
    Ok(see("/duties?done=ended"))
}

async fn confirm(
    Staff { context, visit }: Staff,
    Path(id): Path<DutyId>,
    posted: Posted,
) -> Result<Response, Failure> {
    duty::confirm(&posted.context(&context), id, version(&posted.fields)).await.at(&visit)?;
    Ok(see("/duties?done=confirmed"))
}
