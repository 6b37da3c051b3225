//! Altinn's own part: its logins on their way through ID-porten, and its sessions.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ATTEMPT_LIFETIME, Login, forget_ended, key, later, put, secret, take};

/// Altinn's own session. It ends earlier with ID-porten's, by front-channel logout.
const ALTINN_SESSION_LIFETIME: SignedDuration = SignedDuration::from_mins(60);

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

impl Login {
    /// Notes that Altinn sends a browser to ID-porten; gives the `state` for it.
    pub fn begin_altinn_login(&mut self, login: AltinnLogin, now: Timestamp) -> String {
        put(&mut self.altinn_logins, login, now, ATTEMPT_LIFETIME)
    }

    pub fn end_altinn_login(&mut self, state: &str, now: Timestamp) -> Option<AltinnLogin> {
        take(&mut self.altinn_logins, state, now)
    }

    /// Altinn's own session; gives what the browser's cookie holds.
    pub fn start_altinn_session(&mut self, person: &str, sid: &str, now: Timestamp) -> String {
        forget_ended(&mut self.altinn_sessions, |session| session.until <= now);
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
        let sessions = self.altinn_sessions.iter();
        let ended = sessions.filter(|(_, session)| session.sid == sid);
        let ended: Vec<String> = ended.map(|(name, _)| name.clone()).collect();
        for name in ended {
            self.altinn_sessions.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::tests::noon;

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
