//! Stays, and who sleeps where.
