use jiff::Timestamp;

use super::{Error, Store, random_id};
use crate::plan::PlanId;
use altinn_types::OrgNumber;

/// What a customer wants SmartCloud to ask Altinn for, with the `state` that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    pub organisation: OrgNumber,
    pub plan: PlanId,
    /// 128 random bits. Rides in the query of `redirectUrl`, names the request and proves nothing.
    pub state: String,
}

impl Store {
    /// The customer's intent for `plan`: the open one where it is for the same plan, else a new one,
    /// which takes its place.
    ///
    /// # Errors
    ///
    /// [`Error`] where the database gives no answer; then no intent has changed.
    pub async fn intent(
        &self,
        organisation: &OrgNumber,
        plan: PlanId,
        now: Timestamp,
    ) -> Result<Intent, Error> {
        // It reads before it writes: the write lock is taken at once, or two of these could block each other.
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let open: Option<String> = sqlx::query_scalar(
            "SELECT state FROM intent WHERE organisation = $1 AND \"plan\" = $2 AND closed_at IS NULL",
        )
        .bind(organisation.as_str())
        .bind(plan.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let state = if let Some(state) = open {
            state
        } else {
            sqlx::query(
                "UPDATE intent SET closed_at = $1 WHERE organisation = $2 AND closed_at IS NULL",
            )
            .bind(now.as_second())
            .bind(organisation.as_str())
            .execute(&mut *transaction)
            .await?;
            let state = random_id();
            sqlx::query(
                "INSERT INTO intent (state, organisation, \"plan\", created_at) \
                     VALUES ($1, $2, $3, $4)",
            )
            .bind(&state)
            .bind(organisation.as_str())
            .bind(plan.as_str())
            .bind(now.as_second())
            .execute(&mut *transaction)
            .await?;
            state
        };
        transaction.commit().await?;
        Ok(Intent {
            organisation: organisation.clone(),
            plan,
            state,
        })
    }

    /// The intent that waits for an answer, where there is one.
    ///
    /// # Errors
    ///
    /// [`Error`] where the database gives no answer, or the intent is for a plan no longer known.
    pub async fn open_intent(&self, organisation: &OrgNumber) -> Result<Option<Intent>, Error> {
        let row: Option<(String, String)> = sqlx::query_as(
            "SELECT state, \"plan\" FROM intent WHERE organisation = $1 AND closed_at IS NULL",
        )
        .bind(organisation.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|(state, plan)| {
            Ok(Intent {
                organisation: organisation.clone(),
                plan: plan.parse().map_err(Error::unreadable("a plan"))?,
                state,
            })
        })
        .transpose()
    }

    /// Closes the customer's intent once it is answered. What comes next gets a `state` of its own.
    ///
    /// # Errors
    ///
    /// [`Error`] where the database gives no answer.
    pub async fn close_intent(
        &self,
        organisation: &OrgNumber,
        now: Timestamp,
    ) -> Result<(), Error> {
        sqlx::query(
            "UPDATE intent SET closed_at = $1 WHERE organisation = $2 AND closed_at IS NULL",
        )
        .bind(now.as_second())
        .bind(organisation.as_str())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
