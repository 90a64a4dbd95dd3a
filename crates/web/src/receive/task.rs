//! What a volunteer is to do next. Never a name, never the household.

use app::receive::referral::task::{self, Task};
use askama::Template;
use axum::{extract::Query, response::Response};
use domain::{LinkStateCode, Role};
use languages::key;
use serde::Deserialize;

use crate::{
    Guard, Routes,
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html},
};

const VOLUNTEERS: Guard = Guard::Roles(&[Role::Volunteer]);

const PAGE_SIZE: i64 = 50;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/tasks", VOLUNTEERS, list)
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    page: i64,
}

struct Line {
    kind: String,
    about: String,
    next_step: String,
    area: String,
    languages: String,
    deadline: String,
    late: bool,
    state: LinkStateCode,
}

#[derive(Template)]
#[template(path = "receive/task_list.html")]
struct List {
    page: Page,
    lines: Vec<Line>,
    number: i64,
    has_more: bool,
}

async fn list(Staff { context, visit }: Staff, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    let number = filter.page.clamp(1, 100_000);
    let mut tasks = task::list(&context, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1).await.at(&visit)?;
    let page_size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let has_more = tasks.len() > page_size;
    tasks.truncate(page_size);
    let l = &visit.speaker;
    let line = |task: Task| {
        let mut languages: Vec<String> =
            task.languages.iter().map(|tag| l.language_name(tag.as_str()).to_owned()).collect();
        if task.interpreter {
            languages.push(l.t("household-interpreter").to_lowercase());
        }
        Line {
            kind: l.tf("link", &task.kind).into_owned(),
            about: l.tf("link-{}-about", &task.kind).into_owned(),
            next_step: task.next_step,
            area: task.area.unwrap_or_default(),
            languages: l.list(&languages),
            deadline: task.deadline.map(|day| l.relative_days(day, context.today)).unwrap_or_default(),
            late: task.deadline.is_some_and(|day| day < context.today),
            state: task.state,
        }
    };
    Ok(html(&List {
        page: Page::new(&visit, key!("task-title")),
        lines: tasks.into_iter().map(line).collect(),
        number,
        has_more,
    }))
}
