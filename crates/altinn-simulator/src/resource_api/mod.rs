//! The API of a resource owner, with the parts that SmartCloud's plans need: the API *Krav og betalinger* of the Tax
//! Administration (Skatteetaten), and the two demo APIs of Altinn's example.
//!
//! There is also a made-up API for signatures, which accepts only a person's token.
//!
//! The API checks access like a real API. It validates the token from Maskinporten, reads the system user from the
//! token, and asks Altinn's policy decision point. The simulator calls the policy decision point as a function, and not
//! over HTTP.

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
    altinn::vendor_api::token::{bearer, check_not_withdrawn},
    http::error_details::{ErrorDetails, Hint},
    oidc::signing_keys::{Claims, check_lifetime},
    rules::policy_decision::PolicyDecision,
    world::World,
};
use altinn_types::{OrgNumber, SystemUserId, SystemUserType};

const SKEW: SignedDuration = SignedDuration::from_secs(10);

pub fn router() -> Router<Simulator> {
    Router::new()
        .route(
            "/v1/regnskapssystem/{orgno}/{list}",
            get(claims_and_payments),
        )
        .route("/api/Salary/{orgno}", get(salary))
        .route("/api/Logistics/{orgno}", get(logistics))
        .route("/api/Signature/{orgno}", get(signature))
}

/// Why the resource owner's API refuses an HTTP request. The field `why` contains the reason for the simulator's log.
#[derive(Debug, PartialEq, Eq)]
enum Shut {
    /// The response has status 401, because the HTTP request has no valid token.
    NoToken {
        why: String,
    },
    /// The response has status 403 and names the scope that the token lacks (RFC 6750).
    NoScope {
        scope: &'static str,
        why: String,
    },
    /// The response has status 403. Either the token has no system user, or Altinn denies the system user access.
    /// `hint` names a call that would give the system user access.
    Denied {
        why: String,
        hint: Option<String>,
    },
    BadRequest(&'static str),
    NotFound,
}

impl IntoResponse for Shut {
    fn into_response(self) -> Response {
        let (mut response, why, hint) = match self {
            Self::NoToken { why } => {
                let challenge = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
                let response = (StatusCode::UNAUTHORIZED, challenge).into_response();
                (response, why, None)
            }
            Self::NoScope { scope, why } => {
                let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
                let challenge = [(WWW_AUTHENTICATE, challenge)];
                let response = (StatusCode::FORBIDDEN, challenge, "Access denied").into_response();
                (response, why, None)
            }
            Self::Denied { why, hint } => {
                let response = (StatusCode::FORBIDDEN, "Access denied").into_response();
                (response, why, hint)
            }
            Self::BadRequest(text) => {
                let response = (StatusCode::BAD_REQUEST, text).into_response();
                (response, text.to_owned(), None)
            }
            Self::NotFound => return StatusCode::NOT_FOUND.into_response(),
        };
        let extensions = response.extensions_mut();
        extensions.insert(ErrorDetails {
            code: String::new(),
            trace: String::new(),
            why,
        });
        if let Some(hint) = hint {
            extensions.insert(Hint(hint));
        }
        response
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

/// Handles the made-up API for documents that wait for a person's signature. The API refuses system users, because a
/// person must be responsible for a signature.
async fn signature(
    State(simulator): State<Simulator>,
    Path(orgno): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Shut> {
    let token = bearer(&headers).unwrap_or_default();
    let Ok(claims) = simulator.keys().idporten.check_signature(token) else {
        let claims = read_token(&simulator, &headers).map_err(|why| Shut::NoToken { why })?;
        let acts = match system_user(&claims) {
            Some(user) => format!("the token is for the system user {user}"),
            None => "the token is the vendor's own".to_owned(),
        };
        return Err(Shut::Denied {
            why: format!("this service requires a person, but {acts}"),
            hint: Some(
                "let a person log in with ID-porten, and send the person's access token".to_owned(),
            ),
        });
    };
    check_lifetime(&claims, simulator.now(), SKEW).map_err(|error| Shut::NoToken {
        why: error.to_string(),
    })?;
    let world = simulator.world();
    let pid = claims.get("pid").and_then(Value::as_str);
    let person = pid.and_then(|pid| world.parties.person_by_number(pid));
    let is_connected = person
        .zip(orgno.parse().ok())
        .is_some_and(|(person, owner)| world.parties.is_connected(&person.key, &owner));
    if !is_connected {
        return Err(Shut::Denied {
            why: "the person has no connection to this organisation".to_owned(),
            hint: None,
        });
    }
    Ok(Json(json!({ "documents": [] })))
}

/// Returns the organisation in the path, or an error if the token does not give access to the organisation's data.
fn allowed(
    simulator: &Simulator,
    headers: &HeaderMap,
    orgno: &str,
    scope: &'static str,
    resource: &str,
) -> Result<Owner, Shut> {
    let claims = read_token(simulator, headers).map_err(|why| Shut::NoToken { why })?;
    let scopes = claims
        .get("scope")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !scopes.split_whitespace().any(|known| known == scope) {
        let why = format!("the token must have the scope {scope}, but its scopes are {scopes:?}");
        return Err(Shut::NoScope { scope, why });
    }
    let owner = orgno.parse::<OrgNumber>().map_err(|_| Shut::Denied {
        why: "the path has no organisation number, or one with a wrong check digit".to_owned(),
        hint: None,
    })?;
    let user = system_user(&claims).ok_or_else(|| vendors_own_token(&owner))?;
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
        PolicyDecision::NotApplicable => Err(Shut::Denied {
            why: why_denied(&world, user, resource, &owner),
            hint: None,
        }),
    }
}

/// Returns the error for a vendor that sends its own token. The API requires a token for a customer's system user.
fn vendors_own_token(owner: &OrgNumber) -> Shut {
    let details = json!([{
        "type": "urn:altinn:systemuser",
        "systemuser_org": { "authority": "iso6523-actorid-upis", "ID": owner.iso6523() },
    }]);
    Shut::Denied {
        why: "the token is the vendor's own and has no system user, because its grant had no authorization_details"
            .to_owned(),
        hint: Some(format!(
            "request another token from Maskinporten, with this claim in the grant: \"authorization_details\": \
             {details}. If the system user has an external reference of its own, add externalRef"
        )),
    }
}

/// Returns the reason why the policy decision point denies the system user access.
fn why_denied(world: &World, user: SystemUserId, resource: &str, owner: &OrgNumber) -> String {
    let Some(user) = world.system_users.get(user) else {
        return format!("the system user {user} was deleted after Maskinporten issued the token");
    };
    let acts = world.acts_for_organisation(user, owner);
    match user.kind {
        SystemUserType::Agent if !acts => format!(
            "{owner} is not connected as a client to the agent system user {} of {}",
            user.id, user.owner
        ),
        SystemUserType::Standard | SystemUserType::Standalone if !acts => format!(
            "the path names {owner}, but the system user {} belongs to {}",
            user.id, user.owner
        ),
        _ => format!(
            "the system user {} has neither the right `{resource}` nor an access package with it",
            user.id
        ),
    }
}

/// Returns the claims of a token from Maskinporten, or the reason why the API does not accept the token.
fn read_token(simulator: &Simulator, headers: &HeaderMap) -> Result<Claims, String> {
    let token = bearer(headers).ok_or("the call has no header Authorization: Bearer …")?;
    let keys = simulator.keys();
    let claims = keys.maskinporten.check_signature(token).map_err(|error| {
        let error = keys.explain(error, token, "Maskinporten");
        error.to_string()
    })?;
    check_lifetime(&claims, simulator.now(), SKEW)
        .and_then(|()| check_not_withdrawn(simulator, &claims))
        .map_err(|error| error.to_string())?;
    let issuer = simulator.origins().maskinporten_issuer();
    match claims.get("iss").and_then(Value::as_str) {
        Some(iss) if iss == issuer => Ok(claims),
        iss => Err(format!(
            "the issuer of the token is {iss:?}, but must be {issuer:?}"
        )),
    }
}

fn system_user(claims: &Claims) -> Option<SystemUserId> {
    let detail = claims.get("authorization_details")?.get(0)?;
    detail.get("systemuser_id")?.get(0)?.as_str()?.parse().ok()
}

fn today(simulator: &Simulator) -> Date {
    let now = simulator.now();
    let zone = TimeZone::get("Europe/Oslo").unwrap_or(TimeZone::UTC);
    now.to_zoned_datetime(zone).date()
}
