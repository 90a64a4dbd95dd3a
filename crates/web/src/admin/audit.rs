//! The change log and whether its chain holds.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
