//! The store for the data that must survive a restart. The data is in a SQLite file. If the file is missing, the store
//! creates the file.
//!
//! The SQL uses `$1` for parameters, and only column types that PostgreSQL also has. So the SQL can move to PostgreSQL.

mod journeys;
mod old_rows;
mod pending_logins;
mod redirect_attempts;
mod request_intents;
mod sessions;
mod sign_ins;
mod staged_requests;

use std::{
    io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{Mutex, MutexGuard};

use crate::{error::AppError, private_files};

pub use pending_logins::{CallbackMatch, PendingLogin};
pub use redirect_attempts::{BrowserId, RedirectAttempt, ReturnMatch};
pub use request_intents::{LastCall, RequestIntent};
pub use sign_ins::{ABSOLUTE_END, ActiveSignIn, Organisation, SignIn};

/// Why a call to the store failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("the database migration failed")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Other users of the machine could read the database, so SmartCloud does not start.
    #[error("the database file {path} cannot be made private")]
    File {
        path: String,
        #[source]
        cause: io::Error,
    },
    /// A row contains a value that this version of SmartCloud does not know.
    #[error("the database holds {what} that this version cannot read")]
    Unreadable {
        what: &'static str,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    fn unreadable<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |cause| Self::Unreadable {
            what,
            cause: cause.into(),
        }
    }
}

impl From<Error> for AppError {
    fn from(_: Error) -> Self {
        Self::Internal
    }
}

/// A handle to the database. Clones share one connection.
///
/// One connection is enough, because SQLite allows one writer at a time, and these queries are short. A connection pool
/// of the crate `sqlx` would be slower: it tests the connection before and after each query, and each test is a round
/// trip to SQLite's thread, like a query.
#[derive(Clone, Debug)]
pub struct Store {
    connection: Arc<Mutex<SqliteConnection>>,
}

impl Store {
    /// Opens the database. Creates the file if the file does not exist, and runs the migrations. Only the owner of the
    /// file can read it.
    ///
    /// # Errors
    ///
    /// [`Error`] if the file cannot be created or read, or if a newer version of SmartCloud has migrated the file.
    pub async fn open(database_url: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(database_url)?
            .create_if_missing(true)
            // With a write-ahead log, a killed process does not damage the file, and other programs can read the file.
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(5));
        // A database in memory has no file.
        if ![":memory:", "mode=memory"]
            .iter()
            .any(|text| database_url.contains(text))
        {
            make_private(options.get_filename())?;
        }
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::migrate!().run(&mut connection).await?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// Waits until no other code uses the connection, and then returns the connection. Do not hold the connection
    /// during a call to Altinn, because other HTTP requests would wait for the connection.
    pub async fn connection(&self) -> MutexGuard<'_, SqliteConnection> {
        self.connection.lock().await
    }

    /// Checks that the database answers a query.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] if the query fails.
    pub async fn check(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1")
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }
}

/// Makes the database file and the two files beside it private. SQLite creates the other two files with the mode of the
/// database file. But an older version of SmartCloud may have left all three files open to other users.
fn make_private(database: &Path) -> Result<(), Error> {
    let beside = |suffix: &str| {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    private_files::make_file(database)
        .and_then(|()| private_files::restrict(&beside("-wal")))
        .and_then(|()| private_files::restrict(&beside("-shm")))
        .map_err(|cause| Error::File {
            path: database.display().to_string(),
            cause,
        })
}

/// Returns 128 random bits in hexadecimal, as the id of a browser or as a `state`. Nobody can guess the value.
#[must_use]
pub fn random_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Returns the hash of a random value that SmartCloud keeps in a browser's cookie. The database holds only this hash.
/// So somebody who reads the database or a copy of it cannot pretend to be the browser. The value has 128 random bits,
/// so nobody can find the value by trying, and the hash needs no salt.
fn hash_of_secret(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// Reads a time from a column. Returns `None` if the number of seconds is outside the range of [`Timestamp`].
fn time(seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(seconds?).ok()
}
