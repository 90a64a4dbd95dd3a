//! The primal side: placements that keep every hard constraint at every moment, and the searches that improve them.

pub(crate) mod chains;
pub(crate) mod exact;
pub(crate) mod groups;
pub(crate) mod improve;
pub(crate) mod market;
pub(crate) mod rounding;
pub(crate) mod state;
