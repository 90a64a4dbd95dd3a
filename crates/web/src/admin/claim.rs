//! The first run: claiming a new installation.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
