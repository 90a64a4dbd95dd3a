//! What happened to a household, and who has read its record.
