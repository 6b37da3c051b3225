use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{OAuthError, client_request::ClientRequest, forms::Params};
use crate::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use crate::world::World;
use crate::{
    Simulator,
    oidc::{Code, CodeError, Lifetimes, NewTokens, RefreshError},
    rules::Person,
};

/// The lifetime of an ID token. The client checks an ID token at once, so a short lifetime is enough.
const ID_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// The default lifetime of an access token, as in ID-porten's test environment. A client can be registered with another
/// lifetime.
const ACCESS_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_secs(600);

impl From<CodeError> for OAuthError {
    fn from(error: CodeError) -> Self {
        Self::bad_request("invalid_grant", error.to_string())
    }
}

impl From<RefreshError> for OAuthError {
    fn from(error: RefreshError) -> Self {
        let code = match error {
            RefreshError::Scope(_) => "invalid_scope",
            _ => "invalid_grant",
        };
        Self::bad_request(code, error.to_string())
    }
}

/// The result of a successful token request. The handler builds the token response from this result.
struct TokenGrant {
    login: Code,
    tokens: NewTokens,
}

/// Handles `POST /token`. Exchanges a code or a refresh token for an access token, and usually also for an ID token.
/// Altinn's token exchange accepts the access token.
pub async fn token(
    State(simulator): State<Simulator>,
    ClientRequest { client, params }: ClientRequest,
) -> Result<Response, OAuthError> {
    let (grant, person, now) = {
        let mut world = simulator.world();
        let now = world.now();
        let invalid = |text: &str| OAuthError::bad_request("invalid_request", text);
        let grant = match params.get("grant_type") {
            Some("authorization_code") => redeem_code(&mut world, &client, &params, now)?,
            Some("refresh_token") => redeem_refresh_token(&mut world, &client, &params, now)?,
            Some(_) => {
                return Err(OAuthError::bad_request(
                    "unsupported_grant_type",
                    "grant_type must be authorization_code or refresh_token",
                ));
            }
            None => return Err(invalid("grant_type is missing")),
        };
        let person = world.parties.person(&grant.login.person).cloned();
        let person = person.ok_or_else(|| {
            let description = "the person who logged in no longer exists";
            OAuthError::bad_request("invalid_grant", description)
        })?;
        (grant, person, now)
    };

    let TokenGrant { login, tokens } = grant;
    let issuer = simulator.origins().idporten_issuer();
    let keys = simulator.keys();
    let access = access_token(&issuer, &client, &login, &person, &tokens.jti, now);
    let mut body = json!({
        "access_token": keys.idporten.sign(&access),
        "token_type": "Bearer",
        "expires_in": lifetimes(&client).access.as_secs(),
        "scope": login.request.scope,
    });
    // Every log-in has the scope `openid`, but a client can omit `openid` when it refreshes the tokens. In that case,
    // the response has no ID token.
    let mut scopes = login.request.scope.split(' ');
    if scopes.any(|scope| scope == "openid") {
        let id_token = id_token(&issuer, &login, &person, now);
        body["id_token"] = json!(keys.idporten.sign(&id_token));
    }
    if let Some(refresh_token) = tokens.refresh_token {
        body["refresh_token"] = json!(refresh_token);
    }
    Ok((crate::idporten::NO_STORE, Json(body)).into_response())
}

fn redeem_code(
    world: &mut World,
    client: &IdPortenClient,
    params: &Params,
    now: Timestamp,
) -> Result<TokenGrant, OAuthError> {
    let missing = || OAuthError::bad_request("invalid_request", "code is missing");
    let code = params.get("code").ok_or_else(missing)?;
    let redeemed = world.login.redeem(
        code,
        &client.client_id,
        params.get("redirect_uri"),
        params.get("code_verifier"),
        now,
    );
    let login = redeemed.inspect_err(|_| {
        world.login.revoke_tokens_of_code(code, &client.client_id);
    })?;
    let tokens = world
        .login
        .issue_tokens(code, login.clone(), lifetimes(client), now);
    Ok(TokenGrant { login, tokens })
}

fn redeem_refresh_token(
    world: &mut World,
    client: &IdPortenClient,
    params: &Params,
    now: Timestamp,
) -> Result<TokenGrant, OAuthError> {
    if client.refresh_token_lifetime.is_none() {
        return Err(OAuthError::bad_request(
            "unauthorized_client",
            "the client is not registered for refresh tokens",
        ));
    }
    let missing = || OAuthError::bad_request("invalid_request", "refresh_token is missing");
    let token = params.get("refresh_token").ok_or_else(missing)?;
    let (mut login, tokens) = world.login.refresh(
        token,
        &client.client_id,
        params.get("scope"),
        lifetimes(client),
        now,
    )?;
    // The `nonce` belongs to the log-in in the browser, so an ID token from a refresh has none.
    login.request.nonce = None;
    Ok(TokenGrant { login, tokens })
}

fn lifetimes(client: &IdPortenClient) -> Lifetimes {
    let access = client.access_token_lifetime.map(SignedDuration::from_secs);
    Lifetimes {
        access: access.unwrap_or(ACCESS_TOKEN_LIFETIME),
        refresh: client.refresh_token_lifetime.map(SignedDuration::from_secs),
    }
}

fn id_token(issuer: &str, code: &Code, person: &Person, now: Timestamp) -> Value {
    let mut claims = json!({
        "iss": issuer,
        "aud": code.request.client_id,
        "sub": pairwise_subject(&code.request.client_id, person),
        "pid": person.personal_number.as_str(),
        "acr": code.acr.as_str(),
        "amr": ["TestID"],
        "auth_time": code.logged_in.as_second(),
        "iat": now.as_second(),
        "exp": (now.as_second() + ID_TOKEN_LIFETIME.as_secs()),
        "jti": Uuid::new_v4(),
        "sid": code.sid,
        "locale": code.request.locale.as_deref().unwrap_or("nb"),
    });
    if let Some(nonce) = &code.request.nonce {
        claims["nonce"] = json!(nonce);
    }
    claims
}

fn access_token(
    issuer: &str,
    client: &IdPortenClient,
    code: &Code,
    person: &Person,
    jti: &str,
    now: Timestamp,
) -> Value {
    let mut claims = json!({
        "iss": issuer,
        "sub": pairwise_subject(&client.client_id, person),
        "pid": person.personal_number.as_str(),
        "acr": code.acr.as_str(),
        "scope": code.request.scope,
        "client_id": client.client_id,
        "client_amr": match client.token_endpoint_auth_method {
            TokenEndpointAuthMethod::PrivateKeyJwt => "private_key_jwt",
            TokenEndpointAuthMethod::ClientSecretBasic => "client_secret_basic",
            TokenEndpointAuthMethod::ClientSecretPost => "client_secret_post",
            TokenEndpointAuthMethod::None => "none",
        },
        "consumer": {
            "authority": "iso6523-actorid-upis",
            "ID": format!("0192:{}", client.organisation),
        },
        "iat": now.as_second(),
        "exp": (now.as_second() + lifetimes(client).access.as_secs()),
        "jti": jti,
    });
    // Without `resource` in the authorization request, the access token has no `aud`. In the ID token, `aud` is always
    // the client id.
    if let Some(resource) = &code.request.resource {
        claims["aud"] = json!(resource);
    }
    claims
}

/// Returns the pairwise `sub` of a person. Each client gets a different `sub` for the same person, so that clients
/// cannot find out which users they have in common.
pub(crate) fn pairwise_subject(client_id: &str, person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{client_id} {}", person.uuid)))
}
