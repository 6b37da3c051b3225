use jiff::{SignedDuration, Timestamp};
use sqlx::Connection;

use super::{BrowserId, Error, Store};
use crate::{idporten::LoginSecrets, local_path::LocalPath};

/// The customer must finish a log-in within this time. After this time, the customer must start a new log-in.
const LOGIN_TIMEOUT: SignedDuration = SignedDuration::from_mins(15);

/// The store keeps an unfinished log-in for this time after its start. If the customer comes back too late to finish
/// the log-in, SmartCloud still knows which page the customer wanted.
const UNFINISHED_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// The store keeps a used log-in for this time, which is the maximum duration of a sign-in. During this time, the
/// customer can open the callback of the log-in again, for example from the browser's history.
const USED_KEPT: SignedDuration = SignedDuration::from_hours(8);

/// The store keeps at most this many log-ins of one browser. A browser can have several, for example in several tabs.
/// The store deletes the oldest ones, so that a browser cannot fill the disk.
const KEPT_AT_MOST: i64 = 100;

#[derive(Debug)]
pub struct PendingLogin {
    pub secrets: LoginSecrets,
    pub next: LocalPath,
}

#[derive(Debug)]
pub enum CallbackMatch {
    /// This browser started the log-in, and this is the first callback for it. The store now counts the log-in as used.
    First(PendingLogin),
    /// This browser started the log-in, but the callback is too late or is not the first callback. The value is the
    /// path of the page that the customer wanted to open after the log-in.
    Closed(LocalPath),
    /// This browser has not started a log-in with this `state`.
    Unknown,
}

impl Store {
    /// Saves a log-in that this browser starts. Each log-in has its own row, so a browser can start several log-ins at
    /// the same time.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, do not redirect the browser.
    pub async fn save_login(
        &self,
        browser: &BrowserId,
        login: &PendingLogin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let secrets = serde_json::to_string(&login.secrets)
            .map_err(Error::unreadable("the secrets of a log-in"))?;
        let mut connection = self.connection().await;
        let mut transaction = connection.begin().await?;
        sqlx::query(
            "INSERT INTO pending_login (state, browser, secrets, next, started_at, forget_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&login.secrets.state)
        .bind(browser.hash())
        .bind(secrets)
        .bind(login.next.as_str())
        .bind(now.as_second())
        .bind(seconds_after(now, UNFINISHED_KEPT))
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM pending_login WHERE state IN (SELECT state FROM pending_login \
             WHERE browser = $1 ORDER BY started_at DESC, state LIMIT -1 OFFSET $2)",
        )
        .bind(browser.hash())
        .bind(KEPT_AT_MOST)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Finds the log-in that this browser started with this `state`. The first callback marks the log-in as used,
    /// because a `state` is valid only once.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, sign nobody in.
    pub async fn match_callback(
        &self,
        browser: Option<&BrowserId>,
        state: &str,
        now: Timestamp,
    ) -> Result<CallbackMatch, Error> {
        let Some(browser) = browser else {
            return Ok(CallbackMatch::Unknown);
        };
        // The transaction first reads the secrets and then deletes them. If the same callback comes in two tabs at
        // once, `IMMEDIATE` makes the second transaction wait. So only the first transaction can read the secrets.
        let mut connection = self.connection().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let row: Option<(Option<String>, String, i64)> = sqlx::query_as(
            "SELECT secrets, next, started_at FROM pending_login WHERE state = $1 AND browser = $2",
        )
        .bind(state)
        .bind(browser.hash())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((secrets, next, started_at)) = row else {
            return Ok(CallbackMatch::Unknown);
        };
        let next = next
            .parse()
            .map_err(Error::unreadable("the path of a log-in"))?;
        let Some(secrets) = secrets else {
            return Ok(CallbackMatch::Closed(next));
        };
        sqlx::query("UPDATE pending_login SET secrets = NULL, forget_at = $1 WHERE state = $2")
            .bind(seconds_after(now, USED_KEPT))
            .bind(state)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        if now.as_second() - started_at >= LOGIN_TIMEOUT.as_secs() {
            return Ok(CallbackMatch::Closed(next));
        }
        let secrets =
            serde_json::from_str(&secrets).map_err(Error::unreadable("the secrets of a log-in"))?;
        Ok(CallbackMatch::First(PendingLogin { secrets, next }))
    }
}

fn seconds_after(now: Timestamp, duration: SignedDuration) -> i64 {
    now.as_second().saturating_add(duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    fn login(state: &str, next: &str) -> PendingLogin {
        let secrets = serde_json::json!({ "state": state, "nonce": "n", "pkce_verifier": "p" });
        PendingLogin {
            secrets: serde_json::from_value(secrets).unwrap(),
            next: next.parse().unwrap(),
        }
    }

    #[tokio::test]
    async fn a_log_in_is_used_once_and_only_by_the_browser_that_started_it() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let (ours, theirs) = (BrowserId::random(), BrowserId::random());
        let saved = store.save_login(&ours, &login("s", "/how"), NOON).await;
        saved.unwrap();
        let row: String = sqlx::query_scalar("SELECT browser FROM pending_login")
            .fetch_one(&mut *store.connection().await)
            .await
            .unwrap();
        assert_ne!(row, ours.as_str(), "the table holds a hash");
        let callback = |browser, state| store.match_callback(browser, state, NOON);

        for (browser, state) in [(Some(&theirs), "s"), (None, "s"), (Some(&ours), "t")] {
            let found = callback(browser, state).await.unwrap();
            assert!(matches!(found, CallbackMatch::Unknown), "{found:?}");
        }
        let first = callback(Some(&ours), "s").await.unwrap();
        assert!(matches!(first, CallbackMatch::First(_)), "{first:?}");
        let second = callback(Some(&ours), "s").await.unwrap();
        assert!(matches!(second, CallbackMatch::Closed(next) if next.as_str() == "/how"));
    }

    #[tokio::test]
    async fn a_late_callback_signs_nobody_in_but_the_store_knows_what_it_was_for() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let browser = BrowserId::random();
        let saved = store.save_login(&browser, &login("s", "/how"), NOON).await;
        saved.unwrap();
        let late = NOON + LOGIN_TIMEOUT;
        let found = store.match_callback(Some(&browser), "s", late).await;
        assert!(matches!(found.unwrap(), CallbackMatch::Closed(next) if next.as_str() == "/how"));
    }

    #[tokio::test]
    async fn a_browser_cannot_fill_the_table() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let browser = BrowserId::random();
        for number in 0..=KEPT_AT_MOST {
            let now = NOON + SignedDuration::from_secs(number);
            let login = login(&format!("{number}"), "/");
            store.save_login(&browser, &login, now).await.unwrap();
        }
        let oldest = store.match_callback(Some(&browser), "0", NOON).await;
        assert!(matches!(oldest.unwrap(), CallbackMatch::Unknown));
        let next = store.match_callback(Some(&browser), "1", NOON).await;
        assert!(matches!(next.unwrap(), CallbackMatch::First(_)));
    }
}
