//! Looking through another role.

use app::{Error, Problems, admin::view_as};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::{ActorId, Role};
use languages::key;

use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::Staff,
    reply::{Failure, OrFail as _, html, see, with_status},
    sign_in::signed_in,
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/account/view-as", Guard::SignedIn, ask)
        .post("/account/view-as", Guard::SignedIn, begin)
        .post("/account/view-as/end", Guard::SignedIn, end)
}

#[derive(Template)]
#[template(path = "admin/view_as.html")]
struct ViewAs {
    page: Page,
    form: Fields,
    actors: Vec<(ActorId, String)>,
}

async fn form(Staff { context, visit }: &Staff, page: Page, form: Fields) -> Result<ViewAs, Failure> {
    let actors = view_as::actors(context).await.at(visit)?;
    Ok(ViewAs { page, form, actors: actors.into_iter().map(|actor| (actor.id, actor.name)).collect() })
}

async fn ask(staff: Staff) -> Result<Response, Failure> {
    // The banner above every page has the button that ends it.
    if staff.context.own.is_some() {
        return Ok(see("/account"));
    }
    let page = Page::new(&staff.visit, key!("view-as-title"));
    Ok(html(&form(&staff, page, Fields::default()).await?))
}

async fn begin(staff: Staff, posted: Posted) -> Result<Response, Failure> {
    let Staff { context, visit } = &staff;
    let mut problems = Problems::default();
    let role: Option<Role> = posted.fields.word("role", &mut problems, key!("admin-problem-role"));
    let actor: Option<ActorId> = posted.fields.word("actor", &mut problems, key!("admin-problem-actor"));
    let outcome = match role.zip(actor) {
        Some((role, actor)) => view_as::begin(context, role, actor).await,
        None => Err(Error::Invalid(problems)),
    };
    match outcome {
        Ok(secret) => Ok(signed_in(&visit.state, context.who.tenant, &secret, "/start")),
        Err(Error::Invalid(problems)) => {
            let page = Page::new(visit, key!("view-as-title")).with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &form(&staff, page, posted.fields).await?))
        }
        Err(error) => Err(Failure::new(visit, error)),
    }
}

async fn end(Staff { context, visit }: Staff, _posted: Posted) -> Result<Response, Failure> {
    Ok(match view_as::end(&context).await.at(&visit)? {
        Some(secret) => signed_in(&visit.state, context.who.tenant, &secret, "/start"),
        None => see("/start"),
    })
}
