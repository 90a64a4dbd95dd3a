//! x
fn main() { let a: Vec<String> = std::env::args().collect();
 if a.len() > 5 { matching::probe::primal_probe(&a[1], a[2].parse().unwrap(), a[3].parse().unwrap(), a[4].parse().unwrap(), a[5].parse().unwrap()); return; }
 matching::probe::probe(&a[1], a[2].parse().unwrap(), a[3].parse().unwrap(), a[4].parse().unwrap()); }
