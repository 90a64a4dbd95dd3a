//! x
fn main() { let a: Vec<String> = std::env::args().collect();
 matching::probe::probe(&a[1], a[2].parse().unwrap(), a[3].parse().unwrap(), a[4].parse().unwrap()); }
