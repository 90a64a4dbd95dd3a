//! Reads the files, lays a municipality's over the shipped ones, and refuses what contradicts itself.
//!
//! Everything is checked here, once, at start: after that a policy cannot be wrong in form, and no other code has to
//! ask.

mod check;
mod file;
mod raw;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::LinkKind;
use jiff::civil::Date;

use crate::{
    Calendar, ChainTemplate, DatedGround, DeadlineRule, LinkRule, NationalQuota, Phase, Policy, PolicyError,
    Problem, Proposal, Quota, Validity,
};
use check::{Dated, require, sole_vintages};
use file::{File, Placed};

const CHAIN: &str = "chain.toml";
const CONSENT: &str = "consent.toml";
const DEADLINES: &str = "deadlines.toml";
const HOLIDAYS: &str = "holidays.toml";
const QUOTA: &str = "quota.toml";

/// The shipped files, as they were when the program was built.
const SHIPPED: [(&str, &str); 5] = [
    (CHAIN, include_str!("../../../policy/se/chain.toml")),
    (CONSENT, include_str!("../../../policy/se/consent.toml")),
    (DEADLINES, include_str!("../../../policy/se/deadlines.toml")),
    (HOLIDAYS, include_str!("../../../policy/se/holidays.toml")),
    (QUOTA, include_str!("../../../policy/se/quota.toml")),
];

/// Reads the shipped policy and, if a folder is given, what the municipality has laid over it.
pub(crate) fn read(folder: Option<&Path>) -> Result<Policy, PolicyError> {
    let shipped =
        Layer::from_files(SHIPPED.map(|(name, text)| File::new(PathBuf::from(name), text.to_owned())))?;
    let layer = match folder {
        Some(folder) => shipped.overlaid_with(Layer::from_files(files_in(folder)?)?),
        None => shipped,
    };
    layer.into_policy()
}

/// The policy files in a municipality's folder, in the order of their names.
fn files_in(folder: &Path) -> Result<Vec<File>, PolicyError> {
    let read = |path: &Path, source| PolicyError::Read { path: path.to_owned(), source };
    let mut paths = fs::read_dir(folder)
        .and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
        })
        .map_err(|source| read(folder, source))?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let known = SHIPPED.map(|(name, _)| name);
    paths
        .into_iter()
        .map(|path| {
            if !known.iter().any(|name| path.file_name().is_some_and(|file| file == *name)) {
                return Err(PolicyError::UnknownFile { path, known: known.join(", ") });
            }
            let text = fs::read_to_string(&path).map_err(|source| read(&path, source))?;
            Ok(File::new(path, text))
        })
        .collect()
}

/// A declared kind of link and its place on the picture.
struct Kind {
    code: LinkKind,
    phase: Phase,
    order: u16,
}

/// A link rule before its kind and deadline are looked up.
struct Link {
    rule: LinkRule,
    deadline: Option<String>,
}

/// Everything read from one set of files.
#[derive(Default)]
struct Layer {
    kinds: Vec<Placed<Kind>>,
    links: Vec<Placed<Link>>,
    deadlines: Vec<Placed<DeadlineRule>>,
    quotas: Vec<Placed<Quota>>,
    national_quotas: Vec<Placed<NationalQuota>>,
    proposals: Vec<Proposal>,
    legal_bases: Vec<Placed<DatedGround>>,
    secrecy_grounds: Vec<Placed<DatedGround>>,
    holidays: raw::Holidays,
}

impl Layer {
    fn from_files(files: impl IntoIterator<Item = File>) -> Result<Self, PolicyError> {
        let mut layer = Self::default();
        for file in files {
            match file.name() {
                CHAIN => raw::chain(&file, &mut layer)?,
                CONSENT => raw::consent(&file, &mut layer)?,
                DEADLINES => raw::deadlines(&file, &mut layer)?,
                HOLIDAYS => layer.holidays = raw::holidays(&file)?,
                _ => raw::quota(&file, &mut layer)?,
            }
        }
        Ok(layer)
    }

    /// Lays `upper` over this layer: a rule in it replaces every vintage of the rule with the same key.
    fn overlaid_with(self, upper: Self) -> Self {
        fn lay<T: Dated>(lower: Vec<Placed<T>>, upper: Vec<Placed<T>>) -> Vec<Placed<T>> {
            let replaced: BTreeSet<String> = upper.iter().map(|placed| placed.value.key()).collect();
            let kept = lower.into_iter().filter(|placed| !replaced.contains(&placed.value.key()));
            kept.chain(upper).collect()
        }
        let mut kinds = self.kinds;
        kinds.retain(|kind| upper.kinds.iter().all(|other| other.value.code != kind.value.code));
        kinds.extend(upper.kinds);
        let mut proposals = self.proposals;
        proposals.retain(|proposal| !upper.proposals.contains(proposal));
        proposals.extend(upper.proposals);
        Self {
            kinds,
            links: lay(self.links, upper.links),
            deadlines: lay(self.deadlines, upper.deadlines),
            quotas: lay(self.quotas, upper.quotas),
            national_quotas: lay(self.national_quotas, upper.national_quotas),
            proposals,
            legal_bases: lay(self.legal_bases, upper.legal_bases),
            secrecy_grounds: lay(self.secrecy_grounds, upper.secrecy_grounds),
            holidays: self.holidays.overlaid_with(upper.holidays),
        }
    }

    fn into_policy(self) -> Result<Policy, PolicyError> {
        let calendar = Arc::new(self.holidays.into_calendar()?);
        let deadlines = sole_vintages(self.deadlines)?;
        let links = sole_vintages(self.links)?;
        let start = links.iter().map(|link| link.value.rule.valid.from).min().ok_or(Problem::NoLinkRules)?;
        require::deadlines(&deadlines, start)?;
        let links = with_kinds(links, &self.kinds)?;
        require::one_rule_for_each_link(&links)?;
        require::deadlines_of_links(&links, &deadlines)?;
        require::social_services_for_unaccompanied_children(&links, start)?;
        let deadlines: Vec<DeadlineRule> = deadlines.into_iter().map(|placed| placed.value).collect();
        let templates = templates(&links, &deadlines, &calendar);
        Ok(Policy {
            templates,
            deadlines,
            quotas: values(sole_vintages(self.quotas)?),
            proposals: self.proposals,
            national_quotas: values(sole_vintages(self.national_quotas)?),
            legal_bases: values(sole_vintages(self.legal_bases)?),
            secrecy_grounds: values(sole_vintages(self.secrecy_grounds)?),
            calendar,
        })
    }
}

fn values<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.value).collect()
}

/// Gives every link the place on the picture that its kind has, in that order.
fn with_kinds(links: Vec<Placed<Link>>, kinds: &[Placed<Kind>]) -> Result<Vec<Placed<Link>>, PolicyError> {
    let by_code: BTreeMap<&str, &Kind> =
        kinds.iter().map(|kind| (kind.value.code.as_str(), &kind.value)).collect();
    let mut placed = links
        .into_iter()
        .map(|mut link| {
            let rule = &mut link.value.rule;
            let Some(kind) = by_code.get(rule.kind.as_str()) else {
                let known = by_code.keys().copied().collect::<Vec<_>>().join(", ");
                let (rule, kind) = (rule.id.clone(), rule.kind.as_str().to_owned());
                return Err(link.place.refuse(Problem::UnknownKind { rule, kind, known }));
            };
            rule.phase = kind.phase;
            rule.order = kind.order;
            Ok(link)
        })
        .collect::<Result<Vec<_>, _>>()?;
    placed.sort_by(|one, other| {
        let key = |link: &Placed<Link>| {
            let rule = &link.value.rule;
            (rule.phase, rule.order, rule.kind.as_str().to_owned(), rule.id.clone(), rule.valid)
        };
        key(one).cmp(&key(other))
    });
    Ok(placed)
}

/// Cuts time at every day on which some rule begins or ends, and collects what is in force in each piece.
fn templates(
    links: &[Placed<Link>],
    deadlines: &[DeadlineRule],
    calendar: &Arc<Calendar>,
) -> Vec<ChainTemplate> {
    let used: BTreeSet<&str> = links.iter().filter_map(|link| link.value.deadline.as_deref()).collect();
    let validities = links
        .iter()
        .map(|link| link.value.rule.valid)
        .chain(deadlines.iter().filter(|rule| used.contains(rule.id.as_str())).map(|rule| rule.valid));
    let cuts: BTreeSet<Date> =
        validities.flat_map(|valid| [Some(valid.from), valid.next()]).flatten().collect();
    let cuts: Vec<Date> = cuts.into_iter().collect();
    let in_force = |day: Date| -> Vec<Arc<LinkRule>> {
        links
            .iter()
            .filter(|link| link.value.rule.valid.contains(day))
            .map(|link| {
                let deadline = link.value.deadline.as_deref().and_then(|id| {
                    deadlines.iter().find(|rule| rule.id == id && rule.valid.contains(day)).cloned()
                });
                Arc::new(LinkRule { deadline, ..link.value.rule.clone() })
            })
            .collect()
    };
    cuts.iter()
        .enumerate()
        .map(|(index, &from)| ChainTemplate {
            valid: Validity { from, to: cuts.get(index + 1).and_then(|next| next.yesterday().ok()) },
            links: in_force(from),
            calendar: Arc::clone(calendar),
        })
        .filter(|template| !template.links.is_empty())
        .collect()
}
