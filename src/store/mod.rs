//! Stores the data that must survive a restart in a SQLite file. If the file is missing, the store creates it.
//!
//! The SQL uses `$1` for parameters, and only column types that PostgreSQL also has. So you can use the same SQL with
//! PostgreSQL.

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
    Connection, SqliteConnection, TransactionManager,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous, SqliteTransactionManager,
    },
};
use tokio::sync::{Mutex, MutexGuard};

use crate::{error::AppError, private_files};

pub use pending_logins::{CallbackMatch, PendingLogin};
pub use redirect_attempts::{BrowserId, RedirectAttempt, ReturnMatch};
pub use request_intents::{LastCall, RequestIntent};
pub use sign_ins::{ABSOLUTE_END, ActiveSignIn, Organisation, SignIn};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("the database migration failed")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// SmartCloud cannot make the database file private, so other users of the machine could read it. Therefore
    /// SmartCloud does not start.
    #[error("the database file {path} cannot be made private")]
    File {
        path: String,
        #[source]
        cause: io::Error,
    },
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

/// A handle to the database. All clones share one connection, because SQLite allows only one writer at a time. A
/// connection pool of the crate `sqlx` would be slower, because it tests the connection at each query.
#[derive(Clone, Debug)]
pub struct Store {
    connection: Arc<Mutex<SqliteConnection>>,
}

impl Store {
    /// Opens the database and runs the migrations. If the file does not exist, this function creates a file that only
    /// its owner can read.
    ///
    /// # Errors
    ///
    /// [`Error`] if the file cannot be created or read, or if a newer version of SmartCloud has migrated the file.
    pub async fn open(database_url: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(database_url)?
            .create_if_missing(true)
            // With a write-ahead log, other programs can read the database while SmartCloud writes. A killed process
            // does not damage the database.
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(5));
        // A database in memory has no file that must be made private.
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

    /// Waits until no other code uses the connection to the database. Do not hold the connection during a call to
    /// Altinn, because other HTTP requests would wait for it.
    pub async fn connection(&self) -> MutexGuard<'_, SqliteConnection> {
        let mut connection = self.connection.lock().await;
        // If a browser closes its connection, the server drops the handler, perhaps after `BEGIN` and before sqlx has
        // made the `Transaction` whose drop would roll back. Without this rollback, the transaction would stay open,
        // and the program would lose all later writes.
        if connection.is_in_transaction() {
            SqliteTransactionManager::start_rollback(&mut connection);
        }
        connection
    }

    /// The health check calls this function to check that the database answers a query.
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

/// Makes the database file private, and also the two files `-wal` and `-shm` that SQLite keeps beside it. An older
/// version of SmartCloud may have let other users read these files.
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

/// Returns 128 random bits in hexadecimal, which nobody can guess. Callers use them as the id of a browser or as a
/// `state`.
#[must_use]
pub fn random_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Returns the hash of a random value in a browser's cookie. The database contains only this hash, so an attacker with
/// a copy cannot make a valid cookie.
///
/// A salt is unnecessary, because the value has 128 random bits.
fn hash_of_secret(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// Converts a time in a database column, in seconds since 1970. Returns `None` if the column is empty, or if a
/// [`Timestamp`] cannot contain the time.
fn time(seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(seconds?).ok()
}

#[cfg(test)]
mod tests {
    use std::{
        future::{Future, poll_fn},
        pin::pin,
        task::Poll,
    };

    use super::*;
    use crate::plan::PlanId;

    /// Polls `work` at most `times` times and then drops it, as the server drops a handler whose browser has closed the
    /// connection.
    async fn poll_and_drop(times: usize, work: impl Future) {
        let mut work = pin!(work);
        let mut polled = 0;
        poll_fn(|context| {
            polled += 1;
            if work.as_mut().poll(context).is_ready() || polled == times {
                return Poll::Ready(());
            }
            Poll::Pending
        })
        .await;
    }

    #[tokio::test]
    async fn a_handler_that_is_dropped_in_a_transaction_leaves_no_transaction_open() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let (organisation, now) = (
            "991825827".parse().unwrap(),
            Timestamp::constant(1_767_268_800, 0),
        );
        for times in 1..20 {
            let work = || store.get_or_create_intent(&organisation, PlanId::Basis, now);
            poll_and_drop(times, work()).await;
            work().await.unwrap();
            let connection = store.connection.lock().await;
            assert!(!connection.is_in_transaction(), "after {times} polls");
            drop(connection);
            store.close_intent(&organisation, now).await.unwrap();
        }
    }
}
