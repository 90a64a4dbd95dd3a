//! A household's safety chain: the picture, the list, and moving links on.

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
}
