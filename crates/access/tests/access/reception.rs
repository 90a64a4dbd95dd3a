//! A small made-up reception: own actor, another actor, own tenant, another tenant.

use std::collections::BTreeSet;

use access::{
    Access, Principal, Purpose,
    resource::{Home, Household, Link, Referral},
};
use domain::{ActorId, HouseholdId, Role, TenantId, UserId};

pub(crate) fn access() -> Access {
    Access::new().expect("the embedded policies are readable")
}

pub(crate) fn tenant(n: u8) -> TenantId {
    TenantId::from_random([n; 16])
}

pub(crate) fn actor(n: u8) -> ActorId {
    ActorId::from_random([n; 16])
}

pub(crate) fn user(n: u8) -> UserId {
    UserId::from_random([n; 16])
}

pub(crate) fn household_id(n: u8) -> HouseholdId {
    HouseholdId::from_random([n; 16])
}

/// The tenant, actor and user of the principal in every test.
pub(crate) const OWN: u8 = 1;
/// Any other.
pub(crate) const OTHER: u8 = 2;

/// A confirmed member of the kind of actor the role usually has, without clearance.
pub(crate) fn member(role: Role, purpose: Purpose) -> Principal {
    Principal {
        user: user(OWN),
        tenant: tenant(OWN),
        actor: actor(OWN),
        role,
        cleared: false,
        of_authority: !matches!(role, Role::PartnerCoordinator | Role::Volunteer | Role::Host),
        confirmed: true,
        purpose,
    }
}

/// A household of the own tenant with which the own actor has nothing to do.
pub(crate) fn household() -> Household {
    Household {
        id: household_id(OWN),
        tenant: tenant(OWN),
        accountable: BTreeSet::from([actor(OTHER)]),
        referred: BTreeSet::new(),
        registered_by: actor(OTHER),
        placed_with: BTreeSet::from([actor(OTHER)]),
        protected: false,
    }
}

/// The same household, with the own actor accountable for one of its links.
pub(crate) fn own_household() -> Household {
    Household { accountable: BTreeSet::from([actor(OWN), actor(OTHER)]), ..household() }
}

pub(crate) fn link() -> Link {
    Link { tenant: tenant(OWN), accountable: actor(OTHER), referred_to: None, protected: false }
}

pub(crate) fn referral() -> Referral {
    Referral { tenant: tenant(OWN), from: actor(OTHER), to: actor(3), protected: false }
}

pub(crate) fn home() -> Home {
    Home { tenant: tenant(OWN), owner: actor(OTHER), hosts: BTreeSet::new(), protected: false }
}
