//! What the dashboard's modules show, fetched from resource owners' APIs with the customer's own system
//! user.
//!
//! The token goes to these APIs as Maskinporten gave it, without an exchange. Each API checks it, and
//! asks Altinn whether this system user may do this for this organisation.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use reqwest::{RequestBuilder, StatusCode};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use url::Url;
use uuid::Uuid;

use crate::{
    error::AppError,
    maskinporten::{self, SystemUserOf},
    outbound,
    plan::ModuleId,
    state::AppState,
};
use altinn_types::OrgNumber;

const CLAIMS_SCOPE: &str = "skatteetaten:kravogbetalinger";
const DEMO_SCOPE: &str = "altinn:systembruker.demo";

/// Payments are shown this far back …
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24 * 90);
/// … and claims this far ahead.
const LOOK_AHEAD: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What a module shows. Amounts are in øre, a hundredth of a krone.
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

/// Something that the tax administration wants to be paid.
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
    /// What is left to pay of it.
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
    /// Such as `2026-11`.
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

/// Why a module has nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoData {
    /// 403: the system user lacks the right.
    NoAccess,
    /// 401: the token was not taken, a matter for those who run SmartCloud.
    Unauthorised,
    /// Maskinporten gives no token: the customer has deleted the system user.
    SystemUserGone,
    /// No answer, or none that can be read.
    Unreachable,
    /// Some other refusal.
    Refused,
}

/// What went wrong, for the log.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("no token for the resource owner")]
    Token(#[from] maskinporten::Error),
    #[error("no answer from the resource owner")]
    Http(#[from] reqwest::Error),
    #[error("the resource owner answered {status}")]
    Status { status: StatusCode },
    #[error("the resource owner's answer cannot be read")]
    Unreadable(#[from] serde_json::Error),
}

/// The data of a module, and when it was fetched.
///
/// # Errors
///
/// [`NoData`], with the cause in the log.
#[tracing::instrument(skip(app), fields(%organisation, module = module.as_str()))]
pub async fn fetch(
    app: &AppState,
    organisation: &OrgNumber,
    module: ModuleId,
) -> Result<(ModuleData, Timestamp), NoData> {
    let now = Timestamp::now();
    let data = match module {
        ModuleId::Claims => claims(app, organisation, now).await,
        ModuleId::Payments => payments(app, organisation, now).await,
        ModuleId::Payroll => payroll(app, organisation, now).await,
        ModuleId::Logistics => shipments(app, organisation, now).await,
    };
    match data {
        Ok(data) => Ok((data, now)),
        Err(error) => {
            let kind = kind(&error);
            tracing::warn!(?kind, cause = ?std::error::Error::source(&error), "{error}");
            Err(kind)
        }
    }
}

fn kind(error: &Error) -> NoData {
    match error {
        Error::Token(maskinporten::Error::NoSystemUser { .. }) => NoData::SystemUserGone,
        Error::Token(maskinporten::Error::Refused { .. }) => NoData::Refused,
        Error::Status { status } => match *status {
            StatusCode::UNAUTHORIZED => NoData::Unauthorised,
            StatusCode::FORBIDDEN => NoData::NoAccess,
            status if status.is_client_error() => NoData::Refused,
            _ => NoData::Unreachable,
        },
        Error::Token(_) | Error::Http(_) | Error::Unreadable(_) => NoData::Unreachable,
    }
}

impl From<NoData> for AppError {
    fn from(kind: NoData) -> Self {
        match kind {
            NoData::NoAccess | NoData::SystemUserGone => Self::NoAccess,
            NoData::Unauthorised | NoData::Refused => Self::MaskinportenRefused,
            NoData::Unreachable => Self::AltinnUnreachable,
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
    let url = address(
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
    let url = address(
        &app.config.resources.demo_url,
        &["api", "Logistics", organisation.as_str()],
    );
    let list: ShipmentList = get(app, app.http.get(url), organisation, DEMO_SCOPE, now).await?;
    Ok(ModuleData::Shipments(list.shipments))
}

/// Skatteetaten's *Krav og betalinger*, `GET v1/regnskapssystem/{orgno}/{list}`.
async fn tax_account<T: DeserializeOwned>(
    app: &AppState,
    organisation: &OrgNumber,
    list: &str,
    now: Timestamp,
) -> Result<T, Error> {
    let mut url = address(
        &app.config.resources.claims_url,
        &["v1", "regnskapssystem", organisation.as_str(), list],
    );
    url.query_pairs_mut()
        .append_pair("fraOgMed", &day(now.saturating_sub(LOOK_BACK), now))
        .append_pair("tilOgMed", &day(now.saturating_add(LOOK_AHEAD), now));
    let call = app
        .http
        .get(url)
        .header("Korrelasjonsid", Uuid::new_v4().to_string());
    get(app, call, organisation, CLAIMS_SCOPE, now).await
}

/// The day in Norway; UTC's is near enough for a range of months.
fn day(moment: Result<Timestamp, jiff::Error>, or: Timestamp) -> String {
    moment
        .unwrap_or(or)
        .to_zoned_datetime(TimeZone::UTC)
        .date()
        .to_string()
}

async fn get<T: DeserializeOwned>(
    app: &AppState,
    call: RequestBuilder,
    organisation: &OrgNumber,
    scope: &str,
    now: Timestamp,
) -> Result<T, Error> {
    let user = SystemUserOf {
        organisation: organisation.clone(),
        // As in the request: none was given, so none is named.
        external_ref: None,
    };
    let token = app
        .maskinporten
        .system_user_token(scope, &user, now)
        .await?;
    let response = outbound::send(call.bearer_auth(token.secret())).await?;
    let status = response.status();
    if !status.is_success() {
        return Err(Error::Status { status });
    }
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

fn address(base: &Url, parts: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(parts);
    }
    url
}

/// Kroner with decimals, as the APIs have them, in whole øre.
fn kroner<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let kroner = f64::deserialize(deserializer)?;
    let oere = (kroner * 100.0).round();
    if oere.abs() < 1e15 {
        // Far within what both types hold exactly.
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        Ok(oere as i64)
    } else {
        Err(serde::de::Error::custom("an amount beyond all measure"))
    }
}

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
    fn each_refusal_says_what_it_means_for_the_module() {
        let status = |status| kind(&Error::Status { status });
        assert_eq!(status(StatusCode::UNAUTHORIZED), NoData::Unauthorised);
        assert_eq!(status(StatusCode::FORBIDDEN), NoData::NoAccess);
        assert_eq!(status(StatusCode::NOT_FOUND), NoData::Refused);
        assert_eq!(status(StatusCode::BAD_GATEWAY), NoData::Unreachable);
        let gone = maskinporten::Error::NoSystemUser {
            description: String::new(),
        };
        assert_eq!(kind(&Error::Token(gone)), NoData::SystemUserGone);
    }
}
