//! One line in the log for each request: what kind of request, never whose or about whom.
//!
//! The route is written as its template (`/households/{id}`), because a path holds ids and a query holds names. Nothing
//! else that somebody sent is written: no header, no address, no body. Even the method is one of a known few.

use std::{any::Any, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::TenantId;

/// Put on a response: in which tenant the request was made.
#[derive(Clone, Copy)]
pub(crate) struct InTenant(pub(crate) TenantId);

/// Put on a response: the database was the reason it failed.
#[derive(Clone, Copy)]
pub(crate) struct DatabaseFailed;

/// Requests that machines make again and again; their lines would bury the others.
const ROUTINE: [&str; 3] = ["/health", "/ready", "/metrics"];

/// Middleware around everything: logs and counts the request.
pub(crate) async fn each_request(request: Request, next: Next) -> Response {
    let method = method_word(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let began = Instant::now();
    let response = next.run(request).await;
    let taken = began.elapsed();

    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let status = response.status();
    let labels =
        [("method", method.to_owned()), ("route", route.to_owned()), ("status", class(status).to_owned())];
    ::metrics::counter!("hamn_requests_total", &labels).increment(1);
    ::metrics::histogram!("hamn_request_seconds", "route" => route.to_owned()).record(taken);
    if response.extensions().get::<DatabaseFailed>().is_some() {
        ::metrics::counter!("hamn_database_failures_total").increment(1);
    }

    let (status, ms) = (status.as_u16(), u64::try_from(taken.as_millis()).unwrap_or(u64::MAX));
    let tenant =
        response.extensions().get::<InTenant>().map(|InTenant(tenant)| tracing::field::display(tenant));
    if ROUTINE.contains(&route) || route.starts_with("/static/") {
        tracing::debug!(target: "web::request", method, route, status, ms, tenant, "request");
    } else {
        tracing::info!(target: "web::request", method, route, status, ms, tenant, "request");
    }
    response
}

/// The answer after a panic. What the panic said is not logged, it may quote somebody's data; the process's panic hook
/// logs where it happened.
pub(crate) fn after_panic(_: Box<dyn Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// A client may send any word as a method, also a name.
fn method_word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
