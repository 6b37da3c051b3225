//! A clue is an id that identifies a visitor's calls in the simulator's log. SmartCloud itself does not see all of
//! these calls, for example the calls on Altinn's pages.

use secrecy::{ExposeSecret, SecretString};

use super::{Recorder, VisitorId};

/// The recorder keeps at most this many clues of one visitor, and removes the oldest clue first.
const CLUES: usize = 50;

/// An id that identifies a visitor's calls, also in the simulator's log.
#[derive(Clone, Debug)]
pub enum Clue {
    /// The `state` of a log-in that SmartCloud has begun for this visitor. It is a secret until the log-in is finished.
    /// The `state` of a callback cannot be a clue, because anybody can send any `state` in a callback.
    State(SecretString),
    Request(String),
    Sandbox(String),
    /// The `sid` of the visitor's session at ID-porten. ID-porten's front-channel logout has no cookie, so SmartCloud
    /// finds the visitor by the `sid` in the query.
    Session(SecretString),
}

impl Recorder {
    /// The oldest clue comes first.
    #[must_use]
    pub fn clues(&self, visitor: &VisitorId) -> Vec<Clue> {
        self.visitors()
            .by_id
            .get(visitor)
            .map(|visitor| visitor.clues.iter().cloned().collect())
            .unwrap_or_default()
    }

    pub fn add_clue(&self, visitor: &VisitorId, clue: Clue) {
        let now = self.0.clock.now();
        let mut visitors = self.visitors();
        let clues = &mut visitors.of(visitor, now).clues;
        if clues.iter().any(|known| known.same(&clue)) {
            return;
        }
        if clues.len() == CLUES {
            clues.pop_front();
        }
        clues.push_back(clue);
    }

    pub(super) fn visitor_of_session(&self, sid: SecretString) -> Option<VisitorId> {
        let wanted = Clue::Session(sid);
        let visitors = self.visitors();
        let mut all = visitors.by_id.iter();
        let found = all.find(|(_, visitor)| visitor.clues.iter().any(|clue| clue.same(&wanted)));
        found.map(|(id, _)| id.clone())
    }
}

impl Clue {
    #[must_use]
    pub fn state(&self) -> Option<&SecretString> {
        match self {
            Self::State(state) => Some(state),
            Self::Request(_) | Self::Sandbox(_) | Self::Session(_) => None,
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::State(a), Self::State(b)) | (Self::Session(a), Self::Session(b)) => {
                a.expose_secret() == b.expose_secret()
            }
            (Self::Request(a), Self::Request(b)) | (Self::Sandbox(a), Self::Sandbox(b)) => a == b,
            _ => false,
        }
    }
}
