use jiff::Timestamp;
use sqlx::FromRow;

use super::{Error, Store, time};
use crate::{onboarding::Journey, plan::PlanId};
use altinn_types::OrgNumber;

/// A row of the table `journey`, with the wanted plan. If the store has no journey for the customer, all columns of the
/// journey are `None`.
#[derive(FromRow)]
struct Row {
    wanted_plan: Option<String>,
    onboarding: Option<String>,
    plan: Option<String>,
    request: Option<String>,
    asked_at: Option<i64>,
    opened_at: Option<i64>,
    answered_at: Option<i64>,
    checked_at: Option<i64>,
}

impl Row {
    fn read(self, organisation: OrgNumber) -> Result<Journey, Error> {
        // If the column names a plan that SmartCloud no longer sells, the plan is `None`.
        let plan = |plan: Option<String>| plan.and_then(|plan| plan.parse().ok());
        let onboarding = self.onboarding.as_deref().map(serde_json::from_str);
        Ok(Journey {
            organisation,
            onboarding: onboarding
                .transpose()
                .map_err(Error::unreadable("an onboarding"))?
                .unwrap_or_default(),
            plan: plan(self.plan),
            wanted_plan: plan(self.wanted_plan),
            request: self
                .request
                .map(|id| id.parse())
                .transpose()
                .map_err(Error::unreadable("a request id"))?,
            asked_at: time(self.asked_at),
            opened_at: time(self.opened_at),
            answered_at: time(self.answered_at),
            checked_at: time(self.checked_at),
        })
    }
}

impl Store {
    /// Returns how far a customer has come, according to Altinn's last response.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn journey(&self, organisation: &OrgNumber) -> Result<Journey, Error> {
        // The wanted plan is the plan of the open intent, or of the newest intent if none is open. The query returns a
        // row even if the customer has no journey yet, because the intent is saved first.
        let row: Row = sqlx::query_as(
            "SELECT (SELECT \"plan\" FROM request_intent \
             WHERE organisation = $1 \
             ORDER BY closed_at IS NULL DESC, created_at DESC, rowid DESC LIMIT 1) AS wanted_plan, \
             onboarding, \"plan\", request, asked_at, opened_at, answered_at, checked_at \
             FROM (SELECT 1) AS one_row LEFT JOIN journey ON organisation = $1",
        )
        .bind(organisation.as_str())
        .fetch_one(&mut *self.connection().await)
        .await?;
        row.read(organisation.clone())
    }

    /// Saves a journey without its wanted plan, because the wanted plan is saved with the [`RequestIntent`].
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. The saved journey is then unchanged.
    ///
    /// [`RequestIntent`]: super::RequestIntent
    pub async fn save_journey(&self, journey: &Journey) -> Result<(), Error> {
        let onboarding = serde_json::to_string(&journey.onboarding)
            .map_err(Error::unreadable("an onboarding"))?;
        sqlx::query(
            "INSERT INTO journey (organisation, onboarding, \"plan\", request, asked_at, opened_at, \
             answered_at, checked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (organisation) DO UPDATE SET onboarding = excluded.onboarding, \
             \"plan\" = excluded.\"plan\", request = excluded.request, asked_at = excluded.asked_at, \
             opened_at = excluded.opened_at, answered_at = excluded.answered_at, \
             checked_at = excluded.checked_at",
        )
        .bind(journey.organisation.as_str())
        .bind(onboarding)
        .bind(journey.plan.map(PlanId::as_str))
        .bind(journey.request.map(|id| id.to_string()))
        .bind(journey.asked_at.map(Timestamp::as_second))
        .bind(journey.opened_at.map(Timestamp::as_second))
        .bind(journey.answered_at.map(Timestamp::as_second))
        .bind(journey.checked_at.map(Timestamp::as_second))
        .execute(&mut *self.connection().await)
        .await?;
        Ok(())
    }
}
