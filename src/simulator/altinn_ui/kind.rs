use crate::simulator::{
    texts::{Asking, Texts},
    world::RequestKind,
};

/// The three kinds of request that a customer answers, each on a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For a system user of the customer's own.
    Standard,
    /// For an agent system user, which acts for the customer's clients.
    Agent,
    /// To change a system user.
    Change,
}

/// Which button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject,
    Escalate,
}

impl Decision {
    /// As in paths.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Escalate => "escalate",
        }
    }
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Standard, Self::Agent, Self::Change];

    /// The path of the page.
    #[must_use]
    pub fn page(self) -> &'static str {
        match self {
            Self::Standard => "/accessmanagement/ui/systemuser/request",
            Self::Agent => "/accessmanagement/ui/systemuser/agentrequest",
            Self::Change => "/accessmanagement/ui/systemuser/changerequest",
        }
    }

    /// The path that its forms are sent below.
    #[must_use]
    pub fn api(self) -> &'static str {
        match self {
            Self::Standard => "/accessmanagement/api/v1/systemuser/request",
            Self::Agent => "/accessmanagement/api/v1/systemuser/agentrequest",
            Self::Change => "/accessmanagement/api/v1/systemuser/changerequest",
        }
    }

    /// What stands before the request's id in the cookie `AltinnLogoutInfo`.
    #[must_use]
    pub fn logout_info(self) -> &'static str {
        match self {
            Self::Standard => "SystemuserRequestId",
            Self::Agent => "SystemuserAgentRequestId",
            Self::Change => "SystemuserChangeRequestId",
        }
    }

    /// What can be done with it. A change request cannot be forwarded.
    #[must_use]
    pub fn decisions(self) -> &'static [Decision] {
        match self {
            Self::Standard | Self::Agent => {
                &[Decision::Approve, Decision::Reject, Decision::Escalate]
            }
            Self::Change => &[Decision::Approve, Decision::Reject],
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

    #[must_use]
    pub fn texts(self, texts: &'static Texts) -> &'static Asking {
        match self {
            Self::Standard => &texts.standard_request,
            Self::Agent => &texts.agent_request,
            Self::Change => &texts.change_request,
        }
    }
}

impl From<RequestKind> for Kind {
    fn from(kind: RequestKind) -> Self {
        match kind {
            RequestKind::Standard => Self::Standard,
            RequestKind::Agent => Self::Agent,
        }
    }
}
