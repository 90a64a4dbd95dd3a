//! What would happen if a file were read in, and what must be corrected first.

use std::collections::HashSet;

use languages::key;
use tables::{Heading, Table, TableError};

use super::{
    Before, FileKind, Found, Standing, What,
    homes::{FileHome, HomesFile},
    households::{Entry, FileHousehold, HouseholdFile},
    organisations::{OrganisationFile, name_key},
};

/// How many rows are shown as they would be read.
const SAMPLE: usize = 20;

/// The first rows as they were understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// The keys of the headings.
    pub headings: &'static [&'static str],
    /// The line and the cells of each row.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it is a list of.
    pub kind: FileKind,
    /// How it writes its letters; nothing if it could not be opened.
    pub encoding: Option<&'static str>,
    /// Rows that were read.
    pub rows: u64,
    /// Households that would be registered.
    pub households: u64,
    /// People in them.
    pub people: u64,
    /// Homes that would be made.
    pub homes: u64,
    /// Beds in them.
    pub beds: u64,
    /// Organisations that would be added.
    pub organisations: u64,
    /// What came in before and is passed over.
    pub already: u64,
    /// Households among the new ones in which somebody's number is known.
    pub known: u64,
    /// The first rows.
    pub sample: Sample,
    /// What must be corrected. If there is any, nothing is read in.
    pub problems: Found,
    /// What is worth knowing.
    pub warnings: Found,
}

impl Report {
    fn new(kind: FileKind) -> Self {
        Self {
            kind,
            encoding: None,
            rows: 0,
            households: 0,
            people: 0,
            homes: 0,
            beds: 0,
            organisations: 0,
            already: 0,
            known: 0,
            sample: Sample::default(),
            problems: Found::default(),
            warnings: Found::default(),
        }
    }

    /// Nothing new is in the file.
    pub fn is_nothing(&self) -> bool {
        self.households + self.homes + self.organisations == 0
    }

    /// `not_kept` are columns that are checked and have no place in the record.
    fn opened(&mut self, table: &Table<'_>, not_kept: &[usize]) {
        self.encoding = Some(table.encoding().name());
        for heading in table.unknown() {
            self.warnings.note(1, Some(heading), &heading.name, What::new(key!("import-warning-column")));
        }
        for heading in not_kept.iter().filter_map(|column| table.heading(*column)) {
            self.warnings.note(1, Some(heading), &heading.name, What::new(key!("import-warning-not-kept")));
        }
    }

    fn broken(&mut self, error: &TableError) {
        let (line, what) = in_words(error);
        self.problems.note(line, None, "", what);
    }
}

/// Reads a whole file.
pub(super) fn inspect(kind: FileKind, bytes: &[u8], before: &Before) -> Report {
    let mut report = Report::new(kind);
    let read = match kind {
        FileKind::Households => inspect_households(&mut report, bytes, before),
        FileKind::Homes => inspect_homes(&mut report, bytes, before),
        FileKind::Organisations => inspect_organisations(&mut report, bytes, before),
    };
    if let Err(error) = read {
        report.broken(&error);
    } else if report.rows == 0 {
        report.problems.note(1, None, "", What::new(key!("import-problem-no-rows")));
    }
    report
}

fn inspect_households(report: &mut Report, bytes: &[u8], before: &Before) -> Result<(), TableError> {
    report.sample.headings = &[
        "household-title",
        "common-name",
        "household-name-original",
        "household-born",
        "household-arrived",
        "household-legal-status",
    ];
    let mut file = HouseholdFile::open(bytes, before.today)?;
    report.opened(file.table(), super::households::NOT_KEPT);
    loop {
        // What is read before the file breaks off is reported all the same.
        let next = file.next_entry(&mut report.problems);
        report.rows = file.table().rows();
        let Some(entry) = next? else { return Ok(()) };
        let Entry::Household(household) = entry else { continue };
        let headings = (file.reference_heading().cloned(), file.number_heading().cloned());
        stand(report, &household, before, headings);
    }
}

fn stand(
    report: &mut Report,
    household: &FileHousehold,
    before: &Before,
    (reference, number): (Option<Heading>, Option<Heading>),
) {
    match before.standing(&before.key(household)) {
        Standing::Already => {
            report.already += 1;
            return;
        }
        Standing::Taken => {
            let what = What::new(key!("import-problem-taken"));
            report.problems.note(household.line, reference.as_ref(), &household.reference, what);
            return;
        }
        Standing::New => {}
    }
    let known = before.known_people(household);
    for line in &known {
        // The number itself is not shown once more: whoever asks has it in the file.
        report.warnings.note(*line, number.as_ref(), "", What::new(key!("import-warning-known")));
    }
    report.known += u64::from(!known.is_empty());
    report.households += 1;
    report.people += household.register.people.len() as u64;
    for (person, line) in household.register.people.iter().zip(&household.lines) {
        if report.sample.rows.len() == SAMPLE {
            break;
        }
        let order = domain::NameOrder::GivenFirst;
        let cells = vec![
            household.reference.clone(),
            person.name.display_name(order),
            person.name.original_name(order).unwrap_or_default(),
            person.birth.to_string(),
            household.register.arrived_on.to_string(),
            format!("status-{}", person.status),
        ];
        report.sample.rows.push((*line, cells));
    }
}

fn inspect_homes(report: &mut Report, bytes: &[u8], before: &Before) -> Result<(), TableError> {
    report.sample.headings =
        &["import-heading-reference", "common-name", "homes-kind", "desk-area", "homes-owner", "homes-beds"];
    let mut file = HomesFile::open(bytes)?;
    report.opened(file.table(), super::homes::NOT_KEPT);
    loop {
        let next = file.next_entry(&mut report.problems);
        report.rows = file.table().rows();
        let Some(entry) = next? else { return Ok(()) };
        let Some(home) = entry else { continue };
        stand_home(report, &home, before, &file);
    }
}

fn stand_home(report: &mut Report, home: &FileHome, before: &Before, file: &HomesFile<'_>) {
    match before.standing(&before.home_key(home)) {
        Standing::Already => {
            report.already += 1;
            return;
        }
        Standing::Taken => {
            let what = What::new(key!("import-problem-taken"));
            report.problems.note(home.line, file.reference_heading(), &home.reference, what);
            return;
        }
        Standing::New => {}
    }
    if !before.actors.contains_key(&name_key(&home.owner)) {
        report.problems.note(
            home.line,
            file.owner_heading(),
            &home.owner,
            What::new(key!("import-problem-owner")),
        );
    }
    if let Some(host) = home.host.as_deref().filter(|_| before.host(home).is_none()) {
        report.warnings.note(home.line, file.host_heading(), host, What::new(key!("import-warning-host")));
    }
    let beds: usize = home.layout.iter().sum();
    report.homes += 1;
    report.beds += beds as u64;
    if report.sample.rows.len() < SAMPLE {
        let cells = vec![
            home.reference.clone(),
            home.name.clone(),
            format!("home_kind-{}", home.kind),
            home.area.clone(),
            home.owner.clone(),
            beds.to_string(),
        ];
        report.sample.rows.push((home.line, cells));
    }
}

fn inspect_organisations(report: &mut Report, bytes: &[u8], before: &Before) -> Result<(), TableError> {
    report.sample.headings = &["common-name", "import-heading-kind", "common-email", "common-phone"];
    let mut file = OrganisationFile::open(bytes, before.today)?;
    report.opened(file.table(), super::organisations::NOT_KEPT);
    let mut boards = Vec::new();
    let mut names: HashSet<String> = before.actors.keys().cloned().collect();
    loop {
        let next = file.next_entry(&mut report.problems);
        report.rows = file.table().rows();
        let Some(entry) = next? else { break };
        let Some(new) = entry else { continue };
        let key = name_key(&new.actor.name);
        if let Some(board) = new.part_of {
            boards.push((new.line, board));
        }
        if before.actors.contains_key(&key) {
            report.already += 1;
            continue;
        }
        names.insert(key);
        report.organisations += 1;
        if report.sample.rows.len() < SAMPLE {
            let contact = new.actor.contact;
            let cells = vec![
                new.actor.name,
                format!("actor_kind-{}", new.actor.kind),
                contact.email.unwrap_or_default(),
                contact.phone.unwrap_or_default(),
            ];
            report.sample.rows.push((new.line, cells));
        }
    }
    for (line, board) in boards.iter().filter(|(_, board)| !names.contains(&name_key(board))) {
        report.warnings.note(*line, file.part_of_heading(), board, What::new(key!("import-warning-board")));
    }
    Ok(())
}

/// A file that cannot be read, in words, and the line where it breaks off.
fn in_words(error: &TableError) -> (u64, What) {
    match error {
        TableError::Empty => (1, What::new(key!("import-problem-empty"))),
        TableError::Workbook => (1, What::new(key!("import-problem-workbook"))),
        TableError::NotText => (1, What::new(key!("import-problem-not-text"))),
        TableError::Damaged { line } => (*line, What::new(key!("import-problem-damaged"))),
        TableError::NoHeadings => (1, What::new(key!("import-problem-no-headings"))),
        TableError::MissingColumns { names } => {
            (1, What::with(key!("import-problem-missing-columns"), "columns", names.join(", ")))
        }
        TableError::DoubleColumn { name, .. } => {
            (1, What::with(key!("import-problem-double-column"), "column", name.clone()))
        }
        TableError::OpenQuote { line } => (*line, What::new(key!("import-problem-open-quote"))),
        TableError::LongRow { line } => (*line, What::new(key!("import-problem-long-row"))),
        TableError::ManyRows { line } => {
            (*line, What::with(key!("import-problem-many-rows"), "most", tables::MOST_ROWS.to_string()))
        }
    }
}
