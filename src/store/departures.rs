use jiff::{SignedDuration, Timestamp};

use super::{Error, Intent, Store, random_id};
use altinn_types::OrgNumber;

/// A departure that nobody came back from is forgotten after this long.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A browser has this many departures open at most; the oldest makes room. Enough for tabs, too few
/// to fill a disk with.
const OPEN_AT_MOST: i64 = 20;

/// Which browser this is: a random id in a cookie of its own. It signs no one in.
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
}

/// One trip of one browser to Altinn. It is used once, by the return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    pub browser: BrowserId,
    /// Of the intent that the trip is for.
    pub state: String,
    pub organisation: OrgNumber,
    pub left_at: Timestamp,
}

impl Departure {
    #[must_use]
    pub fn new(browser: &BrowserId, intent: &Intent, left_at: Timestamp) -> Self {
        Self {
            browser: browser.clone(),
            state: intent.state.clone(),
            organisation: intent.organisation.clone(),
            left_at,
        }
    }
}

/// Who is at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// This browser, from a departure that is now used.
    Back(OrgNumber),
    /// This browser, once more.
    Again(OrgNumber),
    /// Another browser: the approver's, or one with a forwarded link.
    Elsewhere,
    /// The state is of no intent.
    Unknown,
}

impl Store {
    /// Writes a departure down, before the browser leaves.
    ///
    /// # Errors
    ///
    /// [`Error`] where the database gives no answer; then nobody should be sent off.
    pub async fn depart(&self, departure: &Departure) -> Result<(), Error> {
        let forgotten = departure
            .left_at
            .checked_sub(KEPT)
            .unwrap_or(Timestamp::MIN)
            .as_second();
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM departure WHERE left_at < $1")
            .bind(forgotten)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM departure WHERE id IN (SELECT id FROM departure \
             WHERE browser = $1 AND returned_at IS NULL ORDER BY left_at DESC, id LIMIT -1 OFFSET $2)",
        )
        .bind(departure.browser.as_str())
        .bind(OPEN_AT_MOST - 1)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO departure (id, browser, state, organisation, left_at) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(random_id())
        .bind(departure.browser.as_str())
        .bind(&departure.state)
        .bind(departure.organisation.as_str())
        .bind(departure.left_at.as_second())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes in a browser that comes back with `state`.
    ///
    /// # Errors
    ///
    /// [`Error`] where the database gives no answer; then the departure is still unused.
    pub async fn arrive(
        &self,
        browser: Option<&BrowserId>,
        state: &str,
        now: Timestamp,
    ) -> Result<Arrival, Error> {
        if let Some(browser) = browser {
            // Two returns at once: the database lets one of them through. Departures that were left
            // open by a closed tab are used up together.
            let back: Option<String> = sqlx::query_scalar(
                "UPDATE departure SET returned_at = $1 \
                 WHERE browser = $2 AND state = $3 AND returned_at IS NULL \
                 RETURNING organisation",
            )
            .bind(now.as_second())
            .bind(browser.as_str())
            .bind(state)
            .fetch_optional(&self.pool)
            .await?;
            if let Some(organisation) = back {
                return Ok(Arrival::Back(organisation_of(&organisation)?));
            }

            let again: Option<String> = sqlx::query_scalar(
                "SELECT organisation FROM departure WHERE browser = $1 AND state = $2 LIMIT 1",
            )
            .bind(browser.as_str())
            .bind(state)
            .fetch_optional(&self.pool)
            .await?;
            if let Some(organisation) = again {
                return Ok(Arrival::Again(organisation_of(&organisation)?));
            }
        }

        let known: Option<String> =
            sqlx::query_scalar("SELECT organisation FROM intent WHERE state = $1")
                .bind(state)
                .fetch_optional(&self.pool)
                .await?;
        Ok(known.map_or(Arrival::Unknown, |_| Arrival::Elsewhere))
    }

    /// Whether this browser has come back from Altinn for the customer since `since`.
    ///
    /// # Errors
    ///
    /// [`Error`] where the database gives no answer.
    pub async fn returned_since(
        &self,
        browser: &BrowserId,
        organisation: &OrgNumber,
        since: Timestamp,
    ) -> Result<bool, Error> {
        let row: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM departure WHERE browser = $1 AND organisation = $2 AND returned_at >= $3 \
             LIMIT 1",
        )
        .bind(browser.as_str())
        .bind(organisation.as_str())
        .bind(since.as_second())
        .fetch_optional(&self.pool)
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
            .intent(&organisation, PlanId::Basis, NOON)
            .await
            .unwrap();
        (store, organisation, intent.state)
    }

    fn departure(browser: &BrowserId, state: &str, left_at: Timestamp) -> Departure {
        Departure {
            browser: browser.clone(),
            state: state.to_owned(),
            organisation: "991825827".parse().unwrap(),
            left_at,
        }
    }

    #[tokio::test]
    async fn a_departure_is_used_once_and_then_remembered() {
        let (store, organisation, state) = store_with_intent().await;
        let browser = BrowserId::random();
        store
            .depart(&departure(&browser, &state, NOON))
            .await
            .unwrap();

        let first = store.arrive(Some(&browser), &state, NOON).await.unwrap();
        let second = store.arrive(Some(&browser), &state, NOON).await.unwrap();
        assert_eq!(first, Arrival::Back(organisation.clone()));
        assert_eq!(second, Arrival::Again(organisation));
    }

    #[tokio::test]
    async fn a_second_trip_for_the_same_request_comes_back_too() {
        let (store, organisation, state) = store_with_intent().await;
        let browser = BrowserId::random();
        for _ in 0..2 {
            store
                .depart(&departure(&browser, &state, NOON))
                .await
                .unwrap();
            let arrival = store.arrive(Some(&browser), &state, NOON).await.unwrap();
            assert_eq!(arrival, Arrival::Back(organisation.clone()));
        }
    }

    #[tokio::test]
    async fn another_browser_and_a_made_up_state_are_told_apart() {
        let (store, _, state) = store_with_intent().await;
        let browser = BrowserId::random();
        store
            .depart(&departure(&browser, &state, NOON))
            .await
            .unwrap();

        let other = BrowserId::random();
        for stranger in [Some(&other), None] {
            let arrival = store.arrive(stranger, &state, NOON).await.unwrap();
            assert_eq!(arrival, Arrival::Elsewhere);
        }
        let made_up = store.arrive(Some(&browser), "0", NOON).await.unwrap();
        assert_eq!(made_up, Arrival::Unknown);
    }

    #[tokio::test]
    async fn the_oldest_of_too_many_open_departures_makes_room() {
        let (store, ..) = store_with_intent().await;
        let browser = BrowserId::random();
        for trip in 0..=OPEN_AT_MOST {
            let left_at = Timestamp::from_second(NOON.as_second() + trip).unwrap();
            store
                .depart(&departure(&browser, &trip.to_string(), left_at))
                .await
                .unwrap();
        }
        let open: i64 = sqlx::query_scalar("SELECT count(*) FROM departure")
            .fetch_one(store.pool())
            .await
            .unwrap();
        assert_eq!(open, OPEN_AT_MOST);
        assert_eq!(
            store.arrive(Some(&browser), "0", NOON).await.unwrap(),
            Arrival::Unknown
        );
    }

    #[tokio::test]
    async fn an_intent_keeps_its_state_until_it_is_answered_or_another_plan_is_chosen() {
        let (store, organisation, state) = store_with_intent().await;
        let intent = |plan| store.intent(&organisation, plan, NOON);
        assert_eq!(intent(PlanId::Basis).await.unwrap().state, state);

        let other = intent(PlanId::Drift).await.unwrap();
        assert_ne!(other.state, state);
        assert_eq!(
            store.open_intent(&organisation).await.unwrap(),
            Some(other.clone())
        );

        store.close_intent(&organisation, NOON).await.unwrap();
        assert_eq!(store.open_intent(&organisation).await.unwrap(), None);
        assert_ne!(intent(PlanId::Drift).await.unwrap().state, other.state);
    }
}
