//! The newcomer's own door: paper code with a PIN, my chain, wishes.
