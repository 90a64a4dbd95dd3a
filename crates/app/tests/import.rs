//! Files brought in: what is seen beforehand, what comes in, and what never does.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::sync::Arc;

use access::Access;
use app::{
    App, Context, Error, Settings,
    receive::{
        export,
        import::{self, Applied, Checked, FileKind, Known, Report, Seen},
    },
    set_up::{Founding, NewActor, NewMembership, NewUser, establish},
    sign_in::{self, Resumed},
};
use domain::{ActorContact, ActorKind, ImportId, Role, TenantId, UserId};
use jiff::{SignedDuration, civil::date};
use languages::Languages;
use messages::Post;
use policy::Policy;
use store::{Attempt, Who};
use test_support::{Kind, SeededDice, StillClock, TestDatabase, both_databases};

const HEADINGS: &str = "household_ref;arrived_on;relation;förnamn;efternamn;född;pnr;språk;status;skydd\r\n";

/// A reception with somebody in every role, and its database.
struct Town {
    app: App,
    database: TestDatabase,
    dice: Arc<SeededDice>,
    tenant: TenantId,
    users: Vec<(Role, UserId)>,
}

impl Town {
    async fn found(database: TestDatabase) -> Self {
        let dice = Arc::new(SeededDice::new(7));
        let app = App {
            store: database.store().clone(),
            policy: Arc::new(Policy::embedded().unwrap()),
            access: Arc::new(Access::new().unwrap()),
            languages: Languages::load().unwrap(),
            clock: Arc::new(StillClock::at("2026-03-10T09:00:00Z")),
            dice: dice.clone(),
            post: Post::memory(),
            settings: Arc::new(Settings { public_url: "http://hamn.test".to_owned(), ..Settings::default() }),
            figures: app::overview::Cache::default(),
            known: app::receive::known::Known::default(),
        };
        let tenant: TenantId = dice.id();
        app.store.create_tenant(tenant, "9999", "Hamnvik", app.clock.now()).await.unwrap();
        let founding = Founding {
            actors: vec![NewActor {
                name: "Kommunstyrelsen".to_owned(),
                kind: ActorKind::MunicipalUnit,
                contact: ActorContact::default(),
                from: date(2020, 1, 1),
            }],
            principal: 0,
            users: [Role::Coordinator, Role::Administrator, Role::CaseWorker]
                .map(|role| NewUser {
                    name: role.to_string(),
                    email: format!("{role}@hamn.example"),
                    language: "sv".to_owned(),
                    memberships: vec![NewMembership { actor: 0, role, cleared: false }],
                })
                .into(),
            from: date(2020, 1, 1),
            executing: std::collections::BTreeMap::default(),
            left_open: std::collections::BTreeSet::default(),
            confirmed_on: Vec::new(),
        };
        let mut writer = app.store.write(&Who::program(tenant), app.clock.now()).await.unwrap();
        let made = establish(&app, &mut writer, &founding, app.today()).await.unwrap();
        writer.commit().await.unwrap();
        let users = made.users.iter().map(|(user, hats)| (hats[0].role, user.id)).collect();
        Self { app, database, dice, tenant, users }
    }

    /// Signed in through a real link, with a fresh key for one write.
    async fn context(&self, role: Role) -> Context {
        let user = self.users.iter().find(|(known, _)| *known == role).unwrap().1;
        let link =
            sign_in::print_link(&self.app, self.tenant, user, SignedDuration::from_mins(5)).await.unwrap();
        let secret = sign_in::Secret::from_text(link.rsplit('/').next().unwrap());
        let session = sign_in::use_link(&self.app, self.tenant, &secret, None).await.unwrap();
        let Resumed::User(mut context) = sign_in::resume(&self.app, self.tenant, &session).await.unwrap()
        else {
            panic!("{role} is not signed in")
        };
        context.attempt = Some(Attempt::new(self.dice.id(), "/import", b""));
        context
    }

    async fn check(&self, kind: FileKind, text: &str) -> Checked {
        import::check(&self.context(Role::Coordinator).await, kind, text.as_bytes().to_vec()).await.unwrap()
    }

    async fn waiting(&self, kind: FileKind, text: &str) -> (ImportId, Report) {
        let id = match self.check(kind, text).await {
            Checked::Waiting(id) => id,
            Checked::Refused(report) => panic!("{:?}", report.problems),
        };
        match import::look(&self.context(Role::Coordinator).await, id).await.unwrap() {
            Seen::Waiting(report) => (id, *report),
            Seen::Applied(applied) => panic!("{applied:?} before anybody said yes"),
        }
    }

    async fn refused(&self, text: &str) -> Vec<(u64, String, String, &'static str)> {
        let Checked::Refused(report) = self.check(FileKind::Households, text).await else {
            panic!("not refused")
        };
        let heading =
            |one: &import::OneFound| one.heading.as_ref().map_or_else(String::new, |h| h.name.clone());
        report
            .problems
            .shown()
            .iter()
            .map(|one| (one.line, heading(one), one.value.clone(), one.what.key))
            .collect()
    }

    async fn import(&self, kind: FileKind, text: &str, known: Known) -> Applied {
        let (id, _) = self.waiting(kind, text).await;
        import::apply(&self.context(Role::Coordinator).await, id, known).await.unwrap()
    }

    /// How many rows the tables hold that a file could add to.
    async fn counts(&self) -> Vec<String> {
        let mut counts = Vec::new();
        for table in
            ["household", "person", "actor", "identifier", "import_file", "import_reference", "change_log"]
        {
            counts.push(
                self.database.raw_value(&format!("SELECT CAST(COUNT(*) AS text) AS n FROM {table}")).await,
            );
        }
        counts
    }
}

fn family(reference: &str, name: &str, number: &str) -> String {
    format!(
        "{reference};2026-03-01;huvudperson;Олена;{name};1988-09-14;{number};uk|ru;tillfälligt skydd;\r\n\
         {reference};2026-03-01;barn;Марко;{name};2019;;uk;tillfälligt skydd;nej\r\n"
    )
}

/// One of the numbers that Skatteverket publishes for tests.
const NUMBER: &str = "191212121212";

async fn a_list_of_households_comes_in(database: TestDatabase) {
    let town = Town::found(database).await;
    let text = format!("{HEADINGS}{}{}", family("A1", "Коваль", NUMBER), family("A2", "Бондар", ""));
    let (id, report) = town.waiting(FileKind::Households, &text).await;
    assert_eq!(
        (report.rows, report.households, report.people, report.already, report.known),
        (4, 2, 4, 0, 0)
    );
    assert_eq!(report.sample.rows.len(), 4);
    assert_eq!(report.sample.rows[0].0, 2);
    let context = town.context(Role::Coordinator).await;
    let applied = import::apply(&context, id, Known::LeaveOut).await.unwrap();
    assert_eq!((applied.households, applied.people, applied.already, applied.left_out), (2, 4, 0, 0));

    let listed = export::households(&context, None).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(
        listed.iter().all(|line| line.size == 2 && line.chain.open > 5),
        "the chain is planned as at the desk"
    );
    let logged = town
        .database
        .raw_value("SELECT CAST(COUNT(*) AS text) AS n FROM access_log WHERE what = 'export' AND purpose = 'follow_up'")
        .await;
    assert_eq!(logged, "2", "each household in the file is a reading");
    assert_eq!(town.counts().await[4], "0", "the file is gone");

    // The same yes again, by a repeated form and by another one.
    let after = town.counts().await;
    assert_eq!(import::apply(&context, id, Known::LeaveOut).await.unwrap(), applied);
    let again = import::apply(&town.context(Role::Coordinator).await, id, Known::Register).await.unwrap();
    assert_eq!(again, applied);
    assert_eq!(town.counts().await[..2], after[..2]);

    // The same file again, and a longer one.
    let (_, report) = town.waiting(FileKind::Households, &text).await;
    assert_eq!((report.households, report.already, report.is_nothing()), (0, 2, true));
    let longer = text.clone() + &family("A3", "Шевчук", "");
    let applied = town.import(FileKind::Households, &longer, Known::LeaveOut).await;
    assert_eq!((applied.households, applied.already), (1, 2));
}

async fn a_known_number_is_told_and_left_out(database: TestDatabase) {
    let town = Town::found(database).await;
    town.import(
        FileKind::Households,
        &format!("{HEADINGS}{}", family("A1", "Коваль", NUMBER)),
        Known::LeaveOut,
    )
    .await;
    let text = format!("{HEADINGS}{}{}", family("B1", "Бондар", ""), family("B2", "Kovalenko", NUMBER));
    let (id, report) = town.waiting(FileKind::Households, &text).await;
    assert_eq!((report.households, report.known), (2, 1));
    let warning = &report.warnings.shown()[0];
    assert_eq!((warning.line, warning.what.key, warning.value.as_str()), (4, "import-warning-known", ""));
    let applied = import::apply(&town.context(Role::Coordinator).await, id, Known::LeaveOut).await.unwrap();
    assert_eq!((applied.households, applied.left_out), (1, 1));
    let applied = town.import(FileKind::Households, &text, Known::Register).await;
    assert_eq!((applied.households, applied.already, applied.left_out), (1, 1, 0));
}

async fn a_protected_person_is_given_away_by_nothing(database: TestDatabase) {
    let town = Town::found(database).await;
    let protected =
        format!("{HEADINGS}P1;2026-03-01;;Anna;Testsson;1988;{NUMBER};;;skyddad folkbokföring\r\n");
    town.import(FileKind::Households, &protected, Known::LeaveOut).await;
    let (_, report) =
        town.waiting(FileKind::Households, &format!("{HEADINGS}{}", family("B2", "Kovalenko", NUMBER))).await;
    assert_eq!((report.known, report.warnings.count()), (0, 0));
    let listed = export::households(&town.context(Role::Coordinator).await, None).await.unwrap();
    assert!(listed.is_empty(), "nobody protected is in a file");
}

async fn a_refused_file_changes_nothing(database: TestDatabase) {
    let town = Town::found(database).await;
    let context = town.context(Role::Coordinator).await;
    let before = town.counts().await;
    let text = "household_ref;arrived_on;relation;förnamn;född;pnr;språk;status;skydd;skonummer\r\n\
        A1;2026-03-01;barn;Olena;1988-13;191212121213;ukrainska!;turist;;\r\n\
        A1;2026-03-02;head;Marko;2031;;;;kanske;\r\n\
        A2;i går;;;;;;;;\r\n\
        A1;2026-03-01;;Nina;;;;;;\r\n\
        ;2026-03-11;;Bo;;;;;;\r\n\
        A5;2026-03-01;;\"O\"lle;;;;;;;mer\r\n";
    let Checked::Refused(report) =
        import::check(&context, FileKind::Households, text.as_bytes().to_vec()).await.unwrap()
    else {
        panic!("not refused")
    };
    let found: Vec<_> = report.problems.shown().iter().map(|one| (one.line, one.what.key)).collect();
    assert_eq!(
        found,
        [
            (2, "import-problem-head-first"),
            (2, "desk-problem-birth"),
            (2, "desk-problem-number"),
            (2, "import-problem-word"),
            (2, "import-problem-language"),
            (3, "import-problem-other-arrival"),
            (3, "import-problem-two-heads"),
            (3, "desk-problem-birth"),
            (3, "import-problem-word"),
            (4, "import-problem-date"),
            (4, "name-problem-empty"),
            (5, "import-problem-apart"),
            (6, "import-problem-required"),
            (6, "desk-problem-arrived-later"),
            (7, "import-problem-more-cells"),
            (7, "import-problem-stray-quote"),
        ]
    );
    assert_eq!(report.problems.shown()[1].value, "1988-13");
    assert_eq!(report.problems.shown()[1].heading.as_ref().unwrap().letters(), "E");
    assert_eq!(report.warnings.shown()[0].value, "skonummer", "an unknown column is named");
    assert_eq!(town.counts().await, before);
}

async fn a_reference_of_somebody_else_is_refused_and_a_corrected_name_is_not(database: TestDatabase) {
    let town = Town::found(database).await;
    town.import(FileKind::Households, &format!("{HEADINGS}{}", family("A1", "Коваль", "")), Known::LeaveOut)
        .await;
    let corrected = format!("{HEADINGS}{}", family("A1", "Коваленко", ""));
    let (_, report) = town.waiting(FileKind::Households, &corrected).await;
    assert_eq!((report.already, report.households), (1, 0));
    let other = format!("{HEADINGS}A1;2026-02-01;;Amira;Haddad;1975-01-02;;ar;asylsökande;\r\n");
    assert_eq!(
        town.refused(&other).await,
        [(2, "household_ref".to_owned(), "A1".to_owned(), "import-problem-taken")]
    );
}

async fn everything_that_is_wrong_is_counted_and_the_first_are_shown(database: TestDatabase) {
    let town = Town::found(database).await;
    let mut text = HEADINGS.to_owned();
    for number in 0..500 {
        text.extend(["R", &number.to_string(), ";2026-99-99;;A;B;1988;;;;\r\n"]);
    }
    let Checked::Refused(report) = town.check(FileKind::Households, &text).await else {
        panic!("not refused")
    };
    assert_eq!((report.problems.shown().len(), report.problems.count()), (tables::MOST_SHOWN, 500));
}

async fn organisations_come_in_once(database: TestDatabase) {
    let town = Town::found(database).await;
    let text = "Namn;Typ;Tillhör;E-post;Telefon;Från\n\
        Socialnämnden;nämnd;;social@hamn.example;;2024-01-01\n\
        Socialförvaltningen;förvaltning;Socialnämnden;;;\n\
        KOMMUNSTYRELSEN;nämnd;;;;\n\
        Båtklubben;förening;Okända nämnden;;;\n";
    let admin = town.context(Role::Administrator).await;
    let Checked::Waiting(id) =
        import::check(&admin, FileKind::Organisations, text.as_bytes().to_vec()).await.unwrap()
    else {
        panic!("refused")
    };
    let Seen::Waiting(report) = import::look(&admin, id).await.unwrap() else { panic!("applied") };
    assert_eq!((report.organisations, report.already), (3, 1));
    let values: Vec<&str> = report.warnings.shown().iter().map(|one| one.value.as_str()).collect();
    assert_eq!(values, ["Tillhör", "Okända nämnden"], "a column that is not kept, and a board nobody knows");
    let applied = import::apply(&town.context(Role::Administrator).await, id, Known::LeaveOut).await.unwrap();
    assert_eq!((applied.organisations, applied.already), (3, 1));
    let applied = town.import(FileKind::Organisations, text, Known::LeaveOut).await;
    assert_eq!((applied.organisations, applied.already), (0, 4));
}

async fn homes_are_read_with_their_rooms(database: TestDatabase) {
    let town = Town::found(database).await;
    let text = "Referens;Namn;Typ;Ort;Adress;Ägare;Värd;Rum;Husdjur;Från;Till\n\
        B1;Lägenhet 4;lägenhet;Hamnvik;Kajlinsvägen 1;kommunstyrelsen;;2+1;ja;2026-01-01;\n\
        B2;Hos oss;engagemangshem;Hamnvik;Kajlinsvägen 2;Kommunstyrelsen;Okänd Värd;2;;2026-01-01;2026-12-01\n\
        B3;Huset;skyddat boende;;;Kommunstyrelsen;;3;;2026-01-01;\n";
    let (id, report) = town.waiting(FileKind::Homes, text).await;
    assert_eq!((report.homes, report.beds), (3, 8));
    assert_eq!(report.warnings.shown()[0].what.key, "import-warning-host");
    let applied = import::apply(&town.context(Role::Coordinator).await, id, Known::LeaveOut).await.unwrap();
    assert_eq!((applied.homes, applied.beds), (3, 8));
    assert_eq!(town.database.raw_value("SELECT CAST(COUNT(*) AS text) AS n FROM bed").await, "8");

    let bad = "Referens;Namn;Typ;Ort;Adress;Ägare;Värd;Rum;Husdjur;Från;Till\n\
        B4;;slott;;;Ingen alls;;noll;kanske;2026-02-01;2026-01-01\n\
        B5;Huset;skyddat boende;;Hemliga vägen 1;Kommunstyrelsen;;3;;2026-01-01;\n\
        B5;Huset;lägenhet;Hamnvik;;Ingen alls;;3;;;\n";
    let Checked::Refused(report) = town.check(FileKind::Homes, bad).await else { panic!("not refused") };
    let found: Vec<_> = report.problems.shown().iter().map(|one| (one.line, one.what.key)).collect();
    assert_eq!(
        found,
        [
            (2, "import-problem-required"),
            (2, "import-problem-word"),
            (2, "import-problem-required"),
            (2, "homes-problem-layout"),
            (2, "error-date-order"),
            (2, "import-problem-yes-no"),
            (3, "import-problem-protected-address"),
            (4, "import-problem-reference-twice"),
            (4, "import-problem-required"),
        ]
    );
}

async fn only_those_who_may_bring_files(database: TestDatabase) {
    let town = Town::found(database).await;
    let bytes = || format!("{HEADINGS}{}", family("A1", "Коваль", "")).into_bytes();
    for role in [Role::Administrator, Role::CaseWorker] {
        let refused = import::check(&town.context(role).await, FileKind::Households, bytes()).await;
        assert!(matches!(refused, Err(Error::NotFound | Error::Forbidden)), "{role}: {refused:?}");
        let refused = export::households(&town.context(role).await, None).await;
        assert!(refused.is_err(), "{role} took a list out");
    }
    let Checked::Waiting(id) =
        import::check(&town.context(Role::Coordinator).await, FileKind::Households, bytes()).await.unwrap()
    else {
        panic!("refused")
    };
    let other = import::look(&town.context(Role::Administrator).await, id).await;
    assert!(matches!(other, Err(Error::NotFound)), "another's file is not to be seen: {other:?}");
    import::cancel(&town.context(Role::Coordinator).await, id).await.unwrap();
    assert!(import::apply(&town.context(Role::Coordinator).await, id, Known::LeaveOut).await.is_err());
    assert_eq!(town.counts().await[0], "0");
}

async fn a_file_that_waits_is_sealed(database: TestDatabase) {
    let town = Town::found(database).await;
    let (id, _) =
        town.waiting(FileKind::Households, &format!("{HEADINGS}{}", family("A1", "Kanariefagel", ""))).await;
    let column = match town.database.kind {
        Kind::Sqlite => "hex(content_sealed)",
        Kind::Postgres => "encode(content_sealed, 'hex')",
    };
    let stored =
        town.database.raw_value(&format!("SELECT {column} AS it FROM import_file")).await.to_lowercase();
    let canary: String = store::vault::to_hex(b"Kanariefagel");
    assert!(!stored.contains(&canary));
    assert!(matches!(
        import::look(&town.context(Role::Coordinator).await, id).await.unwrap(),
        Seen::Waiting(_)
    ));
}

/// The demo writes the import format; what it imagines can be brought in as any other list.
async fn the_demos_own_files_are_read(database: TestDatabase) {
    let town = Town::found(database).await;
    let imagined = demo::imagine(&demo::Request {
        municipality: "1784".to_owned(),
        people: 40,
        seed: 3,
        today: town.app.today(),
    })
    .unwrap();
    let applied =
        town.import(FileKind::Organisations, &demo::organisations_csv(&imagined), Known::LeaveOut).await;
    assert_eq!(applied.organisations + applied.already, imagined.actors.len() as u64);
    let applied = town.import(FileKind::Households, &demo::households_csv(&imagined), Known::LeaveOut).await;
    assert_eq!((applied.households, applied.people), (imagined.households.len() as u64, 40));
    let applied = town.import(FileKind::Homes, &demo::homes_csv(&imagined), Known::LeaveOut).await;
    let beds: usize = imagined.homes.iter().map(demo::ImaginedHome::beds).sum();
    assert_eq!((applied.homes, applied.beds), (imagined.homes.len() as u64, beds as u64));
    let applied = town.import(FileKind::Homes, &demo::homes_csv(&imagined), Known::LeaveOut).await;
    assert_eq!((applied.homes, applied.already), (0, imagined.homes.len() as u64));
}

both_databases!(
    a_list_of_households_comes_in,
    a_known_number_is_told_and_left_out,
    a_protected_person_is_given_away_by_nothing,
    a_refused_file_changes_nothing,
    a_reference_of_somebody_else_is_refused_and_a_corrected_name_is_not,
    everything_that_is_wrong_is_counted_and_the_first_are_shown,
    organisations_come_in_once,
    homes_are_read_with_their_rooms,
    only_those_who_may_bring_files,
    a_file_that_waits_is_sealed,
    the_demos_own_files_are_read,
);
