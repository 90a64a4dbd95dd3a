//! Files between preview and confirmation.
