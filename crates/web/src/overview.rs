//! The first page: what the reception looks like now, and what waits.

use std::sync::Arc;

use app::overview::{self, Figures, OwnFigures, SMALLEST_SHOWN};
use askama::Template;
use axum::response::Response;
use domain::{ChainState, Role};
use jiff::Timestamp;
use languages::{Speaker, key};
use store::overview::{Beds, Waiting};

use crate::{
    Guard, Routes,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
};

const FIRST_PAGE: Guard =
    Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::PartnerCoordinator, Role::Reader]);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/overview", FIRST_PAGE, show).get("/overview/figures", FIRST_PAGE, figures)
}

/// A number on a tile, or that it is too small to publish.
struct Tile {
    kind: &'static str,
    figure: String,
    label: String,
    href: Option<String>,
    note: String,
}

struct WaitingLine {
    name: String,
    count: String,
    first: String,
    late: bool,
}

struct BedsLine {
    label: String,
    beds: Beds,
    words: String,
    /// Widths of the bar, of 200.
    occupied: i64,
    blocked: i64,
    allocable: i64,
}

struct DoneLine {
    count: String,
    label: String,
}

/// The part of the page that is alive.
#[derive(Template)]
#[template(path = "overview_figures.html")]
struct FiguresView {
    l: Speaker,
    as_of: String,
    households: Vec<Tile>,
    own: Vec<Tile>,
    overdue: Vec<WaitingLine>,
    referrals: Vec<WaitingLine>,
    beds: Vec<BedsLine>,
    done: Vec<DoneLine>,
    whole: bool,
    personal: bool,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Page,
    figures: FiguresView,
}

async fn show(staff: Staff) -> Result<Response, Failure> {
    let view = view(&staff).await?;
    let mut page = Page::new(&staff.visit, key!("nav-overview"));
    page.density = "dense";
    Ok(html(&Overview { page, figures: view }))
}

async fn figures(staff: Staff) -> Result<Response, Failure> {
    Ok(html(&view(&staff).await?))
}

async fn view(staff: &Staff) -> Result<FiguresView, Failure> {
    let Staff { context, visit } = staff;
    let l = visit.speaker.clone();
    let role = context.principal.role;
    let whole = matches!(role, Role::Coordinator | Role::Reader);
    let mut view = FiguresView {
        as_of: String::new(),
        households: Vec::new(),
        own: Vec::new(),
        overdue: Vec::new(),
        referrals: Vec::new(),
        beds: Vec::new(),
        done: Vec::new(),
        whole,
        // A reader follows figures; links into records would lead nowhere.
        personal: role != Role::Reader,
        l,
    };
    if whole {
        let figures = overview::of_tenant(context).await.at(visit)?;
        fill_whole(&mut view, &figures, staff);
    } else {
        let figures = overview::of_actor(context).await.at(visit)?;
        fill_own(&mut view, &figures, staff);
    }
    Ok(view)
}

fn clock(l: &Speaker, at: Timestamp) -> String {
    l.time(at.to_zoned(app::time_zone()).time())
}

fn fill_whole(view: &mut FiguresView, figures: &Arc<Figures>, staff: &Staff) {
    let l = view.l.clone();
    let today = staff.context.today;
    let suppressed = staff.context.principal.role == Role::Reader;
    let number = |count: i64| {
        if suppressed && (1..SMALLEST_SHOWN).contains(&count) {
            l.tn("overview-fewer-than", SMALLEST_SHOWN)
        } else {
            l.number(count)
        }
    };
    view.as_of = clock(&l, figures.as_of);
    let kind = |state: &ChainState, count: i64| match state {
        _ if count == 0 => "",
        ChainState::Gaps | ChainState::Overdue => "tile--late",
        ChainState::Waiting => "tile--signal",
        _ => "",
    };
    view.households = figures
        .households
        .iter()
        .map(|(state, count)| Tile {
            kind: kind(state, *count),
            figure: number(*count),
            label: l.tf("chain_state", state).into_owned(),
            href: view.personal.then(|| format!("/households?state={state}")),
            note: String::new(),
        })
        .collect();
    view.own = vec![Tile {
        kind: "",
        figure: number(figures.people),
        label: l.t("overview-people").into_owned(),
        href: None,
        note: String::new(),
    }];
    let line = |waiting: &Waiting| WaitingLine {
        name: waiting.name.clone(),
        count: number(waiting.count),
        first: waiting.first.map(|day| l.relative_days(day, today)).unwrap_or_default(),
        late: waiting.first.is_some_and(|day| day < today),
    };
    view.overdue = figures.overdue.iter().map(line).collect();
    view.referrals = figures.referrals.iter().map(line).collect();
    view.beds = beds_lines(&l, figures.beds_tonight, figures.beds_later);
    view.done = figures
        .done_today
        .iter()
        .filter(|done| TOLD.contains(&done.action.as_str()))
        .map(|done| DoneLine {
            count: number(done.count),
            label: l.tf("done", done.action.replace('.', "_")).into_owned(),
        })
        .collect();
}

/// What of a day's changes is worth telling; signing in and settings are not.
const TOLD: [&str; 12] = [
    "household.registered",
    "household.split",
    "household.merged",
    "link.started",
    "link.done",
    "link.fell_back",
    "referral.sent",
    "referral.accepted",
    "referral.declined",
    "referral.done",
    "stay.placed",
    "wish.said",
];

fn fill_own(view: &mut FiguresView, figures: &OwnFigures, staff: &Staff) {
    let l = view.l.clone();
    let today = staff.context.today;
    view.as_of = clock(&l, figures.as_of);
    let role = staff.context.principal.role;
    let households = (role == Role::CaseWorker).then(|| "/households".to_owned());
    let tile = |kind, figure: i64, label: &str, href: Option<String>, note: String| Tile {
        kind: if figure > 0 { kind } else { "" },
        figure: l.number(figure),
        label: l.t(label).into_owned(),
        href,
        note,
    };
    let first = figures.referrals_first.map(|day| l.relative_days(day, today)).unwrap_or_default();
    view.own = vec![
        tile("", figures.open_links, key!("overview-own-open"), households.clone(), String::new()),
        tile(
            "tile--late",
            figures.overdue_links,
            key!("overview-own-overdue"),
            households.map(|path| format!("{path}?state=overdue")),
            String::new(),
        ),
        tile(
            "tile--signal",
            figures.referrals,
            key!("overview-own-referrals"),
            Some("/referrals".to_owned()),
            first,
        ),
    ];
    view.beds = beds_lines(&l, figures.beds_tonight, figures.beds_later);
}

fn beds_lines(l: &Speaker, tonight: Beds, later: Beds) -> Vec<BedsLine> {
    [(key!("overview-beds-tonight"), tonight), (key!("overview-beds-later"), later)]
        .into_iter()
        .map(|(label, beds)| {
            let width =
                |count: i64| if beds.total == 0 { 0 } else { (count * 200 / beds.total).clamp(0, 200) };
            BedsLine {
                label: l.t(label).into_owned(),
                words: l.ta(
                    "overview-beds-words",
                    &[
                        ("total", beds.total.into()),
                        ("occupied", beds.occupied.into()),
                        ("blocked", beds.blocked.into()),
                        ("free", beds.allocable().into()),
                    ],
                ),
                occupied: width(beds.occupied),
                blocked: width(beds.blocked),
                allocable: width(beds.allocable()),
                beds,
            }
        })
        .collect()
}
