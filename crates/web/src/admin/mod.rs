//! Users, the first run, looking through another role, and the log.

mod audit;
mod claim;
mod user;
mod view_as;

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.merge(user::routes).merge(claim::routes).merge(view_as::routes).merge(audit::routes)
}
