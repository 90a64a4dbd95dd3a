//! Rule 1 over random histories: after every step every open link has one accountable actor who takes part.

use std::collections::{BTreeMap, BTreeSet};

use domain::*;
use proptest::prelude::*;

use crate::made_up::{actor, cases, day, draft, id, kind, link, reason};

const PRINCIPAL: usize = 0;
const ACTORS: usize = 7;
const LINKS: usize = 5;

/// Link 4 hands an unaccompanied child to socialtjänsten.
const CHILD: usize = 4;

#[derive(Clone, Debug)]
enum Step {
    Refer { link: usize, to: usize, by_consent: bool },
    Accept(usize),
    Decline(usize),
    Withdraw(usize),
    GiveBack(usize),
    Start(usize),
    Complete(usize),
    NotNeeded(usize),
    Pause(usize),
    Resume(usize),
    Reopen(usize),
    Reassign(usize, usize),
    AdoptDuty(usize, usize),
    EndActor(usize, i64),
    EndDuty(usize, i64),
    WithdrawConsent(usize),
    DaysPass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let link = || 0..LINKS;
    // Mostly the newest referral of a link is answered; an answer to an old one must be refused, not obeyed.
    let step = prop_oneof![
        6 => (link(), 0..ACTORS, any::<bool>()).prop_map(|(link, to, by_consent)| Step::Refer { link, to, by_consent }),
        5 => link().prop_map(Step::Accept),
        2 => link().prop_map(Step::Decline),
        1 => link().prop_map(Step::Withdraw),
        2 => link().prop_map(Step::GiveBack),
        4 => link().prop_map(Step::Start),
        2 => link().prop_map(Step::Complete),
        1 => link().prop_map(Step::NotNeeded),
        2 => link().prop_map(Step::Pause),
        2 => link().prop_map(Step::Resume),
        2 => link().prop_map(Step::Reopen),
        1 => (link(), 0..ACTORS).prop_map(|(link, to)| Step::Reassign(link, to)),
        1 => (link(), 0..3_usize).prop_map(|(link, duty)| Step::AdoptDuty(link, duty)),
        1 => (0..ACTORS, 0..4_i64).prop_map(|(actor, ahead)| Step::EndActor(actor, ahead)),
        1 => (0..3_usize, 0..4_i64).prop_map(|(duty, ahead)| Step::EndDuty(duty, ahead)),
        1 => (0..ACTORS).prop_map(Step::WithdrawConsent),
        2 => (1..3_i64).prop_map(Step::DaysPass),
    ];
    proptest::collection::vec(step, 1..60)
}

fn duty(number: usize, legal_owner: usize, executing: usize) -> Duty {
    Duty {
        id: id(number),
        kind: kind("language"),
        target: None,
        legal_owner: id(legal_owner),
        executing: id(executing),
        law: "a law".to_owned(),
        decision: None,
        interval: Interval::since(day(-10)),
        last_confirmed: None,
    }
}

fn kind_of(actor: usize) -> ActorKind {
    match actor {
        0..=2 => ActorKind::MunicipalUnit,
        3 => ActorKind::Authority,
        4 => ActorKind::InformalGroup,
        _ => ActorKind::Association,
    }
}

fn reception() -> Reception {
    let mut reception = Reception::new(actor(PRINCIPAL, kind_of(PRINCIPAL))).expect("a principal");
    for number in 1..ACTORS {
        reception.add_actor(actor(number, kind_of(number))).expect("a new actor");
    }
    for (number, (owner, executing)) in [(1, 2), (2, 5), (1, 6)].into_iter().enumerate() {
        reception.add_duty(duty(number, owner, executing)).expect("a new duty");
    }
    for number in 0..LINKS {
        let link = if number == CHILD {
            let unit = actor(2, kind_of(2));
            Link::plan_for_unaccompanied_child(
                id(number),
                id(0),
                id(0),
                Some(id(1)),
                &unit,
                day(0),
                String::new(),
            )
            .expect("an authority")
        } else {
            let duty = [Some((0, 2)), Some((1, 5)), Some((2, 6)), None][number];
            let mut record = link(number, duty.map_or(3, |(_, executing)| executing)).into_record();
            record.duty = duty.map(|(duty, _)| id(duty));
            Link::restore(record).expect("an ordinary link")
        };
        reception.add_link(link, day(0)).expect("a new link");
    }
    for number in 0..ACTORS {
        let consent = Consent {
            id: id(number),
            subject: Subject::Household(id(0)),
            receiver: id(number),
            fields: SharedField::ALL.iter().copied().collect(),
            given_on: day(0),
            withdrawn_on: None,
            how: ConsentManner::Signed,
        };
        reception.add_consent(consent).expect("a new consent");
    }
    reception
}

/// Takes a step; whether it is refused is not the question here.
fn take(
    reception: &mut Reception,
    step: &Step,
    number: usize,
    today: &mut i64,
) -> Result<Settled, StepRefused> {
    let now = day(*today);
    // The newest referral of a link, or one that does not exist.
    let newest = |link: usize| {
        let of_link = reception.referrals().values().filter(|referral| referral.link == id(link));
        of_link.map(|referral| referral.id).max().unwrap_or(id(999))
    };
    match *step {
        Step::Refer { link, to, by_consent } => {
            let from = reception.links()[&id(link)].accountable;
            let bound = reception.actors()[&from].is_authority();
            let osl = match (by_consent, bound) {
                (_, false) => OslGround::NotApplicable,
                (true, true) => OslGround::ConsentOfPerson(id(to)),
                (false, true) => OslGround::Necessary,
            };
            let gdpr = if by_consent { GdprBasis::Consent(id(to)) } else { GdprBasis::PublicTask };
            let draft =
                ReferralDraft { ground: Ground { gdpr, osl }, answer_by: day(*today + 7), ..draft(number) };
            reception.refer(id(link), id(to), draft, now)
        }
        Step::Accept(link) => reception.accept(newest(link), now),
        Step::Decline(link) => reception.decline(newest(link), DeclineReason::NoCapacity, None, now),
        Step::Withdraw(link) => reception.withdraw(newest(link), now),
        Step::GiveBack(link) => reception.give_back(newest(link), ReturnReason::NoCapacity, None, now),
        Step::Start(link) => reception.start(id(link), now),
        Step::Complete(link) => reception.complete(id(link), id(0), now),
        Step::NotNeeded(link) => reception.not_needed(id(link), id(0), reason(), now),
        Step::Pause(link) => reception.pause(id(link), reason(), None, now),
        Step::Resume(link) => reception.resume(id(link), now),
        Step::Reopen(link) => reception.reopen(id(link), reason(), now),
        Step::Reassign(link, to) => reception.reassign(id(link), id(to), now),
        Step::AdoptDuty(link, duty) => reception.adopt_duty(id(link), id(duty), now),
        Step::EndActor(actor, ahead) => reception.end_actor(id(actor), day(*today + ahead), now),
        Step::EndDuty(duty, ahead) => reception.end_duty(id(duty), day(*today + ahead), now),
        Step::WithdrawConsent(consent) => reception.withdraw_consent(id(consent), now),
        Step::DaysPass(days) => {
            *today += days;
            Ok(reception.settle(day(*today)))
        }
    }
}

fn check(reception: &Reception, today: i64) -> Result<(), TestCaseError> {
    let consents = reception.consents();
    for link in reception.links().values().filter(|link| link.is_open()) {
        let holder = reception.actors().get(&link.accountable);
        prop_assert!(
            holder.is_some_and(|holder| holder.interval.contains(day(today))),
            "the holder takes part"
        );
        if link.for_unaccompanied_child {
            prop_assert!(holder.is_some_and(Actor::is_authority), "rule 6");
            prop_assert!(!matches!(link.state, LinkState::Paused { .. }), "rule 6");
        }
        let referral =
            link.state.active().and_then(ActiveState::referral).map(|id| &reception.referrals()[&id]);
        match (link.state.active(), referral) {
            (Some(ActiveState::Referred { .. }), Some(referral)) => {
                prop_assert_eq!(link.accountable, referral.from, "until the answer is yes the sender stays");
                prop_assert!(referral.is_waiting());
                prop_assert!(
                    reception.actors()[&referral.to].interval.contains(day(today)),
                    "somebody can answer"
                );
                prop_assert!(referral.is_covered(&consents, day(today)), "rule 2");
            }
            (Some(ActiveState::Accepted { .. } | ActiveState::Ongoing { .. }), Some(referral)) => {
                prop_assert_eq!(link.accountable, referral.to);
                prop_assert_eq!(referral.state.code(), ReferralStateCode::Accepted);
            }
            (Some(ActiveState::Planned | ActiveState::Ongoing { referral: None }), None) => {}
            unexpected => prop_assert!(false, "{unexpected:?}"),
        }
        let expired =
            link.duty.is_some_and(|duty| reception.duties()[&duty].interval.ends_before(day(today)));
        if expired {
            let owner = reception.duties()[&link.duty.expect("just seen")].legal_owner;
            prop_assert!(
                [owner, id(PRINCIPAL)].contains(&link.accountable),
                "an expired duty has fallen back"
            );
        }
    }
    // No referral is open without its link knowing, so no receiver sees what is no longer theirs to do.
    for referral in reception.referrals().values() {
        let under_way = matches!(referral.state, ReferralState::Sent | ReferralState::Accepted);
        let known = reception.links()[&referral.link].state.active().and_then(ActiveState::referral);
        prop_assert_eq!(under_way, known == Some(referral.id), "{:?}", referral);
        let consented = referral.ground.consents().iter().all(|wanted| {
            consents
                .iter()
                .any(|consent| consent.id == *wanted && consent.withdrawn_on.is_none_or(|on| day(today) < on))
        });
        if !under_way || !consented {
            prop_assert!(referral.visible_fields(&consents, day(today)).is_empty(), "rule 2");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn accountability_never_falls_to_nobody(steps in steps()) {
        let mut reception = reception();
        let mut today = 0;
        check(&reception, today)?;
        for (number, step) in steps.iter().enumerate() {
            let before = reception.clone();
            let taken = take(&mut reception, step, number, &mut today);
            if taken.is_err() {
                prop_assert_eq!(&reception, &before, "a refused step changes nothing");
            }
            for (link, fallback) in taken.unwrap_or_default() {
                let link = &reception.links()[&link];
                prop_assert_eq!(link.accountable, fallback.to);
                prop_assert_eq!(link.fell_back.map(|fell| fell.because), Some(fallback.because), "at once and visibly");
            }
            check(&reception, today)?;
            prop_assert_eq!(reception.clone().settle(day(today)), Vec::new(), "settling twice changes nothing");
        }
    }

    /// The function alone, on links, duties and actors that belong together in no way: still somebody, never ended.
    #[test]
    fn falling_back_is_total(
        accountable in 0..9_usize, owner in 0..9_usize, expired in any::<bool>(), with_duty in any::<bool>(),
        ended in proptest::collection::btree_set(1..7_usize, 0..7), child in any::<bool>(),
    ) {
        let mut actors: BTreeMap<ActorId, Actor> = (0..7).map(|number| (id(number), actor(number, kind_of(number)))).collect();
        for number in &ended {
            let actor = actors.get_mut(&id(*number)).expect("one of seven");
            actor.interval = actor.interval.ending(day(0)).expect("an end after the start");
        }
        let principal = Principal::new(&actors[&id(PRINCIPAL)]).expect("a principal");
        let mut record = link(0, accountable).into_record();
        if child {
            record.kind = LinkKind::social_services();
            record.person = Some(id(0));
            record.for_unaccompanied_child = true;
        }
        let link = Link::restore(record).expect("a planned link");
        let mut duty = duty(0, owner, 2);
        if expired {
            duty.interval = duty.interval.ending(day(0)).expect("an end after the start");
        }
        let duty = with_duty.then_some(&duty);
        let fallback = fall_back(&link, duty, None, &actors, principal, day(0));

        let fit = |number: usize| number < 7 && !ended.contains(&number) && (!child || kind_of(number).is_authority());
        let last = if with_duty && fit(owner) { owner } else { PRINCIPAL };
        let expected = if !fit(accountable) || (with_duty && expired && accountable != last) { last } else { accountable };
        prop_assert_eq!(fallback.map_or(link.accountable, |fallback| fallback.to), id(expected));
        prop_assert_eq!(fallback.is_none(), expected == accountable);
        prop_assert!(fit(expected));
    }
}

/// Random histories prove little if nothing happens in them.
#[test]
fn the_histories_reach_every_state() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::new(cases(1));
    let (mut states, mut reasons) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..200 {
        let steps = steps().new_tree(&mut runner).expect("steps").current();
        let (mut reception, mut today) = (reception(), 0);
        for (number, step) in steps.iter().enumerate() {
            let settled = take(&mut reception, step, number, &mut today).unwrap_or_default();
            reasons.extend(settled.iter().map(|(_, fallback)| fallback.because));
            states.extend(reception.links().values().map(|link| link.state.code()));
        }
    }
    assert_eq!(states, LinkStateCode::ALL.iter().copied().collect());
    let possible = [FallbackReason::ActorEnded, FallbackReason::DutyExpired, FallbackReason::ReceiverEnded];
    assert_eq!(reasons, BTreeSet::from(possible));
}

#[test]
fn a_link_falls_back_to_the_legal_owner_and_then_to_the_principal() {
    let mut reception = reception();
    let settled = reception.end_actor(id(2), day(0), day(0)).unwrap();
    let to = |to, because| Fallback { to: id(to), because };
    assert_eq!(
        settled,
        vec![
            (id(0), to(1, FallbackReason::ActorEnded)),
            (id(CHILD), to(PRINCIPAL, FallbackReason::ActorEnded)),
        ],
        "link 0 to its owner; the child's owner is the very actor that ended"
    );
    let settled = reception.end_actor(id(1), day(0), day(0)).unwrap();
    assert_eq!(settled, vec![(id(0), to(PRINCIPAL, FallbackReason::ActorEnded))]);
}

#[test]
fn an_expired_duty_cannot_be_handed_on_and_can_be_replaced() {
    let mut reception = reception();
    let settled = reception.end_duty(id(1), day(0), day(0)).unwrap();
    assert_eq!(settled, vec![(id(1), Fallback { to: id(2), because: FallbackReason::DutyExpired })]);
    assert_eq!(reception.refer(id(1), id(5), draft(0), day(0)), Err(StepRefused::DutyExpired));
    assert_eq!(reception.reassign(id(1), id(5), day(0)), Err(StepRefused::DutyExpired));
    reception.adopt_duty(id(1), id(2), day(0)).unwrap();
    assert_eq!(reception.links()[&id(1)].accountable, id(6));
}

#[test]
fn the_principal_cannot_end() {
    assert_eq!(reception().end_actor(id(PRINCIPAL), day(5), day(0)), Err(StepRefused::PrincipalEnds));
    let mut ending = actor(0, ActorKind::MunicipalUnit);
    ending.interval = ending.interval.ending(day(5)).unwrap();
    assert_eq!(Principal::new(&ending), Err(PrincipalRefused::HasEnd));
    assert_eq!(Principal::new(&actor(0, ActorKind::Association)), Err(PrincipalRefused::NotAnAuthority));
}

#[test]
fn ending_again_does_not_revive() {
    let mut reception = reception();
    reception.end_actor(id(5), day(1), day(1)).unwrap();
    reception.end_actor(id(5), day(9), day(1)).unwrap();
    assert!(!reception.actors()[&id(5)].is_active_on(day(1)));
}
