use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{OAuthError, client_request::ClientRequest, forms::Params};
use crate::oidc::oauth_clients::TokenEndpointAuthMethod;
use crate::world::World;
use crate::{
    Simulator,
    oidc::{
        Code,
        signing_keys::{Claims, check_lifetime},
    },
};

/// Handles `POST /token/introspect`. Responds with the claims of an active token ([RFC
/// 7662](https://www.rfc-editor.org/rfc/rfc7662)).
///
/// An authenticated client can introspect every access token. An API needs this, because it gets access tokens from the
/// clients of other organisations. But a client can introspect only its own refresh tokens.
pub async fn introspect(
    State(simulator): State<Simulator>,
    ClientRequest { client, params }: ClientRequest,
) -> Result<Response, OAuthError> {
    // A public client has no credentials. Anybody could use its client id to test stolen or guessed tokens (RFC 7662,
    // section 2.1).
    if client.token_endpoint_auth_method == TokenEndpointAuthMethod::None {
        return Err(OAuthError::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "a client without authentication cannot introspect tokens",
        ));
    }
    let world = simulator.world();
    let now = world.now();
    let token = token_param(&params)?;
    let body = if let Some((mut claims, _)) = active_access_token(&simulator, &world, token) {
        claims.insert("active".to_owned(), json!(true));
        claims.insert("token_type".to_owned(), json!("Bearer"));
        Value::Object(claims)
    } else if let Some(login) = world.login.login_of_unused_refresh_token(token, now)
        && login.request.client_id == client.client_id
    {
        json!({
            "active": true,
            "iss": simulator.origins().idporten_issuer(),
            "client_id": client.client_id,
            "scope": login.request.scope,
        })
    } else {
        json!({ "active": false })
    };
    Ok((crate::idporten::NO_STORE, Json(body)).into_response())
}

/// Returns the claims of an access token and the token's log-in. Returns `None` if the token is not active.
///
/// The function also checks `iat`, `exp` and `iss`, because an injected fault can make these claims wrong.
pub(super) fn active_access_token<'w>(
    simulator: &Simulator,
    world: &'w World,
    token: &str,
) -> Option<(Claims, &'w Code)> {
    let claims = simulator.keys().idporten.check_signature(token).ok()?;
    let jti = claims.get("jti")?.as_str()?;
    let now = world.now();
    let login = world.login.login_of_access_token(jti, now)?;
    // The simulator's own clock set these times, so the check allows no difference between clocks.
    check_lifetime(&claims, now, SignedDuration::ZERO).ok()?;
    let issued_at = claims.get("iat")?.as_i64()?;
    let issuer = claims.get("iss")?.as_str()?;
    let is_genuine =
        issued_at <= now.as_second() && issuer == simulator.origins().idporten_issuer();
    is_genuine.then_some((claims, login))
}

pub(super) fn token_param(params: &Params) -> Result<&str, OAuthError> {
    params
        .get("token")
        .ok_or_else(|| OAuthError::bad_request("invalid_request", "token is missing"))
}
