//! The first run: claiming a new installation.

use app::{
    Error,
    admin::claim::{self, Claim},
};
use askama::Template;
use axum::{http::StatusCode, response::Response};
use languages::key;

use crate::{
    Guard, Routes,
    form::{Fields, Posted},
    page::Page,
    party::Visit,
    reply::{Failure, OrFail as _, html, with_status},
    sign_in::signed_in,
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/claim", Guard::Public, ask).post("/claim", Guard::Public, send)
}

#[derive(Template)]
#[template(path = "admin/claim.html")]
struct ClaimPage {
    page: Page,
    form: Fields,
}

fn page(visit: &Visit) -> Page {
    Page::new(visit, key!("claim-title")).at("municipality", "")
}

async fn ask(visit: Visit) -> Result<Response, Failure> {
    if !claim::is_waiting(&visit.state.app).await.at(&visit)? {
        return Err(Failure::new(&visit, Error::NotFound));
    }
    Ok(html(&ClaimPage { page: page(&visit), form: Fields::default() }))
}

async fn send(visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let form = posted.fields;
    let given = Claim {
        code: form.text("code").to_owned(),
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        language: visit.speaker.code().to_owned(),
    };
    match claim::claim(&visit.state.app, &given).await {
        Ok((tenant, secret)) => Ok(signed_in(&visit.state, tenant, &secret, "/start")),
        Err(Error::Invalid(problems)) => {
            let page = page(&visit).with_problems(&problems);
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, &ClaimPage { page, form }))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}
