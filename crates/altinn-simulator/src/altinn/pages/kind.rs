use super::{USER_API, USER_PAGES};
use crate::{
    rules::Answerable,
    texts::{Asking, Texts},
};

/// Each kind of request has its own page. These methods give the page's paths and texts.
impl Answerable {
    /// The name of the kind in paths.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "request",
            Self::Agent => "agentrequest",
            Self::Change => "changerequest",
        }
    }

    /// The path of the page.
    #[must_use]
    pub fn page(self) -> String {
        format!("{USER_PAGES}/{}", self.name())
    }

    /// The path below which the page's forms are posted.
    #[must_use]
    pub fn api(self) -> String {
        format!("{USER_API}/{}", self.name())
    }

    /// The text before the request's id in the cookie `AltinnLogoutInfo`.
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
