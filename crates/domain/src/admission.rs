//! What must be true before a household may be saved: rule 6.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    household::Household,
    id::{LinkId, PersonId},
    link::Link,
    person::{Person, requires_social_services},
    protection::Protection,
};

/// A household with its people and links that may be saved. [`admit`] is the only way to make one, so a store that
/// takes nothing else cannot save an unaccompanied child without the link to socialtjänsten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admissible {
    household: Household,
    persons: Vec<Person>,
    links: Vec<Link>,
}

/// The household cannot be saved like this.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum AdmitError {
    /// Rule 6.
    #[error("an unaccompanied child goes to socialtjänsten at once: plan that link with the registration")]
    SocialServicesMissing(PersonId),
    /// A member without a record.
    #[error("a member has no record: register the person first")]
    PersonMissing(PersonId),
    /// A record without membership.
    #[error("a person is given who is not in the household: add them, or leave them out")]
    NotAMember(PersonId),
    /// A person is given twice.
    #[error("a person is given twice: leave one out")]
    PersonTwice(PersonId),
    /// A link of another household or another person.
    #[error("a link is given that belongs to others: leave it out")]
    ForeignLink(LinkId),
}

/// Lets a household be saved, if every present member has a record and every unaccompanied child has the link to
/// socialtjänsten, done or open. An open one cannot rest or be dropped; [`Link`] sees to that.
pub fn admit(
    household: Household,
    persons: Vec<Person>,
    links: Vec<Link>,
    today: Date,
) -> Result<Admissible, AdmitError> {
    let mut given = BTreeSet::new();
    for person in &persons {
        if !given.insert(person.id) {
            return Err(AdmitError::PersonTwice(person.id));
        }
        if household.members.iter().all(|member| member.person != person.id) {
            return Err(AdmitError::NotAMember(person.id));
        }
    }
    // Somebody who is to join tomorrow must have a record today as well.
    let missing = household
        .members
        .iter()
        .find(|member| !member.interval.ends_before(today) && !given.contains(&member.person));
    if let Some(member) = missing {
        return Err(AdmitError::PersonMissing(member.person));
    }
    for link in &links {
        let known = link.person.is_none_or(|person| household.members.iter().any(|row| row.person == person));
        if link.household != household.id || !known {
            return Err(AdmitError::ForeignLink(link.id));
        }
    }
    for person in persons.iter().filter(|person| requires_social_services(person, today)) {
        let in_charge = |link: &Link| link.for_unaccompanied_child && link.person == Some(person.id);
        if !links.iter().any(in_charge) {
            return Err(AdmitError::SocialServicesMissing(person.id));
        }
    }
    Ok(Admissible { household, persons, links })
}

impl Admissible {
    /// The household.
    pub fn household(&self) -> &Household {
        &self.household
    }

    /// Its people.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// Its links.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The protection of the most protected member, which is the household's.
    pub fn protection(&self) -> Protection {
        Protection::strongest(self.persons.iter().map(|person| person.protection))
    }

    /// The parts, for the store.
    pub fn into_parts(self) -> (Household, Vec<Person>, Vec<Link>) {
        (self.household, self.persons, self.links)
    }
}
