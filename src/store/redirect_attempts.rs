use jiff::{SignedDuration, Timestamp};
use sqlx::Connection;

use super::{Error, RequestIntent, Store, hash_of_secret, random_id};
use altinn_types::OrgNumber;

/// The store deletes a redirect attempt at this age.
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The maximum number of unused redirect attempts that the store keeps for one browser. A browser can have several, for
/// example in several tabs. The store deletes the oldest ones, so that a browser cannot fill the disk.
const OPEN_AT_MOST: i64 = 20;

/// The store keeps at most this many redirect attempts, used or unused, of one customer. A browser without a cookie
/// gets a new id at each redirect. [`OPEN_AT_MOST`] does not limit such a browser.
const KEPT_FOR_CUSTOMER: i64 = 200;

/// The random id of a browser, in a separate cookie. SmartCloud uses the id to recognise the browser after a log-in or
/// a visit to Altinn. The id alone does not sign anybody in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserId(pub String);

impl BrowserId {
    #[must_use]
    pub fn random() -> Self {
        Self(random_id())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the hash of the id. The database contains this hash instead of the id.
    pub(super) fn hash(&self) -> String {
        hash_of_secret(&self.0)
    }
}

/// One redirect of one browser to Altinn. When the browser first returns, the store marks the attempt as used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectAttempt {
    pub browser: BrowserId,
    /// The `state` of the [`RequestIntent`] of this redirect.
    pub state: String,
    pub organisation: OrgNumber,
    pub left_at: Timestamp,
}

impl RedirectAttempt {
    #[must_use]
    pub fn new(browser: &BrowserId, intent: &RequestIntent, left_at: Timestamp) -> Self {
        Self {
            browser: browser.clone(),
            state: intent.state.clone(),
            organisation: intent.organisation.clone(),
            left_at,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReturnMatch {
    /// SmartCloud sent this browser to Altinn, and the browser returns for the first time. The attempt is now used.
    First(OrgNumber),
    /// SmartCloud sent this browser to Altinn, and the browser has returned before. The user reloaded the page or went
    /// back.
    Repeated(OrgNumber),
    /// SmartCloud knows the `state`, but did not send this browser to Altinn with this `state`. For example, an
    /// approver got the link from somebody else.
    OtherBrowser,
    /// No saved intent has this `state`.
    Unknown,
}

impl Store {
    /// Saves a redirect attempt. Call this function before you redirect the browser.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, do not redirect the browser.
    pub async fn save_attempt(&self, attempt: &RedirectAttempt) -> Result<(), Error> {
        let mut connection = self.connection().await;
        let mut transaction = connection.begin().await?;
        sqlx::query(
            "DELETE FROM redirect_attempt WHERE id IN (SELECT id FROM redirect_attempt \
             WHERE browser = $1 AND returned_at IS NULL ORDER BY left_at DESC, id LIMIT -1 OFFSET $2)",
        )
        .bind(attempt.browser.hash())
        .bind(OPEN_AT_MOST - 1)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "DELETE FROM redirect_attempt WHERE id IN (SELECT id FROM redirect_attempt \
             WHERE organisation = $1 ORDER BY left_at DESC, id LIMIT -1 OFFSET $2)",
        )
        .bind(attempt.organisation.as_str())
        .bind(KEPT_FOR_CUSTOMER - 1)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO redirect_attempt (id, browser, state, organisation, left_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(random_id())
        .bind(attempt.browser.hash())
        .bind(&attempt.state)
        .bind(attempt.organisation.as_str())
        .bind(attempt.left_at.as_second())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Finds the redirect attempt of a browser that returns with `state`, and marks the attempt as used.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the attempt is still unused.
    pub async fn match_return(
        &self,
        browser: Option<&BrowserId>,
        state: &str,
        now: Timestamp,
    ) -> Result<ReturnMatch, Error> {
        if let Some(browser) = browser {
            // If the same browser returns in two tabs at once, only the first UPDATE finds an unused attempt. If the
            // browser has several unused attempts with this `state`, the UPDATE marks all of them as used.
            let first: Option<String> = sqlx::query_scalar(
                "UPDATE redirect_attempt SET returned_at = $1 \
                 WHERE browser = $2 AND state = $3 AND returned_at IS NULL \
                 RETURNING organisation",
            )
            .bind(now.as_second())
            .bind(browser.hash())
            .bind(state)
            .fetch_optional(&mut *self.connection().await)
            .await?;
            if let Some(organisation) = first {
                return Ok(ReturnMatch::First(organisation_of(&organisation)?));
            }

            let repeated: Option<String> = sqlx::query_scalar(
                "SELECT organisation FROM redirect_attempt WHERE browser = $1 AND state = $2 LIMIT 1",
            )
            .bind(browser.hash())
            .bind(state)
            .fetch_optional(&mut *self.connection().await)
            .await?;
            if let Some(organisation) = repeated {
                return Ok(ReturnMatch::Repeated(organisation_of(&organisation)?));
            }
        }

        let known: Option<String> =
            sqlx::query_scalar("SELECT organisation FROM request_intent WHERE state = $1")
                .bind(state)
                .fetch_optional(&mut *self.connection().await)
                .await?;
        Ok(known.map_or(ReturnMatch::Unknown, |_| ReturnMatch::OtherBrowser))
    }

    /// Whether this browser has returned from Altinn for this customer at `since` or later.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn returned_since(
        &self,
        browser: &BrowserId,
        organisation: &OrgNumber,
        since: Timestamp,
    ) -> Result<bool, Error> {
        let row: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM redirect_attempt WHERE browser = $1 AND organisation = $2 AND returned_at >= $3 \
             LIMIT 1",
        )
        .bind(browser.hash())
        .bind(organisation.as_str())
        .bind(since.as_second())
        .fetch_optional(&mut *self.connection().await)
        .await?;
        Ok(row.is_some())
    }
}

fn organisation_of(text: &str) -> Result<OrgNumber, Error> {
    text.parse()
        .map_err(Error::unreadable("an organisation number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PlanId;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    async fn store_with_intent() -> (Store, OrgNumber, String) {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let organisation: OrgNumber = "991825827".parse().unwrap();
        let intent = store
            .get_or_create_intent(&organisation, PlanId::Basis, NOON)
            .await
            .unwrap();
        (store, organisation, intent.state)
    }

    fn attempt(browser: &BrowserId, state: &str, left_at: Timestamp) -> RedirectAttempt {
        RedirectAttempt {
            browser: browser.clone(),
            state: state.to_owned(),
            organisation: "991825827".parse().unwrap(),
            left_at,
        }
    }

    #[tokio::test]
    async fn an_attempt_is_used_once_and_then_remembered() {
        let (store, organisation, state) = store_with_intent().await;
        let browser = BrowserId::random();
        store
            .save_attempt(&attempt(&browser, &state, NOON))
            .await
            .unwrap();

        let first = store
            .match_return(Some(&browser), &state, NOON)
            .await
            .unwrap();
        let second = store
            .match_return(Some(&browser), &state, NOON)
            .await
            .unwrap();
        assert_eq!(first, ReturnMatch::First(organisation.clone()));
        assert_eq!(second, ReturnMatch::Repeated(organisation));
    }

    #[tokio::test]
    async fn the_database_does_not_contain_the_id_of_a_browser() {
        let (store, _, state) = store_with_intent().await;
        let browser = BrowserId::random();
        let saved = store.save_attempt(&attempt(&browser, &state, NOON)).await;
        saved.unwrap();
        let saved: String = sqlx::query_scalar("SELECT browser FROM redirect_attempt")
            .fetch_one(&mut *store.connection().await)
            .await
            .unwrap();
        assert_eq!(saved.len(), 43);
        assert!(!saved.contains(browser.as_str()));
    }

    #[tokio::test]
    async fn a_second_attempt_for_the_same_request_returns_too() {
        let (store, organisation, state) = store_with_intent().await;
        let browser = BrowserId::random();
        for _ in 0..2 {
            store
                .save_attempt(&attempt(&browser, &state, NOON))
                .await
                .unwrap();
            let found = store
                .match_return(Some(&browser), &state, NOON)
                .await
                .unwrap();
            assert_eq!(found, ReturnMatch::First(organisation.clone()));
        }
    }

    #[tokio::test]
    async fn another_browser_and_an_invented_state_give_different_results() {
        let (store, _, state) = store_with_intent().await;
        let browser = BrowserId::random();
        store
            .save_attempt(&attempt(&browser, &state, NOON))
            .await
            .unwrap();

        let other = BrowserId::random();
        for stranger in [Some(&other), None] {
            let found = store.match_return(stranger, &state, NOON).await.unwrap();
            assert_eq!(found, ReturnMatch::OtherBrowser);
        }
        let made_up = store.match_return(Some(&browser), "0", NOON).await.unwrap();
        assert_eq!(made_up, ReturnMatch::Unknown);
    }

    #[tokio::test]
    async fn the_oldest_of_too_many_unused_attempts_is_deleted() {
        let (store, ..) = store_with_intent().await;
        let browser = BrowserId::random();
        for trip in 0..=OPEN_AT_MOST {
            let left_at = Timestamp::from_second(NOON.as_second() + trip).unwrap();
            store
                .save_attempt(&attempt(&browser, &trip.to_string(), left_at))
                .await
                .unwrap();
        }
        let open: i64 = sqlx::query_scalar("SELECT count(*) FROM redirect_attempt")
            .fetch_one(&mut *store.connection().await)
            .await
            .unwrap();
        assert_eq!(open, OPEN_AT_MOST);
        assert_eq!(
            store.match_return(Some(&browser), "0", NOON).await.unwrap(),
            ReturnMatch::Unknown
        );
    }

    #[tokio::test]
    async fn the_limit_holds_for_a_customer_whose_browser_sends_no_cookie() {
        let (store, _, state) = store_with_intent().await;
        for trip in 0..KEPT_FOR_CUSTOMER + 10 {
            let left_at = NOON + SignedDuration::from_secs(trip);
            let attempt = attempt(&BrowserId::random(), &state, left_at);
            store.save_attempt(&attempt).await.unwrap();
        }
        let (kept, oldest): (i64, i64) =
            sqlx::query_as("SELECT count(*), min(left_at) FROM redirect_attempt")
                .fetch_one(&mut *store.connection().await)
                .await
                .unwrap();
        assert_eq!((kept, oldest), (KEPT_FOR_CUSTOMER, NOON.as_second() + 10));
    }
}
