//! How long each table's rows are kept, and by which columns they lead to the people they are about.
//!
//! Gallring and a person's copy of their own data are generated from this list, so a table that is missing from it
//! would be kept for ever and shown to nobody: a test compares it with the schema of both databases. The years behind
//! a class are the municipality's own, from its plan for documents (dokumenthanteringsplan), and stand in no code.

/// What decides how long a row is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// As long as the tenant itself.
    Installation,
    /// Who takes part and with what: while it is in force, and after that as the plan says.
    Register,
    /// A user's account and memberships: while they work here, and after that as long as a log names them.
    Account,
    /// A case: counted from the day the household's case was closed, with what must be kept for good left out (rule 11
    /// of the domain: children who were placed, the selection for research).
    Case,
    /// Evidence of who did and read what: longer than what it is about. It holds ids and words, no values.
    Log,
    /// Nobody's record: cleared away when it has served.
    Passing,
}

/// A column by which a row leads to somebody it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The column holds a person's id.
    Person(&'static str),
    /// The column holds a household's id.
    Household(&'static str),
    /// The column holds a user's id.
    User(&'static str),
    /// The column holds the id of a row of another table, which leads further.
    Through(&'static str, &'static str),
}

/// A table and its retention.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What decides how long its rows are kept.
    pub class: Class,
    /// By which columns its rows lead to somebody; none if they are about nobody.
    pub ways: &'static [Way],
}

const fn table(name: &'static str, class: Class, ways: &'static [Way]) -> Table {
    Table { name, class, ways }
}

/// Every table of the schema. A table stands after those its foreign keys refer to, so that rows can be written in this
/// order and deleted in the opposite one.
pub const TABLES: &[Table] = {
    use Class::{Account, Case, Installation, Log, Passing, Register};
    use Way::{Household, Person, Through, User};
    &[
        table("tenant", Installation, &[]),
        table("setting", Installation, &[]),
        table("actor", Register, &[]),
        table("user_account", Account, &[User("id")]),
        table("membership", Account, &[User("user_id")]),
        table("sign_in_link", Passing, &[User("user_id")]),
        table("session", Passing, &[User("user_id"), Household("household_id")]),
        table("attempt", Passing, &[]),
        table("person", Case, &[Person("id")]),
        table("person_token", Case, &[Person("person_id")]),
        table("identifier", Case, &[Person("person_id")]),
        table("status_period", Case, &[Person("person_id")]),
        table("household", Case, &[Household("id"), Person("head_id")]),
        table("household_key", Case, &[Household("household_id")]),
        table("household_member", Case, &[Household("household_id"), Person("person_id")]),
        table("household_kinship", Case, &[Household("household_id"), Household("other_id")]),
        table("household_actor", Case, &[Household("household_id")]),
        table("duty", Register, &[]),
        table("link", Case, &[Household("household_id"), Person("person_id")]),
        table("consent", Case, &[Household("household_id"), Person("person_id")]),
        table("referral", Case, &[Household("household_id")]),
        table("home", Register, &[]),
        table("home_host", Register, &[User("user_id")]),
        table("room", Register, &[]),
        table("bed", Register, &[]),
        table("bed_block", Register, &[]),
        table("stay", Case, &[Household("household_id")]),
        table("stay_bed", Case, &[Through("stay_id", "stay"), Person("person_id")]),
        table("stay_without_bed", Case, &[Through("stay_id", "stay"), Person("person_id")]),
        table("newcomer_code", Case, &[Household("household_id")]),
        table("wish", Case, &[Household("household_id")]),
        table("change_log", Log, &[Household("household_id"), User("user_id")]),
        table("change_head", Log, &[]),
        table("access_log", Log, &[Household("household_id"), User("user_id")]),
        table("answer", Passing, &[]),
        table("message", Passing, &[]),
        table("lease", Passing, &[]),
        table("import_file", Passing, &[User("uploaded_by")]),
        table("import_reference", Case, &[Household("household_id")]),
        table("likeness", Case, &[Person("person_id"), Person("other_id"), User("decided_by")]),
    ]
};
