//! Builds and restarts while someone writes.

use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, SystemTime};
use std::{fs, io};

use anyhow::{Context, Result};

use crate::Build;

/// Asking every file twice a second costs nothing at this size, and works on every file system.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub fn run() -> Result<()> {
    let build = Build::new(false);
    let mut server: Option<Child> = None;
    let mut running = SystemTime::UNIX_EPOCH;
    loop {
        let seen = last_change(&build)?;
        match build.site_and_server() {
            // A style sheet alone is read anew with the next page.
            Ok(()) if modified(&build.server()) == running => {}
            Ok(()) => {
                stop(&mut server)?;
                running = modified(&build.server());
                let start = Command::new(build.server())
                    .current_dir(&build.root)
                    .env("SMARTCLOUD_SITE", build.site_dir())
                    .spawn();
                server = Some(start.context("the server cannot be started")?);
            }
            Err(failure) => eprintln!("{failure:#}\n  not built: what runs is from before"),
        }
        while last_change(&build)? == seen {
            thread::sleep(LOOK_EVERY);
        }
        println!("  changed: building again");
    }
}

fn stop(server: &mut Option<Child>) -> io::Result<()> {
    if let Some(mut running) = server.take() {
        running.kill()?;
        running.wait()?;
    }
    Ok(())
}

/// When the newest of the files that are built was written.
fn last_change(build: &Build) -> Result<SystemTime> {
    let mut newest = modified(&build.root.join("Cargo.lock"));
    for folder in ["src", "style", "public", "migrations"] {
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
