//! Homes, rooms, beds and their occupancy.
