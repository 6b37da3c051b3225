//! Lists the example files that exist, so that the program can contain them. A language without a file is left out.

use std::{env, error::Error, fmt::Write, fs, path::Path};

/// The folders with one example each, and the extension of the example's file.
const EXAMPLES: [(&str, &str); 3] = [
    ("examples/typescript", "ts"),
    ("examples/python", "py"),
    ("examples/java", "java"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut list = String::from("&[");
    for (folder, extension) in EXAMPLES {
        println!("cargo:rerun-if-changed={}", root.join(folder).display());
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|found| found == extension));
        files.sort();
        for file in files {
            let file = file.canonicalize()?;
            println!("cargo:rerun-if-changed={}", file.display());
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            writeln!(list, "({:?}, include_str!({:?})),", format!("{folder}/{name}"), file)?;
        }
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("examples.rs"), list)?;
    Ok(())
}
