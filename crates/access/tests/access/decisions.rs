//! Single decisions that must never change by accident, each with its reason.

use std::collections::BTreeSet;

use crate::reception::{
    OTHER, OWN, access, actor, home, household, household_id, link, member, own_household, referral, tenant,
    user,
};
use access::{
    Access, Action, Decision, Kind, Newcomer, Principal, Purpose, Resource,
    resource::{Actor, Duty, Home, Household, Link, Referral, Tenant, User},
};
use domain::Role;

fn permits(
    access: &Access,
    principal: &Principal,
    action: Action,
    record: impl Into<Resource>,
    because: &str,
) {
    let decision = access.decide(principal, action, &record.into());
    assert_eq!(decision, Decision { allowed: true, because: vec![because.to_owned()] });
}

fn refuses(
    access: &Access,
    principal: &Principal,
    action: Action,
    record: impl Into<Resource>,
    because: &str,
) {
    let decision = access.decide(principal, action, &record.into());
    assert!(!decision.allowed, "permitted because of {:?}", decision.because);
    assert!(
        decision.because.iter().any(|reason| reason == because),
        "refused because of {:?}",
        decision.because
    );
}

/// One record of every kind to which the own actor and user have every relation there is.
fn everything(of: u8) -> Vec<Resource> {
    let own = BTreeSet::from([actor(OWN)]);
    let tenant = tenant(of);
    vec![
        Household {
            tenant,
            accountable: own.clone(),
            referred: own.clone(),
            registered_by: actor(OWN),
            placed_with: own.clone(),
            ..household()
        }
        .into(),
        Link { tenant, accountable: actor(OWN), referred_to: Some(actor(OWN)), protected: false }.into(),
        Referral { tenant, from: actor(OWN), to: actor(OWN), protected: false }.into(),
        Home { tenant, owner: actor(OWN), hosts: BTreeSet::from([user(OWN)]), protected: false }.into(),
        Duty { tenant, actors: own.clone() }.into(),
        Actor { tenant, id: actor(OWN) }.into(),
        User { tenant, id: user(OTHER), actors: own }.into(),
        Tenant { tenant }.into(),
    ]
}

/// Every question a cleared member can ask about the records, with the decision.
fn ask_everything(
    access: &Access,
    records: &[Resource],
    change: impl Fn(Principal) -> Principal,
) -> Vec<(Role, Action, Kind, bool)> {
    let mut answers = Vec::new();
    for role in Role::ALL {
        for purpose in Purpose::ALL {
            let principal = change(Principal { cleared: true, ..member(role, purpose) });
            for &action in Action::ALL {
                for record in records {
                    let allowed = access.decide(&principal, action, record).allowed;
                    answers.push((role, action, record.kind(), allowed));
                }
            }
        }
    }
    answers
}

#[test]
fn nothing_crosses_tenants_and_nothing_comes_from_an_unconfirmed_membership() {
    let access = access();
    let allowed =
        |answers: Vec<(Role, Action, Kind, bool)>| answers.into_iter().filter(|answer| answer.3).count();
    assert!(allowed(ask_everything(&access, &everything(OWN), |principal| principal)) > 100);
    assert_eq!(allowed(ask_everything(&access, &everything(OTHER), |principal| principal)), 0);
    let unconfirmed = |principal| Principal { confirmed: false, ..principal };
    assert_eq!(allowed(ask_everything(&access, &everything(OWN), unconfirmed)), 0);

    let coordinator = member(Role::Coordinator, Purpose::CaseWork);
    let elsewhere = Household { tenant: tenant(OTHER), ..own_household() };
    refuses(&access, &coordinator, Action::See, elsewhere, "only-within-own-tenant");
    let unconfirmed = Principal { confirmed: false, ..coordinator };
    refuses(&access, &unconfirmed, Action::See, own_household(), "only-a-confirmed-membership");
}

#[test]
fn every_role_but_host_reader_and_administrator_meets_households_only_as_its_work_needs() {
    let access = access();
    let answers = ask_everything(&access, &everything(OWN), |principal| principal);
    let meets = |role: Role| {
        answers.iter().any(|&(who, _, kind, allowed)| {
            allowed && who == role && matches!(kind, Kind::Household | Kind::Link | Kind::Referral)
        })
    };
    let strangers: Vec<Role> = Role::ALL.into_iter().filter(|&role| !meets(role)).collect();
    assert_eq!(strangers, [Role::Host, Role::Reader, Role::Administrator]);
}

#[test]
fn every_action_on_a_person_refuses_at_least_one_purpose_and_every_action_is_somebodys() {
    let access = access();
    let records = everything(OWN);
    for &action in Action::ALL {
        for record in &records {
            let open = Role::ALL.into_iter().any(|role| {
                Purpose::ALL.into_iter().all(|purpose| {
                    let principal = Principal { cleared: true, ..member(role, purpose) };
                    access.decide(&principal, action, record).allowed
                })
            });
            let impersonal = matches!(record.kind(), Kind::Duty | Kind::Actor);
            assert!(!open || impersonal, "{action:?} on {:?} has no rule of purpose", record.kind());
        }
        let newcomer = Newcomer { tenant: tenant(OWN), household: household_id(OWN), valid: true };
        let used = records.iter().any(|record| {
            access.decide_newcomer(&newcomer, action, record).allowed
                || Role::ALL.into_iter().any(|role| {
                    Purpose::ALL
                        .into_iter()
                        .any(|purpose| access.decide(&member(role, purpose), action, record).allowed)
                })
        });
        assert!(used, "nobody may ever {action:?}: take the action away or write the rule that permits it");
    }
}

#[test]
fn units_are_separate_from_one_another() {
    let access = access();
    let case_worker = member(Role::CaseWorker, Purpose::CaseWork);
    permits(&access, &case_worker, Action::See, own_household(), "case-worker-own-households");
    refuses(&access, &case_worker, Action::See, household(), "no-rule-permits");
    refuses(&access, &case_worker, Action::List, household(), "no-rule-permits");
    // A unit that is asked sees what the referral shares, and no more.
    let asked = || Household { referred: BTreeSet::from([actor(OWN)]), ..household() };
    permits(&access, &case_worker, Action::SeeShared, asked(), "case-worker-referred-households");
    refuses(&access, &case_worker, Action::See, asked(), "no-rule-permits");
    // Only while registering, and only that it is known.
    let registering = member(Role::CaseWorker, Purpose::Registration);
    permits(&access, &registering, Action::SeeHint, household(), "case-worker-hints");
    refuses(&access, &case_worker, Action::SeeHint, household(), "purpose-of-registering");
}

#[test]
fn a_protected_household_needs_clearance_and_a_relation() {
    let access = access();
    let own = || Household { protected: true, ..own_household() };
    let strange = || Household { protected: true, ..household() };
    for role in [Role::Coordinator, Role::CaseWorker] {
        let uncleared = member(role, Purpose::CaseWork);
        refuses(&access, &uncleared, Action::See, own(), "protected-household");
        let cleared = Principal { cleared: true, ..uncleared };
        assert!(access.decide(&cleared, Action::See, &own().into()).allowed);
    }
    let coordinator = Principal { cleared: true, ..member(Role::Coordinator, Purpose::CaseWork) };
    permits(&access, &coordinator, Action::See, strange(), "coordinator-households");
    let case_worker = Principal { cleared: true, ..member(Role::CaseWorker, Purpose::CaseWork) };
    refuses(&access, &case_worker, Action::See, strange(), "protected-household");
    // Having registered it is not enough, and neither is a hint.
    let registered = Household { registered_by: actor(OWN), ..strange() };
    refuses(&access, &case_worker, Action::See, registered, "protected-household");
    let registering = Principal { purpose: Purpose::Registration, ..case_worker };
    refuses(&access, &registering, Action::SeeHint, strange(), "protected-household");
    // Anybody at work with it can mark it; only the cleared can take the mark away.
    let desk = member(Role::Desk, Purpose::Registration);
    let registered = Household { registered_by: actor(OWN), ..household() };
    permits(&access, &desk, Action::MarkProtected, registered.clone(), "desk-own-households");
    let marked = Household { protected: true, ..registered };
    refuses(&access, &desk, Action::MarkProtected, marked, "protected-household");
}

#[test]
fn protection_follows_the_link_the_referral_and_the_home() {
    let access = access();
    let partner = member(Role::PartnerCoordinator, Purpose::Referral);
    let volunteer = member(Role::Volunteer, Purpose::CaseWork);
    let link = Link { accountable: actor(OWN), ..link() };
    permits(&access, &volunteer, Action::SeeNextStep, link, "volunteer-next-steps");
    refuses(&access, &volunteer, Action::SeeNextStep, Link { protected: true, ..link }, "protected-link");
    let asked = Referral { to: actor(OWN), ..referral() };
    permits(&access, &partner, Action::Answer, asked, "partner-referrals");
    let asked = Referral { protected: true, ..asked };
    refuses(&access, &partner, Action::Answer, asked, "protected-referral");
    let cleared = Principal { cleared: true, ..partner };
    permits(&access, &cleared, Action::Answer, asked, "partner-referrals");
    let placing = member(Role::CaseWorker, Purpose::Placement);
    permits(&access, &placing, Action::See, home(), "case-worker-homes");
    refuses(&access, &placing, Action::See, Home { protected: true, ..home() }, "protected-home");
    refuses(&access, &placing, Action::SeeAddress, home(), "no-rule-permits");
}

#[test]
fn civil_society_never_sees_identifiers_and_holds_no_municipal_role() {
    let access = access();
    let registered = || Household { registered_by: actor(OWN), ..household() };
    let desk = member(Role::Desk, Purpose::Registration);
    permits(&access, &desk, Action::SeeIdentifiers, registered(), "desk-own-households");
    let staffed_by_organisation = Principal { of_authority: false, ..desk };
    permits(&access, &staffed_by_organisation, Action::See, registered(), "desk-own-households");
    refuses(
        &access,
        &staffed_by_organisation,
        Action::SeeIdentifiers,
        registered(),
        "identifiers-stay-with-authorities",
    );
    refuses(&access, &staffed_by_organisation, Action::SeeHint, household(), "no-rule-permits");
    let misplaced = Principal { of_authority: false, ..member(Role::Coordinator, Purpose::CaseWork) };
    refuses(&access, &misplaced, Action::See, household(), "municipal-roles-belong-to-authorities");
    let misplaced = Principal { of_authority: false, ..member(Role::CaseWorker, Purpose::CaseWork) };
    refuses(&access, &misplaced, Action::See, own_household(), "case-workers-belong-to-authorities");
}

#[test]
fn the_purpose_must_fit() {
    let access = access();
    let coordinator = |purpose| member(Role::Coordinator, purpose);
    let whole = Tenant { tenant: tenant(OWN) };
    permits(&access, &coordinator(Purpose::FollowUp), Action::Export, whole, "coordinator-reception");
    refuses(&access, &coordinator(Purpose::Placement), Action::Export, whole, "purpose-of-exporting");
    refuses(
        &access,
        &coordinator(Purpose::Placement),
        Action::SeeIdentifiers,
        household(),
        "purpose-of-identifiers-and-changes",
    );
    refuses(
        &access,
        &coordinator(Purpose::FollowUp),
        Action::See,
        household(),
        "purpose-of-reading-a-household",
    );
    permits(&access, &coordinator(Purpose::Placement), Action::Place, household(), "coordinator-households");
    refuses(&access, &coordinator(Purpose::CaseWork), Action::Place, household(), "purpose-of-placing");
}

#[test]
fn nobody_widens_the_rights_of_the_own_account() {
    let access = access();
    let administrator = member(Role::Administrator, Purpose::Administration);
    let account = |id| User { tenant: tenant(OWN), id: user(id), actors: BTreeSet::from([actor(OTHER)]) };
    permits(&access, &administrator, Action::ManageUsers, account(OTHER), "administrator-accounts");
    refuses(&access, &administrator, Action::ManageUsers, account(OWN), "nobody-changes-own-rights");
}

#[test]
fn viewing_as_another_role_only_looks_and_is_no_way_to_a_person() {
    let access = access();
    let administrator = member(Role::Administrator, Purpose::Administration);
    let as_case_worker = member(Role::CaseWorker, Purpose::CaseWork);
    let duty: Resource = Duty { tenant: tenant(OWN), actors: BTreeSet::new() }.into();
    let view = |own, action, record: &Resource| access.decide_viewing(own, &as_case_worker, action, record);

    // What is about no person is seen as the other role sees it.
    assert!(view(&administrator, Action::See, &duty).allowed);
    // The case worker would see the household, the administrator would not: not seen.
    let own: Resource = own_household().into();
    let refused = view(&administrator, Action::See, &own);
    assert!(!refused.allowed);
    assert!(refused.because.iter().any(|reason| reason == "administrators-never-see-households"));
    // Both would: seen, with both reasons.
    let coordinator = member(Role::Coordinator, Purpose::CaseWork);
    let seen = view(&coordinator, Action::See, &own);
    assert!(seen.allowed);
    assert_eq!(seen.because, ["case-worker-own-households", "coordinator-households"]);
    // The coordinator would, the case worker would not: the view is true.
    assert!(!view(&coordinator, Action::See, &household().into()).allowed);
    // Both could change it, but viewing only looks; and an export is more than a look.
    for action in [Action::Edit, Action::Export] {
        assert!(access.decide(&coordinator, action, &own).allowed);
        assert_eq!(view(&coordinator, action, &own).because, ["viewing-only-looks"]);
    }
    // Somebody who may not view as others gets nothing, and nobody views in another tenant.
    assert!(!view(&as_case_worker, Action::See, &own).allowed);
    let elsewhere = Principal { tenant: tenant(OTHER), ..as_case_worker };
    let duty = Duty { tenant: tenant(OTHER), actors: BTreeSet::new() }.into();
    assert!(access.decide(&elsewhere, Action::See, &duty).allowed);
    let refused = access.decide_viewing(&administrator, &elsewhere, Action::See, &duty);
    assert_eq!((refused.allowed, refused.because), (false, vec!["only-within-own-tenant".to_owned()]));
}

#[test]
fn a_newcomer_reaches_the_own_household_and_no_other() {
    let access = access();
    let newcomer = Newcomer { tenant: tenant(OWN), household: household_id(OWN), valid: true };
    let own: Resource = Household { protected: true, ..household() }.into();
    assert_eq!(access.decide_newcomer(&newcomer, Action::SeeOwn, &own).because, ["newcomer-own-household"]);
    let other = Household { id: household_id(OTHER), ..household() }.into();
    assert_eq!(access.decide_newcomer(&newcomer, Action::SeeOwn, &other).because, ["no-rule-permits"]);
    let stale = Newcomer { valid: false, ..newcomer };
    assert_eq!(access.decide_newcomer(&stale, Action::SeeOwn, &own).because, ["only-a-valid-code"]);
    let elsewhere = Newcomer { tenant: tenant(OTHER), ..newcomer };
    assert!(!access.decide_newcomer(&elsewhere, Action::SeeOwn, &own).allowed);
}

#[test]
fn a_question_the_schema_does_not_know_is_refused_as_such() {
    let access = access();
    let coordinator = member(Role::Coordinator, Purpose::CaseWork);
    refuses(&access, &coordinator, Action::SplitMerge, home(), "no-such-question");
}
