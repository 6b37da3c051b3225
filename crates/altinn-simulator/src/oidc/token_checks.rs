use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

pub type Claims = Map<String, Value>;

/// Why a service refuses a token. Clients get the same response for all of these errors, but the request log shows the
/// exact error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("the token cannot be read: it is not a JWT, or a claim has a wrong type")]
    Unreadable,
    #[error("none of the accepted keys signed the token")]
    Signature,
    #[error(
        "the token is from {issuer}, and this call takes Altinn's own tokens: first exchange the token with \
         GET authentication/api/v1/exchange/{provider}"
    )]
    NotExchanged {
        issuer: &'static str,
        provider: &'static str,
    },
    #[error("the token is from {signer}, and this call takes only tokens from {expected}")]
    OtherSigner {
        signer: &'static str,
        expected: &'static str,
    },
    #[error("the token has expired: its exp is {exp}, and the simulator's clock is at {now}")]
    Expired { exp: i64, now: i64 },
    #[error("the token is not valid yet: its nbf is {nbf}, and the simulator's clock is at {now}")]
    NotYet { nbf: i64, now: i64 },
    #[error(
        "the token is withdrawn, because a fault of the control API has withdrawTokens and is newer than the token: \
         get a new token from Maskinporten"
    )]
    Withdrawn,
}

/// Verifies the signature of a token and returns the claims without checking them. The JWT library would compare times
/// with the machine's clock, but the simulator has its own clock.
///
/// # Errors
///
/// [`BadToken::Unreadable`] if the text is not a JWT. [`BadToken::Signature`] if the signature or the algorithm is
/// wrong.
pub fn check_signature(
    token: &str,
    key: &DecodingKey,
    algorithms: &[Algorithm],
) -> Result<Claims, BadToken> {
    let mut validation = Validation::default();
    validation.algorithms = algorithms.to_vec();
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode::<Claims>(token, key, &validation)
        .map(|data| data.claims)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature
            | jsonwebtoken::errors::ErrorKind::InvalidAlgorithm => BadToken::Signature,
            _ => BadToken::Unreadable,
        })
}

/// Reads the claims of a token without verifying the signature. Use these claims only to find the key that verifies the
/// signature.
#[must_use]
pub fn unchecked_claims(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// Checks the claims `exp` (required) and `nbf` (optional). The clocks can differ by `skew`.
///
/// # Errors
///
/// [`BadToken::Unreadable`] if `exp` is missing or not an integer. [`BadToken::Expired`] or [`BadToken::NotYet`] if the
/// token is not valid at this time.
pub fn check_lifetime(
    claims: &Claims,
    now: Timestamp,
    skew: SignedDuration,
) -> Result<(), BadToken> {
    let seconds = |name: &str| claims.get(name).and_then(Value::as_i64);
    let (now, skew) = (now.as_second(), skew.as_secs());
    let exp = seconds("exp").ok_or(BadToken::Unreadable)?;
    if now > exp.saturating_add(skew) {
        return Err(BadToken::Expired { exp, now });
    }
    match seconds("nbf") {
        Some(nbf) if nbf > now.saturating_add(skew) => Err(BadToken::NotYet { nbf, now }),
        _ => Ok(()),
    }
}
