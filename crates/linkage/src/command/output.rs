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
    let mut kept: Vec<Pair> =
        linked.pairs.iter().filter(|pair| f64::from(pair.weight) >= least).copied().collect();
    kept.par_sort_unstable_by(|one, other| {
        other.weight.total_cmp(&one.weight).then((one.left, one.right).cmp(&(other.left, other.right)))
    });
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
            for (record, group) in (0_u32..).zip(&groups.of_record) {
                let mut line = String::new();
                push_quoted(&mut line, input.ids.of(record));
                line.push(',');
                push_quoted(&mut line, input.ids.of(*group));
                line.push_str(if asked[record as usize] { ",yes\n" } else { ",\n" });
                file.write_all(line.as_bytes())?;
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
fn lines(pairs: &[Pair], input: &Input) -> String {
    let mut lines = String::new();
    for pair in pairs {
        let (left, right) = (input.ids.of(pair.left), input.ids.of(pair.right));
        let weight = f64::from(pair.weight);
        push_quoted(&mut lines, left);
        lines.push(',');
        push_quoted(&mut lines, right);
        lines.push(',');
        push_fixed(&mut lines, weight, 3);
        lines.push(',');
        push_fixed(&mut lines, probability(weight), 6);
        lines.push('\n');
    }
    lines
}

/// A number with so many places, as the standard library writes it, for numbers so small that this takes no long
/// arithmetic.
fn push_fixed(text: &mut String, number: f64, places: usize) {
    let scale = (0..places).fold(1.0, |scale, _| scale * 10.0);
    // No weight and no probability comes near the limits of a u64.
    let mut rest = ((number.abs() * scale).round_ties_even() as i64).unsigned_abs();
    if number < 0.0 && rest > 0 {
        text.push('-');
    }
    let mut digits = [b'0'; 24];
    let mut begin = digits.len();
    while rest > 0 || digits.len() - begin <= places {
        begin -= 1;
        digits[begin] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    for (place, digit) in digits[begin..].iter().enumerate() {
        if begin + place == digits.len() - places {
            text.push('.');
        }
        text.push(char::from(*digit));
    }
}

/// Adds a cell of a CSV file.
fn push_quoted(text: &mut String, cell: &str) {
    if cell.bytes().any(|letter| matches!(letter, b'"' | b',' | b'\n' | b'\r' | b';' | b'\t')) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}

fn explain(said: &mut String, input: &Input, linked: &Linked, kept: &[Pair]) {
    let comparer = Comparer::new(input.people.schema().fields(), &linked.frequencies);
    for pair in kept.iter().rev().take(EXPLAINED) {
        let (left, right) = (input.people.view(pair.left), input.people.view(pair.right));
        let agreement = comparer.compare(&left, &right, &mut Memory::default());
        let waterfall = Waterfall::of(&linked.model, &agreement, f64::from(pair.others));
        let _ = writeln!(said, "{} and {}", input.ids.of(pair.left), input.ids.of(pair.right));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_does() {
        let weights = (-5000..5000_i32).map(|step| f64::from(step as f32 * 0.0071));
        for number in weights.chain([0.0, -0.0001, 0.0625, 0.999_999_9, -7.0, 31.25, 123.456]) {
            for places in [3, 6] {
                let mut text = String::new();
                push_fixed(&mut text, number, places);
                assert_eq!(text.parse::<f64>().ok(), format!("{number:.places$}").parse().ok());
            }
        }
        let mut text = String::new();
        push_fixed(&mut text, -7.25, 3);
        push_fixed(&mut text, 0.5, 6);
        assert_eq!(text, "-7.2500.500000");
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let mut text = String::new();
        push_quoted(&mut text, "a,\"b\"");
        push_quoted(&mut text, "c");
        assert_eq!(text, "\"a,\"\"b\"\"\"c");
    }
}
