//! Placing a household in a home, and its stays: extended, ended early, moved.

mod beds;
mod candidates;
mod part;

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use access::{Action, Purpose, resource};
use domain::{
    BedId, HomeId, HomeKind, HouseholdId, Interval, Person, PersonId, PlaceError, PlaceRequest, Protection,
    Stay, StayId, place as place_in_home, renew as renew_stay,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{
    Change, Reader, Who, Writer,
    receive::{home::HomeFile, household::HouseholdFile, stay::StayFile},
};

pub use self::candidates::{Against, Candidate, For, Search, candidates};
pub(crate) use self::part::{join, part};
use super::household::{self, Seen};
use crate::{App, Context, Error, Problem, Problems, context::Asked};

/// The kind of support that a place to live is.
const HOUSING: &str = "housing";

/// A stay, as much of it as the asker may know.
#[derive(Clone, Debug)]
pub struct SeenStay {
    /// The stay.
    pub file: StayFile,
    /// The home, if the asker may know which; its address is taken out.
    pub home: Option<HomeFile>,
    /// The address, if the asker may see where the household lives and it is stored.
    pub address: Option<String>,
}

impl SeenStay {
    /// The stay is now or to come.
    pub fn is_open(&self, today: Date) -> bool {
        self.file.cancelled_on.is_none() && !self.file.stay.nights.ends_before(today)
    }
}

/// Where a household lives and lived.
#[derive(Clone, Debug)]
pub struct Stays {
    /// The household.
    pub household: Seen,
    /// Its stays, the latest first.
    pub stays: Vec<SeenStay>,
    /// The household may be placed by this person.
    pub may_place: bool,
}

/// Opens a household's stays.
pub async fn see(context: &Context, id: HouseholdId) -> Result<Stays, Error> {
    let context = context.with_purpose(Purpose::Placement);
    let seen = household::see(&context, id, "stay").await?;
    let facts: resource::Resource = seen.facts.clone().into();
    let may_see_where = context.may(Action::SeeAddress, &facts);
    let mut reader = context.read().await?;
    let mut homes: BTreeMap<HomeId, (Option<HomeFile>, Option<String>)> = BTreeMap::new();
    let mut stays = Vec::new();
    for file in reader.stays_of_household(id).await? {
        let at = file.stay.home;
        let (home, address) = match homes.entry(at) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => {
                place.insert(known_home(&context, &mut reader, at, may_see_where).await?).clone()
            }
        };
        stays.push(SeenStay { file, home, address });
    }
    let may_place = context.own.is_none() && context.may(Action::Place, &facts);
    Ok(Stays { household: seen, stays, may_place })
}

/// A home and its address, as far as this person may know them. Where a household lives is on its own record, so
/// whoever sees its address sees this one.
async fn known_home(
    context: &Context,
    reader: &mut Reader,
    id: HomeId,
    may_see_where: bool,
) -> Result<(Option<HomeFile>, Option<String>), Error> {
    let mut file = reader.home(id).await?;
    let facts: resource::Resource = file.facts(context.who.tenant).into();
    let stored = file.home.address.take();
    if !context.may(Action::See, &facts) {
        return Ok((None, None));
    }
    let may_see_address = may_see_where || context.may(Action::SeeAddress, &facts);
    let address = stored.filter(|_| may_see_address).map(|address| address.as_str().to_owned());
    Ok((Some(file), address))
}

/// A home that was chosen for some nights, before the placement.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The household.
    pub household: Seen,
    /// Who of it is to be placed: its members on the first night.
    pub members: Vec<PersonId>,
    /// The home, if one was chosen and may be; its address is taken out.
    pub home: Option<HomeFile>,
    /// Its beds that are free on every one of the nights.
    pub free: BTreeSet<BedId>,
}

/// Opens what somebody needs to see to place a household: who is in it, and the free beds of the home, if one is chosen.
pub async fn choice(
    context: &Context,
    household: HouseholdId,
    home: Option<HomeId>,
    nights: Interval,
    moving: Option<StayId>,
) -> Result<Choice, Error> {
    let context = context.with_purpose(Purpose::Placement);
    let seen = household::see(&context, household, "stay").await?;
    context.require(Action::Place, &seen.facts.clone().into())?;
    if context.own.is_some() {
        return Err(Error::Forbidden);
    }
    let first = nights.from().max(context.today);
    let members = seen.file.household.members_on(first).map(|member| member.person).collect();
    let Some(home) = home else {
        return Ok(Choice { household: seen, members, home: None, free: BTreeSet::new() });
    };
    let mut reader = context.read().await?;
    let mut file = reader.home(home).await?;
    context.require(Action::Place, &file.facts(context.who.tenant).into())?;
    file.home.address = None;
    let mut free: BTreeSet<BedId> = file.home.beds().collect();
    for stay in reader.stays_meeting(home, None, nights).await?.iter().filter(|stay| Some(stay.id) != moving)
    {
        free.retain(|bed| !stay.has_bed(*bed));
    }
    for block in reader.blocks_of(home, nights.from()).await? {
        if block.interval.overlaps(&nights) {
            free.retain(|bed| !block.beds.contains(bed));
        }
    }
    Ok(Choice { household: seen, members, home: Some(file), free })
}

/// Where somebody is to sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleeping {
    /// In any bed that is free.
    AnyBed,
    /// In this bed.
    In(BedId),
    /// There, without a bed of their own.
    WithoutBed,
    /// Somewhere else.
    Elsewhere,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub home: HomeId,
    /// Which nights.
    pub nights: Interval,
    /// Where each member sleeps.
    pub people: Vec<(PersonId, Sleeping)>,
    /// The stay that ends when this one begins.
    pub moving: Option<StayId>,
}

/// A household was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The stay.
    pub stay: StayId,
}

/// What must not be proposed, and therefore not be done: rule 4 of the domain. A vetting is not recorded anywhere yet,
/// so for these households no host's is complete.
pub(crate) fn needs_vetted_host(members: &[&Person], protection: Protection, on: Date) -> bool {
    protection.is_protected() || members.iter().any(|person| person.birth.may_be_child(on))
}

/// Places a household in a home, and ends the stay it moves from in the same transaction.
pub async fn place(context: &Context, household: HouseholdId, input: &Place) -> Result<Placed, Error> {
    let context = context.with_purpose(Purpose::Placement);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(placed) => return Ok(placed),
    };
    require_household(&context, &mut writer, household).await?;
    // Links before households before homes before beds: every write locks in this order, so that none waits for another
    // that waits for it.
    start_housing(&context, &mut writer, household).await?;
    writer.lock_household(household).await?;
    let mut homes = writer.homes_of_household(household, context.today).await?;
    homes.insert(input.home);
    writer.lock_homes(&homes).await?;

    let file = writer.household(household).await?;
    let left = match input.moving {
        Some(id) => Some(leave(&context, &mut writer, household, id, input.nights.from()).await?),
        None => None,
    };
    let stay = give_beds(&context, &mut writer, &file, input).await?;
    writer.note(Change {
        action: "stay.placed",
        object: stay.uuid(),
        household: Some(household),
        detail: format!("home {}", input.home),
    });
    writer.refresh_household(household, file.chain.gaps, context.today).await?;
    if let Some(home) = left {
        writer.refresh_home_protection(home, context.today).await?;
    }
    context.finish(writer, Placed { stay }).await
}

async fn require_household(context: &Context, reader: &mut Reader, id: HouseholdId) -> Result<(), Error> {
    let facts = reader.household_facts(id).await?;
    context.require(Action::Place, &facts.into())
}

/// The writing itself: the home is locked, the beds are claimed, and the domain says yes or why not.
async fn give_beds(
    context: &Context,
    writer: &mut Writer,
    file: &HouseholdFile,
    input: &Place,
) -> Result<StayId, Error> {
    let household = file.household.id;
    let target = writer.home(input.home).await?;
    context.require(Action::Place, &target.facts(context.who.tenant).into())?;
    if input.nights.ends_before(context.today) {
        return Err(Problems::one("to", "stay-problem-past"));
    }
    let people = writer.people_of(household).await?;
    let members: Vec<&Person> = file
        .household
        .members_on(input.nights.from().max(context.today))
        .filter_map(|member| {
            people.iter().map(|record| &record.person).find(|person| person.id == member.person)
        })
        .collect();
    if input.people.iter().any(|(id, _)| members.iter().all(|member| member.id != *id)) {
        return Err(Problems::one("people", "stay-problem-not-member"));
    }
    if target.home.kind == HomeKind::HostHome
        && needs_vetted_host(&members, file.protection, input.nights.from())
    {
        return Err(Problems::one("home", "homes-vetting-incomplete"));
    }
    let existing = writer.stays_meeting(input.home, Some(household), input.nights).await?;
    let blocks = writer.blocks_of(input.home, input.nights.from()).await?;
    let beds = beds::assign(&target.home, &existing, &blocks, input)
        .ok_or_else(|| Problems::one("people", "stay-problem-full"))?;
    writer.claim_beds(&beds.iter().map(|(bed, _)| *bed).collect()).await?;
    let without_bed = input
        .people
        .iter()
        .filter(|(_, sleeping)| *sleeping == Sleeping::WithoutBed)
        .map(|(person, _)| *person)
        .collect();
    let request = PlaceRequest {
        stay: StayId::from_random(context.app.dice.draw()),
        household,
        protection: file.protection,
        beds,
        without_bed,
        nights: input.nights,
    };
    let stay = place_in_home(&target.home, &existing, &blocks, request)
        .map_err(|refused| problem("people", refused))?;
    writer.insert_stay(&stay).await?;
    Ok(stay.id)
}

/// A placement begins what the link to housing is for: if that link is planned or accepted and this person may move it
/// on, it is started. A link that somebody else answers for is left to them.
async fn start_housing(context: &Context, writer: &mut Writer, household: HouseholdId) -> Result<(), Error> {
    let context = context.with_purpose(Purpose::CaseWork);
    let facts = writer.household_facts(household).await?;
    let links = writer.links_of(household).await?;
    if let Some(kind) = links.iter().map(|link| &link.kind).find(|kind| kind.as_str() == HOUSING) {
        // Of two placements at once the later one must find the link begun, and be refused for its beds, not for this.
        writer.lock_links(household, kind).await?;
    }
    for link in writer.links_of(household).await? {
        let resource = resource::Link {
            tenant: context.who.tenant,
            accountable: link.accountable,
            referred_to: None,
            protected: facts.protected,
        };
        if link.kind.as_str() != HOUSING || !context.may(Action::Advance, &resource.into()) {
            continue;
        }
        let id = link.id;
        let Ok(started) = link.start() else { continue };
        writer.update_link(&started).await?;
        writer.note(Change {
            action: "link.started",
            object: id.uuid(),
            household: Some(household),
            detail: "state".to_owned(),
        });
    }
    Ok(())
}

/// Why not, beside the field to change. The dates are those of the nights in question, and tell of no household.
fn problem(beds_field: &str, refused: PlaceError) -> Error {
    let nights = |interval: Interval| {
        let to = interval.to().map(|to| to.to_string()).unwrap_or_default();
        [("from".to_owned(), interval.from().to_string()), ("to".to_owned(), to)]
    };
    let (field, key, args): (&str, &str, Vec<(String, String)>) = match refused {
        PlaceError::NoBed => (beds_field, "stay-problem-no-bed", Vec::new()),
        PlaceError::BedTwice(_) => (beds_field, "stay-problem-bed-twice", Vec::new()),
        PlaceError::PersonTwice(_) => (beds_field, "stay-problem-person-twice", Vec::new()),
        PlaceError::NotInHome(_) => (beds_field, "stay-problem-not-in-home", Vec::new()),
        PlaceError::NoEnd => ("to", "stay-problem-no-end", Vec::new()),
        PlaceError::HomeClosed(open) if open.is_open_ended() => {
            ("from", "stay-problem-not-open-yet", nights(open).into_iter().take(1).collect())
        }
        PlaceError::HomeClosed(open) => ("to", "stay-problem-closed", nights(open).into()),
        PlaceError::Blocked { nights: blocked, .. } => {
            (beds_field, "stay-problem-blocked", nights(blocked).into())
        }
        PlaceError::Taken { nights: taken, .. } => (beds_field, "homes-taken", nights(taken).into()),
        PlaceError::ExclusiveTaken(taken) => ("home", "stay-problem-exclusive", nights(taken).into()),
        PlaceError::AddressIsStored(_) => ("home", "stay-problem-address", Vec::new()),
    };
    Error::Invalid(Problems(vec![Problem { field: field.to_owned(), key: key.to_owned(), args }]))
}

/// Fetches a stay of a household for a change, with everything it touches locked.
async fn lock_stay(
    context: &Context,
    writer: &mut Writer,
    household: HouseholdId,
    stay: StayId,
) -> Result<(StayFile, HomeFile), Error> {
    require_household(context, writer, household).await?;
    writer.lock_household(household).await?;
    let mut homes = writer.homes_of_household(household, context.today).await?;
    homes.insert(writer.stay(stay).await?.stay.home);
    writer.lock_homes(&homes).await?;
    let file = own_stay(writer, household, stay).await?;
    let home = writer.home(file.stay.home).await?;
    context.require(Action::Place, &home.facts(context.who.tenant).into())?;
    Ok((file, home))
}

/// A stay of this household and no other, which can still be changed.
async fn own_stay(writer: &mut Writer, household: HouseholdId, stay: StayId) -> Result<StayFile, Error> {
    let file = writer.stay(stay).await?;
    if file.stay.household != household || file.cancelled_on.is_some() {
        return Err(Error::NotFound);
    }
    Ok(file)
}

/// Ends the stay a household moves from on the day it moves; one that has not begun by then is called off.
async fn leave(
    context: &Context,
    writer: &mut Writer,
    household: HouseholdId,
    stay: StayId,
    on: Date,
) -> Result<HomeId, Error> {
    let file = own_stay(writer, household, stay).await?;
    let home = writer.home(file.stay.home).await?;
    context.require(Action::Place, &home.facts(context.who.tenant).into())?;
    if file.stay.nights.ends_before(on) {
        // It ends by itself before the move.
        return Ok(file.stay.home);
    }
    end_on(context, writer, &file, on).await?;
    Ok(file.stay.home)
}

/// A household may always leave; whatever became of the home in the meantime does not stand in the way.
async fn end_on(context: &Context, writer: &mut Writer, file: &StayFile, on: Date) -> Result<(), Error> {
    let (object, household) = (file.stay.id.uuid(), Some(file.stay.household));
    let detail = "nights".to_owned();
    if let Ok(shorter) = file.stay.nights.ending(on) {
        writer.update_nights(file, shorter).await?;
        writer.note(Change { action: "stay.ended", object, household, detail });
    } else {
        writer.cancel_stay(file, context.today).await?;
        writer.note(Change { action: "stay.cancelled", object, household, detail });
    }
    Ok(())
}

/// Gives a stay another last morning: earlier, or later if the home and the beds allow it. A morning on or before the
/// first night calls the stay off.
pub async fn change_end(
    context: &Context,
    household: HouseholdId,
    stay: StayId,
    version: i64,
    leaves_on: Date,
) -> Result<Placed, Error> {
    let context = context.with_purpose(Purpose::Placement);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(placed) => return Ok(placed),
    };
    let (file, home) = lock_stay(&context, &mut writer, household, stay).await?;
    if file.version != version {
        return Err(Error::Conflict { based_on: version, now: file.version });
    }
    let nights = file.stay.nights;
    if nights.ends_before(context.today) {
        return Err(Problems::one("to", "stay-problem-over"));
    }
    // What has been slept has been slept.
    if leaves_on < context.today {
        return Err(Problems::one("to", "stay-problem-past"));
    }
    if nights.to().is_some_and(|to| leaves_on < to) {
        end_on(&context, &mut writer, &file, leaves_on).await?;
    } else {
        let longer = nights.ending(leaves_on).map_err(|_| Problems::one("to", "stay-problem-past"))?;
        extend(&mut writer, &home, &file, longer).await?;
    }
    let gaps = writer.household(household).await?.chain.gaps;
    writer.refresh_household(household, gaps, context.today).await?;
    writer.refresh_home_protection(file.stay.home, context.today).await?;
    context.finish(writer, Placed { stay }).await
}

async fn extend(
    writer: &mut Writer,
    home: &HomeFile,
    file: &StayFile,
    nights: Interval,
) -> Result<(), Error> {
    let existing = writer.stays_meeting(home.home.id, Some(file.stay.household), nights).await?;
    let blocks = writer.blocks_of(home.home.id, nights.from()).await?;
    let beds: BTreeSet<BedId> = file.stay.beds.iter().map(|(bed, _)| *bed).collect();
    writer.claim_beds(&beds).await?;
    let renewed: Stay = renew_stay(&home.home, &existing, &blocks, file.stay.clone(), nights)
        .map_err(|refused| problem("to", refused))?;
    writer.update_nights(file, renewed.nights).await?;
    writer.note(Change {
        action: "stay.renewed",
        object: file.stay.id.uuid(),
        household: Some(file.stay.household),
        detail: "nights".to_owned(),
    });
    Ok(())
}

/// The name of the setting that holds the day for which stays were settled last.
const SETTLED_ON: &str = "stays_settled_on";

/// Once a day: homes that protected people have left are protected no longer, and actors whose home a household has
/// left have nothing more to do with it. Nobody writes on the day a stay ends by itself, so the program does. Gives how
/// many records were brought up to date.
pub async fn settle(app: App, tenant: domain::TenantId) -> Result<usize, Error> {
    let who = Who::program(tenant);
    let today = app.today();
    let mut reader = app.store.read(&who).await?;
    if reader.setting(SETTLED_ON).await?.is_some_and(|day| day == today.to_string()) {
        return Ok(0);
    }
    let moved_out = reader.moved_out(today).await?;
    drop(reader);
    let mut done = 0;
    for household in moved_out {
        let mut writer = app.store.write(&who, app.clock.now()).await?;
        writer.lock_household(household).await?;
        let gaps = writer.household(household).await?.chain.gaps;
        writer.refresh_household(household, gaps, today).await?;
        writer.commit().await?;
        done += 1;
    }
    let mut writer = app.store.write(&who, app.clock.now()).await?;
    for home in writer.raised_homes().await? {
        writer.refresh_home_protection(home, today).await?;
        done += 1;
    }
    writer.set_setting(SETTLED_ON, &today.to_string()).await?;
    writer.commit().await?;
    Ok(done)
}
