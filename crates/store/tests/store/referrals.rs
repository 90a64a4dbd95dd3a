//! Referrals and consents: what is written is read again, free text is sealed, and a list is what its scope contains.

use std::collections::BTreeSet;

use access::scope::{End, ReferralScope, referral_scope};
use domain::{
    ActorId, Consent, ConsentId, ConsentManner, DeclineReason, GdprBasis, Ground, HouseholdId, LinkId,
    OslGround, Reason, Referral, ReferralId, ReferralRecord, ReferralState, ReferralStateCode, SharedField,
    Subject,
};
use jiff::civil::{Date, date};
use store::{
    Error, Reader,
    receive::referral::{ReferralFilter, ReferralWords},
};
use test_support::{FamilyPlan, Municipality, SeededDice, TestDatabase, both_databases};

use crate::lists::principals;

const TODAY: Date = date(2026, 3, 2);
const EVERYTHING: ReferralFilter = ReferralFilter { end: None, state: None, offset: 0, limit: 1000 };

fn reason(text: &str) -> Reason {
    text.parse().unwrap()
}

fn made_up(id: ReferralId, link: LinkId, from: ActorId, to: ActorId, state: ReferralState) -> Referral {
    Referral::restore(ReferralRecord {
        id,
        link,
        from,
        to,
        ground: Ground {
            gdpr: GdprBasis::PublicTask,
            osl: OslGround::WithReservation { reservation: reason("only for the language café") },
        },
        fields: BTreeSet::from([SharedField::Names, SharedField::NeedsOfLink]),
        state,
        sent_on: TODAY,
        answer_by: date(2026, 3, 5),
        version: 0,
    })
}

fn words() -> ReferralWords {
    ReferralWords {
        message: Some("canary message".to_owned()),
        meeting_times: Some("canary times".to_owned()),
        access_needs: Some("canary needs".to_owned()),
        answer: None,
    }
}

async fn a_referral_comes_back_as_it_was_sent_and_its_words_are_sealed(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let sent =
        made_up(db.dice.id(), family.links[0], north.social.id, north.association.id, ReferralState::Sent);
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_referral(&sent, family.id, &words()).await.unwrap();
    writer.commit().await.unwrap();

    let mut reader = db.read(&north.who()).await.unwrap();
    let file = reader.referral(sent.id).await.unwrap();
    let mut stored = sent.into_record();
    stored.version = 1;
    assert_eq!(file.referral.clone().into_record(), stored);
    assert_eq!(file.household, family.id);
    assert_eq!(reader.referral_words(&file).await.unwrap(), words());
    assert_eq!(reader.referrals_of(family.id).await.unwrap(), vec![file.clone()]);
    drop(reader);

    let declined =
        file.referral.clone().decline(DeclineReason::Other, Some(reason("canary answer"))).unwrap();
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.update_referral(&declined).await.unwrap();
    let again = writer.update_referral(&declined).await;
    assert!(matches!(again, Err(Error::Conflict { based_on: 1, now: 2 })), "{again:?}");
    writer.commit().await.unwrap();

    let mut reader = db.read(&north.who()).await.unwrap();
    let file = reader.referral(stored.id).await.unwrap();
    assert_eq!(file.referral.state, ReferralState::Declined { reason: DeclineReason::Other, note: None });
    let words = reader.referral_words(&file).await.unwrap();
    assert_eq!(words.answer, Some(reason("canary answer")));
    assert_eq!(words.message.as_deref(), Some("canary message"));
    drop(reader);
    // In the row, the words are nowhere to be read.
    let columns = "state || detail || fields || gdpr_basis || osl_ground";
    let row = db.raw_value(&format!("SELECT {columns} FROM referral")).await;
    assert!(row.contains("with_reservation") && !row.contains("canary"), "{row}");
}

async fn a_consent_comes_back_and_is_withdrawn_once(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let consent = |id: ConsentId, subject| Consent {
        id,
        subject,
        receiver: north.association.id,
        fields: BTreeSet::from([SharedField::Names, SharedField::Phone]),
        given_on: TODAY,
        withdrawn_on: None,
        how: ConsentManner::SpokenThroughInterpreter,
    };
    let whole = consent(db.dice.id(), Subject::Household(family.id));
    let one = consent(db.dice.id(), Subject::Person(family.people[0]));
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_consent(&whole, family.id, north.user.id).await.unwrap();
    writer.insert_consent(&one, family.id, north.user.id).await.unwrap();
    let stored: BTreeSet<ConsentId> =
        writer.consents_of(family.id).await.unwrap().into_iter().map(|file| file.consent.id).collect();
    assert_eq!(stored, BTreeSet::from([whole.id, one.id]));
    assert_eq!(writer.consent(one.id).await.unwrap().consent, one);

    let withdrawn = whole.withdraw(TODAY);
    writer.update_consent(&withdrawn, 1).await.unwrap();
    assert_eq!(writer.consent(withdrawn.id).await.unwrap().consent, withdrawn);
    let again = writer.update_consent(&withdrawn, 1).await;
    assert!(matches!(again, Err(Error::Conflict { based_on: 1, now: 2 })), "{again:?}");
}

/// Referrals between random actors in random states, a third of them of protected households.
async fn world(db: &TestDatabase, north: &Municipality, dice: &SeededDice, count: u64) -> Vec<ReferralId> {
    let actors = [north.social.id, north.housing.id, north.association.id];
    let any = |dice: &SeededDice| actors[usize::try_from(dice.below(3)).unwrap()];
    let states = [
        ReferralState::Sent,
        ReferralState::Accepted,
        ReferralState::Withdrawn,
        ReferralState::Done { attested_by: north.user.id, on: TODAY },
    ];
    let mut referrals = Vec::new();
    for _ in 0..count {
        let plan = FamilyPlan::new("Oksana", "Bondar");
        let family = north.receive(db, &if dice.below(3) == 0 { plan.protected() } else { plan }).await;
        let state = states[usize::try_from(dice.below(4)).unwrap()].clone();
        let referral = made_up(db.dice.id(), family.links[0], any(dice), any(dice), state);
        let mut writer = db.write(&north.who(), db.now()).await.unwrap();
        writer.insert_referral(&referral, family.id, &ReferralWords::default()).await.unwrap();
        writer.commit().await.unwrap();
        referrals.push(referral.id);
    }
    referrals
}

async fn listed(reader: &mut Reader, scope: &ReferralScope, filter: ReferralFilter) -> BTreeSet<ReferralId> {
    let lines = reader.referrals(scope, filter).await.unwrap();
    let waiting = lines.iter().take_while(|line| line.state == ReferralStateCode::Sent).count();
    let sent = lines.iter().filter(|line| line.state == ReferralStateCode::Sent).count();
    assert_eq!(waiting, sent, "those that wait come first");
    let ids: BTreeSet<ReferralId> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids.len(), lines.len(), "a referral is listed twice");
    ids
}

async fn a_list_of_referrals_is_what_its_scope_contains(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    // The neighbour's referrals must appear nowhere.
    let south = Municipality::found(&db, "Söderhamn").await;
    let dice = SeededDice::new(5);
    let referrals = world(&db, &north, &dice, 30).await;
    world(&db, &south, &dice, 4).await;

    let mut reader = db.read(&north.who()).await.unwrap();
    let mut facts = Vec::new();
    for id in &referrals {
        let sent = reader.referral(*id).await.unwrap().referral.is_waiting();
        facts.push((*id, reader.referral_facts(*id).await.unwrap(), sent));
    }
    assert!(facts.iter().any(|(_, referral, _)| referral.protected), "the world has protected households");
    let mut scopes: Vec<ReferralScope> = Vec::new();
    for scope in principals(&north, db.dice.id()).iter().map(referral_scope) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    assert!(scopes.len() > 10, "{} scopes only", scopes.len());
    let actor = north.association.id;
    let mut lengths = BTreeSet::new();
    for scope in &scopes {
        for end in [None, Some((End::From, actor)), Some((End::To, actor))] {
            let inside = |(_, referral, _): &&(ReferralId, access::resource::Referral, bool)| {
                scope.contains(referral) && end.is_none_or(|(end, actor)| end.of(referral) == actor)
            };
            let expected: BTreeSet<ReferralId> = facts.iter().filter(inside).map(|(id, ..)| *id).collect();
            let found = listed(&mut reader, scope, ReferralFilter { end, ..EVERYTHING }).await;
            assert_eq!(found, expected, "{scope:?} {end:?}");
            let waiting = facts.iter().filter(inside).filter(|(.., sent)| *sent).count();
            assert_eq!(reader.waiting_referrals(scope, end).await.unwrap(), i64::try_from(waiting).unwrap());
            lengths.insert(expected.len());
        }
    }
    assert!(lengths.len() > 4, "the scopes tell different stories: {lengths:?}");
}

async fn next_steps_are_those_the_actor_works_on(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let actor = north.association.id;
    let mut works: BTreeSet<HouseholdId> = BTreeSet::new();
    for (starts, protected) in [(true, false), (false, false), (true, true)] {
        let mut plan = FamilyPlan::new("Oksana", "Bondar");
        plan.accountable = Some(actor);
        let family = north.receive(&db, &if protected { plan.protected() } else { plan }).await;
        if starts {
            let mut writer = db.write(&north.who(), db.now()).await.unwrap();
            let link = writer.link(family.links[0]).await.unwrap().start().unwrap();
            writer.update_link(&link).await.unwrap();
            writer.commit().await.unwrap();
            works.insert(family.id);
        }
    }
    let mut reader = db.read(&north.who()).await.unwrap();
    let cleared = reader.next_steps_of(actor, true, 10, 0).await.unwrap();
    assert_eq!(cleared.iter().map(|step| step.link.household).collect::<BTreeSet<_>>(), works);
    let ordinary = reader.next_steps_of(actor, false, 10, 0).await.unwrap();
    assert_eq!(ordinary.len(), 1);
    assert!(!ordinary[0].protected);
    assert!(reader.next_steps_of(north.housing.id, true, 10, 0).await.unwrap().is_empty());
}

both_databases!(
    a_referral_comes_back_as_it_was_sent_and_its_words_are_sealed,
    a_consent_comes_back_and_is_withdrawn_once,
    a_list_of_referrals_is_what_its_scope_contains,
    next_steps_are_those_the_actor_works_on,
);
