//! Reading a municipality's own files: first what would happen, with everything that must be corrected in its place, and
//! then, when somebody has said yes, all of it in one transaction.
//!
//! A household comes in through the same door as at the desk ([`register::write`](super::register)), so that a file can
//! make nothing that a person could not. The same file again makes nothing twice: the file's own references are
//! remembered, and what came in under one is passed over and counted.

pub mod homes;
pub mod households;
mod inspect;
mod line;
pub mod organisations;

use std::{
    collections::{HashMap, HashSet},
    io::{Read as _, Write as _},
    str::FromStr,
};

use access::{Action, Purpose, resource};
use domain::{
    Actor, ActorId, ImportId, Interval, NameOrder, Protection, Role, StoredAddress, TenantId, UserId,
    normalise,
};
use jiff::{SignedDuration, civil::Date};
use serde::{Deserialize, Serialize};
use store::{
    Change, Who, Writer,
    receive::{
        home::HomeFile,
        import::{ImportKey, Imported, Signs},
    },
    vault::Vault,
};
use tables::Column;

use super::{chain::Responsibility, home, register};
use crate::{App, Context, Error, context::Asked};
pub use inspect::{Report, Sample};
pub use line::{Found, OneFound, What};

/// The largest file that is read.
pub const LARGEST_FILE: usize = 100 * 1024 * 1024;

/// How long a file waits for a yes before it is thrown away.
pub const WAITS: SignedDuration = SignedDuration::from_hours(24);

/// What a file is a list of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Households and the people in them.
    Households,
    /// Homes with their rooms and beds.
    Homes,
    /// Organisations, public ones included.
    Organisations,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Households, Self::Homes, Self::Organisations];

    /// The name used in the store, in forms and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Households => "households",
            Self::Homes => "homes",
            Self::Organisations => "organisations",
        }
    }

    /// The columns that such a file has.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Households => households::COLUMNS,
            Self::Homes => homes::COLUMNS,
            Self::Organisations => organisations::COLUMNS,
        }
    }

    /// The words that a column of words understands; none for other columns.
    pub fn words(self, column: &str) -> Vec<&'static str> {
        match self {
            Self::Households => households::words(column),
            Self::Homes => homes::words(column),
            Self::Organisations => organisations::words(column),
        }
    }

    fn purpose(self) -> Purpose {
        match self {
            Self::Households => Purpose::Registration,
            Self::Homes | Self::Organisations => Purpose::Administration,
        }
    }
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FileKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// What is done with a household in which somebody's number is known already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// It is left out: somebody looks at the two first.
    #[default]
    LeaveOut,
    /// It is registered too.
    Register,
}

/// What a file has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It has to be corrected. Nothing is kept of it.
    Refused(Box<Report>),
    /// It waits for a yes.
    Waiting(ImportId),
}

/// What there is to see of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The file waits, and this is what would happen.
    Waiting(Box<Report>),
    /// It has happened.
    Applied(Applied),
}

/// What came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// From which kind of file.
    pub kind: FileKind,
    /// Households that were registered.
    pub households: u64,
    /// People in them.
    pub people: u64,
    /// Homes that were made.
    pub homes: u64,
    /// Beds in them.
    pub beds: u64,
    /// Organisations that were added.
    pub organisations: u64,
    /// Households, homes or organisations that had come in before.
    pub already: u64,
    /// Households left out because somebody's number is known.
    pub left_out: u64,
}

impl Applied {
    fn none(kind: FileKind) -> Self {
        Self { kind, households: 0, people: 0, homes: 0, beds: 0, organisations: 0, already: 0, left_out: 0 }
    }

    /// For the change log, which holds no values of a record: these are counts.
    fn detail(self) -> String {
        serde_json::to_string(&self).unwrap_or_default()
    }
}

/// The kinds of files that somebody may bring.
pub fn kinds(context: &Context) -> Vec<FileKind> {
    FileKind::ALL.into_iter().filter(|kind| require(context, *kind).is_ok()).collect()
}

/// Whoever may import may import anything. Whoever keeps the directory may also bring organisations by file.
fn require(context: &Context, kind: FileKind) -> Result<Context, Error> {
    let context = context.with_purpose(kind.purpose());
    let tenant = context.who.tenant;
    let directory = resource::Actor { tenant, id: context.membership.actor };
    if kind == FileKind::Organisations && context.may(Action::Create, &directory.into()) {
        return Ok(context);
    }
    context.require(Action::Import, &resource::Tenant { tenant }.into())?;
    Ok(context)
}

/// What is known before a file is read, so that reading needs no database.
pub(crate) struct Before {
    pub(crate) today: Date,
    pub(crate) vault: Vault,
    pub(crate) imported: HashMap<Vec<u8>, Signs>,
    pub(crate) numbers: HashSet<Vec<u8>>,
    pub(crate) actors: HashMap<String, ActorId>,
    pub(crate) hosts: HashMap<String, UserId>,
}

/// How a household or a home of a file stands to what came in before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    New,
    /// The same reference and the same household or home.
    Already,
    /// The same reference for somebody else.
    Taken,
}

impl Before {
    async fn read(context: &Context, reader: &mut store::Reader, kind: FileKind) -> Result<Self, Error> {
        let imported = match kind {
            FileKind::Households | FileKind::Homes => reader.imported(kind.as_str()).await?,
            FileKind::Organisations => HashMap::new(),
        };
        let numbers = match kind {
            FileKind::Households => reader.known_numbers().await?,
            FileKind::Homes | FileKind::Organisations => HashSet::new(),
        };
        let hosts = match kind {
            FileKind::Homes => hosts(reader, context.today).await?,
            FileKind::Households | FileKind::Organisations => HashMap::new(),
        };
        let actors = reader.actors().await?.into_iter();
        let actors = actors.map(|actor| (organisations::name_key(&actor.name), actor.id)).collect();
        let vault = context.app.store.vault(context.who.tenant);
        Ok(Self { today: context.today, vault, imported, numbers, actors, hosts })
    }

    pub(crate) fn home_key(&self, home: &homes::FileHome) -> ImportKey {
        ImportKey {
            reference: self.vault.blind_index("import home", &home.reference),
            name: self.vault.blind_index("import name", &normalise(&home.name)),
            second: self.vault.blind_index("import address", home.address.as_deref().unwrap_or_default()),
        }
    }

    pub(crate) fn key(&self, household: &households::FileHousehold) -> ImportKey {
        let head = household.register.people.first();
        let name =
            head.map(|head| normalise(&head.name.display_name(NameOrder::GivenFirst))).unwrap_or_default();
        let birth = head.map(|head| head.birth.to_string()).unwrap_or_default();
        ImportKey {
            reference: self.vault.blind_index("import household", &household.reference),
            name: self.vault.blind_index("import name", &name),
            second: self.vault.blind_index("import birth", &birth),
        }
    }

    /// A corrected list is the same list: one of two signs is enough to know a head, or a home, again.
    pub(crate) fn standing(&self, key: &ImportKey) -> Standing {
        let unknown = ["import birth", "import address"].map(|sign| self.vault.blind_index(sign, ""));
        match self.imported.get(&key.reference) {
            None => Standing::New,
            Some((name, second))
                if *name == key.name || (*second == key.second && !unknown.contains(second)) =>
            {
                Standing::Already
            }
            Some(_) => Standing::Taken,
        }
    }

    /// The user who opens the home, if the file names one by mail address or by a name that only one host has.
    pub(crate) fn host(&self, home: &homes::FileHome) -> Option<UserId> {
        self.hosts.get(&organisations::name_key(home.host.as_deref()?)).copied()
    }

    /// The lines of the people whose number somebody in reception has.
    pub(crate) fn known_people(&self, household: &households::FileHousehold) -> Vec<u64> {
        let people = household.register.people.iter().zip(&household.lines);
        people
            .filter(|(person, _)| {
                person.identifiers.iter().any(|(kind, value)| {
                    self.numbers.contains(&self.vault.blind_index(kind.as_str(), value.expose()))
                })
            })
            .map(|(_, line)| *line)
            .collect()
    }
}

/// Hosts who sign in, by mail address and by name; a name that two have leads to nobody.
async fn hosts(reader: &mut store::Reader, today: Date) -> Result<HashMap<String, UserId>, Error> {
    let memberships = reader.memberships().await?;
    let is_host = |user: UserId| {
        memberships.iter().any(|hat| hat.user == user && hat.role == Role::Host && hat.is_in_force(today))
    };
    let mut hosts: HashMap<String, Option<UserId>> = HashMap::new();
    for user in reader.users().await?.into_iter().filter(|user| is_host(user.id)) {
        for name in [&user.email, &user.name] {
            let known = hosts.entry(organisations::name_key(name)).or_insert(Some(user.id));
            *known = known.filter(|known| *known == user.id);
        }
    }
    Ok(hosts.into_iter().filter_map(|(name, user)| Some((name, user?))).collect())
}

/// Reads a file and says what would happen. One that needs no correction is kept, sealed, until somebody says yes.
pub async fn check(context: &Context, kind: FileKind, bytes: Vec<u8>) -> Result<Checked, Error> {
    let context = require(context, kind)?;
    let mut reader = context.read().await?;
    let before = Before::read(&context, &mut reader, kind).await?;
    drop(reader);
    let (report, packed) = aside(move || (inspect::inspect(kind, &bytes, &before), pack(&bytes))).await?;
    if !report.problems.is_empty() {
        return Ok(Checked::Refused(Box::new(report)));
    }
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(id) => return Ok(Checked::Waiting(id)),
    };
    let id = ImportId::from_random(context.app.dice.draw());
    writer.insert_import_file(id, kind.as_str(), &packed, context.user.id).await?;
    writer.note(Change {
        action: "import.checked",
        object: id.uuid(),
        household: None,
        detail: kind.to_string(),
    });
    Ok(Checked::Waiting(context.finish(writer, id).await?))
}

/// Throws away the files that nobody has confirmed in time; gives how many.
pub async fn forget_unconfirmed(app: App, tenant: TenantId) -> Result<usize, Error> {
    let (who, now) = (Who::program(tenant), app.clock.now());
    let late = now - WAITS;
    if app.store.read(&who).await?.import_files_before(late).await? == 0 {
        return Ok(0);
    }
    let mut writer = app.store.write(&who, now).await?;
    let forgotten = writer.delete_import_files_before(late).await?;
    writer.commit().await?;
    Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
}

/// What would happen, or what has happened.
pub async fn look(context: &Context, id: ImportId) -> Result<Seen, Error> {
    let mut reader = context.read().await?;
    let Some((kind, packed)) = own_file(context, &mut reader, id).await? else {
        return applied_before(context, &mut reader, id).await.map(Seen::Applied);
    };
    let context = require(context, kind)?;
    let before = Before::read(&context, &mut reader, kind).await?;
    drop(reader);
    let report =
        aside(move || unpack(&packed).map(|bytes| inspect::inspect(kind, &bytes, &before))).await??;
    Ok(Seen::Waiting(Box::new(report)))
}

/// The waiting file of this user.
async fn own_file(
    context: &Context,
    reader: &mut store::Reader,
    id: ImportId,
) -> Result<Option<(FileKind, Vec<u8>)>, Error> {
    let Some(file) = reader.import_file(id).await? else { return Ok(None) };
    if file.uploaded_by != context.user.id {
        return Err(Error::NotFound);
    }
    let kind = file.kind.parse().map_err(|()| {
        Error::Broken(store::Error::Inconsistent { column: "kind", value: file.kind.clone() })
    })?;
    Ok(Some((kind, file.content)))
}

async fn applied_before(
    context: &Context,
    reader: &mut store::Reader,
    id: ImportId,
) -> Result<Applied, Error> {
    let detail = reader.applied_import(id, context.user.id).await?.ok_or(Error::NotFound)?;
    serde_json::from_str(&detail).map_err(|_| Error::NotFound)
}

/// Throws a waiting file away.
pub async fn cancel(context: &Context, id: ImportId) -> Result<(), Error> {
    let mut writer = match context.begin().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(()) => return Ok(()),
    };
    if let Some((kind, _)) = own_file(context, &mut writer, id).await? {
        require(context, kind)?;
        writer.delete_import_file(id).await?;
        writer.note(Change {
            action: "import.cancelled",
            object: id.uuid(),
            household: None,
            detail: String::new(),
        });
    }
    context.finish(writer, ()).await
}

/// Reads a waiting file in: all of it or nothing. Saying yes again, in another window or after a lost line, gives the
/// same answer.
pub async fn apply(context: &Context, id: ImportId, known: Known) -> Result<Applied, Error> {
    let mut writer = match context.begin_long().await? {
        Asked::Fresh(writer) => writer,
        Asked::Repeat(applied) => return Ok(applied),
    };
    let Some((kind, packed)) = own_file(context, &mut writer, id).await? else {
        return applied_before(context, &mut writer, id).await;
    };
    let context = require(context, kind)?;
    // Of two who say yes at once the second waits here, and finds that it has happened.
    if !writer.delete_import_file(id).await? {
        return applied_before(&context, &mut writer, id).await;
    }
    let before = Before::read(&context, &mut writer, kind).await?;
    let bytes = unpack(&packed)?;
    let applied = store::long(async {
        match kind {
            FileKind::Households => apply_households(&context, &mut writer, &bytes, &before, known).await,
            FileKind::Homes => apply_homes(&context, &mut writer, &bytes, &before).await,
            FileKind::Organisations => apply_organisations(&context, &mut writer, &bytes, &before).await,
        }
    })
    .await?;
    writer.note(Change {
        action: "import.applied",
        object: id.uuid(),
        household: None,
        detail: applied.detail(),
    });
    context.finish(writer, applied).await
}

/// The file was right when it was shown, and something in it is not any more: it is shown again, with what to correct.
fn changed() -> Error {
    Error::Refused("refused-import-changed".to_owned())
}

async fn apply_households(
    context: &Context,
    writer: &mut Writer,
    bytes: &[u8],
    before: &Before,
    known: Known,
) -> Result<Applied, Error> {
    let responsibility = Responsibility::read(writer).await?;
    let mut applied = Applied::none(FileKind::Households);
    let mut found = Found::default();
    let mut file = households::HouseholdFile::open(bytes, before.today).map_err(|_| changed())?;
    while let Some(entry) = file.next_entry(&mut found).map_err(|_| changed())? {
        let households::Entry::Household(household) = entry else { return Err(changed()) };
        let key = before.key(&household);
        match before.standing(&key) {
            Standing::Taken => return Err(changed()),
            Standing::Already => {
                applied.already += 1;
                continue;
            }
            Standing::New => {}
        }
        if known == Known::LeaveOut && !before.known_people(&household).is_empty() {
            applied.left_out += 1;
            continue;
        }
        register::check(&household.register, context.today)?;
        let registered = register::write(context, writer, &responsibility, &household.register).await?;
        writer
            .insert_imported(FileKind::Households.as_str(), &key, Imported::Household(registered.household))
            .await?;
        applied.households += 1;
        applied.people += household.register.people.len() as u64;
    }
    Ok(applied)
}

async fn apply_homes(
    context: &Context,
    writer: &mut Writer,
    bytes: &[u8],
    before: &Before,
) -> Result<Applied, Error> {
    let mut applied = Applied::none(FileKind::Homes);
    let mut found = Found::default();
    let mut file = homes::HomesFile::open(bytes).map_err(|_| changed())?;
    while let Some(entry) = file.next_entry(&mut found).map_err(|_| changed())? {
        let new = entry.ok_or_else(changed)?;
        let key = before.home_key(&new);
        match before.standing(&key) {
            Standing::Taken => return Err(changed()),
            Standing::Already => {
                applied.already += 1;
                continue;
            }
            Standing::New => {}
        }
        let owner = before.actors.get(&organisations::name_key(&new.owner)).ok_or_else(changed)?;
        let made = make_home(context, &new, *owner, before.host(&new))?;
        writer.insert_home(&made).await?;
        writer.note(Change {
            action: "home.created",
            object: made.home.id.uuid(),
            household: None,
            detail: String::new(),
        });
        writer.insert_imported(FileKind::Homes.as_str(), &key, Imported::Home(made.home.id)).await?;
        applied.homes += 1;
        applied.beds += new.layout.iter().sum::<usize>() as u64;
    }
    Ok(applied)
}

fn make_home(
    context: &Context,
    new: &homes::FileHome,
    owner: ActorId,
    host: Option<UserId>,
) -> Result<HomeFile, Error> {
    let address = new.address.as_deref().map(|text| StoredAddress::new(text, Protection::None)).transpose();
    let mut made = home::make(&context.app, &new.input(owner), address.map_err(|_| changed())?);
    made.hosts.extend(host);
    Ok(made)
}

async fn apply_organisations(
    context: &Context,
    writer: &mut Writer,
    bytes: &[u8],
    before: &Before,
) -> Result<Applied, Error> {
    let mut applied = Applied::none(FileKind::Organisations);
    let mut found = Found::default();
    let mut file = organisations::OrganisationFile::open(bytes, before.today).map_err(|_| changed())?;
    while let Some(entry) = file.next_entry(&mut found).map_err(|_| changed())? {
        let new = entry.ok_or_else(changed)?.actor;
        if before.actors.contains_key(&organisations::name_key(&new.name)) {
            applied.already += 1;
            continue;
        }
        let actor = Actor {
            id: ActorId::from_random(context.app.dice.draw()),
            name: new.name,
            kind: new.kind,
            interval: Interval::since(new.from),
            contact: new.contact,
        };
        writer.insert_actor(&actor).await?;
        writer.note(Change {
            action: "actor.added",
            object: actor.id.uuid(),
            household: None,
            detail: String::new(),
        });
        applied.organisations += 1;
    }
    Ok(applied)
}

/// Runs what only computes beside the threads that answer requests.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Broken(store::Error::Key(format!("reading a file was broken off: {error}"))))
}

/// Lists of people shrink to a tenth, which is what lies sealed in the database.
fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed).take(LARGEST_FILE as u64).read_to_end(&mut bytes).map_err(|_| {
        Error::Broken(store::Error::Inconsistent {
            column: "content_sealed",
            value: "no packed file".to_owned(),
        })
    })?;
    Ok(bytes)
}
