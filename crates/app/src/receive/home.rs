//! Homes: the list of them with how full they are, one home, and keeping its rooms, beds and blocks in order.

use std::collections::{BTreeMap, BTreeSet};

use access::{
    Action, Principal, Purpose, resource,
    scope::{HomeScope, ProtectedRows, home_scope, household_scope},
};
use domain::{
    Actor, ActorId, AddressRefused, Bed, BedId, Block, Conditions, Home, HomeId, HomeKind, Interval,
    Occupancy, Protection, Reason, Role, Room, RoomId, Stay, StoredAddress, occupancy_over,
};
use jiff::{ToSpan as _, civil::Date};
use store::{
    Change, Reader,
    receive::{
        home::{AreaLine, HomeFile, HomeFilter, HomeLine},
        stay::Resident,
    },
};

use crate::{App, Context, Error, Problems, context::Asked};

/// How far ahead a list looks beside the night asked about.
pub const WEEKS_AHEAD: i32 = 4;

/// How many nights ahead one home is shown.
pub const NIGHTS_SHOWN: i32 = 56;

/// A home has at most so many beds: an arena, not a city.
pub const MOST_BEDS: usize = 2_000;

impl Context {
    /// For what purpose homes are seen: a host opens the own record, everybody else looks for somewhere to live.
    pub(crate) fn for_homes(&self) -> Self {
        self.with_purpose(purpose(self.principal.role))
    }

    /// The homes a list may show. Looking through another role shows no more than the person behind it may see; a scope
    /// cannot be cut with another in SQL, so a narrow own scope shows nothing rather than too much.
    pub(crate) fn home_scope(&self) -> HomeScope {
        let scope = home_scope(&Principal { purpose: purpose(self.principal.role), ..self.principal });
        let Some(own) = self.own else { return scope };
        match home_scope(&Principal { purpose: purpose(own.role), ..own }) {
            HomeScope::All { protected: ProtectedRows::Shown, .. } => scope,
            HomeScope::All { .. } => hide_protected(scope),
            HomeScope::Nothing | HomeScope::Owned { .. } | HomeScope::Hosted { .. } => HomeScope::Nothing,
        }
    }
}

fn purpose(role: Role) -> Purpose {
    if role == Role::Host { Purpose::OwnRecord } else { Purpose::Placement }
}

fn hide_protected(scope: HomeScope) -> HomeScope {
    let protected = ProtectedRows::Hidden;
    match scope {
        HomeScope::Nothing => HomeScope::Nothing,
        HomeScope::All { tenant, .. } => HomeScope::All { tenant, protected },
        HomeScope::Owned { tenant, actor, .. } => HomeScope::Owned { tenant, actor, protected },
        HomeScope::Hosted { tenant, user, .. } => HomeScope::Hosted { tenant, user, protected },
    }
}

/// How full an area is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaFullness {
    /// The locality.
    pub area: String,
    /// How many homes.
    pub homes: i64,
    /// On the night asked about.
    pub night: Occupancy,
    /// Four weeks later.
    pub later: Occupancy,
}

/// The list of homes.
#[derive(Clone, Debug)]
pub struct HomeList {
    /// The night asked about.
    pub night: Date,
    /// Four weeks later.
    pub later: Date,
    /// Each area.
    pub areas: Vec<AreaFullness>,
    /// The page of homes.
    pub lines: Vec<HomeLine>,
    /// Every area there is, for the filter.
    pub all_areas: Vec<String>,
    /// The list may be taken out of the system.
    pub may_export: bool,
    /// Homes may be added.
    pub may_create: bool,
}

/// Homes the asker may list, with how full they and their areas are on a night and four weeks later.
pub async fn list(context: &Context, filter: &HomeFilter, night: Date) -> Result<HomeList, Error> {
    let scope = context.home_scope();
    let later = night.saturating_add((7 * WEEKS_AHEAD).days());
    let mut reader = context.read().await?;
    let mut later_by_area: BTreeMap<String, Occupancy> = reader
        .area_occupancy(&scope, filter, later)
        .await?
        .into_iter()
        .map(|AreaLine { area, night, .. }| (area, night))
        .collect();
    let areas = reader
        .area_occupancy(&scope, filter, night)
        .await?
        .into_iter()
        .map(|line| AreaFullness {
            later: later_by_area.remove(&line.area).unwrap_or_default(),
            area: line.area,
            homes: line.homes,
            night: line.night,
        })
        .collect();
    Ok(HomeList {
        night,
        later,
        areas,
        lines: reader.homes(&scope, filter, night, later).await?,
        all_areas: reader.home_areas(&scope).await?,
        may_export: may_export(context),
        may_create: may_create(context),
    })
}

/// Taking a list out of the system is an act of its own, beside seeing it.
fn may_export(context: &Context) -> bool {
    let context = context.with_purpose(Purpose::CaseWork);
    context.may(Action::Export, &resource::Tenant { tenant: context.who.tenant }.into())
}

/// The whole list, of any number of pages, for somebody who may take it out of the system.
pub async fn export(context: &Context, filter: &HomeFilter, night: Date) -> Result<HomeList, Error> {
    if !may_export(context) {
        return Err(Error::Forbidden);
    }
    list(context, &HomeFilter { offset: 0, limit: i64::MAX, ..filter.clone() }, night).await
}

fn may_create(context: &Context) -> bool {
    context.own.is_none()
        && context.for_homes().may(
            Action::Create,
            &resource::Home {
                tenant: context.who.tenant,
                owner: context.principal.actor,
                hosts: BTreeSet::new(),
                protected: false,
            }
            .into(),
        )
}

/// What somebody may know of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// It is not theirs to know.
    Hidden,
    /// None is stored.
    Absent,
    /// None may be stored, because of who lives there (rule 7).
    Forbidden,
    /// This one.
    Known(StoredAddress),
}

impl Address {
    /// Takes the address out of the file, so that no page can show it by mistake.
    fn take(file: &mut HomeFile, may_see: bool) -> Self {
        match file.home.address.take() {
            _ if !may_see => Self::Hidden,
            Some(address) => Self::Known(address),
            None if !file.protection.stores_address() => Self::Forbidden,
            None => Self::Absent,
        }
    }
}

/// A home, as much of it as the asker may know.
#[derive(Clone, Debug)]
pub struct SeenHome {
    /// The home; its address is taken out.
    pub file: HomeFile,
    /// The address.
    pub address: Address,
    /// The actor that answers for it.
    pub owner: Option<Actor>,
    /// How full it is, night by night from today.
    pub nights: Vec<(Date, Occupancy)>,
    /// Until when each bed that is promised tonight is promised.
    pub taken: BTreeMap<BedId, Date>,
    /// The nights with anybody in it, from today, put together.
    pub in_use: Vec<Interval>,
    /// Blocks that have not ended; empty for somebody who may not edit.
    pub blocks: Vec<Block>,
    /// Who lives there; nothing for somebody who may not list households.
    pub residents: Vec<Resident>,
    /// It may be edited.
    pub may_edit: bool,
}

/// Opens a home.
pub async fn see(context: &Context, id: HomeId) -> Result<SeenHome, Error> {
    let context = context.for_homes();
    let today = context.today;
    let mut reader = context.read().await?;
    let mut file = reader.home(id).await?;
    let facts: resource::Resource = file.facts(context.who.tenant).into();
    context.require(Action::See, &facts)?;
    context.require(Action::SeeOccupancy, &facts)?;
    let may_edit = context.may(Action::Edit, &facts) && context.own.is_none();
    let address = Address::take(&mut file, context.may(Action::SeeAddress, &facts));
    let shown =
        Interval::between(today, today.saturating_add(NIGHTS_SHOWN.days())).map_err(|_| Error::NotFound)?;
    let blocks = reader.blocks_of(id, today).await?;
    let stays = reader.stays_meeting(id, None, Interval::since(today)).await?;
    let owner = reader.actors().await?.into_iter().find(|actor| actor.id == file.owner);
    // Looking through another role shows no households: a list of them is cut to both persons elsewhere.
    let residents = if context.own.is_some() {
        Vec::new()
    } else {
        reader.residents(&household_scope(&context.principal), id, today).await?
    };
    Ok(SeenHome {
        nights: occupancy_over(&file.home, &stays, &blocks, shown),
        taken: taken(&stays, today),
        in_use: in_use(&stays),
        blocks: if may_edit { blocks } else { Vec::new() },
        residents,
        may_edit,
        owner,
        address,
        file,
    })
}

fn taken(stays: &[Stay], tonight: Date) -> BTreeMap<BedId, Date> {
    let here = stays.iter().filter(|stay| stay.nights.contains(tonight));
    here.filter_map(|stay| Some((stay, stay.nights.to()?)))
        .flat_map(|(stay, to)| stay.beds.iter().map(move |(bed, _)| (*bed, to)))
        .collect()
}

/// The nights with anybody there: intervals that overlap or touch are one, so that they tell of no household apart.
fn in_use(stays: &[Stay]) -> Vec<Interval> {
    let mut nights: Vec<Interval> = stays.iter().map(|stay| stay.nights).collect();
    nights.sort();
    nights.into_iter().fold(Vec::new(), |mut together, next| {
        match together.last().and_then(|last: &Interval| last.union(&next)) {
            Some(union) => {
                together.pop();
                together.push(union);
            }
            None => together.push(next),
        }
        together
    })
}

/// A room as given: an existing one or a new one, and how many beds it is to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomInput {
    /// The room, if it exists.
    pub id: Option<RoomId>,
    /// What it is called.
    pub name: String,
    /// How many beds. A room without beds goes.
    pub beds: usize,
}

/// A home as given.
#[derive(Clone, Debug, PartialEq)]
pub struct HomeInput {
    /// What it is called.
    pub name: String,
    /// Kind.
    pub kind: HomeKind,
    /// The locality.
    pub area: String,
    /// The address.
    pub address: Option<String>,
    /// The actor that answers for it.
    pub owner: ActorId,
    /// What holds there.
    pub conditions: Conditions,
    /// The nights it can be lived in.
    pub interval: Interval,
    /// Its rooms, in order.
    pub rooms: Vec<RoomInput>,
}

/// Reads rooms written in short: `2+1+2` is three rooms with two, one and two beds, `3*2` three rooms with two beds.
pub fn parse_layout(text: &str) -> Option<Vec<usize>> {
    let mut rooms = Vec::new();
    for part in text.split(['+', ',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()) {
        let (times, beds) = part.split_once(['*', 'x', '×']).unwrap_or(("1", part));
        let (times, beds): (usize, usize) = (times.trim().parse().ok()?, beds.trim().parse().ok()?);
        if beds == 0 || times == 0 || times > MOST_BEDS || beds > MOST_BEDS {
            return None;
        }
        rooms.extend(std::iter::repeat_n(beds, times));
        if rooms.iter().sum::<usize>() > MOST_BEDS {
            return None;
        }
    }
    Some(rooms)
}

/// The address, if these people's may be kept.
fn address(text: Option<&str>, strongest: Protection, problems: &mut Problems) -> Option<StoredAddress> {
    match StoredAddress::new(text?, strongest) {
        Ok(address) => Some(address),
        Err(AddressRefused::Blank) => None,
        Err(AddressRefused::Protected(_)) => {
            problems.add("address", "homes-problem-address-protected");
            None
        }
    }
}

/// What can be said of the input without looking at the home.
fn check(input: &HomeInput, problems: &mut Problems) {
    if input.name.trim().is_empty() {
        problems.add("name", "homes-problem-name");
    }
    if input.area.trim().is_empty() {
        problems.add("area", "homes-problem-area");
    }
    let beds = input.rooms.iter().map(|room| room.beds).sum::<usize>();
    if beds == 0 {
        problems.add("layout", "homes-problem-no-beds");
    } else if beds > MOST_BEDS {
        problems.add("layout", "homes-problem-layout");
    }
}

/// The owner must take part, and the asker must be allowed to hand the home to it.
async fn check_owner(
    context: &Context,
    reader: &mut Reader,
    file: &HomeFile,
    act: Action,
) -> Result<(), Error> {
    let active = reader
        .actors()
        .await?
        .iter()
        .any(|actor| actor.id == file.owner && actor.is_active_on(context.today));
    if !active || !context.may(act, &file.facts(context.who.tenant).into()) {
        return Err(Problems::one("owner", "homes-problem-owner"));
    }
    Ok(())
}

/// A new bed gets the next number of its room.
fn new_beds(app: &App, room: &mut Room, wanted: usize) {
    let mut next = room.beds.iter().filter_map(|bed| bed.label.parse::<u32>().ok()).max().unwrap_or(0);
    while room.beds.len() < wanted {
        next += 1;
        room.beds.push(Bed { id: BedId::from_random(app.dice.draw()), label: next.to_string() });
    }
}

/// A new home as it is written down: at the desk, by import and in the demo.
pub(crate) fn make(app: &App, input: &HomeInput, address: Option<StoredAddress>) -> HomeFile {
    let rooms = input
        .rooms
        .iter()
        .filter(|room| room.beds > 0)
        .map(|given| {
            let mut room = Room {
                id: RoomId::from_random(app.dice.draw()),
                name: given.name.trim().to_owned(),
                beds: Vec::new(),
            };
            new_beds(app, &mut room, given.beds);
            room
        })
        .collect();
    HomeFile {
        home: Home {
            id: HomeId::from_random(app.dice.draw()),
            name: input.name.trim().to_owned(),
            kind: input.kind,
            conditions: input.conditions.clone(),
            rooms,
            interval: input.interval,
            address,
        },
        area: input.area.trim().to_owned(),
        owner: input.owner,
        hosts: BTreeSet::new(),
        protection: Protection::None,
        version: 1,
    }
}

/// Makes a home.
pub async fn create(context: &Context, input: &HomeInput) -> Result<HomeId, Error> {
    let context = context.for_homes();
    if !may_create(&context) {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    check(input, &mut problems);
    let address = address(input.address.as_deref(), Protection::None, &mut problems);
    problems.check()?;
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(home) => return Ok(home),
    };
    let file = make(&context.app, input, address);
    let id = file.home.id;
    check_owner(&context, &mut writer, &file, Action::Create).await?;
    writer.insert_home(&file).await?;
    writer.note(Change { action: "home.created", object: id.uuid(), household: None, detail: String::new() });
    context.finish(writer, id).await
}

/// Changes a home, based on the version it was shown at.
pub async fn edit(context: &Context, id: HomeId, version: i64, input: &HomeInput) -> Result<HomeId, Error> {
    let context = context.for_homes();
    let mut problems = Problems::default();
    check(input, &mut problems);
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(home) => return Ok(home),
    };
    // Households before homes, as every write locks them: a new owner is a new relation of everybody who lives there.
    let before = writer.home(id).await?;
    let mut residents = BTreeSet::new();
    if before.owner != input.owner {
        let stays = writer.stays_meeting(id, None, Interval::since(context.today)).await?;
        residents.extend(stays.iter().map(|stay| stay.household));
        for household in &residents {
            writer.lock_household(*household).await?;
        }
    }
    // A placement that commits now must not be overlooked: neither its beds nor whom it protects.
    writer.lock_homes(&BTreeSet::from([id])).await?;
    let stored = writer.home(id).await?;
    context.require(Action::Edit, &stored.facts(context.who.tenant).into())?;
    if stored.version != version {
        return Err(Error::Conflict { based_on: version, now: stored.version });
    }
    let strongest = writer.strongest_in_home(id, context.today).await?;
    let address = address(input.address.as_deref(), strongest, &mut problems);
    let used = writer.used_beds(id).await?;
    let rooms = change_rooms(&context.app, &stored.home.rooms, &input.rooms, &used, &mut problems);
    problems.check()?;
    let file = HomeFile {
        home: Home {
            id,
            name: input.name.trim().to_owned(),
            kind: input.kind,
            conditions: input.conditions.clone(),
            rooms,
            interval: input.interval,
            address,
        },
        area: input.area.trim().to_owned(),
        owner: input.owner,
        hosts: stored.hosts.clone(),
        protection: strongest,
        version,
    };
    check_owner(&context, &mut writer, &file, Action::Edit).await?;
    writer.update_home(&file, &stored.home.rooms).await?;
    for household in residents {
        let gaps = writer.household(household).await?.chain.gaps;
        writer.refresh_household(household, gaps, context.today).await?;
    }
    let detail = changed_fields(&stored, &file);
    writer.note(Change { action: "home.edited", object: id.uuid(), household: None, detail });
    context.finish(writer, id).await
}

/// The rooms as asked for. Beds go from the end of a room, and only those that no stay has or had.
fn change_rooms(
    app: &App,
    stored: &[Room],
    asked: &[RoomInput],
    used: &BTreeSet<BedId>,
    problems: &mut Problems,
) -> Vec<Room> {
    let mut rooms = Vec::new();
    for (index, given) in asked.iter().enumerate() {
        let known = given.id.and_then(|id| stored.iter().find(|room| room.id == id)).cloned();
        let mut room = known.unwrap_or_else(|| Room {
            id: RoomId::from_random(app.dice.draw()),
            name: String::new(),
            beds: Vec::new(),
        });
        given.name.trim().clone_into(&mut room.name);
        while room.beds.len() > given.beds {
            let Some(free) = room.beds.iter().rposition(|bed| !used.contains(&bed.id)) else {
                problems.add(format!("room_beds-{index}"), "homes-problem-bed-used");
                break;
            };
            room.beds.remove(free);
        }
        new_beds(app, &mut room, given.beds);
        if !room.beds.is_empty() {
            rooms.push(room);
        }
    }
    // A room that the form did not know of was added meanwhile; the version says so, and nothing is lost here.
    for room in stored.iter().filter(|room| asked.iter().all(|given| given.id != Some(room.id))) {
        rooms.push(room.clone());
    }
    rooms
}

fn changed_fields(before: &HomeFile, after: &HomeFile) -> String {
    let (old, new) = (&before.home, &after.home);
    [
        ("name", old.name != new.name),
        ("kind", old.kind != new.kind),
        ("area", before.area != after.area),
        ("address", old.address != new.address),
        ("owner", before.owner != after.owner),
        ("conditions", old.conditions != new.conditions),
        ("interval", old.interval != new.interval),
        ("rooms", old.rooms != new.rooms),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect::<Vec<_>>()
    .join(" ")
}

/// Blocks beds of a home for some nights.
pub async fn block(
    context: &Context,
    id: HomeId,
    beds: &BTreeSet<BedId>,
    nights: Interval,
    reason: &Reason,
) -> Result<HomeId, Error> {
    let context = context.for_homes();
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(home) => return Ok(home),
    };
    writer.lock_homes(&BTreeSet::from([id])).await?;
    let stored = writer.home(id).await?;
    context.require(Action::Edit, &stored.facts(context.who.tenant).into())?;
    let there: BTreeSet<BedId> = stored.home.beds().collect();
    if beds.is_empty() || !beds.is_subset(&there) {
        return Err(Problems::one("beds", "homes-problem-choose-beds"));
    }
    writer.block_beds(id, &Block { beds: beds.clone(), interval: nights, reason: reason.clone() }).await?;
    writer.note(Change {
        action: "home.blocked",
        object: id.uuid(),
        household: None,
        detail: format!("beds {}", beds.len()),
    });
    context.finish(writer, id).await
}

/// Opens a blocked bed from today on.
pub async fn unblock(context: &Context, id: HomeId, bed: BedId, since: Date) -> Result<HomeId, Error> {
    let context = context.for_homes();
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(home) => return Ok(home),
    };
    writer.lock_homes(&BTreeSet::from([id])).await?;
    let stored = writer.home(id).await?;
    context.require(Action::Edit, &stored.facts(context.who.tenant).into())?;
    writer.unblock_bed(id, bed, since, context.today).await?;
    writer.note(Change {
        action: "home.unblocked",
        object: id.uuid(),
        household: None,
        detail: "beds 1".to_owned(),
    });
    context.finish(writer, id).await
}

/// The actors a home can be given to by this person: all that take part for a coordinator, else the own one.
pub async fn possible_owners(context: &Context) -> Result<Vec<Actor>, Error> {
    let context = context.for_homes();
    let tenant = context.who.tenant;
    let may_own = |actor: &Actor| {
        let home = resource::Home { tenant, owner: actor.id, hosts: BTreeSet::new(), protected: false };
        actor.is_active_on(context.today) && context.may(Action::Create, &home.into())
    };
    Ok(context.read().await?.actors().await?.into_iter().filter(may_own).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rooms_are_written_in_short() {
        assert_eq!(parse_layout("2+1+2"), Some(vec![2, 1, 2]));
        assert_eq!(parse_layout(" 2 , 1 2"), Some(vec![2, 1, 2]));
        assert_eq!(parse_layout("3*2+1"), Some(vec![2, 2, 2, 1]));
        assert_eq!(parse_layout(""), Some(vec![]));
        for wrong in ["0", "2+0", "two", "-1", "2001", "500*500", "1*1*1"] {
            assert_eq!(parse_layout(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nights_in_use_tell_of_no_household_apart() {
        let day = |day: i8| jiff::civil::date(2026, 3, day);
        let stay = |from, to| Stay {
            id: domain::StayId::from_random([1; 16]),
            household: domain::HouseholdId::from_random([2; 16]),
            home: HomeId::from_random([3; 16]),
            beds: Vec::new(),
            without_bed: BTreeSet::new(),
            nights: Interval::between(day(from), day(to)).unwrap(),
        };
        let stays = [stay(10, 12), stay(1, 5), stay(5, 7), stay(2, 3)];
        let together: Vec<_> =
            in_use(&stays).iter().map(|nights| (nights.from(), nights.to().unwrap())).collect();
        assert_eq!(together, [(day(1), day(7)), (day(10), day(12))]);
    }
}
