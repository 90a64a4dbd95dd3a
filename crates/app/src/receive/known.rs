//! Everybody who may be found, held ready for the linkage engine: one index per municipality, in memory.
//!
//! The change log is what it follows. Before every question the index is brought up to the last change that the database
//! knows, whoever made it and in whatever process, so a registration is found by the very next question. Protected people
//! are not in it at all: there is nothing that content, count or time could give away.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use domain::{HouseholdId, PartialDate, PersonId, TenantId};
use jiff::civil::Date;
use linkage::{
    birth::Birth,
    index::{Index, Query},
    people::{Person, Sex},
    schema::Schema,
};
use store::{Reader, receive::likeness::Findable};

pub use linkage::{
    birth::BirthLevel,
    explain::{Finding, Grade, Step, Waterfall},
    index::Candidate,
    schema::Field,
    spelling::Likeness,
};

use crate::{App, Context, Error};

/// After so many changed households at once, for instance an import, building anew is faster than following.
const MANY: i64 = 5_000;

/// The indices of every municipality of the installation.
#[derive(Clone, Default)]
pub struct Known(Arc<Mutex<BTreeMap<TenantId, Arc<Register>>>>);

impl Known {
    fn of(&self, tenant: TenantId) -> Arc<Register> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(tenant).or_default())
    }
}

/// One municipality's index.
#[derive(Default)]
struct Register {
    /// One at a time brings it up to date; questions go on meanwhile.
    following: tokio::sync::Mutex<()>,
    state: RwLock<Option<State>>,
}

struct State {
    /// The number of the last change that is in it.
    seq: i64,
    /// Membership depends on the day: on another day it is built anew.
    day: Date,
    index: Index<PersonId>,
    household_of: HashMap<PersonId, HouseholdId>,
    /// Who is in each household, and a hash of what is known of them: most changes are not of names.
    members: HashMap<HouseholdId, (u64, Vec<PersonId>)>,
}

impl State {
    fn build(people: &[Findable], seq: i64, day: Date) -> Result<Self, Error> {
        let schema = Schema::new(true, true, true, Vec::new()).map_err(|error| broken(&error.to_string()))?;
        let names: Vec<[String; 3]> = people.iter().map(names).collect();
        let records = people.iter().zip(&names).map(|(found, names)| (found.person, record(found, names)));
        let mut state = Self {
            seq,
            day,
            index: Index::build(schema, records),
            household_of: HashMap::new(),
            members: HashMap::new(),
        };
        let mut households: HashMap<HouseholdId, Vec<&Findable>> = HashMap::new();
        for found in people {
            state.household_of.insert(found.person, found.household);
            households.entry(found.household).or_default().push(found);
        }
        let members = |people: Vec<&Findable>| {
            (hash_of(people.iter().copied()), people.iter().map(|found| found.person).collect())
        };
        state.members = households.into_iter().map(|(id, people)| (id, members(people))).collect();
        Ok(state)
    }

    /// Puts those who may be found now in the place of those who might before.
    fn replace(&mut self, household: HouseholdId, people: &[Findable]) {
        let hash = hash_of(people);
        if self.members.get(&household).is_some_and(|(known, _)| *known == hash) {
            return;
        }
        for person in self.members.remove(&household).map(|(_, people)| people).unwrap_or_default() {
            // Somebody who has moved on is found in the other household.
            if self.household_of.get(&person) == Some(&household) {
                self.household_of.remove(&person);
                self.index.remove(person);
            }
        }
        for found in people {
            self.index.insert(found.person, &record(found, &names(found)));
            self.household_of.insert(found.person, household);
        }
        if !people.is_empty() {
            self.members.insert(household, (hash, people.iter().map(|found| found.person).collect()));
        }
    }
}

fn hash_of<'a>(people: impl IntoIterator<Item = &'a Findable>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for found in people {
        found.hash(&mut hasher);
    }
    hasher.finish()
}

/// Each name in both scripts, which the engine takes as spellings of one name.
fn names(found: &Findable) -> [String; 3] {
    let both = |place: usize| match (found.latin[place].as_str(), found.original[place].as_str()) {
        (latin, "") => latin.to_owned(),
        ("", original) => original.to_owned(),
        (latin, original) => format!("{latin}/{original}"),
    };
    [both(0), both(1), both(2)]
}

fn record<'a>(found: &Findable, [given, patronymic, family]: &'a [String; 3]) -> Person<'a> {
    Person { given, patronymic, family, birth: birth(found.birth), sex: sex(found.sex), ..Person::default() }
}

fn birth(date: PartialDate) -> Birth {
    Birth::parse(&date.to_string())
}

fn sex(sex: Option<domain::Sex>) -> Sex {
    match sex {
        None => Sex::Unknown,
        Some(domain::Sex::Female) => Sex::Female,
        Some(domain::Sex::Male) => Sex::Male,
        Some(domain::Sex::Other) => Sex::Other,
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Names or their beginnings, in any order and script.
    pub names: &'a str,
    /// As much of the birth date as is told.
    pub birth: PartialDate,
    /// Sex, if told.
    pub sex: Option<domain::Sex>,
}

/// Somebody known who may be meant, and in which household they are.
pub type Hit = (HouseholdId, Candidate<PersonId>);

/// The likeliest of everybody known, at most `limit`, the likeliest first.
pub async fn ask(
    context: &Context,
    reader: &mut Reader,
    asked: &Asked<'_>,
    limit: usize,
) -> Result<Vec<Hit>, Error> {
    let register = context.app.known.of(context.who.tenant);
    register.follow(reader, context.today).await?;
    let state = register.state.read().unwrap_or_else(PoisonError::into_inner);
    let Some(state) = &*state else { return Ok(Vec::new()) };
    let query = Query { names: asked.names, birth: birth(asked.birth), sex: sex(asked.sex), values: &[] };
    let found = state.index.query(&query, limit);
    Ok(found.into_iter().filter_map(|it| Some((*state.household_of.get(&it.id)?, it))).collect())
}

/// Brings a municipality's index up to date before anybody asks, so that the first question after a start, a new day or
/// an import does not wait; gives 1 if there was something to do.
pub async fn keep_up(app: App, tenant: TenantId) -> Result<usize, Error> {
    let mut reader = app.store.read(&store::Who::program(tenant)).await?;
    app.known.of(tenant).follow(&mut reader, app.today()).await.map(usize::from)
}

impl Register {
    /// Brings the index up to what the reader sees; true if it was behind.
    async fn follow(&self, reader: &mut Reader, today: Date) -> Result<bool, Error> {
        let seq = reader.last_change().await?;
        if self.is_at(seq, today) {
            return Ok(false);
        }
        let _alone = self.following.lock().await;
        if self.is_at(seq, today) {
            return Ok(false);
        }
        let known = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            state.as_ref().filter(|state| state.day == today).map(|state| state.seq)
        };
        let changed = match known {
            Some(known) => reader.households_changed_after(known, MANY).await?,
            None => None,
        };
        let Some(changed) = changed else {
            let people = store::long(reader.findable(today)).await?;
            let built = tokio::task::spawn_blocking(move || State::build(&people, seq, today)).await;
            let built = built.map_err(|_| broken("the index could not be built"))??;
            *self.state.write().unwrap_or_else(PoisonError::into_inner) = Some(built);
            return Ok(true);
        };
        let fresh = store::long(async {
            let mut fresh = Vec::with_capacity(changed.len());
            for household in changed {
                fresh.push((household, reader.findable_of(household, today).await?));
            }
            Ok::<_, Error>(fresh)
        })
        .await?;
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = &mut *state {
            for (household, people) in fresh {
                state.replace(household, &people);
            }
            state.seq = seq;
            // Whoever was taken out leaves no name behind.
            if state.index.wants_merge() {
                state.index.merge();
            }
        }
        Ok(true)
    }

    /// Whether it holds at least what a reader sees. One that began earlier sees less, and is answered with more.
    fn is_at(&self, seq: i64, today: Date) -> bool {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.as_ref().is_some_and(|state| state.seq >= seq && state.day >= today)
    }
}

fn broken(what: &str) -> Error {
    Error::Broken(store::Error::Key(format!("looking for people alike: {what}; please report it")))
}
