use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Algorithm;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{OAuthError, forms::Params};
use crate::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use crate::oidc::{
    client_keys::checking_key,
    signing_keys::{BadToken, check_signature, unchecked_claims},
};
use crate::world::World;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest that an assertion may live, as for Maskinporten's grants.
const ASSERTION_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// How far a client's clock may be off.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(10);

/// The client that makes a call, by the method that it is registered with and no other.
///
/// # Errors
///
/// `invalid_client` with 401. The description says what is wrong: this is a simulator.
pub fn authenticate(
    world: &mut World,
    headers: &HeaderMap,
    params: &Params,
    issuer: &str,
    now: Timestamp,
) -> Result<IdPortenClient, OAuthError> {
    let basic = basic(headers);
    let assertion = params.get("client_assertion");
    let (id, named) = (basic.as_ref().map(|(id, _)| id), params.get("client_id"));
    if id.is_some_and(|id| named.is_some_and(|named| named != id)) {
        return Err(refused("client_id is another client's than the secret"));
    }
    let client_id = id
        .cloned()
        .or_else(|| named.map(str::to_owned))
        .or_else(|| assertion.and_then(issuer_unchecked))
        .ok_or_else(|| refused("client_id is missing"))?;
    let client = world
        .oauth_clients
        .idporten_client(&client_id)
        .cloned()
        .ok_or_else(|| refused("the client is not registered"))?;
    let given = match (&basic, assertion, params.get("client_secret")) {
        (Some((_, secret)), None, None) => Some(secret.as_str()),
        (None, None, secret) => secret,
        (None, Some(_), None) => None,
        _ => return Err(refused("the client authenticates in more than one way")),
    };
    match client.token_endpoint_auth_method {
        TokenEndpointAuthMethod::PrivateKeyJwt => {
            let assertion = assertion.ok_or_else(|| {
                refused(
                    "the client is registered with private_key_jwt: client_assertion is missing",
                )
            })?;
            check_assertion(world, &client, assertion, params, issuer, now)?;
        }
        TokenEndpointAuthMethod::ClientSecretBasic if basic.is_none() => {
            return Err(refused("the client is registered with client_secret_basic"));
        }
        TokenEndpointAuthMethod::ClientSecretPost if basic.is_some() || given.is_none() => {
            return Err(refused("the client is registered with client_secret_post"));
        }
        TokenEndpointAuthMethod::ClientSecretBasic | TokenEndpointAuthMethod::ClientSecretPost => {
            let secret = client
                .client_secret
                .as_ref()
                .map(|secret| secret.0.as_str());
            if !same(secret, given) {
                return Err(refused("the client secret is wrong"));
            }
        }
        TokenEndpointAuthMethod::None if given.is_some() || assertion.is_some() => {
            return Err(refused("the client is registered without authentication"));
        }
        TokenEndpointAuthMethod::None => {}
    }
    Ok(client)
}

fn check_assertion(
    world: &mut World,
    client: &IdPortenClient,
    assertion: &str,
    params: &Params,
    issuer: &str,
    now: Timestamp,
) -> Result<(), OAuthError> {
    if params.get("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err(refused(format!(
            "client_assertion_type must be {ASSERTION_TYPE}"
        )));
    }
    let header = jsonwebtoken::decode_header(assertion)
        .map_err(|_| refused("client_assertion is not a signed JWT"))?;
    if header.alg != Algorithm::RS256 {
        return Err(refused("client_assertion must be signed with RS256"));
    }
    let key = checking_key(&client.keys, &client.certificates, &header, now)
        .map_err(|no_key| refused(format!("client_assertion: {no_key}")))?;
    // Claims are checked below, by the simulator's own clock and rules.
    let claims =
        check_signature(assertion, &key, &[Algorithm::RS256]).map_err(|bad| match bad {
            BadToken::Signature => refused("the signature of client_assertion is wrong"),
            _ => refused("client_assertion has a claim that cannot be read"),
        })?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => numeric_date(value)
            .map(Some)
            .ok_or_else(|| refused(format!("{name} of client_assertion is no time"))),
    };

    let own = Some(client.client_id.as_str());
    if text("iss") != own || text("sub") != own {
        return Err(refused(
            "iss and sub of client_assertion must be the client_id",
        ));
    }
    if !claims.get("aud").is_some_and(|aud| is_for(aud, issuer)) {
        return Err(refused(format!("aud of client_assertion must be {issuer}")));
    }
    // RFC 7523 can do without `iat`. Here the lifetime counts from it.
    let made = time("iat")?.ok_or_else(|| refused("client_assertion has no iat"))?;
    let expires = time("exp")?.ok_or_else(|| refused("client_assertion has no exp"))?;
    if made.duration_since(now) > CLOCK_SKEW {
        return Err(refused("client_assertion is from the future"));
    }
    if time("nbf")?.is_some_and(|from| from.duration_since(now) > CLOCK_SKEW) {
        return Err(refused("client_assertion is not valid yet"));
    }
    if expires <= now {
        return Err(refused("client_assertion has expired"));
    }
    if expires.duration_since(made) > ASSERTION_LIFETIME {
        return Err(refused("client_assertion lives longer than 120 seconds"));
    }
    let jti = text("jti")
        .filter(|jti| !jti.is_empty())
        .ok_or_else(|| refused("client_assertion has no jti, which is a text"))?;
    if world
        .oauth_clients
        .first_use(&client.client_id, jti, expires, now)
    {
        Ok(())
    } else {
        Err(refused(
            "client_assertion was used before: jti must be new each time",
        ))
    }
}

fn refused(description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
}

/// For this issuer and nobody else. The token endpoint's address, which was once taken too, is not.
fn is_for(audience: &Value, issuer: &str) -> bool {
    let only = match audience.as_array().map(Vec::as_slice) {
        Some([one]) => one,
        _ => audience,
    };
    only == issuer
}

/// Seconds since 1970, and parts of one
/// ([RFC 7519, section 2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
fn numeric_date(value: &Value) -> Option<Timestamp> {
    let seconds = SignedDuration::try_from_secs_f64(value.as_f64()?).ok()?;
    Timestamp::from_duration(seconds).ok()
}

/// `iss`, only to find the client with: nothing is believed before the signature is checked.
fn issuer_unchecked(assertion: &str) -> Option<String> {
    let claims = unchecked_claims(assertion)?;
    claims.get("iss")?.as_str().map(str::to_owned)
}

/// Id and secret in `Authorization: Basic`. Both are form-encoded first
/// ([RFC 6749, section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    // A pair without a name reads as its value.
    url::form_urlencoded::parse(format!("={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Compares by hashes, so that the time it takes tells nothing of the secret.
fn same(secret: Option<&str>, given: Option<&str>) -> bool {
    match (secret, given) {
        (Some(secret), Some(given)) => Sha256::digest(secret) == Sha256::digest(given),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_encoded() {
        let mut headers = HeaderMap::new();
        let encoded = STANDARD.encode("my%3Aclient:a%26b+c");
        let value = format!("Basic {encoded}").parse().unwrap();
        headers.insert(header::AUTHORIZATION, value);
        let expected = ("my:client".to_owned(), "a&b c".to_owned());
        assert_eq!(basic(&headers), Some(expected));
    }
}
