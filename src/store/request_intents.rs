use jiff::{SignedDuration, Timestamp};
use sqlx::Connection;

use super::{Error, Store, random_id};
use crate::plan::PlanId;
use altinn_types::{OrgNumber, RequestId};

/// The store keeps a closed intent for this time. A browser can return late, and somebody can approve an expired
/// request late. In both cases, SmartCloud needs the closed intent.
pub(super) const CLOSED_KEPT: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The store keeps at most this number of intents of one customer. Each time that a connected customer posts the form
/// again, the store gets another closed intent.
const KEPT_AT_MOST: i64 = 200;

/// The decision to request access for the plan that a customer wants. SmartCloud saves this decision in the database
/// before it calls Altinn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestIntent {
    pub organisation: OrgNumber,
    pub plan: PlanId,
    /// The `state` that SmartCloud puts into the query of `redirectUrl`: 128 random bits. The `state` identifies the
    /// request, but does not prove which browser returns.
    pub state: String,
    pub last_call: LastCall,
}

/// The call that SmartCloud last sent to Altinn for an intent. SmartCloud saves this value *before* it sends the call
/// to Altinn. So after a crash or a lost response, SmartCloud knows which call has possibly had an effect at Altinn.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum LastCall {
    /// The POST that creates the request at Altinn. SmartCloud has not deleted an old request before this POST.
    Post,
    /// The DELETE of the old request. SmartCloud has not yet sent the POST that creates the new request.
    Delete,
    /// The POST that creates the new request. Before this POST, SmartCloud sent the DELETE of the old request. If the
    /// response to the DELETE was lost, Altinn possibly still has the old request.
    PostAfterDelete,
    /// Altinn has answered with the request of this intent, so SmartCloud does not wait for a response.
    Answered,
}

impl LastCall {
    fn as_str(self) -> &'static str {
        self.into()
    }

    fn read(text: &str) -> Result<Self, Error> {
        text.parse()
            .map_err(|_| Error::unreadable("a call to Altinn")(format!("`{text}`")))
    }

    /// Whether SmartCloud has started to replace an old request, and does not know yet whether Altinn has the new
    /// request.
    #[must_use]
    pub fn is_replacing(self) -> bool {
        matches!(self, Self::Delete | Self::PostAfterDelete)
    }
}

/// The columns `state`, `plan` and `last_call` of an intent.
type Row = (String, String, String);

pub(super) fn read_row(
    organisation: &OrgNumber,
    (state, plan, last_call): Row,
) -> Result<RequestIntent, Error> {
    Ok(RequestIntent {
        organisation: organisation.clone(),
        plan: plan.parse().map_err(Error::unreadable("a plan"))?,
        state,
        last_call: LastCall::read(&last_call)?,
    })
}

impl Store {
    /// Gets or creates the customer's open intent for `plan`.
    ///
    /// A customer has at most one open intent. If the open intent is for another plan, this function closes it and
    /// creates a new intent.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, all saved intents are unchanged.
    pub async fn get_or_create_intent(
        &self,
        organisation: &OrgNumber,
        plan: PlanId,
        now: Timestamp,
    ) -> Result<RequestIntent, Error> {
        // With IMMEDIATE, the transaction takes the write lock before it reads. Otherwise two programs with read locks
        // could block each other's write lock.
        let mut connection = self.connection().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let open: Option<Row> = sqlx::query_as(
            "SELECT state, \"plan\", last_call FROM request_intent \
             WHERE organisation = $1 AND \"plan\" = $2 AND closed_at IS NULL",
        )
        .bind(organisation.as_str())
        .bind(plan.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let intent = if let Some(row) = open {
            read_row(organisation, row)?
        } else {
            sqlx::query(
                "UPDATE request_intent SET closed_at = $1 \
                 WHERE organisation = $2 AND closed_at IS NULL",
            )
            .bind(now.as_second())
            .bind(organisation.as_str())
            .execute(&mut *transaction)
            .await?;
            let intent = RequestIntent {
                organisation: organisation.clone(),
                plan,
                state: random_id(),
                last_call: LastCall::Post,
            };
            sqlx::query(
                "INSERT INTO request_intent (state, organisation, \"plan\", last_call, created_at) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(&intent.state)
            .bind(organisation.as_str())
            .bind(plan.as_str())
            .bind(intent.last_call.as_str())
            .bind(now.as_second())
            .execute(&mut *transaction)
            .await?;
            sqlx::query(
                "DELETE FROM request_intent WHERE organisation = $1 AND rowid IN \
                 (SELECT rowid FROM request_intent WHERE organisation = $1 \
                 ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET $2)",
            )
            .bind(organisation.as_str())
            .bind(KEPT_AT_MOST)
            .execute(&mut *transaction)
            .await?;
            intent
        };
        transaction.commit().await?;
        Ok(intent)
    }

    /// Returns the customer's open intent, or `None` if the customer has no open intent.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails, or if the intent is for a plan that SmartCloud no longer sells.
    pub async fn open_intent(
        &self,
        organisation: &OrgNumber,
    ) -> Result<Option<RequestIntent>, Error> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT state, \"plan\", last_call FROM request_intent \
             WHERE organisation = $1 AND closed_at IS NULL",
        )
        .bind(organisation.as_str())
        .fetch_optional(&mut *self.connection().await)
        .await?;
        row.map(|row| read_row(organisation, row)).transpose()
    }

    /// Returns the intent with this `state`, whether it is open or closed.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails, or if the intent is for a plan that SmartCloud no longer sells.
    pub async fn intent_with_state(
        &self,
        organisation: &OrgNumber,
        state: &str,
    ) -> Result<Option<RequestIntent>, Error> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT state, \"plan\", last_call FROM request_intent \
             WHERE organisation = $1 AND state = $2",
        )
        .bind(organisation.as_str())
        .bind(state)
        .fetch_optional(&mut *self.connection().await)
        .await?;
        row.map(|row| read_row(organisation, row)).transpose()
    }

    /// Saves which call SmartCloud will next send to Altinn for the intent with this `state`.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, do not send the call to Altinn.
    pub async fn save_last_call(&self, state: &str, call: LastCall) -> Result<(), Error> {
        sqlx::query("UPDATE request_intent SET last_call = $1 WHERE state = $2")
            .bind(call.as_str())
            .bind(state)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// Saves which request Altinn has for the intent with this `state`.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the intent is unchanged.
    pub async fn save_request_id(&self, state: &str, request: RequestId) -> Result<(), Error> {
        sqlx::query("UPDATE request_intent SET request = $1 WHERE state = $2")
            .bind(request.to_string())
            .bind(state)
            .execute(&mut *self.connection().await)
            .await?;
        Ok(())
    }

    /// Returns the plan that SmartCloud saved with this request id. Altinn may have deleted the request since then.
    /// Returns `None` if the id is unknown, or if SmartCloud no longer sells the plan.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn plan_of_request(
        &self,
        organisation: &OrgNumber,
        request: RequestId,
    ) -> Result<Option<PlanId>, Error> {
        let plan: Option<String> = sqlx::query_scalar(
            "SELECT \"plan\" FROM request_intent WHERE organisation = $1 AND request = $2",
        )
        .bind(organisation.as_str())
        .bind(request.to_string())
        .fetch_optional(&mut *self.connection().await)
        .await?;
        Ok(plan.and_then(|plan| plan.parse().ok()))
    }

    /// Opens the customer's intent with this `state`, and saves the request's id in the intent. Call this function when
    /// Altinn's response contains the request of this intent. If the `state` is unknown, nothing changes.
    ///
    /// Altinn has at most one request for a customer. So this function deletes an open intent whose POST Altinn refused,
    /// and closes the customer's other open intents. An intent that replaces a request is closed, not deleted: a DELETE
    /// can take effect late, and then the customer still wants this plan.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, all saved intents are unchanged.
    pub async fn open_answered_intent(
        &self,
        organisation: &OrgNumber,
        state: &str,
        request: RequestId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut connection = self.connection().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let known: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM request_intent WHERE organisation = $1 AND state = $2",
        )
        .bind(organisation.as_str())
        .bind(state)
        .fetch_optional(&mut *transaction)
        .await?;
        if known.is_none() {
            return Ok(());
        }
        sqlx::query(
            "DELETE FROM request_intent \
             WHERE organisation = $1 AND state <> $2 AND closed_at IS NULL AND request IS NULL \
             AND last_call = $3 AND NOT EXISTS \
             (SELECT 1 FROM redirect_attempt WHERE redirect_attempt.state = request_intent.state)",
        )
        .bind(organisation.as_str())
        .bind(state)
        .bind(LastCall::Post.as_str())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE request_intent SET closed_at = $1 \
             WHERE organisation = $2 AND state <> $3 AND closed_at IS NULL",
        )
        .bind(now.as_second())
        .bind(organisation.as_str())
        .bind(state)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE request_intent SET closed_at = NULL, last_call = $1, request = $2 WHERE state = $3",
        )
        .bind(LastCall::Answered.as_str())
        .bind(request.to_string())
        .bind(state)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Closes the customer's open intent. Call this function when the intent's request is no longer open at Altinn. The
    /// customer's next request then gets a new `state`.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn close_intent(
        &self,
        organisation: &OrgNumber,
        now: Timestamp,
    ) -> Result<(), Error> {
        sqlx::query(
            "UPDATE request_intent SET closed_at = $1 WHERE organisation = $2 AND closed_at IS NULL",
        )
        .bind(now.as_second())
        .bind(organisation.as_str())
        .execute(&mut *self.connection().await)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::store::{BrowserId, RedirectAttempt};

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    fn request() -> RequestId {
        RequestId(uuid::Uuid::from_u128(1))
    }

    async fn store() -> (Store, OrgNumber) {
        let store = Store::open("sqlite::memory:").await.unwrap();
        (store, "991825827".parse().unwrap())
    }

    #[tokio::test]
    async fn an_intent_keeps_its_state_until_it_is_closed_or_another_plan_is_chosen() {
        let (store, organisation) = store().await;
        let intent = |plan| store.get_or_create_intent(&organisation, plan, NOON);
        let basis = intent(PlanId::Basis).await.unwrap();
        assert_eq!(intent(PlanId::Basis).await.unwrap(), basis);

        let drift = intent(PlanId::Drift).await.unwrap();
        assert_ne!(drift.state, basis.state);
        let open = store.open_intent(&organisation).await.unwrap();
        assert_eq!(open, Some(drift.clone()));

        store.close_intent(&organisation, NOON).await.unwrap();
        assert_eq!(store.open_intent(&organisation).await.unwrap(), None);
        assert_ne!(intent(PlanId::Drift).await.unwrap().state, drift.state);
    }

    #[tokio::test]
    async fn the_last_call_is_read_back_as_it_was_saved() {
        let (store, organisation) = store().await;
        let intent = store
            .get_or_create_intent(&organisation, PlanId::Basis, NOON)
            .await
            .unwrap();
        for &call in LastCall::VARIANTS {
            store.save_last_call(&intent.state, call).await.unwrap();
            let open = store.open_intent(&organisation).await.unwrap().unwrap();
            assert_eq!(open.last_call, call);
        }
    }

    #[tokio::test]
    async fn the_intent_whose_request_altinn_holds_becomes_the_open_one_again() {
        let (store, organisation) = store().await;
        let intent = |plan| store.get_or_create_intent(&organisation, plan, NOON);
        let basis = intent(PlanId::Basis).await.unwrap();
        let drift = intent(PlanId::Drift).await.unwrap();

        store
            .open_answered_intent(&organisation, "unknown", request(), NOON)
            .await
            .unwrap();
        let open = store.open_intent(&organisation).await.unwrap();
        assert_eq!(
            open,
            Some(drift.clone()),
            "an unknown state changes nothing"
        );

        store
            .open_answered_intent(&organisation, &basis.state, request(), NOON)
            .await
            .unwrap();
        let open = store.open_intent(&organisation).await.unwrap().unwrap();
        assert_eq!(open.state, basis.state);
        assert_eq!(open.last_call, LastCall::Answered);
        let plan = store.plan_of_request(&organisation, request()).await;
        assert_eq!(plan.unwrap(), Some(PlanId::Basis));
        let dropped = store.intent_with_state(&organisation, &drift.state).await;
        assert_eq!(dropped.unwrap(), None);
    }

    #[tokio::test]
    async fn an_intent_that_replaces_a_request_stays_the_wanted_plan() {
        let (store, organisation) = store().await;
        let intent = |plan| store.get_or_create_intent(&organisation, plan, NOON);
        let basis = intent(PlanId::Basis).await.unwrap();
        let drift = intent(PlanId::Drift).await.unwrap();
        let saved = store.save_last_call(&drift.state, LastCall::Delete).await;
        saved.unwrap();
        // The DELETE takes effect late, so Altinn still answers with the old request.
        let opened = store.open_answered_intent(&organisation, &basis.state, request(), NOON);
        opened.await.unwrap();
        store.close_intent(&organisation, NOON).await.unwrap();
        let journey = store.journey(&organisation).await.unwrap();
        assert_eq!(journey.wanted_plan, Some(PlanId::Drift));
    }

    #[tokio::test]
    async fn a_customer_cannot_fill_the_table() {
        let (store, organisation) = store().await;
        let mut first = None;
        for _ in 0..=KEPT_AT_MOST {
            let intent = store.get_or_create_intent(&organisation, PlanId::Basis, NOON);
            let intent = intent.await.unwrap();
            store.close_intent(&organisation, NOON).await.unwrap();
            first.get_or_insert(intent.state);
        }
        let first = first.unwrap();
        let oldest = store.intent_with_state(&organisation, &first).await;
        assert_eq!(oldest.unwrap(), None);
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM request_intent")
            .fetch_one(&mut *store.connection().await)
            .await
            .unwrap();
        assert_eq!(count, KEPT_AT_MOST);
    }

    #[tokio::test]
    async fn an_intent_that_a_browser_left_with_is_kept() {
        let (store, organisation) = store().await;
        let intent = |plan| store.get_or_create_intent(&organisation, plan, NOON);
        let basis = intent(PlanId::Basis).await.unwrap();
        let drift = intent(PlanId::Drift).await.unwrap();
        let attempt = RedirectAttempt::new(&BrowserId::random(), &drift, NOON);
        store.save_attempt(&attempt).await.unwrap();
        store
            .open_answered_intent(&organisation, &basis.state, request(), NOON)
            .await
            .unwrap();
        let kept = store.intent_with_state(&organisation, &drift.state).await;
        assert!(kept.unwrap().is_some());
    }
}
