use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{OAuthError, client_auth, params::Params};
use crate::simulator::{
    Simulator,
    world::{
        IdPortenClient, Person, TokenEndpointAuthMethod,
        login::{Code, CodeRefused},
    },
};

/// An ID token says who logged in just now, and is checked at once.
const ID_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// As in the test tokens that are known; a setting of each client in ID-porten.
const ACCESS_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_secs(600);

impl From<CodeRefused> for OAuthError {
    fn from(refused: CodeRefused) -> Self {
        Self::bad_request("invalid_grant", refused.to_string())
    }
}

/// `POST /token`: a code for an ID token, and an access token that Altinn takes.
pub async fn token(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, OAuthError> {
    let params = Params::read(&body);
    params.check_once_each()?;
    let issuer = simulator.origins().idporten_issuer();
    let (client, code, person, now) = {
        let mut world = simulator.world();
        let now = world.now();
        let client = client_auth::authenticate(&mut world, &headers, &params, &issuer, now)?;
        match params.get("grant_type") {
            Some("authorization_code") => {}
            Some(_) => {
                return Err(OAuthError::bad_request(
                    "unsupported_grant_type",
                    "grant_type must be authorization_code",
                ));
            }
            None => {
                let missing = "grant_type is missing";
                return Err(OAuthError::bad_request("invalid_request", missing));
            }
        }
        let code = params
            .get("code")
            .ok_or_else(|| OAuthError::bad_request("invalid_request", "code is missing"))?;
        let code = world.login.redeem(
            code,
            &client.client_id,
            params.get("redirect_uri"),
            params.get("code_verifier"),
            now,
        )?;
        let person = world.person(&code.person).cloned();
        let gone = || OAuthError::bad_request("invalid_grant", "the person is gone");
        (client, code, person.ok_or_else(gone)?, now)
    };

    let keys = simulator.keys();
    let id_token = keys.idporten.sign(&id_token(&issuer, &code, &person, now));
    let access_token = keys
        .idporten
        .sign(&access_token(&issuer, &client, &code, &person, now));
    let answer = Json(json!({
        "access_token": access_token,
        "id_token": id_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_TOKEN_LIFETIME.as_secs(),
        "scope": code.request.scope,
    }));
    Ok((super::NO_STORE, answer).into_response())
}

fn id_token(issuer: &str, code: &Code, person: &Person, now: Timestamp) -> Value {
    let mut claims = json!({
        "iss": issuer,
        "aud": code.request.client_id,
        "sub": pairwise(&code.request.client_id, person),
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
    now: Timestamp,
) -> Value {
    json!({
        "iss": issuer,
        "sub": pairwise(&client.client_id, person),
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
        "exp": (now.as_second() + ACCESS_TOKEN_LIFETIME.as_secs()),
        "jti": Uuid::new_v4(),
    })
}

/// The same person has another `sub` at each client, so that clients cannot compare.
fn pairwise(client_id: &str, person: &Person) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{client_id} {}", person.uuid)))
}
