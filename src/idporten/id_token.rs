//! The checks of the ID token and of the callback's sender. If one of the checks fails, sign nobody in.
//!
//! | what | who checks it | if it is wrong |
//! |---|---|---|
//! | the signature, with RS256 and a key of the provider | `openidconnect` | anybody could write an ID token |
//! | `typ` of the header, if it is there, is `JWT` or `JOSE`, also with `application/` before it and in lower case | `openidconnect` | the token is something else, such as an access token (`at+jwt`) |
//! | the header has neither `cty` nor `crit` | `openidconnect` | the token has another token in it, or needs an extension |
//! | `kid` of the header | this file, and then `openidconnect` finds the key by it | the provider did not name its key |
//! | `iss` is the provider's issuer | `openidconnect` | another provider issued the token |
//! | `aud` is the client id and nothing else | `openidconnect` | the token is for another client |
//! | `azp`, if it is there, is the client id | this file | another client requested the token |
//! | `exp` is in the future. OpenID Connect allows a small tolerance. SmartCloud uses none, because it gets the token from the provider some seconds after its issue, and ID-porten's ID tokens live for about two minutes. | `openidconnect` | the token is too old |
//! | `iat` is at most 30 seconds in the future and at most 300 seconds old | this file, in a function that `openidconnect` calls | somebody kept the token |
//! | `nbf`, if it is there, is at most 30 seconds in the future | this file | the token is not valid yet |
//! | `nonce` is the nonce of this log-in | `openidconnect` | the token belongs to another log-in |
//! | `acr` is one of the accepted levels: `idporten-loa-substantial` or `idporten-loa-high`, unless the setting `IDPORTEN_ACR` has others or is `none` | this file, in a function that `openidconnect` calls | the log-in was too weak |
//! | `at_hash`, if it is there, belongs to the access token. It is the left half of the SHA-256 of the access token's characters (16 of 32 bytes), as base64url without `=`. | this file, with a function of `openidconnect` | somebody exchanged the access token |
//! | `iss` of the callback | this file | another provider sent the callback |
//!
//! Libraries for other languages leave out other checks. Read the documentation of your library, and write a test like
//! `tests/id_token.rs`, in which a provider forges each part of the token.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jsonwebtoken::decode_header;
use openidconnect::{
    AccessTokenHash, AuthenticationContextClass, IdTokenVerifier, Nonce, TokenResponse as _,
    core::{CoreJsonWebKey, CoreJwsSigningAlgorithm},
};

use super::{
    Client, Error,
    oidc_types::{IdTokenClaims, OidcClient, TokenResponse},
};

/// The largest accepted difference between the provider's clock and SmartCloud's clock, in seconds. The checks of `iat`
/// and `nbf` use this tolerance. The check of `exp` has no tolerance.
const CLOCK_SKEW: i64 = 30;

/// The largest accepted age of an ID token, in seconds. SmartCloud gets the ID token directly from the provider, which
/// has just made it. So an old ID token cannot belong to this log-in.
const MAX_AGE: i64 = 300;

impl Client {
    /// Checks the parameter `iss` of the callback, which names the provider that sent the callback (RFC 9207).
    ///
    /// Without this check, a client of several providers could send the code of an honest provider to a malicious
    /// provider (mix-up attack). SmartCloud always refuses a wrong `iss`. If
    /// `authorization_response_iss_parameter_supported` is true in the provider's metadata, as it is at ID-porten,
    /// SmartCloud also refuses a missing `iss`. Check `iss` before you use any other parameter of the callback.
    ///
    /// A callback with `error` can omit `iss`, because such a callback has no code to protect. With `is_error`, this
    /// function accepts a missing `iss`, so that the customer sees the real error.
    ///
    /// # Errors
    ///
    /// [`Error::ResponseIssuer`] if `iss` is wrong or missing. Another [`Error`] if the metadata cannot be read.
    pub async fn check_response_issuer(
        &self,
        iss: Option<&str>,
        is_error: bool,
        now: Timestamp,
    ) -> Result<(), Error> {
        let is_expected = if let Some(iss) = iss {
            iss == self.issuer
        } else if is_error {
            true
        } else {
            let metadata = self.metadata(now).await?;
            let more = metadata.additional_metadata();
            more.authorization_response_iss_parameter_supported != Some(true)
        };
        if is_expected {
            Ok(())
        } else {
            Err(Error::ResponseIssuer(iss.map(str::to_owned)))
        }
    }

    /// Verifies the ID token with all checks that the table at the top of this file lists. Returns the claims.
    pub(super) fn verify(
        &self,
        client: &OidcClient,
        tokens: &TokenResponse,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<IdTokenClaims, Error> {
        let id_token = tokens.id_token().ok_or(Error::NoIdToken)?;
        // If an ID token has no `kid` and the provider has only one key, the crate `openidconnect` accepts the token.
        // ID-porten always sends `kid`, so SmartCloud requires it.
        let header = decode_header(&id_token.to_string());
        let header =
            header.map_err(|_| Error::IdTokenPart("the header has an unknown algorithm"))?;
        if header.kid.is_none_or(|kid| kid.is_empty()) {
            return Err(Error::IdTokenPart("the header has no kid"));
        }

        let verifier = self.verifier(client, now);
        let claims = id_token.claims(&verifier, nonce)?;

        let authorized_party = claims.authorized_party();
        if authorized_party.is_some_and(|azp| azp.as_str() != self.client_id) {
            return Err(Error::IdTokenPart("azp is another client"));
        }
        let not_before = claims.additional_claims().nbf;
        #[expect(
            clippy::cast_precision_loss,
            reason = "a number of seconds since 1970 has far fewer than 52 bits"
        )]
        let latest = (now.as_second() + CLOCK_SKEW) as f64;
        if not_before.is_some_and(|nbf| nbf > latest) {
            return Err(Error::IdTokenPart("nbf is in the future"));
        }
        if let Some(expected) = claims.access_token_hash() {
            let access_token = oauth2::TokenResponse::access_token(tokens);
            let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
            let key = id_token.signing_key(&verifier);
            let actual = key
                .ok()
                .and_then(|key| AccessTokenHash::from_token(access_token, &algorithm, key).ok());
            if actual.as_ref() != Some(expected) {
                return Err(Error::IdTokenPart(
                    "at_hash does not belong to the access token",
                ));
            }
        }
        Ok(claims.clone())
    }

    /// Returns the verifier of `openidconnect` with SmartCloud's clock, and with stricter checks of the algorithm,
    /// `iat` and `acr`. The crate itself checks `iss`, `aud` and `exp`.
    fn verifier<'c>(
        &'c self,
        client: &'c OidcClient,
        now: Timestamp,
    ) -> IdTokenVerifier<'c, CoreJsonWebKey> {
        // Accept only the levels of assurance in `self.levels`. Even a higher level must be in this list. If the list
        // is empty, accept every level.
        let check_level = |acr: Option<&AuthenticationContextClass>| {
            let is_accepted = |acr: &str| self.levels.iter().any(|level| level == acr);
            if self.levels.is_empty() || acr.is_some_and(|acr| is_accepted(acr.as_str())) {
                Ok(())
            } else {
                Err(format!("the level of assurance (acr) is {acr:?}"))
            }
        };
        let since_1970 = Duration::try_from(now.as_duration()).unwrap_or_default();
        client
            .id_token_verifier()
            // ID-porten signs only with RS256, so only an attacker would use another algorithm.
            .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
            // By default, `openidconnect` uses the machine's clock. Use SmartCloud's clock instead, because tests can
            // move SmartCloud's clock.
            .set_time_fn(move || (SystemTime::UNIX_EPOCH + since_1970).into())
            // By default, `openidconnect` accepts every `iat`.
            .set_issue_time_verifier_fn(move |iat| check_age(iat.timestamp(), now))
            // By default, `openidconnect` accepts every `acr`.
            .set_auth_context_verifier_fn(check_level)
    }
}

/// Checks the age of an ID token. `iat` is the issue time, in seconds since 1970.
fn check_age(iat: i64, now: Timestamp) -> Result<(), String> {
    let age = now.as_second().saturating_sub(iat);
    if (-CLOCK_SKEW..=MAX_AGE).contains(&age) {
        Ok(())
    } else {
        Err(format!("iat is {age} seconds ago"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_token_must_be_new() {
        let now = Timestamp::from_second(1_767_268_800).unwrap();
        for (age, is_valid) in [
            (0, true),
            (300, true),
            (301, false),
            (-30, true),
            (-31, false),
        ] {
            let checked = check_age(now.as_second() - age, now);
            assert_eq!(checked.is_ok(), is_valid, "{age}");
        }
    }
}
