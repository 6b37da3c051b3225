use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Altinn, RequestKind, RuleViolation};
use altinn_types::{OrgNumber, RequestId};

/// The three kinds of request that a customer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answerable {
    /// For a system user of the customer's own.
    Standard,
    /// For an agent system user, which acts for the customer's clients.
    Agent,
    /// To change a system user.
    Change,
}

/// What a customer does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Approve,
    Reject,
    /// Forwards it to the access manager.
    Escalate,
}

impl Answer {
    /// As in paths and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Escalate => "escalate",
        }
    }
}

impl Answerable {
    pub const ALL: [Self; 3] = [Self::Standard, Self::Agent, Self::Change];

    /// What can be done with it. A change request cannot be forwarded.
    #[must_use]
    pub fn answers(self) -> &'static [Answer] {
        match self {
            Self::Standard | Self::Agent => &[Answer::Approve, Answer::Reject, Answer::Escalate],
            Self::Change => &[Answer::Approve, Answer::Reject],
        }
    }

    /// `None` for a change request, which is another thing in the world.
    #[must_use]
    pub fn of_request(self) -> Option<RequestKind> {
        match self {
            Self::Standard => Some(RequestKind::Standard),
            Self::Agent => Some(RequestKind::Agent),
            Self::Change => None,
        }
    }
}

impl From<RequestKind> for Answerable {
    fn from(kind: RequestKind) -> Self {
        match kind {
            RequestKind::Standard => Self::Standard,
            RequestKind::Agent => Self::Agent,
        }
    }
}

impl Altinn {
    /// Carries out what a person of the party answers.
    ///
    /// # Errors
    ///
    /// As the answer itself: [`Altinn::approve`], [`Altinn::reject`], [`Altinn::escalate`],
    /// [`Altinn::approve_change`], [`Altinn::reject_change`].
    pub fn answer(
        &mut self,
        asked: Answerable,
        answer: Answer,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        match (asked.of_request(), answer) {
            (Some(kind), Answer::Approve) => self.approve(kind, person, party, id, now),
            (Some(kind), Answer::Reject) => self.reject(kind, person, party, id),
            (Some(kind), Answer::Escalate) => self.escalate(kind, person, party, id),
            (None, Answer::Approve) => self.approve_change(person, party, id),
            (None, Answer::Reject) => self.reject_change(person, party, id),
            // There is no such path: it is not among its answers.
            (None, Answer::Escalate) => Err(RuleViolation::NoSuchRequest),
        }
    }
}
