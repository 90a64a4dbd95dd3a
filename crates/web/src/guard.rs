//! Who may use a route at all: the coarse sieve before the decision on the fetched record.

use domain::Role;

/// Who a route is for. The fine decision is made by the use case, on the record; this one exists so that every route
/// says what it is, and a test can hold it to its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anybody.
    Public,
    /// A signed-in user with any membership in force.
    SignedIn,
    /// A signed-in user in one of these roles; others get "not found".
    Roles(&'static [Role]),
    /// A household that gave its paper code.
    Newcomer,
    /// Only in the demo; elsewhere "not found".
    Demo,
}
