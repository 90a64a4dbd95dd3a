//! Figures for the first page.
