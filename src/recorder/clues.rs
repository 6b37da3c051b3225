//! Clues: ids with which SmartCloud finds in the simulator's log those calls of a visitor that SmartCloud itself does
//! not see, such as the calls on Altinn's pages.

use secrecy::{ExposeSecret, SecretString};

use super::{Recorder, VisitorId};

/// The largest number of clues that are kept for one visitor. A new clue then displaces the oldest one.
const CLUES: usize = 50;

/// An id that SmartCloud knows about a visitor, and that the simulator's log has too. The session is an exception: only
/// SmartCloud uses it.
#[derive(Clone, Debug)]
pub enum Clue {
    /// The `state` of a log-in that SmartCloud has begun for this visitor. It is a secret until the log-in is finished.
    /// The `state` of a callback is no clue, because anybody can send any `state` there.
    State(SecretString),
    /// The id of a request for a system user.
    Request(String),
    /// The id of the visitor's sandbox.
    Sandbox(String),
    /// The `sid` of the visitor's session at ID-porten. ID-porten's front-channel logout has no cookie, so SmartCloud
    /// finds the visitor by the `sid` in its query.
    Session(SecretString),
}

impl Recorder {
    /// Returns the clues of a visitor, the oldest first.
    #[must_use]
    pub fn clues(&self, visitor: &VisitorId) -> Vec<Clue> {
        self.visitors()
            .by_id
            .get(visitor)
            .map(|visitor| visitor.clues.iter().cloned().collect())
            .unwrap_or_default()
    }

    /// Saves a clue, if the visitor does not have it already.
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

    /// Returns the visitor with this session at ID-porten.
    pub(super) fn visitor_of_session(&self, sid: SecretString) -> Option<VisitorId> {
        let wanted = Clue::Session(sid);
        let visitors = self.visitors();
        let mut all = visitors.by_id.iter();
        let found = all.find(|(_, visitor)| visitor.clues.iter().any(|clue| clue.same(&wanted)));
        found.map(|(id, _)| id.clone())
    }
}

impl Clue {
    /// Returns the `state` if this clue is one.
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
