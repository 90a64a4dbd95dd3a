//! What is written is what is read, and nobody overwrites what they have not seen.

use domain::{
    ActorContact, Duty, Identifier, IdentifierKind, IdentifierValue, IdentityVerdict, Interval, LegalStatus,
    Link, LinkState, NameParts, PartialDate, Person, PersonName, Protection, Reason, Role, Sex, StatusPeriod,
    Verification,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::date};
use store::{
    Clock as _, Error, Who,
    identity::{MembershipState, SignInLink, User, email_key},
    outbox::{Message, MessageKind},
    receive::{access_log::Reading, household::ChainSummary, person::PersonRecord},
};
use test_support::{FamilyPlan, Kind, Municipality, TestDatabase, both_databases};

use crate::hex;

/// A stale write is told both versions.
fn assert_conflict(outcome: Result<(), Error>, versions: (i64, i64)) {
    match outcome {
        Err(Error::Conflict { based_on, now }) => assert_eq!((based_on, now), versions),
        other => panic!("not a conflict: {other:?}"),
    }
}

async fn an_actor_comes_back_and_keeps_versions_apart(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let mut actor = north.association.clone();
    assert_eq!(writer.actor(actor.id).await.unwrap(), actor);
    actor.name = String::from("Föreningen “Hamnen” é");
    actor.interval = Interval::between(date(2026, 1, 1), date(2028, 2, 29)).unwrap();
    actor.contact = ActorContact { email: None, phone: Some("0911-1".to_owned()) };
    assert_eq!(writer.actor_version(actor.id).await.unwrap(), 1);
    writer.update_actor(&actor, 1).await.unwrap();
    assert_eq!(writer.actor(actor.id).await.unwrap(), actor);
    assert_eq!(writer.actor_version(actor.id).await.unwrap(), 2);
    assert_conflict(writer.update_actor(&actor, 1).await, (1, 2));
    assert_eq!(writer.actors().await.unwrap().len(), 3);

    actor.id = db.dice.id();
    assert!(
        matches!(writer.update_actor(&actor, 1).await, Err(Error::NotFound)),
        "what does not exist is no conflict"
    );
    assert!(matches!(writer.actor(actor.id).await, Err(Error::NotFound)));
}

async fn a_duty_comes_back_and_keeps_versions_apart(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.duties().await.unwrap(), std::slice::from_ref(&north.duty));
    let special = Duty {
        id: db.dice.id(),
        target: Some(LegalStatus::TemporaryProtection),
        decision: Some("KS 2026/17".to_owned()),
        interval: Interval::between(date(2026, 3, 1), date(2027, 1, 1)).unwrap(),
        last_confirmed: Some((date(2026, 3, 1), north.user.id)),
        ..north.duty.clone()
    };
    writer.insert_duty(&special).await.unwrap();
    assert_eq!(writer.duty(special.id).await.unwrap(), special);
    let changed = Duty { executing: north.association.id, last_confirmed: None, decision: None, ..special };
    writer.update_duty(&changed, 1).await.unwrap();
    assert_eq!(writer.duty(changed.id).await.unwrap(), changed);
    assert_eq!(writer.duty_version(changed.id).await.unwrap(), 2);
    assert_conflict(writer.update_duty(&changed, 1).await, (1, 2));
}

async fn users_and_memberships_come_back(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let user = writer.user(north.user.id).await.unwrap();
    assert_eq!(user, north.user);
    assert_eq!(writer.user_by_email("  WORKER@norrhamn.EXAMPLE ").await.unwrap(), Some(user.clone()));
    assert_eq!(writer.user_by_email("nobody@example.se").await.unwrap(), None);
    let disabled = User { disabled_at: Some(db.now()), email: "Åsa@Example.se".to_owned(), ..user.clone() };
    writer.update_user(&disabled).await.unwrap();
    assert_eq!(
        writer.user_by_email("åsa@example.SE").await.unwrap(),
        Some(User { version: 2, ..disabled.clone() })
    );
    assert_conflict(writer.update_user(&disabled).await, (1, 2));
    assert_eq!(email_key(" Å@B.se"), "å@b.se");

    let mut membership = writer.memberships_of(north.user.id).await.unwrap().remove(0);
    assert_eq!(membership, north.membership);
    assert!(membership.is_in_force(date(2026, 1, 1)) && !membership.is_in_force(date(2025, 12, 31)));
    membership.role = Role::Coordinator;
    membership.cleared = true;
    membership.state = MembershipState::Suspended;
    membership.to = Some(date(2026, 6, 1));
    writer.update_membership(&membership).await.unwrap();
    assert_conflict(writer.update_membership(&membership).await, (1, 2));
    membership.version = 2;
    assert_eq!(writer.memberships().await.unwrap(), [membership.clone()]);
    assert!(!membership.is_in_force(date(2026, 3, 1)));
    writer.commit().await.unwrap();

    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let twin = User { id: db.dice.id(), ..disabled };
    assert!(matches!(writer.insert_user(&twin).await, Err(Error::Refused(_))), "one account per address");
}

async fn a_person_comes_back_as_written(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let person = Person {
        id: db.dice.id(),
        name: PersonName {
            latin: NameParts::parse("Zahra'", "Al-Ḥusaynī", "").unwrap(),
            original: Some(NameParts::parse("زهرة", "الحسيني", "").unwrap()),
        },
        birth: "1984-03".parse().unwrap(),
        sex: Some(Sex::Female),
        languages: vec!["fa-AF".parse().unwrap(), "sv".parse().unwrap()],
        interpreter: false,
        protection: Protection::ProtectedRegistration,
        unaccompanied: true,
    };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.insert_people(&[(&person, None)]).await.unwrap();
    let record = writer.person(person.id).await.unwrap();
    assert_eq!(record, PersonRecord { person: person.clone(), phone: None, version: 1 });

    for birth in ["", "1984", "1984-03-07"] {
        let mut changed = writer.person(person.id).await.unwrap();
        changed.person.birth = if birth.is_empty() { PartialDate::Unknown } else { birth.parse().unwrap() };
        changed.person.name.original = None;
        changed.person.sex = None;
        changed.person.languages = vec![];
        changed.phone = Some("070".to_owned());
        writer.update_person(&changed).await.unwrap();
        let stored = writer.person(person.id).await.unwrap();
        assert_eq!(stored, PersonRecord { version: changed.version + 1, ..changed });
    }
    assert_conflict(writer.update_person(&record).await, (1, 4));
}

async fn identifiers_are_sealed_and_found(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar")).await;
    let today = date(2026, 3, 2);
    let of = |kind, text: &str, person| Identifier {
        id: db.dice.id(),
        person,
        value: IdentifierValue::parse(kind, text, today).unwrap(),
        issuer: Some("UA".to_owned()),
        interval: Interval::since(date(2020, 1, 1)),
        verification: Verification::DocumentSeen { by: north.user.id, on: today },
    };
    let passport = of(IdentifierKind::Passport, "FX 123456", family.people[0]);
    let number = of(IdentifierKind::Personnummer, "19121212-1212", family.people[0]);
    let same = Identifier {
        verification: Verification::Stated,
        issuer: None,
        ..of(IdentifierKind::Passport, "fx123456", family.people[1])
    };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    for identifier in [&passport, &number, &same] {
        writer.insert_identifier(identifier).await.unwrap();
    }
    writer.commit().await.unwrap();

    let mut reader = db.read(&north.who()).await.unwrap();
    let stored = reader.identifiers_of(family.id).await.unwrap();
    assert_eq!(stored.len(), 3);
    assert!([&passport, &number, &same].into_iter().all(|identifier| stored.contains(identifier)));
    let mut owners = family.people.clone();
    owners.sort();
    assert_eq!(reader.people_with_identifier(&passport.value).await.unwrap(), owners);
    assert_eq!(reader.people_with_identifier(&number.value).await.unwrap(), [family.people[0]]);
    let other = IdentifierValue::parse(IdentifierKind::Other, "FX123456", today).unwrap();
    assert_eq!(
        reader.people_with_identifier(&other).await.unwrap(),
        [],
        "another kind of number is another number"
    );

    let sealed = match db.kind {
        Kind::Sqlite => "SELECT group_concat(hex(value_sealed) || hex(value_index)) FROM identifier",
        Kind::Postgres => {
            "SELECT string_agg(encode(value_sealed, 'hex') || encode(value_index, 'hex'), '') FROM identifier"
        }
    };
    let sealed = db.raw_value(sealed).await.to_lowercase();
    assert!(!sealed.contains(&hex("FX123456")), "the number stands nowhere");
}

async fn legal_statuses_are_replaced(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let head = family.people[0];
    let asylum = StatusPeriod {
        status: LegalStatus::AsylumSeeker,
        interval: Interval::between(date(2025, 12, 1), date(2026, 2, 1)).unwrap(),
    };
    let permit =
        StatusPeriod { status: LegalStatus::NewlyArrived, interval: Interval::since(date(2026, 2, 1)) };
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.set_statuses(head, &[permit, asylum]).await.unwrap();
    assert_eq!(
        writer.statuses_of(family.id).await.unwrap(),
        [(head, asylum), (head, permit)],
        "oldest first"
    );
    writer.set_statuses(head, &[asylum]).await.unwrap();
    assert_eq!(writer.statuses_of(family.id).await.unwrap(), [(head, asylum)]);
}

async fn a_household_comes_back_as_it_was_received(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar")).await;
    let mut reader = db.read(&north.who()).await.unwrap();
    let file = reader.household(family.id).await.unwrap();
    assert_eq!(file.household.head(), Some(family.people[0]));
    assert_eq!(file.household.members.len(), 2);
    assert_eq!((file.reference.as_str(), file.version), (family.reference.as_str(), 1));
    assert_eq!((file.arrived_on, file.registered_at), (Municipality::FIRST_DAY, db.now()));
    assert_eq!((file.registered_by_actor, file.registered_by_user), (north.social.id, north.user.id));
    assert_eq!(
        (file.area.as_deref(), file.note.as_deref()),
        (Some("Hamnen"), Some("Oksana waits at the station"))
    );
    assert_eq!((file.protection, file.closed_on), (Protection::None, None));
    let next_deadline = Some(Municipality::FIRST_DAY + 7.days());
    assert_eq!(file.chain, ChainSummary { open: 2, waiting: 0, gaps: 0, next_deadline });
    let typed = format!(" {} ", family.reference.to_lowercase());
    assert_eq!(reader.household_by_reference(&typed).await.unwrap(), Some(family.id));
    assert_eq!(reader.household_by_reference("NOTHING").await.unwrap(), None);
    assert_eq!(reader.people_of(family.id).await.unwrap().len(), 2);
    let candidate = reader.candidate(family.people[1], family.id).await.unwrap();
    assert_eq!((candidate.given.as_str(), candidate.reference), ("Danylo", family.reference));
    let all_bytes = if db.kind == Kind::Sqlite { "hex(note_sealed)" } else { "encode(note_sealed, 'hex')" };
    let sealed = db.raw_value(&format!("SELECT {all_bytes} FROM household")).await.to_lowercase();
    assert!(!sealed.contains(&hex("waits")));
}

async fn a_file_keeps_versions_apart(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar").with("Danylo", "Bondar")).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let mut file = writer.household(family.id).await.unwrap();
    file.note = None;
    file.area = None;
    file.closed_on = Some(date(2026, 3, 2));
    file.protection = Protection::Confidential;
    writer.update_file(&file).await.unwrap();
    let stored = writer.household(family.id).await.unwrap();
    assert_eq!((stored.note, stored.area, stored.closed_on), (None, None, file.closed_on));
    assert_eq!((stored.protection, stored.version), (Protection::Confidential, 2));
    assert_conflict(writer.update_file(&file).await, (1, 2));

    // The members are part of the same record: who changes them on the old version is told as well.
    let stale = file.household.clone().leave(family.people[1], date(2026, 3, 2)).unwrap();
    assert_conflict(writer.update_members(&stale, Protection::None).await, (1, 2));
    assert_eq!(
        writer.household(family.id).await.unwrap().household.members,
        stored.household.members,
        "nothing was written"
    );
    let fresh = stored.household.leave(family.people[1], date(2026, 3, 2)).unwrap();
    writer.update_members(&fresh, Protection::None).await.unwrap();
    let stored = writer.household(family.id).await.unwrap();
    assert_eq!((stored.version, stored.protection), (3, Protection::None));
    assert_eq!(stored.household.members_on(date(2026, 3, 2)).count(), 1);
}

async fn split_and_merge_are_remembered(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let one = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let two = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let (first, second) = (
        writer.household(one.id).await.unwrap().household,
        writer.household(two.id).await.unwrap().household,
    );
    let (into, merged) = first.merge(&second, date(2026, 3, 2)).unwrap();
    for household in [&into, &merged] {
        writer.update_members(household, Protection::None).await.unwrap();
    }
    for household in [into, merged] {
        let stored = writer.household(household.id).await.unwrap().household;
        assert_eq!(stored.kinships, household.kinships);
        let sorted = |members: &[domain::Membership]| {
            let mut members = members.to_vec();
            members.sort_by_key(|member| (member.person, member.interval.from()));
            members
        };
        assert_eq!(sorted(&stored.members), sorted(&household.members));
    }
}

async fn what_is_said_of_two_people_comes_back_for_both(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let one = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let two = north.receive(&db, &FamilyPlan::new("Oxana", "Bondar")).await;
    let (first, second, user) = (one.people[0], two.people[0], north.user.id);
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.say(first, second, IdentityVerdict::Same, user).await.unwrap();
    // The other way round it is the same pair, and the latest word stands.
    writer.say(second, first, IdentityVerdict::Different, user).await.unwrap();
    for (person, other) in [(first, second), (second, first)] {
        let said = writer.said_of(person).await.unwrap();
        assert_eq!(said.len(), 1);
        assert_eq!((said[0].other, said[0].verdict, said[0].by), (other, IdentityVerdict::Different, user));
    }

    // Whoever is protected or in a closed household may not be found.
    let today = date(2026, 3, 2);
    let everybody = writer.findable(today).await.unwrap();
    assert_eq!(everybody.len(), one.people.len() + two.people.len());
    assert_eq!(writer.findable_of(one.id, today).await.unwrap().len(), one.people.len());
    let household = writer.household(one.id).await.unwrap().household;
    writer.update_members(&household, Protection::Confidential).await.unwrap();
    assert_eq!(writer.findable_of(one.id, today).await.unwrap(), []);
    let mut file = writer.household(two.id).await.unwrap();
    file.closed_on = Some(today);
    writer.update_file(&file).await.unwrap();
    assert_eq!(writer.findable(today).await.unwrap(), []);
}

async fn links_come_back_in_every_state(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let reason: Reason = "they said so".parse().unwrap();
    let referral = db.dice.id();
    let states = [
        LinkState::Planned,
        LinkState::Referred { referral },
        LinkState::Accepted { referral },
        LinkState::Ongoing { referral: None },
        LinkState::Ongoing { referral: Some(referral) },
        LinkState::Paused {
            resume_to: domain::ActiveState::Accepted { referral },
            reason: reason.clone(),
            until: Some(date(2026, 4, 1)),
        },
        LinkState::Done { on: date(2026, 3, 1), by: north.user.id },
        LinkState::NotNeeded { by: north.user.id, reason: reason.clone() },
    ];
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    for (version, state) in (1..).zip(states) {
        let mut record = writer.link(family.links[0]).await.unwrap().into_record();
        assert_eq!(record.version, version);
        record.state = state;
        record.handed_over_by = Some(north.social.id);
        record.fell_back = Some(domain::FellBack {
            from: north.association.id,
            because: domain::FallbackReason::ALL[0],
            on: date(2026, 2, 1),
        });
        record.reopened_because = Some(reason.clone());
        record.person = None;
        record.deadline = (version % 2 == 0).then_some(date(2026, 5, 1));
        let link = Link::restore(record.clone()).unwrap();
        writer.update_link(&link).await.unwrap();
        assert_conflict(writer.update_link(&link).await, (version, version + 1));
        record.version += 1;
        assert_eq!(writer.link(family.links[0]).await.unwrap().into_record(), record);
    }
}

/// Both databases must give one order, also where there is nothing to order by and where the words are Swedish.
async fn orders_are_the_same_on_both_databases(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let plan = FamilyPlan { links: vec!["housing", "school", "work"], ..FamilyPlan::new("Oksana", "Bondar") };
    let family = north.receive(&db, &plan).await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    let link = writer.link(family.links[1]).await.unwrap().reschedule(None).unwrap();
    writer.update_link(&link).await.unwrap();
    let kinds: Vec<String> =
        writer.links_of(family.id).await.unwrap().iter().map(|link| link.kind.as_str().to_owned()).collect();
    assert_eq!(kinds, ["housing", "work", "school"], "a link without a deadline comes last");

    for name in ["Örebro", "Ale", "ale", "Åre", "Zorn", "Ärla"] {
        let mut actor = north.association.clone();
        (actor.id, actor.name) = (db.dice.id(), name.to_owned());
        writer.insert_actor(&actor).await.unwrap();
    }
    let names: Vec<String> = writer.actors().await.unwrap().into_iter().map(|actor| actor.name).collect();
    let ours: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.contains(" i ")).collect();
    assert_eq!(
        ours,
        ["Ale", "Zorn", "ale", "Ärla", "Åre", "Örebro"],
        "by code point; the screens sort for their language"
    );
}

async fn letters_wait_leave_and_are_emptied(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let letter = |kind| Message {
        id: db.dice.id(),
        kind,
        recipient: "someone@example.se".to_owned(),
        subject: "A link".to_owned(),
        body: b"the secret link".to_vec(),
        attempts: 0,
    };
    let (first, second) = (letter(MessageKind::Letter), letter(MessageKind::SignIn));
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.post(&first).await.unwrap();
    writer.commit().await.unwrap();
    db.clock.advance(SignedDuration::from_secs(1));
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    writer.post(&second).await.unwrap();
    let due = writer.due_messages(db.now(), 10).await.unwrap();
    assert_eq!(due.iter().map(|message| message.id).collect::<Vec<_>>(), [first.id, second.id]);
    assert_eq!((due[1].kind, due[1].body.as_slice()), (MessageKind::SignIn, b"the secret link".as_slice()));
    assert_eq!(writer.due_messages(db.now(), 1).await.unwrap().len(), 1);

    writer.message_failed(first.id, "the server said no", db.now() + 1.minute()).await.unwrap();
    writer.message_sent(second.id).await.unwrap();
    assert!(writer.due_messages(db.now(), 10).await.unwrap().is_empty());
    assert_eq!(writer.waiting_messages().await.unwrap(), 1);
    let again = writer.due_messages(db.now() + 1.minute(), 10).await.unwrap().remove(0);
    assert_eq!((again.id, again.attempts), (first.id, 1));
    writer.commit().await.unwrap();
    let length = if db.kind == Kind::Sqlite { "length(body_sealed)" } else { "octet_length(body_sealed)" };
    let shortest = db.raw_value(&format!("SELECT MIN({length}) FROM message")).await;
    assert_eq!(shortest, "40", "nonce and tag of an empty text");
}

async fn settings_are_set_and_taken_once(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let mut writer = db.write(&north.who(), db.now()).await.unwrap();
    assert_eq!(writer.setting("claim").await.unwrap(), None);
    writer.set_setting("claim", "first").await.unwrap();
    writer.set_setting("claim", "second").await.unwrap();
    assert_eq!(writer.setting("claim").await.unwrap().as_deref(), Some("second"));
    assert!(!writer.take_setting("claim", "first").await.unwrap());
    assert!(writer.take_setting("claim", "second").await.unwrap());
    assert!(!writer.take_setting("claim", "second").await.unwrap());
}

async fn reads_are_logged_latest_first(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let reading = |what| Reading { household: family.id, role: "case_worker", purpose: "case_work", what };
    db.log_reads(&north.who(), db.now(), &[reading("household"), reading("chain")]).await.unwrap();
    db.clock.advance(SignedDuration::from_secs(1));
    let gone = Who { user: Some(db.dice.id()), ..north.who() };
    db.log_reads(&gone, db.now(), &[reading("identifiers")]).await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    let reads = reader.reads_of(family.id, 10).await.unwrap();
    assert_eq!(reads.len(), 3);
    assert_eq!(
        (reads[0].what.as_str(), reads[0].user_name.as_deref()),
        ("identifiers", None),
        "no account any longer"
    );
    assert_eq!(reads[0].at, db.now());
    assert_eq!(reads[1].user_name.as_deref(), Some(north.user.name.as_str()));
    assert_eq!(
        (reads[1].actor_name.as_str(), reads[1].role.as_str()),
        (north.social.name.as_str(), "case_worker")
    );
    assert_eq!(reader.reads_of(family.id, 1).await.unwrap().len(), 1);
}

/// The databases keep microseconds; what comes in finer is cut, not rounded, and cut alike everywhere.
async fn instants_are_cut_to_microseconds(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    let fine: Timestamp = "2026-03-02T08:00:00.123456789Z".parse().unwrap();
    let cut: Timestamp = "2026-03-02T08:00:00.123456Z".parse().unwrap();
    db.clock.set(fine);
    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    let mut writer = db.write(&north.who(), db.clock.now()).await.unwrap();
    writer.insert_sign_in_link(b"link", north.user.id, None, fine + 1.hour()).await.unwrap();
    writer.commit().await.unwrap();
    let reading = Reading { household: family.id, role: "desk", purpose: "registration", what: "household" };
    db.log_reads(&north.who(), fine, &[reading]).await.unwrap();
    let mut reader = db.read(&north.who()).await.unwrap();
    assert_eq!(reader.household(family.id).await.unwrap().registered_at, cut);
    assert_eq!(reader.reads_of(family.id, 1).await.unwrap()[0].at, cut);
    let link = reader.sign_in_link(b"link").await.unwrap().unwrap();
    let expected =
        SignInLink { user: north.user.id, browser_hash: None, expires_at: cut + 1.hour(), used_at: None };
    assert_eq!(link, expected);
    assert!(matches!(reader.verify_changes().await.unwrap(), store::Verdict::Whole { .. }));
}

/// A stored word that this program does not know is an error that names it, never a guess.
async fn an_unknown_word_is_named(db: TestDatabase) {
    let north = Municipality::found(&db, "Norrhamn").await;
    db.raw("UPDATE actor SET kind = 'orchestra'").await.unwrap();
    let error = db.read(&north.who()).await.unwrap().actors().await.unwrap_err();
    assert!(
        matches!(&error, Error::Inconsistent { column: "kind", value } if value == "orchestra"),
        "{error}"
    );

    let family = north.receive(&db, &FamilyPlan::new("Oksana", "Bondar")).await;
    db.raw("UPDATE person SET given = '', family = ''").await.unwrap();
    let error = db.read(&north.who()).await.unwrap().person(family.people[0]).await.unwrap_err();
    assert!(matches!(error, Error::Inconsistent { column: "given", .. }), "{error}");
    let seal = if db.kind == Kind::Sqlite { "x'00'" } else { "'\\x00'" };
    db.raw(&format!("UPDATE household SET note_sealed = {seal}")).await.unwrap();
    let error = db.read(&north.who()).await.unwrap().household(family.id).await.unwrap_err();
    assert!(matches!(error, Error::Sealed { table: "household", column: "note_sealed" }), "{error}");
}

both_databases!(
    an_actor_comes_back_and_keeps_versions_apart,
    a_duty_comes_back_and_keeps_versions_apart,
    users_and_memberships_come_back,
    a_person_comes_back_as_written,
    identifiers_are_sealed_and_found,
    legal_statuses_are_replaced,
    a_household_comes_back_as_it_was_received,
    a_file_keeps_versions_apart,
    split_and_merge_are_remembered,
    what_is_said_of_two_people_comes_back_for_both,
    links_come_back_in_every_state,
    orders_are_the_same_on_both_databases,
    letters_wait_leave_and_are_emptied,
    settings_are_set_and_taken_once,
    reads_are_logged_latest_first,
    instants_are_cut_to_microseconds,
    an_unknown_word_is_named,
);
