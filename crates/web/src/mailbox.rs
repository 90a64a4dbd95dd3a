//! The demo's mailbox.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
