//! Builds the server, and the files that the server serves (the site):
//!
//! ```text
//! cargo xtask site                    for development: target/debug/smartcloud and target/site
//! cargo xtask site --profile demo     for the demo: compiles fast; target/demo/smartcloud and target/demo/site
//! cargo xtask site --profile release  to deploy and to measure: optimised; target/dist/smartcloud and target/dist/site
//! cargo xtask dev                     builds and starts the server, and repeats this when a file changes
//! ```
//!
//! A step does not run again if its inputs have not changed. `make run`, `make dev`, `make test` and `make bench`
//! install the tools and call this program. ADR 0006 says why SmartCloud does not use cargo-leptos.

mod code;
mod compile;
mod dev;
mod site;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["site"] => Build::new(Profile::Dev).site_and_server(),
        ["site", "--profile", "demo"] => Build::new(Profile::Demo).site_and_server(),
        ["site", "--profile", "release"] => Build::new(Profile::Release).site_and_server(),
        ["dev"] => dev::run(),
        _ => {
            eprintln!("usage: cargo xtask site [--profile demo|release] | cargo xtask dev");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Cargo's profile for the server. `Cargo.toml` explains the profiles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Profile {
    Dev,
    Demo,
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Demo => "demo",
            Self::Release => "release",
        }
    }
}

struct Build {
    profile: Profile,
    /// The root folder of the repository.
    root: PathBuf,
    /// Cargo's target folder.
    target: PathBuf,
}

impl Build {
    fn new(profile: Profile) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the folder of xtask has a parent")
            .to_owned();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        Self {
            profile,
            root,
            target,
        }
    }

    /// Whether the build makes small files for browsers: optimised WebAssembly, file names with a hash, and compressed
    /// copies of the files.
    fn is_small(&self) -> bool {
        self.profile != Profile::Dev
    }

    /// Returns the path of the site folder. Except in development, the site folder and the program are in the same
    /// folder, because the program looks for the site there.
    fn site_dir(&self) -> PathBuf {
        self.target.join(match self.profile {
            Profile::Dev => "site",
            Profile::Demo => "demo/site",
            Profile::Release => "dist/site",
        })
    }

    /// Returns the path of the compiled server.
    fn server(&self) -> PathBuf {
        self.target.join(match self.profile {
            Profile::Dev => "debug/smartcloud",
            Profile::Demo => "demo/smartcloud",
            Profile::Release => "dist/smartcloud",
        })
    }

    /// Returns the folder for the intermediate result of a step. The demo build and the release build share these
    /// folders.
    fn intermediate(&self, step: &str) -> PathBuf {
        let kind = if self.is_small() { "small" } else { "dev" };
        self.target.join("xtask").join(kind).join(step)
    }
}
