//! Homes, rooms and beds.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
