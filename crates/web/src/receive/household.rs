//! The list of households, and a household's page.

use app::receive::{household, search};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{ChainState, HouseholdId, NameOrder, Role};
use languages::key;
use serde::Deserialize;
use store::receive::household::{HouseholdFilter, HouseholdLine};

use super::desk::HitView;
use crate::{
    Guard, Routes,
    form::Posted,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
};

pub(crate) const CASE: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::Desk]);

const PAGE_SIZE: i64 = 50;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/households", CASE, list)
        // Names are sent in the body: an address is kept by browsers and proxies.
        .post("/households/find", CASE, find)
        .get("/households/{household}", CASE, show)
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: i64,
}

struct Line {
    id: HouseholdId,
    reference: String,
    name: String,
    original: String,
    size: i64,
    arrived: String,
    area: String,
    state: ChainState,
    deadline: String,
    protected: bool,
}

#[derive(Template)]
#[template(path = "receive/households.html")]
struct Households {
    page: Page,
    text: String,
    state: String,
    lines: Vec<Line>,
    number: i64,
    has_more: bool,
    may_export: bool,
}

async fn list(Staff { context, visit }: Staff, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    let number = filter.page.clamp(1, 100_000);
    let asked = HouseholdFilter {
        state: filter.state.parse().ok(),
        offset: (number - 1) * PAGE_SIZE,
        limit: PAGE_SIZE + 1,
    };
    let mut found = household::list(&context, asked).await.at(&visit)?;
    let has_more = found.len() > usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX));
    let l = &visit.speaker;
    let line = |line: HouseholdLine| Line {
        id: line.id,
        reference: line.reference,
        name: format!("{} {}", line.given, line.family).trim().to_owned(),
        original: line.original,
        size: line.size,
        arrived: l.date(line.arrived_on),
        area: line.area.unwrap_or_default(),
        state: line.chain.state(context.today),
        deadline: line.chain.next_deadline.map(|day| l.relative_days(day, context.today)).unwrap_or_default(),
        protected: line.protection.is_protected(),
    };
    Ok(html(&Households {
        page: Page::new(&visit, key!("household-list-title")),
        text: String::new(),
        state: filter.state,
        lines: found.into_iter().map(line).collect(),
        number,
        has_more,
        may_export: context.principal.role == Role::Coordinator,
    }))
}

#[derive(Template)]
#[template(path = "receive/households_found.html")]
struct Found {
    page: Page,
    text: String,
    hits: Vec<HitView>,
    is_cut: bool,
}

async fn find(Staff { context, visit }: Staff, posted: Posted) -> Result<Response, Failure> {
    let text = posted.fields.text("text").trim().to_owned();
    let found = search::find(&context, &text).await.at(&visit)?;
    Ok(html(&Found {
        page: Page::new(&visit, key!("household-find-title")),
        is_cut: i64::try_from(found.len()).is_ok_and(|number| number >= search::MOST_FOUND),
        hits: found.into_iter().map(HitView::open).collect(),
        text,
    }))
}

/// The chip that shows a chain's state.
pub(crate) fn chip(state: &ChainState) -> &'static str {
    match state {
        ChainState::Empty | ChainState::Gaps => "gap",
        ChainState::Overdue => "overdue",
        ChainState::Waiting => "waiting",
        ChainState::OnTrack => "on-track",
        ChainState::Complete => "done",
    }
}

#[derive(Deserialize)]
struct Arrival {
    registered: Option<String>,
    changed: Option<String>,
}

struct MemberView {
    name: String,
    original: String,
    born: String,
    relation: &'static str,
    languages: String,
    interpreter: bool,
    status: &'static str,
    phone: Option<String>,
    numbers: Vec<String>,
    left: Option<String>,
}

#[derive(Template)]
#[template(path = "receive/household.html")]
struct HouseholdPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    members: Vec<MemberView>,
    arrived: String,
    area: String,
    note: Option<String>,
    state: ChainState,
    protected: bool,
    just_registered: bool,
    changed: bool,
    may_issue_card: bool,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(arrival): Query<Arrival>,
) -> Result<Response, Failure> {
    let seen = household::see(&context, id, "household").await.at(&visit)?;
    let l = &visit.speaker;
    let today = context.today;
    let members = seen
        .file
        .household
        .members
        .iter()
        .filter_map(|member| {
            let record = seen.people.iter().find(|record| record.person.id == member.person)?;
            let person = &record.person;
            let status = seen
                .statuses
                .iter()
                .filter(|(who, period)| *who == person.id && period.interval.contains(today))
                .map(|(_, period)| period.status)
                .next_back()
                .unwrap_or(domain::LegalStatus::Unknown);
            Some(MemberView {
                name: person.name.display_name(NameOrder::GivenFirst),
                original: person.name.original_name(NameOrder::GivenFirst).unwrap_or_default(),
                born: person.birth.to_string(),
                relation: member.relation_to_head.as_str(),
                languages: l.list(
                    &person.languages.iter().map(|tag| l.language_name(tag.as_str())).collect::<Vec<_>>(),
                ),
                interpreter: person.interpreter,
                status: status.as_str(),
                phone: record.phone.clone(),
                numbers: seen
                    .identifiers
                    .iter()
                    .filter(|identifier| identifier.person == person.id)
                    .map(|identifier| {
                        format!("{} {}", l.tf("identifier", identifier.kind()), identifier.value.expose())
                    })
                    .collect(),
                left: member.interval.to().filter(|to| *to <= today).map(|to| l.date(to)),
            })
        })
        .collect();
    let page = Page::titled(&visit, l.t1("household-reference", "number", seen.file.reference.as_str()));
    Ok(html(&HouseholdPage {
        page,
        id,
        members,
        arrived: l.date(seen.file.arrived_on),
        area: seen.file.area.clone().unwrap_or_default(),
        note: seen.file.note.clone(),
        state: seen.file.chain.state(today),
        protected: seen.facts.protected,
        just_registered: arrival.registered.is_some(),
        changed: arrival.changed.is_some(),
        may_issue_card: context.may(access::Action::IssueCode, &seen.facts.into()),
        reference: seen.file.reference,
    }))
}
