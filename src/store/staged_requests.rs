use jiff::Timestamp;

use super::{Error, LastCall, RequestIntent, Store};
use altinn_types::RequestId;

impl Store {
    /// Saves the intent for a system user request that the simulator has made for a scene of a talk. The saved intent
    /// looks as if SmartCloud had sent this request at `created_at`. The request's `redirectUrl` already contains the
    /// intent's `state`.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails, or if the customer already has an open intent.
    pub async fn save_staged_intent(
        &self,
        intent: &RequestIntent,
        request: RequestId,
        created_at: Timestamp,
    ) -> Result<(), Error> {
        let answered: &'static str = LastCall::Answered.into();
        sqlx::query(
            "INSERT INTO request_intent (state, organisation, \"plan\", last_call, request, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&intent.state)
        .bind(intent.organisation.as_str())
        .bind(intent.plan.as_str())
        .bind(answered)
        .bind(request.to_string())
        .bind(created_at.as_second())
        .execute(&mut *self.connection().await)
        .await?;
        Ok(())
    }
}
