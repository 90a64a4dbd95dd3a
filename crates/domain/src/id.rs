//! One typed id per kind of record, from one registry.
//!
//! Ids are random (UUIDv4): an id that carried time or order would tell the minute of an arrival to everybody who
//! sees an address line. They are drawn by the caller, because chance is a parameter.
//!
//! Ids that begin alike lie together in every index, and a database that writes them writes fewer pages. So the links and
//! people of a household begin as its id does, and the households of one [`HouseholdId::in_batch`] begin alike: an address
//! tells that two came in the same few dozen, and neither when nor in which order.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(Uuid);

            impl $name {
                /// Makes an id from 16 random bytes.
                pub fn from_random(bytes: [u8; 16]) -> Self {
                    Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
                }

                /// The bare value, for the store and for address lines.
                pub fn uuid(self) -> Uuid {
                    self.0
                }
            }

            impl From<Uuid> for $name {
                fn from(uuid: Uuid) -> Self {
                    Self(uuid)
                }
            }

            impl FromStr for $name {
                type Err = uuid::Error;

                fn from_str(text: &str) -> Result<Self, Self::Err> {
                    text.parse().map(Self)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }
        )*

        /// Calls `$each!(Name)` for every kind of id, so that a crate can implement its own traits for all of them.
        #[macro_export]
        macro_rules! for_each_id {
            ($each:ident) => { $($each!($name);)* };
        }
    };
}

ids! {
    /// A municipality, or several that share one reception. Every row belongs to exactly one.
    TenantId;
    /// An authority, a nämnd or förvaltning, an idea-driven organisation, a company, an informal group.
    ActorId;
    /// A person who signs in.
    UserId;
    /// A user's role in one actor, with dates.
    MembershipId;
    /// A signed-in browser.
    SessionId;
    /// A person in reception.
    PersonId;
    /// A household: the case.
    HouseholdId;
    /// An identifier (personnummer, LMA number ...) of a person.
    IdentifierId;
    /// One kind of support in a household's safety chain.
    LinkId;
    /// The hand-over of a link to another actor.
    ReferralId;
    /// A person's consent to sharing named fields with one receiver.
    ConsentId;
    /// One step of reception for one target group: who owns it, who executes it, by which law or decision.
    DutyId;
    /// A place where households live.
    HomeId;
    /// A room in a home.
    RoomId;
    /// A bed in a room.
    BedId;
    /// A household in a home for a half-open interval of nights.
    StayId;
    /// A message waiting to leave.
    MessageId;
    /// A municipality's own file on its way in.
    ImportId;
    /// A newcomer's own word on the chain: "this is wrong", "I want another".
    WishId;
}

/// The first bytes of ids that begin alike.
pub type IdBatch = [u8; 4];

fn begin_with(batch: &[u8], mut random: [u8; 16]) -> [u8; 16] {
    random[..4].copy_from_slice(&batch[..4]);
    random
}

impl HouseholdId {
    /// Makes the id of a household that is registered in a batch.
    pub fn in_batch(batch: IdBatch, random: [u8; 16]) -> Self {
        Self::from_random(begin_with(&batch, random))
    }
}

macro_rules! of_household {
    ($($name:ident),*) => { $(
        impl $name {
            /// Makes an id that begins as the household's does.
            pub fn of(household: HouseholdId, random: [u8; 16]) -> Self {
                Self::from_random(begin_with(household.uuid().as_bytes(), random))
            }
        }
    )* };
}
of_household!(LinkId, PersonId, IdentifierId);
