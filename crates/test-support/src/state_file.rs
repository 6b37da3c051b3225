//! A state file of the simulator.

use std::{
    fs,
    path::{Path, PathBuf},
};

use altinn_simulator::Settings;

/// A state file in a folder of its own. The folder is removed with this value.
#[derive(Debug)]
pub struct StateFile(PathBuf);

impl StateFile {
    /// The folder and the file do not exist yet. The simulator creates them.
    pub fn new() -> Self {
        let folder = format!("simulator-{}", uuid::Uuid::new_v4());
        Self(std::env::temp_dir().join(folder).join("state.db"))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Settings of a simulator that uses this file.
    pub fn settings(&self) -> Settings {
        Settings {
            state_file: Some(self.0.clone()),
            ..Settings::for_tests()
        }
    }

    /// Copies the files that would remain if the simulator were killed at this moment: the database, and the log of
    /// changes that SQLite keeps beside it.
    #[must_use]
    pub fn copy_as_if_killed(&self) -> Self {
        let copy = Self::new();
        fs::create_dir_all(copy.folder()).unwrap();
        for suffix in ["", "-wal"] {
            let name = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
            if name(&self.0).exists() {
                fs::copy(name(&self.0), name(&copy.0)).unwrap();
            }
        }
        copy
    }

    fn folder(&self) -> &Path {
        self.0.parent().unwrap()
    }
}

impl Default for StateFile {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for StateFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(self.folder()) {
            eprintln!("{} was not removed: {error}", self.folder().display());
        }
    }
}
