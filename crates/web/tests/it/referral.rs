//! Referrals, consents and tasks, as sender, receiver and volunteer meet them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use domain::{
    ActorId, Duty, HouseholdId, Interval, Link, LinkState, ReferralId, ReferralState, Role, SharedField,
};
use jiff::civil::date;
use store::{Reader, Who};

use crate::app::{Browser, Page, TestApp, with_app};

/// What a household says that must not reach anybody it was not told to, by the field that tells it.
const CANARIES: [(&str, &str); 12] = [
    ("names", "Zinaida"),
    ("names", "Kanarienko"),
    ("names", "Канарієнко"),
    ("birth_years", "1961"),
    ("languages_and_interpreter", "Georgian"),
    ("phone", "777 12 34"),
    ("legal_status", "Temporary protection"),
    ("address_area", "Kanarieholmen"),
    ("meeting_times", "every-other-thursday"),
    ("access_needs", "pram-and-hearing-loop"),
    ("needs_of_link", "step-at-the-library"),
    ("never", "kanarie-anteckning"),
];

const FAMILY: [(&str, &str); 13] = [
    ("given-0", "Zinaida"),
    ("family-0", "Kanarienko"),
    ("original_given-0", "Зінаїда"),
    ("original_family-0", "Канарієнко"),
    ("birth_y-0", "1961"),
    ("birth_m-0", "7"),
    ("birth_d-0", "13"),
    ("language-0", "ka"),
    ("phone-0", "+995 32 777 12 34"),
    ("status", "temporary_protection"),
    ("area", "Kanarieholmen"),
    ("note", "kanarie-anteckning"),
    ("arrived_on", "2026-03-09"),
];

/// A household that was received, the coordinator who answers for it, and the partner who is asked.
struct Scene {
    app: TestApp,
    household: HouseholdId,
    reference: String,
    sender: Browser,
    receiver: Browser,
}

impl Scene {
    async fn new(app: TestApp) -> Self {
        let mut worker = app.browser(Role::CaseWorker).await;
        let page = worker.post("/desk", &FAMILY).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let household =
            page.location().trim_start_matches("/households/").split('?').next().unwrap().parse().unwrap();
        let (sender, receiver) =
            (app.browser(Role::Coordinator).await, app.browser(Role::PartnerCoordinator).await);
        let mut scene = Self { app, household, reference: String::new(), sender, receiver };
        scene.reference = scene.reader().await.household(household).await.unwrap().reference;
        scene
    }

    async fn reader(&self) -> Reader {
        self.app.app.store.read(&Who::program(self.app.town.tenant)).await.unwrap()
    }

    async fn link(&self, kind: &str) -> Link {
        let links = self.reader().await.links_of(self.household).await.unwrap();
        links.into_iter().find(|link| link.kind.as_str() == kind).expect("the chain has such a link")
    }

    /// Fills in the form and sends it; `extra` comes first, and so wins.
    async fn refer(&mut self, kind: &str, extra: &[(&str, &str)]) -> Page {
        let link = self.link(kind).await;
        let (version, to) = (link.version.to_string(), self.app.town.association.to_string());
        let mut fields = extra.to_vec();
        fields.extend([
            ("version", version.as_str()),
            ("to", to.as_str()),
            ("gdpr", "public_task"),
            ("osl", "assessed_harmless"),
            ("answer_by", "2026-03-13"),
        ]);
        let path = format!("/households/{}/links/{}/refer", self.household, link.id);
        self.sender.post(&path, &fields).await
    }

    /// Like [`Scene::refer`], where it must succeed.
    async fn referred(&mut self, kind: &str, extra: &[(&str, &str)]) -> ReferralId {
        let page = self.refer(kind, extra).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        page.location().trim_start_matches("/referrals/").split('?').next().unwrap().parse().unwrap()
    }

    async fn state(&self, id: ReferralId) -> ReferralState {
        self.reader().await.referral(id).await.unwrap().referral.state.clone()
    }

    async fn version(&self, id: ReferralId) -> String {
        self.reader().await.referral(id).await.unwrap().referral.version.to_string()
    }

    /// A step of the receiver.
    async fn answer(&mut self, id: ReferralId, step: &str, extra: &[(&str, &str)]) -> Page {
        let version = self.version(id).await;
        let mut fields = extra.to_vec();
        fields.extend([("version", version.as_str()), ("step", step)]);
        self.receiver.post(&format!("/referrals/{id}"), &fields).await
    }

    /// Checks that the page tells these fields and nothing of any other.
    fn assert_tells_only(&self, page: &Page, fields: &[&str]) {
        for (field, canary) in CANARIES {
            let told = page.body.contains(canary);
            assert_eq!(
                told,
                fields.contains(&field),
                "{canary} of {field} where {fields:?} is shared:\n{}",
                page.body
            );
        }
        for hidden in [self.reference.clone(), self.household.to_string(), "07-13".to_owned()] {
            assert!(!page.body.contains(&hidden), "{hidden} shows:\n{}", page.body);
        }
    }
}

#[test]
fn a_referral_is_sent_accepted_and_done() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let link = scene.link("language").await;
        let path = format!("/households/{}/links/{}/refer", scene.household, link.id);
        scene
            .sender
            .get(&path)
            .await
            .assert_ok()
            .assert_shows("two different questions")
            .assert_shows("2026-03-13");

        let id = scene
            .referred("language", &[("field", "languages_and_interpreter"), ("message", "hello there")])
            .await;
        assert_eq!(
            scene.link("language").await.accountable,
            scene.app.town.board,
            "nothing moves until the answer"
        );
        let letters = scene.app.letters().await;
        let letter = letters
            .iter()
            .find(|letter| letter.to == "2@Hamnvik.example")
            .expect("the receiver gets a letter");
        assert!(letter.body.contains(&format!("http://hamn.test/referrals/{id}")));
        for (_, canary) in CANARIES {
            assert!(!letter.body.contains(canary) && !letter.subject.contains(canary), "{canary}");
        }

        let list =
            scene.receiver.get("/referrals").await.assert_ok().assert_shows("Language and folkbildning");
        scene.assert_tells_only(&list, &[]);
        let page =
            scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok().assert_shows("hello there");
        scene.assert_tells_only(&page, &["languages_and_interpreter"]);
        scene.sender.get("/referrals?side=from_us").await.assert_ok().assert_shows(&scene.reference.clone());

        let page = scene.answer(id, "accept", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert_eq!(scene.link("language").await.accountable, scene.app.town.association);
        assert!(scene.app.letters().await.iter().any(|letter| letter.to == "0@Hamnvik.example"));
        // A second yes finds that it was said.
        let again =
            scene.receiver.post(&format!("/referrals/{id}"), &[("version", "1"), ("step", "accept")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT);

        let page = scene.answer(id, "finish", &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "done is attested");
        let page = scene.answer(id, "finish", &[("attest", "yes")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert!(matches!(scene.link("language").await.state, LinkState::Done { .. }));
        assert!(matches!(scene.state(id).await, ReferralState::Done { .. }));
        let page =
            scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok().assert_hides("hello there");
        scene.assert_tells_only(&page, &[]);
    });
}

#[test]
fn a_receiver_sees_the_shared_fields_and_nothing_else() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let sets: Vec<Vec<&str>> = SharedField::ALL
            .iter()
            .map(|field| vec![field.as_str()])
            .chain([
                vec![],
                vec!["names", "birth_years", "phone"],
                SharedField::ALL.iter().map(|f| f.as_str()).collect(),
            ])
            .collect();
        for shared in sets {
            let mut writer = scene
                .app
                .app
                .store
                .write(&Who::program(scene.app.town.tenant), scene.app.app.clock.now())
                .await
                .unwrap();
            let link = scene.link("language").await.with_next_step("step-at-the-library".to_owned());
            writer.update_link(&link).await.unwrap();
            writer.commit().await.unwrap();

            let mut fields: Vec<(&str, &str)> = shared.iter().map(|field| ("field", *field)).collect();
            fields.extend([
                ("meeting_times", "every-other-thursday"),
                ("access_needs", "pram-and-hearing-loop"),
            ]);
            let id = scene.referred("language", &fields).await;
            for accepted in [false, true] {
                if accepted {
                    let page = scene.answer(id, "accept", &[]).await;
                    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
                }
                let page = scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok();
                scene.assert_tells_only(&page, &shared);
                let path = format!("/households/{}/links/{}", scene.household, link.id);
                let page = scene.receiver.get(&path).await.assert_ok().assert_hides(&scene.reference.clone());
                for (field, canary) in CANARIES {
                    let told = field == "needs_of_link" && shared.contains(&field);
                    assert_eq!(
                        page.body.contains(canary),
                        told,
                        "{canary} where {shared:?} is shared:\n{}",
                        page.body
                    );
                }
                let tasks = scene.app.browser(Role::Volunteer).await.get("/tasks").await.assert_ok();
                let tells: Vec<&str> = ["languages_and_interpreter", "address_area", "needs_of_link"]
                    .into_iter()
                    .filter(|field| accepted && shared.contains(field))
                    .collect();
                scene.assert_tells_only(&tasks, &tells);
            }
            for path in ["/households".to_owned(), format!("/households/{}", scene.household)] {
                assert_eq!(scene.receiver.get(&path).await.status, StatusCode::NOT_FOUND);
            }
            let page = scene.answer(id, "give_back", &[("return_reason", "no_capacity")]).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
            let page = scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok();
            scene.assert_tells_only(&page, &[]);
        }
    });
}

#[test]
fn a_consent_must_cover_receiver_and_fields_and_its_withdrawal_works_at_once() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let sharing = format!("/households/{}/sharing", scene.household);
        scene.sender.get(&sharing).await.assert_ok().assert_shows("No consents are recorded");
        let (social, association) =
            (scene.app.town.social.to_string(), scene.app.town.association.to_string());
        for receiver in [&social, &association] {
            let consent = [
                ("receiver", receiver.as_str()),
                ("field", "names"),
                ("how", "spoken"),
                ("given_on", "2026-03-10"),
            ];
            let page = scene.sender.post(&sharing, &consent).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        }
        let consents: BTreeMap<ActorId, String> = scene
            .reader()
            .await
            .consents_of(scene.household)
            .await
            .unwrap()
            .into_iter()
            .map(|file| (file.consent.receiver, file.consent.id.to_string()))
            .collect();
        let (others, ours) = (&consents[&scene.app.town.social], &consents[&scene.app.town.association]);

        let with =
            |consent: &str| [("osl", "consent_of_person".to_owned()), ("osl_consent", consent.to_owned())];
        for (consent, fields) in [(others, vec!["names"]), (ours, vec!["names", "phone"])] {
            let fields = fields.into_iter().map(|field| ("field", field.to_owned()));
            let form: Vec<(&str, String)> = with(consent).into_iter().chain(fields).collect();
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = scene.refer("language", &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            page.assert_shows("does not cover this receiver");
        }
        let form = with(ours);
        let form = [("field", "names"), (form[0].0, form[0].1.as_str()), (form[1].0, form[1].1.as_str())];
        let waiting = scene.referred("language", &form).await;
        let accepted = scene.referred("leisure", &form).await;
        let page = scene.answer(accepted, "accept", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        for id in [waiting, accepted] {
            let page = scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok();
            scene.assert_tells_only(&page, &["names"]);
        }

        let withdraw = format!("{sharing}/{ours}/withdraw");
        let stale = scene.sender.post(&withdraw, &[("version", "7")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let page = scene.sender.post(&withdraw, &[("version", "1")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        assert_eq!(scene.state(waiting).await, ReferralState::Withdrawn, "what waited is taken back");
        let language = scene.link("language").await;
        assert_eq!(
            (language.state.clone(), language.accountable),
            (LinkState::Planned, scene.app.town.board)
        );
        assert_eq!(scene.state(accepted).await, ReferralState::Accepted, "what was accepted stays");
        assert_eq!(scene.link("leisure").await.accountable, scene.app.town.association);
        for id in [waiting, accepted] {
            let page = scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok();
            scene.assert_tells_only(&page, &[]);
        }
        scene
            .sender
            .get(&sharing)
            .await
            .assert_ok()
            .assert_shows("Nothing more is shared")
            .assert_shows("Nobody outside");
    });
}

#[test]
fn a_consent_is_recorded_in_the_form_that_needs_it() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let form = [
            ("field", "names"),
            ("gdpr", "consent"),
            ("gdpr_consent", "new"),
            ("consent_given_on", "2026-03-10"),
        ];
        let page = scene.refer("language", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = page.assert_shows("Choose how the consent was given");
        // Nothing typed is lost.
        page.assert_shows("value=\"names\" checked").assert_shows("value=\"2026-03-13\"");
        assert!(scene.reader().await.consents_of(scene.household).await.unwrap().is_empty());

        let form = [form.as_slice(), &[("consent_how", "signed")]].concat();
        let id = scene.referred("language", &form).await;
        let consents = scene.reader().await.consents_of(scene.household).await.unwrap();
        assert_eq!(consents.len(), 1);
        assert_eq!(consents[0].consent.receiver, scene.app.town.association);
        assert_eq!(
            scene.reader().await.referral(id).await.unwrap().referral.ground.consents().into_iter().next(),
            Some(consents[0].consent.id)
        );
    });
}

#[test]
fn the_law_does_not_give_every_ground_to_everybody() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        for (extra, says) in [
            (vec![("osl", "duty_to_provide"), ("provision", "14:1 SoL")], "between authorities only"),
            (vec![("osl", "with_reservation")], "Write the reservation"),
            (vec![("osl", "not_applicable")], "Choose why secrecy does not stand in the way"),
            (vec![("gdpr", "legitimate_interest")], "Choose a lawful basis"),
            (vec![("gdpr", "")], "Choose a lawful basis"),
            (vec![("answer_by", "2026-03-09")], "Enter a day for the answer"),
            (vec![("field", "meeting_times")], "Write what is to be shared"),
        ] {
            let page = scene.refer("language", &extra).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{extra:?}");
            page.assert_shows(says);
        }
        let board = scene.app.town.board.to_string();
        let page = scene.refer("language", &[("to", board.as_str())]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("cannot refer to itself");
        // By the dated rule of its kind; the same kind may go to others where the rule is another.
        let page = scene.refer("health_examination", &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("can only go to an authority");
        scene.referred("housing", &[]).await;
    });
}

#[test]
fn a_slower_sender_sees_both_and_loses_nothing() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let page = scene.refer("language", &[("version", "99"), ("message", "kept words")]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.assert_shows("conflict-side--yours")
            .assert_shows("kept words")
            .assert_shows("conflict-side--theirs");
    });
}

#[test]
fn a_link_given_back_to_somebody_who_ended_falls_to_the_actor_of_last_resort() {
    with_app(|app| async move {
        // Socialförvaltningen executes; the board owns.
        let town = app.town.clone();
        let program = Who::program(town.tenant);
        let mut duty = Duty {
            id: app.dice.id(),
            kind: "language".parse().unwrap(),
            target: None,
            legal_owner: town.board,
            executing: town.social,
            law: "kommunallagen".to_owned(),
            decision: None,
            interval: Interval::since(date(2020, 1, 1)),
            last_confirmed: None,
        };
        let mut writer = app.app.store.write(&program, app.app.clock.now()).await.unwrap();
        writer.insert_duty(&duty).await.unwrap();
        writer.commit().await.unwrap();
        let mut scene = Scene::new(app).await;
        assert_eq!(scene.link("language").await.accountable, town.social);
        let id = scene.referred("language", &[]).await;

        // Under an expired duty nobody can be given the link.
        let expired = Interval::new(date(2020, 1, 1), Some(date(2026, 3, 1))).unwrap();
        let running = std::mem::replace(&mut duty.interval, expired);
        let mut writer = scene.app.app.store.write(&program, scene.app.app.clock.now()).await.unwrap();
        writer.update_duty(&duty, 1).await.unwrap();
        writer.commit().await.unwrap();
        let page = scene.answer(id, "accept", &[]).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        page.assert_shows("duty that the link belongs to has expired");
        duty.interval = running;
        let mut writer = scene.app.app.store.write(&program, scene.app.app.clock.now()).await.unwrap();
        writer.update_duty(&duty, 2).await.unwrap();
        let mut social = writer.actor(town.social).await.unwrap();
        social.interval = Interval::new(date(2020, 1, 1), Some(date(2026, 3, 10))).unwrap();
        writer.update_actor(&social, 1).await.unwrap();
        writer.commit().await.unwrap();

        let page = scene.answer(id, "accept", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let page =
            scene.answer(id, "give_back", &[("return_reason", "other"), ("return_note", "we moved")]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let link = scene.link("language").await;
        assert_eq!(link.accountable, town.board);
        assert!(link.fell_back.is_some());
        scene.sender.get(&format!("/referrals/{id}")).await.assert_ok().assert_shows("we moved");
    });
}

/// Rule 1 through the pages: whatever is tried in whatever order, each open link has an accountable actor who takes part,
/// and the two records agree.
#[test]
fn random_histories_keep_link_and_referral_together() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let town = scene.app.town.clone();
        let dice = test_support::SeededDice::new(3);
        let kinds = ["language", "leisure"];
        let mut sent: Vec<ReferralId> = Vec::new();
        let mut moved = 0;
        for _ in 0..70 {
            let kind = kinds[usize::try_from(dice.below(2)).unwrap()];
            let any = (!sent.is_empty()).then(|| {
                sent[sent.len() - 1 - usize::try_from(dice.below(sent.len().min(3) as u64)).unwrap()]
            });
            let before: Vec<(Link, ActorId)> = scene
                .reader()
                .await
                .links_of(scene.household)
                .await
                .unwrap()
                .into_iter()
                .map(|link| (link.clone(), link.accountable))
                .collect();
            let step = dice.below(7);
            let page = match (step, any) {
                (0 | 1, _) | (_, None) => {
                    let page = scene.refer(kind, &[("field", "names")]).await;
                    if page.status == StatusCode::SEE_OTHER {
                        let id = page.location().trim_start_matches("/referrals/").split('?').next().unwrap();
                        sent.push(id.parse().unwrap());
                    }
                    page
                }
                (2 | 3, Some(id)) => scene.answer(id, "accept", &[]).await,
                (4, Some(id)) => scene.answer(id, "decline", &[("decline_reason", "no_capacity")]).await,
                (5, Some(id)) => scene.answer(id, "give_back", &[("return_reason", "no_capacity")]).await,
                (_, Some(id)) => {
                    let version = scene.version(id).await;
                    let fields = [("version", version.as_str()), ("step", "withdraw")];
                    scene.sender.post(&format!("/referrals/{id}"), &fields).await
                }
            };
            assert!(!page.status.is_server_error(), "{}", page.body);
            moved += usize::from(page.status == StatusCode::SEE_OTHER);

            let mut reader = scene.reader().await;
            let actors = reader.actors().await.unwrap();
            for link in reader.links_of(scene.household).await.unwrap() {
                let actor =
                    actors.iter().find(|actor| actor.id == link.accountable).expect("the actor exists");
                assert!(!link.is_open() || actor.is_active_on(date(2026, 3, 10)));
                if let Some(referral) = link.state.active().and_then(domain::ActiveState::referral) {
                    let referral = reader.referral(referral).await.unwrap().referral;
                    let (expected, accountable) = match link.state {
                        LinkState::Referred { .. } => (ReferralState::Sent, referral.from),
                        _ => (ReferralState::Accepted, referral.to),
                    };
                    assert_eq!((referral.state.clone(), link.accountable), (expected, accountable));
                } else {
                    assert_eq!(link.accountable, town.board, "nobody else has it");
                }
                let old = before.iter().find(|(old, _)| old.id == link.id).expect("no link appears").1;
                let may_move = matches!(step, 2 | 3 | 5);
                assert!(may_move || old == link.accountable, "only a yes and a return move accountability");
            }
            let open = reader.referrals_of(scene.household).await.unwrap();
            let open = open
                .iter()
                .filter(|file| matches!(file.referral.state, ReferralState::Sent | ReferralState::Accepted));
            assert!(open.count() <= kinds.len(), "a link has one open referral at most");
            let facts = reader.household_facts(scene.household).await.unwrap();
            assert!(facts.accountable.contains(&town.board), "what decisions rest on follows");
        }
        assert!(moved > 20, "{moved} steps only");
    });
}

#[test]
fn a_volunteer_without_tasks_is_told_so_and_reads_are_logged() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let mut volunteer = scene.app.browser(Role::Volunteer).await;
        volunteer.get("/tasks").await.assert_ok().assert_shows("Nothing is waiting just now");
        let id = scene.referred("language", &[("field", "needs_of_link")]).await;
        scene.answer(id, "accept", &[]).await;
        let link = scene.link("language").await;
        let version = link.version.to_string();
        let fields =
            [("version", version.as_str()), ("step", "progress"), ("next_step", "café on Tuesday at six")];
        let page = scene.receiver.post(&format!("/referrals/{id}"), &fields).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        volunteer.get("/tasks").await.assert_ok().assert_shows("café on Tuesday at six");
        scene.receiver.get(&format!("/referrals/{id}")).await.assert_ok();
        let reads = scene.reader().await.reads_of(scene.household, 50).await.unwrap();
        assert!(reads.iter().any(|read| read.role == "volunteer" && read.what == "next_step"));
        assert!(reads.iter().any(|read| read.role == "partner_coordinator" && read.what == "referral"));
        assert_eq!(volunteer.get(&format!("/referrals/{id}")).await.status, StatusCode::NOT_FOUND);
    });
}

/// Rule 6: an unaccompanied child's link to socialtjänsten is offered to authorities only, and goes to no other.
#[test]
fn the_link_of_an_unaccompanied_child_stays_with_an_authority() {
    with_app(|app| async move {
        let mut scene = Scene::new(app).await;
        let mut worker = scene.app.browser(Role::CaseWorker).await;
        let child = [
            ("given-0", "Danylo"),
            ("birth_y-0", "2014"),
            ("unaccompanied-0", "yes"),
            ("arrived_on", "2026-03-10"),
        ];
        let page = worker.post("/desk", &child).await;
        scene.household =
            page.location().trim_start_matches("/households/").split('?').next().unwrap().parse().unwrap();
        let link = scene.link("social_services").await;
        assert!(link.for_unaccompanied_child);
        let path = format!("/households/{}/links/{}/refer", scene.household, link.id);
        let form = scene.sender.get(&path).await.assert_ok().assert_shows("can only go to an authority");
        form.assert_shows("Socialförvaltningen i Hamnvik").assert_hides("Idrottsföreningen i Hamnvik");
        let page = scene.refer("social_services", &[]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.assert_shows("can only go to an authority");
        let social = scene.app.town.social.to_string();
        scene.referred("social_services", &[("to", social.as_str())]).await;
    });
}
