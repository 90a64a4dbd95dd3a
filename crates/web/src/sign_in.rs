//! Asking for a sign-in link, using it, and signing out.

use app::{
    Error,
    sign_in::{self, LinkState, Secret},
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use domain::TenantId;
use serde::Deserialize;

use crate::{
    Guard, Routes, State,
    form::Posted,
    page::Page,
    party::{BROWSER_COOKIE, Party, Visit, session_cookie},
    reply::{Failure, OrFail as _, html, see},
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/sign-in", Guard::Public, ask)
        .post("/sign-in", Guard::Public, send)
        .get("/sign-in/sent", Guard::Public, sent)
        .get("/sign-in/{tenant}/{token}", Guard::Public, confirm)
        .post("/sign-in/{tenant}/{token}", Guard::Public, enter)
        .post("/sign-out", Guard::Public, leave)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    door: String,
    ended: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in/ask.html")]
struct Ask {
    page: Page,
    email: String,
    ended: bool,
}

async fn ask(visit: Visit, Query(asked): Query<Asked>) -> Response {
    let door = if asked.door == "society" { "society" } else { "municipality" };
    html(&Ask {
        page: Page::new(&visit, "signin-title").at(door, ""),
        email: String::new(),
        ended: asked.ended.is_some(),
    })
}

async fn send(visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let email = posted.fields.text("email");
    if !email.contains('@') || email.len() > 254 {
        let mut problems = app::Problems::default();
        problems.add("email", "signin-email-wrong");
        let page = Page::new(&visit, "signin-title").at("municipality", "").with_problems(&problems);
        return Ok(html(&Ask { page, email: email.to_owned(), ended: false }));
    }
    let app = &visit.state.app;
    let browser = visit.browser.clone().unwrap_or_else(|| Secret::draw(app));
    sign_in::request_link(app, email, visit.speaker.code(), &browser).await.at(&visit)?;
    let mut response = see("/sign-in/sent");
    set_cookie(&mut response, &visit.state, BROWSER_COOKIE, browser.reveal(), "; Max-Age=3600");
    Ok(response)
}

#[derive(Template)]
#[template(path = "sign_in/sent.html")]
struct Sent {
    page: Page,
}

async fn sent(visit: Visit) -> Response {
    html(&Sent { page: Page::new(&visit, "signin-sent").at("municipality", "") })
}

#[derive(Template)]
#[template(path = "sign_in/confirm.html")]
struct Confirm {
    page: Page,
    state: LinkState,
    action: String,
}

/// Shows a button and uses nothing: mail scanners open links too.
async fn confirm(visit: Visit, Path((tenant, token)): Path<(TenantId, String)>) -> Result<Response, Failure> {
    let app = &visit.state.app;
    let state = sign_in::look_at_link(app, tenant, &Secret::from_text(&token), visit.browser.as_ref())
        .await
        .at(&visit)?;
    let action = format!("/sign-in/{}/{token}", tenant.uuid().simple());
    Ok(html(&Confirm { page: Page::new(&visit, "signin-title").at("municipality", ""), state, action }))
}

async fn enter(
    visit: Visit,
    Path((tenant, token)): Path<(TenantId, String)>,
    _posted: Posted,
) -> Result<Response, Failure> {
    let app = &visit.state.app;
    match sign_in::use_link(app, tenant, &Secret::from_text(&token), visit.browser.as_ref()).await {
        Ok(secret) => Ok(signed_in(&visit.state, tenant, &secret, "/start")),
        Err(Error::SignedOut) => {
            let page = Page::new(&visit, "signin-title").at("municipality", "");
            Ok(html(&Confirm { page, state: LinkState::Spent, action: String::new() }))
        }
        Err(error) => Err(Failure::new(&visit, error)),
    }
}

/// Hands a session's secret to the browser and goes on.
pub(crate) fn signed_in(state: &State, tenant: TenantId, secret: &Secret, to: &str) -> Response {
    let mut response = see(to);
    let value = format!("{}.{}", tenant.uuid().simple(), secret.reveal());
    set_cookie(&mut response, state, session_cookie(state), &value, "");
    response
}

async fn leave(visit: Visit, _posted: Posted) -> Result<Response, Failure> {
    let app = &visit.state.app;
    match &visit.party {
        Party::User(context) => {
            sign_in::sign_out(app, context.who.tenant, context.session.id).await.at(&visit)?;
        }
        Party::Household { tenant, session, .. } => {
            sign_in::sign_out(app, *tenant, *session).await.at(&visit)?;
        }
        Party::Nobody => {}
    }
    // A household finds the word that nobody can see its record here any more.
    let to = if matches!(visit.party, Party::Household { .. }) { "/my-chain/open?left=1" } else { "/" };
    let mut response = see(to);
    set_cookie(&mut response, &visit.state, session_cookie(&visit.state), "", "; Max-Age=0");
    // What the form keeper remembers of this user goes too.
    response.headers_mut().append("clear-site-data", HeaderValue::from_static("\"storage\""));
    Ok(response)
}

fn set_cookie(response: &mut Response, state: &State, name: &str, value: &str, more: &str) {
    let secure = if state.app.settings.public_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    match HeaderValue::from_str(&cookie) {
        Ok(cookie) => {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        // Secrets are hexadecimal digits; anything else never came from here.
        Err(_) => *response = axum::http::StatusCode::BAD_REQUEST.into_response(),
    }
}
