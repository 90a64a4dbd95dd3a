//! Who is responsible: actors and duties.

mod actor;
mod duty;

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.merge(actor::routes).merge(duty::routes)
}
