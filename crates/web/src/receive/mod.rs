//! Receiving: the arrivals desk, households, the safety chain, homes.

mod alike;
mod card;
mod chain;
mod desk;
mod edit;
mod history;
mod home;
mod household;
mod import;
mod newcomer;
mod reasons;
mod referral;
mod stay;
mod task;

use crate::Routes;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .merge(desk::routes)
        .merge(household::routes)
        .merge(edit::routes)
        .merge(alike::routes)
        .merge(chain::routes)
        .merge(referral::routes)
        .merge(task::routes)
        .merge(home::routes)
        .merge(stay::routes)
        .merge(history::routes)
        .merge(card::routes)
        .merge(newcomer::routes)
        .merge(import::routes)
}
