//! The data of the dashboard's modules, which SmartCloud fetches from the APIs of resource owners. Each call carries an
//! access token for the customer's system user.
//!
//! The access token is from Maskinporten, and SmartCloud does not exchange the token at Altinn. Each API checks the
//! token. The API then asks Altinn whether the system user may use this API for the customer's organisation.

use jiff::{SignedDuration, Timestamp, civil::Date};
use reqwest::{RequestBuilder, StatusCode};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use url::Url;
use uuid::Uuid;

use crate::{
    error::AppError,
    i18n::norwegian_time,
    maskinporten::{self, SystemUserOf},
    outbound,
    plan::ModuleId,
    state::AppState,
};
use altinn_types::OrgNumber;

const CLAIMS_SCOPE: &str = "skatteetaten:kravogbetalinger";
const DEMO_SCOPE: &str = "altinn:systembruker.demo";

/// SmartCloud fetches the claims and payments of a period. The period starts this long before now.
const PERIOD_BEFORE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// SmartCloud fetches the claims and payments of a period. The period ends this long after now.
const PERIOD_AFTER: SignedDuration = SignedDuration::from_hours(24 * 90);

/// The data of one module. All amounts are in øre, and 100 øre are one krone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleData {
    Claims(Vec<Claim>),
    Payments {
        incoming: Vec<Payment>,
        outgoing: Vec<Payment>,
    },
    Payroll(Payroll),
    Shipments(Vec<Shipment>),
}

/// An amount that the organisation owes the tax administration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Claim {
    #[serde(rename = "kravid")]
    pub id: String,
    #[serde(rename = "beskrivelse")]
    pub description: String,
    #[serde(rename = "forfall")]
    pub due: Date,
    #[serde(rename = "belop", deserialize_with = "kroner")]
    pub amount: i64,
    /// The part of the amount that the organisation has not paid yet.
    #[serde(rename = "rest", deserialize_with = "kroner")]
    pub outstanding: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Payment {
    #[serde(rename = "betalingsid")]
    pub id: String,
    #[serde(rename = "dato")]
    pub date: Date,
    #[serde(rename = "beskrivelse")]
    pub description: String,
    #[serde(rename = "belop", deserialize_with = "kroner")]
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Payroll {
    /// The year and the month, such as `2026-11`.
    pub month: String,
    pub employees: Vec<Employee>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Employee {
    pub name: String,
    #[serde(deserialize_with = "kroner")]
    pub gross: i64,
    #[serde(deserialize_with = "kroner")]
    pub tax: i64,
    #[serde(deserialize_with = "kroner")]
    pub net: i64,
    #[serde(rename = "status", deserialize_with = "paid")]
    pub paid: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Shipment {
    pub id: String,
    pub contents: String,
    pub origin: String,
    pub expected: Date,
    #[serde(rename = "status")]
    pub state: ShipmentState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ShipmentState {
    InTransit,
    Arrived,
    Delayed,
}

/// Why SmartCloud has no data to show for a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDataReason {
    /// The resource owner answered 403, because the system user does not have access.
    NoAccess,
    /// The resource owner answered 401, because the API does not accept the token. Only the vendor can correct this
    /// error.
    Unauthorised,
    /// Maskinporten issued no token, because Altinn has no such system user. For example, the customer has deleted the
    /// system user.
    SystemUserGone,
    /// The resource owner or Maskinporten did not answer, or sent a response that SmartCloud cannot use.
    Unreachable,
    /// The resource owner or Maskinporten refused the call for another reason.
    Refused,
}

/// The cause of a [`NoDataReason`], for the log.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("Maskinporten gave no token for the resource owner")]
    Token(#[from] maskinporten::Error),
    #[error("the resource owner did not respond")]
    Http(#[from] outbound::Error),
    #[error("the resource owner answered with status {status}")]
    Status { status: StatusCode },
    #[error("the resource owner's JSON cannot be read")]
    InvalidJson(#[from] serde_json::Error),
}

/// Fetches the data of a module. Returns the data and the time of the call.
///
/// # Errors
///
/// The returned [`NoDataReason`] says why there is no data. This function writes the cause to the log.
#[tracing::instrument(skip(app), fields(%organisation, module = module.as_str()))]
pub async fn fetch(
    app: &AppState,
    organisation: &OrgNumber,
    module: ModuleId,
) -> Result<(ModuleData, Timestamp), NoDataReason> {
    let now = app.now();
    let data = match module {
        ModuleId::Claims => claims(app, organisation, now).await,
        ModuleId::Payments => payments(app, organisation, now).await,
        ModuleId::Payroll => payroll(app, organisation, now).await,
        ModuleId::Logistics => shipments(app, organisation, now).await,
    };
    match data {
        Ok(data) => Ok((data, now)),
        Err(error) => {
            let reason = reason(&error);
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let cause = outbound::excerpt(&cause.unwrap_or_default());
            tracing::warn!(kind = ?reason, cause, "{error}");
            Err(reason)
        }
    }
}

fn reason(error: &Error) -> NoDataReason {
    match error {
        Error::Token(maskinporten::Error::NoSystemUser { .. }) => NoDataReason::SystemUserGone,
        Error::Token(maskinporten::Error::Refused { .. }) => NoDataReason::Refused,
        Error::Token(maskinporten::Error::Status { status }) if status.is_client_error() => {
            NoDataReason::Refused
        }
        Error::Status { status } => match *status {
            StatusCode::UNAUTHORIZED => NoDataReason::Unauthorised,
            StatusCode::FORBIDDEN => NoDataReason::NoAccess,
            status if status.is_client_error() => NoDataReason::Refused,
            _ => NoDataReason::Unreachable,
        },
        Error::Token(_) | Error::Http(_) | Error::InvalidJson(_) => NoDataReason::Unreachable,
    }
}

impl From<NoDataReason> for AppError {
    fn from(reason: NoDataReason) -> Self {
        match reason {
            NoDataReason::NoAccess | NoDataReason::SystemUserGone => Self::NoAccess,
            NoDataReason::Unauthorised | NoDataReason::Refused => Self::MaskinportenRefused,
            NoDataReason::Unreachable => Self::AltinnUnreachable,
        }
    }
}

#[derive(Deserialize)]
struct ClaimList {
    krav: Vec<Claim>,
}

#[derive(Deserialize)]
struct PaymentList {
    betalinger: Vec<Payment>,
}

#[derive(Deserialize)]
struct ShipmentList {
    shipments: Vec<Shipment>,
}

async fn claims(
    app: &AppState,
    organisation: &OrgNumber,
    now: Timestamp,
) -> Result<ModuleData, Error> {
    let list: ClaimList = tax_account(app, organisation, "aapnekrav", now).await?;
    Ok(ModuleData::Claims(list.krav))
}

async fn payments(
    app: &AppState,
    organisation: &OrgNumber,
    now: Timestamp,
) -> Result<ModuleData, Error> {
    let (incoming, outgoing) = tokio::try_join!(
        tax_account::<PaymentList>(app, organisation, "innbetalinger", now),
        tax_account::<PaymentList>(app, organisation, "utbetalinger", now),
    )?;
    Ok(ModuleData::Payments {
        incoming: incoming.betalinger,
        outgoing: outgoing.betalinger,
    })
}

async fn payroll(
    app: &AppState,
    organisation: &OrgNumber,
    now: Timestamp,
) -> Result<ModuleData, Error> {
    let url = url_below(
        &app.config.resources.demo_url,
        &["api", "Salary", organisation.as_str()],
    );
    let payroll = get(app, app.http.get(url), organisation, DEMO_SCOPE, now).await?;
    Ok(ModuleData::Payroll(payroll))
}

async fn shipments(
    app: &AppState,
    organisation: &OrgNumber,
    now: Timestamp,
) -> Result<ModuleData, Error> {
    let url = url_below(
        &app.config.resources.demo_url,
        &["api", "Logistics", organisation.as_str()],
    );
    let list: ShipmentList = get(app, app.http.get(url), organisation, DEMO_SCOPE, now).await?;
    Ok(ModuleData::Shipments(list.shipments))
}

/// Calls Skatteetaten's API *Krav og betalinger* with `GET v1/regnskapssystem/{orgno}/{list}`.
async fn tax_account<T: DeserializeOwned>(
    app: &AppState,
    organisation: &OrgNumber,
    list: &str,
    now: Timestamp,
) -> Result<T, Error> {
    let mut url = url_below(
        &app.config.resources.claims_url,
        &["v1", "regnskapssystem", organisation.as_str(), list],
    );
    // jiff returns an error only for durations in calendar units. `PERIOD_BEFORE` and `PERIOD_AFTER` are in hours.
    let from = now.saturating_sub(PERIOD_BEFORE).unwrap_or(now);
    let to = now.saturating_add(PERIOD_AFTER).unwrap_or(now);
    url.query_pairs_mut()
        .append_pair("fraOgMed", &norwegian_date(from))
        .append_pair("tilOgMed", &norwegian_date(to));
    let request = app
        .http
        .get(url)
        .header("Korrelasjonsid", Uuid::new_v4().to_string());
    get(app, request, organisation, CLAIMS_SCOPE, now).await
}

/// Returns the date in Norway at this moment, such as `2026-11-22`.
fn norwegian_date(moment: Timestamp) -> String {
    norwegian_time(moment).date().to_string()
}

/// Sends an HTTP request with a token for the customer's system user, and parses the JSON of the response.
async fn get<T: DeserializeOwned>(
    app: &AppState,
    request: RequestBuilder,
    organisation: &OrgNumber,
    scope: &str,
    now: Timestamp,
) -> Result<T, Error> {
    let user = SystemUserOf {
        organisation: organisation.clone(),
        // SmartCloud's request for this system user had no `externalRef`, so the grant has none.
        external_ref: None,
    };
    let token = app
        .maskinporten
        .system_user_token(scope, &user, now)
        .await?;
    let response = outbound::send(request.bearer_auth(token.secret())).await?;
    let status = response.status();
    if !status.is_success() {
        return Err(Error::Status { status });
    }
    Ok(serde_json::from_slice(response.body())?)
}

/// Appends path segments to a base URL, and percent-encodes each segment.
fn url_below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Parses an amount in kroner with decimals, as the APIs send it. Returns the amount in whole øre.
fn kroner<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let kroner = f64::deserialize(deserializer)?;
    let oere = (kroner * 100.0).round();
    if oere.abs() < 1e15 {
        // `f64` and `i64` both represent whole numbers of this size exactly.
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        Ok(oere as i64)
    } else {
        Err(serde::de::Error::custom("the amount is too large"))
    }
}

/// Parses the status of a salary payment, which the API sends as text. Returns whether the salary is paid.
fn paid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(String::deserialize(deserializer)? == "Paid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kroner_become_whole_oere() {
        let claim: Claim = serde_json::from_value(serde_json::json!({
            "kravid": "1", "beskrivelse": "Merverdiavgift", "forfall": "2026-12-10",
            "belop": 48250.35, "rest": 0
        }))
        .unwrap();
        assert_eq!((claim.amount, claim.outstanding), (4_825_035, 0));
    }

    #[test]
    fn each_error_has_a_reason() {
        let status = |status| reason(&Error::Status { status });
        assert_eq!(status(StatusCode::UNAUTHORIZED), NoDataReason::Unauthorised);
        assert_eq!(status(StatusCode::FORBIDDEN), NoDataReason::NoAccess);
        assert_eq!(status(StatusCode::NOT_FOUND), NoDataReason::Refused);
        assert_eq!(status(StatusCode::BAD_GATEWAY), NoDataReason::Unreachable);
        let gone = maskinporten::Error::NoSystemUser {
            description: String::new(),
        };
        assert_eq!(reason(&Error::Token(gone)), NoDataReason::SystemUserGone);
        // `altinn::Error` names the same problem for the same response.
        let status = StatusCode::BAD_REQUEST;
        let unclear = || maskinporten::Error::Status { status };
        let problem = AppError::from(reason(&Error::Token(unclear())));
        assert_eq!(problem, AppError::from(unclear()));
    }
    #[test]
    fn a_date_in_the_query_is_the_norwegian_date() {
        let summer_night: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        assert_eq!(norwegian_date(summer_night), "2026-07-01");
        let winter_night: Timestamp = "2026-11-22T22:59:59Z".parse().unwrap();
        assert_eq!(norwegian_date(winter_night), "2026-11-22");
    }
}
