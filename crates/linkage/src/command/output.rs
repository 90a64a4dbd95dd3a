//! What the command writes and says.

use std::{
    fmt::Write as _,
    io::{BufWriter, Write},
    path::Path,
};

use rayon::prelude::*;

use crate::{
    bulk::{Linked, Pair},
    cluster::{Decisions, clusters},
    command::{Arguments, CommandError, input::Input},
    compare::{Comparer, Memory},
    explain::{Waterfall, table},
    model::probability,
    schema::Kind,
};

/// How many pairs are explained.
const EXPLAINED: usize = 10;
/// How many pairs are put into words at a time.
const PORTION: usize = 8192;

pub(super) fn write(arguments: &Arguments, input: &Input, linked: &Linked) -> Result<String, CommandError> {
    let threshold = arguments.threshold.unwrap_or_else(|| linked.threshold());
    let least = (threshold / (1.0 - threshold)).log2();
    let mut kept: Vec<&Pair> = linked.pairs.iter().filter(|pair| f64::from(pair.weight) >= least).collect();
    kept.par_sort_by(|one, other| other.weight.total_cmp(&one.weight));
    let mut said = String::new();
    let columns: Vec<String> = input
        .understood
        .iter()
        .filter(|(_, kind)| *kind != Kind::Ignore)
        .map(|(name, kind)| format!("{name}={kind}"))
        .collect();
    // Writing to a string cannot fail.
    let _ = writeln!(said, "columns: {}", columns.join(", "));
    let _ = writeln!(said, "records: {}, pairs compared: {}", input.people.len(), linked.compared);
    let _ = writeln!(said, "threshold: {threshold:.4}, pairs: {}", kept.len());
    if arguments.explain {
        said.push_str(&table(&linked.model, input.people.schema()));
        explain(&mut said, input, linked, &kept);
    }
    if let Some(path) = &arguments.out {
        replace(path, |file| {
            writeln!(file, "left,right,weight,probability")?;
            let lines: Vec<String> = kept.par_chunks(PORTION).map(|pairs| lines(pairs, input)).collect();
            lines.iter().try_for_each(|lines| file.write_all(lines.as_bytes()))
        })?;
    }
    if let Some(path) = &arguments.clusters {
        let groups = clusters(input.people.len(), &linked.pairs, &Decisions::default(), least as f32);
        let mut asked = vec![false; input.people.len()];
        for (pair, _) in &groups.review {
            asked[pair.left as usize] = true;
            asked[pair.right as usize] = true;
        }
        replace(path, |file| {
            writeln!(file, "id,cluster,review")?;
            for (record, group) in groups.of_record.iter().enumerate() {
                let review = if asked[record] { "yes" } else { "" };
                writeln!(
                    file,
                    "{},{},{review}",
                    Quoted(&input.ids[record]),
                    Quoted(&input.ids[*group as usize])
                )?;
            }
            Ok(())
        })?;
        let mut roots = groups.of_record.clone();
        roots.sort_unstable();
        roots.dedup();
        let _ = writeln!(said, "people: {}, pairs to look at: {}", roots.len(), groups.review.len());
    }
    Ok(said)
}

/// The lines of some pairs.
fn lines(pairs: &[&Pair], input: &Input) -> String {
    let mut lines = String::new();
    for pair in pairs {
        let (left, right) = (&input.ids[pair.left as usize], &input.ids[pair.right as usize]);
        let weight = f64::from(pair.weight);
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{},{},{weight:.3},{:.6}", Quoted(left), Quoted(right), probability(weight));
    }
    lines
}

/// A cell of a CSV file.
struct Quoted<'a>(&'a str);

impl std::fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.contains(['"', ',', '\n', '\r', ';', '\t']) {
            write!(f, "\"{}\"", self.0.replace('"', "\"\""))
        } else {
            f.write_str(self.0)
        }
    }
}

fn explain(said: &mut String, input: &Input, linked: &Linked, kept: &[&Pair]) {
    let comparer = Comparer::new(input.people.schema().fields(), &linked.frequencies);
    for pair in kept.iter().rev().take(EXPLAINED) {
        let (left, right) = (input.people.view(pair.left), input.people.view(pair.right));
        let agreement = comparer.compare(&left, &right, &mut Memory::default());
        let waterfall = Waterfall::of(&linked.model, &agreement, f64::from(pair.others));
        let _ = writeln!(said, "{} and {}", input.ids[pair.left as usize], input.ids[pair.right as usize]);
        said.push_str(&waterfall.in_words(input.people.schema()));
    }
}

/// Writes a file beside its place and puts it there when it is whole.
fn replace(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&mut tempfile::NamedTempFile>) -> std::io::Result<()>,
) -> Result<(), CommandError> {
    let failed = |source| CommandError::Write { file: path.display().to_string(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut buffered = BufWriter::new(&mut file);
    fill(&mut buffered).map_err(failed)?;
    buffered.flush().map_err(failed)?;
    drop(buffered);
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
