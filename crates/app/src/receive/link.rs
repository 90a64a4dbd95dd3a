//! Moving a link of the chain on.
