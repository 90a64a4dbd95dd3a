//! The front page with its three doors, and where each role's work begins.

use askama::Template;
use axum::response::Response;
use domain::Role;

use crate::{
    Guard, Routes,
    page::Page,
    party::{Party, Visit},
    reply::{Failure, OrFail as _, html, see},
};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/", Guard::Public, front).get("/start", Guard::SignedIn, start)
}

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    page: Page,
}

async fn front(visit: Visit) -> Result<Response, Failure> {
    match &visit.party {
        Party::User(_) => Ok(see("/start")),
        Party::Household { .. } => Ok(see("/my-chain")),
        Party::Nobody => {
            let mut page = Page::new(&visit, "front-title").at("newcomer", "");
            let tenants = visit.state.app.store.tenants().await.at(&visit)?;
            if let [tenant] = tenants.as_slice() {
                page.place.clone_from(&tenant.name);
            }
            Ok(html(&Front { page }))
        }
    }
}

/// The first page of a role.
pub(crate) fn first_page(role: Role) -> &'static str {
    match role {
        Role::Coordinator | Role::CaseWorker | Role::PartnerCoordinator | Role::Reader => "/overview",
        Role::Desk => "/desk",
        Role::Volunteer => "/tasks",
        Role::Host => "/homes",
        Role::Administrator => "/users",
    }
}

async fn start(visit: Visit) -> Response {
    see(visit.user().map_or("/sign-in", |context| first_page(context.principal.role)))
}
