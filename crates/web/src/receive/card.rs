//! The newcomer's card: issuing and withdrawing the paper code.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
