//! What time does: overdue links, actors and duties that end, and where accountability falls back.
