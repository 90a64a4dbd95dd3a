//! Rule 2: no referral leaves without a ground, and a withdrawn consent stops all further sharing.

use std::collections::BTreeSet;

use domain::*;
use proptest::prelude::*;

use crate::made_up::{actor, cases, day, draft, id, link, reason};

const AUTHORITY: usize = 0;
const OTHER_AUTHORITY: usize = 1;
const ASSOCIATION: usize = 2;
const OTHER_ASSOCIATION: usize = 3;

fn actors() -> Vec<Actor> {
    vec![
        actor(AUTHORITY, ActorKind::MunicipalUnit),
        actor(OTHER_AUTHORITY, ActorKind::Authority),
        actor(ASSOCIATION, ActorKind::Association),
        actor(OTHER_ASSOCIATION, ActorKind::InformalGroup),
    ]
}

fn consent(number: usize, receiver: usize, fields: &[SharedField]) -> Consent {
    Consent {
        id: id(number),
        subject: Subject::Household(id(0)),
        receiver: id(receiver),
        fields: fields.iter().copied().collect(),
        given_on: day(0),
        withdrawn_on: None,
        how: ConsentManner::SpokenThroughInterpreter,
    }
}

fn send(draft: ReferralDraft, from: usize, to: usize, consents: &[Consent]) -> Result<Referral, SendRefused> {
    let actors = actors();
    Referral::send(draft, &link(0, from), &actors[from], &actors[to], consents, day(1))
}

fn grounds() -> impl Strategy<Value = Ground> {
    let gdpr = prop_oneof![
        Just(GdprBasis::PublicTask),
        Just(GdprBasis::LegalObligation),
        Just(GdprBasis::VitalInterest),
        Just(GdprBasis::LegitimateInterest),
        (0..3_usize).prop_map(|number| GdprBasis::Consent(id(number))),
    ];
    let osl = prop_oneof![
        (0..3_usize).prop_map(|number| OslGround::ConsentOfPerson(id(number))),
        Just(OslGround::DutyToProvide { provision: reason() }),
        Just(OslGround::AssessedHarmless { by: id(0) }),
        Just(OslGround::Necessary),
        Just(OslGround::WithReservation { reservation: reason() }),
        Just(OslGround::NotApplicable),
    ];
    (gdpr, osl).prop_map(|(gdpr, osl)| Ground { gdpr, osl })
}

fn fields() -> impl Strategy<Value = BTreeSet<SharedField>> {
    proptest::sample::subsequence(SharedField::ALL, 0..=4).prop_map(|fields| fields.into_iter().collect())
}

fn consents() -> impl Strategy<Value = Vec<Consent>> {
    let one = (0..4_usize, fields(), 0..3_usize, 0..3_i64, proptest::option::of(0..4_i64));
    proptest::collection::vec(one, 0..3).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(number, (receiver, fields, subject, given, withdrawn))| Consent {
                subject: if subject == 2 { Subject::Person(id(9)) } else { Subject::Household(id(subject)) },
                fields,
                given_on: day(given),
                withdrawn_on: withdrawn.map(day),
                ..consent(number, receiver, &[])
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn what_leaves_has_a_ground_and_the_consents_it_names(
        ground in grounds(), fields in fields(), consents in consents(), from in 0..4_usize, to in 0..4_usize,
    ) {
        let sent = send(ReferralDraft { ground: ground.clone(), fields: fields.clone(), ..draft(0) }, from, to, &consents);
        let (from_authority, to_authority) = (from <= OTHER_AUTHORITY, to <= OTHER_AUTHORITY);
        let osl_given = match ground.osl {
            OslGround::NotApplicable => !from_authority,
            OslGround::DutyToProvide { .. } => from_authority && to_authority,
            OslGround::WithReservation { .. } => from_authority && !to_authority,
            _ => from_authority,
        };
        let gdpr_given = ground.gdpr != GdprBasis::LegitimateInterest || !from_authority;
        // Said without the functions under test: for this receiver, for these fields, for these people, today.
        let covered = ground.consents().into_iter().all(|wanted| consents.iter().any(|consent| {
            consent.id == wanted
                && consent.receiver == id(to)
                && fields.iter().all(|field| consent.fields.contains(field))
                && consent.subject == Subject::Household(id(0))
                && consent.given_on <= day(1)
                && consent.withdrawn_on != Some(day(0))
                && consent.withdrawn_on != Some(day(1))
        }));
        prop_assert_eq!(sent.is_ok(), from != to && osl_given && gdpr_given && covered);
    }

    #[test]
    fn after_a_withdrawal_nothing_is_visible(
        shared in fields(), accepted in any::<bool>(), withdrawn in 1..5_i64, probe in 0..8_i64, by_gdpr in any::<bool>(),
    ) {
        let given = consent(0, ASSOCIATION, SharedField::ALL);
        let ground = if by_gdpr {
            Ground { gdpr: GdprBasis::Consent(id(0)), osl: OslGround::Necessary }
        } else {
            Ground { gdpr: GdprBasis::PublicTask, osl: OslGround::ConsentOfPerson(id(0)) }
        };
        let sent = send(ReferralDraft { ground, fields: shared.clone(), ..draft(0) }, AUTHORITY, ASSOCIATION, std::slice::from_ref(&given)).unwrap();
        let referral = if accepted { sent.accept().unwrap() } else { sent };
        let consents = [given.withdraw(day(withdrawn))];
        let expected = if (1..withdrawn).contains(&probe) { shared } else { BTreeSet::new() };
        prop_assert_eq!(referral.visible_fields(&consents, day(probe)), expected);
        prop_assert!(referral.visible_fields(&[], day(probe)).is_empty(), "a consent that is not recorded is none");
    }
}

#[test]
fn a_second_withdrawal_does_not_move_the_first() {
    let given = consent(0, ASSOCIATION, &[]);
    assert_eq!(given.clone().withdraw(day(2)).withdraw(day(5)).withdrawn_on, Some(day(2)));
    assert_eq!(given.withdraw(day(5)).withdraw(day(2)).withdrawn_on, Some(day(2)));
}

#[test]
fn a_consent_of_one_person_does_not_speak_for_the_household() {
    let own = Consent { subject: Subject::Person(id(4)), ..consent(0, ASSOCIATION, &[]) };
    assert!(!own.is_about(&link(0, AUTHORITY)));
    let of_person = |person: Option<usize>| {
        let mut record = link(0, AUTHORITY).into_record();
        record.person = person.map(id);
        Link::restore(record).unwrap()
    };
    assert!(own.is_about(&of_person(Some(4))));
    assert!(!own.is_about(&of_person(Some(5))));
    assert!(consent(0, ASSOCIATION, &[]).is_about(&of_person(Some(5))));
}

#[test]
fn only_the_accountable_actor_refers_and_only_to_somebody_who_takes_part() {
    let actors = actors();
    let link = link(0, OTHER_AUTHORITY);
    let send =
        |from: &Actor, to: &Actor, draft| Referral::send(draft, &link, from, to, &[], day(1)).map(|_| ());
    assert_eq!(send(&actors[0], &actors[2], draft(0)), Err(SendRefused::NotAccountable));
    assert_eq!(send(&actors[1], &actors[1], draft(0)), Err(SendRefused::ToItself));
    let mut gone = actors[2].clone();
    gone.interval = gone.interval.ending(day(1)).unwrap();
    assert_eq!(send(&actors[1], &gone, draft(0)), Err(SendRefused::ActorNotActive(gone.id)));
    let late = ReferralDraft { answer_by: day(0), ..draft(0) };
    assert_eq!(send(&actors[1], &actors[2], late), Err(SendRefused::AnswerBeforeSending));
    assert_eq!(send(&actors[1], &actors[2], draft(0)), Ok(()));
}

#[test]
fn each_state_has_its_exits() {
    use ReferralStateCode::{Accepted, Declined, Done, Returned, Sent, Withdrawn};
    let sent = send(draft(0), AUTHORITY, ASSOCIATION, &[]).unwrap();
    let accepted = sent.clone().accept().unwrap();
    let states = [
        sent.clone(),
        accepted.clone(),
        sent.clone().decline(DeclineReason::NoCapacity, None).unwrap(),
        sent.clone().withdraw().unwrap(),
        accepted.clone().give_back(ReturnReason::NeedChanged, None).unwrap(),
        accepted.complete(id(0), day(3)).unwrap(),
    ];
    assert_eq!(
        states.clone().map(|state| state.state.code()),
        [Sent, Accepted, Declined, Withdrawn, Returned, Done]
    );
    for state in states {
        let code = state.state.code();
        let is = |allowed, result: Result<Referral, ReferralRefused>| {
            assert_eq!(result.is_ok(), code == allowed, "{code}");
        };
        is(Sent, state.clone().accept());
        is(Sent, state.clone().decline(DeclineReason::Other, Some(reason())));
        is(Sent, state.clone().withdraw());
        is(Accepted, state.clone().give_back(ReturnReason::Other, Some(reason())));
        is(Accepted, state.clone().complete(id(0), day(3)));
        assert_eq!(state.visible_fields(&[], day(1)).is_empty(), !matches!(code, Sent | Accepted), "{code}");
        assert_eq!(state.is_overdue(day(8)), code == Sent);
        assert!(!state.is_overdue(day(7)));
        let stored = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<Referral>(&stored).unwrap(), state);
    }
}

#[test]
fn other_needs_words() {
    let sent = send(draft(0), AUTHORITY, OTHER_ASSOCIATION, &[]).unwrap();
    assert_eq!(sent.clone().decline(DeclineReason::Other, None), Err(ReferralRefused::NoteMissing));
    let accepted = sent.accept().unwrap();
    assert_eq!(accepted.give_back(ReturnReason::Other, None), Err(ReferralRefused::NoteMissing));
}
