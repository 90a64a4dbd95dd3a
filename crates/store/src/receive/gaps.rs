//! Links that are missing, overdue or ownerless.
