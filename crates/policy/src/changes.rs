//! What a change of status, of household or of law does to the expected links.

use domain::LinkKind;
use jiff::civil::Date;

use crate::{ExpectedLink, LegalOwner};

/// A link that stays, with another deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineChange {
    /// The kind of support.
    pub kind: LinkKind,
    /// Whose link it is.
    pub person_index: Option<usize>,
    /// The deadline before.
    pub before: Option<Date>,
    /// The deadline after.
    pub after: Option<Date>,
}

/// A link that stays, with another legal owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerChange {
    /// The kind of support.
    pub kind: LinkKind,
    /// Whose link it is.
    pub person_index: Option<usize>,
    /// The owner before.
    pub before: LegalOwner,
    /// The owner after.
    pub after: LegalOwner,
}

/// The difference between two sets of expected links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Links that are new.
    pub added: Vec<ExpectedLink>,
    /// Links that no longer apply.
    pub removed: Vec<ExpectedLink>,
    /// Links whose deadline moved, came or went.
    pub deadline_changed: Vec<DeadlineChange>,
    /// Links whose duty passed to another legal owner.
    pub owner_changed: Vec<OwnerChange>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// Compares the links expected before and after a change. Persons are told apart by their index, so both lists must
/// come from the same order of the same persons; a new person comes last.
pub fn diff(before: &[ExpectedLink], after: &[ExpectedLink]) -> Changes {
    let same = |one: &ExpectedLink, other: &ExpectedLink| {
        one.kind == other.kind && one.person_index == other.person_index
    };
    let mut changes = Changes {
        removed: before.iter().filter(|old| !after.iter().any(|new| same(old, new))).cloned().collect(),
        ..Changes::default()
    };
    for new in after {
        let Some(old) = before.iter().find(|old| same(old, new)) else {
            changes.added.push(new.clone());
            continue;
        };
        if old.deadline != new.deadline {
            changes.deadline_changed.push(DeadlineChange {
                kind: new.kind.clone(),
                person_index: new.person_index,
                before: old.deadline,
                after: new.deadline,
            });
        }
        if old.rule.owner != new.rule.owner {
            changes.owner_changed.push(OwnerChange {
                kind: new.kind.clone(),
                person_index: new.person_index,
                before: old.rule.owner,
                after: new.rule.owner,
            });
        }
    }
    changes
}
