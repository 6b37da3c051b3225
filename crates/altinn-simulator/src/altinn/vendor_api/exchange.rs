//! Endpoints that exchange a token from Maskinporten or ID-porten for a token of Altinn. Other endpoints publish the
//! keys of Altinn's tokens (contract/maskinporten.md §7, contract/idporten.md §8).

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::ACCEPT},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::token::bearer;
use crate::altinn::errors::ApiError;
use crate::{
    Simulator,
    http::error_details::not_simulated,
    oidc::signing_keys::{Claims, check_lifetime},
};

/// The lifetime of a token that Altinn issues for a token from Maskinporten. Maskinporten's token can expire before
/// Altinn's token.
const LIFETIME: SignedDuration = SignedDuration::from_mins(30);
const SKEW: SignedDuration = SignedDuration::from_secs(10);

/// Handles `GET exchange/{provider}`, which exchanges a token. The response body is the new token as plain text, or as
/// a JSON string if the caller accepts JSON. As in Altinn, the query parameter `test` has no effect.
pub async fn exchange(
    State(simulator): State<Simulator>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    request: axum::extract::Request,
) -> Result<Response, ApiError> {
    bearer(&headers).ok_or(ApiError::Unauthorized)?;
    let claims = match provider.to_ascii_lowercase().as_str() {
        "maskinporten" => of_maskinporten(&simulator, &headers)?,
        "id-porten" => of_idporten(&simulator, &headers)?,
        "altinnstudio" => return Ok(not_simulated(request).await),
        _ => {
            return Err(ApiError::Text(
                StatusCode::BAD_REQUEST,
                "Invalid token provider.".to_owned(),
            ));
        }
    };
    let token = simulator.keys().altinn.sign_as_altinn(&claims);
    let accepted = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if accepted.is_some_and(|accepted| accepted.contains("application/json")) {
        return Ok(Json(token).into_response());
    }
    Ok(token.into_response())
}

fn of_maskinporten(simulator: &Simulator, headers: &HeaderMap) -> Result<Claims, ApiError> {
    if headers.contains_key("x-altinn-enterpriseuser-authentication") {
        return Err(ApiError::Text(StatusCode::GONE, String::new()));
    }
    let token = bearer(headers).ok_or(ApiError::Unauthorized)?;
    let now = simulator.now();
    let maskinporten = &simulator.keys().maskinporten;
    let mut claims = maskinporten.check_signature(token).map_err(|error| {
        ApiError::BadToken(simulator.keys().explain(error, token, "Maskinporten"))
    })?;
    check_lifetime(&claims, now, SKEW).map_err(ApiError::BadToken)?;

    // In Maskinporten's token, the claim `authorization_details` is a list with one object. In Altinn's token, the
    // claim is this object, without a list.
    if let Some(Value::Array(details)) = claims.get_mut("authorization_details")
        && details.len() == 1
    {
        let detail = details.remove(0);
        claims.insert("authorization_details".to_owned(), detail);
    }
    for dropped in ["aud", "client_amr"] {
        claims.remove(dropped);
    }
    let consumer = claims
        .get("consumer")
        .and_then(|consumer| consumer.get("ID"));
    let number = consumer.and_then(Value::as_str).unwrap_or_default();
    let number = number.trim_start_matches("0192:").to_owned();
    let scopes = claims.get("scope").and_then(Value::as_str);
    if scopes.is_some_and(is_for_service_owners)
        && let Some(code) = simulator.world().catalogue.service_owner(&number)
    {
        claims.insert("urn:altinn:org".to_owned(), json!(code));
    }
    claims.insert("urn:altinn:orgNumber".to_owned(), json!(number));
    claims.insert(
        "urn:altinn:authenticatemethod".to_owned(),
        json!("maskinporten"),
    );
    claims.insert("urn:altinn:authlevel".to_owned(), json!(3));
    let expires = now.as_second() + LIFETIME.as_secs();
    stamp(simulator, &mut claims, now, expires);
    Ok(claims)
}

fn is_for_service_owners(scopes: &str) -> bool {
    scopes
        .split_whitespace()
        .any(|scope| scope.starts_with("altinn:serviceowner"))
}

fn of_idporten(simulator: &Simulator, headers: &HeaderMap) -> Result<Claims, ApiError> {
    let token = bearer(headers).ok_or(ApiError::Unauthorized)?;
    let now = simulator.now();
    let idporten = &simulator.keys().idporten;
    let source = idporten
        .check_signature(token)
        .map_err(|error| ApiError::BadToken(simulator.keys().explain(error, token, "ID-porten")))?;
    check_lifetime(&source, now, SKEW).map_err(ApiError::BadToken)?;

    let text = |name: &str| source.get(name).and_then(Value::as_str);
    let (Some(pid), Some(acr), Some(scope)) = (text("pid"), text("acr"), text("scope")) else {
        return Err(ApiError::Unauthorized);
    };
    if !scope
        .split_whitespace()
        .any(|scope| scope.starts_with("altinn:"))
    {
        return Err(ApiError::Forbidden);
    }
    let level = match acr {
        "idporten-loa-high" => 4,
        "idporten-loa-substantial" => 3,
        _ => 0,
    };
    let world = simulator.world();
    let person = world
        .parties
        .person_by_number(pid)
        .ok_or(ApiError::Unauthorized)?;
    let mut claims = Claims::new();
    for kept in ["acr", "scope", "pid", "client_id", "consumer"] {
        if let Some(value) = source.get(kept) {
            claims.insert(kept.to_owned(), value.clone());
        }
    }
    let known = [
        ("nameid", json!(person.user_id().to_string())),
        ("urn:altinn:userid", json!(person.user_id().to_string())),
        ("urn:altinn:username", json!("")),
        ("urn:altinn:partyid", json!(person.party_id)),
        ("urn:altinn:party:uuid", json!(person.uuid)),
        ("urn:altinn:authenticatemethod", json!("BankID")),
        ("urn:altinn:authlevel", json!(level)),
    ];
    claims.extend(known.map(|(name, value)| (name.to_owned(), value)));
    drop(world);
    // Altinn's token expires at the same time as ID-porten's token.
    let expires = source
        .get("exp")
        .and_then(Value::as_i64)
        .unwrap_or_default();
    stamp(simulator, &mut claims, now, expires);
    Ok(claims)
}

fn stamp(simulator: &Simulator, claims: &mut Claims, now: Timestamp, expires: i64) {
    let stamps = [
        ("iss", json!(simulator.origins().altinn_issuer())),
        ("jti", json!(Uuid::new_v4())),
        ("iat", json!(now.as_second())),
        ("nbf", json!(now.as_second())),
        ("exp", json!(expires)),
    ];
    claims.extend(stamps.map(|(name, value)| (name.to_owned(), value)));
}

/// Handles `GET openid/.well-known/openid-configuration`, which returns the metadata of Altinn as an issuer of tokens.
pub async fn metadata(State(simulator): State<Simulator>) -> Json<Value> {
    let issuer = simulator.origins().altinn_issuer();
    Json(json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}.well-known/openid-configuration/jwks"),
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

/// Returns the public keys of Altinn's tokens. APIs check the signatures of the tokens with these keys.
pub async fn jwks(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.keys().altinn.jwks())
}
