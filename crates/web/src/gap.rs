//! Where the chain breaks: which households lack which link, what fell back, what waits for a decision, and steps that
//! nobody or several answer for.

use app::receive::gaps::{self, DutyGap, Part, Report};
use askama::Template;
use axum::{extract::Query, response::Response};
use domain::{LegalStatus, Role};
use languages::{Speaker, key};
use serde::Deserialize;

use crate::{
    Guard, Routes,
    csv::Csv,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
};

const GAPS: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::Administrator]);

const PAGE_SIZE: i64 = 50;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/gaps", GAPS, show).get("/gaps.csv", GAPS, download)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    show: Part,
    #[serde(default)]
    page: i64,
}

impl Asked {
    fn number(&self) -> i64 {
        self.page.clamp(1, 100_000)
    }
}

struct Tab {
    label: String,
    href: String,
    is_current: bool,
}

/// A row of any part: what it is about, and its cells under the part's headings.
struct Row {
    first: String,
    href: Option<String>,
    cells: Vec<String>,
}

struct Cell {
    label: String,
    text: String,
}

struct RowView {
    first: String,
    href: Option<String>,
    cells: Vec<Cell>,
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct GapPage {
    page: Page,
    part: Part,
    tabs: Vec<Tab>,
    lead: String,
    columns: Vec<String>,
    rows: Vec<RowView>,
    number: i64,
    has_more: bool,
    lists_households: bool,
    may_export: bool,
}

fn part_label(l: &Speaker, part: Part) -> String {
    let key = match part {
        Part::Households => key!("gap-households"),
        Part::FellBack => key!("gap-fell-back"),
        Part::Undecided => key!("gap-undecided"),
        Part::Duties => key!("gap-duties"),
    };
    l.t(key).into_owned()
}

async fn show(Staff { context, visit }: Staff, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let l = &visit.speaker;
    let number = asked.number();
    // An administrator keeps the duties in order and sees no households: the part that has something comes first.
    let part = if context.principal.role == Role::Administrator { Part::Duties } else { asked.show };
    let report = gaps::report(&context, part, (number - 1) * PAGE_SIZE, PAGE_SIZE).await.at(&visit)?;
    let columns = columns(l, part);
    let (_, labels) = columns.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
    let view = |row: Row| RowView {
        first: row.first,
        href: row.href,
        cells: labels
            .iter()
            .zip(row.cells)
            .map(|(label, text)| Cell { label: label.clone(), text })
            .collect(),
    };
    let lead = match part {
        Part::Households => key!("gap-households-lead"),
        Part::FellBack => key!("gap-fell-back-lead"),
        Part::Undecided => key!("gap-undecided-lead"),
        Part::Duties => key!("gap-duties-lead"),
    };
    Ok(html(&GapPage {
        tabs: Part::ALL
            .into_iter()
            .filter(|tab| report.lists_households || *tab == Part::Duties)
            .map(|tab| Tab {
                label: part_label(l, tab),
                href: format!("/gaps?show={}", tab.as_str()),
                is_current: tab == part,
            })
            .collect(),
        lead: l.t(lead).into_owned(),
        rows: rows(l, &context, part, &report).into_iter().map(view).collect(),
        columns,
        part,
        number,
        has_more: report.has_more,
        lists_households: report.lists_households,
        may_export: report.may_export,
        page: Page::new(&visit, key!("gap-title")),
    }))
}

/// The page that is on the screen, as a file: the same rows and the same cells.
async fn download(Staff { context, visit }: Staff, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let l = &visit.speaker;
    let offset = (asked.number() - 1) * PAGE_SIZE;
    let report = gaps::export(&context, asked.show, offset, PAGE_SIZE).await.at(&visit)?;
    let mut file = Csv::new(columns(l, asked.show));
    for row in rows(l, &context, asked.show, &report) {
        file.row(std::iter::once(row.first).chain(row.cells));
    }
    Ok(file.download("hamn-gaps.csv"))
}

fn columns(l: &Speaker, part: Part) -> Vec<String> {
    let keys: &[&str] = match part {
        Part::Households => {
            &[key!("household-title"), key!("gap-lacks"), key!("household-arrived"), key!("desk-area")]
        }
        Part::FellBack => &[
            key!("household-title"),
            key!("chain-support"),
            key!("chain-accountable"),
            key!("gap-since"),
            key!("common-reason"),
            key!("chain-due"),
        ],
        Part::Undecided => &[
            key!("household-title"),
            key!("chain-support"),
            key!("chain-accountable"),
            key!("gap-since"),
            key!("chain-due"),
        ],
        Part::Duties => &[key!("chain-support"), key!("gap-what"), key!("gap-for-whom"), key!("gap-who")],
    };
    keys.iter().map(|key| l.t(key).into_owned()).collect()
}

fn rows(l: &Speaker, context: &app::Context, part: Part, report: &Report) -> Vec<Row> {
    let actor =
        |id: &domain::ActorId| report.actors.get(id).map(|actor| actor.name.clone()).unwrap_or_default();
    match part {
        Part::Households => report
            .households
            .iter()
            .map(|gaps| Row {
                first: gaps.line.reference.clone(),
                href: Some(format!("/households/{}/chain", gaps.line.household)),
                cells: vec![
                    l.list(
                        &gaps.kinds.iter().map(|(kind, count)| lacking(l, kind, *count)).collect::<Vec<_>>(),
                    ),
                    l.date(gaps.line.arrived_on),
                    gaps.line.area.clone().unwrap_or_default(),
                ],
            })
            .collect(),
        Part::FellBack | Part::Undecided => report
            .links
            .iter()
            .map(|line| {
                let due = line.link.due().map(|due| l.relative_days(due, context.today)).unwrap_or_default();
                let mut cells = vec![
                    l.tf("link", &line.link.kind).into_owned(),
                    actor(&line.link.accountable),
                    l.date(line.since),
                ];
                if part == Part::FellBack {
                    cells.push(
                        line.link
                            .fell_back
                            .map(|fell_back| l.tf("fallback", fell_back.because).into_owned())
                            .unwrap_or_default(),
                    );
                }
                cells.push(due);
                Row {
                    first: line.reference.clone(),
                    href: Some(format!("/households/{}/links/{}", line.link.household, line.link.id)),
                    cells,
                }
            })
            .collect(),
        Part::Duties => duty_rows(l, report, actor),
    }
}

fn lacking(l: &Speaker, kind: &domain::LinkKind, count: usize) -> String {
    let name = l.tf("link", kind);
    if count == 1 { name.into_owned() } else { format!("{name} ×{}", l.number(count)) }
}

fn duty_rows(l: &Speaker, report: &Report, actor: impl Fn(&domain::ActorId) -> String) -> Vec<Row> {
    let whom = |statuses: &[LegalStatus]| {
        l.list(&statuses.iter().map(|status| l.tf("status", status)).collect::<Vec<_>>())
    };
    let gap = |gap: &DutyGap| match gap {
        DutyGap::Nobody { kind, statuses, owner } => Row {
            first: l.tf("link", kind).into_owned(),
            href: None,
            cells: vec![
                l.t("gap-nobody").into_owned(),
                whom(statuses),
                l.t1("chain-owner-by-rule", "owner", l.t(&owner.message_key()).into_owned()),
            ],
        },
        DutyGap::Several { kind, statuses, actors } => Row {
            first: l.tf("link", kind).into_owned(),
            href: None,
            cells: vec![
                l.tn("gap-several", actors.len()),
                whom(statuses),
                l.list(&actors.iter().map(&actor).collect::<Vec<_>>()),
            ],
        },
        DutyGap::Stale { duty } => Row {
            first: l.tf("link", &duty.kind).into_owned(),
            href: None,
            cells: vec![
                match duty.last_confirmed {
                    Some((on, _)) => l.t1("gap-stale-since", "date", on),
                    None => l.t("gap-never-confirmed").into_owned(),
                },
                duty.target.map(|status| l.tf("status", status).into_owned()).unwrap_or_default(),
                actor(&duty.executing),
            ],
        },
    };
    let without = report.without_duty.iter().map(|count| Row {
        first: l.tf("link", &count.kind).into_owned(),
        href: None,
        cells: vec![l.tn("gap-without-duty", count.count), String::new(), String::new()],
    });
    report.duties.iter().map(gap).chain(without).collect()
}
