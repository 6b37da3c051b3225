use std::{
    fs,
    path::{Path, PathBuf},
};

use altinn_simulator::Settings;

/// The path of a state file in its own folder. The folder is deleted when this value is dropped.
#[derive(Debug)]
pub struct StateFile(PathBuf);

impl StateFile {
    /// Returns a path for a new state file. The folder and the file do not exist yet, because the simulator creates
    /// them.
    pub fn new() -> Self {
        let folder = format!("simulator-{}", uuid::Uuid::new_v4());
        Self(std::env::temp_dir().join(folder).join("state.db"))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the settings of a simulator that uses this state file.
    pub fn settings(&self) -> Settings {
        Settings {
            state_file: Some(self.0.clone()),
            ..Settings::for_tests()
        }
    }

    /// Copies the files that would remain if the simulator were killed at this moment. These are the database and
    /// SQLite's write-ahead log.
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
