//! Which rows a list may hold: the same rules as the policies, in a form the store can write as a condition.
//!
//! A list cannot ask for a decision on every row of a table. A scope says beforehand which rows
//! [`Action::List`](crate::Action::List) would be permitted for; property tests hold the two together.

use std::collections::BTreeSet;

use domain::{ActorId, Role, TenantId, UserId};

use crate::{
    Principal, Purpose,
    resource::{Home, Household, Referral},
};

/// What ties a household to an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The actor is accountable for an open link.
    Accountable,
    /// The actor has a referral, sent or accepted.
    Referred,
    /// The actor registered the household.
    Registered,
    /// The actor answers for the home where the household lives.
    Placed,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 4] =
        [Relation::Accountable, Relation::Referred, Relation::Registered, Relation::Placed];

    /// Whether the household is so tied to the actor.
    pub fn holds(self, household: &Household, actor: ActorId) -> bool {
        match self {
            Relation::Accountable => household.accountable.contains(&actor),
            Relation::Referred => household.referred.contains(&actor),
            Relation::Registered => household.registered_by == actor,
            Relation::Placed => household.placed_with.contains(&actor),
        }
    }
}

/// An end of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    /// The actor that refers.
    From,
    /// The actor that is asked.
    To,
}

impl End {
    /// The actor at this end.
    pub fn of(self, referral: &Referral) -> ActorId {
        match self {
            End::From => referral.from,
            End::To => referral.to,
        }
    }
}

/// Which protected records are among the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtectedRows {
    /// None.
    Hidden,
    /// Those the actor answers for: a household with an open link it is accountable for, a home it owns, a referral
    /// at either end.
    AnsweredBy(ActorId),
    /// All.
    Shown,
}

impl ProtectedRows {
    fn of(principal: &Principal) -> Self {
        match (principal.cleared, principal.role) {
            (false, _) => ProtectedRows::Hidden,
            (true, Role::Coordinator) => ProtectedRows::Shown,
            (true, _) => ProtectedRows::AnsweredBy(principal.actor),
        }
    }

    fn lets(self, protected: bool, answers: impl FnOnce(ActorId) -> bool) -> bool {
        !protected
            || match self {
                ProtectedRows::Hidden => false,
                ProtectedRows::AnsweredBy(actor) => answers(actor),
                ProtectedRows::Shown => true,
            }
    }
}

/// The households a list may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HouseholdScope {
    /// None.
    Nothing,
    /// All of the tenant.
    All {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// Which protected ones.
        protected: ProtectedRows,
    },
    /// Those tied to the actor by any of the relations.
    Related {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// The actor.
        actor: ActorId,
        /// Any of these is enough.
        relations: BTreeSet<Relation>,
        /// Which protected ones.
        protected: ProtectedRows,
    },
    /// Those with a referral to the actor. A row shows the shared fields and no others.
    Referred {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// The actor.
        actor: ActorId,
        /// Which protected ones.
        protected: ProtectedRows,
    },
}

impl HouseholdScope {
    /// Whether the household is in the list; what the store's condition must come to.
    pub fn contains(&self, household: &Household) -> bool {
        let answers = |actor| household.accountable.contains(&actor);
        match self {
            HouseholdScope::Nothing => false,
            HouseholdScope::All { tenant, protected } => {
                household.tenant == *tenant && protected.lets(household.protected, answers)
            }
            HouseholdScope::Related { tenant, actor, relations, protected } => {
                household.tenant == *tenant
                    && relations.iter().any(|relation| relation.holds(household, *actor))
                    && protected.lets(household.protected, answers)
            }
            HouseholdScope::Referred { tenant, actor, protected } => {
                household.tenant == *tenant
                    && household.referred.contains(actor)
                    && protected.lets(household.protected, answers)
            }
        }
    }
}

/// The households the principal may list.
pub fn household_scope(principal: &Principal) -> HouseholdScope {
    let fits = matches!(
        principal.purpose,
        Purpose::CaseWork | Purpose::Registration | Purpose::Placement | Purpose::Referral
    );
    if !fits || !in_good_standing(principal) {
        return HouseholdScope::Nothing;
    }
    let Principal { tenant, actor, .. } = *principal;
    let protected = ProtectedRows::of(principal);
    let related = |relations| HouseholdScope::Related {
        tenant,
        actor,
        relations: BTreeSet::from_iter(relations),
        protected,
    };
    match principal.role {
        Role::Coordinator => HouseholdScope::All { tenant, protected },
        Role::CaseWorker => related(vec![Relation::Accountable, Relation::Registered, Relation::Placed]),
        Role::Desk => related(vec![Relation::Registered]),
        Role::PartnerCoordinator => HouseholdScope::Referred { tenant, actor, protected },
        Role::Volunteer | Role::Host | Role::Reader | Role::Administrator => HouseholdScope::Nothing,
    }
}

/// The homes a list may hold. A row never holds the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HomeScope {
    /// None.
    Nothing,
    /// All of the tenant.
    All {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// Which protected ones.
        protected: ProtectedRows,
    },
    /// Those the actor answers for.
    Owned {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// The actor.
        actor: ActorId,
        /// Which protected ones.
        protected: ProtectedRows,
    },
    /// Those the user opens as a host.
    Hosted {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// The host.
        user: UserId,
        /// Which protected ones.
        protected: ProtectedRows,
    },
}

impl HomeScope {
    /// Whether the home is in the list; what the store's condition must come to.
    pub fn contains(&self, home: &Home) -> bool {
        let answers = |actor| home.owner == actor;
        match self {
            HomeScope::Nothing => false,
            HomeScope::All { tenant, protected } => {
                home.tenant == *tenant && protected.lets(home.protected, answers)
            }
            HomeScope::Owned { tenant, actor, protected } => {
                home.tenant == *tenant && home.owner == *actor && protected.lets(home.protected, answers)
            }
            HomeScope::Hosted { tenant, user, protected } => {
                home.tenant == *tenant && home.hosts.contains(user) && protected.lets(home.protected, answers)
            }
        }
    }
}

/// The homes the principal may list.
pub fn home_scope(principal: &Principal) -> HomeScope {
    let fits = match principal.purpose {
        Purpose::Placement | Purpose::CaseWork | Purpose::Administration => true,
        Purpose::OwnRecord => principal.role == Role::Host,
        Purpose::Registration | Purpose::Referral | Purpose::FollowUp => false,
    };
    if !fits || !in_good_standing(principal) {
        return HomeScope::Nothing;
    }
    let Principal { tenant, actor, user, .. } = *principal;
    let protected = ProtectedRows::of(principal);
    match principal.role {
        Role::Coordinator | Role::CaseWorker => HomeScope::All { tenant, protected },
        Role::PartnerCoordinator => HomeScope::Owned { tenant, actor, protected },
        Role::Host => HomeScope::Hosted { tenant, user, protected },
        Role::Desk | Role::Volunteer | Role::Reader | Role::Administrator => HomeScope::Nothing,
    }
}

/// The referrals a list may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferralScope {
    /// None.
    Nothing,
    /// All of the tenant.
    All {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// Which protected ones.
        protected: ProtectedRows,
    },
    /// Those with the actor at any of the ends.
    Related {
        /// Rows of this tenant only.
        tenant: TenantId,
        /// The actor.
        actor: ActorId,
        /// Any of these is enough.
        ends: BTreeSet<End>,
        /// Which protected ones.
        protected: ProtectedRows,
    },
}

impl ReferralScope {
    /// Whether the referral is in the list; what the store's condition must come to.
    pub fn contains(&self, referral: &Referral) -> bool {
        let answers = |actor| referral.from == actor || referral.to == actor;
        match self {
            ReferralScope::Nothing => false,
            ReferralScope::All { tenant, protected } => {
                referral.tenant == *tenant && protected.lets(referral.protected, answers)
            }
            ReferralScope::Related { tenant, actor, ends, protected } => {
                referral.tenant == *tenant
                    && ends.iter().any(|end| end.of(referral) == *actor)
                    && protected.lets(referral.protected, answers)
            }
        }
    }
}

/// The referrals the principal may list.
pub fn referral_scope(principal: &Principal) -> ReferralScope {
    let fits = matches!(principal.purpose, Purpose::CaseWork | Purpose::Referral);
    if !fits || !in_good_standing(principal) {
        return ReferralScope::Nothing;
    }
    let Principal { tenant, actor, .. } = *principal;
    let protected = ProtectedRows::of(principal);
    let related = |ends| ReferralScope::Related { tenant, actor, ends: BTreeSet::from_iter(ends), protected };
    match principal.role {
        Role::Coordinator => ReferralScope::All { tenant, protected },
        Role::CaseWorker => related(vec![End::From, End::To]),
        Role::PartnerCoordinator => related(vec![End::To]),
        Role::Desk | Role::Volunteer | Role::Host | Role::Reader | Role::Administrator => {
            ReferralScope::Nothing
        }
    }
}

/// The membership counts, and the role is one its actor can have.
fn in_good_standing(principal: &Principal) -> bool {
    let municipal = matches!(principal.role, Role::Coordinator | Role::CaseWorker);
    principal.confirmed && (principal.of_authority || !municipal)
}
