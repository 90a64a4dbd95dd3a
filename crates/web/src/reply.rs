//! Answers: pages, redirects, and the one table from an error to a status and a page.

use app::Error;
use askama::Template;
use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{
    Guard,
    form::Fields,
    page::Page,
    party::{Visit, cookie},
};

/// A template as an answer.
pub(crate) fn html(template: &impl Template) -> Response {
    with_status(StatusCode::OK, template)
}

/// A template with a status.
pub(crate) fn with_status(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Goes to another page after a write, so that reloading does not send the form again.
pub(crate) fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// An error on its way to becoming a page.
pub(crate) struct Failure {
    visit: Box<Visit>,
    error: Error,
}

impl Failure {
    pub(crate) fn new(visit: &Visit, error: Error) -> Self {
        Self { visit: Box::new(visit.clone()), error }
    }
}

/// Lets handlers write `.at(&visit)?`.
pub(crate) trait OrFail<T> {
    fn at(self, visit: &Visit) -> Result<T, Failure>;
}

impl<T, E: Into<Error>> OrFail<T> for Result<T, E> {
    fn at(self, visit: &Visit) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(visit, error.into()))
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    text: String,
    next: String,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self { visit, error } = self;
        // Status, title, what happened, what to do.
        let (status, title, text, next) = match &error {
            Error::NotFound => {
                (StatusCode::NOT_FOUND, "error-not-found", "error-not-found-text", "error-not-found-next")
            }
            Error::Forbidden => {
                (StatusCode::FORBIDDEN, "error-forbidden", "error-forbidden-text", "error-forbidden-next")
            }
            Error::SignedOut => return see("/sign-in"),
            Error::Invalid(_) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "error-invalid",
                "error-invalid-text",
                "error-invalid-next",
            ),
            Error::Conflict { .. } => {
                (StatusCode::CONFLICT, "error-conflict", "error-conflict-text", "error-conflict-next")
            }
            Error::AlreadySent => (
                StatusCode::CONFLICT,
                "error-already-sent",
                "error-already-sent-text",
                "error-already-sent-next",
            ),
            Error::Refused(_) => {
                (StatusCode::CONFLICT, "error-refused", "error-refused-text", "error-refused-next")
            }
            Error::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "error-too-many",
                "error-too-many-text",
                "error-too-many-next",
            ),
            Error::Unwritable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "error-unwritable",
                "error-unwritable-text",
                "error-unwritable-next",
            ),
            Error::Unreachable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "error-unreachable",
                "error-unreachable-text",
                "error-unreachable-next",
            ),
            Error::Broken(cause) => {
                // Logged here and nowhere else.
                tracing::error!(error = %cause, "a request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-broken", "error-broken-text", "error-broken-next")
            }
        };
        let mut page = Page::new(&visit, title);
        if let Error::Invalid(problems) = &error {
            page = page.with_problems(problems);
        }
        let l = &visit.speaker;
        let text = match &error {
            Error::Refused(key) => l.t(key).into_owned(),
            _ => l.t(text).into_owned(),
        };
        let mut response = with_status(status, &ErrorPage { text, next: l.t(next).into_owned(), page });
        if matches!(error, Error::Broken(_) | Error::Unwritable | Error::Unreachable) {
            response.extensions_mut().insert(crate::logs::DatabaseFailed);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("30"));
        }
        response
    }
}

/// The answer for a path that does not exist.
pub(crate) async fn not_found(visit: Visit) -> Response {
    Failure::new(&visit, Error::NotFound).into_response()
}

#[derive(Template)]
#[template(path = "send_again.html")]
struct SendAgain {
    page: Page,
    action: String,
    fields: Vec<(String, String)>,
    signed_in: bool,
}

/// Shows a form again that came without a session or from an older one: nothing typed is lost.
pub(crate) fn send_again(visit: &Visit, action: &str, fields: &Fields) -> Response {
    let signed_in = visit.secret.is_some();
    let title = if signed_in { "session-changed" } else { "session-ended" };
    let status = if signed_in { StatusCode::CONFLICT } else { StatusCode::UNAUTHORIZED };
    with_status(
        status,
        &SendAgain {
            page: Page::new(visit, title),
            action: action.to_owned(),
            // Except a PIN, which is typed again: it does not belong on a screen.
            fields: fields
                .typed()
                .filter(|(name, _)| *name != "pin")
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            signed_in,
        },
    )
}

/// Nobody is signed in where somebody must be: a page sends to the sign-in and back; a form is kept.
pub(crate) async fn signed_out(visit: &Visit, guard: Guard, request: Request) -> Response {
    if request.method() == axum::http::Method::GET {
        let door = if guard == Guard::Newcomer { "/my-chain/open" } else { "/sign-in" };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("next", &visit.path);
        // A session that was there and is gone deserves a word about it.
        if cookie(request.headers(), crate::party::session_cookie(&visit.state)).is_some() {
            query.append_pair("ended", "1");
        }
        return see(&format!("{door}?{}", query.finish()));
    }
    let action = request.uri().path().to_owned();
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !form {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match axum::body::to_bytes(request.into_body(), 256 * 1024).await {
        Ok(body) => send_again(visit, &action, &Fields::parse(&body)),
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}
