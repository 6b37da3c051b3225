//! The health check says whether the database and the simulator answer. A container platform or a proxy calls it often.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Serialize;
use tokio::{sync::Mutex, time::Instant};
use url::Url;

use crate::{outbound, reply, state::AppState};

pub const PATH: &str = "/health";

/// If the last result is younger than this, `/health` repeats the result. If the result is older, `/health` checks
/// again.
const INTERVAL: Duration = Duration::from_secs(1);

const TIME_LIMIT: Duration = Duration::from_secs(2);

#[derive(Clone, Debug)]
pub struct HealthCheck {
    app: AppState,
    last: Arc<Mutex<Option<(Instant, Report)>>>,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Report {
    status: Status,
    database: Check,
    /// `None` in a real environment. There, the health check does not depend on Altinn, because the container platform
    /// restarts SmartCloud if the check fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulator: Option<Check>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    Failed,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Check {
    status: Status,
    /// A short text for the caller. Anybody can call `/health`, so only the log contains the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl Check {
    const OK: Self = Self {
        status: Status::Ok,
        reason: None,
    };

    fn failed(reason: &'static str) -> Self {
        Self {
            status: Status::Failed,
            reason: Some(reason),
        }
    }
}

impl HealthCheck {
    pub fn new(app: AppState) -> Self {
        Self {
            app,
            last: Arc::default(),
        }
    }

    pub async fn respond(&self) -> Response {
        let report = self.report().await;
        let status = match report.status {
            Status::Ok => StatusCode::OK,
            Status::Failed => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(report)).into_response()
    }

    async fn report(&self) -> Report {
        // Only one check runs at a time, because HTTP requests that arrive during a check wait for this lock.
        let mut last = self.last.lock().await;
        match *last {
            Some((at, report)) if at.elapsed() < INTERVAL => report,
            _ => {
                let report = self.check().await;
                *last = Some((Instant::now(), report));
                report
            }
        }
    }

    async fn check(&self) -> Report {
        let (database, simulator) = tokio::join!(self.database(), self.simulator());
        let is_ok = database.status == Status::Ok
            && simulator.is_none_or(|check| check.status == Status::Ok);
        Report {
            status: if is_ok { Status::Ok } else { Status::Failed },
            database,
            simulator,
        }
    }

    async fn database(&self) -> Check {
        match self.app.store.check().await {
            Ok(()) => Check::OK,
            Err(error) => {
                // `failure` writes the cause to the log.
                reply::failure(error);
                Check::failed("the database does not answer; the log has the cause")
            }
        }
    }

    async fn simulator(&self) -> Option<Check> {
        let stage = self.app.config.stage.as_ref()?;
        Some(match self.call(&stage.control_url).await {
            Ok(status) if status.is_success() => Check::OK,
            Ok(status) => {
                tracing::error!(%status, "the simulator is not healthy");
                Check::failed("the simulator answers with an error; the log has the status")
            }
            Err(error) => {
                tracing::error!(
                    cause = format!("{:#}", anyhow::Error::from(error)),
                    "the simulator does not answer"
                );
                Check::failed("the simulator does not answer; the log has the cause")
            }
        })
    }

    async fn call(&self, control_url: &Url) -> Result<StatusCode, outbound::Error> {
        let mut url = control_url.clone();
        url.set_path(&format!("{}health", control_url.path()));
        let call = self.app.http.get(url).timeout(TIME_LIMIT);
        Ok(outbound::send(call).await?.status())
    }
}
