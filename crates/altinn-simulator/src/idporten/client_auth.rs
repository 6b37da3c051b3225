use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Algorithm;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{OAuthError, forms::Params};
use crate::oidc::oauth_clients::{IdPortenClient, TokenEndpointAuthMethod};
use crate::oidc::{
    client_keys::ClientKeys,
    signing_keys::{BadToken, check_signature, unchecked_claims},
};
use crate::world::World;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest lifetime of a client assertion. Maskinporten's documentation has the same limit for grants.
const ASSERTION_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// The claims `iat` and `nbf` of a client assertion can be at most this far in the future. The client's clock can be
/// ahead of the simulator's clock.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(10);

/// Authenticates the client that sent an HTTP request. The client must use its registered authentication method.
///
/// # Errors
///
/// `invalid_client` with status 401. The description says exactly what is wrong, because that helps developers. A real
/// server would not tell an attacker these details.
pub fn authenticate(
    world: &mut World,
    headers: &HeaderMap,
    params: &Params,
    issuer: &str,
    now: Timestamp,
) -> Result<IdPortenClient, OAuthError> {
    let basic = basic(headers);
    let assertion = params.get("client_assertion");
    let basic_id = basic.as_ref().map(|(id, _)| id);
    let form_id = params.get("client_id");
    if basic_id.is_some_and(|basic_id| form_id.is_some_and(|form_id| form_id != basic_id)) {
        return Err(invalid_client(
            "client_id in the form differs from the client id in the Authorization header",
        ));
    }
    let client_id = basic_id
        .cloned()
        .or_else(|| form_id.map(str::to_owned))
        .or_else(|| assertion.and_then(unverified_issuer))
        .ok_or_else(|| invalid_client("client_id is missing"))?;
    let client = world
        .oauth_clients
        .idporten_client(&client_id)
        .cloned()
        .ok_or_else(|| {
            let id: String = client_id.chars().take(100).collect();
            invalid_client(format!("no client is registered with the client_id {id:?}"))
        })?;
    let given_secret = match (&basic, assertion, params.get("client_secret")) {
        (Some((_, secret)), None, None) => Some(secret.as_str()),
        (None, None, secret) => secret,
        (None, Some(_), None) => None,
        _ => {
            return Err(invalid_client(
                "the request uses more than one authentication method",
            ));
        }
    };
    match client.token_endpoint_auth_method {
        TokenEndpointAuthMethod::PrivateKeyJwt => {
            let assertion = assertion.ok_or_else(|| {
                invalid_client(
                    "client_assertion is missing: the client is registered with private_key_jwt",
                )
            })?;
            check_assertion(world, &client, assertion, params, issuer, now)?;
        }
        TokenEndpointAuthMethod::ClientSecretBasic if basic.is_none() => {
            return Err(wrong_method("client_secret_basic"));
        }
        TokenEndpointAuthMethod::ClientSecretPost if basic.is_some() || given_secret.is_none() => {
            return Err(wrong_method("client_secret_post"));
        }
        TokenEndpointAuthMethod::ClientSecretBasic | TokenEndpointAuthMethod::ClientSecretPost => {
            let secret = client
                .client_secret
                .as_ref()
                .map(|secret| secret.0.as_str());
            if !is_same_secret(secret, given_secret) {
                return Err(invalid_client("the client secret is wrong"));
            }
        }
        TokenEndpointAuthMethod::None if given_secret.is_some() || assertion.is_some() => {
            return Err(invalid_client(
                "the client is registered without authentication, but sends credentials",
            ));
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
        return Err(invalid_client(format!(
            "client_assertion_type must be {ASSERTION_TYPE}"
        )));
    }
    let header = jsonwebtoken::decode_header(assertion)
        .map_err(|_| invalid_client("client_assertion is not a signed JWT"))?;
    if header.alg != Algorithm::RS256 {
        return Err(invalid_client("client_assertion must be signed with RS256"));
    }
    let own_keys = ClientKeys {
        keys: &client.keys,
        certificates: &client.certificates,
        organisation: &client.organisation,
    };
    let key = own_keys
        .verification_key(&header, now)
        .map_err(|error| invalid_client(format!("client_assertion: {error}")))?;
    let claims =
        check_signature(assertion, &key, &[Algorithm::RS256]).map_err(|error| match error {
            BadToken::Signature => invalid_client("the signature of client_assertion is wrong"),
            _ => invalid_client(
                "client_assertion cannot be read: it is not JSON, or a claim has a wrong type",
            ),
        })?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let time = |name: &str| match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => numeric_date(value)
            .map(Some)
            .ok_or_else(|| invalid_client(format!("{name} of client_assertion is not a time"))),
    };

    let client_id = Some(client.client_id.as_str());
    if text("iss") != client_id || text("sub") != client_id {
        return Err(invalid_client(
            "iss and sub of client_assertion must be the client_id",
        ));
    }
    if !claims.get("aud").is_some_and(|aud| is_only(aud, issuer)) {
        let sent = claims.get("aud").map_or("missing".to_owned(), |aud| {
            aud.to_string().chars().take(200).collect()
        });
        return Err(invalid_client(format!(
            "aud of client_assertion must be {issuer}, but is {sent}"
        )));
    }
    // In RFC 7523, `iat` is optional. The simulator requires `iat`, because the lifetime of the assertion starts at
    // this time.
    let issued_at = time("iat")?.ok_or_else(|| invalid_client("client_assertion has no iat"))?;
    let expires = time("exp")?.ok_or_else(|| invalid_client("client_assertion has no exp"))?;
    if issued_at.duration_since(now) > CLOCK_SKEW {
        return Err(invalid_client("iat of client_assertion is in the future"));
    }
    if time("nbf")?.is_some_and(|start| start.duration_since(now) > CLOCK_SKEW) {
        return Err(invalid_client("client_assertion is not valid yet"));
    }
    if expires <= now {
        return Err(invalid_client("client_assertion has expired"));
    }
    if expires.duration_since(issued_at) > ASSERTION_LIFETIME {
        return Err(invalid_client(
            "exp of client_assertion is more than 120 seconds after iat",
        ));
    }
    let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or_else(|| {
        invalid_client("jti of client_assertion is missing, empty or not a string")
    })?;
    if world
        .oauth_clients
        .first_use(&client.client_id, jti, expires, now)
    {
        Ok(())
    } else {
        Err(invalid_client(
            "jti of client_assertion has been used before",
        ))
    }
}

fn wrong_method(registered: &str) -> OAuthError {
    invalid_client(format!(
        "the client is registered with {registered}, but the request does not use this method"
    ))
}

fn invalid_client(description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
}

/// Whether the issuer is the only audience of a client assertion. ID-porten's documentation also allows the URL of the
/// token endpoint. The simulator refuses this URL, because Maskinporten no longer accepts such a URL
/// (contract/idporten.md §4).
fn is_only(audience: &Value, issuer: &str) -> bool {
    let single = match audience.as_array().map(Vec::as_slice) {
        Some([single]) => single,
        _ => audience,
    };
    single == issuer
}

/// Reads a time in seconds since 1970. The number can have decimals
/// ([RFC 7519, section 2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
fn numeric_date(value: &Value) -> Option<Timestamp> {
    let seconds = SignedDuration::try_from_secs_f64(value.as_f64()?).ok()?;
    Timestamp::from_duration(seconds).ok()
}

/// Reads the unverified claim `iss` of a client assertion. Use this value only to find the client and its public keys.
fn unverified_issuer(assertion: &str) -> Option<String> {
    let claims = unchecked_claims(assertion)?;
    claims.get("iss")?.as_str().map(str::to_owned)
}

/// Reads the client id and the secret from the header `Authorization: Basic`. The client has form-encoded both, joined
/// them with a colon, and encoded the result in base64 ([RFC 6749, section
/// 2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
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
    // The parser decodes whole pairs such as `name=value`, so make the text the value of a pair with an empty name.
    url::form_urlencoded::parse(format!("={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Compares the hashes of two secrets, so that the duration of the comparison reveals nothing about the secret.
fn is_same_secret(secret: Option<&str>, given: Option<&str>) -> bool {
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
