//! What can be asked about a token, and its early end: userinfo, introspection, revocation.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{OAuthError, call::Call, forms::Params, token::pairwise};
use crate::oidc::oauth_clients::TokenEndpointAuthMethod;
use crate::world::World;
use crate::{
    Simulator,
    altinn::vendor_api::token::bearer,
    oidc::{
        Code,
        signing_keys::{Claims, check_lifetime},
    },
};

/// `GET` and `POST /userinfo`: who an access token is about.
pub async fn userinfo(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let Some(token) = bearer(&headers) else {
        // A call without a token is told no error (RFC 6750, section 3.1).
        return unauthorized("Bearer realm=\"idporten\"");
    };
    let world = simulator.world();
    let found = access_token(&simulator, &world, token).and_then(|(_, login)| {
        let person = world.parties.person(&login.person)?;
        Some(json!({
            "sub": pairwise(&login.request.client_id, person),
            "pid": person.personal_number.as_str(),
            "locale": login.request.locale.as_deref().unwrap_or("nb"),
        }))
    });
    match found {
        Some(claims) => (crate::idporten::NO_STORE, Json(claims)).into_response(),
        None => unauthorized("Bearer realm=\"idporten\", error=\"invalid_token\""),
    }
}

fn unauthorized(challenge: &'static str) -> Response {
    let challenge = [(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static(challenge),
    )];
    (StatusCode::UNAUTHORIZED, challenge).into_response()
}

/// `POST /token/introspect`
/// ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)): what there is to know about a live token.
///
/// Any client that can show who it is may ask about an access token: it may be sent to it as to an API. A
/// refresh token is between ID-porten and one client.
pub async fn introspect(
    State(simulator): State<Simulator>,
    Call { client, params }: Call,
) -> Result<Response, OAuthError> {
    // Anybody can name a public client, and would have tokens tried here (RFC 7662, section 2.1).
    if client.token_endpoint_auth_method == TokenEndpointAuthMethod::None {
        return Err(OAuthError::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "a client without authentication cannot ask about tokens",
        ));
    }
    let world = simulator.world();
    let now = world.now();
    let token = required(&params)?;
    let about = if let Some((mut claims, _)) = access_token(&simulator, &world, token) {
        claims.insert("active".to_owned(), json!(true));
        claims.insert("token_type".to_owned(), json!("Bearer"));
        Value::Object(claims)
    } else if let Some(login) = world.login.of_unused_refresh_token(token, now)
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
    Ok((crate::idporten::NO_STORE, Json(about)).into_response())
}

/// `POST /token/revoke` ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)). A token that is not known
/// is as good as revoked.
pub async fn revoke(
    State(simulator): State<Simulator>,
    Call { client, params }: Call,
) -> Result<Response, OAuthError> {
    let mut world = simulator.world();
    let now = world.now();
    let token = required(&params)?;
    let own = |login: &Code| {
        if login.request.client_id == client.client_id {
            Ok(())
        } else {
            let others = "the token was given to another client";
            Err(OAuthError::bad_request("invalid_grant", others))
        }
    };
    if let Some((claims, login)) = access_token(&simulator, &world, token) {
        own(login)?;
        let jti = claims.get("jti").and_then(Value::as_str);
        world.login.revoke_access_token(jti.unwrap_or_default());
    } else if let Some(login) = world.login.of_refresh_token(token, now) {
        own(login)?;
        world.login.revoke_refresh_token(token);
    }
    Ok((crate::idporten::NO_STORE, StatusCode::OK).into_response())
}

/// A live access token's claims, and the login that it came of.
///
/// That it was given out is not enough: a lever may have given it out with other times or another issuer.
fn access_token<'w>(
    simulator: &Simulator,
    world: &'w World,
    token: &str,
) -> Option<(Claims, &'w Code)> {
    let claims = simulator.keys().idporten.check_signature(token).ok()?;
    let jti = claims.get("jti")?.as_str()?;
    let now = world.now();
    let login = world.login.of_access_token(jti, now)?;
    // ID-porten looks at times of its own making, so none is forgiven.
    check_lifetime(&claims, now, SignedDuration::ZERO).ok()?;
    let made = claims.get("iat")?.as_i64()?;
    let issuer = claims.get("iss")?.as_str()?;
    let ours = made <= now.as_second() && issuer == simulator.origins().idporten_issuer();
    ours.then_some(())?;
    Some((claims, login))
}

fn required(params: &Params) -> Result<&str, OAuthError> {
    params
        .get("token")
        .ok_or_else(|| OAuthError::bad_request("invalid_request", "token is missing"))
}
