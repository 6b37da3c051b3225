//! Stores the world in one table of an SQLite file. The simulator writes the changes of a call before it sends the
//! response.
//!
//! `docs/adr/0002-simulator-state-in-sqlite.md` explains why the simulator uses SQLite.

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

/// The version of the row format. The simulator refuses a state file that has another version.
const VERSION: i64 = 2;
/// The `kind` of rows that contain signing keys. All other kinds are names of tables.
const KEY: &str = "key";
/// One statement inserts at most this many rows. A row has four values, and SQLite accepts 32,766 values in one
/// statement.
const ROWS_PER_STATEMENT: usize = 1000;

/// With this view, one statement can write some rows and delete others. If a statement inserts a row without a value
/// into the view, SQLite deletes the row with the same kind and id. The view is temporary, so the state file does not
/// contain it.
const CHANGED_ENTITY: [&str; 2] = [
    "CREATE TEMP VIEW changed_entity AS SELECT kind, id, place, value FROM entity",
    "CREATE TEMP TRIGGER change_entity INSTEAD OF INSERT ON changed_entity BEGIN
        DELETE FROM entity WHERE kind = NEW.kind AND id = NEW.id;
        INSERT INTO entity (kind, id, place, value)
            SELECT NEW.kind, NEW.id, NEW.place, NEW.value WHERE NEW.value IS NOT NULL;
    END",
];

#[derive(Debug)]
pub struct Store {
    /// The connection to the state file, or `None` if the store saves nothing, as in tests.
    connection: Option<SqliteConnection>,
    /// The changes that the last write could not store. The next write stores them first.
    pending: Vec<Change>,
}

#[derive(Debug)]
pub struct Loaded {
    pub world: World,
    /// Whether the store was empty, which means that the simulator starts for the first time.
    pub is_new: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the simulator cannot create or write its state file {}: choose another path", .path.display())]
    Folder {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the simulator cannot open its state file {}: if another simulator uses the file, stop that simulator", .path.display())]
    Open {
        path: PathBuf,
        #[source]
        source: sqlx::Error,
    },
    #[error("the simulator's state in {} is of another version: remove the file to start afresh", .path.display())]
    Version { path: PathBuf },
    #[error("the simulator's state cannot be read: remove the file to start afresh")]
    Unreadable(#[from] Unreadable),
    #[error("the simulator cannot read or write its state file")]
    Database(#[from] sqlx::Error),
    #[error("the simulator cannot create or read its signing keys")]
    Key(#[from] KeyError),
}

impl Store {
    /// Makes a store that saves nothing, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self {
            connection: None,
            pending: Vec::new(),
        }
    }

    /// Opens the state file, or creates the file if it does not exist.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the store cannot create or open the file, or if the file has another version.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        make_private(path).map_err(|source| StoreError::Folder {
            path: path.to_owned(),
            source,
        })?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            // Two simulators must not use the same file. This lock makes the second one fail at startup.
            .locking_mode(SqliteLockingMode::Exclusive)
            // With `Normal`, the state survives the end of the process, but a power failure can destroy the latest
            // changes.
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
            for statement in CHANGED_ENTITY {
                sqlx::query(statement).execute(&mut connection).await?;
            }
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

    /// Loads the saved world. At the first start the world contains only the named persons and organisations, with
    /// their roles and client relations.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the store cannot read the saved rows.
    pub async fn load(&mut self) -> Result<Loaded, StoreError> {
        let mut world = World::default();
        let mut is_new = true;
        if let Some(connection) = &mut self.connection {
            // Each row contains its row number in the column `place`, so the rows can be read in any order.
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
        // The file can be from another version of the simulator, but the named persons always come from this version.
        crate::rules::named_persons::seed(&mut world.altinn);
        Ok(Loaded { world, is_new })
    }

    /// Loads the signing keys of the services. At the first start the store creates and saves the keys.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError`] if the store can neither read nor create the keys.
    pub async fn keys(&mut self) -> Result<Keys, StoreError> {
        let Some(connection) = &mut self.connection else {
            return Ok(make_keys().await?);
        };
        let rows = sqlx::query("SELECT id, value FROM entity WHERE kind = $1 ORDER BY place")
            .bind(KEY)
            .fetch_all(connection)
            .await?;
        let saved = |name: &str| {
            // A row with a signing key has the id `service/kid`.
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

    /// Replaces the saved signing keys of the services.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Database`] if the store cannot write the keys. In that case, the file still contains the
    /// old keys.
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

    /// Writes all changes in one transaction. If the write fails, the store keeps the changes for the next write.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Database`] if the write fails, for example because the disk is full.
    pub async fn write(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let Some(connection) = &mut self.connection else {
            return Ok(());
        };
        let nothing_waits = self.pending.is_empty();
        self.pending.extend(changes);
        if self.pending.is_empty() {
            return Ok(());
        }
        // Most calls change or delete a few rows, and clear no table. The store writes such changes with one SQL
        // statement, without a transaction.
        let has_rows_only = self.pending.iter().all(|change| change.clears().is_none());
        if has_rows_only && self.pending.len() <= ROWS_PER_STATEMENT {
            put_or_delete(connection, &self.pending).await?;
            self.pending.clear();
            return Ok(());
        }
        let mut transaction = connection.begin().await?;
        // A reset clears many tables. In a large world, one `DELETE` for each table would take seconds, so
        // `keep_others` clears all of them at once.
        let cleared: Vec<&str> = self.pending.iter().filter_map(Change::clears).collect();
        let at_once = nothing_waits && cleared.len() > 1;
        if at_once {
            keep_others(&mut transaction, &cleared).await?;
        }
        let both_rows =
            |one: &Change, other: &Change| one.clears().is_none() && other.clears().is_none();
        for changes in self.pending.chunk_by(both_rows) {
            match changes {
                [Change::Clear { .. }] if at_once => {}
                [Change::Clear { kind }] => {
                    let clear = sqlx::query("DELETE FROM entity WHERE kind = $1");
                    clear.bind(*kind).execute(&mut *transaction).await?;
                }
                _ => {
                    for changes in changes.chunks(ROWS_PER_STATEMENT) {
                        put_or_delete(&mut transaction, changes).await?;
                    }
                }
            }
        }
        transaction.commit().await?;
        self.pending.clear();
        Ok(())
    }

    /// Closes the state file. SQLite then removes the `-wal` file that belongs to it.
    pub async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the simulator could not close its state file cleanly");
        }
    }
}

/// Writes or deletes the row of each change, all with one statement. One statement for each row would be slow in a
/// large import, because each statement waits for SQLite's thread. `changes` has at most [`ROWS_PER_STATEMENT`]
/// changes, and none of them is a [`Change::Clear`].
async fn put_or_delete(
    connection: &mut SqliteConnection,
    changes: &[Change],
) -> Result<(), sqlx::Error> {
    let only_rows = changes.iter().all(|change| change.row().is_some());
    let mut write = QueryBuilder::new(if only_rows {
        "INSERT OR REPLACE INTO entity (kind, id, place, value) "
    } else {
        "INSERT INTO changed_entity (kind, id, place, value) "
    });
    write.push_values(changes, |mut values, change| match change {
        Change::Put {
            kind,
            id,
            place,
            value,
        } => {
            let place = i64::try_from(*place).unwrap_or(i64::MAX);
            values.push_bind(*kind).push_bind(id.as_str());
            values.push_bind(place).push_bind(Some(value.as_str()));
        }
        Change::Delete { kind, id } => {
            values.push_bind(*kind).push_bind(id.as_str());
            values.push_bind(0_i64).push_bind(None::<&str>);
        }
        Change::Clear { .. } => {}
    });
    write.build().execute(&mut *connection).await?;
    Ok(())
}

/// Deletes all rows with a `kind` in `cleared`. SQLite empties a whole table much faster than it deletes single rows.
/// The function therefore empties the table, and inserts the remaining rows again.
async fn keep_others(
    connection: &mut SqliteConnection,
    cleared: &[&str],
) -> Result<(), sqlx::Error> {
    let mut kept = Vec::new();
    let mut before = String::new();
    // Finds the next value of `kind` through the primary key, because a `SELECT DISTINCT kind` would read every row.
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

/// Key generation is slow, so it runs on tokio's blocking pool.
async fn make_keys() -> Result<Keys, KeyError> {
    tokio::task::spawn_blocking(Keys::fresh)
        .await
        .unwrap_or_else(|_| Keys::fresh())
}

/// Creates the folder and the file. The file contains private keys, so only its owner can read it. This function also
/// makes an existing file private, and the two files that SQLite keeps beside it. An existing folder keeps its mode,
/// because the folder can contain other files.
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::{
        fs::{DirBuilder, OpenOptions, Permissions, set_permissions},
        os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    };

    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)?;
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match set_permissions(&file, Permissions::from_mode(0o600)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
