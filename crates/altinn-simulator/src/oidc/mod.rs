//! The state of log-ins at ID-porten and Altinn: authorization requests, codes, sessions and tokens. This module also
//! holds the OAuth clients and the services' signing keys.

pub(crate) mod altinn_sessions;
pub(crate) mod authorization_request;
pub mod certificates;
pub mod client_keys;
pub(crate) mod codes;
pub(crate) mod issued_tokens;
pub mod oauth_clients;
mod sandbox_logins;
pub mod signing_keys;
mod token_checks;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::issued_tokens::IssuedTokens;
pub use self::{
    altinn_sessions::{AltinnLogin, AltinnSession},
    authorization_request::{Acr, AuthorizationRequest, Prompt, ResponseMode},
    codes::{Code, CodeError, challenge},
    issued_tokens::{Lifetimes, NewTokens, RefreshError},
    sandbox_logins::{BROWSER_LIFETIME, TICKET_LIFETIME, Ticket},
};
use crate::table::{Saved, Table};

/// A client can use a pushed authorization request for this long. The lifetime is the `expires_in` in [ID-porten's
/// documentation](https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_par).
pub const PUSHED_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// How long a log-in can wait in the person chooser for the user's choice.
pub const ATTEMPT_LIFETIME: SignedDuration = SignedDuration::from_mins(30);
/// A single sign-on session ends when nobody has used it for this long.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// The maximum duration of a single sign-on session after the log-in. Activity does not extend this time.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(120);

/// The state of all log-ins: pushed authorization requests, open log-in attempts, codes, sessions and tokens.
///
/// Browsers and clients send secrets, such as session keys and codes. The tables contain only hashes of these secrets.
/// So somebody who reads a saved world cannot take over a session.
#[derive(Clone, Debug)]
pub struct Login {
    pushed: Table<String, Expiring<AuthorizationRequest>>,
    attempts: Table<String, Expiring<AuthorizationRequest>>,
    codes: Table<String, Expiring<Code>>,
    sessions: Table<String, SsoSession>,
    altinn_logins: Table<String, Expiring<AltinnLogin>>,
    altinn_sessions: Table<String, AltinnSession>,
    tickets: Table<String, Expiring<Ticket>>,
    /// The id of the sandbox that each browser is in. The key is the hash of the secret in the browser's cookie.
    browsers: Table<String, Expiring<String>>,
    issued: IssuedTokens,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Expiring<T> {
    /// The value expires at this time.
    until: Timestamp,
    #[serde(rename = "thing")]
    value: T,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSession {
    /// The public id of the session. ID-porten sends it to clients in ID tokens and at front-channel log-out.
    pub sid: String,
    /// The [key](crate::rules::Person::key) of the person who logged in.
    pub person: String,
    pub acr: Acr,
    pub logged_in: Timestamp,
    pub last_used: Timestamp,
    /// The ids of the clients that got a code in this session. At log-out, ID-porten tells these clients to end their
    /// own sessions.
    pub clients: Vec<String>,
}

impl Default for Login {
    fn default() -> Self {
        Self {
            pushed: Table::new("pushed-request"),
            attempts: Table::new("login-attempt"),
            codes: Table::new("code"),
            sessions: Table::new("sso-session"),
            altinn_logins: Table::new("altinn-login"),
            altinn_sessions: Table::new("altinn-session"),
            tickets: Table::new("sandbox-ticket"),
            browsers: Table::new("sandbox-browser"),
            issued: IssuedTokens::default(),
        }
    }
}

/// Returns 128 random bits in base64url, which is safe in URLs, cookies and headers.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

impl Login {
    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let mut tables: Vec<&mut dyn Saved> = vec![
            &mut self.pushed,
            &mut self.attempts,
            &mut self.codes,
            &mut self.sessions,
            &mut self.altinn_logins,
            &mut self.altinn_sessions,
            &mut self.tickets,
            &mut self.browsers,
        ];
        tables.extend(self.issued.tables());
        tables
    }

    /// Stores a pushed authorization request and returns its random name, which is the last part of the `request_uri`.
    pub fn push(&mut self, request: AuthorizationRequest, now: Timestamp) -> String {
        insert_expiring(&mut self.pushed, request, now, PUSHED_LIFETIME)
    }

    /// Removes and returns a pushed authorization request. `name` is the last part of the `request_uri`. Returns `None`
    /// if the name is unknown, if the request has expired, or if another client pushed the request.
    pub fn take_pushed(
        &mut self,
        name: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Option<AuthorizationRequest> {
        self.pushed
            .get(&hash(name))
            .filter(|pushed| pushed.value.client_id == client_id)?;
        take_unexpired(&mut self.pushed, name, now)
    }

    /// Returns a pushed authorization request. [`Self::take_pushed`] also removes the request and checks the client.
    #[must_use]
    pub fn pushed(&self, name: &str, now: Timestamp) -> Option<&AuthorizationRequest> {
        let pushed = self.pushed.get(&hash(name))?;
        (now < pushed.until).then_some(&pushed.value)
    }

    /// Starts a log-in attempt for an authorization request. Returns the name of the attempt, for the person chooser's
    /// URL.
    pub fn begin(&mut self, request: AuthorizationRequest, now: Timestamp) -> String {
        insert_expiring(&mut self.attempts, request, now, ATTEMPT_LIFETIME)
    }

    /// Returns the authorization request of a log-in attempt. Returns `None` if the attempt has ended or expired.
    #[must_use]
    pub fn attempt(&self, name: &str, now: Timestamp) -> Option<&AuthorizationRequest> {
        let attempt = self.attempts.get(&hash(name))?;
        (now < attempt.until).then_some(&attempt.value)
    }

    /// Ends a log-in attempt and returns its authorization request. A second call returns `None`, because a client must
    /// get only one response to an authorization request.
    pub fn end_attempt(&mut self, name: &str, now: Timestamp) -> Option<AuthorizationRequest> {
        take_unexpired(&mut self.attempts, name, now)
    }

    /// Starts a session for a person, and returns the session key for the browser's cookie.
    ///
    /// If the session of `previous_key` has the same person, it gets the new key and keeps its clients. Otherwise, the
    /// session of `previous_key` ends.
    pub fn log_in(
        &mut self,
        previous_key: Option<&str>,
        person: &str,
        acr: Acr,
        now: Timestamp,
    ) -> String {
        remove_ended(&mut self.sessions, |session| !session.is_active(now));
        let previous = previous_key
            .and_then(|key| self.end_session(key))
            .filter(|session| session.person == person && session.is_active(now));
        let session = previous.unwrap_or_else(|| SsoSession {
            sid: secret(),
            person: person.to_owned(),
            acr,
            logged_in: now,
            last_used: now,
            clients: Vec::new(),
        });
        let key = secret();
        let session = SsoSession {
            acr,
            logged_in: now,
            last_used: now,
            ..session
        };
        self.sessions.insert(hash(&key), session);
        key
    }

    /// Returns the single sign-on session with this key, or `None` if the session has ended.
    #[must_use]
    pub fn session(&self, key: &str, now: Timestamp) -> Option<&SsoSession> {
        self.sessions
            .get(&hash(key))
            .filter(|session| session.is_active(now))
    }

    /// Returns the session with this key, or `None` if the authorization request requires that the person logs in
    /// again.
    #[must_use]
    pub fn session_for(
        &self,
        key: &str,
        request: &AuthorizationRequest,
        now: Timestamp,
    ) -> Option<&SsoSession> {
        let is_recent_enough = |session: &&SsoSession| {
            request.max_age.is_none_or(|age| {
                now.duration_since(session.logged_in) <= SignedDuration::from_secs(age)
            })
        };
        self.session(key, now)
            .filter(|session| request.prompt != Prompt::Login && session.acr >= request.acr)
            .filter(is_recent_enough)
    }

    /// Ends the session with this key. Returns the ended session, because the log-out must notify the session's
    /// clients.
    pub fn end_session(&mut self, key: &str) -> Option<SsoSession> {
        self.sessions.remove(&hash(key))
    }

    /// Ends the session with this public id. ID-porten uses this function if the browser sends no session cookie at a
    /// log-out.
    pub fn end_session_by_sid(&mut self, sid: &str) -> Option<SsoSession> {
        let (hash, _) = self
            .sessions
            .iter()
            .find(|(_, session)| session.sid == sid)?;
        let hash = hash.clone();
        self.sessions.remove(&hash)
    }
}

impl SsoSession {
    fn is_active(&self, now: Timestamp) -> bool {
        now < later(self.last_used, SESSION_IDLE) && now < later(self.logged_in, SESSION_LIFETIME)
    }
}

/// Stores a value under the hash of a new secret, and returns the secret. Also removes expired values from the table.
fn insert_expiring<T>(
    table: &mut Table<String, Expiring<T>>,
    value: T,
    now: Timestamp,
    lifetime: SignedDuration,
) -> String {
    remove_ended(table, |row| row.until <= now);
    let secret = secret();
    let until = later(now, lifetime);
    table.insert(hash(&secret), Expiring { until, value });
    secret
}

/// Removes the value that is stored under the hash of this secret. Returns the value, or `None` if the value has
/// expired.
fn take_unexpired<T>(
    table: &mut Table<String, Expiring<T>>,
    secret: &str,
    now: Timestamp,
) -> Option<T> {
    let row = table.remove(&hash(secret))?;
    (now < row.until).then_some(row.value)
}

/// Removes the ended rows at the start of the table. Stops at the first open row, because a search through many open
/// rows would be slow.
///
/// A later row in the table can also have ended, so each look-up checks the row.
fn remove_ended<T>(table: &mut Table<String, T>, has_ended: impl Fn(&T) -> bool) {
    let rows = table.iter().take_while(|(_, row)| has_ended(row));
    let ended: Vec<String> = rows.map(|(key, _)| key.clone()).collect();
    for key in ended {
        table.remove(&key);
    }
}

fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

fn later(time: Timestamp, duration: SignedDuration) -> Timestamp {
    time.checked_add(duration).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const CLIENT: &str = "a-client";
    pub(crate) const REDIRECT: &str = "http://localhost:1/callback";
    /// The `code_verifier` in the PKCE example of ID-porten's documentation.
    pub(crate) const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
    /// The `code_challenge` in the same example.
    pub(crate) const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";

    pub(crate) fn noon() -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    /// The session of the second browser has ended, but the table still contains this session. `remove_ended` stops at
    /// the older session of the first browser, because the older session is open.
    #[test]
    fn a_log_in_does_not_continue_an_ended_session() {
        let mut login = Login::default();
        let minutes = |minutes| noon() + SignedDuration::from_mins(minutes);
        let first = login.log_in(None, "kari", Acr::Substantial, minutes(0));
        let second = login.log_in(None, "kari", Acr::Substantial, minutes(5));
        let ended = login.session(&second, minutes(5)).unwrap().sid.clone();
        login.issue_code(&first, request(), minutes(25)).unwrap();

        let again = login.log_in(Some(&second), "kari", Acr::Substantial, minutes(40));
        assert!(login.session(&first, minutes(40)).is_some());
        assert_ne!(login.session(&again, minutes(40)).unwrap().sid, ended);
    }

    pub(crate) fn request() -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: CLIENT.to_owned(),
            redirect_uri: REDIRECT.to_owned(),
            response_mode: ResponseMode::Query,
            scope: "openid".to_owned(),
            state: None,
            nonce: None,
            code_challenge: Some(CHALLENGE.to_owned()),
            acr: Acr::Substantial,
            preferred_acr: None,
            prompt: Prompt::WhenNeeded,
            max_age: None,
            locale: None,
            login_hint: None,
            resource: None,
            sandbox: None,
        }
    }

    #[test]
    fn only_its_client_can_use_a_pushed_request_and_only_once() {
        let mut login = Login::default();
        let name = login.push(request(), noon());
        assert_eq!(login.take_pushed(&name, "other", noon()), None);
        assert!(login.take_pushed(&name, CLIENT, noon()).is_some());
        assert_eq!(login.take_pushed(&name, CLIENT, noon()), None);

        let name = login.push(request(), noon());
        let late = later(noon(), PUSHED_LIFETIME);
        assert_eq!(login.take_pushed(&name, CLIENT, late), None);
    }

    #[test]
    fn a_session_is_used_only_for_requests_that_it_meets() {
        let mut login = Login::default();
        let name = login.log_in(None, "kari", Acr::Substantial, noon());
        let meets = |request: &AuthorizationRequest, seconds| {
            let now = later(noon(), SignedDuration::from_secs(seconds));
            login.session_for(&name, request, now).is_some()
        };
        assert!(meets(&request(), 60));
        assert!(!meets(&request(), 31 * 60), "idle");
        let high = AuthorizationRequest {
            acr: Acr::High,
            ..request()
        };
        assert!(!meets(&high, 0));
        let new_login = AuthorizationRequest {
            prompt: Prompt::Login,
            ..request()
        };
        assert!(!meets(&new_login, 0));
        let recent_login = AuthorizationRequest {
            max_age: Some(30),
            ..request()
        };
        assert!(meets(&recent_login, 30) && !meets(&recent_login, 31));
    }

    #[test]
    fn logging_in_again_keeps_the_session_of_the_same_person_only() {
        let mut login = Login::default();
        let first = login.log_in(None, "kari", Acr::Substantial, noon());
        login.issue_code(&first, request(), noon()).unwrap();
        let again = login.log_in(Some(&first), "kari", Acr::High, noon());
        assert!(login.session(&first, noon()).is_none());
        let session = login.session(&again, noon()).unwrap();
        assert_eq!((session.acr, session.clients.len()), (Acr::High, 1));

        let other = login.log_in(Some(&again), "ola", Acr::Substantial, noon());
        assert!(login.session(&again, noon()).is_none());
        assert!(login.session(&other, noon()).unwrap().clients.is_empty());
    }
}
