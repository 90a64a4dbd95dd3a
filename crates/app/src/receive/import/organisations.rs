//! A list of organisations, public ones included.

use std::collections::HashSet;

use domain::{ActorContact, ActorKind};
use jiff::civil::Date;
use languages::key;
use tables::{Column, Heading, Table, TableError, values};

use super::line::{Found, Line, What, Words};
use crate::set_up::NewActor;

/// The columns, in the order of the documentation.
pub const COLUMNS: &[Column] = &[
    Column { name: "name", also: &["organisation", "namn"], required: true },
    Column { name: "kind", also: &["type", "typ", "slag"], required: true },
    Column { name: "part_of", also: &["tillhör", "nämnd"], required: false },
    Column { name: "contact", also: &["email", "e-mail", "e-post", "epost", "kontakt"], required: false },
    Column { name: "phone", also: &["telephone", "telefon", "telefonnummer"], required: false },
    Column { name: "from", also: &["från", "från och med"], required: false },
];

mod at {
    pub(super) const NAME: usize = 0;
    pub(super) const KIND: usize = 1;
    pub(super) const PART_OF: usize = 2;
    pub(super) const CONTACT: usize = 3;
    pub(super) const PHONE: usize = 4;
    pub(super) const FROM: usize = 5;
}

/// Columns that are checked and have no place in the record.
pub(super) const NOT_KEPT: &[usize] = &[at::PART_OF];

const KINDS: &Words<ActorKind> = &[
    (ActorKind::MunicipalUnit, &["municipal_unit", "förvaltning", "kommunal enhet"]),
    (ActorKind::MunicipalUnit, &["municipal_board", "nämnd"]),
    (ActorKind::Company, &["municipal_company", "kommunalt bolag"]),
    (ActorKind::Company, &["company", "företag", "bolag"]),
    (ActorKind::Authority, &["region"]),
    (ActorKind::Authority, &["state_authority", "authority", "myndighet", "statlig myndighet"]),
    (ActorKind::Association, &["association", "förening", "ideell organisation", "idéburen organisation"]),
    (ActorKind::InformalGroup, &["informal_group", "informell grupp", "nätverk"]),
];

/// An organisation of the file.
#[derive(Clone, Debug)]
pub struct FileOrganisation {
    /// Its line.
    pub line: u64,
    /// The board it works for, as named in the file.
    pub part_of: Option<String>,
    /// What is made.
    pub actor: NewActor,
}

/// A file of organisations being read.
pub struct OrganisationFile<'a> {
    table: Table<'a>,
    today: Date,
    seen: HashSet<String>,
}

/// A name as two spellings of it are compared.
pub(crate) fn name_key(name: &str) -> String {
    values::fold(name)
}

impl<'a> OrganisationFile<'a> {
    /// Opens a file.
    pub fn open(bytes: &'a [u8], today: Date) -> Result<Self, TableError> {
        Ok(Self { table: Table::open(bytes, COLUMNS)?, today, seen: HashSet::new() })
    }

    /// The table behind it.
    pub(crate) fn table(&self) -> &Table<'a> {
        &self.table
    }

    /// The heading of the column with boards.
    pub(crate) fn part_of_heading(&self) -> Option<&Heading> {
        self.table.heading(at::PART_OF)
    }

    /// The next organisation; `Some(None)` is one with something to correct, which was noted.
    pub fn next_entry(&mut self, found: &mut Found) -> Result<Option<Option<FileOrganisation>>, TableError> {
        let Some(row) = self.table.next_row()? else { return Ok(None) };
        let mut line = Line::new(&row, found);
        let name = line.required(at::NAME);
        if !name.is_empty() && !self.seen.insert(name_key(&name)) {
            line.bad(at::NAME, What::new(key!("import-problem-name-twice")));
        }
        let kind = line.word(at::KIND, KINDS);
        if kind.is_none() && line.text(at::KIND).is_empty() {
            line.bad(at::KIND, What::new(key!("import-problem-required")));
        }
        let email = line.given(at::CONTACT);
        if let Some(email) = &email
            && !email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        {
            line.bad(at::CONTACT, What::new(key!("error-email")));
        }
        line.short(at::CONTACT, line.text(at::CONTACT));
        let phone = line.given(at::PHONE);
        line.short(at::PHONE, line.text(at::PHONE));
        let from = line.date(at::FROM).unwrap_or(self.today);
        let part_of = line.given(at::PART_OF);
        let (number, good) = (line.number(), line.is_good());
        Ok(Some(kind.filter(|_| good).map(|kind| FileOrganisation {
            line: number,
            part_of,
            actor: NewActor { name, kind, contact: ActorContact { email, phone }, from },
        })))
    }
}

/// The words that each column of words understands, for the documentation.
pub fn words(column: &str) -> Vec<&'static str> {
    if column == "kind" {
        KINDS.iter().filter_map(|(_, names)| names.first().copied()).collect()
    } else {
        Vec::new()
    }
}
