use crate::simulator::{
    texts::{Asking, Texts},
    world::Answerable,
};

/// Each kind of request is answered on a page of its own.
impl Answerable {
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

    #[must_use]
    pub fn texts(self, texts: &'static Texts) -> &'static Asking {
        match self {
            Self::Standard => &texts.standard_request,
            Self::Agent => &texts.agent_request,
            Self::Change => &texts.change_request,
        }
    }
}
