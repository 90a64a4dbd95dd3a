//! A list holds exactly the rows that the policies permit to list.

use std::collections::BTreeSet;

use crate::reception::{access, actor, household_id, tenant, user};
use access::{
    Access, Action, Principal, Purpose, Resource,
    resource::{Home, Household, Referral},
    scope::{home_scope, household_scope, referral_scope},
};
use domain::{ActorId, Role, TenantId, UserId};
use proptest::{
    collection::btree_set,
    prelude::*,
    sample::select,
    test_runner::{Config, TestCaseError, TestRunner},
};

fn tenants() -> impl Strategy<Value = TenantId> {
    prop_oneof![5 => Just(tenant(1)), 1 => Just(tenant(2))]
}

fn actors() -> impl Strategy<Value = ActorId> {
    (1u8..=3).prop_map(actor)
}

fn some_actors() -> impl Strategy<Value = BTreeSet<ActorId>> {
    btree_set(actors(), 0..=2)
}

fn users() -> impl Strategy<Value = UserId> {
    (1u8..=3).prop_map(user)
}

fn principals() -> impl Strategy<Value = Principal> {
    let standing = (any::<bool>(), prop::bool::weighted(0.7), prop::bool::weighted(0.9));
    (users(), tenants(), actors(), select(Role::ALL.to_vec()), standing, select(Purpose::ALL.to_vec()))
        .prop_map(|(user, tenant, actor, role, (cleared, of_authority, confirmed), purpose)| Principal {
            user,
            tenant,
            actor,
            role,
            cleared,
            of_authority,
            confirmed,
            purpose,
        })
}

fn households() -> impl Strategy<Value = Household> {
    (tenants(), some_actors(), some_actors(), actors(), some_actors(), any::<bool>()).prop_map(
        |(tenant, accountable, referred, registered_by, placed_with, protected)| Household {
            id: household_id(1),
            tenant,
            accountable,
            referred,
            registered_by,
            placed_with,
            protected,
        },
    )
}

fn homes() -> impl Strategy<Value = Home> {
    (tenants(), actors(), btree_set(users(), 0..=2), any::<bool>())
        .prop_map(|(tenant, owner, hosts, protected)| Home { tenant, owner, hosts, protected })
}

fn referrals() -> impl Strategy<Value = Referral> {
    (tenants(), actors(), actors(), any::<bool>()).prop_map(|(tenant, from, to, protected)| Referral {
        tenant,
        from,
        to,
        protected,
    })
}

/// Runs the comparison, and fails also if it never met a listed and an unlisted record: it would then say nothing.
fn agree<Record: std::fmt::Debug + Clone + Into<Resource>>(
    records: impl Strategy<Value = Record>,
    contains: impl Fn(&Principal, &Record) -> bool,
) {
    let access: Access = access();
    let met = std::cell::RefCell::new(BTreeSet::new());
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 1500, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let outcome = runner.run(&(principals(), records), |(principal, record)| {
        let decision = access.decide(&principal, Action::List, &record.clone().into());
        met.borrow_mut().insert((principal.role, decision.allowed));
        if contains(&principal, &record) == decision.allowed {
            Ok(())
        } else {
            Err(TestCaseError::fail(format!("the policies say {decision:?}, the scope does not")))
        }
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let met = met.into_inner();
    assert!(met.contains(&(Role::Coordinator, true)) && met.contains(&(Role::PartnerCoordinator, true)));
    assert!(Role::ALL.into_iter().all(|role| met.contains(&(role, false))));
}

#[test]
fn a_list_holds_the_households_the_policies_permit() {
    agree(households(), |principal, household| household_scope(principal).contains(household));
}

#[test]
fn a_list_holds_the_homes_the_policies_permit() {
    agree(homes(), |principal, home| home_scope(principal).contains(home));
}

#[test]
fn a_list_holds_the_referrals_the_policies_permit() {
    agree(referrals(), |principal, referral| referral_scope(principal).contains(referral));
}
