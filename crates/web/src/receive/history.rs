//! What happened to a household, and who has read its record.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
