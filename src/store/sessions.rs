//! Stores the sessions of the crate `tower-sessions`. `session.rs` defines the entries of a session.
//!
//! A row contains only a hash of the session id, and the id itself is in the browser's cookie. So somebody who reads
//! the database or a copy of it cannot take over a session.

use std::{collections::HashMap, fmt::Display};

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

use super::{Store, hash_of_secret};

/// Returns the hash of the session id. The table `session` contains this hash instead of the id.
pub(super) fn hash(id: &Id) -> String {
    hash_of_secret(&id.to_string())
}

#[async_trait]
impl SessionStore for Store {
    /// If another session already has the same random id, which is unlikely, the new session gets another id.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        loop {
            let done = sqlx::query(
                "INSERT INTO session (id, data, ends_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
            )
            .bind(hash(&record.id))
            .bind(serde_json::to_string(&record.data).map_err(unwritable)?)
            .bind(record.expiry_date.unix_timestamp())
            .execute(&mut *self.connection().await)
            .await
            .map_err(failed)?;
            if done.rows_affected() == 1 {
                return Ok(());
            }
            record.id = Id::default();
        }
    }

    /// Saves only an existing session. A slow HTTP request can end after the customer has logged out, and must not
    /// restore the deleted session.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        sqlx::query("UPDATE session SET data = $1, ends_at = $2 WHERE id = $3")
            .bind(serde_json::to_string(&record.data).map_err(unwritable)?)
            .bind(record.expiry_date.unix_timestamp())
            .bind(hash(&record.id))
            .execute(&mut *self.connection().await)
            .await
            .map_err(failed)?;
        Ok(())
    }

    /// The crate `tower-sessions` computes `ends_at` with the machine's clock, so this function also uses the machine's
    /// clock. SmartCloud's own clock decides when a sign-in ends.
    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT data, ends_at FROM session WHERE id = $1 AND ends_at > $2")
                .bind(hash(id))
                .bind(Timestamp::now().as_second())
                .fetch_optional(&mut *self.connection().await)
                .await
                .map_err(failed)?;
        let Some((data, ends_at)) = row else {
            return Ok(None);
        };
        let data: HashMap<String, Value> = serde_json::from_str(&data).map_err(unreadable)?;
        Ok(Some(Record {
            id: *id,
            data,
            expiry_date: OffsetDateTime::from_unix_timestamp(ends_at).map_err(unreadable)?,
        }))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        sqlx::query("DELETE FROM session WHERE id = $1")
            .bind(hash(id))
            .execute(&mut *self.connection().await)
            .await
            .map_err(failed)?;
        Ok(())
    }
}

fn failed(cause: sqlx::Error) -> session_store::Error {
    session_store::Error::Backend(cause.to_string())
}

fn unwritable(cause: impl Display) -> session_store::Error {
    session_store::Error::Encode(cause.to_string())
}

fn unreadable(cause: impl Display) -> session_store::Error {
    session_store::Error::Decode(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(ends_at: i64) -> Record {
        Record {
            id: Id::default(),
            data: HashMap::from([("a".to_owned(), Value::from(1))]),
            expiry_date: OffsetDateTime::from_unix_timestamp(ends_at).unwrap(),
        }
    }

    #[tokio::test]
    async fn a_session_is_loaded_until_it_ends() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let now = Timestamp::now();
        let (mut open, mut ended) = (record(now.as_second() + 60), record(now.as_second() - 1));
        store.create(&mut open).await.unwrap();
        store.create(&mut ended).await.unwrap();
        assert_eq!(store.load(&open.id).await.unwrap(), Some(open.clone()));
        assert_eq!(store.load(&ended.id).await.unwrap(), None);

        store.delete(&open.id).await.unwrap();
        assert_eq!(store.load(&open.id).await.unwrap(), None);
        store.save(&open).await.unwrap();
        assert_eq!(store.load(&open.id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_new_session_does_not_replace_another_one() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let mut one = record(i64::from(u32::MAX));
        store.create(&mut one).await.unwrap();
        let mut other = one.clone();
        store.create(&mut other).await.unwrap();
        assert_ne!(one.id, other.id);

        one.data.clear();
        store.save(&one).await.unwrap();
        assert_eq!(store.load(&one.id).await.unwrap(), Some(one));
        assert_eq!(store.load(&other.id).await.unwrap(), Some(other));
    }

    #[tokio::test]
    async fn the_database_does_not_contain_the_id_of_a_session() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let mut open = record(i64::from(u32::MAX));
        store.create(&mut open).await.unwrap();
        let (id, data): (String, String) = sqlx::query_as("SELECT id, data FROM session")
            .fetch_one(&mut *store.connection().await)
            .await
            .unwrap();
        assert_eq!(id.len(), 43);
        assert!(!format!("{id} {data}").contains(&open.id.to_string()));
    }
}
