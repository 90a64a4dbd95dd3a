//! Recording a new legal status, and showing what it does to the chain.

use app::{
    Error, Problems,
    receive::{
        link as links,
        settle::{self, Changes},
    },
};
use askama::Template;
use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{HouseholdId, LegalStatus, LinkKind, PersonId};
use jiff::civil::Date;
use languages::{Speaker, key};

use super::{CASE, name_of};
use crate::{
    Routes,
    form::{Fields, Posted},
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, with_status},
};

pub(super) fn routes(routes: Routes) -> Routes {
    let path = "/households/{household}/chain/status";
    routes.get(path, CASE, ask).post(path, CASE, send)
}

struct PersonChoice {
    id: PersonId,
    name: String,
    status: LegalStatus,
}

#[derive(Template)]
#[template(path = "receive/chain_status.html")]
struct StatusPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    version: i64,
    people: Vec<PersonChoice>,
    today: Date,
    form: Fields,
    has_changed: bool,
}

impl StatusPage {
    /// The day as typed; today to begin with.
    fn from(&self) -> String {
        self.form.given("from").map_or_else(|| self.today.to_string(), str::to_owned)
    }
}

/// One thing that changed, in words.
struct ChangeView {
    kind: LinkKind,
    person: Option<String>,
    words: String,
    source: Option<String>,
}

#[derive(Template)]
#[template(path = "receive/chain_changes.html")]
struct ChangesPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    parts: Vec<Part>,
    is_empty: bool,
}

/// What came, what went, or what moved.
struct Part {
    title: String,
    lead: String,
    changes: Vec<ChangeView>,
}

async fn ask(Staff { context, visit }: Staff, Path(id): Path<HouseholdId>) -> Result<Response, Failure> {
    Ok(html(&form(&context, &visit, id, Fields::default()).await.at(&visit)?))
}

async fn form(
    context: &app::Context,
    visit: &crate::party::Visit,
    id: HouseholdId,
    form: Fields,
) -> Result<StatusPage, Error> {
    let seen = links::see_chain(context, id).await?;
    if !seen.may_plan {
        return Err(Error::Forbidden);
    }
    let people = seen
        .situation
        .members
        .iter()
        .map(|(person, status)| PersonChoice {
            id: person.id,
            name: name_of(&seen.situation.members, person.id).unwrap_or_default(),
            status: *status,
        })
        .collect();
    Ok(StatusPage {
        page: Page::new(visit, key!("chain-change-status")),
        id,
        reference: seen.situation.file.reference.clone(),
        version: seen.situation.file.version,
        people,
        today: context.today,
        form,
        has_changed: false,
    })
}

async fn send(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.fields.clone();
    let mut problems = Problems::default();
    let person: Option<PersonId> = fields.word("person", &mut problems, key!("chain-problem-person"));
    let status: Option<LegalStatus> = fields.word("status", &mut problems, key!("chain-problem-status"));
    let from: Option<Date> = fields.word("from", &mut problems, key!("chain-problem-date"));
    let based_on = fields.text("version").parse().unwrap_or(0);
    let outcome = match (person, status, from) {
        (Some(person), Some(status), Some(from)) => {
            settle::change_status(&posted.context(&context), id, based_on, person, status, from).await
        }
        _ => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(changes) => {
            let seen = links::see_chain(&context, id).await.at(&visit)?;
            let name = |person: Option<PersonId>| person.and_then(|id| name_of(&seen.situation.members, id));
            let page = Page::new(&visit, key!("chain-changes-title")).with_notice(key!("common-saved"));
            Ok(html(&changes_page(
                &visit.speaker,
                page,
                id,
                seen.situation.file.reference.clone(),
                &changes,
                name,
            )))
        }
        Err(Error::Invalid(problems)) => {
            let mut page = form(&context, &visit, id, fields).await.at(&visit)?;
            page.page = page.page.with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        // The form comes back beside the statuses as they are now; sending it again is the decision.
        Err(Error::Conflict { .. }) => {
            let mut page = form(&context, &visit, id, fields).await.at(&visit)?;
            page.has_changed = true;
            Ok(with_status(StatusCode::CONFLICT, &page))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

fn changes_page(
    l: &Speaker,
    page: Page,
    id: HouseholdId,
    reference: String,
    changes: &Changes,
    name: impl Fn(Option<PersonId>) -> Option<String>,
) -> ChangesPage {
    let day =
        |day: Option<Date>| day.map_or_else(|| l.t("chain-no-deadline").into_owned(), |day| l.date(day));
    let affected = |one: &settle::Affected| ChangeView {
        kind: one.kind.clone(),
        person: name(one.person),
        words: one.deadline.map(|due| l.t1("chain-due-on", "date", due)).unwrap_or_default(),
        source: Some(one.source.clone()),
    };
    let deadlines = changes.deadlines.iter().map(|moved| ChangeView {
        kind: moved.kind.clone(),
        person: name(moved.person),
        words: l.ta(
            "chain-change-deadline",
            &[("before", day(moved.before).into()), ("after", day(moved.after).into())],
        ),
        source: None,
    });
    // The codes are those of the policy, which names their messages so.
    let owner = |code: &str| l.t(&["owner-", code].concat()).into_owned();
    let owners = changes.owners.iter().map(|moved| ChangeView {
        kind: moved.kind.clone(),
        person: name(moved.person),
        words: l.ta(
            "chain-change-owner",
            &[("before", owner(&moved.before).into()), ("after", owner(&moved.after).into())],
        ),
        source: None,
    });
    ChangesPage {
        page,
        id,
        reference,
        parts: [
            (
                key!("chain-changes-added"),
                key!("chain-changes-added-lead"),
                changes.added.iter().map(affected).collect::<Vec<_>>(),
            ),
            (
                key!("chain-changes-removed"),
                key!("chain-changes-removed-lead"),
                changes.removed.iter().map(affected).collect(),
            ),
            (
                key!("chain-changes-moved"),
                key!("chain-changes-moved-lead"),
                deadlines.chain(owners).collect(),
            ),
        ]
        .into_iter()
        .filter(|(_, _, changes)| !changes.is_empty())
        .map(|(title, lead, changes)| Part {
            title: l.t(title).into_owned(),
            lead: l.t(lead).into_owned(),
            changes,
        })
        .collect(),
        is_empty: changes.is_empty(),
    }
}
