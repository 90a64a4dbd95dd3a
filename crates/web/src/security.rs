//! What holds for every answer and every request: headers, the check against other sites, limits, identification.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

use crate::{State, logs, party};

/// No inline script or style, nothing from elsewhere, no frames, forms only to ourselves (ASVS 5.0 V3.4).
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Forms are small; files have a route with its own limit.
const LARGEST_FORM: usize = 256 * 1024;

pub(crate) fn layers(router: Router, state: State) -> Router {
    router
        .layer(from_fn_with_state(state, party::identify))
        .layer(from_fn(refuse_other_sites))
        .layer(from_fn(headers))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        // Live pages are long answers; the limit is on the time until an answer begins.
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(logs::after_panic))
        .layer(from_fn(logs::each_request))
}

async fn headers(request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/static/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "geolocation=(), camera=(), microphone=()");
    // At a shared desk the next volunteer must not see the last family by going back (ASVS 5.0 V14.3.2).
    set(header::CACHE_CONTROL, if is_asset { "public, max-age=3600" } else { "no-store" });
    response
}

/// A write must come from a page of ours. Browsers say where a request comes from; one that says "elsewhere" is refused.
async fn refuse_other_sites(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let same = match (site, origin) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, rest)| rest == host),
        // Neither header: not a browser of this decade. The form's own token still holds.
        (None, None) => true,
    };
    if same { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}
