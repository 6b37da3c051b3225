//! Prevents other users of the machine from reading SmartCloud's database and keys.

use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// The owner can do everything, and other users cannot even list the files in the folder.
const FOLDER_MODE: u32 = 0o700;
/// The owner can read and write the file, and other users can do nothing.
const FILE_MODE: u32 = 0o600;
/// The mode bits that give access to users other than the owner.
const OTHER_USERS: u32 = 0o077;
/// The sticky bit of a folder such as `/tmp`. In such a folder, each user can delete only the user's own files.
const SHARED_FOLDER: u32 = 0o1000;

/// Creates a folder that only its owner can open. If the folder exists already, takes the access away from other users.
///
/// A folder such as `/tmp` belongs to all users, and a mounted folder can belong to another user. SmartCloud does not
/// change the mode of such a folder, but logs a warning. The files in the folder are private in any case.
///
/// # Errors
///
/// [`io::Error`] if SmartCloud cannot create the folder or read its mode.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    make_missing_folder(folder)?;
    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & OTHER_USERS == 0 {
        return Ok(());
    }
    let changed = if mode & SHARED_FOLDER == 0 {
        fs::set_permissions(folder, Permissions::from_mode(FOLDER_MODE))
    } else {
        Err(io::Error::other("the folder is shared by all users"))
    };
    if let Err(error) = changed {
        tracing::warn!(
            folder = %folder.display(), %error,
            "other users of this machine can list the data folder"
        );
    }
    Ok(())
}

/// Creates a folder that only its owner can open. An existing folder keeps its mode.
///
/// # Errors
///
/// [`io::Error`] if the folder does not exist and cannot be created.
pub fn make_missing_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER_MODE)
        .create(folder)
}

/// Creates an empty file that only its owner can read. If the file exists already, keeps its content and takes the
/// access away from other users.
///
/// # Errors
///
/// [`io::Error`] if the file cannot be created, or if its mode cannot be changed.
pub fn make_file(file: &Path) -> io::Result<()> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(FILE_MODE)
        .open(file)?;
    restrict(file)
}

/// Makes the file readable and writable only for its owner. A missing file causes no error.
///
/// # Errors
///
/// [`io::Error`] if the mode of the file cannot be changed.
pub fn restrict(file: &Path) -> io::Result<()> {
    match fs::metadata(file) {
        Ok(found) if found.permissions().mode() & OTHER_USERS == 0 => Ok(()),
        Ok(_) => fs::set_permissions(file, Permissions::from_mode(FILE_MODE)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn an_open_folder_and_an_open_file_are_closed_and_keep_their_content() {
        let folder = std::env::temp_dir().join(format!("smartcloud-open-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("smartcloud.db");
        fs::write(&file, "kept").unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();

        make_folder(&folder).unwrap();
        make_file(&file).unwrap();
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        assert_eq!(fs::read(&file).unwrap(), b"kept");

        let new = folder.join("a").join("b");
        make_folder(&new).unwrap();
        make_file(&new.join("key.pem")).unwrap();
        restrict(&new.join("missing")).unwrap();
        assert_eq!((mode(&new), mode(&new.join("key.pem"))), (0o700, 0o600));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_all_users_share_keeps_its_mode() {
        let folder = std::env::temp_dir().join(format!("smartcloud-shared-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o1777)).unwrap();
        make_folder(&folder).unwrap();
        assert_eq!(mode(&folder), 0o1777);
        fs::remove_dir_all(folder).unwrap();
    }
}
