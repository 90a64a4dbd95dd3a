//! The shape of each file, and how an entry becomes a rule.

use std::collections::{BTreeMap, BTreeSet};

use domain::{LegalStatus, LinkKind};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error as _};
use toml::{Spanned, value::Datetime};

use super::{
    Kind, Layer, Link,
    file::{File, Placed},
};
use crate::{
    Ages, Calendar, DatedGround, DeadlineRule, Event, LegalOwner, LinkRule, NationalQuota, Per, Phase,
    PolicyError, Problem, Proposal, Quota, QuotaScheme, Source, Term, Validity, source::RawSource,
};

/// A day written as a bare TOML date.
#[derive(Clone, Copy)]
struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wrong =
            || D::Error::custom("this must be a day, written without quotation marks as in 2022-07-01");
        match toml::Value::deserialize(deserializer)? {
            toml::Value::Datetime(Datetime { date: Some(date), time: None, offset: None }) => {
                let (Ok(year), Ok(month), Ok(day)) =
                    (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day))
                else {
                    return Err(wrong());
                };
                Date::new(year, month, day).map(Day).map_err(|_| wrong())
            }
            _ => Err(wrong()),
        }
    }
}

fn validity(rule: &str, from: Day, to: Option<Day>) -> Result<Validity, Problem> {
    let valid = Validity { from: from.0, to: to.map(|day| day.0) };
    if valid.to.is_some_and(|to| to < valid.from) {
        return Err(Problem::EndsBeforeItBegins { rule: rule.to_owned() });
    }
    Ok(valid)
}

fn source(rule: &str, raw: Option<RawSource>) -> Result<Source, Problem> {
    let raw = raw.ok_or_else(|| Problem::MissingSource { rule: rule.to_owned() })?;
    raw.check().map_err(|reason| Problem::BadSource { rule: rule.to_owned(), reason })
}

/// Finds the value whose code is the text.
fn value<T: Copy>(
    rule: &str,
    key: &'static str,
    text: &str,
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> Result<T, Problem> {
    all.iter().copied().find(|&one| code(one) == text).ok_or_else(|| Problem::UnknownValue {
        rule: rule.to_owned(),
        key,
        value: text.to_owned(),
        known: all.iter().map(|&one| code(one)).collect::<Vec<_>>().join(", "),
    })
}

/// Ids become parts of message keys, so they keep to the characters those may have; a dot parts kind and variant.
fn id(text: String) -> Result<String, Problem> {
    let usable = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(usable) {
        Ok(text)
    } else {
        let rule = "use small letters a to z, digits, _ and . and begin with a letter";
        Err(Problem::BadCode { what: "id", value: text, rule })
    }
}

/// An id that becomes part of a message key, where no dot may stand.
fn code(text: String) -> Result<String, Problem> {
    let text = id(text)?;
    if text.contains('.') {
        return Err(Problem::BadCode {
            what: "code",
            value: text,
            rule: "use small letters a to z, digits and _",
        });
    }
    Ok(text)
}

fn link_kind(text: &str) -> Result<LinkKind, Problem> {
    text.parse().map_err(|_| Problem::BadCode {
        what: "link kind",
        value: text.to_owned(),
        rule: "use small letters a to z, digits and _",
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainFile {
    #[serde(default)]
    kind: Vec<Spanned<RawKind>>,
    #[serde(default)]
    link: Vec<Spanned<RawLink>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    code: String,
    phase: String,
    order: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLink {
    id: String,
    kind: String,
    valid_from: Day,
    valid_to: Option<Day>,
    statuses: Vec<String>,
    per: String,
    ages: Option<RawAges>,
    deadline: Option<String>,
    owner: String,
    referable_to_non_authority: bool,
    deferrable: bool,
    source: Option<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAges {
    #[serde(default)]
    min: u16,
    max: Option<u16>,
}

pub(super) fn chain(file: &File, layer: &mut Layer) -> Result<(), PolicyError> {
    let ChainFile { kind, link } = file.parse()?;
    let mut seen = BTreeSet::new();
    layer.kinds.extend(file.each(kind, |raw| {
        if !seen.insert(raw.code.clone()) {
            return Err(Problem::KindTwice { kind: raw.code });
        }
        let phase = value(&raw.code, "phase", &raw.phase, &Phase::ALL, Phase::as_str)?;
        Ok(Kind { code: link_kind(&raw.code)?, phase, order: raw.order })
    })?);
    layer.links.extend(file.each(link, read_link)?);
    Ok(())
}

fn read_link(raw: RawLink) -> Result<Link, Problem> {
    let id = id(raw.id)?;
    let statuses = raw
        .statuses
        .iter()
        .map(|text| value(&id, "statuses", text, LegalStatus::ALL, LegalStatus::as_str))
        .collect::<Result<Vec<_>, _>>()?;
    let per = |per| match per {
        Per::Household => "household",
        Per::Person => "person",
    };
    let ages = raw.ages.map(|ages| Ages { min: ages.min, max: ages.max });
    if ages.is_some_and(|ages| ages.max.is_some_and(|max| max < ages.min)) {
        return Err(Problem::EmptyAges { rule: id });
    }
    let rule = LinkRule {
        valid: validity(&id, raw.valid_from, raw.valid_to)?,
        kind: link_kind(&raw.kind)?,
        // The place on the picture belongs to the kind, which may be declared in another file.
        phase: Phase::FirstHours,
        order: 0,
        statuses,
        per: value(&id, "per", &raw.per, &[Per::Household, Per::Person], per)?,
        ages,
        deadline: None,
        owner: value(&id, "owner", &raw.owner, &LegalOwner::ALL, LegalOwner::as_str)?,
        source: source(&id, raw.source)?,
        referable_to_non_authority: raw.referable_to_non_authority,
        deferrable: raw.deferrable,
        id,
    };
    Ok(Link { rule, deadline: raw.deadline })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineFile {
    #[serde(default)]
    deadline: Vec<Spanned<RawDeadline>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDeadline {
    id: String,
    valid_from: Day,
    valid_to: Option<Day>,
    after: String,
    days: Option<u16>,
    working_days: Option<u16>,
    months: Option<u16>,
    source: Option<RawSource>,
}

pub(super) fn deadlines(file: &File, layer: &mut Layer) -> Result<(), PolicyError> {
    let DeadlineFile { deadline } = file.parse()?;
    layer.deadlines.extend(file.each(deadline, |raw| {
        let id = code(raw.id)?;
        let term = match (raw.days, raw.working_days, raw.months) {
            (Some(days), None, None) => Term::Days(days),
            (None, Some(days), None) => Term::WorkingDays(days),
            (None, None, Some(months)) => Term::Months(months),
            _ => return Err(Problem::NotOneTerm { rule: id }),
        };
        Ok(DeadlineRule {
            valid: validity(&id, raw.valid_from, raw.valid_to)?,
            after: value(&id, "after", &raw.after, &Event::ALL, Event::as_str)?,
            term,
            source: source(&id, raw.source)?,
            id,
        })
    })?);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotaFile {
    #[serde(default)]
    national: Vec<Spanned<RawNational>>,
    #[serde(default)]
    quota: Vec<Spanned<RawQuota>>,
    #[serde(default)]
    proposal: Vec<Spanned<RawProposal>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNational {
    scheme: String,
    valid_from: Day,
    valid_to: Option<Day>,
    persons: u32,
    source: Option<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuota {
    scheme: String,
    valid_from: Day,
    valid_to: Option<Day>,
    published: String,
    persons: BTreeMap<String, u32>,
    source: Option<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProposal {
    scheme: String,
    published: String,
    persons: BTreeMap<String, u32>,
    source: Option<RawSource>,
}

fn scheme(rule: &str, text: &str) -> Result<QuotaScheme, Problem> {
    value(rule, "scheme", text, &QuotaScheme::ALL, QuotaScheme::as_str)
}

fn municipality(text: String) -> Result<String, Problem> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text)
    } else {
        Err(Problem::BadMunicipality(text))
    }
}

pub(super) fn quota(file: &File, layer: &mut Layer) -> Result<(), PolicyError> {
    let QuotaFile { national, quota, proposal } = file.parse()?;
    layer.national_quotas.extend(file.each(national, |raw| {
        let name = format!("national {}", raw.scheme);
        Ok(NationalQuota {
            scheme: scheme(&name, &raw.scheme)?,
            valid: validity(&name, raw.valid_from, raw.valid_to)?,
            persons: raw.persons,
            source: source(&name, raw.source)?,
        })
    })?);
    let series = file.each(quota, |raw| {
        let name = format!("quota published {}", raw.published);
        let scheme = scheme(&name, &raw.scheme)?;
        let valid = validity(&name, raw.valid_from, raw.valid_to)?;
        let source = source(&name, raw.source)?;
        let one = |(code, persons)| {
            let (published, source) = (raw.published.clone(), source.clone());
            Ok(Quota { municipality: municipality(code)?, scheme, valid, persons, published, source })
        };
        raw.persons.into_iter().map(one).collect::<Result<Vec<_>, _>>()
    })?;
    for Placed { place, value } in series {
        layer.quotas.extend(value.into_iter().map(|value| Placed { place: place.clone(), value }));
    }
    let proposals = file.each(proposal, |raw| {
        let name = format!("proposal published {}", raw.published);
        let scheme = scheme(&name, &raw.scheme)?;
        let source = source(&name, raw.source)?;
        let one = |(code, persons)| {
            let (published, source) = (raw.published.clone(), source.clone());
            Ok(Proposal { municipality: municipality(code)?, scheme, persons, published, source })
        };
        raw.persons.into_iter().map(one).collect::<Result<Vec<_>, _>>()
    })?;
    layer.proposals.extend(proposals.into_iter().flat_map(|placed| placed.value));
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentFile {
    #[serde(default)]
    legal_basis: Vec<Spanned<RawGround>>,
    #[serde(default)]
    secrecy_ground: Vec<Spanned<RawGround>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGround {
    code: String,
    valid_from: Day,
    valid_to: Option<Day>,
    source: Option<RawSource>,
}

fn read_ground(raw: RawGround) -> Result<DatedGround, Problem> {
    let code = code(raw.code)?;
    Ok(DatedGround {
        valid: validity(&code, raw.valid_from, raw.valid_to)?,
        source: source(&code, raw.source)?,
        code,
    })
}

pub(super) fn consent(file: &File, layer: &mut Layer) -> Result<(), PolicyError> {
    let ConsentFile { legal_basis, secrecy_ground } = file.parse()?;
    layer.legal_bases.extend(file.each(legal_basis, read_ground)?);
    layer.secrecy_grounds.extend(file.each(secrecy_ground, read_ground)?);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    source: Option<RawSource>,
    covers: Option<RawSpan>,
    #[serde(default)]
    holiday: Vec<RawHoliday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSpan {
    from: Day,
    to: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    name: String,
    days: Vec<Day>,
}

/// The holidays of one layer, by name, so that a municipality can replace or add one by its name.
#[derive(Default)]
pub(super) struct Holidays {
    covers: Option<Validity>,
    by_name: BTreeMap<String, Vec<Date>>,
    sources: Vec<Source>,
}

pub(super) fn holidays(file: &File) -> Result<Holidays, PolicyError> {
    let raw: HolidayFile = file.parse()?;
    let top = file.place(&(0..0));
    let source = source("holidays", raw.source).map_err(|problem| top.refuse(problem))?;
    let covers = raw
        .covers
        .map(|span| validity("covers", span.from, Some(span.to)))
        .transpose()
        .map_err(|problem| top.refuse(problem))?;
    let mut by_name: BTreeMap<String, Vec<Date>> = BTreeMap::new();
    for holiday in raw.holiday {
        by_name.entry(holiday.name).or_default().extend(holiday.days.into_iter().map(|day| day.0));
    }
    Ok(Holidays { covers, by_name, sources: vec![source] })
}

impl Holidays {
    pub(super) fn overlaid_with(mut self, upper: Self) -> Self {
        self.by_name.extend(upper.by_name);
        self.sources.retain(|source| !upper.sources.contains(source));
        self.sources.extend(upper.sources);
        Self { covers: upper.covers.or(self.covers), ..self }
    }

    pub(super) fn into_calendar(self) -> Result<Calendar, PolicyError> {
        let covers = self.covers.ok_or(Problem::CalendarWithoutSpan)?;
        let days = self
            .by_name
            .into_iter()
            .flat_map(|(name, days)| days.into_iter().map(move |day| (day, name.clone())));
        Ok(Calendar { covers, holidays: days.collect(), sources: self.sources })
    }
}
