//! Which households lack which link.
