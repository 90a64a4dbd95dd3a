//! Users, memberships, the first run, looking through another role.
