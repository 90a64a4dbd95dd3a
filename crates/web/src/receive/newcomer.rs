//! "My chain": what a newcomer opens with the paper code.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
