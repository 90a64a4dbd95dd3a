//! Homes, rooms and beds.
