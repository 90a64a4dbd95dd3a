//! Fills a tenant with an imagined municipality, through the same paths as users do: the organisations are set up, the
//! households are read from the import format and registered at their actors' desks day by day, and every step of their
//! chains is a transition of the domain, on its own day. So the logs, the lists and the figures of a demo are those of
//! a reception that has been at work for a year.

use std::collections::{BTreeMap, BTreeSet};

use ::demo::{ActorRef, BedRef, Municipality};
use domain::{
    Actor, ActorId, Consent, ConsentId, ConsentManner, DeclineReason, GdprBasis, Ground, Home, HouseholdId,
    Interval, Link, OslGround, PlaceRequest, Protection, Reason, Referral, ReferralDraft, ReferralId, Role,
    SessionId, SharedField, StayId, StoredAddress, Subject, TenantId, UserId, place,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use store::{
    Change, Who, Writer,
    identity::{Membership, Session, User},
    receive::referral::ReferralWords,
};

use super::{
    Established, establish,
    history::{self, Act, Event, Partners},
    imagined::{founding, partners},
};
use crate::{
    App, Context, Error,
    receive::{
        chain::Responsibility,
        home,
        import::{
            Found,
            homes::HomesFile,
            households::{Entry, HouseholdFile},
        },
        register::{self, Register},
    },
};

/// How much of the file is kept in memory meanwhile, in MiB: a year of a large town fits. What does not is written to
/// the disk again and again, because every row lands somewhere else.
const ROOM: u32 = 2048;

/// What was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Where.
    pub tenant: TenantId,
    /// How many actors take part.
    pub actors: usize,
    /// How many users sign in.
    pub users: usize,
    /// How many households were registered.
    pub households: usize,
    /// How many people are in them.
    pub people: usize,
    /// How many homes there are.
    pub homes: usize,
    /// How many households live in one.
    pub stays: usize,
    /// How many steps were taken on their chains, by name.
    pub steps: BTreeMap<&'static str, usize>,
}

/// Makes a tenant of an imagined municipality. `municipality.today` was the day when this is called.
pub async fn load_demo(app: &App, municipality: &Municipality) -> Result<Loaded, Error> {
    let today = app.today();
    let first = municipality.households.first().map_or(today, |household| household.arrived_on);
    let begins = at_hour(app, first.saturating_sub(30.days()), 7);
    let tenant = TenantId::from_random(app.dice.draw());
    app.store.create_tenant(tenant, municipality.code, municipality.name, begins).await?;
    app.store.keep_in_memory(ROOM).await?;
    let mut writer = app.store.write(&Who::program(tenant), begins).await?;
    let established = establish(app, &mut writer, &founding(municipality, today), today).await?;
    let responsibility = Responsibility::read(&mut writer).await?;

    let loaded = Loaded {
        tenant,
        actors: established.actors.len(),
        users: established.users.len(),
        households: 0,
        people: 0,
        homes: 0,
        stays: 0,
        steps: BTreeMap::new(),
    };
    let partners = partners(app, municipality, &established, today);
    let mut loader = Loader {
        app,
        municipality,
        tenant,
        today,
        established,
        responsibility,
        partners,
        loaded,
        received: BTreeMap::new(),
        homes: Vec::new(),
        touched: BTreeSet::new(),
    };
    loader.live_through(&mut writer).await?;
    let loaded = loader.loaded;
    // One commit: a demo that was broken off half-way is not there at all.
    writer.commit().await?;
    app.store.keep_in_memory(store::USUAL_ROOM).await?;
    Ok(loaded)
}

/// The instant at an hour of a Swedish day, or now if that has not come.
fn at_hour(app: &App, day: Date, hour: i8) -> Timestamp {
    let wanted = day.at(hour, 0, 0, 0).to_zoned(crate::time_zone()).map(|zoned| zoned.timestamp());
    wanted.unwrap_or_else(|_| app.clock.now()).min(app.clock.now())
}

struct Loader<'a> {
    app: &'a App,
    municipality: &'a Municipality,
    tenant: TenantId,
    today: Date,
    established: Established,
    responsibility: Responsibility,
    partners: Partners,
    loaded: Loaded,
    /// The households received so far, by their place in the municipality.
    received: BTreeMap<usize, Received>,
    /// The homes, in the order of the municipality.
    homes: Vec<Home>,
    /// Households whose derived values are to be brought up to date.
    touched: BTreeSet<HouseholdId>,
}

/// What a placement needs to know of a household.
#[derive(Clone, Copy)]
struct Received {
    household: HouseholdId,
    protection: Protection,
}

/// What happens on a day: who arrives at whose desk, which steps are taken, and who moves in.
#[derive(Default)]
struct Day {
    arrivals: BTreeMap<ActorRef, Vec<(usize, Register)>>,
    steps: Vec<Event>,
    /// Places in [`Municipality::stays`].
    stays: Vec<usize>,
}

impl Loader<'_> {
    /// Goes from the first arrival to today. Arrivals plan their own later steps.
    async fn live_through(&mut self, writer: &mut Writer) -> Result<(), Error> {
        self.open_homes(writer).await?;
        let mut days: BTreeMap<Date, Day> = BTreeMap::new();
        for (place, stay) in self.municipality.stays.iter().enumerate() {
            let arrived =
                self.municipality.households.get(stay.household.0).map_or(stay.from, |it| it.arrived_on);
            days.entry(stay.from.max(arrived).min(self.today)).or_default().stays.push(place);
        }
        for (place, register) in self.registers()?.into_iter().enumerate() {
            let Some(imagined) = self.municipality.households.get(place) else { continue };
            let day = days.entry(register.arrived_on.min(self.today)).or_default();
            day.arrivals.entry(imagined.registered_by).or_default().push((place, register));
        }
        while let Some((date, mut day)) = days.pop_first() {
            for (desk, arrivals) in std::mem::take(&mut day.arrivals) {
                for event in self.receive(writer, date, desk, &arrivals).await? {
                    if event.day == date {
                        day.steps.push(event);
                    } else {
                        days.entry(event.day).or_default().steps.push(event);
                    }
                }
            }
            self.advance(writer, date, day.steps).await?;
            self.move_in(writer, date, &day.stays).await?;
        }
        // What is derived is read by nobody before the demo opens, so it is derived once. The chains were planned whole
        // with the registrations and have no gaps.
        for household in std::mem::take(&mut self.touched) {
            writer.refresh_household(household, 0, self.today).await?;
        }
        Ok(())
    }

    /// The households as a municipality's own file would hold them.
    fn registers(&self) -> Result<Vec<Register>, Error> {
        let text = ::demo::households_csv(self.municipality);
        let mut file = match HouseholdFile::open(text.as_bytes(), self.today) {
            Ok(file) => file,
            Err(error) => return Err(broken(&error.to_string())),
        };
        let mut found = Found::default();
        let mut registers = Vec::with_capacity(self.municipality.households.len());
        while let Some(entry) = file.next_entry(&mut found).map_err(|error| broken(&error.to_string()))? {
            if let Entry::Household(household) = entry {
                registers.push(household.register);
            }
        }
        whole(&found)?;
        Ok(registers)
    }

    /// The homes, as a municipality's own file would hold them, are there before the first arrival.
    async fn open_homes(&mut self, writer: &mut Writer) -> Result<(), Error> {
        let text = ::demo::homes_csv(self.municipality);
        let mut file = HomesFile::open(text.as_bytes()).map_err(|error| broken(&error.to_string()))?;
        let mut found = Found::default();
        let mut imagined = self.municipality.homes.iter();
        while let Some(entry) = file.next_entry(&mut found).map_err(|error| broken(&error.to_string()))? {
            let (Some(home), Some(imagined)) = (entry, imagined.next()) else { continue };
            let owner =
                self.established.actors.get(imagined.owner.0).map_or(self.established.principal, |it| it.id);
            let address =
                home.address.as_deref().map(|text| StoredAddress::new(text, Protection::None)).transpose();
            let address = address.map_err(|error| broken(&error.to_string()))?;
            let mut made = home::make(self.app, &home.input(owner), address);
            let host = imagined.host.as_ref().and_then(|host| self.established.users.get(host.user?.0));
            made.hosts.extend(host.map(|(user, _)| user.id));
            writer.insert_home(&made).await?;
            writer.note(Change {
                action: "home.created",
                object: made.home.id.uuid(),
                household: None,
                detail: String::new(),
            });
            self.homes.push(made.home);
        }
        whole(&found)?;
        self.loaded.homes = self.homes.len();
        Ok(())
    }

    /// Households move into the beds that are imagined for them. The domain says whether the beds are free.
    async fn move_in(&mut self, writer: &mut Writer, date: Date, stays: &[usize]) -> Result<(), Error> {
        if stays.is_empty() {
            return Ok(());
        }
        let context = self.context(self.established.principal, at_hour(self.app, date, 16))?;
        writer.turn(&context.who, context.now).await?;
        for stay in stays.iter().filter_map(|place| self.municipality.stays.get(*place)) {
            let (Some(home), Some(&received)) =
                (self.homes.get(stay.home.0), self.received.get(&stay.household.0))
            else {
                continue;
            };
            // A stay has an end: some weeks ahead, or when the home closes.
            let ahead =
                self.municipality.households.get(stay.household.0).map_or(0, |it| it.progress.dice % 150);
            let end = self.today.saturating_add((20 + i64::try_from(ahead).unwrap_or(0)).days());
            let end = home.interval.to().map_or(end, |closes| closes.min(end));
            let nights =
                Interval::between(date.max(stay.from), end).map_err(|error| broken(&error.to_string()))?;
            let bed = |bed: &BedRef| Some(home.rooms.get(bed.room)?.beds.get(bed.bed)?.id);
            let people = writer.people_of(received.household).await?;
            let people = people.iter().map(|record| Some(record.person.id));
            let beds: Vec<_> = stay.beds.iter().filter_map(bed).zip(people).collect();
            let existing = writer.stays_meeting(home.id, Some(received.household), nights).await?;
            let request = PlaceRequest {
                stay: StayId::from_random(self.app.dice.draw()),
                household: received.household,
                protection: received.protection,
                beds,
                without_bed: BTreeSet::new(),
                nights,
            };
            let placed = place(home, &existing, &[], request).map_err(|error| broken(&error.to_string()))?;
            writer.claim_beds(&placed.beds.iter().map(|(bed, _)| *bed).collect()).await?;
            writer.insert_stay(&placed).await?;
            self.touched.insert(received.household);
            writer.note(Change {
                action: "stay.placed",
                object: placed.id.uuid(),
                household: Some(received.household),
                detail: format!("home {}", home.id),
            });
            self.loaded.stays += 1;
        }
        Ok(())
    }

    /// Who works for an actor, and in what role; the municipality's first user where nobody signs in.
    fn worker(&self, actor: ActorId) -> Option<(&User, &Membership)> {
        let rank = |role| match role {
            Role::Desk => 0,
            Role::CaseWorker => 1,
            Role::Coordinator | Role::PartnerCoordinator => 2,
            Role::Volunteer | Role::Host | Role::Reader | Role::Administrator => 3,
        };
        let all =
            || self.established.users.iter().flat_map(|(user, hats)| hats.iter().map(move |hat| (user, hat)));
        all()
            .filter(|(_, hat)| hat.actor == actor)
            .min_by_key(|(_, hat)| rank(hat.role))
            .or_else(|| all().next())
    }

    fn context(&self, actor: ActorId, now: Timestamp) -> Result<Context, Error> {
        let (user, membership) = self.worker(actor).ok_or(Error::Forbidden)?;
        let session = Session {
            id: SessionId::from_random(self.app.dice.draw()),
            user: Some(user.id),
            membership: Some(membership.id),
            household: None,
            viewing_role: None,
            viewing_actor: None,
            created_at: now,
            seen_at: now,
            expires_at: now + SignedDuration::from_hours(1),
            ended_at: None,
        };
        Ok(crate::sign_in::context(self.app, self.tenant, session, user.clone(), membership, now))
    }

    /// Registers households at a desk and gives their stories.
    async fn receive(
        &mut self,
        writer: &mut Writer,
        date: Date,
        desk: ActorRef,
        arrivals: &[(usize, Register)],
    ) -> Result<Vec<Event>, Error> {
        let desk = self.established.actors.get(desk.0).map_or(self.established.principal, |actor| actor.id);
        let context =
            self.context(desk, at_hour(self.app, date, 9))?.with_purpose(access::Purpose::Registration);
        writer.turn(&context.who, context.now).await?;
        let mut story = Vec::new();
        for (place, register) in arrivals {
            register::check(register, context.today)?;
            let registered = register::write(&context, writer, &self.responsibility, register).await?;
            let protection = Protection::strongest(register.people.iter().map(|person| person.protection));
            self.received.insert(*place, Received { household: registered.household, protection });
            let mut links = writer.links_of(registered.household).await?;
            self.sort_by_chain(&mut links);
            if let Some(imagined) = self.municipality.households.get(*place) {
                let partners = if imagined.is_protected() { &Partners::new() } else { &self.partners };
                story.extend(history::plan(&links, imagined.progress, date, self.today, partners));
            }
            self.loaded.households += 1;
            self.loaded.people += register.people.len();
        }
        Ok(story)
    }

    /// In the order of the picture. Ids are random, so that the days decide between two of a kind.
    fn sort_by_chain(&self, links: &mut [Link]) {
        let kinds =
            self.app.policy.chain_template(self.today).map(policy::ChainTemplate::kinds).unwrap_or_default();
        links.sort_by_key(|link| {
            (kinds.iter().position(|kind| **kind == link.kind), link.deadline, link.person.is_some())
        });
    }

    /// Takes the steps of a day: questions before answers, beginnings before ends, actor by actor.
    async fn advance(&mut self, writer: &mut Writer, date: Date, mut steps: Vec<Event>) -> Result<(), Error> {
        let stage = |event: &Event| match event.act {
            Act::Reschedule(_) | Act::NotNeeded => 0,
            Act::Refer(..) => 1,
            Act::Accept | Act::Decline => 2,
            Act::Start | Act::Pause(_) => 3,
            Act::Complete => 4,
        };
        steps.sort_by_key(|event| (stage(event), event.by));
        for group in steps.chunk_by(|one, other| (stage(one), one.by) == (stage(other), other.by)) {
            let Some(first) = group.first() else { continue };
            let hour = 10 + i8::try_from(stage(first)).unwrap_or(0);
            let context = self.context(first.by, at_hour(self.app, date, hour))?;
            writer.turn(&Who { actor: Some(first.by), ..context.who.clone() }, context.now).await?;
            for event in group {
                self.step(writer, event, context.user.id).await?;
            }
        }
        Ok(())
    }

    async fn step(&mut self, writer: &mut Writer, event: &Event, by: UserId) -> Result<(), Error> {
        let link = writer.link(event.link).await?;
        let id = link.id;
        let refused = |_| Error::Refused("refused-no-principal-actor".to_owned());
        let (link, action) = match event.act {
            Act::Reschedule(day) => (link.reschedule(Some(day)).map_err(refused)?, "link.rescheduled"),
            Act::NotNeeded => (
                link.not_needed(by, reason("Hushållet ordnar det själv.")).map_err(refused)?,
                "link.not_needed",
            ),
            Act::Start => (link.start().map_err(refused)?, "link.started"),
            Act::Pause(until) => {
                (link.pause(reason("Hushållet är bortrest."), Some(until)).map_err(refused)?, "link.paused")
            }
            Act::Refer(to, answer_by) => {
                (self.refer(writer, event, link, to, answer_by, by).await?, "link.referred")
            }
            Act::Accept | Act::Decline => {
                let accepts = event.act == Act::Accept;
                let asked = self.asked(writer, &link).await?;
                let receiver = self.actor(asked.to)?;
                let answered =
                    if accepts { asked.accept() } else { asked.decline(DeclineReason::NoCapacity, None) };
                let answered =
                    answered.map_err(|_| Error::Refused("refused-no-principal-actor".to_owned()))?;
                writer.update_referral(&answered).await?;
                if accepts {
                    (link.accept(&answered, receiver, event.day).map_err(refused)?, "link.accepted")
                } else {
                    (link.decline(&answered).map_err(refused)?, "link.declined")
                }
            }
            Act::Complete => {
                if link.state.active().and_then(domain::ActiveState::referral).is_some() {
                    let finished = self.asked(writer, &link).await?.complete(by, event.day);
                    let finished =
                        finished.map_err(|_| Error::Refused("refused-no-principal-actor".to_owned()))?;
                    writer.update_referral(&finished).await?;
                }
                (link.complete(event.day, by).map_err(refused)?, "link.done")
            }
        };
        writer.update_link(&link).await?;
        self.touched.insert(event.household);
        writer.note(Change {
            action,
            object: id.uuid(),
            household: Some(event.household),
            detail: "state".to_owned(),
        });
        *self.loaded.steps.entry(action).or_default() += 1;
        Ok(())
    }

    fn actor(&self, id: ActorId) -> Result<&Actor, Error> {
        self.responsibility.map.actors.get(&id).ok_or(Error::NotFound)
    }

    async fn asked(&self, writer: &mut Writer, link: &Link) -> Result<Referral, Error> {
        let id = link.state.active().and_then(domain::ActiveState::referral).ok_or(Error::NotFound)?;
        Ok(writer.referral(id).await?.referral)
    }

    /// Hands a link over with the household's consent.
    async fn refer(
        &self,
        writer: &mut Writer,
        event: &Event,
        link: Link,
        to: ActorId,
        answer_by: Date,
        by: UserId,
    ) -> Result<Link, Error> {
        let (from, to) = (self.actor(link.accountable)?, self.actor(to)?);
        let fields: BTreeSet<SharedField> = [
            SharedField::Names,
            SharedField::LanguagesAndInterpreter,
            SharedField::HouseholdSize,
            SharedField::Phone,
            SharedField::NeedsOfLink,
        ]
        .into();
        let consent = Consent {
            id: ConsentId::from_random(self.app.dice.draw()),
            subject: Subject::Household(event.household),
            receiver: to.id,
            fields: fields.clone(),
            given_on: event.day,
            withdrawn_on: None,
            how: ConsentManner::SpokenThroughInterpreter,
        };
        writer.insert_consent(&consent, event.household, by).await?;
        let osl = if from.is_authority() {
            OslGround::ConsentOfPerson(consent.id)
        } else {
            OslGround::NotApplicable
        };
        let draft = ReferralDraft {
            id: ReferralId::from_random(self.app.dice.draw()),
            ground: Ground { gdpr: GdprBasis::PublicTask, osl },
            fields,
            answer_by,
        };
        let referral = Referral::send(draft, &link, from, to, &[consent], event.day)
            .map_err(|_| Error::Refused("refused-no-principal-actor".to_owned()))?;
        let link = link
            .refer(&referral, to, event.day)
            .map_err(|_| Error::Refused("refused-no-principal-actor".to_owned()))?;
        writer.insert_referral(&referral, event.household, &ReferralWords::default()).await?;
        Ok(link)
    }
}

/// The demo writes what the import reads; if not, one of the two is at fault.
fn broken(what: &str) -> Error {
    Error::Broken(store::Error::Key(format!(
        "loading the demo: {what}; this is a fault of the program, please report it"
    )))
}

fn whole(found: &Found) -> Result<(), Error> {
    match found.shown().first() {
        None => Ok(()),
        Some(first) => Err(broken(&format!("line {} of its own file: {}", first.line, first.what.key))),
    }
}

fn reason(words: &'static str) -> Reason {
    words.parse().unwrap_or_else(|_| unreachable!("the words are not blank"))
}
