use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Acr, AuthorizationRequest, Login, hash, insert_expiring, take_unexpired};

/// How long a code is valid. ID-porten's documentation does not contain the lifetime. The real lifetime is about a
/// minute.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

/// The log-in that belongs to an authorization code. ID-porten issues the client's tokens for the same log-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub request: AuthorizationRequest,
    /// The [public id](super::SsoSession::sid) of the single sign-on session.
    pub sid: String,
    /// The [key](crate::rules::Person::key) of the person who logged in.
    pub person: String,
    pub acr: Acr,
    pub logged_in: Timestamp,
}

/// Why ID-porten refuses a code. For every variant, the client gets the error `invalid_grant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("the code is unknown, used or expired")]
    Unknown,
    #[error("the code was issued to another client")]
    OtherClient,
    #[error("redirect_uri is missing or differs from the one in the authorization request")]
    OtherRedirect,
    #[error("code_verifier must have 43 to 128 characters: letters, digits and -._~")]
    InvalidVerifier,
    #[error("code_verifier does not match code_challenge")]
    WrongVerifier,
}

#[must_use]
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// Whether a text has the format of a `code_verifier`
/// ([RFC 7636, section 4.1](https://www.rfc-editor.org/rfc/rfc7636#section-4.1)).
fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

impl Login {
    /// Issues a code for the authorization request, and adds the client to the session's clients. Returns `None` if the
    /// session has ended.
    pub fn issue_code(
        &mut self,
        session_key: &str,
        request: AuthorizationRequest,
        now: Timestamp,
    ) -> Option<String> {
        self.remove_ended(now);
        self.session(session_key, now)?;
        let session = self.sessions.get_mut(&hash(session_key))?;
        session.last_used = now;
        if !session.clients.contains(&request.client_id) {
            session.clients.push(request.client_id.clone());
        }
        let code = Code {
            request,
            sid: session.sid.clone(),
            person: session.person.clone(),
            acr: session.acr,
            logged_in: session.logged_in,
        };
        Some(insert_expiring(&mut self.codes, code, now, CODE_LIFETIME))
    }

    /// Redeems a code. A request from the code's own client makes the code invalid, even if another parameter is wrong.
    /// A request from another client does not change the code.
    ///
    /// # Errors
    ///
    /// Returns the [`CodeError`] of the first check that fails.
    pub fn redeem(
        &mut self,
        code: &str,
        client_id: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Code, CodeError> {
        let issued = self.codes.get(&hash(code)).ok_or(CodeError::Unknown)?;
        if issued.value.request.client_id != client_id {
            return Err(CodeError::OtherClient);
        }
        let code = take_unexpired(&mut self.codes, code, now).ok_or(CodeError::Unknown)?;
        if redirect_uri != Some(code.request.redirect_uri.as_str()) {
            return Err(CodeError::OtherRedirect);
        }
        if verifier.is_some_and(|verifier| !is_verifier(verifier)) {
            return Err(CodeError::InvalidVerifier);
        }
        match (&code.request.code_challenge, verifier) {
            (Some(expected), Some(verifier)) if challenge(verifier) == *expected => {}
            (None, None) => {}
            _ => return Err(CodeError::WrongVerifier),
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::{
        later,
        tests::{CHALLENGE, CLIENT, REDIRECT, VERIFIER, noon, request},
    };

    fn login_with_code() -> (Login, String) {
        let mut login = Login::default();
        let session = login.log_in(None, "kari", Acr::Substantial, noon());
        let code = login.issue_code(&session, request(), noon()).unwrap();
        (login, code)
    }

    #[test]
    fn the_challenge_matches_the_example_in_idportens_documentation() {
        assert_eq!(challenge(VERIFIER), CHALLENGE);
    }

    #[test]
    fn a_code_is_valid_once() {
        let (mut login, code) = login_with_code();
        let mut redeem = || login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), noon());
        assert_eq!(redeem().unwrap().person, "kari");
        assert_eq!(redeem(), Err(CodeError::Unknown));
    }

    #[test]
    fn a_code_is_valid_for_a_minute() {
        let (mut login, code) = login_with_code();
        let late = later(noon(), CODE_LIFETIME);
        let result = login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), late);
        assert_eq!(result, Err(CodeError::Unknown));
    }

    #[test]
    fn another_client_can_neither_redeem_nor_invalidate_a_code() {
        let (mut login, code) = login_with_code();
        let other = login.redeem(&code, "other", Some(REDIRECT), Some(VERIFIER), noon());
        assert_eq!(other, Err(CodeError::OtherClient));
        let own = login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), noon());
        assert!(own.is_ok());
    }

    #[test]
    fn a_wrong_redirect_uri_or_verifier_invalidates_the_code() {
        for (redirect, verifier, error) in [
            (None, Some(VERIFIER), CodeError::OtherRedirect),
            (
                Some("http://localhost:1/"),
                Some(VERIFIER),
                CodeError::OtherRedirect,
            ),
            (Some(REDIRECT), None, CodeError::WrongVerifier),
            (Some(REDIRECT), Some(CHALLENGE), CodeError::WrongVerifier),
        ] {
            let (mut login, code) = login_with_code();
            let result = login.redeem(&code, CLIENT, redirect, verifier, noon());
            assert_eq!(result, Err(error));
            let again = login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), noon());
            assert_eq!(again, Err(CodeError::Unknown));
        }
    }
}
