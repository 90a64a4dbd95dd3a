//! Households, homes and places, as the engine sees them: facts and wishes, no names and no addresses.

/// Points for each person who is housed; a pair's fit is far smaller, so people come before fit.
pub const PERSON: i32 = 1000;

/// Who a household is, as far as hosts' conditions and the rules for children ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Composition {
    /// One man.
    SingleMan,
    /// One woman.
    SingleWoman,
    /// Adults with children.
    Family,
    /// Several adults.
    Adults,
    /// A child without a guardian.
    UnaccompaniedMinor,
}

impl Composition {
    /// All of them, in the order of their codes in files.
    pub const ALL: [Self; 5] =
        [Self::SingleMan, Self::SingleWoman, Self::Family, Self::Adults, Self::UnaccompaniedMinor];
}

/// What a home is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A municipal flat.
    Flat,
    /// A host's home.
    Host,
    /// Collective housing, shared by several households.
    Collective,
    /// Protected housing.
    Protected,
}

impl Kind {
    /// All of them, in the order of their codes in files.
    pub const ALL: [Self; 4] = [Self::Flat, Self::Host, Self::Collective, Self::Protected];

    /// Its word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::Host => "host",
            Self::Collective => "collective",
            Self::Protected => "protected",
        }
    }
}

/// Whom a host (or a collective) wants to take in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HostCondition {
    /// Anyone.
    None,
    /// Single women and families.
    WomenAndFamilies,
    /// Families with children.
    Families,
    /// Single women.
    SingleWomen,
}

impl HostCondition {
    /// All of them, in the order of their codes in files.
    pub const ALL: [Self; 4] = [Self::None, Self::WomenAndFamilies, Self::Families, Self::SingleWomen];

    /// Whether a household of this composition is welcome.
    pub fn accepts(self, composition: Composition) -> bool {
        match self {
            Self::None => true,
            Self::WomenAndFamilies => {
                matches!(composition, Composition::SingleWoman | Composition::Family)
            }
            Self::Families => composition == Composition::Family,
            Self::SingleWomen => composition == Composition::SingleWoman,
        }
    }
}

/// A place: a municipality or a part of it, with the school places that its homes share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number in the file.
    pub id: u32,
    /// The county it lies in, 0 to 62.
    pub county: u8,
    /// Kilometres east.
    pub x: i32,
    /// Kilometres north.
    pub y: i32,
    /// Languages that many there speak, one bit each.
    pub languages: u32,
    /// How well its schools receive new pupils, 0 to 10.
    pub school_quality: i32,
    /// School places free.
    pub school_places: i32,
}

/// A household that needs a home. Places are indices into [`Instance::places`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Its number in the file.
    pub id: u32,
    /// Persons, 1 to 255.
    pub size: u8,
    /// Children among them.
    pub children: u8,
    /// Children who need a school place.
    pub school_children: u8,
    /// Age in years of the youngest, if known; a host may set a lowest age.
    pub youngest: Option<u8>,
    /// Who they are.
    pub composition: Composition,
    /// Needs a home without steps.
    pub step_free: bool,
    /// Brings pets.
    pub pets: bool,
    /// Smokes.
    pub smokes: bool,
    /// Cannot live where an animal lives.
    pub allergy: bool,
    /// Needs a room with a lock.
    pub lockable: bool,
    /// Languages spoken, one bit each.
    pub languages: u32,
    /// Lives under protected identity.
    pub protected: bool,
    /// Needs a home without unknown men.
    pub women_only: bool,
    /// Where relatives live.
    pub relatives: Option<u32>,
    /// The place of danger, where a protected household is never housed.
    pub danger: Option<u32>,
    /// Counties they accept, one bit each.
    pub counties: u64,
    /// Day of arrival, counted from any fixed day.
    pub arrive: i32,
    /// Latest day on which the stay may begin.
    pub latest: i32,
    /// Nights.
    pub stay: i32,
    /// Weight of each person in the count of people, 1 to 8; 1 unless the household goes first.
    pub priority: u8,
    /// The class by which the fairness report groups households; it has no weight in the objective.
    pub class: u8,
    /// Points for each kind of home, in the order of [`Kind::ALL`], 0 to 15.
    pub preference: [u8; 4],
    /// Households with the same number go to the same place, or all stay unplaced.
    pub group: Option<u32>,
    /// The place from which distances count.
    pub anchor: u32,
    /// The longest distance from there, in kilometres.
    pub max_distance: Option<i32>,
    /// Beds that may stay empty in a home of its own.
    pub max_spare_beds: u8,
}

/// A home that is open. Its place is an index into [`Instance::places`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its number in the file.
    pub id: u32,
    /// What it is.
    pub kind: Kind,
    /// Where it lies.
    pub place: u32,
    /// Rooms.
    pub rooms: u8,
    /// Beds.
    pub beds: u8,
    /// Takes one household; otherwise several share its beds and rooms.
    pub exclusive: bool,
    /// Most persons in a room of a shared home.
    pub beds_per_room: u8,
    /// Without steps.
    pub step_free: bool,
    /// Pets are welcome.
    pub pets_allowed: bool,
    /// An animal lives there.
    pub has_pets: bool,
    /// Smoking is allowed.
    pub smoking_allowed: bool,
    /// Rooms can be locked.
    pub lockable: bool,
    /// How far the vetting has come: 0 not begun, 1 interview and references, 2 complete, 3 protected housing.
    pub vetting: u8,
    /// Whom the host takes in.
    pub condition: HostCondition,
    /// Age in years of the youngest person that the host takes in.
    pub lowest_age: u8,
    /// Languages spoken there, one bit each.
    pub languages: u32,
    /// A common language is a condition.
    pub language_required: bool,
    /// First night.
    pub from: i32,
    /// The day after the last night.
    pub to: i32,
    /// Kronor a month.
    pub cost: i32,
}

/// A problem: everything that one run of the engine looks at.
///
/// Households and homes are sorted by id, so the order of rows in a file changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    /// Households by id.
    pub households: Vec<Household>,
    /// Homes by id.
    pub homes: Vec<Home>,
    /// Places by id.
    pub places: Vec<Place>,
    /// The home of each household today, as an index; empty or one entry for each household.
    pub current: Vec<Option<u32>>,
}

impl Household {
    /// Rooms that this household takes in a shared home.
    pub fn rooms_in(&self, home: &Home) -> i32 {
        i32::from(self.size.div_ceil(home.beds_per_room.max(1)))
    }

    /// The objective for this household in a home of this fit: people first, then fit.
    pub fn value(&self, fit: i32) -> i32 {
        i32::from(self.size) * (PERSON * i32::from(self.priority) + fit)
    }
}

impl Place {
    /// Whole kilometres between two places, rounded down.
    #[expect(clippy::cast_possible_truncation, reason = "coordinates are at most 100,000 km")]
    pub fn distance(&self, other: &Self) -> i32 {
        let (dx, dy) = (f64::from(self.x - other.x), f64::from(self.y - other.y));
        (dx * dx + dy * dy).sqrt().floor() as i32
    }
}

impl Instance {
    /// The members of each group, by index, groups in order of their number.
    pub fn groups(&self) -> Vec<Vec<u32>> {
        let mut members: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
        for (index, household) in (0..).zip(&self.households) {
            if let Some(group) = household.group {
                members.entry(group).or_default().push(index);
            }
        }
        members.into_values().filter(|members| members.len() > 1).collect()
    }

    /// A group of one is no group.
    pub fn forget_lone_groups(&mut self) {
        let mut sizes: std::collections::HashMap<u32, usize> = std::collections::HashMap::new();
        for group in self.households.iter().filter_map(|household| household.group) {
            *sizes.entry(group).or_default() += 1;
        }
        for household in &mut self.households {
            household.group = household.group.filter(|group| sizes[group] > 1);
        }
    }

    /// Where a household lives today, as an index into the homes.
    pub fn current_home(&self, household: u32) -> Option<u32> {
        self.current.get(household as usize).copied().flatten()
    }

    /// Persons in all households.
    pub fn people(&self) -> u32 {
        self.households.iter().map(|household| u32::from(household.size)).sum()
    }
}
