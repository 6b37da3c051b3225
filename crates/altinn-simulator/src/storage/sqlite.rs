//! The world on disk: one table in an SQLite file, written before an answer leaves.
//!
//! `docs/adr/0002-simulator-state-in-sqlite.md` says why.

use std::path::{Path, PathBuf};

use futures::TryStreamExt;
use sqlx::{
    Connection, QueryBuilder, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous},
};

use crate::world::World;
use crate::{
    oidc::signing_keys::{KeyError, Keys, ServiceKey},
    rules::{Change, Unreadable},
};

/// What a row looks like; a file of another version is refused.
const VERSION: i64 = 1;
const KEY: &str = "key";
/// Four values each; `SQLite` takes 32,766 in one statement.
const ROWS_AT_ONCE: usize = 1000;

/// Where the world is written down.
#[derive(Debug)]
pub struct Store {
    /// `None` keeps nothing.
    connection: Option<SqliteConnection>,
    /// What could not be written the last time; it goes first.
    pending: Vec<Change>,
}

/// A world as it was found.
#[derive(Debug)]
pub struct Loaded {
    pub world: World,
    /// Whether there was none yet.
    pub is_new: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the folder {} cannot be made or written to: choose another place for the simulator's state", .path.display())]
    Folder {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the simulator's state in {} cannot be opened; if another simulator uses it, stop that one", .path.display())]
    Open {
        path: PathBuf,
        #[source]
        source: sqlx::Error,
    },
    #[error("the simulator's state in {} is of another version: remove the file to start afresh", .path.display())]
    Version { path: PathBuf },
    #[error("the simulator's state cannot be read: remove the file to start afresh")]
    Unreadable(#[from] Unreadable),
    #[error("the simulator's state cannot be read or written")]
    Database(#[from] sqlx::Error),
    #[error("the simulator's keys cannot be made or read")]
    Key(#[from] KeyError),
}

impl Store {
    /// Keeps nothing, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            connection: None,
            pending: Vec::new(),
        }
    }

    /// Opens the file, or makes it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where that cannot be done.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        make_private(path).map_err(|source| StoreError::Folder {
            path: path.to_owned(),
            source,
        })?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // A world has one simulator: a second one is told so at once.
            .locking_mode(SqliteLockingMode::Exclusive)
            // Survives the end of the process, which is all that is promised; not that of the machine.
            .synchronous(SqliteSynchronous::Normal);
        let open = async {
            let mut connection = SqliteConnection::connect_with(&options).await?;
            sqlx::query(
                "CREATE TABLE IF NOT EXISTS entity (
                    kind TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, value TEXT NOT NULL,
                    PRIMARY KEY (kind, id)
                ) WITHOUT ROWID",
            )
            .execute(&mut connection)
            .await?;
            Ok(connection)
        };
        let mut connection = open.await.map_err(|source| StoreError::Open {
            path: path.to_owned(),
            source,
        })?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&mut connection)
            .await?;
        match version {
            0 => {
                let pragma = format!("PRAGMA user_version = {VERSION}");
                sqlx::query(&pragma).execute(&mut connection).await?;
            }
            VERSION => {}
            _ => {
                return Err(StoreError::Version {
                    path: path.to_owned(),
                });
            }
        }
        Ok(Self {
            connection: Some(connection),
            pending: Vec::new(),
        })
    }

    /// The world as it was left; a seeded one at the first start.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot be read.
    pub async fn load(&mut self) -> Result<Loaded, StoreError> {
        let mut world = World::default();
        let mut is_new = true;
        if let Some(connection) = &mut self.connection {
            // Each row says where it stands, so they need not come in order.
            let rows = "SELECT kind, id, place, value FROM entity WHERE kind <> $1";
            let mut rows = sqlx::query(rows).bind(KEY).fetch(connection);
            while let Some(row) = rows.try_next().await? {
                is_new = false;
                let place: i64 = row.get("place");
                let place = u64::try_from(place).unwrap_or_default();
                world.restore(row.get("kind"), row.get("id"), place, row.get("value"))?;
            }
        }
        world.rebuild_index();
        // The named persons are those of this version of the program.
        crate::rules::named_persons::seed(&mut world.altinn);
        Ok(Loaded { world, is_new })
    }

    /// The keys of the services; made and saved at the first start.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where they can neither be read nor made.
    pub async fn keys(&mut self) -> Result<Keys, StoreError> {
        let Some(connection) = &mut self.connection else {
            return Ok(make_keys().await?);
        };
        let rows = sqlx::query("SELECT id, value FROM entity WHERE kind = $1 ORDER BY place")
            .bind(KEY)
            .fetch_all(connection)
            .await?;
        let saved = |name: &str| {
            // The name of the service, and the key's own behind a slash.
            let its = rows
                .iter()
                .filter(|row| row.get::<&str, _>("id").split('/').next() == Some(name));
            let pems: Vec<String> = its.map(|row| row.get("value")).collect();
            ServiceKey::from_pems(&pems)
        };
        let keys = (saved("altinn")?, saved("idporten")?, saved("maskinporten")?);
        if let (Some(altinn), Some(idporten), Some(maskinporten)) = keys {
            return Ok(Keys {
                altinn,
                idporten,
                maskinporten,
            });
        }
        let keys = make_keys().await?;
        self.write_keys(&keys).await?;
        Ok(keys)
    }

    /// Writes the keys of the services down, in place of those that were there.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`]; then those that were there stay.
    pub async fn write_keys(&mut self, keys: &Keys) -> Result<(), StoreError> {
        let Some(connection) = &mut self.connection else {
            return Ok(());
        };
        let mut transaction = connection.begin().await?;
        sqlx::query("DELETE FROM entity WHERE kind = $1")
            .bind(KEY)
            .execute(&mut *transaction)
            .await?;
        for (name, key) in keys.named() {
            for ((place, kid), pem) in (0_i64..).zip(key.kids()).zip(key.pems()) {
                sqlx::query("INSERT INTO entity (kind, id, place, value) VALUES ($1, $2, $3, $4)")
                    .bind(KEY)
                    .bind(format!("{name}/{kid}"))
                    .bind(place)
                    .bind(pem)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Writes changes down, all or none. What cannot be written is kept for the next time.
    ///
    /// # Errors
    ///
    /// [`StoreError::Database`], such as for a full disk.
    pub async fn write(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let Some(connection) = &mut self.connection else {
            return Ok(());
        };
        let nothing_waits = self.pending.is_empty();
        self.pending.extend(changes);
        if self.pending.is_empty() {
            return Ok(());
        }
        let mut transaction = connection.begin().await?;
        // Row by row, a fresh start of a large world would take seconds.
        let cleared: Vec<&str> = self.pending.iter().filter_map(Change::clears).collect();
        let at_once = nothing_waits && cleared.len() > 1;
        if at_once {
            keep_others(&mut transaction, &cleared).await?;
        }
        let both_rows = |one: &Change, other: &Change| one.row().is_some() && other.row().is_some();
        for changes in self.pending.chunk_by(both_rows) {
            match changes {
                [Change::Clear { .. }] if at_once => {}
                [Change::Clear { kind }] => {
                    let clear = sqlx::query("DELETE FROM entity WHERE kind = $1");
                    clear.bind(*kind).execute(&mut *transaction).await?;
                }
                [Change::Delete { kind, id }] => {
                    let delete = sqlx::query("DELETE FROM entity WHERE kind = $1 AND id = $2");
                    delete
                        .bind(*kind)
                        .bind(id)
                        .execute(&mut *transaction)
                        .await?;
                }
                _ => {
                    let rows: Vec<_> = changes.iter().filter_map(Change::row).collect();
                    put(&mut transaction, &rows).await?;
                }
            }
        }
        transaction.commit().await?;
        self.pending.clear();
        Ok(())
    }

    /// Closes the file, so that no traces of writing are left beside it.
    pub async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the simulator's state was not closed in good order");
        }
    }
}

/// Writes rows, many with one statement: a large world put in place of another has hundreds of thousands.
async fn put(
    connection: &mut SqliteConnection,
    rows: &[(&'static str, &str, u64, &str)],
) -> Result<(), sqlx::Error> {
    for rows in rows.chunks(ROWS_AT_ONCE) {
        let insert = "INSERT OR REPLACE INTO entity (kind, id, place, value) ";
        let mut insert = QueryBuilder::new(insert);
        insert.push_values(rows, |mut values, (kind, id, place, value)| {
            let place = i64::try_from(*place).unwrap_or(i64::MAX);
            values.push_bind(*kind).push_bind(*id);
            values.push_bind(place).push_bind(*value);
        });
        insert.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Forgets all rows of these kinds: those of others are read, and put back into a table that was emptied as
/// a whole, which costs `SQLite` nearly nothing.
async fn keep_others(
    connection: &mut SqliteConnection,
    cleared: &[&str],
) -> Result<(), sqlx::Error> {
    let mut kept = Vec::new();
    let mut before = String::new();
    // From kind to kind by the key: `DISTINCT` would read every row.
    let next = "SELECT kind FROM entity WHERE kind > $1 ORDER BY kind LIMIT 1";
    while let Some(kind) = sqlx::query_scalar::<_, String>(next)
        .bind(&before)
        .fetch_optional(&mut *connection)
        .await?
    {
        if !cleared.contains(&kind.as_str()) {
            let rows = sqlx::query("SELECT kind, id, place, value FROM entity WHERE kind = $1");
            kept.extend(rows.bind(&kind).fetch_all(&mut *connection).await?);
        }
        before = kind;
    }
    sqlx::query("DELETE FROM entity")
        .execute(&mut *connection)
        .await?;
    for row in kept {
        sqlx::query("INSERT INTO entity (kind, id, place, value) VALUES ($1, $2, $3, $4)")
            .bind(row.get::<String, _>("kind"))
            .bind(row.get::<String, _>("id"))
            .bind(row.get::<i64, _>("place"))
            .bind(row.get::<String, _>("value"))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Off the threads that answer calls: it takes a while.
async fn make_keys() -> Result<Keys, KeyError> {
    tokio::task::spawn_blocking(Keys::fresh)
        .await
        .unwrap_or_else(|_| Keys::fresh())
}

/// Makes folder and file, readable for their owner alone: there are keys in it.
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;

    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map(drop)
}
