//! Rule 1 over random histories: whatever people do and time brings, every open link has exactly one accountable actor,
//! and that one takes part today.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{collections::BTreeSet, sync::Arc};

use access::{Access, Principal, Purpose};
use app::{
    App, Context, Error, Settings,
    receive::{
        chain::PRINCIPAL_ACTOR,
        link::{self, Act},
        referral::{
            answer::{self, Step},
            send::{self, Basis, Secrecy, Send},
        },
        register::{self, NewPerson, Register},
        settle,
    },
    scheduler,
};
use domain::{
    Actor, ActorContact, ActorId, ActorKind, DeclineReason, Duty, DutyId, GdprBasis, HouseholdId, Interval,
    LegalStatus, Link, LinkStateCode, MembershipId, NameParts, PersonName, Protection, ReferralStateCode,
    RelationToHead, ReturnReason, Role, SessionId, SharedField, TenantId, UserId,
};
use jiff::{SignedDuration, ToSpan as _, civil::date};
use languages::Languages;
use messages::Post;
use policy::Policy;
use store::{
    Attempt, Clock as _, Reader, Who,
    identity::{Membership, MembershipState, Session, User},
    receive::referral::ReferralWords,
};
use test_support::{SeededDice, StillClock, TestDatabase, both_databases};

/// How many steps a history has.
const STEPS: usize = 70;

/// A reception in which everything may end but the board.
struct Town {
    app: App,
    clock: Arc<StillClock>,
    dice: Arc<SeededDice>,
    tenant: TenantId,
    board: ActorId,
    user: UserId,
    actors: Vec<ActorId>,
    duties: Vec<DutyId>,
    households: Vec<HouseholdId>,
    fallen: usize,
}

impl Town {
    async fn found(database: &TestDatabase, seed: u64) -> Self {
        let dice = Arc::new(SeededDice::new(seed));
        let clock = Arc::new(StillClock::at("2026-03-10T09:00:00Z"));
        let app = App {
            store: database.store().clone(),
            policy: Arc::new(Policy::embedded().unwrap()),
            access: Arc::new(Access::new().unwrap()),
            languages: Languages::load().unwrap(),
            clock: clock.clone(),
            dice: dice.clone(),
            post: Post::memory(),
            settings: Arc::new(Settings::default()),
            figures: app::overview::Cache::default(),
            known: app::receive::known::Known::default(),
        };
        let tenant: TenantId = dice.id();
        app.store.create_tenant(tenant, &format!("{seed}"), "Hamnvik", clock.now()).await.unwrap();
        let user: UserId = dice.id();
        let mut town = Self {
            app,
            clock,
            tenant,
            board: dice.id(),
            user,
            actors: Vec::new(),
            duties: Vec::new(),
            households: Vec::new(),
            fallen: 0,
            dice,
        };
        let mut writer = town.app.store.write(&Who::program(tenant), town.clock.now()).await.unwrap();
        writer
            .insert_user(&User {
                id: user,
                name: "Sara".to_owned(),
                email: "sara@hamn.example".to_owned(),
                language: "sv".to_owned(),
                disabled_at: None,
                version: 1,
            })
            .await
            .unwrap();
        writer.insert_actor(&town.actor(town.board, ActorKind::MunicipalUnit)).await.unwrap();
        writer.set_setting(PRINCIPAL_ACTOR, &town.board.to_string()).await.unwrap();
        writer.commit().await.unwrap();
        for kind in [ActorKind::MunicipalUnit, ActorKind::MunicipalUnit, ActorKind::Association] {
            town.new_actor(kind).await;
        }
        for _ in 0..6 {
            town.new_duty().await;
        }
        town
    }

    fn actor(&self, id: ActorId, kind: ActorKind) -> Actor {
        Actor {
            id,
            name: format!("Actor {}", self.actors.len()),
            kind,
            interval: Interval::since(date(2020, 1, 1)),
            contact: ActorContact::default(),
        }
    }

    /// Somebody at work for an actor.
    fn at_work(&self, actor: ActorId, role: Role) -> Context {
        let now = self.clock.now();
        let membership = Membership {
            id: self.dice.id::<MembershipId>(),
            user: self.user,
            actor,
            actor_name: String::new(),
            actor_kind: "municipal_unit".to_owned(),
            role,
            cleared: true,
            state: MembershipState::Confirmed,
            from: date(2020, 1, 1),
            to: None,
            version: 1,
        };
        Context {
            app: self.app.clone(),
            principal: Principal {
                user: self.user,
                tenant: self.tenant,
                actor,
                role,
                cleared: true,
                of_authority: role != Role::PartnerCoordinator,
                confirmed: true,
                purpose: Purpose::CaseWork,
            },
            own: None,
            who: Who { tenant: self.tenant, user: Some(self.user), actor: Some(actor), household: None },
            session: Session {
                id: self.dice.id::<SessionId>(),
                user: Some(self.user),
                membership: Some(membership.id),
                household: None,
                viewing_role: None,
                viewing_actor: None,
                created_at: now,
                seen_at: now,
                expires_at: now + SignedDuration::from_hours(1),
                ended_at: None,
            },
            user: User {
                id: self.user,
                name: "Sara".to_owned(),
                email: "sara@hamn.example".to_owned(),
                language: "sv".to_owned(),
                disabled_at: None,
                version: 1,
            },
            membership,
            now,
            today: self.app.today(),
            attempt: Some(Attempt::new(self.dice.id(), "step", b"")),
        }
    }

    fn coordinator(&self) -> Context {
        self.at_work(self.board, Role::Coordinator)
    }

    async fn read(&self) -> Reader {
        self.app.store.read(&Who::program(self.tenant)).await.unwrap()
    }

    fn below(&self, end: usize) -> usize {
        usize::try_from(self.dice.below(end as u64)).unwrap()
    }

    fn any<T: Copy>(&self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.below(from.len())]) }
    }

    async fn new_actor(&mut self, kind: ActorKind) {
        let actor = self.actor(self.dice.id(), kind);
        let mut writer = self.app.store.write(&Who::program(self.tenant), self.clock.now()).await.unwrap();
        writer.insert_actor(&actor).await.unwrap();
        writer.commit().await.unwrap();
        self.actors.push(actor.id);
    }

    async fn new_duty(&mut self) {
        let kinds = ["housing", "counselling", "language", "leisure", "crisis_support", "school"];
        let mut all = self.actors.clone();
        all.push(self.board);
        let duty = Duty {
            id: self.dice.id(),
            kind: self.any(&kinds).unwrap().parse().unwrap(),
            target: None,
            legal_owner: self.any(&all).unwrap(),
            executing: self.any(&all).unwrap(),
            law: "beslut".to_owned(),
            decision: None,
            interval: Interval::since(date(2020, 1, 1)),
            last_confirmed: None,
        };
        let mut writer = self.app.store.write(&Who::program(self.tenant), self.clock.now()).await.unwrap();
        writer.insert_duty(&duty).await.unwrap();
        writer.commit().await.unwrap();
        self.duties.push(duty.id);
    }

    async fn register(&mut self) {
        let person = |given: &str, relation, birth: &str, unaccompanied| NewPerson {
            name: PersonName { latin: NameParts::parse(given, "Test", "").unwrap(), original: None },
            birth: birth.parse().unwrap(),
            sex: None,
            languages: Vec::new(),
            interpreter: false,
            unaccompanied,
            protection: Protection::None,
            phone: None,
            identifiers: Vec::new(),
            relation,
            status: if unaccompanied {
                LegalStatus::UnaccompaniedChild
            } else {
                LegalStatus::TemporaryProtection
            },
            status_from: None,
            status_to: None,
        };
        let alone = self.below(4) == 0;
        let people = if alone {
            vec![person("Farid", RelationToHead::Head, "2012", true)]
        } else {
            vec![
                person("Olena", RelationToHead::Head, "1984", false),
                person("Daryna", RelationToHead::Child, "2017", false),
            ]
        };
        let input = Register { arrived_on: self.app.today(), area: None, note: None, people };
        self.households.push(register::register(&self.coordinator(), &input).await.unwrap().household);
    }

    async fn any_link(&self) -> Option<Link> {
        let household = self.any(&self.households)?;
        let links = self.read().await.links_of(household).await.unwrap();
        let place = self.below(links.len().max(1));
        links.into_iter().nth(place)
    }

    async fn act(&self) -> Result<(), Error> {
        let Some(link) = self.any_link().await else { return Ok(()) };
        let reason = || "as asked".parse().unwrap();
        let mut all = self.actors.clone();
        all.push(self.board);
        let act = match self.below(9) {
            0 | 1 => Act::Start,
            2 => Act::Complete,
            3 => Act::Pause { reason: reason(), until: Some(self.app.today().saturating_add(5.days())) },
            4 => Act::Resume,
            5 => Act::Reopen { reason: reason() },
            6 => Act::HandOver { to: self.any(&all).unwrap() },
            7 => Act::Edit {
                next_step: "call".to_owned(),
                deadline: Some(self.app.today().saturating_add(9.days())),
            },
            _ => Act::NotNeeded { reason: reason() },
        };
        link::act(&self.coordinator(), link.household, link.id, link.version, act).await.map(|_| ())
    }

    async fn refer(&self) -> Result<(), Error> {
        let (Some(link), Some(to)) = (self.any_link().await, self.any(&self.actors)) else { return Ok(()) };
        let from = self.read().await.actor(link.accountable).await.unwrap();
        let input = Send {
            version: link.version,
            to,
            basis: Basis::Plain(GdprBasis::PublicTask),
            secrecy: if from.is_authority() { Secrecy::Harmless } else { Secrecy::NotApplicable },
            new_consent: None,
            fields: BTreeSet::from([SharedField::NeedsOfLink]),
            words: ReferralWords::default(),
            answer_by: self.app.today().saturating_add(7.days()),
        };
        send::send(&self.coordinator(), link.household, link.id, &input).await.map(|_| ())
    }

    async fn answer(&self) -> Result<(), Error> {
        let Some(household) = self.any(&self.households) else { return Ok(()) };
        let files = self.read().await.referrals_of(household).await.unwrap();
        let place = self.below(files.len().max(1));
        let Some(file) = files.into_iter().nth(place) else { return Ok(()) };
        let receiver = self.at_work(file.referral.to, Role::PartnerCoordinator);
        let step = match self.below(4) {
            0 | 1 => Step::Accept,
            2 => Step::Decline { reason: DeclineReason::NoCapacity, note: None },
            _ => Step::GiveBack { reason: ReturnReason::NoCapacity, note: None },
        };
        answer::take(&receiver, file.referral.id, file.referral.version, &step).await.map(|_| ())
    }

    /// Ends an actor or a duty, and settles in the same transaction.
    async fn end_something(&mut self) {
        let today = self.app.today();
        let mut writer = self.app.store.write(&Who::program(self.tenant), self.clock.now()).await.unwrap();
        if self.below(2) == 0 {
            let Some(id) = self.any(&self.actors) else { return };
            let mut actor = writer.actor(id).await.unwrap();
            let version = writer.actor_version(id).await.unwrap();
            actor.interval = actor.interval.ending(today).unwrap();
            writer.update_actor(&actor, version).await.unwrap();
            self.actors.retain(|known| *known != id);
        } else {
            let Some(id) = self.any(&self.duties) else { return };
            let mut duty = writer.duty(id).await.unwrap();
            let version = writer.duty_version(id).await.unwrap();
            duty.interval = duty.interval.ending(today).unwrap();
            writer.update_duty(&duty, version).await.unwrap();
            self.duties.retain(|known| *known != id);
        }
        self.fallen += settle::settle(&mut writer, today).await.unwrap();
        writer.commit().await.unwrap();
    }

    /// Days pass; an actor's last day may be among them. The scheduler does what fell due.
    async fn pass_time(&mut self) {
        if self.below(3) == 0
            && let Some(id) = self.any(&self.actors)
        {
            let mut writer =
                self.app.store.write(&Who::program(self.tenant), self.clock.now()).await.unwrap();
            let mut actor = writer.actor(id).await.unwrap();
            let version = writer.actor_version(id).await.unwrap();
            actor.interval = actor.interval.ending(self.app.today().saturating_add(1.days())).unwrap();
            writer.update_actor(&actor, version).await.unwrap();
            writer.commit().await.unwrap();
            self.actors.retain(|known| *known != id);
        }
        self.clock.advance(SignedDuration::from_hours(24 * (1 + i64::try_from(self.below(12)).unwrap())));
        scheduler::round(&self.app).await;
    }

    async fn change_status(&self) -> Result<(), Error> {
        let Some(household) = self.any(&self.households) else { return Ok(()) };
        let file = self.read().await.household(household).await.unwrap();
        let statuses =
            [LegalStatus::AsylumSeeker, LegalStatus::NewlyArrived, LegalStatus::TemporaryProtection];
        let person = file.household.members[self.below(file.household.members.len())].person;
        let (status, today) = (self.any(&statuses).unwrap(), self.app.today());
        let changed =
            settle::change_status(&self.coordinator(), household, file.version, person, status, today).await;
        changed.map(|_| ())
    }

    async fn step(&mut self) {
        let outcome = match self.below(20) {
            0 => return self.register().await,
            1..=6 => self.act().await,
            7..=10 => self.refer().await,
            11..=14 => self.answer().await,
            15 => return self.end_something().await,
            16 => return self.pass_time().await,
            17 => self.change_status().await,
            18 => {
                let kinds = [ActorKind::MunicipalUnit, ActorKind::Association];
                return self.new_actor(self.any(&kinds).unwrap()).await;
            }
            _ => return self.new_duty().await,
        };
        match outcome {
            // A step that the state does not allow changes nothing; that is what the histories are for.
            Ok(()) | Err(Error::Refused(_) | Error::Invalid(_) | Error::Forbidden | Error::NotFound) => {}
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn check(&self) {
        let today = self.app.today();
        let mut reader = self.read().await;
        for household in &self.households {
            let links = reader.links_of(*household).await.unwrap();
            let mut accountable = BTreeSet::new();
            for link in &links {
                let referral = link.state.active().and_then(domain::ActiveState::referral);
                if link.is_open() {
                    let actor = reader.actor(link.accountable).await.unwrap();
                    assert!(
                        actor.is_active_on(today),
                        "{today}: {link:?} lies with {actor:?}, who has ended"
                    );
                    assert!(
                        !link.for_unaccompanied_child || actor.is_authority(),
                        "{link:?} lies with {actor:?}"
                    );
                    accountable.insert(link.accountable);
                }
                if let Some(id) = referral {
                    let referral = reader.referral(id).await.unwrap().referral;
                    let waits = matches!(link.state.active(), Some(domain::ActiveState::Referred { .. }));
                    let expected = if waits { ReferralStateCode::Sent } else { ReferralStateCode::Accepted };
                    assert_eq!(referral.state.code(), expected, "{link:?} hangs on {referral:?}");
                }
            }
            // Nothing is left open behind a link that does not hang on it.
            for file in reader.referrals_of(*household).await.unwrap() {
                if matches!(file.referral.state.code(), ReferralStateCode::Sent | ReferralStateCode::Accepted)
                {
                    let link = links.iter().find(|link| link.id == file.referral.link).unwrap();
                    let hangs_on = link.state.active().and_then(domain::ActiveState::referral);
                    assert_eq!(
                        hangs_on,
                        Some(file.referral.id),
                        "{:?} is open behind {link:?}",
                        file.referral
                    );
                }
            }
            let facts = reader.household_facts(*household).await.unwrap();
            assert_eq!(facts.accountable, accountable, "what access decides by is what the links say");
            let summary = reader.household(*household).await.unwrap().chain;
            let open = links.iter().filter(|link| link.is_open());
            assert_eq!(summary.open, i64::try_from(open.clone().count()).unwrap());
            assert_eq!(summary.next_deadline, open.filter_map(Link::due).min());
            let waiting = links.iter().filter(|link| link.state.code() == LinkStateCode::Referred).count();
            assert_eq!(summary.waiting, i64::try_from(waiting).unwrap());
        }
    }
}

async fn random_histories_leave_every_open_link_with_one_active_actor(database: TestDatabase) {
    let mut fallen = 0;
    for seed in 1..=4 {
        let mut town = Town::found(&database, seed).await;
        town.register().await;
        for _ in 0..STEPS {
            town.step().await;
            town.check().await;
        }
        fallen += town.fallen;
        assert_eq!(settle::settle_all(&town.app, town.tenant).await.unwrap(), 0, "nothing is left to settle");
    }
    assert!(fallen > 0, "histories in which nothing falls back prove nothing");
}

/// Who ends an actor settles in the same transaction. Should that ever be missed, on a day that has been looked at, the
/// scheduler still finds it, within minutes.
async fn what_was_missed_is_found_within_minutes(database: TestDatabase) {
    let mut town = Town::found(&database, 1).await;
    town.register().await;
    scheduler::round(&town.app).await;
    let ended = {
        let links = town.read().await.links_of(town.households[0]).await.unwrap();
        links.iter().find(|link| link.is_open() && link.accountable != town.board).unwrap().accountable
    };
    let mut writer = town.app.store.write(&Who::program(town.tenant), town.clock.now()).await.unwrap();
    let mut actor = writer.actor(ended).await.unwrap();
    actor.interval = actor.interval.ending(town.app.today()).unwrap();
    let version = writer.actor_version(ended).await.unwrap();
    writer.update_actor(&actor, version).await.unwrap();
    writer.commit().await.unwrap();

    let held = async |town: &Town| {
        let links = town.read().await.links_of(town.households[0]).await.unwrap();
        links.iter().filter(|link| link.is_open() && link.accountable == ended).count()
    };
    scheduler::round(&town.app).await;
    assert!(held(&town).await > 0, "it was looked a moment ago");
    town.clock.advance(SignedDuration::from_mins(5));
    scheduler::round(&town.app).await;
    assert_eq!(held(&town).await, 0);
}

both_databases!(
    random_histories_leave_every_open_link_with_one_active_actor,
    what_was_missed_is_found_within_minutes
);
