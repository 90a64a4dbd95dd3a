//! The coordinator's first page in figures.
