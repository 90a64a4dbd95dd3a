#![doc = include_str!("../README.md")]

mod account;
mod admin;
mod assets;
mod form;
mod front;
mod gap;
mod guard;
mod live;
mod mailbox;
mod map;
mod overview;
mod page;
mod party;
mod receive;
mod reply;
mod routes;
mod security;
mod sign_in;

use app::App;
use axum::Router;

pub use guard::Guard;
pub use routes::Route;
use routes::Routes;

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) app: App,
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
}

/// The list of routes, for the tests that try each as each role.
pub fn route_list(app: &App) -> Vec<Route> {
    routes(&State { app: app.clone() }).list().to_vec()
}

/// The whole program as one service.
pub fn router(app: App) -> Router {
    let state = State { app };
    let router = routes(&state).into_router().merge(assets::router()).fallback(reply::not_found);
    security::layers(router, state)
}
