//! Lists the example files that exist, so that the program can include their text. A language without a file is left
//! out.

use std::{env, error::Error, fmt::Write, fs, path::Path};

/// A copy of `EXAMPLES` in `src/lib.rs`, because a build script cannot import from its own crate.
const EXAMPLES: [&str; 3] = [
    "examples/typescript/redirect.ts",
    "examples/python/redirect.py",
    "examples/java/Redirect.java",
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut list = String::from("&[");
    for path in EXAMPLES {
        let file = root.join(path);
        println!("cargo:rerun-if-changed={}", file.display());
        if file.is_file() {
            let file = file.canonicalize()?;
            let file = file.to_string_lossy();
            writeln!(list, "({path:?}, include_str!({file:?})),")?;
        }
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("examples.rs"), list)?;
    Ok(())
}
