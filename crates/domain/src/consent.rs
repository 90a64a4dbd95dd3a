//! A person's consent to telling one receiver named fields, and the fields there are.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    code::codes,
    id::{ActorId, ConsentId, HouseholdId, PersonId},
    link::Link,
};

codes! {
    /// What may be told to a receiver, field by field.
    SharedField, "shared field" {
        /// Names, in both scripts.
        Names = "names",
        /// Birth years, never birth dates.
        BirthYears = "birth_years",
        /// Languages, and whether an interpreter is needed.
        LanguagesAndInterpreter = "languages_and_interpreter",
        /// How many people, how many of them children.
        HouseholdSize = "household_size",
        /// A telephone number.
        Phone = "phone",
        /// What the link is about.
        NeedsOfLink = "needs_of_link",
        /// The legal status.
        LegalStatus = "legal_status",
        /// The part of town, never the address.
        AddressArea = "address_area",
        /// Days and times when the household can be met.
        MeetingTimes = "meeting_times",
        /// Need for a step-free place, hearing loop and the like, in practical terms.
        AccessNeeds = "access_needs",
    }
}

codes! {
    /// How a consent was given.
    ConsentManner, "manner of consent" {
        /// By word of mouth, noted by the one who asked.
        Spoken = "spoken",
        /// By word of mouth through an interpreter.
        SpokenThroughInterpreter = "spoken_through_interpreter",
        /// On paper.
        Signed = "signed",
        /// By the person, signed in.
        OwnPage = "own_page",
    }
}

/// Whose data a consent is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Everybody in a household.
    Household(HouseholdId),
    /// One person.
    Person(PersonId),
}

/// A person's consent to telling one receiver named fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Whose data.
    pub subject: Subject,
    /// Who may be told.
    pub receiver: ActorId,
    /// What may be told.
    pub fields: BTreeSet<SharedField>,
    /// The day it was given.
    pub given_on: Date,
    /// The day from which it no longer holds.
    pub withdrawn_on: Option<Date>,
    /// How it was given.
    pub how: ConsentManner,
}

impl Consent {
    /// Whether it allows telling `receiver` all of `fields` on `day`. From the day it is withdrawn it allows nothing.
    pub fn covers(&self, receiver: ActorId, fields: &BTreeSet<SharedField>, day: Date) -> bool {
        self.receiver == receiver
            && fields.is_subset(&self.fields)
            && self.given_on <= day
            && self.withdrawn_on.is_none_or(|withdrawn| day < withdrawn)
    }

    /// Whether it was given for the people the link is about. A consent for one person does not speak for the
    /// household; one for the household speaks for each in it.
    pub fn is_about(&self, link: &Link) -> bool {
        match self.subject {
            Subject::Household(household) => household == link.household,
            Subject::Person(person) => link.person == Some(person),
        }
    }

    /// Withdraws it from `on`. A second withdrawal does not move the first to a later day.
    #[must_use]
    pub fn withdraw(mut self, on: Date) -> Self {
        self.withdrawn_on = Some(self.withdrawn_on.map_or(on, |earlier| earlier.min(on)));
        self
    }
}
