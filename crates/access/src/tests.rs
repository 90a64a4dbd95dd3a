//! What can only be seen from inside: that the schema, the policies and the values built for them fit together.

use std::collections::BTreeSet;

use cedar_policy::{Entities, EntityUid, PolicySet, Request, ValidationMode, Validator};
use domain::{ActorId, HouseholdId, Role, TenantId, UserId};

use crate::{
    Access, Action, Kind, Newcomer, Principal, Purpose, Resource,
    decide::{policies, schema},
    entities::{Asker, Vocabulary},
    resource::{Actor, Duty, Home, Household, Link, Referral, Tenant, User},
};

#[test]
fn the_policies_are_valid_in_the_strict_sense_and_warn_of_nothing() {
    let policies =
        PolicySet::from_policies(policies().unwrap().into_iter().map(|(_, policy)| policy)).unwrap();
    let result = Validator::new(schema().unwrap()).validate(&policies, ValidationMode::Strict);
    let complaints: Vec<String> = result
        .validation_errors()
        .map(ToString::to_string)
        .chain(result.validation_warnings().map(ToString::to_string))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn one_of_each_kind() -> Vec<Resource> {
    let (tenant, actor, user) =
        (TenantId::from_random([1; 16]), ActorId::from_random([2; 16]), UserId::from_random([3; 16]));
    let actors = BTreeSet::from([actor]);
    vec![
        Household {
            id: HouseholdId::from_random([4; 16]),
            tenant,
            accountable: actors.clone(),
            referred: BTreeSet::new(),
            registered_by: actor,
            placed_with: actors.clone(),
            protected: false,
        }
        .into(),
        Link { tenant, accountable: actor, referred_to: Some(actor), protected: true }.into(),
        Referral { tenant, from: actor, to: actor, protected: false }.into(),
        Home { tenant, owner: actor, hosts: BTreeSet::from([user]), protected: false }.into(),
        Duty { tenant, actors: actors.clone() }.into(),
        Actor { tenant, id: actor }.into(),
        User { tenant, id: user, actors }.into(),
        Tenant { tenant }.into(),
    ]
}

/// The program does not compare each question with the schema, for speed; so this compares one of every sort.
#[test]
fn every_question_is_built_as_the_schema_says() {
    let (schema, vocabulary) = (schema().unwrap(), Vocabulary::new().unwrap());
    let records = one_of_each_kind();
    assert_eq!(records.len(), Kind::ALL.len());
    let mut asked = 0;
    let roles = Role::ALL.into_iter().map(|role| (role, Purpose::CaseWork));
    let purposes = Purpose::ALL.into_iter().map(|purpose| (Role::Coordinator, purpose));
    for (role, purpose) in roles.chain(purposes) {
        let member = Principal {
            user: UserId::from_random([3; 16]),
            tenant: TenantId::from_random([1; 16]),
            actor: ActorId::from_random([2; 16]),
            role,
            cleared: false,
            of_authority: true,
            confirmed: true,
            purpose,
        };
        let newcomer =
            Newcomer { tenant: member.tenant, household: HouseholdId::from_random([4; 16]), valid: true };
        for record in &records {
            for &action in Action::ALL {
                for asker in [Asker::Member(&member), Asker::Newcomer(&newcomer)] {
                    let Ok((request, entities)) = vocabulary.question(&asker, action, record) else {
                        panic!("{action:?} on {record:?} cannot be asked");
                    };
                    Entities::from_entities(entities.iter().cloned(), Some(&schema)).unwrap();
                    let known = schema.request_envs().any(|env| {
                        Some(env.principal()) == request.principal().map(EntityUid::type_name)
                            && Some(env.action()) == request.action()
                            && Some(env.resource()) == request.resource().map(EntityUid::type_name)
                    });
                    let checked = Request::new(
                        request.principal().unwrap().clone(),
                        request.action().unwrap().clone(),
                        request.resource().unwrap().clone(),
                        request.context().unwrap().clone(),
                        Some(&schema),
                    );
                    assert_eq!(checked.is_ok(), known, "{action:?} on {:?}", record.kind());
                    asked += usize::from(known);
                }
            }
        }
    }
    assert!(asked > 500);
}

#[test]
fn every_action_of_the_schema_is_an_action_of_the_program_and_the_reverse() {
    let written: BTreeSet<String> =
        schema().unwrap().request_envs().map(|env| env.action().id().unescaped().to_owned()).collect();
    let known: BTreeSet<String> = Action::ALL.iter().map(|action| action.as_str().to_owned()).collect();
    assert_eq!(written, known);
}

/// Questions are asked without the schema's hierarchy of actions, so a rule about a group would never apply: harmless
/// in one that permits, a leak in one that forbids. Without groups in the schema no rule can name one.
#[test]
fn the_schema_has_no_groups_of_actions() {
    let groups: Vec<String> = schema().unwrap().action_groups().map(ToString::to_string).collect();
    assert!(groups.is_empty(), "{groups:?}");
}

#[test]
fn one_set_of_policies_serves_every_thread() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&Access::new().unwrap());
}

#[test]
fn every_rule_can_be_shown_with_its_name_and_text() {
    let access = Access::new().unwrap();
    assert!(access.rules().len() > 40);
    for rule in access.rules() {
        assert!(rule.text.contains(&format!("@id(\"{}\")", rule.id)), "{}", rule.text);
        assert!(rule.text.trim_end().ends_with(';'), "{}", rule.text);
    }
}

/// A second answer is the first one again, and neighbouring questions are not mixed up.
#[test]
fn a_kept_decision_is_the_decision_of_its_question() {
    let kept = Access::new().unwrap();
    let principals = Role::ALL.into_iter().flat_map(|role| {
        [false, true].map(|cleared| Principal {
            user: UserId::from_random([3; 16]),
            tenant: TenantId::from_random([1; 16]),
            actor: ActorId::from_random([2; 16]),
            role,
            cleared,
            of_authority: true,
            confirmed: true,
            purpose: Purpose::CaseWork,
        })
    });
    let questions: Vec<_> = principals
        .flat_map(|who| one_of_each_kind().into_iter().map(move |what| (who, what)))
        .flat_map(|(who, what)| Action::ALL.iter().map(move |&action| (who, action, what.clone())))
        .collect();
    for (who, action, what) in questions.iter().chain(&questions) {
        let fresh = kept.ask(&Asker::Member(who), *action, what);
        assert_eq!(kept.decide(who, *action, what), fresh, "{who:?} {action:?} {what:?}");
    }
    assert!(questions.len() > 500);
}
