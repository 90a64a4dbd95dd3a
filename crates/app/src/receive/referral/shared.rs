//! What a receiver may see of a household: the shared fields, and nothing else.

use std::collections::BTreeSet;

use access::Action;
use domain::{Consent, LanguageTag, LegalStatus, Link, NameOrder, ReferralState, SharedField};
use store::{
    Reader,
    receive::{consent::ConsentFile, person::PersonRecord, referral::ReferralFile},
};

use crate::{Context, Error};

/// One person as far as shared. Only with the names shared are the other details tied to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedPerson {
    /// In Latin letters.
    pub name: String,
    /// As the bearer writes it; empty if the same.
    pub original: String,
    /// The year of birth, if shared and known.
    pub birth_year: Option<i16>,
    /// Telephone, if shared and known.
    pub phone: Option<String>,
    /// Legal status, if shared.
    pub status: Option<LegalStatus>,
}

/// A household as its receiver sees it. Nothing is here that was not shared and is not visible today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// What is visible today.
    pub fields: BTreeSet<SharedField>,
    /// The people, if their names are shared.
    pub people: Vec<SharedPerson>,
    /// Birth years, if shared without names.
    pub birth_years: Vec<i16>,
    /// Telephone numbers, if shared without names.
    pub phones: Vec<String>,
    /// Legal statuses, if shared without names.
    pub statuses: Vec<LegalStatus>,
    /// Languages, each once.
    pub languages: Vec<LanguageTag>,
    /// Whether somebody needs an interpreter.
    pub interpreter: bool,
    /// How many people, and how many of them children.
    pub size: Option<(usize, usize)>,
    /// What the link is about: its next step.
    pub needs: Option<String>,
    /// The part of town.
    pub area: Option<String>,
    /// When the household can be met.
    pub meeting_times: Option<String>,
    /// What it needs to take part.
    pub access_needs: Option<String>,
    /// What the sender wrote to the receiver. It goes with the referral and stops with it.
    pub message: Option<String>,
}

/// The fields visible today to whoever asks, or nothing at all if nothing may be seen through this referral: it is over,
/// a consent it rests on is withdrawn, or the household is not for this person.
pub(crate) async fn visible(
    context: &Context,
    reader: &mut Reader,
    file: &ReferralFile,
) -> Result<Option<BTreeSet<SharedField>>, Error> {
    let facts = reader.household_facts(file.household).await?;
    let consents = plain(reader.consents_of(file.household).await?);
    let open = matches!(file.referral.state, ReferralState::Sent | ReferralState::Accepted);
    if !open
        || !file.referral.is_covered(&consents, context.today)
        || !context.may(Action::SeeShared, &facts.into())
    {
        return Ok(None);
    }
    let mut fields = file.referral.visible_fields(&consents, context.today);
    // Where even the municipality may not keep the address, a part of town is too much.
    let (_, protection) = reader.whereabouts_of(file.household).await?;
    if !protection.stores_address() {
        fields.remove(&SharedField::AddressArea);
    }
    Ok(Some(fields))
}

/// The consents without what the store keeps beside them.
pub(crate) fn plain(files: Vec<ConsentFile>) -> Vec<Consent> {
    files.into_iter().map(|file| file.consent).collect()
}

/// Puts together what a receiver sees today.
pub(crate) async fn of(
    context: &Context,
    reader: &mut Reader,
    file: &ReferralFile,
    link: &Link,
) -> Result<Option<Shared>, Error> {
    let Some(fields) = visible(context, reader, file).await? else { return Ok(None) };
    let has = |field| fields.contains(&field);
    let words = reader.referral_words(file).await?;
    let mut shared = Shared {
        message: words.message,
        meeting_times: words.meeting_times.filter(|_| has(SharedField::MeetingTimes)),
        access_needs: words.access_needs.filter(|_| has(SharedField::AccessNeeds)),
        ..Shared::default()
    };
    if has(SharedField::NeedsOfLink) {
        shared.needs = Some(link.next_step.clone());
    }
    if has(SharedField::AddressArea) {
        shared.area = reader.whereabouts_of(file.household).await?.0;
    }
    let people = reader.subjects_of(file.household, link.person, context.today).await?;
    if has(SharedField::HouseholdSize) {
        let everybody = reader.subjects_of(file.household, None, context.today).await?;
        let children =
            everybody.iter().filter(|record| record.person.birth.may_be_child(context.today)).count();
        shared.size = Some((everybody.len(), children));
    }
    if has(SharedField::LanguagesAndInterpreter) {
        let (languages, interpreter) = languages(&people);
        shared.languages = languages;
        shared.interpreter = interpreter;
    }
    let statuses =
        if has(SharedField::LegalStatus) { reader.statuses_of(file.household).await? } else { Vec::new() };
    let status_of = |record: &PersonRecord| {
        has(SharedField::LegalStatus).then(|| {
            statuses
                .iter()
                .rfind(|(who, period)| *who == record.person.id && period.interval.contains(context.today))
                .map_or(LegalStatus::Unknown, |(_, period)| period.status)
        })
    };
    let phone_of = |record: &PersonRecord| record.phone.clone().filter(|_| has(SharedField::Phone));
    let year_of = |record: &PersonRecord| record.person.birth.year().filter(|_| has(SharedField::BirthYears));
    if has(SharedField::Names) {
        shared.people = people
            .iter()
            .map(|record| SharedPerson {
                name: record.person.name.display_name(NameOrder::GivenFirst),
                original: record.person.name.original_name(NameOrder::GivenFirst).unwrap_or_default(),
                birth_year: year_of(record),
                phone: phone_of(record),
                status: status_of(record),
            })
            .collect();
    } else {
        shared.birth_years = people.iter().filter_map(year_of).collect();
        shared.phones = people.iter().filter_map(phone_of).collect::<BTreeSet<_>>().into_iter().collect();
        shared.statuses = people.iter().filter_map(status_of).collect::<BTreeSet<_>>().into_iter().collect();
    }
    shared.fields = fields;
    Ok(Some(shared))
}

/// The languages of a group, each once, the first person's first; and whether somebody needs an interpreter.
pub(crate) fn languages(people: &[PersonRecord]) -> (Vec<LanguageTag>, bool) {
    let mut languages: Vec<LanguageTag> = Vec::new();
    for tag in people.iter().flat_map(|record| &record.person.languages) {
        if !languages.contains(tag) {
            languages.push(tag.clone());
        }
    }
    (languages, people.iter().any(|record| record.person.interpreter))
}
