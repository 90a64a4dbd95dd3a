//! Referrals: handing a link over, answering, and what is shared.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
