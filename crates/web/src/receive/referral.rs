//! Referrals: sending one, the list to and from the own actor, one of them, and what a household shares.

mod inbox;
mod one;
mod refer;
mod sharing;

use domain::{ReferralStateCode, Role, SharedField};
use languages::Speaker;

use super::household::CASE;
use crate::{Guard, Routes};

/// Who hands links over.
const SENDERS: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker]);

/// Who has referrals to answer.
const ANSWERERS: Guard = Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::PartnerCoordinator]);

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/households/{household}/links/{link}/refer", SENDERS, refer::ask)
        .post("/households/{household}/links/{link}/refer", SENDERS, refer::send)
        .get("/referrals", ANSWERERS, inbox::list)
        .get("/referrals/{referral}", ANSWERERS, one::show)
        .post("/referrals/{referral}", ANSWERERS, one::act)
        .get("/households/{household}/sharing", CASE, sharing::show)
        .post("/households/{household}/sharing", CASE, sharing::record)
        .post("/households/{household}/sharing/{consent}/withdraw", CASE, sharing::withdraw)
}

/// The chip that shows a referral's state.
fn chip(state: ReferralStateCode, late: bool) -> &'static str {
    match state {
        ReferralStateCode::Sent if late => "overdue",
        ReferralStateCode::Sent => "waiting",
        ReferralStateCode::Accepted => "on-track",
        ReferralStateCode::Done => "done",
        ReferralStateCode::Declined | ReferralStateCode::Returned => "declined",
        ReferralStateCode::Withdrawn => "not-needed",
    }
}

/// Fields as one enumeration in words.
fn field_list<'a>(l: &Speaker, fields: impl IntoIterator<Item = &'a SharedField>) -> String {
    let words: Vec<String> = fields.into_iter().map(|field| l.tf("field", field).into_owned()).collect();
    l.list(&words)
}

/// A box to tick or a line to choose.
struct Tick {
    value: String,
    label: String,
    on: bool,
}
