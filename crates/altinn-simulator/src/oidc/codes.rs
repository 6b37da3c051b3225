use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Acr, AuthorizationRequest, Login, key, put, take};

/// How long a code can be exchanged. ID-porten does not say; "about a minute" is what is seen.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

/// What a code stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    pub request: AuthorizationRequest,
    pub sid: String,
    pub person: String,
    pub acr: Acr,
    pub logged_in: Timestamp,
}

/// Why a code gives no token. To the client it is `invalid_grant`, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeRefused {
    #[error("the code is unknown, used or too old")]
    Unknown,
    #[error("the code was given to another client")]
    OtherClient,
    #[error("redirect_uri is not the one that the code was asked for with")]
    OtherRedirect,
    #[error("code_verifier is not 43 to 128 letters, digits and -._~")]
    NoVerifier,
    #[error("code_verifier does not match code_challenge")]
    WrongVerifier,
}

/// `code_challenge` to a `code_verifier`, by the method `S256`.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// [RFC 7636, section 4.1](https://www.rfc-editor.org/rfc/rfc7636#section-4.1).
fn is_verifier(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

impl Login {
    /// A code for the request in the session, which counts the client among its own from now on.
    ///
    /// `None` if the session has ended meanwhile.
    pub fn issue_code(
        &mut self,
        session: &str,
        request: AuthorizationRequest,
        now: Timestamp,
    ) -> Option<String> {
        self.session(session, now)?;
        let session = self.sessions.get_mut(&key(session))?;
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
        Some(put(&mut self.codes, code, now, CODE_LIFETIME))
    }

    /// Exchanges a code, once. A try by the right client uses it up, also when the rest is wrong.
    ///
    /// # Errors
    ///
    /// [`CodeRefused`], in the order of its variants.
    pub fn redeem(
        &mut self,
        code: &str,
        client_id: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Code, CodeRefused> {
        let given_to = self.codes.get(&key(code)).ok_or(CodeRefused::Unknown)?;
        if given_to.thing.request.client_id != client_id {
            return Err(CodeRefused::OtherClient);
        }
        let code = take(&mut self.codes, code, now).ok_or(CodeRefused::Unknown)?;
        if redirect_uri != Some(code.request.redirect_uri.as_str()) {
            return Err(CodeRefused::OtherRedirect);
        }
        if verifier.is_some_and(|verifier| !is_verifier(verifier)) {
            return Err(CodeRefused::NoVerifier);
        }
        match (&code.request.code_challenge, verifier) {
            (Some(expected), Some(verifier)) if challenge(verifier) == *expected => {}
            (None, None) => {}
            _ => return Err(CodeRefused::WrongVerifier),
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
    fn a_challenge_is_as_in_idportens_documentation() {
        assert_eq!(challenge(VERIFIER), CHALLENGE);
    }

    #[test]
    fn a_code_is_good_once() {
        let (mut login, code) = login_with_code();
        let mut redeem = || login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), noon());
        assert_eq!(redeem().unwrap().person, "kari");
        assert_eq!(redeem(), Err(CodeRefused::Unknown));
    }

    #[test]
    fn a_code_is_good_for_a_minute() {
        let (mut login, code) = login_with_code();
        let late = later(noon(), CODE_LIFETIME);
        let answer = login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), late);
        assert_eq!(answer, Err(CodeRefused::Unknown));
    }

    #[test]
    fn another_client_neither_gets_a_code_nor_spoils_it() {
        let (mut login, code) = login_with_code();
        let other = login.redeem(&code, "other", Some(REDIRECT), Some(VERIFIER), noon());
        assert_eq!(other, Err(CodeRefused::OtherClient));
        let own = login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), noon());
        assert!(own.is_ok());
    }

    #[test]
    fn a_wrong_redirect_or_verifier_uses_a_code_up() {
        for (redirect, verifier, refused) in [
            (None, Some(VERIFIER), CodeRefused::OtherRedirect),
            (
                Some("http://localhost:1/"),
                Some(VERIFIER),
                CodeRefused::OtherRedirect,
            ),
            (Some(REDIRECT), None, CodeRefused::WrongVerifier),
            (Some(REDIRECT), Some(CHALLENGE), CodeRefused::WrongVerifier),
        ] {
            let (mut login, code) = login_with_code();
            let answer = login.redeem(&code, CLIENT, redirect, verifier, noon());
            assert_eq!(answer, Err(refused));
            let again = login.redeem(&code, CLIENT, Some(REDIRECT), Some(VERIFIER), noon());
            assert_eq!(again, Err(CodeRefused::Unknown));
        }
    }
}
