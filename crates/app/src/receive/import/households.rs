//! A list of households, a line for each person; the lines of a household follow each other, the head first.

use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
};

use domain::{
    IdentifierKind, IdentifierValue, LanguageTag, LegalStatus, NameError, NamePartError, NameParts,
    PartialDate, PersonName, Protection, RelationToHead, Sex,
};
use jiff::civil::Date;
use languages::key;
use tables::{Column, Heading, Row, Table, TableError, values};

use super::line::{Found, Line, What, Words};
use crate::receive::register::{NewPerson, Register};

/// The columns, in the order of the documentation.
pub const COLUMNS: &[Column] = &[
    column("household_ref", &["household", "hushåll", "hushållsreferens", "ärende"], true),
    column("arrived_on", &["arrived", "ankomst", "ankomstdatum", "ankom"], true),
    column("area", &["locality", "ort", "område", "tätort"], false),
    column("relation_to_head", &["relation", "relation till huvudpersonen"], false),
    column("given_name", &["given names", "first name", "förnamn", "tilltalsnamn"], false),
    column("family_name", &["surname", "last name", "efternamn"], false),
    column("patronymic", &["fadersnamn", "patronym", "patronymikon"], false),
    column("given_name_original", &["förnamn eget skriftspråk", "förnamn original"], false),
    column("family_name_original", &["efternamn eget skriftspråk", "efternamn original"], false),
    column("patronymic_original", &["fadersnamn eget skriftspråk", "fadersnamn original"], false),
    column("name_order", &["namnordning"], false),
    column("birth_date", &["born", "date of birth", "födelsedatum", "född"], false),
    column("sex", &["gender", "kön"], false),
    column(
        "personnummer_or_samordningsnummer",
        &["personnummer", "samordningsnummer", "personnummer eller samordningsnummer", "pnr"],
        false,
    ),
    column("lma_number", &["lma", "lma-nummer", "dossiernummer"], false),
    column("languages", &["language", "språk"], false),
    column("interpreter", &["tolk", "tolkspråk"], false),
    column("legal_status", &["status", "rättslig status"], false),
    column("legal_status_from", &["status from", "status från", "status sedan"], false),
    column("legal_status_to", &["status to", "status till"], false),
    column("phone", &["telephone", "telefon", "telefonnummer", "mobil"], false),
    column("unaccompanied", &["ensamkommande"], false),
    column("protection", &["skydd", "skyddade personuppgifter"], false),
];

const fn column(name: &'static str, also: &'static [&'static str], required: bool) -> Column {
    Column { name, also, required }
}

/// Places in [`COLUMNS`].
mod at {
    pub(super) const REFERENCE: usize = 0;
    pub(super) const ARRIVED: usize = 1;
    pub(super) const AREA: usize = 2;
    pub(super) const RELATION: usize = 3;
    pub(super) const GIVEN: usize = 4;
    pub(super) const FAMILY: usize = 5;
    pub(super) const PATRONYMIC: usize = 6;
    pub(super) const ORIGINAL_GIVEN: usize = 7;
    pub(super) const ORIGINAL_FAMILY: usize = 8;
    pub(super) const ORIGINAL_PATRONYMIC: usize = 9;
    pub(super) const NAME_ORDER: usize = 10;
    pub(super) const BIRTH: usize = 11;
    pub(super) const SEX: usize = 12;
    pub(super) const NUMBER: usize = 13;
    pub(super) const LMA: usize = 14;
    pub(super) const LANGUAGES: usize = 15;
    pub(super) const INTERPRETER: usize = 16;
    pub(super) const STATUS: usize = 17;
    pub(super) const STATUS_FROM: usize = 18;
    pub(super) const STATUS_TO: usize = 19;
    pub(super) const PHONE: usize = 20;
    pub(super) const UNACCOMPANIED: usize = 21;
    pub(super) const PROTECTION: usize = 22;
}

/// Columns that are checked and have no place in the record.
pub(super) const NOT_KEPT: &[usize] = &[at::NAME_ORDER];

const RELATIONS: &Words<RelationToHead> = &[
    (RelationToHead::Head, &["head", "huvudperson", "sökande", "referensperson"]),
    (RelationToHead::Partner, &["partner", "make", "maka", "sambo", "husband", "wife"]),
    (RelationToHead::Child, &["child", "barn", "son", "dotter", "daughter"]),
    (RelationToHead::Parent, &["parent", "förälder", "mor", "far", "mother", "father"]),
    (RelationToHead::Sibling, &["sibling", "syskon", "bror", "syster"]),
    (RelationToHead::OtherRelative, &["other", "annan", "annan släkting", "other_relative"]),
    (RelationToHead::NotRelated, &["not_related", "inte släkt"]),
    (RelationToHead::Unknown, &["unknown", "okänd"]),
];

const SEXES: &Words<Sex> = &[
    (Sex::Female, &["female", "kvinna", "f", "k", "flicka"]),
    (Sex::Male, &["male", "man", "m", "pojke"]),
    (Sex::Other, &["other", "annat", "x"]),
];

const STATUSES: &Words<LegalStatus> = &[
    (
        LegalStatus::TemporaryProtection,
        &["temporary_protection", "tillfälligt skydd", "massflyktsdirektivet"],
    ),
    (LegalStatus::AsylumSeeker, &["asylum_seeker", "asylsökande"]),
    (LegalStatus::UnaccompaniedChild, &["unaccompanied_child", "ensamkommande barn"]),
    (LegalStatus::NewlyArrived, &["newly_arrived", "nyanländ"]),
    (LegalStatus::Registered, &["registered", "folkbokförd"]),
    (LegalStatus::Unknown, &["unknown", "okänd"]),
];

const PROTECTIONS: &Words<Protection> = &[
    (Protection::None, &["none", "nej", "no", "ingen", "inget"]),
    (Protection::Confidential, &["marked", "sekretessmarkering", "confidential"]),
    (Protection::ProtectedRegistration, &["protected_registration", "skyddad folkbokföring"]),
    (Protection::FictitiousIdentity, &["fictitious_identity", "fingerade personuppgifter"]),
];

const NAME_ORDERS: &Words<()> =
    &[((), &["given_first", "förnamn först"]), ((), &["family_first", "efternamn först"])];

/// The most people of one household. More means that the column of references holds something else.
const MOST_PEOPLE: usize = 50;

/// A household of the file that can be registered.
#[derive(Clone, Debug)]
pub struct FileHousehold {
    /// Its name in the file.
    pub reference: String,
    /// The line of its head.
    pub line: u64,
    /// The lines of its people, in their order.
    pub lines: Vec<u64>,
    /// What is registered.
    pub register: Register,
}

/// What a file holds next.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A household.
    Household(FileHousehold),
    /// A household with something to correct, which was noted.
    Bad,
}

/// A file of households being read.
pub struct HouseholdFile<'a> {
    table: Table<'a>,
    today: Date,
    group: Option<Group>,
    /// Hashes of the references that are complete, to find one that comes again.
    seen: HashSet<u64>,
    /// Hashes of the numbers, and on which line each stands.
    numbers: HashMap<u64, u64>,
}

struct Group {
    reference: String,
    arrived_on: Option<Date>,
    area: Option<String>,
    people: Vec<NewPerson>,
    lines: Vec<u64>,
    size: usize,
    good: bool,
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl<'a> HouseholdFile<'a> {
    /// Opens a file.
    pub fn open(bytes: &'a [u8], today: Date) -> Result<Self, TableError> {
        let table = Table::open(bytes, COLUMNS)?;
        Ok(Self { table, today, group: None, seen: HashSet::new(), numbers: HashMap::new() })
    }

    /// The table behind it.
    pub(crate) fn table(&self) -> &Table<'a> {
        &self.table
    }

    /// The heading of the column with population numbers.
    pub(crate) fn number_heading(&self) -> Option<&Heading> {
        self.table.heading(at::NUMBER)
    }

    /// The heading of the column with references.
    pub(crate) fn reference_heading(&self) -> Option<&Heading> {
        self.table.heading(at::REFERENCE)
    }

    /// The next household.
    pub fn next_entry(&mut self, found: &mut Found) -> Result<Option<Entry>, TableError> {
        loop {
            let Some(row) = self.table.next_row()? else { return Ok(self.group.take().map(Group::finish)) };
            let reference = row.cell(at::REFERENCE).text;
            let same = self
                .group
                .as_ref()
                .is_some_and(|group| group.reference == reference && !reference.is_empty());
            let complete = if same { None } else { self.group.take() };
            let mut group = match self.group.take() {
                Some(group) => group,
                None => begin(&row, &mut self.seen, self.today, found),
            };
            read_person(&row, &mut group, self.today, &mut self.numbers, found);
            self.group = Some(group);
            if let Some(complete) = complete {
                return Ok(Some(complete.finish()));
            }
        }
    }
}

impl Group {
    fn finish(self) -> Entry {
        match self.arrived_on {
            Some(arrived_on) if self.good && !self.people.is_empty() => Entry::Household(FileHousehold {
                line: self.lines.first().copied().unwrap_or(0),
                reference: self.reference,
                lines: self.lines,
                register: Register { arrived_on, area: self.area, note: None, people: self.people },
            }),
            _ => Entry::Bad,
        }
    }
}

/// The first line of a household says what holds for all of it.
fn begin(row: &Row<'_>, seen: &mut HashSet<u64>, today: Date, found: &mut Found) -> Group {
    // The line itself is checked once, where its person is read.
    let reference = row.cell(at::REFERENCE).text.to_owned();
    let mut good = true;
    if reference.is_empty() {
        good = false;
        found.add(row.cell(at::REFERENCE), What::new(key!("import-problem-required")));
    } else if !seen.insert(hash(&reference)) {
        good = false;
        found.add(row.cell(at::REFERENCE), What::new(key!("import-problem-apart")));
    }
    let arrived = row.cell(at::ARRIVED);
    let arrived_on = values::date(arrived.text);
    match arrived_on {
        None if arrived.text.is_empty() => found.add(arrived, What::new(key!("import-problem-required"))),
        None => found.add(arrived, What::new(key!("import-problem-date"))),
        Some(day) if day > today => found.add(arrived, What::new(key!("desk-problem-arrived-later"))),
        Some(_) => {}
    }
    good &= arrived_on.is_some_and(|day| day <= today);
    let area = Some(row.cell(at::AREA).text.to_owned()).filter(|area| !area.is_empty());
    Group { reference, arrived_on, area, people: Vec::new(), lines: Vec::new(), size: 0, good }
}

fn read_person(
    row: &Row<'_>,
    group: &mut Group,
    today: Date,
    numbers: &mut HashMap<u64, u64>,
    found: &mut Found,
) {
    group.size += 1;
    let is_head = group.size == 1;
    let mut line = Line::new(row, found);
    if group.size == MOST_PEOPLE + 1 {
        line.bad(
            at::REFERENCE,
            What::with(key!("import-problem-large-household"), "most", MOST_PEOPLE.to_string()),
        );
    }
    let arrived = line.text(at::ARRIVED);
    if !is_head && !arrived.is_empty() && values::date(arrived) != group.arrived_on {
        line.bad(at::ARRIVED, What::new(key!("import-problem-other-arrival")));
    }
    line.short(at::AREA, line.text(at::AREA));
    let relation = read_relation(&mut line, is_head);
    let name = read_name(&mut line);
    let birth = read_birth(&mut line, today);
    let identifiers = read_numbers(&mut line, today, numbers);
    let unaccompanied = line.yes(at::UNACCOMPANIED);
    let given_status = line.word(at::STATUS, STATUSES).unwrap_or(LegalStatus::Unknown);
    let (status_from, status_to) = (line.date(at::STATUS_FROM), line.date(at::STATUS_TO));
    if let Some(to) = status_to
        && to <= status_from.or(group.arrived_on).unwrap_or(Date::MIN)
    {
        line.bad(at::STATUS_TO, What::new(key!("desk-problem-status-ends")));
    }
    // Nothing more is done with it than to check it: a name keeps its parts, and the order is chosen where it is shown.
    line.word(at::NAME_ORDER, NAME_ORDERS);
    let phone = line.given(at::PHONE);
    line.short(at::PHONE, line.text(at::PHONE));
    let sex = line.word(at::SEX, SEXES);
    let protection = line.word(at::PROTECTION, PROTECTIONS).unwrap_or(Protection::None);
    let languages = read_languages(&mut line);
    let interpreter = needs_interpreter(line.text(at::INTERPRETER));
    group.good &= line.is_good();
    group.lines.push(line.number());
    // What cannot be registered is not kept either: a household may be half a file by mistake.
    if let (Some(name), Some(birth), true) = (name, birth, group.good) {
        group.people.push(NewPerson {
            name,
            birth,
            sex,
            languages,
            interpreter,
            unaccompanied,
            protection,
            phone,
            identifiers,
            relation,
            // As at the desk: a child alone has a status of its own, whatever the list says.
            status: if unaccompanied { LegalStatus::UnaccompaniedChild } else { given_status },
            status_from,
            status_to,
        });
    }
}

fn read_relation(line: &mut Line<'_, '_>, is_head: bool) -> RelationToHead {
    let relation = line.word(at::RELATION, RELATIONS);
    match (is_head, relation) {
        (true, Some(RelationToHead::Head) | None) => RelationToHead::Head,
        (true, Some(_)) => {
            line.bad(at::RELATION, What::new(key!("import-problem-head-first")));
            RelationToHead::Head
        }
        (false, Some(RelationToHead::Head)) => {
            line.bad(at::RELATION, What::new(key!("import-problem-two-heads")));
            RelationToHead::Unknown
        }
        (false, relation) => relation.unwrap_or(RelationToHead::Unknown),
    }
}

fn read_name(line: &mut Line<'_, '_>) -> Option<PersonName> {
    let latin = read_parts(line, [at::GIVEN, at::FAMILY, at::PATRONYMIC], true);
    let original =
        read_parts(line, [at::ORIGINAL_GIVEN, at::ORIGINAL_FAMILY, at::ORIGINAL_PATRONYMIC], false);
    Some(PersonName { latin: latin?, original })
}

fn read_parts(line: &mut Line<'_, '_>, columns: [usize; 3], required: bool) -> Option<NameParts> {
    let [given, family, patronymic] = columns.map(|column| line.text(column));
    match NameParts::parse(given, family, patronymic) {
        Ok(parts) => Some(parts),
        Err(NameError::Empty) if !required => None,
        Err(NameError::Empty) => {
            line.bad(columns[0], What::new(key!("name-problem-empty")));
            None
        }
        Err(NameError::Part { field, error }) => {
            let column = match field.as_str() {
                "family" => columns[1],
                "patronymic" => columns[2],
                _ => columns[0],
            };
            line.bad(column, What::new(name_problem(error)));
            None
        }
    }
}

fn name_problem(error: NamePartError) -> &'static str {
    match error {
        NamePartError::Empty | NamePartError::NoLetter => key!("name-problem-no-letter"),
        NamePartError::TooLong => key!("name-problem-too-long"),
        NamePartError::Control(_) => key!("name-problem-control"),
        NamePartError::Direction(_) => key!("name-problem-direction"),
        NamePartError::Invisible(_) => key!("name-problem-invisible"),
    }
}

/// A year, a year and a month, or a date in any of its forms.
fn read_birth(line: &mut Line<'_, '_>, today: Date) -> Option<PartialDate> {
    let text = line.text(at::BIRTH);
    let birth = text.parse::<PartialDate>().ok().or_else(|| values::date(text).map(PartialDate::Full));
    let birth = birth.and_then(|birth| birth.check_birth(today).ok());
    if birth.is_none() {
        line.bad(at::BIRTH, What::new(key!("desk-problem-birth")));
    }
    birth
}

fn read_numbers(
    line: &mut Line<'_, '_>,
    today: Date,
    numbers: &mut HashMap<u64, u64>,
) -> Vec<(IdentifierKind, IdentifierValue)> {
    let mut identifiers = Vec::new();
    let number = line.text(at::NUMBER);
    if !number.is_empty() {
        let value = [IdentifierKind::Personnummer, IdentifierKind::Samordningsnummer]
            .into_iter()
            .find_map(|kind| IdentifierValue::parse(kind, number, today).ok());
        match value {
            Some(value) => keep_number(line, at::NUMBER, value, numbers, &mut identifiers),
            None => line.bad(at::NUMBER, What::new(key!("desk-problem-number"))),
        }
    }
    let number = line.text(at::LMA);
    if !number.is_empty() {
        // A number made up for exercises says so, and is kept as what it is: not a number of Migrationsverket's.
        let kind =
            if number.starts_with("LMA-DEMO-") { IdentifierKind::Other } else { IdentifierKind::LmaNumber };
        match IdentifierValue::parse(kind, number, today) {
            Ok(value) => keep_number(line, at::LMA, value, numbers, &mut identifiers),
            Err(_) => line.bad(at::LMA, What::new(key!("desk-problem-number"))),
        }
    }
    identifiers
}

/// A population number twice in one list is a person twice. A dossier number is a family's.
fn keep_number(
    line: &mut Line<'_, '_>,
    column: usize,
    value: IdentifierValue,
    numbers: &mut HashMap<u64, u64>,
    identifiers: &mut Vec<(IdentifierKind, IdentifierValue)>,
) {
    if column == at::NUMBER
        && let Some(earlier) = numbers.insert(hash(value.expose()), line.number())
    {
        line.bad(column, What::with(key!("import-problem-number-twice"), "line", earlier.to_string()));
    }
    identifiers.push((value.kind(), value));
}

fn read_languages(line: &mut Line<'_, '_>) -> Vec<LanguageTag> {
    let mut languages = Vec::new();
    for text in line.text(at::LANGUAGES).split(['|', ' ', ',', ';', '/']).filter(|text| !text.is_empty()) {
        match text.parse() {
            Ok(tag) => languages.push(tag),
            Err(_) => line.bad(at::LANGUAGES, What::new(key!("import-problem-language"))),
        }
    }
    languages
}

/// The column holds the language to interpret from, or just yes or no.
fn needs_interpreter(text: &str) -> bool {
    values::yes_or_no(text).unwrap_or(true)
}

/// The words that each column of words understands, for the documentation.
pub fn words(column: &str) -> Vec<&'static str> {
    fn first<T>(words: &Words<T>) -> Vec<&'static str> {
        words.iter().filter_map(|(_, names)| names.first().copied()).collect()
    }
    match column {
        "relation_to_head" => first(RELATIONS),
        "sex" => first(SEXES),
        "legal_status" => first(STATUSES),
        "protection" => first(PROTECTIONS),
        "name_order" => first(NAME_ORDERS),
        _ => Vec::new(),
    }
}
