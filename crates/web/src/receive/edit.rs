//! Changing a household: members, head, split, merge, protection.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
