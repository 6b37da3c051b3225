//! What must outlive a restart: SQLite in a file, created by itself.
//!
//! The SQL is plain, with `$1` for parameters, and so are the types.

mod departures;
mod intents;
mod journeys;
mod sign_ins;

use std::str::FromStr;

use jiff::Timestamp;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use departures::{Arrival, BrowserId, Departure};
pub use intents::Intent;
pub use sign_ins::{Organisation, SignIn};

/// Why the store gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("the database cannot be brought up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row that this version cannot read.
    #[error("the database holds what cannot be read: {what}")]
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

/// The handle; clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the database, makes it when it is not there, and brings it up to date.
    ///
    /// # Errors
    ///
    /// [`Error`] where the file cannot be made or read, or is of a newer version.
    pub async fn open(database_url: &str) -> Result<Self, Error> {
        let options = SqliteConnectOptions::from_str(database_url)?
            .create_if_missing(true)
            // Readers do not wait for the writer; a killed process leaves the file whole.
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(std::time::Duration::from_secs(5));
        // In memory, each connection would be a database of its own.
        let connections = if database_url.contains(":memory:") {
            1
        } else {
            5
        };
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            // And it must not be closed for idling: the data would go with it.
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        sqlx::migrate!().run(&pool).await?;
        Ok(Self { pool })
    }

    /// The pool, for the session store, which keeps its own table in the same database.
    #[must_use]
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] where it does not.
    pub async fn check(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }
}

/// 128 random bits in hexadecimal, for a browser or a `state`: nobody guesses one.
#[must_use]
pub fn random_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// A time from its column. Out of the calendar's reach is as good as never.
fn time(seconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_second(seconds?).ok()
}
