//! The simulated Maskinporten. It issues tokens to a vendor, for the vendor's own organisation or for a system user.

mod authorization_details;
pub(crate) mod grant;
mod hints;
mod no_system_user;
pub(crate) mod refusal;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use uuid::Uuid;

use grant::AcceptedGrant;
pub use refusal::GrantRefusal;

use crate::{
    Simulator,
    http::{
        error_details::{ErrorDetails, Hint},
        forms::{Duplicate, Params, is_form},
    },
    oidc::signing_keys::Claims,
};
use altinn_types::OrgNumber;

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .route("/jwk", get(jwk))
        .route("/token", post(token))
}

async fn metadata(State(simulator): State<Simulator>) -> Json<Value> {
    let issuer = simulator.origins().maskinporten_issuer();
    Json(json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}token"),
        "jwks_uri": format!("{issuer}jwk"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "grant_types_supported": [GRANT_TYPE],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        "authorization_details_types_supported": ["urn:altinn:systemuser"],
    }))
}

async fn jwk(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.keys().maskinporten.jwks())
}

async fn token(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    issue_token(&simulator, &headers, body).unwrap_or_else(|refusal| refuse(&simulator, &refusal))
}

fn issue_token(
    simulator: &Simulator,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, GrantRefusal> {
    // Reading the body also fails if the client has closed the connection. In that case, `TooLarge` is the wrong error,
    // but nobody sees it.
    let body = body.map_err(|_| GrantRefusal::TooLarge)?;
    let assertion = assertion(headers, &body)?;
    let mut world = simulator.world();
    let now = world.now();
    let issuer = simulator.origins().maskinporten_issuer();
    let grant = grant::check(&mut world, &issuer, &assertion, now)?;
    drop(world);

    // The claim `delegation_source` contains the URL of Altinn, because organisations delegate APIs to each other in
    // Altinn.
    let delegation_source = simulator.origins().altinn_ui.as_str();
    let claims = claims(&grant, &issuer, delegation_source, now.as_second());
    let body = json!({
        "access_token": simulator.keys().maskinporten.sign(&claims),
        "token_type": "Bearer",
        // As in the real Maskinporten, `expires_in` is one second less than the lifetime of the token.
        "expires_in": grant.lifetime.as_secs() - 1,
        "scope": grant.scopes.join(" "),
    });
    Ok(([(CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

fn assertion(headers: &HeaderMap, body: &[u8]) -> Result<String, GrantRefusal> {
    if !is_form(headers) {
        return Err(GrantRefusal::NotAForm);
    }
    let params = Params::read(&String::from_utf8_lossy(body));
    params
        .check_once_each()
        .map_err(|Duplicate(name)| GrantRefusal::Duplicate(name))?;
    if params.get("grant_type") != Some(GRANT_TYPE) {
        return Err(GrantRefusal::GrantType);
    }
    let assertion = params.get("assertion");
    assertion
        .map(str::to_owned)
        .ok_or(GrantRefusal::NoAssertion)
}

/// Returns the claims of a token, in the same order as in a real Maskinporten token (contract/maskinporten.md §4.1). A
/// token has neither `sub` nor `nbf`, and has `aud` only if the grant contains `resource`.
fn claims(grant: &AcceptedGrant, issuer: &str, delegation_source: &str, now: i64) -> Claims {
    let mut claims = Claims::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    if let Some(user) = &grant.system_user {
        let details = json!([{
            "type": "urn:altinn:systemuser",
            "systemuser_org": { "authority": "iso6523-actorid-upis", "ID": user.owner.iso6523() },
            "systemuser_id": [user.id],
            "system_id": user.system_id,
            "externalRef": user.external_ref,
        }]);
        put("authorization_details", details);
    }
    put("scope", json!(grant.scopes.join(" ")));
    put("iss", json!(issuer));
    if let Some(resource) = &grant.resource {
        put("aud", resource.clone());
    }
    put("client_amr", json!(grant.method));
    put("token_type", json!("Bearer"));
    put("exp", json!(now + grant.lifetime.as_secs()));
    put("iat", json!(now));
    put("client_id", json!(grant.client_id));
    put(
        "jti",
        json!(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())),
    );
    let organisation =
        |number: &OrgNumber| json!({ "authority": "iso6523-actorid-upis", "ID": number.iso6523() });
    if let Some(consumer) = &grant.consumer {
        put("consumer", organisation(consumer));
        put("supplier", organisation(&grant.organisation));
        put("delegation_source", json!(delegation_source));
    } else {
        put("consumer", organisation(&grant.organisation));
    }
    claims
}

fn refuse(simulator: &Simulator, refusal: &GrantRefusal) -> Response {
    let trace = Uuid::new_v4().to_string();
    let (error, code) = refusal.code();
    let status = match refusal {
        GrantRefusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        GrantRefusal::NoDelegation { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    let text = match code {
        Some(code) => format!("{code}: {refusal}"),
        None => refusal.to_string(),
    };
    let body = json!({
        "error": error,
        "error_description": format!("{text} (trace id: {trace})"),
        "error_uri": "https://docs.digdir.no/docs/Maskinporten/maskinporten_feilsoking",
    });
    let mut response = (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response();
    let extensions = response.extensions_mut();
    extensions.insert(ErrorDetails {
        code: code.unwrap_or_default().to_owned(),
        trace,
        why: refusal.log_reason(),
    });
    if let Some(hint) = hints::hint(simulator, refusal) {
        extensions.insert(Hint(hint));
    }
    response
}
