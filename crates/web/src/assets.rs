//! The stylesheet, the script and the icon: part of the binary.

use axum::{
    Router,
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};

macro_rules! asset {
    ($file:literal, $type:literal) => {
        get(|| async {
            ([(header::CONTENT_TYPE, $type)], include_bytes!(concat!("../static/", $file)).as_slice())
                .into_response() as Response
        })
    };
}

pub(crate) fn router() -> Router {
    Router::new()
        .route("/static/hamn.css", asset!("hamn.css", "text/css; charset=utf-8"))
        .route("/static/hamn.js", asset!("hamn.js", "text/javascript; charset=utf-8"))
        .route("/static/favicon.svg", asset!("favicon.svg", "image/svg+xml"))
}
