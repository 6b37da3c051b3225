//! The types of a recorded journey. All values in them are masked, so they may be stored, shown and exported.

use std::time::Duration;

use jiff::Timestamp;
use masking::Service;
pub use masking::{Body, Jwt, Kind as SecretKind, Message, Piece, Value};

/// A call between two parties, with its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The number of the call in the journey of its visitor. Exports and links use this number. A call that only the
    /// simulator has seen has a number from [`OTHER_SIDE`] on.
    pub number: u64,
    /// The time at which the call was sent, by SmartCloud's clock.
    pub at: Timestamp,
    /// The time until the response was complete. `None` if it is unknown.
    pub duration: Option<Duration>,
    pub from: Party,
    pub to: Party,
    pub kind: Kind,
    pub step: Step,
    pub method: String,
    /// The URL, with a placeholder such as `{state}` for each masked part. [`SecretKind::of_placeholder`] parses a
    /// placeholder.
    pub url: String,
    /// The HTTP status, or `None` if no complete response arrived.
    pub status: Option<u16>,
    /// The error code, such as `AUTH-00004`, `MP-303` or `invalid_grant`.
    pub code: Option<String>,
    pub request: Message,
    pub response: Option<Message>,
    /// Why no complete response arrived: `timeout`, `no-connection`, `broken`, `too-large`, `browser-left` or
    /// `given-up`. `browser-left`: the browser closed its connection. `given-up`: SmartCloud therefore stopped waiting
    /// for the response of another service.
    pub failure: Option<String>,
    /// 1 for the first attempt. If the last call with the same method and URL got no response or a 5xx status, the call
    /// gets the next number.
    pub attempt: u32,
    /// The id of the HTTP request for which SmartCloud sent the call. It is also in SmartCloud's log.
    pub request_id: String,
}

/// The smallest number of a call that only the simulator has seen. It is larger than the number of any call that
/// SmartCloud records itself.
pub const OTHER_SIDE: u64 = 1_000_000;

/// The sender or the receiver of a call. The order of the variants is the order of the columns in the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    Browser,
    SmartCloud,
    IdPorten,
    Maskinporten,
    Altinn,
    ResourceOwner,
}

/// How a call is sent: from server to server, or by the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A call from server to server.
    BackChannel,
    /// The browser opens a page, or follows a redirect.
    Redirect,
    /// The browser sends a form.
    Form,
    /// A call between the browser and Altinn or ID-porten. A vendor cannot see such calls, but the simulator's log
    /// contains them.
    OtherSide,
}

/// The step of the journey that a call belongs to. The numbers are those of the diagram in `redirect.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    LogIn,
    /// 1: the customer sees what SmartCloud will request, and SmartCloud saves the intent.
    SaveIntent,
    /// 2: SmartCloud sends the request to Altinn.
    SendRequest,
    /// 3: SmartCloud reads Altinn's response, and finds out which request Altinn has.
    ClassifyResponse,
    /// 4: SmartCloud redirects the browser, and the customer decides in Altinn.
    AtAltinn,
    /// 5: the browser returns.
    Return,
    /// 6: SmartCloud asks Altinn whether the customer has approved.
    AskAltinn,
    Dashboard,
    Other,
}

impl Step {
    /// Returns the number of the step in `redirect.rs`, or `None` if the step is not part of the redirect pattern.
    #[must_use]
    pub fn number(self) -> Option<u8> {
        match self {
            Self::SaveIntent => Some(1),
            Self::SendRequest => Some(2),
            Self::ClassifyResponse => Some(3),
            Self::AtAltinn => Some(4),
            Self::Return => Some(5),
            Self::AskAltinn => Some(6),
            Self::LogIn | Self::Dashboard | Self::Other => None,
        }
    }
}

impl From<Service> for Party {
    fn from(service: Service) -> Self {
        match service {
            Service::SmartCloud => Self::SmartCloud,
            Service::AltinnUi | Service::AltinnPlatform => Self::Altinn,
            Service::IdPorten => Self::IdPorten,
            Service::Maskinporten => Self::Maskinporten,
            Service::ResourceOwner => Self::ResourceOwner,
        }
    }
}

impl Exchange {
    /// Whether the call failed: no response, or an error status.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.status.is_none_or(|status| status >= 400)
    }

    /// Whether this is a call of the browser to which SmartCloud answered with a page. Such a call ends a sequence: the
    /// next call of the browser is a new action of the visitor. After a redirect, the sequence goes on.
    #[must_use]
    pub fn ends_with_page(&self) -> bool {
        let is_redirect = self
            .status
            .is_some_and(|status| (300..400).contains(&status));
        self.is_visit() && !is_redirect
    }

    /// Whether the browser sent this call to SmartCloud.
    #[must_use]
    pub fn is_visit(&self) -> bool {
        self.from == Party::Browser && self.kind != Kind::OtherSide
    }

    /// Returns the approximate number of bytes that the call needs in memory.
    #[must_use]
    pub(crate) fn size(&self) -> usize {
        let response = self.response.as_ref().map_or(0, Message::size);
        size_of::<Self>() + self.url.len() + self.request.size() + response
    }
}

/// The calls of one visitor, in the order of their time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    pub exchanges: Vec<Exchange>,
}

impl Journey {
    /// Returns the call with this number.
    #[must_use]
    pub fn exchange(&self, number: u64) -> Option<&Exchange> {
        self.exchanges
            .iter()
            .find(|exchange| exchange.number == number)
    }

    /// Returns the senders and receivers of the calls, each once, in the order of the columns in the diagram.
    #[must_use]
    pub fn parties(&self) -> Vec<Party> {
        let mut parties: Vec<_> = self
            .exchanges
            .iter()
            .flat_map(|exchange| [exchange.from, exchange.to])
            .collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }
}
