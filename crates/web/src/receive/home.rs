//! Homes, rooms and beds.

mod bars;
mod keep;

use app::receive::home::{self, Address, AreaFullness, HomeList, SeenHome};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{BedId, HomeId, HomeKind, HouseholdId, Interval, Occupancy, Role};
use jiff::civil::Date;
use languages::{Speaker, key};
use serde::Deserialize;
use store::receive::home::{HomeFilter, HomeLine};

pub(crate) use self::bars::Bar;
use crate::{
    Guard, Routes,
    csv::Csv,
    form::Fields,
    page::Page,
    party::{Staff, Visit},
    reply::{Failure, OrFail as _, html},
};

const HOMES: Guard =
    Guard::Roles(&[Role::Coordinator, Role::CaseWorker, Role::PartnerCoordinator, Role::Host]);
const KEEP: Guard = Guard::Roles(&[Role::Coordinator, Role::PartnerCoordinator]);

const PAGE_SIZE: i64 = 50;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/homes", HOMES, list)
        .get("/homes/export", HOMES, export)
        .get("/homes/new", KEEP, keep::empty)
        .post("/homes/new", KEEP, keep::create)
        .get("/homes/{home}", HOMES, show)
        .get("/homes/{home}/edit", KEEP, keep::form)
        .post("/homes/{home}/edit", KEEP, keep::edit)
        .post("/homes/{home}/block", KEEP, keep::block)
        .post("/homes/{home}/unblock", KEEP, keep::unblock)
}

/// The filter as it stands in the address line.
#[derive(Clone, Default, Deserialize)]
struct Filter {
    #[serde(default)]
    q: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    night: String,
    #[serde(default)]
    free: String,
    #[serde(default)]
    page: i64,
}

impl Filter {
    fn number(&self) -> i64 {
        self.page.clamp(1, 100_000)
    }

    fn night(&self, today: Date) -> Date {
        self.night.parse().unwrap_or(today)
    }

    fn asked(&self) -> HomeFilter {
        HomeFilter {
            name: self.q.clone(),
            area: Some(self.area.clone()).filter(|area| !area.is_empty()),
            kind: self.kind.parse().ok(),
            free: self.free.parse().unwrap_or(0),
            offset: (self.number() - 1) * PAGE_SIZE,
            limit: PAGE_SIZE + 1,
        }
    }

    fn is_set(&self) -> bool {
        [&self.q, &self.area, &self.kind, &self.night, &self.free].into_iter().any(|text| !text.is_empty())
    }

    /// The same filter for another page of the list, or for the export.
    fn query(&self, page: Option<i64>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("q", &self.q),
            ("area", &self.area),
            ("kind", &self.kind),
            ("night", &self.night),
            ("free", &self.free),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some(page) = page {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }
}

struct AreaView {
    area: String,
    homes: i64,
    night: Bar,
    later: Bar,
}

struct LineView {
    id: HomeId,
    name: String,
    kind: HomeKind,
    area: String,
    protected: bool,
    night: Bar,
    later: Bar,
}

#[derive(Template)]
#[template(path = "receive/home_list.html")]
struct List {
    page: Page,
    filter: Filter,
    night: String,
    tonight: bool,
    summary: String,
    areas: Vec<AreaView>,
    lines: Vec<LineView>,
    all_areas: Vec<String>,
    number: i64,
    has_more: bool,
    may_export: bool,
    may_create: bool,
}

async fn list(Staff { context, visit }: Staff, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    let night = filter.night(context.today);
    let mut list = home::list(&context, &filter.asked(), night).await.at(&visit)?;
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let has_more = list.lines.len() > size;
    list.lines.truncate(size);
    let l = &visit.speaker;
    let all: Occupancy = list.areas.iter().map(|area| area.night).sum();
    Ok(html(&List {
        page: Page::new(&visit, key!("homes-title")),
        night: night.to_string(),
        tonight: night == context.today,
        summary: l.ta(
            "homes-free-of",
            &[("free", all.allocable.into()), ("total", all.total.into()), ("date", morning(night).into())],
        ),
        areas: list.areas.into_iter().map(|area| area_view(l, area)).collect(),
        lines: list.lines.into_iter().map(|line| line_view(l, line)).collect(),
        all_areas: list.all_areas,
        number: filter.number(),
        has_more,
        may_export: list.may_export,
        may_create: list.may_create,
        filter,
    }))
}

/// The day on which a night ends.
fn morning(night: Date) -> Date {
    night.tomorrow().unwrap_or(night)
}

fn area_view(l: &Speaker, area: AreaFullness) -> AreaView {
    AreaView {
        homes: area.homes,
        night: Bar::new(l, area.night),
        later: Bar::new(l, area.later),
        area: area.area,
    }
}

fn line_view(l: &Speaker, line: HomeLine) -> LineView {
    LineView {
        night: Bar::new(l, line.night),
        later: Bar::new(l, line.later),
        id: line.id,
        name: line.name,
        kind: line.kind,
        area: line.area,
        protected: line.protected,
    }
}

async fn export(Staff { context, visit }: Staff, Query(filter): Query<Filter>) -> Result<Response, Failure> {
    let night = filter.night(context.today);
    let list = home::export(&context, &filter.asked(), night).await.at(&visit)?;
    Ok(csv(&visit.speaker, &list).download("hamn-homes.csv"))
}

/// What the list shows, all pages of it.
fn csv(l: &Speaker, list: &HomeList) -> Csv {
    let beds = ["homes-beds", "homes-occupied", "homes-blocked", "homes-free", "homes-over"];
    let mut head: Vec<String> =
        ["common-name", "homes-kind", "desk-area"].map(|key| l.t(key).into_owned()).into();
    for night in [list.night, list.later] {
        head.extend(beds.map(|key| format!("{} {night}", l.t(key))));
    }
    let mut file = Csv::new(head);
    for line in &list.lines {
        let mut cells = vec![line.name.clone(), l.tf("home_kind", line.kind).into_owned(), line.area.clone()];
        for night in [line.night, line.later] {
            let counts = [night.total, night.occupied, night.blocked, night.allocable, night.over_full];
            cells.extend(counts.map(|count| count.to_string()));
        }
        file.row(cells);
    }
    file
}

struct BedView {
    id: BedId,
    label: String,
    /// Chip and words: free, promised, blocked.
    chip: &'static str,
    state: String,
}

struct RoomView {
    name: String,
    beds: Vec<BedView>,
}

struct BlockView {
    bed: BedId,
    label: String,
    nights: String,
    reason: String,
    since: Date,
}

struct NightView {
    date: String,
    bar: Bar,
}

struct ResidentView {
    household: HouseholdId,
    reference: Option<String>,
    nights: String,
}

#[derive(Template)]
#[template(path = "receive/home.html")]
pub(super) struct Home {
    page: Page,
    id: HomeId,
    kind: HomeKind,
    area: String,
    owner: String,
    conditions: String,
    open: String,
    address: Address,
    protected: bool,
    beds: usize,
    rooms: Vec<RoomView>,
    nights: Vec<NightView>,
    in_use: Vec<String>,
    blocks: Vec<BlockView>,
    residents: Vec<ResidentView>,
    knows_residents: bool,
    may_edit: bool,
    form: Fields,
}

impl Home {
    fn is_ticked(&self, bed: &BedId) -> bool {
        self.form.all("beds").any(|ticked| ticked == bed.to_string())
    }
}

#[derive(Deserialize)]
struct Said {
    notice: Option<String>,
}

async fn show(
    Staff { context, visit }: Staff,
    Path(id): Path<HomeId>,
    Query(said): Query<Said>,
) -> Result<Response, Failure> {
    let seen = home::see(&context, id).await.at(&visit)?;
    let mut page = Page::titled(&visit, seen.file.home.name.clone());
    match said.notice.as_deref() {
        Some("created") => page = page.with_notice(key!("homes-created")),
        Some("saved") => page = page.with_notice(key!("common-saved")),
        Some("blocked") => page = page.with_notice(key!("homes-blocked-notice")),
        Some("unblocked") => page = page.with_notice(key!("homes-unblocked-notice")),
        _ => {}
    }
    let form = Fields::default().with("from", context.today.to_string());
    Ok(html(&home_page(&visit, page, seen, context.today, form)))
}

/// Nights in words: the night they begin, the morning they end, and how many they are.
pub(crate) fn nights_in_words(l: &Speaker, nights: Interval) -> String {
    match (nights.to(), nights.nights()) {
        (Some(to), Some(count)) => l.ta(
            "homes-nights-words",
            &[
                ("from", nights.from().into()),
                ("to", to.into()),
                ("nights", l.tn("homes-nights", count).as_str().into()),
            ],
        ),
        _ => l.t1("homes-nights-since", "from", nights.from()),
    }
}

/// Two weeks night by night, then one night a week.
fn worth_showing(index: usize) -> bool {
    index < 14 || index.is_multiple_of(7)
}

fn home_page(visit: &Visit, page: Page, seen: SeenHome, today: Date, form: Fields) -> Home {
    let l = &visit.speaker;
    let home = &seen.file.home;
    let blocked = |bed: BedId| {
        let holds = |block: &&domain::Block| block.beds.contains(&bed) && block.interval.contains(today);
        seen.blocks.iter().find(holds)
    };
    let rooms = home
        .rooms
        .iter()
        .map(|room| RoomView {
            name: room.name.clone(),
            beds: room
                .beds
                .iter()
                .map(|bed| {
                    let (chip, state) = match (seen.taken.get(&bed.id), blocked(bed.id)) {
                        (Some(to), _) => ("on-track", l.t1("homes-bed-taken", "date", *to)),
                        (None, Some(block)) => {
                            let to = block.interval.to().unwrap_or(Date::MAX);
                            ("paused", l.t1("homes-bed-blocked", "date", to))
                        }
                        (None, None) => ("planned", l.t("homes-bed-free").into_owned()),
                    };
                    BedView { id: bed.id, label: bed.label.clone(), chip, state }
                })
                .collect(),
        })
        .collect();
    let label_of = |bed: BedId| bed_label(l, home, bed);
    let knows_residents = seen.residents.iter().any(|resident| resident.reference.is_some());
    Home {
        id: home.id,
        kind: home.kind,
        area: seen.file.area.clone(),
        owner: seen.owner.map(|actor| actor.name).unwrap_or_default(),
        conditions: l.list(
            &home.conditions.iter().map(|condition| l.tf("home_condition", condition)).collect::<Vec<_>>(),
        ),
        open: nights_in_words(l, home.interval),
        address: seen.address,
        protected: home.kind == HomeKind::ProtectedHousing || seen.file.protection.is_protected(),
        beds: home.beds().count(),
        rooms,
        nights: seen
            .nights
            .into_iter()
            .enumerate()
            .filter(|(index, _)| worth_showing(*index))
            .map(|(_, (night, occupancy))| NightView {
                date: l.date_short(night),
                bar: Bar::new(l, occupancy),
            })
            .collect(),
        in_use: seen.in_use.into_iter().map(|nights| nights_in_words(l, nights)).collect(),
        blocks: seen
            .blocks
            .iter()
            .flat_map(|block| block.beds.iter().map(move |bed| (block, *bed)))
            .map(|(block, bed)| BlockView {
                bed,
                label: label_of(bed),
                nights: nights_in_words(l, block.interval),
                reason: block.reason.to_string(),
                since: block.interval.from(),
            })
            .collect(),
        residents: seen
            .residents
            .into_iter()
            .map(|resident| ResidentView {
                household: resident.household,
                reference: resident.reference,
                nights: nights_in_words(l, resident.nights),
            })
            .collect(),
        knows_residents,
        may_edit: seen.may_edit,
        form,
        page,
    }
}

/// What a bed is called: its room and its own label.
pub(crate) fn bed_label(l: &Speaker, home: &domain::Home, bed: BedId) -> String {
    home.rooms
        .iter()
        .find_map(|room| {
            let bed = room.beds.iter().find(|there| there.id == bed)?;
            Some(format!(
                "{} · {}",
                l.t1("homes-room", "name", room.name.as_str()),
                l.t1("homes-bed", "name", bed.label.as_str())
            ))
        })
        .unwrap_or_default()
}
