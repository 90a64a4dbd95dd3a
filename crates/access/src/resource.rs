//! What is asked about: the facts of a fetched record that decide who may do what to it.
//!
//! A decision is never made on an id: whoever holds one of these has read the record, so the relation is the one that
//! holds now and not the one an address line claims.

use std::collections::BTreeSet;

use domain::{ActorId, HouseholdId, TenantId, UserId};

/// A household, by its relations to actors.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Household {
    /// The record's id: only a newcomer's own code is compared with it.
    pub id: HouseholdId,
    /// The tenant that receives the household.
    pub tenant: TenantId,
    /// The actors accountable for an open link of the household.
    pub accountable: BTreeSet<ActorId>,
    /// The actors with a referral sent or accepted, and not returned, declined or withdrawn.
    pub referred: BTreeSet<ActorId>,
    /// The actor whose user registered the household.
    pub registered_by: ActorId,
    /// The actors that answer for the home where it lives now.
    pub placed_with: BTreeSet<ActorId>,
    /// A member has a protected identity.
    pub protected: bool,
}

/// One link of a household's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// The tenant that receives the household.
    pub tenant: TenantId,
    /// The one accountable actor.
    pub accountable: ActorId,
    /// The actor with an open referral of this link.
    pub referred_to: Option<ActorId>,
    /// The household is protected.
    pub protected: bool,
}

/// The hand-over of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Referral {
    /// The tenant that receives the household.
    pub tenant: TenantId,
    /// The actor that refers.
    pub from: ActorId,
    /// The actor that is asked.
    pub to: ActorId,
    /// The household is protected.
    pub protected: bool,
}

/// A home.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Home {
    /// The tenant where the home is.
    pub tenant: TenantId,
    /// The actor that answers for the home.
    pub owner: ActorId,
    /// The users who open their own home; none for a municipal flat or collective housing.
    pub hosts: BTreeSet<UserId>,
    /// Protected housing: that it exists is a secret.
    pub protected: bool,
}

/// One step of reception and the actors that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Duty {
    /// The tenant the duty map belongs to.
    pub tenant: TenantId,
    /// The legal owner, the executing unit and the contributors.
    pub actors: BTreeSet<ActorId>,
}

/// An authority, unit, organisation or group in the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The tenant the actor works in.
    pub tenant: TenantId,
    /// The actor.
    pub id: ActorId,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct User {
    /// The tenant the account belongs to.
    pub tenant: TenantId,
    /// The account.
    pub id: UserId,
    /// The actors in which the user has, or is about to get, a membership.
    pub actors: BTreeSet<ActorId>,
}

/// A tenant's reception as a whole: registering, overview, figures, import, export, audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tenant {
    /// The tenant.
    pub tenant: TenantId,
}

macro_rules! kinds {
    ($($name:ident),*) => {
        /// The fetched record a decision is about.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Resource {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name($name),)*
        }

        /// The kind of a record, without its facts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $name,)*
        }

        impl Kind {
            /// Every kind, in the order of the matrix.
            pub const ALL: &[Kind] = &[$(Kind::$name,)*];

            /// The name used in the policies.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Kind::$name => stringify!($name),)*
                }
            }
        }

        impl Resource {
            /// The kind of the record.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Resource::$name(_) => Kind::$name,)*
                }
            }

            /// The tenant the record belongs to.
            pub fn tenant(&self) -> TenantId {
                match self {
                    $(Resource::$name(record) => record.tenant,)*
                }
            }

            /// The record without the id of a household, which decides nothing for a member.
            pub(crate) fn nameless(&self) -> Self {
                match self {
                    Resource::Household(household) => {
                        let id = HouseholdId::from_random([0; 16]);
                        Resource::Household(Household { id, ..household.clone() })
                    }
                    other => other.clone(),
                }
            }
        }

        $(
            impl From<$name> for Resource {
                fn from(record: $name) -> Self {
                    Resource::$name(record)
                }
            }
        )*
    };
}

kinds!(Household, Link, Referral, Home, Duty, Actor, User, Tenant);
