use jiff::{SignedDuration, Timestamp};

use super::{Error, Store, redirect_attempts, request_intents, sign_ins};

/// The maximum number of rows that one statement deletes. Other code of SmartCloud waits for the database connection
/// while a statement runs, so a statement must be short.
const BATCH: i64 = 200;

impl Store {
    /// Deletes the rows that SmartCloud no longer needs, and returns their number. These are ended sessions and
    /// sign-ins, old log-ins, old redirect attempts, and intents that were closed long ago.
    ///
    /// Each statement deletes only a few rows, so that waiting HTTP requests get the database connection between two
    /// statements.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, some old rows are possibly left.
    pub async fn delete_old_rows(&self, now: Timestamp) -> Result<u64, Error> {
        let before = |age| seconds_before(now, age);
        let mut deleted = 0;
        for (statement, time) in [
            (
                "DELETE FROM session WHERE id IN \
                 (SELECT id FROM session WHERE ends_at <= $1 LIMIT $2)",
                now.as_second(),
            ),
            (
                "DELETE FROM sign_in WHERE id IN \
                 (SELECT id FROM sign_in WHERE last_seen_at <= $1 LIMIT $2)",
                before(sign_ins::IDLE_END),
            ),
            (
                "DELETE FROM pending_login WHERE state IN \
                 (SELECT state FROM pending_login WHERE forget_at <= $1 LIMIT $2)",
                now.as_second(),
            ),
            (
                "DELETE FROM redirect_attempt WHERE id IN \
                 (SELECT id FROM redirect_attempt WHERE left_at <= $1 LIMIT $2)",
                before(redirect_attempts::KEPT),
            ),
            (
                "DELETE FROM request_intent WHERE state IN \
                 (SELECT state FROM request_intent WHERE closed_at <= $1 LIMIT $2)",
                before(request_intents::CLOSED_KEPT),
            ),
        ] {
            loop {
                let done = sqlx::query(statement)
                    .bind(time)
                    .bind(BATCH)
                    .execute(&mut *self.connection().await)
                    .await?;
                deleted += done.rows_affected();
                if done.rows_affected() == 0 {
                    break;
                }
            }
        }
        Ok(deleted)
    }
}

/// Returns the time that is `age` before `now`, in seconds since 1970.
pub(super) fn seconds_before(now: Timestamp, age: SignedDuration) -> i64 {
    now.as_second().saturating_sub(age.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    async fn count(store: &Store, table: &str) -> i64 {
        sqlx::query_scalar(&format!("SELECT count(*) FROM {table}"))
            .fetch_one(&mut *store.connection().await)
            .await
            .unwrap()
    }

    /// Inserts one row into each table. `age` says how old each row is.
    async fn insert(store: &Store, key: &str, age: SignedDuration) {
        let then = seconds_before(NOON, age);
        for statement in [
            "INSERT INTO session VALUES ($1, '{}', $2)",
            "INSERT INTO sign_in (id, issuer, organisations, signed_in_at, last_seen_at) \
             VALUES ($1, 'i', '[]', $2, $2)",
            "INSERT INTO pending_login VALUES ($1, 'b', NULL, '/', $2, $2)",
            "INSERT INTO redirect_attempt VALUES ($1, 'b', 's', '991825827', $2, $2)",
            "INSERT INTO request_intent (state, organisation, \"plan\", created_at, closed_at) \
             VALUES ($1, '991825827', 'basis', $2, $2)",
        ] {
            sqlx::query(statement)
                .bind(key)
                .bind(then)
                .execute(&mut *store.connection().await)
                .await
                .unwrap();
        }
    }

    const TABLES: [&str; 5] = [
        "session",
        "sign_in",
        "pending_login",
        "redirect_attempt",
        "request_intent",
    ];

    #[tokio::test]
    async fn old_rows_of_every_table_are_deleted_and_others_stay() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        insert(&store, "old", SignedDuration::from_hours(2 * 365 * 24)).await;
        insert(&store, "new", SignedDuration::from_secs(-1)).await;
        let organisation = "310702641".parse().unwrap();
        // SmartCloud never deletes an open intent. This intent is very old.
        let open = store
            .get_or_create_intent(
                &organisation,
                crate::plan::PlanId::Basis,
                Timestamp::UNIX_EPOCH,
            )
            .await
            .unwrap();

        assert_eq!(store.delete_old_rows(NOON).await.unwrap(), 5);
        for table in TABLES {
            let expected = if table == "request_intent" { 2 } else { 1 };
            assert_eq!(count(&store, table).await, expected, "{table}");
        }
        let found = store.open_intent(&organisation).await.unwrap();
        assert_eq!(found, Some(open));
    }

    /// SmartCloud deletes old rows in batches. A waiting HTTP request must get the database connection between two
    /// batches, not only after the last batch.
    #[tokio::test]
    async fn the_deletion_of_many_rows_lets_requests_through() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let rows = BATCH * 3;
        sqlx::query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
             INSERT INTO session SELECT i, '{}', 0 FROM n",
        )
        .bind(rows)
        .execute(&mut *store.connection().await)
        .await
        .unwrap();

        let request = async { count(&store, "session").await };
        let (deleted, left) = tokio::join!(store.delete_old_rows(NOON), request);
        assert_eq!(deleted.unwrap(), rows.unsigned_abs());
        assert!(left > 0);
    }
}
