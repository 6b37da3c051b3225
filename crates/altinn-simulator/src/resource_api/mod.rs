//! The API of a resource owner, with the parts that SmartCloud's plans need. These parts are the claims and payments of
//! the Tax Administration (Skatteetaten), and the two demo APIs of Altinn's example.
//!
//! The API checks access like a real API. It validates the token from Maskinporten, and reads the system user from the
//! token. Then it asks Altinn's policy decision point, by a function call and not over HTTP.

pub(crate) mod figures;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header::WWW_AUTHENTICATE},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use self::figures::Owner;
use crate::{
    Simulator,
    altinn::vendor_api::token::bearer,
    oidc::signing_keys::{Claims, check_lifetime},
    rules::policy_decision::PolicyDecision,
};
use altinn_types::{OrgNumber, SystemUserId};

const SKEW: SignedDuration = SignedDuration::from_secs(10);

pub fn router() -> Router<Simulator> {
    Router::new()
        .route(
            "/v1/regnskapssystem/{orgno}/{list}",
            get(claims_and_payments),
        )
        .route("/api/Salary/{orgno}", get(salary))
        .route("/api/Logistics/{orgno}", get(logistics))
}

/// The reason why the API refuses an HTTP request.
#[derive(Debug, PartialEq, Eq)]
enum Shut {
    /// The response has status 401. The HTTP request has no token, or the token is not valid.
    NoToken,
    /// The response has status 403 and names the scope that the token lacks (RFC 6750).
    NoScope(&'static str),
    /// The response has status 403. The token has no system user, or Altinn denies the system user access.
    Denied,
    BadRequest(&'static str),
    NotFound,
}

impl IntoResponse for Shut {
    fn into_response(self) -> Response {
        match self {
            Self::NoToken => {
                let challenge = [(
                    WWW_AUTHENTICATE,
                    "Bearer error=\"invalid_token\"".to_owned(),
                )];
                (StatusCode::UNAUTHORIZED, challenge).into_response()
            }
            Self::NoScope(scope) => {
                let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
                let challenge = [(WWW_AUTHENTICATE, challenge)];
                (StatusCode::FORBIDDEN, challenge, "Access denied").into_response()
            }
            Self::Denied => (StatusCode::FORBIDDEN, "Access denied").into_response(),
            Self::BadRequest(text) => (StatusCode::BAD_REQUEST, text).into_response(),
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Period {
    fra_og_med: Option<Date>,
    til_og_med: Option<Date>,
}

async fn claims_and_payments(
    State(simulator): State<Simulator>,
    Path((orgno, list)): Path<(String, String)>,
    headers: HeaderMap,
    period: Result<Query<Period>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Value>, Shut> {
    if !["aapnekrav", "krav", "innbetalinger", "utbetalinger"].contains(&list.as_str()) {
        return Err(Shut::NotFound);
    }
    let scope = "skatteetaten:kravogbetalinger";
    let owner = allowed(
        &simulator,
        &headers,
        &orgno,
        scope,
        "ske-krav-og-betalinger",
    )?;
    let correlation = headers
        .get("korrelasjonsid")
        .and_then(|id| id.to_str().ok());
    if correlation.is_none_or(|id| Uuid::parse_str(id).is_err()) {
        return Err(Shut::BadRequest(
            "Korrelasjonsid mangler eller er ikke en UUID",
        ));
    }
    let Query(period) = period
        .map_err(|_| Shut::BadRequest("fraOgMed og tilOgMed skal være datoer (ÅÅÅÅ-MM-DD)"))?;
    let today = today(&simulator);
    let within = |date: Date| {
        period.fra_og_med.is_none_or(|from| from <= date)
            && period.til_og_med.is_none_or(|to| date <= to)
    };
    Ok(Json(match list.as_str() {
        "aapnekrav" => {
            let open = figures::claims(&owner, today)
                .into_iter()
                .filter(|claim| claim.open > 0);
            json!({ "krav": open.filter(|claim| within(claim.due)).collect::<Vec<_>>() })
        }
        "krav" => {
            let all = figures::claims(&owner, today).into_iter();
            json!({ "krav": all.filter(|claim| within(claim.due)).collect::<Vec<_>>() })
        }
        "innbetalinger" => {
            let paid = figures::paid_in(&owner, today).into_iter();
            json!({ "betalinger": paid.filter(|payment| within(payment.date)).collect::<Vec<_>>() })
        }
        _ => {
            let paid = figures::paid_out(&owner, today).into_iter();
            json!({ "betalinger": paid.filter(|payment| within(payment.date)).collect::<Vec<_>>() })
        }
    }))
}

async fn salary(
    State(simulator): State<Simulator>,
    Path(orgno): Path<String>,
    headers: HeaderMap,
) -> Result<Json<figures::Payroll>, Shut> {
    let resource = "ttd_systembruker-salary";
    let owner = allowed(
        &simulator,
        &headers,
        &orgno,
        "altinn:systembruker.demo",
        resource,
    )?;
    Ok(Json(figures::payroll(&owner, today(&simulator))))
}

async fn logistics(
    State(simulator): State<Simulator>,
    Path(orgno): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Shut> {
    let resource = "ttd_systembruker-logistikk-demo";
    let owner = allowed(
        &simulator,
        &headers,
        &orgno,
        "altinn:systembruker.demo",
        resource,
    )?;
    Ok(Json(
        json!({ "shipments": figures::shipments(&owner, today(&simulator)) }),
    ))
}

/// Returns the organisation in the path. Returns an error if the token does not give access to the organisation's data.
fn allowed(
    simulator: &Simulator,
    headers: &HeaderMap,
    orgno: &str,
    scope: &'static str,
    resource: &str,
) -> Result<Owner, Shut> {
    let claims = read_token(simulator, headers).ok_or(Shut::NoToken)?;
    let scopes = claims
        .get("scope")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !scopes.split_whitespace().any(|known| known == scope) {
        return Err(Shut::NoScope(scope));
    }
    let user = system_user(&claims).ok_or(Shut::Denied)?;
    let owner: OrgNumber = orgno.parse().map_err(|_| Shut::Denied)?;
    let world = simulator.world();
    match world.policy_decision(user, "read", resource, &owner) {
        PolicyDecision::Permit => {
            let organisation = world.parties.organisation(&owner);
            let name = organisation.map(|organisation| organisation.name.clone());
            Ok(Owner {
                number: owner,
                name: name.unwrap_or_default(),
            })
        }
        PolicyDecision::NotApplicable => Err(Shut::Denied),
    }
}

/// Returns the claims of a token from Maskinporten. Returns `None` if the token is missing, is not valid, or has
/// expired.
fn read_token(simulator: &Simulator, headers: &HeaderMap) -> Option<Claims> {
    let claims = simulator
        .keys()
        .maskinporten
        .check_signature(bearer(headers)?)
        .ok()?;
    check_lifetime(&claims, simulator.now(), SKEW).ok()?;
    let issuer = simulator.origins().maskinporten_issuer();
    (claims.get("iss").and_then(Value::as_str) == Some(issuer.as_str())).then_some(claims)
}

fn system_user(claims: &Claims) -> Option<SystemUserId> {
    let detail = claims.get("authorization_details")?.get(0)?;
    detail.get("systemuser_id")?.get(0)?.as_str()?.parse().ok()
}

/// Returns today's date in Norway, by the simulator's clock.
fn today(simulator: &Simulator) -> Date {
    let now = simulator.now();
    let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
    now.to_zoned_datetime(zone).date()
}
