//! Lists the example files that exist, so that the program can include their text. A language without a file is left
//! out.

use std::{env, error::Error, fmt::Write, fs, path::Path};

/// A copy of `EXAMPLES` in `src/lib.rs`, because a build script cannot import from its own crate.
const EXAMPLES: [&str; 3] = [
    "examples/typescript/redirect.ts",
    "examples/python/redirect.py",
    "examples/java/Redirect.java",
];

/// The other files of the examples. They contain what a reader needs to run the files in `EXAMPLES`.
const FURTHER: [&str; 12] = [
    "examples/README.md",
    "examples/typescript/app.ts",
    "examples/typescript/package.json",
    "examples/typescript/package-lock.json",
    "examples/typescript/tsconfig.json",
    "examples/typescript/README.md",
    "examples/python/app.py",
    "examples/python/requirements.txt",
    "examples/python/README.md",
    "examples/java/App.java",
    "examples/java/run.sh",
    "examples/java/README.md",
];

fn main() -> Result<(), Box<dyn Error>> {
    write_list(&EXAMPLES, "examples.rs")?;
    write_list(&FURTHER, "further_examples.rs")
}

/// Writes a Rust list to the file `name`. For each file in `paths` that exists, the list contains the path and the
/// text.
fn write_list(paths: &[&str], name: &str) -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut list = String::from("&[");
    for path in paths {
        let file = root.join(path);
        println!("cargo:rerun-if-changed={}", file.display());
        if file.is_file() {
            let file = file.canonicalize()?;
            let file = file.to_string_lossy();
            writeln!(list, "({path:?}, include_str!({file:?})),")?;
        }
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join(name), list)?;
    Ok(())
}
