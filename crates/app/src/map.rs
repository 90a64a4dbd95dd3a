//! Who is responsible: actors, duties, and the chain template's owners.
