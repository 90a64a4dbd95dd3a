//! What a supervisor, a load balancer and a monitor ask: does it live, is it ready.

use std::time::Duration;

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use store::{Schema, Who};

use crate::{Guard, Routes, metrics, party::Visit};

/// A database that takes longer than this is no use to anybody who waits for a page.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/health", Guard::Public, health).get("/ready", Guard::Public, ready).get(
        "/metrics",
        Guard::Public,
        metrics::show,
    )
}

/// The process lives. Nothing else is asked, so that a broken database does not get the process killed.
async fn health() -> &'static str {
    "ok\n"
}

/// Work can be done: 200, or 503 with one word that says what is in the way.
async fn ready(visit: Visit) -> Response {
    match tokio::time::timeout(PATIENCE, obstacle(&visit)).await.unwrap_or(Some("database")) {
        None => "ready\n".into_response(),
        Some(word) => (StatusCode::SERVICE_UNAVAILABLE, format!("{word}\n")).into_response(),
    }
}

/// `stopping`, `database`, `schema` or `key`. A fault's text goes to the log: it may name a host or a file.
async fn obstacle(visit: &Visit) -> Option<&'static str> {
    if visit.state.process.shutdown.has_begun() {
        return Some("stopping");
    }
    let store = &visit.state.app.store;
    match store.schema().await {
        Ok(Schema::Current | Schema::Newer) => {}
        Ok(Schema::Absent | Schema::Older) => return Some("schema"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            return Some("database");
        }
    }
    match key_fits(store).await {
        Ok(true) => None,
        Ok(false) => Some("key"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            Some("database")
        }
    }
}

/// Every tenant's keys come from the one root key, so one tenant answers for all.
async fn key_fits(store: &store::Store) -> Result<bool, store::Error> {
    match store.tenants().await?.first() {
        Some(tenant) => store.read(&Who::program(tenant.id)).await?.key_fits().await,
        None => Ok(true),
    }
}
