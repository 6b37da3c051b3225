use jiff::Timestamp;
use sqlx::FromRow;

use super::{Error, RequestIntent, Store, request_intents, time};
use crate::{onboarding::Journey, plan::PlanId};
use altinn_types::OrgNumber;

/// A row of the table `journey`, with the wanted plan. If the store has no journey for the customer, the columns of the
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

/// A row with the columns of the open intent. If no intent is open, these columns are `None`.
#[derive(FromRow)]
struct RowWithIntent {
    #[sqlx(flatten)]
    journey: Row,
    open_state: Option<String>,
    open_plan: Option<String>,
    open_last_call: Option<String>,
}

impl Row {
    fn read(self, organisation: OrgNumber) -> Result<Journey, Error> {
        // The plan is `None` if SmartCloud no longer sells the saved plan.
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
    /// Returns the journey of a customer. If the store has none, returns the journey of a customer who has not started.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails.
    pub async fn journey(&self, organisation: &OrgNumber) -> Result<Journey, Error> {
        // If an intent is open, the wanted plan is the plan of this intent. Otherwise, it is the plan of the newest
        // intent. SmartCloud saves the intent before the journey, so the query must also work if no journey exists yet.
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

    /// Returns the journey and the open intent, as [`Store::journey`] and [`Store::open_intent`] do. Each status check
    /// needs both, so one query reads both.
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails, or if the open intent is for a plan that SmartCloud no longer sells.
    pub async fn journey_and_intent(
        &self,
        organisation: &OrgNumber,
    ) -> Result<(Journey, Option<RequestIntent>), Error> {
        let row: RowWithIntent = sqlx::query_as(
            "SELECT COALESCE(open.\"plan\", (SELECT \"plan\" FROM request_intent \
             WHERE organisation = $1 ORDER BY created_at DESC, rowid DESC LIMIT 1)) AS wanted_plan, \
             onboarding, journey.\"plan\", journey.request, asked_at, opened_at, answered_at, checked_at, \
             open.state AS open_state, open.\"plan\" AS open_plan, open.last_call AS open_last_call \
             FROM (SELECT 1) AS one_row \
             LEFT JOIN journey ON journey.organisation = $1 \
             LEFT JOIN request_intent AS open ON open.organisation = $1 AND open.closed_at IS NULL",
        )
        .bind(organisation.as_str())
        .fetch_one(&mut *self.connection().await)
        .await?;
        let open = match (row.open_state, row.open_plan, row.open_last_call) {
            (Some(state), Some(plan), Some(last_call)) => Some((state, plan, last_call)),
            _ => None,
        };
        let open = open.map(|open| request_intents::read_row(organisation, open));
        Ok((row.journey.read(organisation.clone())?, open.transpose()?))
    }

    /// Saves a journey without its wanted plan, because the store saves the wanted plan with the [`RequestIntent`].
    ///
    /// # Errors
    ///
    /// [`Error`] if the database fails. In that case, the saved journey is unchanged.
    pub async fn save_journey(&self, journey: &Journey) -> Result<(), Error> {
        let onboarding = serde_json::to_string(&journey.onboarding)
            .map_err(Error::unreadable("an onboarding"))?;
        // The last condition of the query skips the write if nothing has changed. Otherwise each status check would
        // write to the disk.
        sqlx::query(
            "INSERT INTO journey (organisation, onboarding, \"plan\", request, asked_at, opened_at, \
             answered_at, checked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (organisation) DO UPDATE SET onboarding = excluded.onboarding, \
             \"plan\" = excluded.\"plan\", request = excluded.request, asked_at = excluded.asked_at, \
             opened_at = excluded.opened_at, answered_at = excluded.answered_at, \
             checked_at = excluded.checked_at \
             WHERE (journey.onboarding, journey.\"plan\", journey.request, journey.asked_at, \
             journey.opened_at, journey.answered_at, journey.checked_at) IS DISTINCT FROM \
             (excluded.onboarding, excluded.\"plan\", excluded.request, excluded.asked_at, \
             excluded.opened_at, excluded.answered_at, excluded.checked_at)",
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::onboarding::Onboarding;
    use altinn_types::RequestId;

    const NOON: Timestamp = Timestamp::constant(1_767_268_800, 0);

    async fn store() -> (Store, OrgNumber) {
        let store = Store::open("sqlite::memory:").await.unwrap();
        (store, "991825827".parse().unwrap())
    }

    #[tokio::test]
    async fn one_query_finds_the_same_journey_and_intent_as_two() {
        let (store, organisation) = store().await;
        let check = async |moment: &str| {
            let both = store.journey_and_intent(&organisation).await.unwrap();
            let journey = store.journey(&organisation).await.unwrap();
            let intent = store.open_intent(&organisation).await.unwrap();
            assert_eq!(both, (journey, intent), "{moment}");
            both
        };
        check("before the start").await;
        let other: OrgNumber = "310702641".parse().unwrap();
        for organisation in [&other, &organisation] {
            store
                .get_or_create_intent(organisation, PlanId::Drift, NOON)
                .await
                .unwrap();
        }
        let (journey, intent) = check("with an intent and no journey").await;
        assert_eq!(journey.wanted_plan, Some(PlanId::Drift));
        assert_eq!(intent.map(|intent| intent.plan), Some(PlanId::Drift));

        let mut journey = Journey::not_started(organisation.clone());
        journey.request = Some(RequestId(Uuid::from_u128(1)));
        journey.onboarding = Onboarding::Expired;
        journey.plan = Some(PlanId::Basis);
        journey.opened_at = Some(NOON);
        store.save_journey(&journey).await.unwrap();
        let (found, _) = check("with both").await;
        assert_eq!(found.opened_at, Some(NOON));

        store.close_intent(&organisation, NOON).await.unwrap();
        let (journey, intent) = check("with a closed intent").await;
        assert_eq!((journey.wanted_plan, intent), (Some(PlanId::Drift), None));
    }

    #[tokio::test]
    async fn only_a_journey_that_changes_is_written() {
        let (store, organisation) = store().await;
        let mut journey = Journey::not_started(organisation.clone());
        let changes = async || -> i64 {
            sqlx::query_scalar("SELECT total_changes()")
                .fetch_one(&mut *store.connection().await)
                .await
                .unwrap()
        };
        store.save_journey(&journey).await.unwrap();
        let before = changes().await;
        store.save_journey(&journey).await.unwrap();
        assert_eq!(changes().await, before);

        journey.checked_at = Some(NOON);
        store.save_journey(&journey).await.unwrap();
        assert_eq!(changes().await, before + 1);
        let saved = store.journey(&organisation).await.unwrap();
        assert_eq!(saved.checked_at, Some(NOON));
    }
}
