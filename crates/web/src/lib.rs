#![doc = include_str!("../README.md")]

mod account;
mod admin;
mod assets;
mod csv;
mod form;
mod front;
mod gap;
mod guard;
mod health;
mod live;
mod logs;
mod mailbox;
mod map;
pub mod metrics;
mod overview;
mod page;
mod party;
mod picture;
mod receive;
mod reply;
mod routes;
mod security;
mod sign_in;

use app::{App, Shutdown};
use axum::Router;

pub use guard::Guard;
pub use routes::Route;
use routes::Routes;

/// What the process that serves the pages hands in beside the program itself.
#[derive(Clone, Default)]
pub struct Process {
    /// Says when the process ends; live pages end with it.
    pub shutdown: Shutdown,
    /// The figures collected so far, if any are.
    pub figures: Option<metrics::Figures>,
    /// Who may read them.
    pub audience: metrics::Audience,
}

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) app: App,
    pub(crate) process: Process,
}

/// Every route of the program, with who may use it.
fn routes(state: &State) -> Routes {
    Routes::new(state.clone())
        .merge(front::routes)
        .merge(sign_in::routes)
        .merge(account::routes)
        .merge(overview::routes)
        .merge(live::routes)
        .merge(receive::routes)
        .merge(gap::routes)
        .merge(map::routes)
        .merge(admin::routes)
        .merge(mailbox::routes)
        .merge(health::routes)
}

/// The list of routes, for the tests that try each as each role.
pub fn route_list(app: &App) -> Vec<Route> {
    routes(&State { app: app.clone(), process: Process::default() }).list().to_vec()
}

/// The whole program as one service.
pub fn router(app: App) -> Router {
    router_in(app, Process::default())
}

/// The whole program as one service of a process.
pub fn router_in(app: App, process: Process) -> Router {
    let state = State { app, process };
    let router = routes(&state).into_router().merge(assets::router()).fallback(reply::not_found);
    security::layers(router, state)
}
