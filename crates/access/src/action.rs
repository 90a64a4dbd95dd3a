//! What somebody wants to do. One name per bit: the kind of record says the rest.

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $nature:ident;)*) => {
        /// What somebody wants to do with a record. Which actions go with which kind is written in the schema.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// Every action, in the order of the matrix.
            pub const ALL: &[Action] = &[$(Action::$name,)*];

            /// The name used in the policies and in the access log.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Action::$name => stringify!($name),)*
                }
            }

            /// The action only shows something on a screen: nothing is changed and nothing leaves the system.
            pub fn only_looks(self) -> bool {
                match self {
                    $(Action::$name => actions!(@ $nature),)*
                }
            }
        }
    };
    (@ looks) => { true };
    (@ acts) => { false };
}

actions! {
    /// The record is a row in a list.
    List looks;
    /// The whole record, without identifiers and address.
    See looks;
    /// The fields of a household that a referral shares, and no others.
    SeeShared looks;
    /// While registering: that a household like this one is known, and to whom to turn. No field of it.
    SeeHint looks;
    /// A link's next step: what, where, when.
    SeeNextStep looks;
    /// Personnummer, samordningsnummer, LMA number.
    SeeIdentifiers looks;
    /// Where a household lives, or where a home is.
    SeeAddress looks;
    /// When a home is in use.
    SeeOccupancy looks;
    /// Who has read a household's record; for a tenant, the audit log and whether its chain holds.
    SeeAudit looks;
    /// Figures, in which small numbers are suppressed.
    SeeFigures looks;
    /// The whole reception on one page.
    SeeOverview looks;
    /// Steps without an owner, with two, or gone stale.
    SeeGaps looks;
    /// A newcomer's own chain and what is recorded about the own household.
    SeeOwn looks;
    /// Take a household into reception.
    Register acts;
    /// Make a new home, duty or actor; the resource is the record as it would be.
    Create acts;
    /// Change the record; for a household also plan its links and record consent.
    Edit acts;
    /// Mark a household as protected, or take the mark away.
    MarkProtected acts;
    /// Split a household, or merge two.
    SplitMerge acts;
    /// Issue or withdraw the newcomer's paper code.
    IssueCode acts;
    /// Place a household in a home: asked of the household and of the home, and both must say yes.
    Place acts;
    /// Move a link on: begin, pause, finish, not needed.
    Advance acts;
    /// Refer a link to another actor.
    Refer acts;
    /// Say, with evidence, that a link's step has begun or is done.
    Attest acts;
    /// Accept or decline a referral.
    Answer acts;
    /// Hand an accepted referral back.
    Return acts;
    /// Take a referral back before it is answered.
    Withdraw acts;
    /// Confirm that a duty is still right.
    Confirm acts;
    /// Say “this is wrong” or “I want another” about one's own chain.
    Wish acts;
    /// Read a file into the tenant.
    Import acts;
    /// Take a list, or one household's record, out of the system.
    Export acts;
    /// Make, change and close an account and its memberships; the resource is the account as it would be.
    ManageUsers acts;
    /// Look at the program as another role would see it.
    ViewAs acts;
}
