//! Who is responsible for what.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
