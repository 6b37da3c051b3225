//! Fetches the data of the dashboard's modules from the APIs of resource owners. Each call carries an access token for
//! the customer's system user.
//!
//! The access token is from Maskinporten, and SmartCloud does not exchange it at Altinn. Each API checks the token. The
//! API then asks Altinn whether the system user may use the API for the customer's organisation.
//!
//! # Rules to keep if you copy this file
//!
//! 1. **Check which *person* asks, before each call.** Altinn and the resource owner check only the *system*. For them,
//!    all persons of the company are the same system user. Without your own check, everyone with any role in a company
//!    sees the pay of all employees. [`fetch`] asks [`Viewers`] first, and makes a call only for a person who may see
//!    the data.
//! 2. **Cache the data only for one person.** Perhaps the next person is not allowed to see the data.
//! 3. **Say which service failed.** The customer must know whether to wait, to ask somebody for access, or to call your
//!    support ([`NoDataReason`]).

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
};
use reqwest::{RequestBuilder, StatusCode};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use url::Url;
use uuid::Uuid;

use crate::{
    i18n::norwegian_time,
    maskinporten::{self, SystemUserOf},
    outbound,
    plan::{ModuleId, Viewers},
    state::AppState,
    store::Organisation,
};
use altinn_types::OrgNumber;

const CLAIMS_SCOPE: &str = "skatteetaten:kravogbetalinger";
const DEMO_SCOPE: &str = "altinn:systembruker.demo";

/// SmartCloud fetches the claims with a due date between 12 months before today and 3 months after today. The period
/// begins so early because an overdue claim must stay on the dashboard.
const MONTHS_OF_CLAIMS: (i32, i32) = (12, 3);
/// SmartCloud fetches the payments of this many months. The captions on the page name the same number, so change both
/// together.
const MONTHS_OF_PAYMENTS: i32 = 3;

/// The data of one module. All amounts are in øre, and 100 øre are one krone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleData {
    Claims(Vec<Claim>),
    Payments {
        /// What the organisation paid to the Tax Administration. Skatteetaten calls these *innbetalinger*.
        paid: Vec<Payment>,
        /// What the organisation got back from the Tax Administration. Skatteetaten calls these *utbetalinger*.
        refunded: Vec<Payment>,
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
    #[serde(rename = "rest", deserialize_with = "kroner")]
    pub outstanding: i64,
}

impl Claim {
    /// Whether a part of the claim is still not paid after the due date. If the due date is in a weekend, payment on
    /// the next Monday is still in time.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        let days = match self.due.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => 0,
        };
        // jiff returns an error only for dates after the year 9999.
        let last_day = self.due.checked_add(days.days()).unwrap_or(self.due);
        self.outstanding > 0 && last_day < today
    }
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDataReason {
    /// SmartCloud made no call, because the signed-in person lacks access to the data.
    NotForThisPerson,
    /// The resource owner answered 403, because the system user does not have access.
    NoAccess,
    /// The resource owner answered 401, because the API does not accept the token. Only the vendor can correct this
    /// error.
    Unauthorised,
    /// The resource owner did not answer, or sent a response that SmartCloud cannot use.
    Unreachable,
    Refused,
    /// Maskinporten found no system user for the grant (MP-303). For example, the customer has deleted the system user.
    /// [`MP_303_CAUSES`] lists the causes that only the vendor can correct.
    SystemUserNotFound,
    /// Maskinporten did not answer, or sent a response that SmartCloud cannot use. SmartCloud did not call the resource
    /// owner.
    MaskinportenUnreachable,
    /// Maskinporten refused the grant, for example because of its scope or key. Only the vendor can correct this error.
    MaskinportenRefused,
}

/// What the vendor must check if Maskinporten finds no system user, although the customer has approved the vendor's
/// request. SmartCloud writes this text to the log.
const MP_303_CAUSES: &str = "the system register must list MASKINPORTEN_CLIENT_ID for the system; the grant must have \
     the externalRef of the request, or none; systemuser_org must be the owner of the system user";

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("Maskinporten gave no token for the resource owner")]
    Token(#[from] maskinporten::Error),
    #[error("the resource owner did not respond")]
    Http(#[from] outbound::Error),
    #[error("the resource owner answered with status {status}")]
    Status { status: StatusCode },
    #[error("the resource owner's JSON cannot be read")]
    InvalidJson(#[from] outbound::JsonError),
}

/// Fetches the data of a module for the signed-in person. The returned time is the time of the call.
///
/// `organisation` contains the person's roles and access packages in the organisation. If they do not give access to
/// the module's data, this function calls neither Maskinporten nor the resource owner.
///
/// # Errors
///
/// The [`NoDataReason`] says why there is no data. The log contains the cause.
#[tracing::instrument(skip_all, fields(organisation = %organisation.number, module = module.as_str()))]
pub async fn fetch(
    app: &AppState,
    organisation: &Organisation,
    module: ModuleId,
) -> Result<(ModuleData, Timestamp), NoDataReason> {
    // Rule 1 at the top of this file: check which person asks, before each call.
    if !Viewers::of(module).include(&organisation.roles, &organisation.packages) {
        tracing::debug!("not fetched, because the person may not see the data");
        return Err(NoDataReason::NotForThisPerson);
    }
    let now = app.now();
    let number = &organisation.number;
    let data = match module {
        ModuleId::Claims => claims(app, number, now).await,
        ModuleId::Payments => payments(app, number, now).await,
        ModuleId::Payroll => payroll(app, number, now).await,
        ModuleId::Logistics => shipments(app, number, now).await,
    };
    match data {
        Ok(data) => Ok((data, now)),
        Err(error) => {
            let reason = reason(&error);
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let cause = outbound::excerpt(&cause.unwrap_or_default());
            let check = (reason == NoDataReason::SystemUserNotFound).then_some(MP_303_CAUSES);
            tracing::warn!(kind = ?reason, cause, check, "{error}");
            Err(reason)
        }
    }
}

fn reason(error: &Error) -> NoDataReason {
    match error {
        Error::Token(maskinporten::Error::NoSystemUser { .. }) => NoDataReason::SystemUserNotFound,
        Error::Token(maskinporten::Error::Refused { .. } | maskinporten::Error::Signature(_)) => {
            NoDataReason::MaskinportenRefused
        }
        Error::Token(maskinporten::Error::Status { status })
            if status.is_client_error() && *status != StatusCode::TOO_MANY_REQUESTS =>
        {
            NoDataReason::MaskinportenRefused
        }
        Error::Token(
            maskinporten::Error::Status { .. }
            | maskinporten::Error::Unreadable(_)
            | maskinporten::Error::Http(_),
        ) => NoDataReason::MaskinportenUnreachable,
        Error::Status { status } => match *status {
            StatusCode::UNAUTHORIZED => NoDataReason::Unauthorised,
            StatusCode::FORBIDDEN => NoDataReason::NoAccess,
            // The resource owner wants fewer calls. The same call can succeed later.
            StatusCode::TOO_MANY_REQUESTS => NoDataReason::Unreachable,
            status if status.is_client_error() => NoDataReason::Refused,
            _ => NoDataReason::Unreachable,
        },
        Error::Http(_) | Error::InvalidJson(_) => NoDataReason::Unreachable,
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
    let today = norwegian_date(now);
    let (before, after) = MONTHS_OF_CLAIMS;
    let period = [months_from(today, -before), months_from(today, after)];
    let list: ClaimList = tax_account(app, organisation, "aapnekrav", period, now).await?;
    Ok(ModuleData::Claims(list.krav))
}

async fn payments(
    app: &AppState,
    organisation: &OrgNumber,
    now: Timestamp,
) -> Result<ModuleData, Error> {
    let today = norwegian_date(now);
    let period = [months_from(today, -MONTHS_OF_PAYMENTS), today];
    // The names in the API are from the view of the Tax Administration: *inn* ("in") is money that the organisation
    // pays to the Tax Administration.
    let (paid, refunded) = tokio::try_join!(
        tax_account::<PaymentList>(app, organisation, "innbetalinger", period, now),
        tax_account::<PaymentList>(app, organisation, "utbetalinger", period, now),
    )?;
    Ok(ModuleData::Payments {
        paid: paid.betalinger,
        refunded: refunded.betalinger,
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

/// Sends `GET v1/regnskapssystem/{orgno}/{list}` to Skatteetaten's API *Krav og betalinger*. `from` is the first day of
/// the period, and `to` is the last day.
async fn tax_account<T: DeserializeOwned>(
    app: &AppState,
    organisation: &OrgNumber,
    list: &str,
    [from, to]: [Date; 2],
    now: Timestamp,
) -> Result<T, Error> {
    let mut url = url_below(
        &app.config.resources.claims_url,
        &["v1", "regnskapssystem", organisation.as_str(), list],
    );
    url.query_pairs_mut()
        .append_pair("fraOgMed", &from.to_string())
        .append_pair("tilOgMed", &to.to_string());
    let request = app
        .http
        .get(url)
        .header("Korrelasjonsid", Uuid::new_v4().to_string());
    get(app, request, organisation, CLAIMS_SCOPE, now).await
}

/// Returns the date in Norway. Shortly after midnight in Norway, the date in UTC is still the day before.
#[must_use]
pub fn norwegian_date(moment: Timestamp) -> Date {
    norwegian_time(moment).date()
}

fn months_from(date: Date, months: i32) -> Date {
    date.saturating_add(months.months())
}

async fn get<T: DeserializeOwned>(
    app: &AppState,
    request: RequestBuilder,
    organisation: &OrgNumber,
    scope: &str,
    now: Timestamp,
) -> Result<T, Error> {
    let user = SystemUserOf {
        organisation: organisation.clone(),
        // The grant and the system user request must have the same `externalRef`. SmartCloud's requests have no
        // `externalRef`.
        external_ref: None,
    };
    let repetition = request.try_clone();
    let token = app
        .maskinporten
        .system_user_token(scope, &user, now)
        .await?;
    let mut response = outbound::send(request.bearer_auth(token.secret())).await?;
    // If the resource owner refuses a token from the cache, try once more with a new token. Maskinporten issues a new
    // token only if the customer still gives access.
    if response.status() == StatusCode::UNAUTHORIZED
        && app.maskinporten.forget_refused(&token)
        && let Some(repetition) = repetition
    {
        let token = app
            .maskinporten
            .system_user_token(scope, &user, now)
            .await?;
        response = outbound::send(repetition.bearer_auth(token.secret())).await?;
    }
    let status = response.status();
    if !status.is_success() {
        return Err(Error::Status { status });
    }
    Ok(outbound::parse_json(response.body())?)
}

/// Adds path segments to a URL. The function percent-encodes each segment, so that a slash in a segment cannot change
/// the path.
fn url_below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Converts an amount in kroner with decimals, as the APIs send it, to whole øre.
fn kroner<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let kroner = f64::deserialize(deserializer)?;
    let oere = (kroner * 100.0).round();
    if oere.abs() < 1e15 {
        // `f64` and `i64` can both hold each whole number of this size exactly, so the cast does not change the amount.
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        Ok(oere as i64)
    } else {
        Err(serde::de::Error::custom("the amount is too large"))
    }
}

/// Parses the status of a salary payment, which the API sends as text. Returns `true` if the salary is paid.
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
        for later in [StatusCode::BAD_GATEWAY, StatusCode::TOO_MANY_REQUESTS] {
            assert_eq!(status(later), NoDataReason::Unreachable);
        }
        let gone = maskinporten::Error::NoSystemUser {
            description: String::new(),
        };
        assert_eq!(
            reason(&Error::Token(gone)),
            NoDataReason::SystemUserNotFound
        );
        for status in [StatusCode::BAD_GATEWAY, StatusCode::TOO_MANY_REQUESTS] {
            let silent = maskinporten::Error::Status { status };
            assert_eq!(
                reason(&Error::Token(silent)),
                NoDataReason::MaskinportenUnreachable
            );
        }
        // A 4xx response from Maskinporten is a refusal, with or without an OAuth error in JSON. `altinn::Error` has
        // the same rule.
        let unclear = maskinporten::Error::Status {
            status: StatusCode::BAD_REQUEST,
        };
        assert_eq!(
            reason(&Error::Token(unclear)),
            NoDataReason::MaskinportenRefused
        );
    }

    #[test]
    fn a_claim_is_overdue_after_its_due_date_unless_that_is_in_a_weekend() {
        let claim = |due: &str, outstanding| Claim {
            id: "1".to_owned(),
            description: "Arbeidsgiveravgift".to_owned(),
            due: due.parse().unwrap(),
            amount: 100,
            outstanding,
        };
        for (due, today, overdue) in [
            ("2026-09-15", "2026-09-15", false),
            ("2026-09-15", "2026-09-16", true),
            // 15 November 2026 is a Sunday.
            ("2026-11-15", "2026-11-16", false),
            ("2026-11-15", "2026-11-17", true),
        ] {
            let today = today.parse().unwrap();
            assert_eq!(claim(due, 50).is_overdue(today), overdue, "{due} {today}");
            assert!(!claim(due, 0).is_overdue(today));
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_norway() {
        let summer_night: Timestamp = "2026-06-30T22:30:00Z".parse().unwrap();
        assert_eq!(norwegian_date(summer_night).to_string(), "2026-07-01");
        let winter_night: Timestamp = "2026-11-22T22:59:59Z".parse().unwrap();
        assert_eq!(norwegian_date(winter_night).to_string(), "2026-11-22");
    }
}
