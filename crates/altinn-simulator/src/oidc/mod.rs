pub(crate) mod altinn_sessions;
pub(crate) mod authorization_request;
pub mod certificates;
pub mod client_keys;
pub(crate) mod codes;
pub(crate) mod issued_tokens;
pub mod oauth_clients;
pub mod signing_keys;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::issued_tokens::Issued;
pub use self::{
    altinn_sessions::{AltinnLogin, AltinnSession},
    authorization_request::{Acr, AuthorizationRequest, Prompt, ResponseMode},
    codes::{Code, CodeRefused, challenge},
    issued_tokens::{Lifetimes, NewTokens, RefreshRefused},
};
use crate::table::{Saved, Table};

/// How long a pushed authorization request can be used: **120 seconds**, the `expires_in` in
/// [ID-porten's documentation](https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_par).
pub const PUSHED_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// How long the person chooser stays open.
pub const ATTEMPT_LIFETIME: SignedDuration = SignedDuration::from_mins(30);
/// A session of single sign-on ends this long after its last use …
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// … and this long after login at the latest.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(120);
/// What a login leaves behind: sessions, codes, pushed requests.
///
/// Keys that a browser or a client could present are kept as hashes, so that a saved world opens no
/// session.
#[derive(Clone, Debug)]
pub struct Login {
    pushed: Table<String, Open<AuthorizationRequest>>,
    attempts: Table<String, Open<AuthorizationRequest>>,
    codes: Table<String, Open<Code>>,
    sessions: Table<String, SsoSession>,
    altinn_logins: Table<String, Open<AltinnLogin>>,
    altinn_sessions: Table<String, AltinnSession>,
    /// Tokens that can be asked about, refreshed and revoked.
    issued: Issued,
}

/// Something that can be used until a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Open<T> {
    until: Timestamp,
    thing: T,
}

/// A session of single sign-on at ID-porten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSession {
    /// The session's public name, in ID tokens and at front-channel logout.
    pub sid: String,
    /// [`crate::rules::Person::key`].
    pub person: String,
    pub acr: Acr,
    pub logged_in: Timestamp,
    pub last_used: Timestamp,
    /// The clients that have got a code in it: those to be told when it ends.
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
            issued: Issued::default(),
        }
    }
}

/// 128 random bits, as text that goes anywhere.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

impl Login {
    /// The tables in it, to be saved with the world's own.
    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let mut tables: Vec<&mut dyn Saved> = vec![
            &mut self.pushed,
            &mut self.attempts,
            &mut self.codes,
            &mut self.sessions,
            &mut self.altinn_logins,
            &mut self.altinn_sessions,
        ];
        tables.extend(self.issued.tables());
        tables
    }

    /// Keeps a pushed request; gives the last part of its `request_uri`.
    pub fn push(&mut self, request: AuthorizationRequest, now: Timestamp) -> String {
        put(&mut self.pushed, request, now, PUSHED_LIFETIME)
    }

    /// A pushed request, once, and for the client that pushed it.
    pub fn take_pushed(
        &mut self,
        name: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Option<AuthorizationRequest> {
        self.pushed
            .get(&key(name))
            .filter(|open| open.thing.client_id == client_id)?;
        take(&mut self.pushed, name, now)
    }

    /// Opens the person chooser for a request.
    pub fn begin(&mut self, request: AuthorizationRequest, now: Timestamp) -> String {
        put(&mut self.attempts, request, now, ATTEMPT_LIFETIME)
    }

    #[must_use]
    pub fn attempt(&self, name: &str, now: Timestamp) -> Option<&AuthorizationRequest> {
        let open = self.attempts.get(&key(name))?;
        (now < open.until).then_some(&open.thing)
    }

    /// Closes the person chooser: an attempt ends in one answer.
    pub fn end_attempt(&mut self, name: &str, now: Timestamp) -> Option<AuthorizationRequest> {
        take(&mut self.attempts, name, now)
    }

    /// A session for who has just logged in; gives what the browser's cookie holds.
    ///
    /// The same person who logs in once more goes on with the old session, by a new cookie, so that its
    /// clients are still told when it ends. Another person's session in that browser is over.
    pub fn log_in(
        &mut self,
        before: Option<&str>,
        person: &str,
        acr: Acr,
        now: Timestamp,
    ) -> String {
        forget_ended(&mut self.sessions, |session| !session.is_alive(now));
        let before = before
            .and_then(|name| self.end_session(name))
            .filter(|session| session.person == person);
        let session = before.unwrap_or_else(|| SsoSession {
            sid: secret(),
            person: person.to_owned(),
            acr,
            logged_in: now,
            last_used: now,
            clients: Vec::new(),
        });
        let name = secret();
        let anew = SsoSession {
            acr,
            logged_in: now,
            last_used: now,
            ..session
        };
        self.sessions.insert(key(&name), anew);
        name
    }

    #[must_use]
    pub fn session(&self, name: &str, now: Timestamp) -> Option<&SsoSession> {
        self.sessions
            .get(&key(name))
            .filter(|session| session.is_alive(now))
    }

    /// The session, if it answers the request without a question to the person.
    #[must_use]
    pub fn session_for(
        &self,
        name: &str,
        request: &AuthorizationRequest,
        now: Timestamp,
    ) -> Option<&SsoSession> {
        let fresh = |session: &&SsoSession| {
            request.max_age.is_none_or(|age| {
                now.duration_since(session.logged_in) <= SignedDuration::from_secs(age)
            })
        };
        self.session(name, now)
            .filter(|session| request.prompt != Prompt::Login && session.acr >= request.acr)
            .filter(fresh)
    }

    /// Ends the session in the browser's cookie; gives what it was, for those who are to be told.
    pub fn end_session(&mut self, name: &str) -> Option<SsoSession> {
        self.sessions.remove(&key(name))
    }

    /// Ends a session by its public name, for a client that has no browser with the cookie at hand.
    pub fn end_session_by_sid(&mut self, sid: &str) -> Option<SsoSession> {
        let (name, _) = self
            .sessions
            .iter()
            .find(|(_, session)| session.sid == sid)?;
        let name = name.clone();
        self.sessions.remove(&name)
    }
}

impl SsoSession {
    fn is_alive(&self, now: Timestamp) -> bool {
        now < later(self.last_used, SESSION_IDLE) && now < later(self.logged_in, SESSION_LIFETIME)
    }
}

fn put<T>(
    table: &mut Table<String, Open<T>>,
    thing: T,
    now: Timestamp,
    lifetime: SignedDuration,
) -> String {
    forget_ended(table, |open| open.until <= now);
    let name = secret();
    let until = later(now, lifetime);
    table.insert(key(&name), Open { until, thing });
    name
}

fn take<T>(table: &mut Table<String, Open<T>>, name: &str, now: Timestamp) -> Option<T> {
    let open = table.remove(&key(name))?;
    (now < open.until).then_some(open.thing)
}

/// Removes the rows at the start of the table that have ended, and stops at the first row that has not. So the cost
/// does not grow with the number of open log-ins.
///
/// A row behind an open one may have ended too. A later call removes it. Each look-up checks the time by itself.
fn forget_ended<T>(table: &mut Table<String, T>, has_ended: impl Fn(&T) -> bool) {
    let rows = table.iter().take_while(|(_, row)| has_ended(row));
    let ended: Vec<String> = rows.map(|(name, _)| name.clone()).collect();
    for name in ended {
        table.remove(&name);
    }
}

fn key(name: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(name))
}

fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const CLIENT: &str = "a-client";
    pub(crate) const REDIRECT: &str = "http://localhost:1/callback";
    /// The pair in ID-porten's documentation of PKCE.
    pub(crate) const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
    pub(crate) const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";

    pub(crate) fn noon() -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
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
        }
    }

    #[test]
    fn a_pushed_request_is_good_once_and_for_its_client() {
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
    fn a_session_answers_only_what_it_is_good_enough_for() {
        let mut login = Login::default();
        let name = login.log_in(None, "kari", Acr::Substantial, noon());
        let answers = |request: &AuthorizationRequest, seconds| {
            let now = later(noon(), SignedDuration::from_secs(seconds));
            login.session_for(&name, request, now).is_some()
        };
        assert!(answers(&request(), 60));
        assert!(!answers(&request(), 31 * 60), "idle");
        let high = AuthorizationRequest {
            acr: Acr::High,
            ..request()
        };
        assert!(!answers(&high, 0));
        let anew = AuthorizationRequest {
            prompt: Prompt::Login,
            ..request()
        };
        assert!(!answers(&anew, 0));
        let fresh = AuthorizationRequest {
            max_age: Some(30),
            ..request()
        };
        assert!(answers(&fresh, 30) && !answers(&fresh, 31));
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
