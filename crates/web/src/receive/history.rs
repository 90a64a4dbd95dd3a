//! What happened to a household, who has read its record, and what it has said.

use app::{
    Error,
    receive::history::{self, Answer, History},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{HouseholdId, WishId};
use languages::{Speaker, key};
use serde::Deserialize;
use store::{Entry, receive::newcomer::Wish};

use super::{household::CASE, newcomer::wish_label};
use crate::{
    Routes,
    form::Posted,
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html, see, with_status},
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/households/{household}/history", CASE, show).post(
        "/households/{household}/wishes/{wish}",
        CASE,
        answer,
    )
}

struct ChangeView {
    at: String,
    datetime: String,
    what: String,
    who: String,
}

struct ReadView {
    at: String,
    who: String,
    actor: String,
    role: String,
    purpose: String,
}

struct WishView {
    id: WishId,
    version: i64,
    label: &'static str,
    about: Option<String>,
    said: String,
    text: Option<String>,
    answer: Option<String>,
    answered: String,
    /// What was typed as an answer and did not get there.
    typed: String,
    /// Somebody else answered meanwhile.
    conflict: bool,
}

#[derive(Template)]
#[template(path = "receive/history.html")]
struct HistoryPage {
    page: Page,
    id: HouseholdId,
    reference: String,
    protected: bool,
    changes: Vec<ChangeView>,
    inner: bool,
    reads: Vec<ReadView>,
    wishes: Vec<WishView>,
    may_answer: bool,
}

#[derive(Default, Deserialize)]
struct Done {
    answered: Option<String>,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HouseholdId>,
    Query(done): Query<Done>,
) -> Result<Response, Failure> {
    let seen = history::see(&context, id).await.at(&visit)?;
    let mut page = Page::new(&visit, key!("household-tab-history"));
    if done.answered.is_some() {
        page = page.with_notice(key!("history-answered"));
    }
    Ok(html(&view(&visit, page, id, seen)))
}

fn view(visit: &Visit, page: Page, id: HouseholdId, seen: History) -> HistoryPage {
    let l = &visit.speaker;
    let changes = seen.changes.iter().map(|entry| change_view(l, &seen, entry)).collect();
    let zone = app::time_zone();
    let (mut reads, mut wishes, mut may_answer) = (Vec::new(), Vec::new(), false);
    let inner = seen.inner.is_some();
    if let Some(inner) = &seen.inner {
        may_answer = inner.may_answer;
        wishes = inner.wishes.iter().map(|wish| wish_view(l, &seen, wish)).collect();
        reads = inner
            .reads
            .iter()
            .map(|read| ReadView {
                at: l.instant(read.at, &zone),
                who: read.user_name.clone().unwrap_or_default(),
                actor: read.actor_name.clone(),
                role: read.role.clone(),
                purpose: read.purpose.clone(),
            })
            .collect();
    }
    HistoryPage {
        page,
        id,
        protected: seen.protected,
        changes,
        inner,
        reads,
        wishes,
        may_answer,
        reference: seen.reference,
    }
}

fn change_view(l: &Speaker, seen: &History, entry: &Entry) -> ChangeView {
    let actor = entry.actor.and_then(|id| seen.actors.get(&id)).map(|actor| actor.name.as_str());
    let user = entry.user.and_then(|id| seen.users.get(&id)).map(String::as_str);
    // What is done behind the newcomer's door is done by nobody who has an account.
    let by_household = matches!(entry.action.as_str(), "card.opened" | "wish.said");
    let who = match (user, actor) {
        (Some(user), Some(actor)) => format!("{user}, {actor}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) if by_household => l.t("history-by-household").into_owned(),
        (None, None) => l.t("history-by-program").into_owned(),
    };
    ChangeView {
        at: l.instant(entry.at, &app::time_zone()),
        datetime: entry.at.to_string(),
        what: l.tf("action", entry.action.replace('.', "-")).into_owned(),
        who,
    }
}

fn wish_view(l: &Speaker, seen: &History, wish: &Wish) -> WishView {
    let zone = app::time_zone();
    let answered = wish.answer.as_ref().map(|answer| {
        let by = seen.actors.get(&answer.by).map(|actor| actor.name.as_str()).unwrap_or_default();
        let date = answer.at.to_zoned(app::time_zone()).date();
        l.ta("newcomer-wish-answer", &[("actor", by.into()), ("date", date.into())])
    });
    WishView {
        id: wish.id,
        version: wish.version,
        label: wish_label(wish.kind),
        about: wish.link.and_then(|id| seen.links.get(&id)).map(|kind| l.tf("link", kind).into_owned()),
        said: l.instant(wish.said_at, &zone),
        text: wish.text.clone(),
        answer: wish.answer.as_ref().map(|answer| answer.text.clone()),
        answered: answered.unwrap_or_default(),
        typed: String::new(),
        conflict: false,
    }
}

async fn answer(
    Staff { context, visit }: Staff,
    Path((id, wish)): Path<(HouseholdId, WishId)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = &posted.fields;
    let input = Answer {
        wish,
        version: fields.text("version").parse().unwrap_or_default(),
        text: fields.given("answer").map(str::to_owned),
    };
    let (status, problems) = match history::answer(&posted.context(&context), id, &input).await {
        Ok(()) => return Ok(see(&format!("/households/{id}/history?answered=1"))),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, Some(problems)),
        Err(Error::Conflict { .. }) => (StatusCode::CONFLICT, None),
        Err(error) => return Err(Failure::new(&visit, error)),
    };
    let seen = history::see(&context, id).await.at(&visit)?;
    let mut page = Page::new(&visit, key!("household-tab-history"));
    if let Some(mut problems) = problems {
        // Several answers can be written on one page: each problem leads to its own field.
        for problem in &mut problems.0 {
            problem.field = format!("answer-{wish}");
        }
        page = page.with_problems(&problems);
    }
    let mut shown = view(&visit, page, id, seen);
    if let Some(shown) = shown.wishes.iter_mut().find(|shown| shown.id == wish) {
        shown.typed = input.text.unwrap_or_default();
        shown.conflict = status == StatusCode::CONFLICT;
    }
    Ok(with_status(status, &shown))
}
