//! Twin tenants: the same ids in both, and words in one of them that must never reach the other.

use std::{collections::BTreeSet, fmt::Write as _};

use access::scope::{HomeScope, HouseholdScope, ProtectedRows, ReferralScope};
use domain::{
    Bed, Block, Consent, ConsentId, ConsentManner, FallbackReason, FellBack, GdprBasis, Ground, Home, HomeId,
    HomeKind, Identifier, IdentifierKind, IdentifierValue, IdentityVerdict, ImportId, Interval, LegalStatus,
    Link, OslGround, Protection, Referral, ReferralId, ReferralRecord, ReferralState, Room, SharedField,
    StatusPeriod, Stay, StayId, StoredAddress, Subject, Verification, WishId,
};
use flate2::read::MultiGzDecoder;
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use sqlx::{PgPool, Row as _, postgres::PgPoolOptions};
use store::{
    Who, Writer,
    identity::Session,
    outbox::{Message, MessageKind},
    receive::{
        access_log::Reading,
        home::{FittingQuery, HomeFile, HomeFilter},
        household::HouseholdFilter,
        import::{ImportKey, Imported},
        newcomer::{Wish, WishKind},
        referral::{ReferralFilter, ReferralWords},
    },
};
use test_support::{Family, FamilyPlan, Kind, Municipality, SeededDice, TestDatabase, both_databases};
use uuid::Uuid;

use crate::{literal, sources};

const TODAY: Date = date(2026, 3, 2);
const KEY: Uuid = Uuid::from_bytes([9; 16]);

/// A tenant with something in every table that a method reads.
struct Twin {
    municipality: Municipality,
    family: Family,
    passport: IdentifierValue,
    consent: ConsentId,
    referral: ReferralId,
    wish: WishId,
    home: HomeId,
    stay: StayId,
    import: ImportId,
}

/// Two dice of one seed make two tenants whose records have the same ids: only the tenant tells them apart.
async fn twin(db: &TestDatabase, name: &str, word: &str) -> Twin {
    let dice = SeededDice::new(77);
    let municipality = Municipality::found_in(db, &dice, db.now(), name).await.unwrap();
    let plan = FamilyPlan {
        area: Some(word.to_owned()),
        note: Some(format!("{word} is written here")),
        ..FamilyPlan::new(word, "Bondar").with("Danylo", word)
    };
    let mut writer = db.write(&municipality.who(), db.now()).await.unwrap();
    let family = municipality.receive_in(&mut writer, &dice, &plan).await.unwrap();
    let head = family.people[0];
    let passport = IdentifierValue::parse(IdentifierKind::Passport, word, TODAY).unwrap();
    writer
        .insert_identifier(&Identifier {
            id: dice.id(),
            person: head,
            value: passport.clone(),
            issuer: Some(word.to_owned()),
            interval: Interval::since(date(2020, 1, 1)),
            verification: Verification::DocumentSeen { by: municipality.user.id, on: TODAY },
        })
        .await
        .unwrap();
    let status = StatusPeriod { status: LegalStatus::TemporaryProtection, interval: Interval::since(TODAY) };
    writer.set_statuses(head, &[status]).await.unwrap();
    writer.set_setting("name", word).await.unwrap();
    let mut user = municipality.user.clone();
    user.name = word.to_owned();
    user.email = String::from("someone@example.se");
    writer.update_user(&user).await.unwrap();
    writer
        .insert_session(
            &Session {
                id: dice.id(),
                user: Some(municipality.user.id),
                membership: Some(municipality.membership.id),
                household: None,
                viewing_role: None,
                viewing_actor: None,
                created_at: db.now(),
                seen_at: db.now(),
                expires_at: db.now() + if word == CANARY { 2.hours() } else { 1.hour() },
                ended_at: None,
            },
            b"session",
        )
        .await
        .unwrap();
    writer
        .insert_sign_in_link(b"link", municipality.user.id, Some(word.as_bytes()), db.now() + 1.hour())
        .await
        .unwrap();
    writer
        .post(&Message {
            id: dice.id(),
            kind: MessageKind::Letter,
            recipient: format!("{word}@example.se"),
            subject: word.to_owned(),
            body: word.as_bytes().to_vec(),
            attempts: 0,
        })
        .await
        .unwrap();
    writer.claim(&store::Attempt::new(KEY, "act", b"body")).await.unwrap();
    writer.answer(&store::Attempt::new(KEY, "act", b"body"), word).await.unwrap();
    writer.count_attempt("account", db.now()).await.unwrap();
    writer.take_lease("mail", KEY, db.now() + 1.hour()).await.unwrap();
    let ids = SeededDice::new(78);
    let twin = Twin {
        municipality,
        family,
        passport,
        consent: ids.id(),
        referral: ids.id(),
        wish: ids.id(),
        home: ids.id(),
        stay: ids.id(),
        import: ids.id(),
    };
    insert_rest(&mut writer, &dice, &twin, word).await;
    writer.commit().await.unwrap();
    let Twin { municipality, family, .. } = &twin;
    let reading = Reading { household: family.id, role: "desk", purpose: "registration", what: "household" };
    db.log_reads(&municipality.who(), db.now(), &[reading]).await.unwrap();
    twin
}

/// What hangs on a household and on a home: consent, referral, card, wish, home, stay, import.
async fn insert_rest(writer: &mut Writer, dice: &SeededDice, twin: &Twin, word: &str) {
    let Twin { municipality, family, .. } = twin;
    let (social, housing, user) = (municipality.social.id, municipality.housing.id, municipality.user.id);
    let fields = BTreeSet::from([SharedField::Names]);
    let consent = Consent {
        id: twin.consent,
        subject: Subject::Household(family.id),
        receiver: housing,
        fields: fields.clone(),
        given_on: TODAY,
        withdrawn_on: None,
        how: ConsentManner::ALL[0],
    };
    writer.insert_consent(&consent, family.id, user).await.unwrap();
    let referral = Referral::restore(ReferralRecord {
        id: twin.referral,
        link: family.links[1],
        from: social,
        to: housing,
        ground: Ground {
            gdpr: GdprBasis::PublicTask,
            osl: OslGround::WithReservation { reservation: word.parse().unwrap() },
        },
        fields,
        state: ReferralState::Sent,
        sent_on: TODAY,
        answer_by: TODAY + 7.days(),
        version: 0,
    });
    let words = ReferralWords { message: Some(word.to_owned()), ..ReferralWords::default() };
    writer.insert_referral(&referral, family.id, &words).await.unwrap();
    let mut record = writer.link(family.links[0]).await.unwrap().into_record();
    record.fell_back = Some(FellBack { from: housing, because: FallbackReason::ALL[0], on: TODAY });
    record.next_step = word.to_owned();
    writer.update_link(&Link::restore(record).unwrap()).await.unwrap();
    writer.mark_undecided(family.links[1], Some(TODAY)).await.unwrap();

    writer.insert_card(family.id, "CODE", word, user).await.unwrap();
    let wish = Wish {
        id: twin.wish,
        household: family.id,
        link: Some(family.links[0]),
        kind: WishKind::Wrong,
        text: Some(word.to_owned()),
        language: "uk".to_owned(),
        said_at: writer.now(),
        answer: None,
        version: 1,
    };
    writer.insert_wish(&wish).await.unwrap();
    writer.answer_wish(&wish, social, word).await.unwrap();

    let bed = |label: &str| Bed { id: dice.id(), label: label.to_owned() };
    let home = Home {
        id: twin.home,
        name: word.to_owned(),
        kind: HomeKind::ALL[0],
        conditions: BTreeSet::new(),
        rooms: vec![Room { id: dice.id(), name: word.to_owned(), beds: vec![bed(word), bed("2"), bed("3")] }],
        interval: Interval::since(Municipality::FIRST_DAY),
        address: Some(StoredAddress::new(word, Protection::None).unwrap()),
    };
    let beds: Vec<_> = home.beds().collect();
    let file = HomeFile {
        home,
        area: word.to_owned(),
        owner: housing,
        hosts: BTreeSet::from([user]),
        protection: Protection::None,
        version: 0,
    };
    writer.insert_home(&file).await.unwrap();
    let nights = Interval::between(date(2026, 2, 1), date(2026, 4, 1)).unwrap();
    let block = Block { beds: BTreeSet::from([beds[1]]), interval: nights, reason: word.parse().unwrap() };
    writer.block_beds(twin.home, &block).await.unwrap();
    let over = Interval::between(date(2026, 1, 2), date(2026, 3, 2)).unwrap();
    for (id, bed, nights) in [(twin.stay, beds[0], nights), (dice.id(), beds[2], over)] {
        let stay = Stay {
            id,
            household: family.id,
            home: twin.home,
            beds: vec![(bed, Some(family.people[0]))],
            without_bed: BTreeSet::from([family.people[1]]),
            nights,
        };
        writer.claim_beds(&BTreeSet::from([bed])).await.unwrap();
        writer.insert_stay(&stay).await.unwrap();
    }
    writer.insert_import_file(twin.import, "households", word.as_bytes(), user).await.unwrap();
    writer.say(family.people[0], family.people[1], IdentityVerdict::Family, user).await.unwrap();
    let key = ImportKey { reference: b"reference".to_vec(), name: word.as_bytes().to_vec(), second: vec![] };
    writer.insert_imported("households", &key, Imported::Household(family.id)).await.unwrap();
    writer.refresh_household(family.id, 1, TODAY).await.unwrap();
}

const CANARY: &str = "KANARIN";
const OWN: &str = "NORRING";

async fn twins(db: &TestDatabase) -> (Twin, Twin) {
    let (own, canary) = (twin(db, OWN, OWN).await, twin(db, CANARY, CANARY).await);
    assert_same_ids(&own, &canary);
    (own, canary)
}

fn assert_same_ids(own: &Twin, canary: &Twin) {
    assert_eq!(own.family.id, canary.family.id);
    assert_ne!(own.municipality.tenant, canary.municipality.tenant);
}

/// Everything that every read method gives, as one text.
async fn read_everything(db: &TestDatabase, twin: &Twin) -> String {
    let Twin { municipality, family, passport, .. } = twin;
    let everyone = HouseholdScope::All { tenant: municipality.tenant, protected: ProtectedRows::Shown };
    let every_home = HomeScope::All { tenant: municipality.tenant, protected: ProtectedRows::Shown };
    let every_referral = ReferralScope::All { tenant: municipality.tenant, protected: ProtectedRows::Shown };
    let homes = HomeFilter { name: String::new(), area: None, kind: None, free: 0, offset: 0, limit: 100 };
    let nights = Interval::between(TODAY, TODAY + 7.days()).unwrap();
    let fitting = FittingQuery {
        household: family.id,
        moving: None,
        nights,
        beds: 1,
        near: String::new(),
        name: String::new(),
        no_hosts: false,
        no_address: false,
        protected_first: false,
        limit: 100,
    };
    let referrals = ReferralFilter { end: None, state: None, offset: 0, limit: 100 };
    let mut reader = db.read(&municipality.who()).await.unwrap();
    let mut seen = String::new();
    macro_rules! see {
        ($($call:ident($($argument:expr),*);)*) => {
            $(writeln!(seen, "{}: {:?}", stringify!($call), reader.$call($($argument),*).await.unwrap()).unwrap();)*
        };
    }
    let words = ["bondar".to_owned()];
    let (head, user, now) = (family.people[0], municipality.user.id, db.now());
    let link = reader.link(family.links[1]).await.unwrap();
    let referral = reader.referral(twin.referral).await.unwrap();
    see! {
        actor(municipality.social.id);
        actor_version(municipality.social.id);
        actors();
        responsibility_map();
        applied_import(twin.import, user);
        area_occupancy(&every_home, &homes, TODAY);
        asked_for(family.id);
        beds_on(TODAY, None);
        blocks_of(twin.home, TODAY);
        candidate(head, family.id);
        card("CODE");
        card_of(family.id);
        changes_after(0, 100);
        changes_before(100, 100);
        changes_of(family.id.uuid(), 100);
        changes_of_household(family.id, 100);
        consent(twin.consent);
        consents_of(family.id);
        count_reads(family.id);
        done_since(db.now());
        duties();
        duty(municipality.duty.id);
        duty_version(municipality.duty.id);
        duty_versions();
        findable(TODAY);
        findable_of(family.id, TODAY);
        fitting_homes(&every_home, &fitting);
        home(twin.home);
        home_areas(&every_home);
        homes(&every_home, &homes, TODAY, TODAY + 7.days());
        homes_of_household(family.id, TODAY);
        household(family.id);
        household_by_reference(&family.reference);
        household_facts(family.id);
        household_of(head, TODAY);
        households(&everyone, HouseholdFilter { state: None, offset: 0, limit: 100 }, TODAY);
        households_by_state(TODAY);
        households_changed_after(0, 100);
        households_with_gaps(&everyone, 0, 100);
        identifiers_of(family.id);
        import_files_before(now);
        imported("households");
        key_fits();
        known_gaps(family.id);
        known_numbers();
        last_change();
        link(family.links[0]);
        link_facts(&link);
        link_notices_of(family.id);
        links_fallen_back(&everyone, 0, 100);
        links_of(family.id);
        links_of_actor(municipality.social.id, TODAY);
        links_to_escalate([TODAY; 3], 100);
        links_to_settle(TODAY + 90.days(), municipality.social.id, None, 100);
        links_undecided(&everyone, 0, 100);
        links_without_duty();
        membership(municipality.membership.id);
        memberships();
        memberships_of(user);
        moved_out(TODAY);
        next_steps_of(municipality.social.id, true, 100, 0);
        overdue_by_actor(TODAY);
        people_in_reception(TODAY);
        people_named(&everyone, &words, TODAY, 100);
        people_of(family.id);
        people_with_identifier(passport);
        person(head);
        reads_of(family.id, 100);
        referral(twin.referral);
        referral_facts(twin.referral);
        referral_words(&referral);
        referrals(&every_referral, referrals);
        referrals_of(family.id);
        referrals_waiting();
        residents(&everyone, twin.home, TODAY);
        said_of(head);
        session_by_token(b"session");
        sessions_of(user, now);
        setting("name");
        sign_in_link(b"link");
        statuses_of(family.id);
        stay(twin.stay);
        stays_meeting(twin.home, None, nights);
        stays_of_household(family.id);
        strongest_in_home(twin.home, TODAY);
        subjects_of(family.id, None, TODAY);
        tries("account", now);
        used_beds(twin.home);
        user(user);
        user_by_email("someone@example.se");
        users();
        verify_changes();
        waiting_messages();
        waiting_referrals(&every_referral, None);
        whereabouts_of(family.id);
        wish(twin.wish);
        wishes_of(family.id);
    }
    let file = reader.import_file(twin.import).await.unwrap().unwrap();
    writeln!(seen, "import_file: {} {}", file.kind, String::from_utf8_lossy(&file.content)).unwrap();
    for message in reader.due_messages(now, 100).await.unwrap() {
        let body = String::from_utf8_lossy(&message.body).into_owned();
        writeln!(seen, "due_messages: {} {} {body}", message.recipient, message.subject).unwrap();
    }
    seen
}

/// Every method that reads must be tried here: one that is added and forgotten fails.
#[test]
fn every_read_method_is_tried() {
    let tried = include_str!("tenants.rs");
    let mut methods = 0;
    for (path, source) in sources() {
        for block in source.split("\nimpl Reader {").skip(1) {
            let block = block.split("\n}\n").next().unwrap_or_default();
            for method in block.split("\n    pub async fn ").skip(1) {
                let name = method.split(['(', '<']).next().unwrap_or_default();
                methods += 1;
                let (in_list, by_hand) = (format!("        {name}("), format!("reader.{name}("));
                assert!(
                    tried.contains(&in_list) || tried.contains(&by_hand),
                    "{}: add {name} to read_everything in tenants.rs, with a canary among what it reads",
                    path.display()
                );
            }
        }
    }
    assert!(methods > 35, "the scan found {methods} methods only: does it still read the sources?");
}

async fn nothing_is_read_from_the_twin(db: TestDatabase) {
    let own = twin(&db, OWN, OWN).await;
    let alone = read_everything(&db, &own).await;
    let canary = twin(&db, CANARY, CANARY).await;
    assert_same_ids(&own, &canary);
    let beside = read_everything(&db, &own).await;
    for (one, other) in alone.lines().zip(beside.lines()) {
        assert_eq!(other, one, "the twin shows");
    }
    assert_eq!(beside, alone);
    assert!(
        !beside.to_uppercase().contains(CANARY) && !beside.contains(&canary.municipality.tenant.to_string())
    );
    assert!(alone.matches(OWN).count() >= 20, "the words are there to be found: {alone}");
    assert!(read_everything(&db, &canary).await.matches(CANARY).count() >= 20);
}

/// The lines of a backup that belong to a tenant: everything it has.
async fn everything_of(db: &TestDatabase, tenant: Uuid) -> Vec<String> {
    let mut file = Vec::new();
    db.backup(&mut file, db.now()).await.unwrap();
    let text = std::io::read_to_string(MultiGzDecoder::new(file.as_slice())).unwrap();
    let mut lines = text.lines().skip_while(|line| *line != format!("{{\"tenant\":\"{tenant}\"}}"));
    let first = lines.next().unwrap().to_owned();
    let rest = lines.take_while(|line| !line.starts_with("{\"tenant\"") && !line.starts_with("{\"rows\""));
    std::iter::once(first).chain(rest.map(str::to_owned)).collect()
}

async fn nothing_is_written_to_the_twin(db: TestDatabase) {
    let (own, canary) = twins(&db).await;
    let before = everything_of(&db, canary.municipality.tenant.uuid()).await;
    assert!(before.iter().any(|line| line.contains(CANARY)));

    let Twin { municipality, family, .. } = &own;
    let who = municipality.who();
    let mut writer = db.write(&who, db.now() + 1.minute()).await.unwrap();
    let mut actor = municipality.social.clone();
    actor.name = String::from("changed");
    writer.update_actor(&actor, 1).await.unwrap();
    let mut duty = municipality.duty.clone();
    duty.law = String::from("changed");
    writer.update_duty(&duty, 1).await.unwrap();
    let mut user = writer.user(municipality.user.id).await.unwrap();
    user.language = String::from("en");
    writer.update_user(&user).await.unwrap();
    writer.update_membership(&municipality.membership).await.unwrap();
    let mut person = writer.person(family.people[0]).await.unwrap();
    person.phone = None;
    writer.update_person(&person).await.unwrap();
    writer.set_statuses(family.people[0], &[]).await.unwrap();
    let mut file = writer.household(family.id).await.unwrap();
    file.note = Some("changed".to_owned());
    writer.update_file(&file).await.unwrap();
    let household = writer.household(family.id).await.unwrap().household;
    let gone = household.leave(family.people[1], TODAY).unwrap();
    writer.update_members(&gone, domain::Protection::Confidential).await.unwrap();
    for link in writer.links_of(family.id).await.unwrap() {
        writer.update_link(&link.start().unwrap()).await.unwrap();
    }
    writer.refresh_household(family.id, 1, TODAY).await.unwrap();
    let session = writer.session_by_token(b"session").await.unwrap().unwrap();
    writer.touch_session(session.id).await.unwrap();
    writer.rotate_session(&session, b"another").await.unwrap();
    writer.end_session(session.id).await.unwrap();
    writer.end_sessions_of(municipality.user.id, None).await.unwrap();
    writer.use_sign_in_link(b"link").await.unwrap();
    writer
        .insert_sign_in_link(b"newer", municipality.user.id, Some(b"browser"), db.now() + 2.hours())
        .await
        .unwrap();
    assert!(writer.take_setting("name", OWN).await.unwrap());
    writer.set_setting("name", "changed").await.unwrap();
    writer.forget_attempts("account").await.unwrap();
    writer.count_attempt("account", db.now()).await.unwrap();
    let message = writer.due_messages(db.now(), 10).await.unwrap().remove(0);
    writer.message_failed(message.id, "failed", db.now() + 1.hour()).await.unwrap();
    writer.message_sent(message.id).await.unwrap();
    writer.take_lease("mail", KEY, db.now() + 5.hours()).await.unwrap();
    writer.answer(&store::Attempt::new(KEY, "act", b"body"), "changed").await.unwrap();
    writer.note(store::Change {
        action: "household.changed",
        object: KEY,
        household: None,
        detail: String::new(),
    });
    writer.commit().await.unwrap();

    assert_eq!(everything_of(&db, canary.municipality.tenant.uuid()).await, before);
}

/// Reads and writes of two tenants that share a pool of connections do not see each other's rows.
async fn a_pool_keeps_no_tenant(db: TestDatabase) {
    let (own, canary) = twins(&db).await;
    let reads: Vec<_> = (0..60)
        .map(|number| {
            let (twin, word) = if number % 2 == 0 { (&own, OWN) } else { (&canary, CANARY) };
            let (store, who, id) = (db.store().clone(), twin.municipality.who(), twin.family.id);
            tokio::spawn(async move {
                let area = if number % 5 == 0 {
                    store
                        .write(&who, "2026-03-02T08:00:00Z".parse().unwrap())
                        .await
                        .unwrap()
                        .household(id)
                        .await
                } else {
                    store.read(&who).await.unwrap().household(id).await
                };
                assert_eq!(area.unwrap().area.as_deref(), Some(word));
            })
        })
        .collect();
    for read in reads {
        read.await.unwrap();
    }
}

/// A mistake in a statement must not show another tenant's rows: PostgreSQL itself keeps them back. SQLite has no such
/// guard; there the statement is all there is, which is what the twins above try.
async fn the_database_itself_keeps_tenants_apart(db: TestDatabase) {
    if db.kind == Kind::Sqlite {
        return;
    }
    let (own, canary) = twins(&db).await;
    let pool: PgPool = PgPoolOptions::new().max_connections(1).connect(&db.url()).await.unwrap();
    let name = |tenant: domain::TenantId| format!("SET LOCAL hamn.tenant = '{tenant}'");
    for table in store::retention::TABLES.iter().filter(|table| table.name != "tenant") {
        let statement = format!("SELECT count(*) AS rows FROM {}", table.name);
        let mut counts = Vec::new();
        for twin in [&own, &canary] {
            let mut transaction = pool.begin().await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(name(twin.municipality.tenant)))
                .execute(&mut *transaction)
                .await
                .unwrap();
            let row = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.clone()))
                .fetch_one(&mut *transaction)
                .await
                .unwrap();
            counts.push(row.get::<i64, _>("rows"));
            transaction.commit().await.unwrap();
        }
        let all: i64 = db.raw_value(&statement).await.parse().unwrap();
        assert_eq!(counts[0], counts[1], "{}: the twins have as many rows", table.name);
        assert_eq!(counts[0] + counts[1], all, "{}: each sees its own half", table.name);
        // The only connection was just used by a tenant; what it named must be gone.
        let unnamed = sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).fetch_one(&pool).await;
        assert!(unnamed.is_err(), "{}: rows are given to nobody", table.name);
    }

    let mut transaction = pool.begin().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(name(own.municipality.tenant)))
        .execute(&mut *transaction)
        .await
        .unwrap();
    let theirs = literal(&db, canary.municipality.tenant.uuid());
    let touched =
        sqlx::raw_sql("UPDATE person SET given = 'changed'").execute(&mut *transaction).await.unwrap();
    assert_eq!(touched.rows_affected(), 2, "a statement without a condition changes one's own only");
    let deleted = sqlx::raw_sql("DELETE FROM setting").execute(&mut *transaction).await.unwrap();
    assert_eq!(deleted.rows_affected(), 1);
    let smuggled = format!("INSERT INTO setting (tenant_id, name, value) VALUES ({theirs}, 'a', 'b')");
    let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(smuggled)).execute(&mut *transaction).await;
    assert!(refused.is_err(), "a row cannot be written for another tenant");
}

async fn whoever_is_above_row_level_security_is_refused(db: TestDatabase) {
    if db.kind == Kind::Sqlite || std::env::var("HAMN_TEST_POSTGRES").is_ok() {
        return;
    }
    let bypasser = format!("hamn_bypasser_{}", std::process::id());
    db.raw(&format!("CREATE ROLE {bypasser} LOGIN BYPASSRLS")).await.unwrap();
    for role in ["postgres", &bypasser] {
        let url = db.url().replacen("hamn_test:hamn_test@", &format!("{role}@"), 1);
        let outcome = store::Store::open(&url, TestDatabase::root_key(), db.dice.clone()).await;
        let error = outcome.err().expect("the store does not run as such a role").to_string();
        assert!(error.contains("row-level security does not hold"), "{error}");
    }
    db.raw(&format!("DROP ROLE {bypasser}")).await.unwrap();
}

async fn the_tenants_are_listed(db: TestDatabase) {
    twins(&db).await;
    let names: Vec<String> = db.tenants().await.unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names, [CANARY, OWN]);
    db.ping().await.unwrap();
    assert_eq!(db.is_postgres(), db.kind == Kind::Postgres);
    let twice = db.create_tenant(db.dice.id(), CANARY, "another", db.now()).await;
    assert!(matches!(twice, Err(store::Error::Refused(_))), "{twice:?}");
    let stranger = Who::program(db.dice.id());
    assert!(db.read(&stranger).await.unwrap().users().await.unwrap().is_empty());
}

both_databases!(
    nothing_is_read_from_the_twin,
    nothing_is_written_to_the_twin,
    a_pool_keeps_no_tenant,
    the_database_itself_keeps_tenants_apart,
    whoever_is_above_row_level_security_is_refused,
    the_tenants_are_listed,
);
