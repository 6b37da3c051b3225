//! The sessions at Altinn, and the log-ins that Altinn has started at ID-porten.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    ATTEMPT_LIFETIME, Login, MOST_OPEN_LOGINS, hash, insert_expiring, later, remove_oldest, secret,
    take_unexpired,
};

/// The lifetime of a session at Altinn. A front-channel log-out from ID-porten can end the session earlier.
const ALTINN_SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(60);

/// An open log-in: Altinn has redirected the browser to ID-porten, and the browser has not come back yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AltinnLogin {
    /// After the log-in, the browser goes to this URL at Altinn.
    pub goto: String,
    pub nonce: String,
    /// The `code_verifier` of PKCE.
    pub verifier: String,
    /// The id of the sandbox of the page that asked for the log-in. The value is `None` for a page that belongs to no
    /// sandbox, such as Altinn's start page.
    #[serde(default)]
    pub sandbox: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AltinnSession {
    /// The [key](crate::rules::Person::key) of the person who logged in.
    pub person: String,
    /// The `sid` of the user's ID-porten session.
    pub sid: String,
    /// The session ends at this time.
    pub until: Timestamp,
}

impl Login {
    /// Stores a log-in when Altinn redirects the browser to ID-porten. Returns the `state` for the authorization
    /// request.
    pub fn begin_altinn_login(&mut self, login: AltinnLogin, now: Timestamp) -> String {
        self.remove_ended(now);
        remove_oldest(&mut self.altinn_logins, MOST_OPEN_LOGINS);
        insert_expiring(&mut self.altinn_logins, login, now, ATTEMPT_LIFETIME)
    }

    /// Finds the Altinn log-in with this `state`, and returns the id of its sandbox. Returns `None` if the log-in has
    /// no sandbox, or if the `state` is unknown or has expired.
    #[must_use]
    pub fn sandbox_of_altinn_login(&self, state: &str, now: Timestamp) -> Option<&str> {
        let login = self.altinn_logins.get(&hash(state))?;
        let login = (now < login.until).then_some(&login.value)?;
        login.sandbox.as_deref()
    }

    /// Returns the URL that the browser opens after the Altinn log-in with this `state`.
    #[must_use]
    pub fn page_of_altinn_login(&self, state: &str, now: Timestamp) -> Option<&str> {
        let login = self.altinn_logins.get(&hash(state))?;
        (now < login.until).then_some(&*login.value.goto)
    }

    /// Removes and returns a log-in when ID-porten redirects the browser back to Altinn. Returns `None` if the `state`
    /// is unknown or has expired.
    pub fn end_altinn_login(&mut self, state: &str, now: Timestamp) -> Option<AltinnLogin> {
        take_unexpired(&mut self.altinn_logins, state, now)
    }

    /// Starts a session at Altinn. Returns the session key, which Altinn stores in the browser's cookie.
    pub fn start_altinn_session(&mut self, person: &str, sid: &str, now: Timestamp) -> String {
        self.remove_ended(now);
        let key = secret();
        let session = AltinnSession {
            person: person.to_owned(),
            sid: sid.to_owned(),
            until: later(now, ALTINN_SESSION_LIFETIME),
        };
        self.altinn_sessions.insert(hash(&key), session);
        key
    }

    /// Returns the Altinn session with this session key, or `None` if the session has ended.
    #[must_use]
    pub fn altinn_session(&self, key: &str, now: Timestamp) -> Option<&AltinnSession> {
        self.altinn_sessions
            .get(&hash(key))
            .filter(|session| now < session.until)
    }

    pub fn end_altinn_session(&mut self, key: &str) {
        self.altinn_sessions.remove(&hash(key));
    }

    /// Ends the Altinn sessions that began with this ID-porten session. ID-porten loads Altinn's log-out URL in an
    /// iframe. Browsers send no cookie to an iframe of another site, so Altinn finds the sessions by `sid`.
    pub fn end_altinn_sessions_of(&mut self, sid: &str) {
        let sessions = self.altinn_sessions.iter();
        let ended = sessions.filter(|(_, session)| session.sid == sid);
        let ended: Vec<String> = ended.map(|(key, _)| key.clone()).collect();
        for key in ended {
            self.altinn_sessions.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::tests::noon;

    #[test]
    fn too_many_open_altinn_log_ins_remove_the_oldest() {
        let mut login = Login::default();
        let mut begin = || {
            let altinn_login = AltinnLogin {
                goto: "/page".to_owned(),
                nonce: String::new(),
                verifier: String::new(),
                sandbox: None,
            };
            login.begin_altinn_login(altinn_login, noon())
        };
        let (first, second) = (begin(), begin());
        for _ in 1..MOST_OPEN_LOGINS {
            begin();
        }
        assert_eq!(login.altinn_logins.len(), MOST_OPEN_LOGINS);
        assert_eq!(login.page_of_altinn_login(&first, noon()), None);
        assert_eq!(login.page_of_altinn_login(&second, noon()), Some("/page"));
    }

    #[test]
    fn front_channel_logout_ends_only_the_sessions_with_its_sid() {
        let mut login = Login::default();
        let ours = login.start_altinn_session("kari", "sid-1", noon());
        let others = login.start_altinn_session("ola", "sid-2", noon());
        login.end_altinn_sessions_of("sid-1");
        assert!(login.altinn_session(&ours, noon()).is_none());
        assert!(login.altinn_session(&others, noon()).is_some());
    }
}
