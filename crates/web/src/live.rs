//! The news of changes, for pages that are open.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
