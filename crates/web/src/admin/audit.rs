//! The change log and whether its chain holds.

use app::admin::audit;
use askama::Template;
use axum::{extract::Query, response::Response};
use domain::Role;
use languages::key;
use serde::Deserialize;
use store::Verdict;

use crate::{
    Guard, Routes,
    form::Posted,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
};

const ADMINISTRATOR: Guard = Guard::Roles(&[Role::Administrator]);
const PAGE_SIZE: i64 = 100;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/audit", ADMINISTRATOR, latest).post("/audit/check", ADMINISTRATOR, check)
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

struct Line {
    seq: i64,
    at: String,
    user: String,
    actor: String,
    action: String,
    object: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit {
    page: Page,
    lines: Vec<Line>,
    older: Option<i64>,
    is_first: bool,
    verdict: Option<Verdict>,
}

async fn latest(staff: Staff, Query(Before { before }): Query<Before>) -> Result<Response, Failure> {
    show(&staff, before, None).await
}

async fn check(staff: Staff, _posted: Posted) -> Result<Response, Failure> {
    let verdict = audit::verify(&staff.context).await.at(&staff.visit)?;
    show(&staff, None, Some(verdict)).await
}

async fn show(
    Staff { context, visit }: &Staff,
    before: Option<i64>,
    verdict: Option<Verdict>,
) -> Result<Response, Failure> {
    let log = audit::latest(context, before, PAGE_SIZE).await.at(visit)?;
    let zone = app::time_zone();
    let older = log.entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1);
    let lines = log
        .entries
        .into_iter()
        .map(|entry| Line {
            seq: entry.seq,
            at: visit.speaker.instant(entry.at, &zone),
            user: entry.user.and_then(|id| log.users.get(&id).cloned()).unwrap_or_default(),
            actor: entry.actor.and_then(|id| log.actors.get(&id).cloned()).unwrap_or_default(),
            action: entry.action,
            object: entry.object.to_string(),
            detail: entry.detail,
        })
        .collect();
    let page = Page::new(visit, key!("admin-audit-title"));
    Ok(html(&Audit { page, lines, older, is_first: before.is_none(), verdict }))
}
