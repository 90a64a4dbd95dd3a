//! What must hold between rules.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Link, Placed};
use crate::{DatedGround, DeadlineRule, NationalQuota, PolicyError, Problem, Quota, Validity};

/// A rule with vintages: those with the same key must not be in force on the same day.
pub(super) trait Dated {
    fn key(&self) -> String;
    fn valid(&self) -> Validity;
}

impl Dated for Link {
    fn key(&self) -> String {
        self.rule.id.clone()
    }
    fn valid(&self) -> Validity {
        self.rule.valid
    }
}

impl Dated for DeadlineRule {
    fn key(&self) -> String {
        self.id.clone()
    }
    fn valid(&self) -> Validity {
        self.valid
    }
}

impl Dated for Quota {
    fn key(&self) -> String {
        format!("{} {}", self.scheme.as_str(), self.municipality)
    }
    fn valid(&self) -> Validity {
        self.valid
    }
}

impl Dated for NationalQuota {
    fn key(&self) -> String {
        self.scheme.as_str().to_owned()
    }
    fn valid(&self) -> Validity {
        self.valid
    }
}

impl Dated for DatedGround {
    fn key(&self) -> String {
        self.code.clone()
    }
    fn valid(&self) -> Validity {
        self.valid
    }
}

/// Refuses two vintages of one rule that are in force on the same day, and hands the rules back sorted by key and time.
pub(super) fn sole_vintages<T: Dated>(mut rules: Vec<Placed<T>>) -> Result<Vec<Placed<T>>, PolicyError> {
    rules.sort_by_key(|rule| (rule.value.key(), rule.value.valid()));
    for pair in rules.windows(2) {
        let [earlier, later] = pair else { continue };
        if earlier.value.key() == later.value.key() && earlier.value.valid().overlaps(later.value.valid()) {
            let problem = Problem::Overlap { rule: later.value.key(), other: earlier.place.clone() };
            return Err(later.place.refuse(problem));
        }
    }
    Ok(rules)
}

/// The first day of `over` that lies in none of the validities.
pub(super) fn first_uncovered(
    validities: impl IntoIterator<Item = Validity>,
    over: Validity,
) -> Option<Date> {
    let mut validities: Vec<Validity> = validities.into_iter().collect();
    validities.sort();
    let mut day = over.from;
    for valid in validities {
        if valid.contains(day) {
            // A validity without end covers everything that is left.
            day = valid.next()?;
        }
    }
    over.contains(day).then_some(day)
}

/// The rules that no policy file may break.
pub(super) mod require {
    use domain::LegalStatus;

    use super::{
        BTreeMap, Date, DeadlineRule, Link, Placed, PolicyError, Problem, Validity, first_uncovered,
    };
    use crate::{ChainDates, Per, ids};

    /// Every deadline the program asks for is there and, once begun, does not stop.
    pub(crate) fn deadlines(rules: &[Placed<DeadlineRule>], start: Date) -> Result<(), PolicyError> {
        for id in ids::REQUIRED {
            let vintages: Vec<Validity> =
                rules.iter().filter(|rule| rule.value.id == id).map(|rule| rule.value.valid).collect();
            let from = vintages.iter().map(|valid| valid.from).min().unwrap_or(start);
            if let Some(day) = first_uncovered(vintages, Validity { from, to: None }) {
                return Err(Problem::RequiredDeadlineMissing { id, day }.into());
            }
        }
        Ok(())
    }

    /// No status gets the same kind of link from two rules on the same day, so that kind and person name a link.
    pub(crate) fn one_rule_for_each_link(links: &[Placed<Link>]) -> Result<(), PolicyError> {
        for (index, later) in links.iter().enumerate() {
            for earlier in &links[..index] {
                let (one, other) = (&later.value.rule, &earlier.value.rule);
                if one.kind != other.kind || !one.valid.overlaps(other.valid) {
                    continue;
                }
                if let Some(status) = one.statuses.iter().find(|status| other.statuses.contains(status)) {
                    return Err(later.place.refuse(Problem::TwoRulesForOneLink {
                        rule: one.id.clone(),
                        other: other.id.clone(),
                        kind: one.kind.as_str().to_owned(),
                        status: status.as_str().to_owned(),
                    }));
                }
            }
        }
        Ok(())
    }

    /// Every link's deadline is in force for as long as the link, and counts from a day that a household has.
    pub(crate) fn deadlines_of_links(
        links: &[Placed<Link>],
        deadlines: &[Placed<DeadlineRule>],
    ) -> Result<(), PolicyError> {
        let mut by_id: BTreeMap<&str, Vec<&DeadlineRule>> = BTreeMap::new();
        for deadline in deadlines {
            by_id.entry(&deadline.value.id).or_default().push(&deadline.value);
        }
        for link in links {
            let Some(id) = link.value.deadline.as_deref() else { continue };
            let rule = &link.value.rule;
            let vintages = by_id.get(id).map(Vec::as_slice).unwrap_or_default();
            if let Some(day) = first_uncovered(vintages.iter().map(|vintage| vintage.valid), rule.valid) {
                let problem =
                    Problem::UnknownDeadline { rule: rule.id.clone(), deadline: id.to_owned(), day };
                return Err(link.place.refuse(problem));
            }
            if let Some(other) = vintages.iter().find(|vintage| !ChainDates::EVENTS.contains(&vintage.after))
            {
                return Err(link.place.refuse(Problem::NotAChainEvent {
                    rule: rule.id.clone(),
                    deadline: id.to_owned(),
                    event: other.after.as_str(),
                    known: ChainDates::EVENTS.map(crate::Event::as_str).join(", "),
                }));
            }
        }
        Ok(())
    }

    /// An unaccompanied child goes to socialtjänsten at once, whatever a policy file says: the link is there on every
    /// day, for every such person, cannot wait and cannot leave the authorities.
    pub(crate) fn social_services_for_unaccompanied_children(
        links: &[Placed<Link>],
        start: Date,
    ) -> Result<(), PolicyError> {
        let of_children = || {
            links.iter().filter(|link| {
                let rule = &link.value.rule;
                rule.kind.is_social_services() && rule.statuses.contains(&LegalStatus::UnaccompaniedChild)
            })
        };
        for link in of_children() {
            let rule = &link.value.rule;
            let whole = rule.per == Per::Person && rule.ages.is_none();
            if rule.deferrable || rule.referable_to_non_authority || !whole {
                return Err(link.place.refuse(Problem::ChildLinkWeakened { rule: rule.id.clone() }));
            }
        }
        let validities = of_children().map(|link| link.value.rule.valid);
        match first_uncovered(validities, Validity { from: start, to: None }) {
            Some(day) => Err(Problem::ChildLinkMissing { day }.into()),
            None => Ok(()),
        }
    }
}
