use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::Value;

use super::{
    OAuthError,
    client_request::ClientRequest,
    introspection::{active_access_token, token_param},
};
use crate::{Simulator, oidc::Code};

/// Handles `POST /token/revoke`, which revokes a token ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)). As the RFC
/// requires, an unknown token also gets status 200.
pub async fn revoke(
    State(simulator): State<Simulator>,
    ClientRequest { client, params }: ClientRequest,
) -> Result<Response, OAuthError> {
    let mut world = simulator.world();
    let now = world.now();
    let token = token_param(&params)?;
    let check_owner = |login: &Code| {
        if login.request.client_id == client.client_id {
            Ok(())
        } else {
            let description = "the token was issued to another client";
            Err(OAuthError::bad_request("invalid_grant", description))
        }
    };
    if let Some((claims, login)) = active_access_token(&simulator, &world, token) {
        check_owner(login)?;
        let jti = claims.get("jti").and_then(Value::as_str);
        world.login.revoke_access_token(jti.unwrap_or_default());
    } else if let Some(login) = world.login.login_of_refresh_token(token, now) {
        check_owner(login)?;
        world.login.revoke_refresh_token(token);
    }
    Ok((crate::idporten::NO_STORE, StatusCode::OK).into_response())
}
