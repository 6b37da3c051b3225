mod issued;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::issued::Issued;
pub use self::issued::{Lifetimes, NewTokens, RefreshRefused};
use super::{Saved, Table};

/// How long a pushed authorization request can be used: **120 seconds**, the `expires_in` in
/// [ID-porten's documentation](https://docs.digdir.no/docs/idporten/oidc/oidc_protocol_par).
pub const PUSHED_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// How long a code can be exchanged. ID-porten does not say; "about a minute" is what is seen.
pub const CODE_LIFETIME: SignedDuration = SignedDuration::from_secs(60);
/// How long the person chooser stays open.
pub const ATTEMPT_LIFETIME: SignedDuration = SignedDuration::from_mins(30);
/// A session of single sign-on ends this long after its last use …
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_mins(30);
/// … and this long after login at the latest.
pub const SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(120);
/// Altinn's own session. It ends earlier with ID-porten's, by front-channel logout.
pub const ALTINN_SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(60);

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

/// A request for a login that has passed every check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub redirect_uri: String,
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// Granted scopes, with blanks between.
    pub scope: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// `S256` only; left out by a client that is registered without PKCE.
    pub code_challenge: Option<String>,
    pub acr: Acr,
    pub prompt: Prompt,
    /// The greatest age of the login, in seconds, that the client takes.
    pub max_age: Option<i64>,
    /// `nb`, `nn` or `en`.
    pub locale: Option<String>,
    pub login_hint: Option<String>,
}

/// How the answer reaches the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// In the query of the client's address.
    #[default]
    Query,
    /// In a form that the browser posts to it.
    FormPost,
}

/// How sure ID-porten is of who this is. `idporten-loa-low` is answered with substantial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Acr {
    #[serde(rename = "idporten-loa-substantial")]
    Substantial,
    #[serde(rename = "idporten-loa-high")]
    High,
}

impl Acr {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Substantial => "idporten-loa-substantial",
            Self::High => "idporten-loa-high",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// A session is enough; without one, the person chooses.
    #[default]
    WhenNeeded,
    /// `prompt=login`: choose again, whatever session there is.
    Login,
    /// `prompt=none`: a session or an error, and never a page.
    Never,
}

/// A session of single sign-on at ID-porten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsoSession {
    /// The session's public name, in ID tokens and at front-channel logout.
    pub sid: String,
    /// [`super::Person::key`].
    pub person: String,
    pub acr: Acr,
    pub logged_in: Timestamp,
    pub last_used: Timestamp,
    /// The clients that have got a code in it: those to be told when it ends.
    pub clients: Vec<String>,
}

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
    #[error("code_verifier does not match code_challenge")]
    WrongVerifier,
}

/// A login that Altinn has sent to ID-porten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AltinnLogin {
    /// Where on Altinn's own sites the browser goes after it.
    pub goto: String,
    pub nonce: String,
    pub verifier: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AltinnSession {
    pub person: String,
    /// ID-porten's name of the session that it hangs on.
    pub sid: String,
    pub until: Timestamp,
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

/// `code_challenge` to a `code_verifier`, by the method `S256`.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

impl Login {
    /// The tables in it, to be saved with the world's own.
    pub(super) fn tables(&mut self) -> Vec<&mut dyn Saved> {
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
        keep(&mut self.sessions, |session| session.is_alive(now));
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
        match (&code.request.code_challenge, verifier) {
            (Some(expected), Some(verifier))
                if (43..=128).contains(&verifier.len()) && challenge(verifier) == *expected => {}
            (None, None) => {}
            _ => return Err(CodeRefused::WrongVerifier),
        }
        Ok(code)
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

    /// Notes that Altinn sends a browser to ID-porten; gives the `state` for it.
    pub fn begin_altinn_login(&mut self, login: AltinnLogin, now: Timestamp) -> String {
        put(&mut self.altinn_logins, login, now, ATTEMPT_LIFETIME)
    }

    pub fn end_altinn_login(&mut self, state: &str, now: Timestamp) -> Option<AltinnLogin> {
        take(&mut self.altinn_logins, state, now)
    }

    /// Altinn's own session; gives what the browser's cookie holds.
    pub fn start_altinn_session(&mut self, person: &str, sid: &str, now: Timestamp) -> String {
        keep(&mut self.altinn_sessions, |session| now < session.until);
        let name = secret();
        let session = AltinnSession {
            person: person.to_owned(),
            sid: sid.to_owned(),
            until: later(now, ALTINN_SESSION_LIFETIME),
        };
        self.altinn_sessions.insert(key(&name), session);
        name
    }

    #[must_use]
    pub fn altinn_session(&self, name: &str, now: Timestamp) -> Option<&AltinnSession> {
        self.altinn_sessions
            .get(&key(name))
            .filter(|session| now < session.until)
    }

    pub fn end_altinn_session(&mut self, name: &str) {
        self.altinn_sessions.remove(&key(name));
    }

    /// Front-channel logout: no browser sends a cookie to a frame of another site, so `sid` tells.
    pub fn end_altinn_sessions_of(&mut self, sid: &str) {
        keep(&mut self.altinn_sessions, |session| session.sid != sid);
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
    keep(table, |open| now < open.until);
    let name = secret();
    let until = later(now, lifetime);
    table.insert(key(&name), Open { until, thing });
    name
}

fn take<T>(table: &mut Table<String, Open<T>>, name: &str, now: Timestamp) -> Option<T> {
    let open = table.remove(&key(name))?;
    (now < open.until).then_some(open.thing)
}

/// Forgets the rows that do not meet the condition. There are few: they live for minutes.
fn keep<T>(table: &mut Table<String, T>, wanted: impl Fn(&T) -> bool) {
    let unwanted: Vec<String> = table
        .iter()
        .filter(|(_, row)| !wanted(row))
        .map(|(name, _)| name.clone())
        .collect();
    for name in unwanted {
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

    const CLIENT: &str = "a-client";
    const REDIRECT: &str = "http://localhost:1/callback";
    /// The pair in ID-porten's documentation of PKCE.
    const VERIFIER: &str = "xyo94uhy3zKvgB0NJwLms86SwcjtWviEOpkBnGgaLlo";
    const CHALLENGE: &str = "b7elB7ZyxIXgFyvBznKvxl7wOB-H17Pz0a3B62NIMFI";

    fn noon() -> Timestamp {
        "2026-01-01T12:00:00Z".parse().unwrap()
    }

    fn request() -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: CLIENT.to_owned(),
            redirect_uri: REDIRECT.to_owned(),
            response_mode: ResponseMode::Query,
            scope: "openid".to_owned(),
            state: None,
            nonce: None,
            code_challenge: Some(CHALLENGE.to_owned()),
            acr: Acr::Substantial,
            prompt: Prompt::WhenNeeded,
            max_age: None,
            locale: None,
            login_hint: None,
        }
    }

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

    #[test]
    fn front_channel_logout_ends_the_sessions_that_hang_on_one() {
        let mut login = Login::default();
        let ours = login.start_altinn_session("kari", "sid-1", noon());
        let others = login.start_altinn_session("ola", "sid-2", noon());
        login.end_altinn_sessions_of("sid-1");
        assert!(login.altinn_session(&ours, noon()).is_none());
        assert!(login.altinn_session(&others, noon()).is_some());
    }
}
