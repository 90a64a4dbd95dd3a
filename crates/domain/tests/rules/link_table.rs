//! Every state of a link with every event, as a table, and rule 6 beside it.

use domain::*;

use crate::made_up::{actor, day, draft, id, kind, link, reason};

const SENDER: usize = 0;
const RECEIVER: usize = 1;
const OTHER: usize = 2;

fn authority(number: usize) -> Actor {
    actor(number, ActorKind::MunicipalUnit)
}

/// The states, each reached by transitions only. "Paused" stands once for each state it can rest in.
const STATES: [&str; 11] = [
    "planned",
    "referred",
    "accepted",
    "ongoing own",
    "ongoing referred",
    "done",
    "not_needed",
    "paused planned",
    "paused referred",
    "paused accepted",
    "paused ongoing own",
];

fn sent(link: &Link) -> Referral {
    Referral::send(draft(0), link, &authority(SENDER), &authority(RECEIVER), &[], day(0)).unwrap()
}

fn reach(state: &str, planned: Link) -> Link {
    if let Some(inner) = state.strip_prefix("paused ") {
        return reach(inner, planned).pause(reason(), None).unwrap();
    }
    let referral = sent(&planned);
    let referred = planned.clone().refer(&referral, &authority(RECEIVER), day(0)).unwrap();
    let accepted =
        referred.clone().accept(&referral.accept().unwrap(), &authority(RECEIVER), day(0)).unwrap();
    match state {
        "planned" => planned,
        "referred" => referred,
        "accepted" => accepted,
        "ongoing own" => planned.start().unwrap(),
        "ongoing referred" => accepted.start().unwrap(),
        "done" => planned.start().unwrap().complete(day(0), id(0)).unwrap(),
        "not_needed" => planned.not_needed(id(0), reason()).unwrap(),
        other => panic!("no state {other}"),
    }
}

/// Lets the event happen as it should, with a referral that fits if the state has one at all.
fn happen(event: LinkEvent, link: Link, planned: &Link) -> Result<Link, Refused> {
    let sent = sent(planned);
    let accepted = sent.clone().accept().unwrap();
    let duty = Duty {
        id: id(5),
        kind: planned.kind.clone(),
        target: None,
        legal_owner: id(SENDER),
        executing: id(OTHER),
        law: "a law".to_owned(),
        decision: None,
        interval: Interval::since(day(0)),
        last_confirmed: None,
    };
    match event {
        LinkEvent::Start => link.start(),
        LinkEvent::Refer => link.refer(&sent, &authority(RECEIVER), day(0)),
        LinkEvent::Accept => link.accept(&accepted, &authority(RECEIVER), day(0)),
        LinkEvent::Decline => link.decline(&sent.decline(DeclineReason::NoCapacity, None).unwrap()),
        LinkEvent::Withdraw => link.withdraw(&sent.withdraw().unwrap()),
        LinkEvent::ReturnToSender => {
            link.return_to_sender(&accepted.give_back(ReturnReason::NoCapacity, None).unwrap())
        }
        LinkEvent::Complete => link.complete(day(0), id(0)),
        LinkEvent::NotNeeded => link.not_needed(id(0), reason()),
        LinkEvent::Pause => link.pause(reason(), Some(day(9))),
        LinkEvent::Resume => link.resume(),
        LinkEvent::Reopen => link.reopen(reason()),
        LinkEvent::Reassign => link.reassign(&authority(OTHER), day(0)),
        LinkEvent::AdoptDuty => link.adopt_duty(&duty, &authority(OTHER), day(0)),
        LinkEvent::Reschedule => link.reschedule(Some(day(3))),
        LinkEvent::FallBack => link.fall_back(id(OTHER), FallbackReason::ActorEnded, day(0)),
    }
}

/// One line for an event: the state it leads to and who is then accountable, or `-`.
fn told(result: &Result<Link, Refused>) -> String {
    match result {
        Err(_) => "-".to_owned(),
        Ok(link) => {
            let rests = if matches!(link.state, LinkState::Paused { .. }) { "paused " } else { "" };
            let state = match (link.state.active(), &link.state) {
                (Some(active), _) => LinkState::from(active).as_str(),
                (None, closed) => closed.as_str(),
            };
            let who = [SENDER, RECEIVER, OTHER]
                .into_iter()
                .position(|number| id::<ActorId>(number) == link.accountable);
            let who = who.map_or("nobody known", |place| ["sender", "receiver", "other"][place]);
            format!("{rests}{state} / {who}")
        }
    }
}

/// Rows are events; the columns follow [`STATES`]. Columns are separated by `|`.
const TABLE: &str = "
start            | ongoing / sender | - | ongoing / receiver | - | - | - | - | - | - | - | -
refer            | referred / sender | - | - | referred / sender | - | - | - | - | - | - | -
accept           | - | accepted / receiver | - | - | - | - | - | - | paused accepted / receiver | - | -
decline          | - | planned / sender | - | - | - | - | - | - | paused planned / sender | - | -
withdraw         | - | planned / sender | - | - | - | - | - | - | paused planned / sender | - | -
return_to_sender | - | - | planned / sender | - | planned / sender | - | - | - | - | paused planned / sender | -
complete         | - | - | - | done / sender | done / receiver | - | - | - | - | - | -
not_needed       | not_needed / sender | not_needed / sender | not_needed / receiver | not_needed / sender | not_needed / receiver | - | - | not_needed / sender | not_needed / sender | not_needed / receiver | not_needed / sender
pause            | paused planned / sender | paused referred / sender | paused accepted / receiver | paused ongoing / sender | paused ongoing / receiver | - | - | - | - | - | -
resume           | - | - | - | - | - | - | - | planned / sender | referred / sender | accepted / receiver | ongoing / sender
reopen           | - | - | - | - | - | planned / sender | planned / sender | - | - | - | -
reassign         | planned / other | - | - | ongoing / other | - | - | - | paused planned / other | - | - | paused ongoing / other
adopt_duty       | planned / other | - | - | ongoing / other | - | - | - | paused planned / other | - | - | paused ongoing / other
reschedule       | planned / sender | referred / sender | accepted / receiver | ongoing / sender | ongoing / receiver | - | - | paused planned / sender | paused referred / sender | paused accepted / receiver | paused ongoing / sender
fall_back        | planned / other | planned / other | planned / other | planned / other | planned / other | - | - | paused planned / other | paused planned / other | paused planned / other | paused planned / other
";

#[test]
fn every_state_with_every_event() {
    let planned = link(0, SENDER);
    let rows: Vec<Vec<&str>> =
        TABLE.trim().lines().map(|line| line.split('|').map(str::trim).collect()).collect();
    assert_eq!(rows.len(), LinkEvent::ALL.len(), "one row for each event");
    for (row, event) in rows.iter().zip(LinkEvent::ALL) {
        assert_eq!(row[0], event.as_str());
        assert_eq!(row.len(), STATES.len() + 1, "one column for each state, in {event}");
        for (state, expected) in STATES.iter().zip(&row[1..]) {
            let link = reach(state, planned.clone());
            let from = link.state.code();
            let result = happen(*event, link, &planned);
            assert_eq!(told(&result), *expected, "{event} from {state}");
            if let Err(refused) = result {
                assert_eq!(refused, Refused { from, attempted: *event, why: refused.why });
            }
        }
    }
}

#[test]
fn every_state_that_is_not_final_has_an_exit_and_final_ones_reopen() {
    for state in STATES {
        let exits = LinkEvent::ALL
            .iter()
            .filter(|event| happen(**event, reach(state, link(0, SENDER)), &link(0, SENDER)).is_ok())
            .count();
        assert!(exits >= 1, "{state} is a trap");
    }
}

#[test]
fn a_reopened_link_goes_back_to_the_sender_of_its_referral() {
    let planned = link(0, SENDER);
    let done = reach("ongoing referred", planned).complete(day(2), id(0)).unwrap();
    assert_eq!(done.accountable, id(RECEIVER));
    let open = done.reopen(reason()).unwrap();
    assert_eq!(open.accountable, id(SENDER));
    assert_eq!(open.reopened_because, Some(reason()));
}

#[test]
fn a_fall_back_is_visible_until_somebody_takes_it_up() {
    let fallen =
        reach("accepted", link(0, SENDER)).fall_back(id(OTHER), FallbackReason::ActorEnded, day(4)).unwrap();
    let expected = FellBack { from: id(RECEIVER), because: FallbackReason::ActorEnded, on: day(4) };
    assert_eq!(fallen.fell_back, Some(expected));
    let postponed = fallen.clone().reschedule(None).unwrap().pause(reason(), None).unwrap().resume().unwrap();
    assert_eq!(postponed.fell_back, Some(expected), "moving it about is not taking it up");
    assert_eq!(fallen.start().unwrap().fell_back, None);
}

#[test]
fn refuses_what_belongs_to_something_else() {
    let planned = link(0, SENDER);
    let right = sent(&planned);
    let why = |result: Result<Link, Refused>| result.unwrap_err().why;
    let elsewhere = sent(&link(7, SENDER));
    assert_eq!(why(planned.clone().refer(&elsewhere, &authority(RECEIVER), day(0))), Why::OtherReferral);
    assert_eq!(why(planned.clone().refer(&right, &authority(OTHER), day(0))), Why::OtherReferral);
    let answered = right.clone().accept().unwrap();
    assert_eq!(
        why(planned.clone().refer(&answered, &authority(RECEIVER), day(0))),
        Why::ReferralIs(ReferralStateCode::Accepted)
    );
    let referred = planned.clone().refer(&right, &authority(RECEIVER), day(0)).unwrap();
    assert_eq!(
        why(referred.clone().accept(&right, &authority(RECEIVER), day(0))),
        Why::ReferralIs(ReferralStateCode::Sent)
    );
    let mut second = right.into_record();
    second.id = id(1);
    let second = Referral::restore(second).accept().unwrap();
    assert_eq!(why(referred.clone().accept(&second, &authority(RECEIVER), day(0))), Why::OtherReferral);
    let mut gone = authority(RECEIVER);
    gone.interval = gone.interval.ending(day(0)).unwrap();
    assert_eq!(why(referred.accept(&answered, &gone, day(0))), Why::ActorNotActive);
    assert_eq!(why(planned.reassign(&gone, day(0))), Why::ActorNotActive);
}

#[test]
fn is_late_only_while_open() {
    for state in STATES {
        let link = reach(state, link(0, SENDER));
        assert!(!link.is_overdue(day(30)), "the last day is not late: {state}");
        assert_eq!(link.is_overdue(day(31)), link.is_open(), "{state}");
    }
    let resting = reach("planned", link(0, SENDER)).pause(reason(), Some(day(40))).unwrap();
    assert!(!resting.is_overdue(day(40)));
    assert!(resting.is_overdue(day(41)));
}

fn child_link() -> Link {
    Link::plan_for_unaccompanied_child(
        id(0),
        id(0),
        id(3),
        None,
        &authority(SENDER),
        day(0),
        "Call the on-call social worker".to_owned(),
    )
    .unwrap()
}

#[test]
fn an_unaccompanied_child_goes_to_an_authority_at_once() {
    assert_eq!(child_link().deadline, Some(day(0)));
    assert!(child_link().is_overdue(day(1)));
    for kind in ActorKind::ALL {
        let planned = Link::plan_for_unaccompanied_child(
            id(0),
            id(0),
            id(3),
            None,
            &actor(0, *kind),
            day(0),
            String::new(),
        );
        assert_eq!(planned.is_ok(), kind.is_authority(), "{kind}");
    }
}

#[test]
fn an_unaccompanied_childs_link_is_never_deferred_or_dropped() {
    let unpausable = STATES.iter().filter(|state| !state.starts_with("paused") && **state != "not_needed");
    for state in unpausable {
        let link = reach(state, child_link());
        for result in [
            link.clone().pause(reason(), None),
            link.clone().not_needed(id(0), reason()),
            link.clone().reschedule(Some(day(1))),
            link.clone().reschedule(None),
        ] {
            let why = result.unwrap_err().why;
            assert_eq!(
                why,
                if link.is_open() { Why::UnaccompaniedChild } else { Why::WrongState },
                "{state}"
            );
        }
    }
    assert!(child_link().reschedule(Some(day(-1))).is_ok(), "sooner is fine");
}

#[test]
fn an_unaccompanied_childs_link_stays_with_an_authority() {
    let planned = child_link();
    for kind in ActorKind::ALL {
        let receiver = actor(RECEIVER, *kind);
        let referral =
            Referral::send(draft(0), &planned, &authority(SENDER), &receiver, &[], day(0)).unwrap();
        let outcomes = [
            planned.clone().refer(&referral, &receiver, day(0)).map(|_| ()),
            planned.clone().reassign(&receiver, day(0)).map(|_| ()),
            // A receiver that was an authority when it was asked and is none when it answers.
            reach("referred", child_link())
                .accept(&referral.clone().accept().unwrap(), &receiver, day(0))
                .map(|_| ()),
        ];
        for outcome in outcomes {
            assert_eq!(
                outcome.map_err(|refused| refused.why),
                if kind.is_authority() { Ok(()) } else { Err(Why::NotAnAuthority) }
            );
        }
    }
}

#[test]
fn a_stored_link_cannot_smuggle_a_child_past_rule_6() {
    let paused = reach("paused planned", link(0, SENDER)).state.clone();
    let mut tampered = child_link().into_record();
    tampered.state = paused;
    assert!(Link::restore(tampered.clone()).is_err());
    assert!(serde_json::from_str::<Link>(&serde_json::to_string(&tampered).unwrap()).is_err());
    let mut other_kind = child_link().into_record();
    other_kind.kind = kind("language");
    assert!(Link::restore(other_kind).is_err());
    let mut nobody = child_link().into_record();
    nobody.person = None;
    assert!(Link::restore(nobody).is_err());
}

#[test]
fn survives_storing() {
    for state in STATES {
        let link = reach(state, link(0, SENDER));
        let stored = serde_json::to_string(&link).unwrap();
        assert_eq!(serde_json::from_str::<Link>(&stored).unwrap(), link, "{state}");
        assert_eq!(Link::restore(link.clone().into_record()), Ok(link));
    }
}
