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

use std::hash::Hash;

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

/// How many log-ins can wait at the same time. Anybody can start a log-in, so without this limit the memory could run
/// out. After this number, each new log-in removes the oldest one.
const MOST_OPEN_LOGINS: usize = 20_000;
/// The simulator searches for ended rows at most this often, because a search reads all rows.
const SWEEP_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

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
    /// The id of the sandbox that each browser is in. The key is the hash of the secret in the browser's cookie. These rows
    /// expire by the machine's clock.
    browsers: Table<String, Expiring<String>>,
    issued: IssuedTokens,
    last_sweep: LastSweep,
    /// The last search for ended rows of `browsers`. The rows of all other tables expire by the simulator's clock.
    last_sweep_of_browsers: LastSweep,
}

/// The time of the last search for ended rows.
#[derive(Clone, Copy, Debug, Default)]
struct LastSweep(Option<Timestamp>);

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
            last_sweep: LastSweep::default(),
            last_sweep_of_browsers: LastSweep::default(),
        }
    }
}

/// Returns 128 random bits in base64url, which is safe in URLs, cookies and headers.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

impl LastSweep {
    /// Whether another search is due. If so, `now` becomes the time of the last search. The control API can move the
    /// clock forwards and backwards.
    fn is_due(&mut self, now: Timestamp) -> bool {
        let is_recent = |last: Timestamp| now.duration_since(last).abs() < SWEEP_INTERVAL;
        if self.0.is_some_and(is_recent) {
            return false;
        }
        self.0 = Some(now);
        true
    }
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

    /// Removes the ended rows of all tables except `browsers`. Does nothing if the last search was less than [`SWEEP_INTERVAL`] ago, so
    /// each look-up must still check whether a row has ended.
    fn remove_ended(&mut self, now: Timestamp) {
        if !self.last_sweep.is_due(now) {
            return;
        }
        remove_where(&mut self.pushed, |row| row.until <= now);
        remove_where(&mut self.attempts, |row| row.until <= now);
        remove_where(&mut self.codes, |row| row.until <= now);
        remove_where(&mut self.sessions, |session| !session.is_active(now));
        remove_where(&mut self.altinn_logins, |row| row.until <= now);
        remove_where(&mut self.altinn_sessions, |session| session.until <= now);
        remove_where(&mut self.tickets, |row| row.until <= now);
        self.issued.remove_ended(now);
    }

    /// Stores a pushed authorization request and returns its random name, which is the last part of the `request_uri`.
    pub fn push(&mut self, request: AuthorizationRequest, now: Timestamp) -> String {
        self.remove_ended(now);
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
        self.remove_ended(now);
        remove_oldest(&mut self.attempts, MOST_OPEN_LOGINS);
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
        self.remove_ended(now);
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

/// Stores a value under the hash of a new secret, and returns the secret.
fn insert_expiring<T>(
    table: &mut Table<String, Expiring<T>>,
    value: T,
    now: Timestamp,
    lifetime: SignedDuration,
) -> String {
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

fn remove_where<K: Clone + Eq + Hash, T>(table: &mut Table<K, T>, is_gone: impl Fn(&T) -> bool) {
    let gone = table.iter().filter(|(_, row)| is_gone(row));
    let gone: Vec<K> = gone.map(|(key, _)| key.clone()).collect();
    for key in gone {
        table.remove(&key);
    }
}

/// Makes room for one more row, so that the table then has at most `most` rows.
fn remove_oldest<K: Clone + Eq + Hash, T>(table: &mut Table<K, T>, most: usize) {
    while table.len() >= most
        && let Some(key) = table.first().map(|(key, _)| key.clone())
    {
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

    /// The session of the second browser has ended. The table still contains this session, because the last search for
    /// ended rows was half a minute ago. A new log-in must not continue it.
    #[test]
    fn a_log_in_does_not_continue_an_ended_session() {
        let mut login = Login::default();
        let seconds = |seconds| noon() + SignedDuration::from_secs(seconds);
        let first = login.log_in(None, "kari", Acr::Substantial, seconds(0));
        let second = login.log_in(None, "kari", Acr::Substantial, seconds(5 * 60));
        let ended = login.session(&second, seconds(5 * 60)).unwrap().sid.clone();
        let code = login.issue_code(&first, request(), seconds(25 * 60));
        assert!(code.is_some());
        login.push(request(), seconds(35 * 60 - 30));

        let late = seconds(35 * 60);
        let again = login.log_in(Some(&second), "kari", Acr::Substantial, late);
        assert!(login.session(&first, late).is_some());
        assert_ne!(login.session(&again, late).unwrap().sid, ended);
    }

    /// A session that is in use must not keep the ended sessions after it in the table.
    #[test]
    fn ended_rows_are_removed_from_every_place_in_a_table() {
        let mut login = Login::default();
        let minutes = |minutes| noon() + SignedDuration::from_mins(minutes);
        let first = login.log_in(None, "kari", Acr::Substantial, minutes(0));
        login.log_in(None, "ola", Acr::Substantial, minutes(5));
        login.issue_code(&first, request(), minutes(25)).unwrap();
        login.log_in(None, "siv", Acr::Substantial, minutes(40));
        assert_eq!((login.sessions.len(), login.codes.len()), (2, 0));
    }

    /// The clock was a day ahead, so the first log-in ends a day later than the others.
    #[test]
    fn ended_rows_are_removed_after_the_clock_has_moved_back() {
        let mut login = Login::default();
        let minutes = |minutes| noon() + SignedDuration::from_mins(minutes);
        login.begin(request(), minutes(24 * 60));
        login.begin(request(), minutes(0));
        assert_eq!(login.attempts.len(), 2);
        login.begin(request(), minutes(31));
        assert_eq!(login.attempts.len(), 2);
    }

    #[test]
    fn too_many_open_log_ins_remove_the_oldest() {
        let mut login = Login::default();
        let first = login.begin(request(), noon());
        let second = login.begin(request(), noon());
        for _ in 1..MOST_OPEN_LOGINS {
            login.begin(request(), noon());
        }
        assert_eq!(login.attempts.len(), MOST_OPEN_LOGINS);
        assert!(login.attempt(&first, noon()).is_none());
        assert!(login.attempt(&second, noon()).is_some());
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
