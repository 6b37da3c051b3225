//! Builds the site and the server:
//!
//! ```text
//! cargo xtask site             for development: target/site and target/debug/smartcloud
//! cargo xtask site --release   to run elsewhere: target/dist/smartcloud with its site folder beside it
//! cargo xtask dev              builds, starts the server, and does both again when a file changes
//! ```
//!
//! What is unchanged is not built again. `make run`, `make dev` and `make test` set up the rest and call this.

mod compile;
mod dev;
mod site;

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args[..] {
        ["site"] => Build::new(false).site_and_server().map(drop),
        ["site", "--release"] => Build::new(true).site_and_server().map(drop),
        ["dev"] => dev::run(),
        _ => {
            eprintln!("usage: cargo xtask site [--release] | cargo xtask dev");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure:#}");
            ExitCode::FAILURE
        }
    }
}

/// One way to build, and where its parts lie.
struct Build {
    release: bool,
    /// The repository.
    root: PathBuf,
    /// Cargo's folder for what it makes.
    target: PathBuf,
}

impl Build {
    fn new(release: bool) -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask lies in the repository")
            .to_owned();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        Self {
            release,
            root,
            target,
        }
    }

    /// The folder that the server serves.
    fn site_dir(&self) -> PathBuf {
        self.target
            .join(if self.release { "dist/site" } else { "site" })
    }

    fn server(&self) -> PathBuf {
        self.target.join(if self.release {
            "dist/smartcloud"
        } else {
            "debug/smartcloud"
        })
    }

    /// Where a step leaves its result for the next one.
    fn workshop(&self, step: &str) -> PathBuf {
        let profile = if self.release { "release" } else { "dev" };
        self.target.join("xtask").join(profile).join(step)
    }
}
