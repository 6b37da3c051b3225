//! The types of a recorded journey, which is the list of a visitor's HTTP calls. They contain only masked values, so
//! SmartCloud can store, show and export them.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use masking::Service;
pub use masking::{Body, Jwt, Kind as SecretKind, Message, Packed, Piece, Value};

/// An HTTP request and its response. `M` is [`Packed<Message>`] in the recorder's memory, and [`Message`] everywhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange<M = Message> {
    /// The call's number in the visitor's journey. Exports and links use this number. Calls that only the simulator has
    /// seen get numbers from [`OTHER_SIDE`] upwards.
    pub number: u64,
    /// The time of the call by SmartCloud's clock. This also applies to calls that only the simulator has seen.
    pub at: Timestamp,
    /// The time until the response was complete, or `None` if SmartCloud does not know it.
    pub duration: Option<Duration>,
    pub from: Party,
    pub to: Party,
    pub kind: Kind,
    pub step: Step,
    pub method: String,
    /// In the URL, each masked part is a placeholder such as `{state}`. [`SecretKind::of_placeholder`] parses a
    /// placeholder.
    pub url: String,
    /// `None` if no complete response arrived.
    pub status: Option<u16>,
    /// The error code, such as `AUTH-00004`, `MP-303` or `invalid_grant`.
    pub code: Option<String>,
    pub request: M,
    pub response: Option<M>,
    /// The reason for a missing or incomplete response: `timeout`, `no-connection`, `broken`, `too-large`,
    /// `browser-left` or `given-up`. `browser-left`: the browser closed its connection. `given-up`: SmartCloud stopped
    /// a call to another service after the browser had closed its connection.
    pub failure: Option<String>,
    /// The number of the attempt, beginning with 1. A call is a new attempt if the previous call with the same method
    /// and URL failed. A failed call has no response or a 5xx status.
    pub attempt: u32,
    /// The id of the HTTP request that led to this call. SmartCloud's log contains the same id.
    pub request_id: String,
}

/// A call in the recorder's memory. The `Arc` lets a reader copy the list of calls while the lock is held, and unpack the
/// calls after that.
pub(super) type Stored = Arc<Exchange<Packed<Message>>>;

/// A call that only the simulator has seen has this number or a higher one. SmartCloud's own calls have lower numbers.
pub const OTHER_SIDE: u64 = 1_000_000;

/// The sender or the receiver of a call. The columns in the diagram have the order of these variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    Browser,
    SmartCloud,
    IdPorten,
    Maskinporten,
    Altinn,
    ResourceOwner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    BackChannel,
    /// The browser opens a page or follows a redirect.
    Redirect,
    /// The browser sends a form.
    Form,
    /// A call between the browser and Altinn or ID-porten. A vendor cannot see such calls, but the simulator's log
    /// contains them.
    OtherSide,
}

/// The step of the journey that a call belongs to. The numbers below are those of the diagram in `redirect.rs`.
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

impl<M> Exchange<M> {
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.status.is_none_or(|status| status >= 400)
    }

    /// Whether SmartCloud answered this call of the browser with a page. The next call of the browser is then a new
    /// action of the visitor. After a redirect, the next call still belongs to the same action.
    #[must_use]
    pub fn ends_with_page(&self) -> bool {
        let is_redirect = self
            .status
            .is_some_and(|status| (300..400).contains(&status));
        self.is_visit() && !is_redirect
    }

    #[must_use]
    pub fn is_visit(&self) -> bool {
        self.from == Party::Browser && self.kind != Kind::OtherSide
    }

    /// Applies `form` to the request and to the response of the call. All other fields stay the same.
    fn with<N>(&self, form: impl Fn(&M) -> N) -> Exchange<N> {
        Exchange {
            number: self.number,
            at: self.at,
            duration: self.duration,
            from: self.from,
            to: self.to,
            kind: self.kind,
            step: self.step,
            method: self.method.clone(),
            url: self.url.clone(),
            status: self.status,
            code: self.code.clone(),
            request: form(&self.request),
            response: self.response.as_ref().map(form),
            failure: self.failure.clone(),
            attempt: self.attempt,
            request_id: self.request_id.clone(),
        }
    }
}

impl Exchange {
    #[must_use]
    pub(super) fn packed(&self) -> Exchange<Packed<Message>> {
        self.with(Packed::new)
    }
}

impl Exchange<Packed<Message>> {
    #[must_use]
    pub(super) fn unpacked(&self) -> Exchange {
        self.with(|message| message.unpack().unwrap_or_else(unreadable))
    }

    /// Returns the approximate number of bytes that the call needs in memory.
    #[must_use]
    pub(super) fn size(&self) -> usize {
        let response = self.response.as_ref().map_or(0, Packed::size);
        size_of::<Self>() + self.method.len() + self.url.len() + self.request.size() + response
    }
}

/// Stands for a message that the recorder cannot unpack.
fn unreadable() -> Message {
    Message {
        headers: Vec::new(),
        body: Body::NotShown {
            media_type: String::new(),
            bytes: 0,
        },
    }
}

/// The calls of one visitor, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journey {
    pub exchanges: Vec<Exchange>,
}

impl Journey {
    #[must_use]
    pub fn exchange(&self, number: u64) -> Option<&Exchange> {
        self.exchanges
            .iter()
            .find(|exchange| exchange.number == number)
    }

    /// Returns each sender or receiver once, in the order of the columns in the diagram.
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
