//! The register of routes.

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{self, MethodRouter},
};

use crate::{Guard, State, party};

/// A route as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{parameters}`.
    pub path: &'static str,
    /// Who may use it.
    pub guard: Guard,
}

/// Routes with their guards. A handler gets on the air only through here, so no route can forget to say who it is for.
pub(crate) struct Routes {
    state: State,
    list: Vec<Route>,
    router: Router<State>,
}

impl Routes {
    pub(crate) fn new(state: State) -> Self {
        Self { state, list: Vec::new(), router: Router::new() }
    }

    /// Adds a page.
    #[must_use]
    pub(crate) fn get<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.add("GET", path, guard, routing::get(handler))
    }

    /// Adds an act.
    #[must_use]
    pub(crate) fn post<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.add("POST", path, guard, routing::post(handler))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        guard: Guard,
        route: MethodRouter<State>,
    ) -> Self {
        let sieve = from_fn_with_state((self.state.clone(), guard), party::sieve);
        self.list.push(Route { method, path, guard });
        self.router = self.router.route(path, route.layer(sieve));
        self
    }

    /// Adds the routes of one part of the program.
    #[must_use]
    pub(crate) fn merge(self, part: fn(Routes) -> Routes) -> Self {
        part(self)
    }

    /// What was added.
    pub(crate) fn list(&self) -> &[Route] {
        &self.list
    }

    pub(crate) fn into_router(self) -> Router {
        self.router.with_state(self.state)
    }
}
