//! The household: the case. Who is in it, and who its head is, are intervals, so the past can always be read.

use std::{collections::BTreeSet, ops::Deref};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    code::codes,
    id::{HouseholdId, PersonId},
    interval::Interval,
};

codes! {
    /// What a member is to the head.
    RelationToHead, "relation to the head" {
        /// The head itself.
        Head = "head",
        /// Husband, wife, partner.
        Partner = "partner",
        /// Child, also adopted or in care.
        Child = "child",
        /// Parent.
        Parent = "parent",
        /// Sister or brother.
        Sibling = "sibling",
        /// Another relative.
        OtherRelative = "other_relative",
        /// Not a relative.
        NotRelated = "not_related",
        /// Not known, as after the head has changed.
        Unknown = "unknown",
    }
}

impl RelationToHead {
    /// What the head is to a member who is this to the head.
    fn seen_from_the_other_side(self) -> Self {
        match self {
            Self::Child => Self::Parent,
            Self::Parent => Self::Child,
            Self::Head => Self::Unknown,
            same => same,
        }
    }
}

/// A person in a household for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// The days.
    pub interval: Interval,
    /// What the person was to the head on those days.
    pub relation_to_head: RelationToHead,
}

/// Where a household came from and where it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// Some of its members came from another household.
    SplitFrom(HouseholdId),
    /// Some of its members became another household.
    SplitInto(HouseholdId),
    /// All its members went to another household.
    MergedInto(HouseholdId),
    /// All members of another household came to it.
    Absorbed(HouseholdId),
}

/// Everything that is stored of a household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseholdRecord {
    /// Its id.
    pub id: HouseholdId,
    /// Who was in it and when. One person may have several rows, one after another.
    pub members: Vec<Membership>,
    /// Splits and merges, in the order they happened.
    pub kinships: Vec<(Date, Kinship)>,
    /// The version this value was read at; the store raises it with every write.
    pub version: i64,
}

/// The people who are received together. Reading its record is free; writing goes through the operations, each of
/// which leaves the invariants of [`Household::restore`] true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HouseholdRecord", into = "HouseholdRecord")]
pub struct Household(HouseholdRecord);

impl Deref for Household {
    type Target = HouseholdRecord;

    fn deref(&self) -> &HouseholdRecord {
        &self.0
    }
}

impl TryFrom<HouseholdRecord> for Household {
    type Error = HouseholdError;

    fn try_from(record: HouseholdRecord) -> Result<Self, Self::Error> {
        Self::restore(record)
    }
}

impl From<Household> for HouseholdRecord {
    fn from(household: Household) -> Self {
        household.0
    }
}

/// What cannot be done to a household.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum HouseholdError {
    /// A day on which it has members and not exactly one head.
    #[error("on {0} the household would have members but not one head among them: name a head first")]
    NotOneHead(Date),
    /// The person would be in it twice on the same day.
    #[error("the person is already in the household on some of these days: end that membership first")]
    MemberTwice(PersonId),
    /// The person is not in it on the day.
    #[error("the person is not in the household on {1}: choose a member")]
    NotAMember(PersonId, Date),
    /// The head cannot leave while others stay.
    #[error("the head cannot leave while others stay: make somebody else the head first")]
    HeadLeaves(PersonId),
    /// All members would leave by a split.
    #[error("everybody would leave: that is a move of the whole household, not a split")]
    NobodyStays,
    /// Nobody would leave by a split.
    #[error("nobody would leave: choose who becomes a household of their own")]
    NobodyLeaves,
    /// Something is recorded for a later day, which the change would contradict.
    #[error("something is recorded from {0}: choose that day or a later one, or correct it first")]
    LaterChange(Date),
    /// A household cannot be merged with itself.
    #[error("a household cannot be merged with itself: choose another")]
    WithItself,
    /// The household has nobody in it on the day.
    #[error("nobody is in the household on {0}: choose another day or another household")]
    NobodyThere(Date),
    /// A record without any membership.
    #[error("a household begins with a head: name who it is")]
    NoMember,
}

impl Household {
    /// A household of one, its head, from a day on. The others are added.
    pub fn new(id: HouseholdId, head: PersonId, from: Date) -> Self {
        let interval = Interval::since(from);
        let head = Membership { person: head, interval, relation_to_head: RelationToHead::Head };
        Self(HouseholdRecord { id, members: vec![head], kinships: Vec::new(), version: 0 })
    }

    /// Takes back what was stored. Refuses a household without members, a person who is in it twice on a day, and a
    /// day on which there are members and not exactly one head.
    pub fn restore(record: HouseholdRecord) -> Result<Self, HouseholdError> {
        // The second registration of a family, merged into the first on the same day, is a household of no days.
        let was_merged = record.kinships.iter().any(|(_, kinship)| matches!(kinship, Kinship::MergedInto(_)));
        if record.members.is_empty() && !was_merged {
            return Err(HouseholdError::NoMember);
        }
        let household = Self(record);
        household.check()?;
        Ok(household)
    }

    /// What is to be stored.
    pub fn into_record(self) -> HouseholdRecord {
        self.0
    }

    /// The members on a day.
    pub fn members_on(&self, day: Date) -> impl Iterator<Item = &Membership> {
        self.members.iter().filter(move |member| member.interval.contains(day))
    }

    /// The head on a day; none only on days without members.
    pub fn head_on(&self, day: Date) -> Option<PersonId> {
        self.members_on(day)
            .find(|member| member.relation_to_head == RelationToHead::Head)
            .map(|member| member.person)
    }

    /// The head of the last days recorded; none only if it was merged into another on the day it began.
    pub fn head(&self) -> Option<PersonId> {
        let heads = self.members.iter().filter(|member| member.relation_to_head == RelationToHead::Head);
        heads.max_by_key(|member| member.interval.from()).map(|member| member.person)
    }

    /// Whether nobody is in it from the day on.
    pub fn has_ended(&self, day: Date) -> bool {
        self.members.iter().all(|member| member.interval.ends_before(day))
    }

    /// Somebody joins.
    pub fn add(
        mut self,
        person: PersonId,
        from: Date,
        relation: RelationToHead,
    ) -> Result<Self, HouseholdError> {
        let member = Membership { person, interval: Interval::since(from), relation_to_head: relation };
        self.0.members.push(member);
        self.check()?;
        Ok(self)
    }

    /// Somebody leaves: `day` is the first day without them. When the last one leaves, the household has ended. A
    /// membership that would end on the day it began covered no day, and is dropped.
    pub fn leave(mut self, person: PersonId, day: Date) -> Result<Self, HouseholdError> {
        self.require_member(person, day)?;
        let is_head = self.head_on(day) == Some(person);
        if is_head
            && self.members.iter().any(|other| other.person != person && !other.interval.ends_before(day))
        {
            return Err(HouseholdError::HeadLeaves(person));
        }
        if self.members.iter().any(|row| row.person == person && row.interval.from() > day) {
            return Err(HouseholdError::LaterChange(self.latest_change()));
        }
        if is_head && self.members.len() == 1 && self.members[0].interval.from() == day {
            return Err(HouseholdError::NoMember);
        }
        self.end_rows(|row| row.person == person, day);
        self.check()?;
        Ok(self)
    }

    /// Another member becomes the head from `day` on. The relations to the new head are turned around for the old
    /// one and unknown for the others; until `day` they stay as they were.
    pub fn change_head(mut self, to: PersonId, day: Date) -> Result<Self, HouseholdError> {
        self.require_no_change_after(day)?;
        let new_head = *self.require_member(to, day)?;
        if new_head.relation_to_head == RelationToHead::Head {
            return Ok(self);
        }
        let members = self.relations_to(to, day);
        self.end_rows(|_| true, day);
        self.0.members.extend(members);
        self.check()?;
        Ok(self)
    }

    /// Some members become a household of their own from `day` on. Exactly one of the two parts keeps the head;
    /// `head_of_other` is the head of the part that does not. Both keep the way to each other.
    pub fn split(
        &self,
        leaving: &BTreeSet<PersonId>,
        day: Date,
        new_id: HouseholdId,
        head_of_other: PersonId,
    ) -> Result<(Household, Household), HouseholdError> {
        self.require_no_change_after(day)?;
        if leaving.is_empty() {
            return Err(HouseholdError::NobodyLeaves);
        }
        for person in leaving {
            self.require_member(*person, day)?;
        }
        self.require_member(head_of_other, day)?;
        let head = self.head_on(day).ok_or(HouseholdError::NobodyThere(day))?;
        let (gone, stayed): (Vec<_>, Vec<_>) = self
            .relations_to(head, day)
            .into_iter()
            .zip(self.relations_to(head_of_other, day))
            .partition(|(member, _)| leaving.contains(&member.person));
        if stayed.is_empty() {
            return Err(HouseholdError::NobodyStays);
        }
        // The part with the present head reads its relations to that head, the other to the new one. If both heads
        // are in one part, the other has none, and its check says so.
        let head_leaves = leaving.contains(&head);
        let pick = |pairs: Vec<(Membership, Membership)>, keeps_head: bool| -> Vec<Membership> {
            pairs.into_iter().map(|(present, other)| if keeps_head { present } else { other }).collect()
        };

        let mut old = self.clone();
        let mut new = Self(HouseholdRecord {
            id: new_id,
            members: pick(gone, head_leaves),
            kinships: vec![(day, Kinship::SplitFrom(self.id))],
            version: 0,
        });
        old.end_rows(|row| leaving.contains(&row.person), day);
        if head_leaves {
            old.end_rows(|_| true, day);
            old.0.members.extend(pick(stayed, false));
        }
        old.0.kinships.push((day, Kinship::SplitInto(new_id)));
        new.0.members.sort_by_key(|member| member.relation_to_head);
        old.check()?;
        new.check()?;
        Ok((old, new))
    }

    /// All members of `other` join this household on `day`; `other` ends there. Both keep the way to each other.
    pub fn merge(&self, other: &Household, day: Date) -> Result<(Household, Household), HouseholdError> {
        if self.id == other.id {
            return Err(HouseholdError::WithItself);
        }
        self.require_no_change_after(day)?;
        other.require_no_change_after(day)?;
        for household in [self, other] {
            if household.members_on(day).next().is_none() {
                return Err(HouseholdError::NobodyThere(day));
            }
        }
        let mut kept = self.clone();
        let present: BTreeSet<PersonId> = self.members_on(day).map(|member| member.person).collect();
        let joining = other.members_on(day).filter(|member| !present.contains(&member.person));
        kept.0.members.extend(joining.map(|member| Membership {
            person: member.person,
            interval: Interval::since(day),
            relation_to_head: RelationToHead::Unknown,
        }));
        kept.0.kinships.push((day, Kinship::Absorbed(other.id)));
        let mut ended = other.clone();
        ended.end_rows(|_| true, day);
        ended.0.kinships.push((day, Kinship::MergedInto(self.id)));
        kept.check()?;
        ended.check()?;
        Ok((kept, ended))
    }

    /// The members on `day`, from then on, with their relations to `head`.
    fn relations_to(&self, head: PersonId, day: Date) -> Vec<Membership> {
        let new_head_was =
            self.members_on(day).find(|member| member.person == head).map(|member| member.relation_to_head);
        let is_change = new_head_was != Some(RelationToHead::Head);
        let relation = |member: &Membership| match member.relation_to_head {
            _ if member.person == head => RelationToHead::Head,
            same if !is_change => same,
            RelationToHead::Head => {
                new_head_was.map_or(RelationToHead::Unknown, RelationToHead::seen_from_the_other_side)
            }
            _ => RelationToHead::Unknown,
        };
        self.members_on(day)
            .map(|member| Membership {
                person: member.person,
                interval: Interval::since(day),
                relation_to_head: relation(member),
            })
            .collect()
    }

    /// Ends the rows that still run on `day`; those that began that day covered none and go.
    fn end_rows(&mut self, which: impl Fn(&Membership) -> bool, day: Date) {
        self.0.members.retain_mut(|row| {
            if !which(row) || !row.interval.contains(day) {
                return true;
            }
            row.interval.ending(day).map(|ended| row.interval = ended).is_ok()
        });
    }

    fn require_member(&self, person: PersonId, day: Date) -> Result<&Membership, HouseholdError> {
        self.members_on(day)
            .find(|member| member.person == person)
            .ok_or(HouseholdError::NotAMember(person, day))
    }

    /// The last day on which anything was recorded to begin or end.
    fn latest_change(&self) -> Date {
        let days = self.members.iter().map(|row| row.interval.to().unwrap_or(row.interval.from()));
        days.max().unwrap_or(Date::MIN)
    }

    fn require_no_change_after(&self, day: Date) -> Result<(), HouseholdError> {
        let latest = self.latest_change();
        if latest > day { Err(HouseholdError::LaterChange(latest)) } else { Ok(()) }
    }

    /// Membership changes only on the days a row begins or ends, so those days stand for all.
    fn check(&self) -> Result<(), HouseholdError> {
        for (place, row) in self.members.iter().enumerate() {
            let again =
                |other: &Membership| other.person == row.person && other.interval.overlaps(&row.interval);
            if self.members[place + 1..].iter().any(again) {
                return Err(HouseholdError::MemberTwice(row.person));
            }
        }
        let days: BTreeSet<Date> = self
            .members
            .iter()
            .flat_map(|row| [Some(row.interval.from()), row.interval.to()])
            .flatten()
            .collect();
        for day in days {
            let heads =
                self.members_on(day).filter(|row| row.relation_to_head == RelationToHead::Head).count();
            let nobody = self.members_on(day).next().is_none();
            if heads != usize::from(!nobody) {
                return Err(HouseholdError::NotOneHead(day));
            }
        }
        Ok(())
    }
}
