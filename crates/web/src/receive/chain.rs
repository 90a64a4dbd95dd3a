//! A household's safety chain: the picture, the list, and moving links on.

mod link;
mod status;
mod view;

use app::{
    Error,
    receive::link::{self as links, SeenChain},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{ChainState, HouseholdId, Link, LinkKind, NameOrder, Person, PersonId};
use jiff::civil::Date;
use languages::{Speaker, key};
use policy::{ChainTemplate, ExpectedLink, LinkRule, Phase};
use serde::Deserialize;

use self::view::{Deadline, DutyView, Grounds};
use super::household::{CASE, chip};
use crate::{
    Routes,
    form::Posted,
    page::Page,
    party::Staff,
    picture::{self, Mark, PhaseSketch},
    reply::{Failure, OrFail as _, html, see},
};

pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes.get("/households/{household}/chain", CASE, show).post(
        "/households/{household}/links",
        CASE,
        add,
    );
    status::routes(link::routes(routes))
}

/// A row of the table: a link, or one that is missing.
struct LinkRow {
    /// Set on the first row of a kind: where the picture's list leads.
    anchor: Option<String>,
    kind: LinkKind,
    person: Option<String>,
    person_id: Option<PersonId>,
    mark: Mark,
    state: String,
    actor: String,
    fell_back: Option<String>,
    deadline: Deadline,
    next_step: String,
    duty: DutyView,
    undecided: Option<String>,
    uncertain: bool,
    href: Option<String>,
}

/// A station of the list: all links of one kind.
struct Station {
    kind: LinkKind,
    mark: Mark,
    state: String,
    meta: String,
    href: String,
    is_here: bool,
}

struct PhaseView {
    phase: Phase,
    name: String,
    class: &'static str,
    is_now: bool,
    stations: Vec<Station>,
}

#[derive(Template)]
#[template(path = "receive/chain.html")]
struct ChainPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    size: usize,
    arrived: String,
    state: ChainState,
    protected: bool,
    phases: Vec<PhaseView>,
    picture: String,
    rows: Vec<LinkRow>,
    open: usize,
    overdue: usize,
    missing: usize,
    may_plan: bool,
    template_since: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    saved: Option<String>,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let seen = links::see_chain(&context, id).await.at(&visit)?;
    let l = &visit.speaker;
    let mut page =
        Page::titled(&visit, l.t1("chain-title-of", "reference", seen.situation.file.reference.as_str()));
    if asked.saved.is_some() {
        page = page.with_notice(key!("common-saved"));
    }
    let template = context.app.policy.chain_template(context.today);
    let rows = rows(&context.app, l, &seen, template, context.today);
    let phases = phases(l, &seen, &rows, template);
    let sketches: Vec<PhaseSketch<'_>> = phases
        .iter()
        .map(|phase| PhaseSketch { name: &phase.name, is_now: phase.is_now, stations: Vec::new() })
        .collect();
    let names: Vec<Vec<String>> = phases
        .iter()
        .map(|phase| phase.stations.iter().map(|station| l.tf("link", &station.kind).into_owned()).collect())
        .collect();
    let sketches: Vec<PhaseSketch<'_>> = sketches
        .into_iter()
        .zip(phases.iter().zip(&names))
        .map(|(sketch, (phase, names))| PhaseSketch {
            stations: phase
                .stations
                .iter()
                .zip(names)
                .map(|(station, name)| (station.mark, name.as_str(), station.state.as_str()))
                .collect(),
            ..sketch
        })
        .collect();
    let label = l.t("chain-picture-label").into_owned();
    let picture = picture::chain(&sketches, &label, l.direction());
    let links = &seen.situation.links;
    Ok(html(&ChainPage {
        id,
        size: seen.situation.members.len(),
        arrived: l.date(seen.situation.file.arrived_on),
        state: seen.situation.file.chain.state(context.today),
        protected: seen.facts.protected,
        picture,
        open: links.iter().filter(|link| link.is_open()).count(),
        overdue: links.iter().filter(|link| link.is_overdue(context.today)).count(),
        missing: seen.missing.len(),
        may_plan: seen.may_plan,
        template_since: template.map(|template| l.date(template.valid().from)),
        reference: seen.situation.file.reference.clone(),
        phases,
        rows,
        page,
    }))
}

/// The words for where a link is.
fn state_of(l: &Speaker, link: &Link, today: Date) -> String {
    match link.due() {
        Some(due) if due < today => l.tn("link-overdue", view::days_between(due, today)),
        _ => l.tf("link_state", link.state.code()).into_owned(),
    }
}

fn rows(
    app: &app::App,
    l: &Speaker,
    seen: &SeenChain,
    template: Option<&ChainTemplate>,
    today: Date,
) -> Vec<LinkRow> {
    let name = |person: Option<PersonId>| person.and_then(|id| name_of(&seen.situation.members, id));
    let grounds = Grounds { app, l, actors: &seen.actors, duties: &seen.duties, today };
    // A rule's order counts within its phase.
    let place = |rule: &LinkRule| (rule.phase, rule.order);
    let mut rows: Vec<((Phase, u16), LinkRow)> = Vec::new();
    for link in &seen.situation.links {
        let expected = seen
            .expected
            .iter()
            .find(|(wanted, person, _)| wanted.kind == link.kind && *person == link.person)
            .map(|(wanted, ..)| wanted);
        let rule = expected.map(|expected| &*expected.rule).or_else(|| any_rule(template, &link.kind));
        let notice = seen.notices.iter().find(|notice| notice.link == link.id);
        let row = LinkRow {
            anchor: None,
            kind: link.kind.clone(),
            person: name(link.person),
            person_id: link.person,
            mark: Mark::of(link, today),
            state: state_of(l, link, today),
            actor: grounds.actor(link.accountable),
            fell_back: grounds.fell_back(link),
            deadline: grounds.deadline(link.deadline, link.is_open(), expected),
            next_step: link.next_step.clone(),
            duty: grounds.duty(link.duty, rule),
            undecided: notice.and_then(|notice| notice.undecided_since).map(|since| l.date(since)),
            uncertain: expected.is_some_and(|expected| !expected.certain),
            href: seen
                .may_open
                .contains(&link.id)
                .then(|| format!("/households/{}/links/{}", link.household, link.id)),
        };
        rows.push((rule.map_or((Phase::FirstMonths, u16::MAX), place), row));
    }
    for (wanted, person, _) in &seen.missing {
        rows.push((
            place(&wanted.rule),
            LinkRow {
                anchor: None,
                kind: wanted.kind.clone(),
                person: name(*person),
                person_id: *person,
                mark: Mark::Gap,
                state: l.t("chain-missing").into_owned(),
                actor: String::new(),
                fell_back: None,
                deadline: grounds.deadline(wanted.deadline, true, Some(wanted)),
                next_step: String::new(),
                duty: grounds.duty(None, Some(&wanted.rule)),
                undecided: None,
                uncertain: !wanted.certain,
                href: None,
            },
        ));
    }
    rows.sort_by(|(one, a), (other, b)| {
        one.cmp(other).then_with(|| a.kind.cmp(&b.kind)).then_with(|| a.person.cmp(&b.person))
    });
    let mut rows: Vec<LinkRow> = rows.into_iter().map(|(_, row)| row).collect();
    let mut before: Option<LinkKind> = None;
    for row in &mut rows {
        if before.as_ref() != Some(&row.kind) {
            row.anchor = Some(format!("kind-{}", row.kind));
        }
        before = Some(row.kind.clone());
    }
    rows
}

/// A rule that speaks of the kind at all, for a link that the household's present status no longer asks for.
fn any_rule<'a>(template: Option<&'a ChainTemplate>, kind: &LinkKind) -> Option<&'a LinkRule> {
    template.and_then(|template| template.links().find(|rule| &rule.kind == kind))
}

fn name_of<S>(members: &[(Person, S)], id: PersonId) -> Option<String> {
    let (person, _) = members.iter().find(|(person, _)| person.id == id)?;
    Some(person.name.display_name(NameOrder::GivenFirst))
}

/// The four phases with their stations: one for each kind of support, in the order of the chain.
fn phases(
    l: &Speaker,
    seen: &SeenChain,
    rows: &[LinkRow],
    template: Option<&ChainTemplate>,
) -> Vec<PhaseView> {
    let phase_of = |kind: &LinkKind| {
        let expected = seen.expected.iter().find(|(wanted, ..)| &wanted.kind == kind);
        let rule = expected
            .map(|(wanted, ..): &(ExpectedLink, _, _)| &*wanted.rule)
            .or_else(|| any_rule(template, kind));
        rule.map_or(Phase::FirstMonths, |rule| rule.phase)
    };
    let mut phases: Vec<PhaseView> = Phase::ALL
        .into_iter()
        .map(|phase| PhaseView {
            phase,
            name: l.t(&phase.message_key()).into_owned(),
            class: "",
            is_now: false,
            stations: Vec::new(),
        })
        .collect();
    for group in rows.chunk_by(|one, other| one.kind == other.kind) {
        let Some(first) = group.first() else { continue };
        let phase = phase_of(&first.kind);
        let station = station(l, &first.kind, group);
        if let Some(view) = phases.iter_mut().find(|view| view.phase == phase) {
            view.stations.push(station);
        }
    }
    // The household stands where the first thing is left to do; what lies before it is behind.
    let now = phases.iter().position(|phase| phase.stations.iter().any(|station| !station.mark.is_closed()));
    for (index, phase) in phases.iter_mut().enumerate() {
        phase.is_now = now == Some(index);
        phase.class = match now {
            Some(now) if index < now => " chain-phase--past",
            Some(now) if index == now => " chain-phase--now",
            None => " chain-phase--past",
            Some(_) => "",
        };
        if phase.is_now
            && let Some(here) = phase.stations.iter_mut().find(|station| !station.mark.is_closed())
        {
            here.is_here = true;
        }
    }
    phases
}

fn station(l: &Speaker, kind: &LinkKind, group: &[LinkRow]) -> Station {
    let worst = group.iter().min_by_key(|row| row.mark);
    let (mark, state) = worst.map_or((Mark::Planned, String::new()), |row| (row.mark, row.state.clone()));
    let alike = group.iter().all(|row| row.mark == mark);
    let state = if alike {
        state
    } else {
        let here = group.iter().filter(|row| row.mark == mark).count();
        l.ta(
            "chain-some-of",
            &[("n", here.into()), ("all", group.len().into()), ("state", state.as_str().into())],
        )
    };
    let mut meta: Vec<String> = Vec::new();
    for row in group {
        if !row.actor.is_empty() && !meta.contains(&row.actor) {
            meta.push(row.actor.clone());
        }
    }
    let mut meta = l.list(&meta);
    let due = group.iter().filter(|row| !row.mark.is_closed()).filter_map(|row| row.deadline.on).min();
    if let Some(due) = due {
        let due = l.t1("chain-due-on", "date", due);
        meta = if meta.is_empty() { due } else { format!("{meta} · {due}") };
    }
    let href = match group {
        [only] => only.href.clone(),
        _ => None,
    };
    Station {
        kind: kind.clone(),
        mark,
        state,
        meta,
        href: href.unwrap_or_else(|| format!("#kind-{kind}")),
        is_here: false,
    }
}

async fn add(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let kind: LinkKind = posted.fields.text("kind").parse().map_err(|_| Error::NotFound).at(&visit)?;
    let person =
        posted.fields.given("person").map(str::parse).transpose().map_err(|_| Error::NotFound).at(&visit)?;
    links::add_missing(&posted.context(&context), id, &kind, person).await.at(&visit)?;
    Ok(see(&format!("/households/{id}/chain?saved=1#kind-{kind}")))
}
