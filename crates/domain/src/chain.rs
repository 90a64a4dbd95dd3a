//! A household's safety chain as a whole, read from its links on a day. Nothing here is stored.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    code::codes,
    link::{Link, LinkKind, LinkState},
};

codes! {
    /// How a chain stands, what needs somebody's eye first.
    ChainState, "chain state" {
        /// No link at all: nobody has made a plan.
        Empty = "empty",
        /// A kind of support that applies has no link.
        Gaps = "gaps",
        /// An open link is late.
        Overdue = "overdue",
        /// An actor that was asked has not answered.
        Waiting = "waiting",
        /// Every link is planned, accepted, under way, resting or closed.
        OnTrack = "on_track",
        /// Every link is closed.
        Complete = "complete",
    }
}

/// The expected kinds of support that have no link, open or closed.
pub fn gaps(expected: &BTreeSet<LinkKind>, links: &[Link]) -> BTreeSet<LinkKind> {
    expected.iter().filter(|kind| links.iter().all(|link| &link.kind != *kind)).cloned().collect()
}

/// How the chain stands on the day. The first that applies, in the order of [`ChainState`], save that a complete
/// chain is not said to be on its way.
pub fn chain_state(expected: &BTreeSet<LinkKind>, links: &[Link], today: Date) -> ChainState {
    if links.is_empty() {
        ChainState::Empty
    } else if !gaps(expected, links).is_empty() {
        ChainState::Gaps
    } else if links.iter().any(|link| link.is_overdue(today)) {
        ChainState::Overdue
    } else if links.iter().any(|link| matches!(link.state, LinkState::Referred { .. })) {
        ChainState::Waiting
    } else if links.iter().any(Link::is_open) {
        ChainState::OnTrack
    } else {
        ChainState::Complete
    }
}
