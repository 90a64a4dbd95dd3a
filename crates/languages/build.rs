//! Finds every `locales/<language>/*.ftl` and writes a table that carries their text, so that a new file of messages
//! needs no line of code.

use std::{env, error::Error, fmt::Write as _, fs, path::Path, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let locales = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../locales").canonicalize()?;
    println!("cargo:rerun-if-changed={}", locales.display());

    let mut table = String::from("&[\n");
    for folder in sorted_entries(&locales)?.into_iter().filter(|path| path.is_dir()) {
        println!("cargo:rerun-if-changed={}", folder.display());
        for file in
            sorted_entries(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "ftl"))
        {
            println!("cargo:rerun-if-changed={}", file.display());
            let [language, name, file] =
                [Path::new(folder.file_name().unwrap_or_default()), file.strip_prefix(&locales)?, &file]
                    .map(Path::to_string_lossy);
            writeln!(table, "({language:?}, {name:?}, include_str!({file:?})),")?;
        }
    }
    table.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("messages.rs"), table)?;
    Ok(())
}

fn sorted_entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}
