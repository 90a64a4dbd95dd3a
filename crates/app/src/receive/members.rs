//! Changing who is in a household: add, leave, head, split, merge, protection.
