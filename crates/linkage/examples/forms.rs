//! Writes how names are read, for peers that are to be given the same preparation: of each line of the input its
//! tab-separated names, each as the sounds of its first reading and its phonetic key.
//!
//! `cut -f2,4 REGISTER.tsv | cargo run --release -p linkage --example forms > FORMS.tsv`

use std::io::{BufRead, Write};

use linkage::canonical::canonical;

fn form(name: &str) -> String {
    let readings = canonical(name).readings;
    let Some(reading) = readings.first() else { return "\t".to_owned() };
    let sounds: String = reading.sounds().iter().copied().map(char::from).collect();
    format!("{sounds}\t{:x}", reading.skeleton().hash)
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let forms: Vec<String> = line?.split('\t').map(form).collect();
        writeln!(out, "{}", forms.join("\t"))?;
    }
    out.flush()
}
