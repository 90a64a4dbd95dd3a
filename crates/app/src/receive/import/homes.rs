//! A list of homes, a line for each.

use std::collections::HashSet;

use domain::{ActorId, Condition, Conditions, HomeKind, Interval};
use languages::key;
use tables::{Column, Heading, Table, TableError};

use super::line::{Found, Line, What, Words};
use crate::receive::home::{HomeInput, RoomInput, parse_layout};

/// The columns, in the order of the documentation.
pub const COLUMNS: &[Column] = &[
    column("home_ref", &["reference", "referens", "boende-id", "objekt"], true),
    column("name", &["home", "namn", "boende"], true),
    column("kind", &["type", "typ", "slag"], true),
    column("area", &["locality", "ort", "område", "tätort"], false),
    column("address", &["adress", "gatuadress"], false),
    column("owner", &["organisation", "ägare", "ansvarig"], true),
    column("host", &["värd"], false),
    column("host_vetted_on", &["vetted", "lämplighetsprövad"], false),
    column("rooms", &["beds", "rum", "bäddar", "rum och bäddar"], true),
    column("step_free", &["tillgänglig", "utan trappsteg"], false),
    column("pets", &["husdjur"], false),
    column("children", &["barn"], false),
    column("women_only", &["bara kvinnor", "endast kvinnor"], false),
    column("own_kitchen", &["kitchen", "eget kök", "kök"], false),
    column("available_from", &["from", "från", "tillgänglig från"], true),
    column("available_to", &["to", "till", "tillgänglig till"], false),
];

const fn column(name: &'static str, also: &'static [&'static str], required: bool) -> Column {
    Column { name, also, required }
}

/// Places in [`COLUMNS`].
mod at {
    pub(super) const REFERENCE: usize = 0;
    pub(super) const NAME: usize = 1;
    pub(super) const KIND: usize = 2;
    pub(super) const AREA: usize = 3;
    pub(super) const ADDRESS: usize = 4;
    pub(super) const OWNER: usize = 5;
    pub(super) const HOST: usize = 6;
    pub(super) const VETTED: usize = 7;
    pub(super) const ROOMS: usize = 8;
    pub(super) const STEP_FREE: usize = 9;
    pub(super) const PETS: usize = 10;
    pub(super) const CHILDREN: usize = 11;
    pub(super) const WOMEN_ONLY: usize = 12;
    pub(super) const OWN_KITCHEN: usize = 13;
    pub(super) const FROM: usize = 14;
    pub(super) const TO: usize = 15;
}

/// Columns that are checked and have no place in a home's record.
pub(super) const NOT_KEPT: &[usize] = &[at::VETTED, at::CHILDREN, at::OWN_KITCHEN];

const KINDS: &Words<HomeKind> = &[
    (HomeKind::MunicipalFlat, &["municipal_flat", "lägenhet", "kommunal lägenhet"]),
    (HomeKind::HostHome, &["host_home", "engagemangshem", "värdhem"]),
    (HomeKind::Collective, &["collective", "gemensamt boende", "kollektivt boende"]),
    (HomeKind::Evacuation, &["evacuation", "evakueringsboende", "evakueringsplats"]),
    (HomeKind::ProtectedHousing, &["protected", "protected_housing", "skyddat boende"]),
];

/// A home of the file that can be made.
#[derive(Clone, Debug)]
pub struct FileHome {
    /// Its name in the file.
    pub reference: String,
    /// Its line.
    pub line: u64,
    /// The name of the organisation that answers for it.
    pub owner: String,
    /// Who opens their own home, as named in the file.
    pub host: Option<String>,
    /// What it is called.
    pub name: String,
    /// Kind.
    pub kind: HomeKind,
    /// The locality; empty for protected housing, whose locality would tell too much.
    pub area: String,
    /// The address.
    pub address: Option<String>,
    /// What holds there.
    pub conditions: Conditions,
    /// The nights it can be lived in.
    pub interval: Interval,
    /// The beds of each room.
    pub layout: Vec<usize>,
}

impl FileHome {
    /// What is made of it.
    pub fn input(&self, owner: ActorId) -> HomeInput {
        let rooms = self.layout.iter().enumerate();
        HomeInput {
            name: self.name.clone(),
            kind: self.kind,
            area: self.area.clone(),
            address: self.address.clone(),
            owner,
            conditions: self.conditions.clone(),
            interval: self.interval,
            rooms: rooms
                .map(|(place, beds)| RoomInput { id: None, name: (place + 1).to_string(), beds: *beds })
                .collect(),
        }
    }
}

/// A file of homes being read.
pub struct HomesFile<'a> {
    table: Table<'a>,
    seen: HashSet<String>,
}

impl<'a> HomesFile<'a> {
    /// Opens a file.
    pub fn open(bytes: &'a [u8]) -> Result<Self, TableError> {
        Ok(Self { table: Table::open(bytes, COLUMNS)?, seen: HashSet::new() })
    }

    /// The table behind it.
    pub(crate) fn table(&self) -> &Table<'a> {
        &self.table
    }

    /// The heading of the column with references.
    pub(crate) fn reference_heading(&self) -> Option<&Heading> {
        self.table.heading(at::REFERENCE)
    }

    /// The heading of the column with owners.
    pub(crate) fn owner_heading(&self) -> Option<&Heading> {
        self.table.heading(at::OWNER)
    }

    /// The heading of the column with hosts.
    pub(crate) fn host_heading(&self) -> Option<&Heading> {
        self.table.heading(at::HOST)
    }

    /// The next home; `Some(None)` is one with something to correct, which was noted.
    pub fn next_entry(&mut self, found: &mut Found) -> Result<Option<Option<FileHome>>, TableError> {
        let Some(row) = self.table.next_row()? else { return Ok(None) };
        let mut line = Line::new(&row, found);
        let reference = line.required(at::REFERENCE);
        if !reference.is_empty() && !self.seen.insert(reference.clone()) {
            line.bad(at::REFERENCE, What::new(key!("import-problem-reference-twice")));
        }
        let name = line.required(at::NAME);
        let owner = line.required(at::OWNER);
        let kind = line.word(at::KIND, KINDS);
        if kind.is_none() && line.text(at::KIND).is_empty() {
            line.bad(at::KIND, What::new(key!("import-problem-required")));
        }
        let (area, address) = read_place(&mut line, kind);
        let layout = parse_layout(line.text(at::ROOMS)).filter(|rooms| !rooms.is_empty());
        if layout.is_none() {
            line.bad(at::ROOMS, What::new(key!("homes-problem-layout")));
        }
        let interval = read_nights(&mut line);
        let conditions = read_conditions(&mut line, kind);
        line.date(at::VETTED);
        for column in [at::CHILDREN, at::OWN_KITCHEN] {
            line.yes(column);
        }
        let host = line.given(at::HOST);
        let (number, good) = (line.number(), line.is_good());
        Ok(Some(match (kind, interval, layout) {
            (Some(kind), Some(interval), Some(layout)) if good => Some(FileHome {
                reference,
                line: number,
                owner,
                host,
                name,
                kind,
                area,
                address,
                conditions,
                interval,
                layout,
            }),
            _ => None,
        }))
    }
}

fn read_place(line: &mut Line<'_, '_>, kind: Option<HomeKind>) -> (String, Option<String>) {
    let (area, address) = (line.text(at::AREA), line.given(at::ADDRESS));
    line.short(at::AREA, area);
    line.short(at::ADDRESS, line.text(at::ADDRESS));
    if kind == Some(HomeKind::ProtectedHousing) {
        // Where protected housing is stands in no file that somebody carries about.
        if address.is_some() {
            line.bad(at::ADDRESS, What::new(key!("import-problem-protected-address")));
        }
    } else if area.is_empty() {
        line.bad(at::AREA, What::new(key!("import-problem-required")));
    }
    (area.to_owned(), address)
}

fn read_nights(line: &mut Line<'_, '_>) -> Option<Interval> {
    let (from, to) = (line.date(at::FROM), line.date(at::TO));
    if line.text(at::FROM).is_empty() {
        line.bad(at::FROM, What::new(key!("import-problem-required")));
    }
    let interval = Interval::new(from?, to).ok();
    if interval.is_none() {
        line.bad(at::TO, What::new(key!("error-date-order")));
    }
    interval
}

fn read_conditions(line: &mut Line<'_, '_>, kind: Option<HomeKind>) -> Conditions {
    let mut conditions = Conditions::new();
    for (column, condition) in [
        (at::STEP_FREE, Condition::StepFree),
        (at::PETS, Condition::PetsAllowed),
        (at::WOMEN_ONLY, Condition::WomenOnly),
    ] {
        if line.yes(column) {
            conditions.insert(condition);
        }
    }
    // A flat or somebody's own home is lived in by one household at a time.
    if matches!(kind, Some(HomeKind::MunicipalFlat | HomeKind::HostHome)) {
        conditions.insert(Condition::Exclusive);
    }
    conditions
}

/// The words that each column of words understands, for the documentation.
pub fn words(column: &str) -> Vec<&'static str> {
    if column == "kind" {
        KINDS.iter().filter_map(|(_, names)| names.first().copied()).collect()
    } else {
        Vec::new()
    }
}
