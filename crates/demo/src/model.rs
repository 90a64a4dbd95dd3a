//! What an imagined municipality consists of: plain values that a loader feeds through the same doors as users do.

use std::fmt;

use domain::Role;
use jiff::civil::Date;

/// An imagined municipality. Real: name, code, county, population, localities, quota. Everything else is made up.
#[derive(Clone, Debug, PartialEq)]
pub struct Municipality {
    /// The code (kommunkod), four digits.
    pub code: &'static str,
    /// “Arvika”.
    pub name: &'static str,
    /// “Arvika kommun”.
    pub full_name: &'static str,
    /// The county (län).
    pub county: &'static str,
    /// Inhabitants in 2019.
    pub population: u32,
    /// The localities (tätorter), most populous first.
    pub localities: Vec<Locality>,
    /// The latest known quota of people from Ukraine, for the few municipalities where one is known.
    pub quota: Option<Quota>,
    /// Who takes part in the reception.
    pub actors: Vec<ImaginedActor>,
    /// Who signs in.
    pub users: Vec<ImaginedUser>,
    /// The households, in the order of their arrival.
    pub households: Vec<ImaginedHousehold>,
    /// The homes.
    pub homes: Vec<ImaginedHome>,
    /// Who lives where now.
    pub stays: Vec<ImaginedStay>,
}

/// A locality (tätort) of the municipality.
#[derive(Clone, Debug, PartialEq)]
pub struct Locality {
    /// Its name.
    pub name: &'static str,
    /// Inhabitants in 2020.
    pub population: u32,
    /// Latitude and longitude of a point inside, where the source gives one.
    pub point: Option<(f64, f64)>,
}

/// How many people from Ukraine the municipality was to receive (fördelningstal).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// “2022 july”.
    pub period: &'static str,
    /// proposed, decided or redistributed.
    pub standing: &'static str,
    /// How many people.
    pub people: u32,
    /// When this was known: a year, a month or a day.
    pub as_of: &'static str,
    /// The page that says so.
    pub source: &'static str,
}

/// The place of an actor in [`Municipality::actors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorRef(pub usize);

/// The place of a user in [`Municipality::users`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserRef(pub usize);

/// The place of a household in [`Municipality::households`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HouseholdRef(pub usize);

/// The place of a home in [`Municipality::homes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HomeRef(pub usize);

/// Gives an enum its names in files.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Every value, in the order of the documentation.
            pub const ALL: &[$type] = &[$($type::$variant),*];

            /// The name used in files.
            pub fn as_str(self) -> &'static str {
                match self { $($type::$variant => $name),* }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// What sort of actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A nämnd, or the kommunstyrelse.
    MunicipalBoard,
    /// A förvaltning or a unit that executes.
    MunicipalUnit,
    /// A company that the municipality owns.
    MunicipalCompany,
    /// The region: health care.
    Region,
    /// An authority of the state.
    StateAuthority,
    /// An idea-driven organisation.
    Association,
    /// People who do something together without statutes.
    InformalGroup,
}

named!(ActorKind {
    MunicipalBoard = "municipal_board",
    MunicipalUnit = "municipal_unit",
    MunicipalCompany = "municipal_company",
    Region = "region",
    StateAuthority = "state_authority",
    Association = "association",
    InformalGroup = "informal_group",
});

/// A kind of support that an actor can give: what the links of the safety chain are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Support {
    /// First help, food, clothes, someone to ask.
    Arrival,
    /// A home.
    Housing,
    /// Money for the day (bistånd).
    Livelihood,
    /// Crisis and psychosocial support.
    Crisis,
    /// Health and medical care.
    Health,
    /// Preschool and school.
    School,
    /// A guardian for an unaccompanied child (god man).
    Guardian,
    /// Swedish, orientation, folkbildning.
    Language,
    /// Work and training.
    Work,
    /// Sport, culture and company.
    Leisure,
    /// Social and legal counselling.
    Counselling,
    /// Looking for relatives; reunification.
    Tracing,
    /// Shelter from violence.
    Shelter,
    /// Permits, cards and allowance from the state.
    Permit,
}

named!(Support {
    Arrival = "arrival",
    Housing = "housing",
    Livelihood = "livelihood",
    Crisis = "crisis",
    Health = "health",
    School = "school",
    Guardian = "guardian",
    Language = "language",
    Work = "work",
    Leisure = "leisure",
    Counselling = "counselling",
    Tracing = "tracing",
    Shelter = "shelter",
    Permit = "permit",
});

/// An actor. Authorities are named by what they are; associations have invented names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedActor {
    /// The name on screen, in Swedish.
    pub name: String,
    /// What sort of actor.
    pub kind: ActorKind,
    /// The board a unit works for.
    pub part_of: Option<ActorRef>,
    /// Answers for the whole reception: exactly one actor does.
    pub principal: bool,
    /// What it can give.
    pub supports: &'static [Support],
    /// An address under `hamn.example`.
    pub email: String,
    /// A number that PTS keeps free for fiction.
    pub phone: Option<String>,
    /// Takes part from this day.
    pub from: Date,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedUser {
    /// Given name and family name.
    pub name: String,
    /// An address under `hamn.example`; unique.
    pub email: String,
    /// The language of the screen.
    pub language: &'static str,
    /// What the user is, and where; at least one, sometimes several.
    pub memberships: Vec<ImaginedMembership>,
}

/// A role in an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImaginedMembership {
    /// Where.
    pub actor: ActorRef,
    /// What.
    pub role: Role,
}

/// Where a household comes from, as far as names and languages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// Ukraine, Ukrainian at home.
    Ukraine,
    /// Ukraine, Russian at home.
    UkraineRussianSpeaking,
    /// Syria.
    Syria,
    /// Afghanistan, Dari at home.
    Afghanistan,
    /// Eritrea, Tigrinya at home.
    Eritrea,
    /// Ethiopia, Amharic at home.
    Ethiopia,
    /// Somalia.
    Somalia,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Origin; 7] = [
        Origin::Ukraine,
        Origin::UkraineRussianSpeaking,
        Origin::Syria,
        Origin::Afghanistan,
        Origin::Eritrea,
        Origin::Ethiopia,
        Origin::Somalia,
    ];

    /// The language at home, as a BCP 47 tag.
    pub fn language(self) -> &'static str {
        match self {
            Origin::Ukraine => "uk",
            Origin::UkraineRussianSpeaking => "ru",
            Origin::Syria => "ar",
            Origin::Afghanistan => "fa-AF",
            Origin::Eritrea => "ti",
            Origin::Ethiopia => "am",
            Origin::Somalia => "so",
        }
    }

    /// Whether the household fled the war in Ukraine.
    pub fn is_ukraine(self) -> bool {
        matches!(self, Origin::Ukraine | Origin::UkraineRussianSpeaking)
    }
}

/// A household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedHousehold {
    /// Names the household in files; says nothing of time or order.
    pub reference: String,
    /// The day of arrival in the municipality.
    pub arrived_on: Date,
    /// Where from.
    pub origin: Origin,
    /// The actor at whose desk the household was registered.
    pub registered_by: ActorRef,
    /// The people, the head first.
    pub people: Vec<ImaginedPerson>,
    /// How far the chain has come.
    pub progress: Progress,
}

impl ImaginedHousehold {
    /// Whether somebody in it is marked protected.
    pub fn is_protected(&self) -> bool {
        self.people.iter().any(|person| person.protection != Protection::None)
    }

    /// Whether it is a child without parents or guardian.
    pub fn is_unaccompanied(&self) -> bool {
        self.people.iter().any(|person| person.unaccompanied)
    }
}

/// How far a household's chain has come: a seed from which a loader makes links and referrals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// How much of the chain is done, in thousandths. It grows over ten months and differs between households.
    pub done: u16,
    /// How the link after the done ones stands.
    pub pace: Pace,
    /// Chance for whatever more the loader decides, so that it needs none of its own.
    pub dice: u64,
}

/// How a household's first open link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// As planned.
    Steady,
    /// Referred, and the receiver has not answered.
    Waiting,
    /// The deadline has passed.
    Overdue,
    /// The receiver declined; it is the sender's again.
    Declined,
}

named!(Pace { Steady = "steady", Waiting = "waiting", Overdue = "overdue", Declined = "declined" });

/// A sex as an identity document states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

named!(Sex { Female = "female", Male = "male" });

/// A date of birth, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BirthDate {
    /// The day.
    Day(Date),
    /// Year and month.
    Month(i16, i8),
    /// Only the year.
    Year(i16),
}

impl BirthDate {
    /// The year, which is always known.
    pub fn year(self) -> i16 {
        match self {
            BirthDate::Day(date) => date.year(),
            BirthDate::Month(year, _) | BirthDate::Year(year) => year,
        }
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BirthDate::Day(date) => write!(f, "{date}"),
            BirthDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            BirthDate::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// Which part of a name stands first on the person's own documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameOrder {
    /// Given name, then family name.
    GivenFirst,
    /// Family name, then given name.
    FamilyFirst,
}

named!(NameOrder { GivenFirst = "given_first", FamilyFirst = "family_first" });

/// A name in both scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamePart {
    /// In Latin letters.
    pub latin: &'static str,
    /// In the script of the person's own language; empty where that is Latin.
    pub original: &'static str,
}

/// What a person is to the head of the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The head.
    Head,
    /// Husband, wife, partner.
    Partner,
    /// Son, daughter.
    Child,
    /// Father, mother.
    Parent,
    /// Any other relative.
    Other,
}

named!(Relation { Head = "head", Partner = "partner", Child = "child", Parent = "parent", Other = "other" });

/// The legal status that decides duties and rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LegalStatus {
    /// Temporary protection under the directive on mass influx.
    TemporaryProtection,
    /// Waiting for a decision on asylum.
    AsylumSeeker,
    /// Newly arrived with a residence permit.
    NewlyArrived,
    /// In the population register.
    Registered,
}

named!(LegalStatus {
    TemporaryProtection = "temporary_protection",
    AsylumSeeker = "asylum_seeker",
    NewlyArrived = "newly_arrived",
    Registered = "registered",
});

/// How a person's particulars are protected in the population register's sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protection {
    /// Not protected.
    None,
    /// Sekretessmarkering: a warning flag.
    Marked,
    /// Skyddad folkbokföring: the real address is never stored.
    ProtectedRegistration,
}

named!(Protection { None = "none", Marked = "marked", ProtectedRegistration = "protected_registration" });

/// One of the numbers that Skatteverket publishes for tests. It never belongs to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityNumber {
    /// Twelve digits.
    Personnummer(&'static str),
    /// Twelve digits; sixty is added to the day.
    Samordningsnummer(&'static str),
}

impl IdentityNumber {
    /// The twelve digits.
    pub fn digits(self) -> &'static str {
        match self {
            IdentityNumber::Personnummer(digits) | IdentityNumber::Samordningsnummer(digits) => digits,
        }
    }
}

/// A person. Every combination of names is drawn at random.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedPerson {
    /// The given name.
    pub given_name: NamePart,
    /// The family name, in the form for the person's sex. In Eritrea, Ethiopia and Somalia it is the father's name.
    pub family_name: NamePart,
    /// The patronymic of people from Ukraine.
    pub patronymic: Option<NamePart>,
    /// Which part stands first on the person's own documents.
    pub name_order: NameOrder,
    /// As far as it is known.
    pub birth_date: BirthDate,
    /// As the document states it.
    pub sex: Sex,
    /// At most one, and used for nobody else.
    pub identity_number: Option<IdentityNumber>,
    /// The number on the LMA card, visibly made up: Migrationsverket publishes no numbers for tests.
    pub lma_number: Option<String>,
    /// The languages spoken, the one at home first, as BCP 47 tags.
    pub languages: Vec<&'static str>,
    /// The language an interpreter is needed in.
    pub interpreter: Option<&'static str>,
    /// The status now.
    pub legal_status: LegalStatus,
    /// The first day of the status.
    pub legal_status_from: Date,
    /// The first day after the status, where an end is known.
    pub legal_status_to: Option<Date>,
    /// To the head of the household.
    pub relation: Relation,
    /// A number that PTS keeps free for fiction.
    pub phone: Option<String>,
    /// A child who came without parents or guardian.
    pub unaccompanied: bool,
    /// Protected particulars.
    pub protection: Protection,
    /// Age in whole years on the day of arrival.
    pub age_on_arrival: u8,
}

impl ImaginedPerson {
    /// Whether the person was under eighteen on arrival.
    pub fn is_child(&self) -> bool {
        self.age_on_arrival < 18
    }
}

/// What sort of home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HomeKind {
    /// A flat of the municipality's; one household.
    MunicipalFlat,
    /// Engagemangshem: people open their own home; one household.
    HostHome,
    /// Rooms around a common kitchen; several households.
    Collective,
    /// Evakueringsboende: camp beds in a hall or school; several households.
    Evacuation,
    /// Skyddat boende.
    Protected,
}

named!(HomeKind {
    MunicipalFlat = "municipal_flat",
    HostHome = "host_home",
    Collective = "collective",
    Evacuation = "evacuation",
    Protected = "protected",
});

/// A home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedHome {
    /// Names the home in files; says nothing of time or order.
    pub reference: String,
    /// “Lägenhet Måsvägen 4”; says nothing of where, for protected housing.
    pub name: String,
    /// What sort.
    pub kind: HomeKind,
    /// The locality; empty for protected housing.
    pub area: &'static str,
    /// An invented street and number; none for protected housing, whose address is stored nowhere.
    pub address: Option<String>,
    /// The actor that answers for the home.
    pub owner: ActorRef,
    /// Who opens their home, for a host home.
    pub host: Option<ImaginedHost>,
    /// The beds of each room.
    pub rooms: Vec<u8>,
    /// What it is like.
    pub conditions: Conditions,
    /// The first night it can be used.
    pub available_from: Date,
    /// The first night it can no longer be used, where an end is set.
    pub available_to: Option<Date>,
}

impl ImaginedHome {
    /// All beds.
    pub fn beds(&self) -> usize {
        self.rooms.iter().map(|&beds| usize::from(beds)).sum()
    }
}

/// Someone who opens their own home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedHost {
    /// Given name and family name.
    pub name: String,
    /// The day the vetting was complete; none while it goes on.
    pub vetted_on: Option<Date>,
    /// The user, for the hosts who sign in.
    pub user: Option<UserRef>,
}

/// What a home is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five independent yes-or-no columns of a form, none excluding another"
)]
pub struct Conditions {
    /// No steps on the way in.
    pub step_free: bool,
    /// A pet may come along.
    pub pets: bool,
    /// Suits children.
    pub children: bool,
    /// For women and their children.
    pub women_only: bool,
    /// A kitchen of one's own.
    pub own_kitchen: bool,
}

/// A household in a home, from a night on and with no end set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImaginedStay {
    /// Who.
    pub household: HouseholdRef,
    /// Where.
    pub home: HomeRef,
    /// The first night.
    pub from: Date,
    /// One bed for each person.
    pub beds: Vec<BedRef>,
}

/// A bed in a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BedRef {
    /// The place of the room in [`ImaginedHome::rooms`].
    pub room: usize,
    /// The place of the bed in the room.
    pub bed: usize,
}
