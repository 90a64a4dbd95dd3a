//! The rules that a household and a home must meet together, one by one, and the fit of a pair that meets them.
//!
//! This is the readable form, used for explanations and for single pairs. [`crate::pairs`] finds all pairs with bit
//! masks and is tested against it; [`crate::verify`] writes the rules down a third time.

use crate::model::{Composition, Home, Household, Instance, Kind};

/// A reason why a household can never be proposed to a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Fewer beds than persons.
    Beds,
    /// A shared home has too few rooms.
    Rooms,
    /// A home of one's own would leave too many beds empty.
    SpareBeds,
    /// In a county that the household does not accept.
    County,
    /// Farther than the household can go.
    Distance,
    /// Steps.
    StepFree,
    /// No pets allowed.
    Pets,
    /// An animal lives there.
    Allergy,
    /// No smoking allowed.
    Smoking,
    /// Rooms cannot be locked.
    Lockable,
    /// Children are only proposed to a vetted home.
    VettingForChildren,
    /// An unaccompanied minor goes only to a host or collective whose vetting is complete.
    UnaccompaniedMinor,
    /// A protected household goes only to protected housing or to a fully vetted home that is not collective.
    Protected,
    /// The place of danger.
    Danger,
    /// Protected housing is kept for those who need it.
    ProtectedOnly,
    /// Not a home without unknown men.
    WomenOnly,
    /// The host takes in others.
    HostCondition,
    /// The youngest is younger than the host takes in.
    LowestAge,
    /// A common language is a condition.
    Language,
    /// Free too late.
    TooLate,
    /// Free too short.
    TooShort,
    /// Another member of the group can live nowhere in the same place.
    Group,
}

impl Rule {
    /// What is wrong, as half a sentence.
    pub fn text(self) -> &'static str {
        match self {
            Self::Beds => "has fewer beds than the household has persons",
            Self::Rooms => "has too few rooms",
            Self::SpareBeds => "would leave more beds empty than the household's norm allows",
            Self::County => "lies in a county that the household does not accept",
            Self::Distance => "lies farther away than the household can travel",
            Self::StepFree => "is not free of steps",
            Self::Pets => "does not allow pets",
            Self::Allergy => "has an animal",
            Self::Smoking => "does not allow smoking",
            Self::Lockable => "has no room with a lock",
            Self::VettingForChildren => "is not vetted, and the household has children",
            Self::UnaccompaniedMinor => "is not a fully vetted host or collective",
            Self::Protected => "is not safe for a protected household",
            Self::Danger => "lies in the place of danger",
            Self::ProtectedOnly => "is kept for households that need protection",
            Self::WomenOnly => "is not a home without unknown men",
            Self::HostCondition => "has a host who takes in others",
            Self::LowestAge => "has a host who takes in no children that young",
            Self::Language => "asks for a common language",
            Self::TooLate => "is free too late",
            Self::TooShort => "is not free long enough",
            Self::Group => "lies where the rest of the group cannot live",
        }
    }
}

/// The parts of a pair's fit, in points; their sum is the fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// How well the beds are used.
    pub size: i32,
    /// Nearness to relatives.
    pub relatives: i32,
    /// A language in common with the home, or with many in the place.
    pub language: i32,
    /// Schools.
    pub school: i32,
    /// The kind of home that the household prefers.
    pub preference: i32,
    /// Days until the stay can begin.
    pub timing: i32,
    /// Low cost.
    pub cost: i32,
    /// Free for twice the stay.
    pub duration: i32,
    /// Up to four points, drawn from the two ids, that keep equal pairs from being tied.
    pub tie: i32,
}

impl Fit {
    /// All points together.
    pub fn total(&self) -> i32 {
        self.size
            + self.relatives
            + self.language
            + self.school
            + self.preference
            + self.timing
            + self.cost
            + self.duration
            + self.tie
    }
}

/// Every rule that this pair breaks; empty if the home can be proposed to the household.
pub(crate) fn broken_rules(instance: &Instance, household: &Household, home: &Home) -> Vec<Rule> {
    let place = &instance.places[home.place as usize];
    let anchor = &instance.places[household.anchor as usize];
    let begin = home.from.max(household.arrive);
    let kind = home.kind;
    let spare = i32::from(home.beds) - i32::from(household.size);
    let minor = household.composition == Composition::UnaccompaniedMinor;
    let for_women = matches!(kind, Kind::Protected | Kind::Flat)
        || home.condition.accepts(Composition::SingleWoman) && {
            home.condition != crate::model::HostCondition::None
        };
    let checks = [
        (Rule::Beds, spare >= 0),
        (Rule::Rooms, home.exclusive || household.rooms_in(home) <= i32::from(home.rooms)),
        (Rule::SpareBeds, !home.exclusive || spare <= i32::from(household.max_spare_beds)),
        (Rule::County, household.counties >> place.county & 1 == 1),
        (Rule::Distance, household.max_distance.is_none_or(|most| anchor.distance(place) <= most)),
        (Rule::StepFree, !household.step_free || home.step_free),
        (Rule::Pets, !household.pets || home.pets_allowed),
        (Rule::Allergy, !household.allergy || !home.has_pets),
        (Rule::Smoking, !household.smokes || home.smoking_allowed),
        (Rule::Lockable, !household.lockable || home.lockable),
        (Rule::VettingForChildren, household.children == 0 || home.vetting >= 1),
        (
            Rule::UnaccompaniedMinor,
            !minor || home.vetting >= 2 && matches!(kind, Kind::Host | Kind::Collective),
        ),
        (
            Rule::Protected,
            !household.protected || kind == Kind::Protected || home.vetting >= 2 && kind != Kind::Collective,
        ),
        (Rule::Danger, !household.protected || household.danger != Some(home.place)),
        (Rule::ProtectedOnly, household.protected || household.women_only || kind != Kind::Protected),
        (Rule::WomenOnly, !household.women_only || for_women),
        (Rule::HostCondition, home.condition.accepts(household.composition)),
        (Rule::LowestAge, household.youngest.is_none_or(|age| age >= home.lowest_age)),
        (Rule::Language, !home.language_required || home.languages & household.languages != 0),
        (Rule::TooLate, begin <= household.latest),
        (Rule::TooShort, home.to >= begin.saturating_add(household.stay)),
    ];
    checks.into_iter().filter_map(|(rule, met)| (!met).then_some(rule)).collect()
}

/// The fit of a pair that breaks no rule.
pub(crate) fn fit(instance: &Instance, household: &Household, home: &Home) -> Fit {
    let place = &instance.places[home.place as usize];
    let begin = home.from.max(household.arrive);
    let spare = i32::from(home.beds) - i32::from(household.size);
    Fit {
        size: if home.exclusive { 25 - 8 * spare.min(3) } else { 15 },
        relatives: household
            .relatives
            .map_or(12, |at| (25 - instance.places[at as usize].distance(place) / 4).max(0)),
        language: if home.languages & household.languages != 0 {
            10
        } else if place.languages & household.languages != 0 {
            8
        } else {
            0
        },
        school: if household.school_children > 0 { place.school_quality } else { 5 },
        preference: i32::from(household.preference[home.kind as usize]),
        timing: 10 - (begin - household.arrive).min(10),
        cost: 10 - (home.cost / 1000).min(10),
        duration: if home.to - begin >= 2 * household.stay { 5 } else { 0 },
        tie: tie(household.id, home.id),
    }
}

/// The tie-breaking points of a pair: a hash of the two ids, the same in every implementation of the model.
pub(crate) fn tie(household: u32, home: u32) -> i32 {
    let mixed =
        u64::from(home).wrapping_mul(2_654_435_761).wrapping_add(u64::from(household).wrapping_mul(40_503));
    i32::try_from((mixed >> 7) % 5).unwrap_or(0)
}
