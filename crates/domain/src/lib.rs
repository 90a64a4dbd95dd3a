#![doc = include_str!("../README.md")]

pub mod accountability;
pub mod actor;
pub mod admission;
pub mod chain;
pub mod code;
pub mod consent;
pub mod duty;
pub mod ground;
pub mod home;
pub mod household;
pub mod id;
pub mod identifier;
pub mod interval;
pub mod legal_status;
pub mod link;
pub mod name;
pub mod partial_date;
pub mod person;
pub mod protection;
pub mod reason;
pub mod reception;
pub mod referral;
pub mod role;

pub use accountability::{Fallback, FallbackReason, Principal, PrincipalRefused, fall_back};
pub use actor::{Actor, ActorContact, ActorKind};
pub use admission::{Admissible, AdmitError, admit};
pub use chain::{ChainState, chain_state, gaps};
pub use code::UnknownCode;
pub use consent::{Consent, ConsentManner, SharedField, Subject};
pub use duty::{Duty, DutyChoice, choose_duty};
pub use ground::{GdprBasis, Ground, GroundRefused, OslGround};
pub use home::{
    Bed, Block, Condition, Conditions, Home, HomeKind, Occupancy, PlaceError, PlaceRequest, Room, Stay,
    occupancy_on, occupancy_over, place, renew,
};
pub use household::{Household, HouseholdError, HouseholdRecord, Kinship, Membership, RelationToHead};
pub use id::*;
pub use identifier::{Identifier, IdentifierError, IdentifierKind, IdentifierValue, Verification};
pub use interval::{EmptyInterval, Interval, Relation};
pub use legal_status::{LegalStatus, StatusPeriod, change_status, status_on};
pub use link::{
    ActiveState, FellBack, InconsistentLink, Link, LinkEvent, LinkKind, LinkKindError, LinkPlan, LinkRecord,
    LinkState, LinkStateCode, Refused, Why,
};
pub use name::{
    NameError, NameField, NameOrder, NamePart, NamePartError, NameParts, PersonName, Script, normalise,
    search_tokens,
};
pub use partial_date::{AgeRange, BirthDateError, PartialDate, PartialDateError, Year, YearMonth};
pub use person::{IdentityVerdict, LanguageTag, LanguageTagError, Person, Sex, requires_social_services};
pub use protection::{AddressRefused, Protection, StoredAddress};
pub use reason::{Reason, ReasonError};
pub use reception::{Reception, Settled, StepRefused};
pub use referral::{
    DeclineReason, Referral, ReferralDraft, ReferralRecord, ReferralRefused, ReferralState,
    ReferralStateCode, ReturnReason, SendRefused,
};
pub use role::{Role, UnknownRole};
