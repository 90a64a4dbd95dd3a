//! A disk that breaks.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Builds, into a folder, a library that makes the disk of a process break when it is loaded before the C library
/// (`LD_PRELOAD`). While the file that `HAMN_BROKEN_SYNC` names exists, nothing can be made durable; while that of
/// `HAMN_BROKEN_WRITE` exists, nothing can be written into a file. Needs `cc`, as building the program does.
pub fn broken_disk(folder: &Path) -> PathBuf {
    let library = folder.join("broken_disk.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/broken_disk.c");
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).arg("-ldl").output();
    let built = built.expect("cc starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}
