//! The list of referrals: to us, from us.

use app::receive::referral::{
    inbox::{self, Side},
    reference,
};
use askama::Template;
use axum::{extract::Query, response::Response};
use domain::{ReferralId, ReferralStateCode, Role};
use languages::key;
use serde::Deserialize;

use super::chip;
use crate::{
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
};

const PAGE_SIZE: i64 = 50;

#[derive(Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    side: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: i64,
}

struct Tab {
    word: &'static str,
    label: String,
    waiting: i64,
    current: bool,
}

struct Line {
    id: ReferralId,
    reference: String,
    kind: String,
    household: Option<String>,
    from: String,
    to: String,
    sent: String,
    answer_by: String,
    state: ReferralStateCode,
    late: bool,
    chip: &'static str,
}

#[derive(Template)]
#[template(path = "receive/referral_list.html")]
struct List {
    page: Page,
    tabs: Vec<Tab>,
    side: &'static str,
    state: String,
    waiting: i64,
    lines: Vec<Line>,
    number: i64,
    has_more: bool,
    shows_from: bool,
    shows_to: bool,
    shows_household: bool,
}

pub(super) async fn list(
    Staff { context, visit }: Staff,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let role = context.principal.role;
    let sides = Side::of(role);
    let side = sides.iter().copied().find(|side| side.as_str() == filter.side).unwrap_or(Side::ToUs);
    let number = filter.page.clamp(1, 100_000);
    let state: Option<ReferralStateCode> = filter.state.parse().ok();
    let mut found =
        inbox::list(&context, side, state, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1).await.at(&visit)?;
    let page_size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let has_more = found.lines.len() > page_size;
    found.lines.truncate(page_size);
    let l = &visit.speaker;
    let name = |actor| found.actors.get(&actor).map(|actor| actor.name.clone()).unwrap_or_default();
    // A receiver calls a referral by its own reference: the household's is not among what is shared.
    let shows_household = side != Side::ToUs && role != Role::PartnerCoordinator;
    let lines = found
        .lines
        .iter()
        .map(|line| {
            let late = line.is_overdue(context.today);
            Line {
                id: line.id,
                reference: reference(line.id),
                kind: l.tf("link", &line.kind).into_owned(),
                household: shows_household.then(|| line.reference.clone()),
                from: name(line.from),
                to: name(line.to),
                sent: l.date(line.sent_on),
                answer_by: match line.state {
                    ReferralStateCode::Sent => l.relative_days(line.answer_by, context.today),
                    _ => String::new(),
                },
                state: line.state,
                late,
                chip: chip(line.state, late),
            }
        })
        .collect();
    let tabs: Vec<Tab> = found
        .waiting
        .iter()
        .map(|(tab, waiting)| Tab {
            word: tab.as_str(),
            label: match tab {
                Side::ToUs => l.t("referral-to-us").into_owned(),
                Side::FromUs => l.t("referral-from-us").into_owned(),
                Side::Everyone => l.t("common-all").into_owned(),
            },
            waiting: *waiting,
            current: *tab == side,
        })
        .collect();
    Ok(html(&List {
        page: Page::new(&visit, key!("referral-title")),
        waiting: tabs.iter().find(|tab| tab.current).map_or(0, |tab| tab.waiting),
        tabs,
        side: side.as_str(),
        state: state.map_or("", ReferralStateCode::as_str).to_owned(),
        lines,
        number,
        has_more,
        shows_from: side != Side::FromUs,
        shows_to: side != Side::ToUs,
        shows_household,
    }))
}
