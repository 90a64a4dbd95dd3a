//! Placing a household in a home for a half-open interval of nights.
