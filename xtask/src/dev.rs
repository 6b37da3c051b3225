//! Builds and restarts the server each time a developer saves a file.

use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use anyhow::{Context, Result};

use crate::{Build, Profile, compile::STYLE_FOLDERS};

/// The time between two checks whether a file has changed. Polling is cheap for so few files, and it works on every
/// file system.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

pub fn run() -> Result<()> {
    let build = Build::new(Profile::Dev);
    let mut server: Option<Child> = None;
    loop {
        let last_built = last_change(&build)?;
        match build.site_and_server() {
            Ok(()) => {
                // The server must start again, because it reads the site's files only at its start.
                stop(&mut server)?;
                let start = Command::new(build.server())
                    .current_dir(&build.root)
                    .env("SMARTCLOUD_SITE", build.site_dir())
                    .spawn();
                server = Some(start.context("the server cannot be started")?);
            }
            Err(error) => {
                eprintln!("{error:#}\n  the build failed; the server still runs the last build");
            }
        }
        while last_change(&build)? == last_built {
            thread::sleep(POLL_INTERVAL);
        }
        println!("  a file has changed; building again");
    }
}

fn stop(server: &mut Option<Child>) -> io::Result<()> {
    if let Some(mut running) = server.take() {
        running.kill()?;
        running.wait()?;
    }
    Ok(())
}

/// Returns the time of the newest change to a source file.
fn last_change(build: &Build) -> Result<SystemTime> {
    let mut newest = modified(&build.root.join("Cargo.lock"));
    let folders = ["src", "crates", "public", "migrations"];
    for folder in folders.into_iter().chain(STYLE_FOLDERS) {
        newest = newest.max(newest_in(&build.root.join(folder))?);
    }
    Ok(newest)
}

fn newest_in(folder: &Path) -> Result<SystemTime> {
    let mut newest = modified(folder);
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(newest);
    };
    for entry in entries {
        let path = entry?.path();
        if path.ends_with("node_modules") {
            continue;
        }
        let found = if path.is_dir() {
            newest_in(&path)?
        } else {
            modified(&path)
        };
        newest = newest.max(found);
    }
    Ok(newest)
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path)
        .and_then(|file| file.modified())
        .unwrap_or(SystemTime::UNIX_EPOCH)
}
