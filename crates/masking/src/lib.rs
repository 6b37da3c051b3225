//! Hides secrets and personal data in recorded HTTP calls. SmartCloud's recorder and the simulator's log use this crate
//! before they store a call.
//!
//! One table says what to do with each field, header, query name and claim: show the value, mask the value, or decode
//! the value as a JWT and leave out the signature. The table is in `table/`. If the table does not contain a name, the
//! name is shown and its value is masked. So the value of a field that a service adds later cannot leak.
//!
//! | file | content |
//! |---|---|
//! | `kind.rs` | the services, and the kinds of secrets |
//! | `value.rs` | the masked form of values, bodies and messages |
//! | `packed.rs` | a masked value in one block of memory |
//! | `table/` | the rule for each name, by endpoint |
//! | `text.rs` | finds personal numbers and tokens in a text that can be shown |
//! | `mask.rs`, `http_parts.rs` | apply the rules to JSON, JWTs, URLs, headers and bodies |

mod http_parts;
mod kind;
mod mask;
mod packed;
mod table;
mod text;
mod value;

use http::HeaderMap;
use url::Url;

pub use self::{
    kind::{Kind, Service},
    packed::Packed,
    text::{contains_personal_number, masked_text, pieces},
    value::{Body, Jwt, MaskedExchange, MaskedUrl, Message, Name, Piece, Value},
};

/// The largest body that is parsed, in bytes. If a body is larger, only the size of the body is recorded.
pub const BODY_LIMIT: usize = 64 * 1024;

/// The largest number of values that are recorded of one message or of one URL. A text counts once for each of its
/// pieces. In a masked message, the mark `…` stands for the rest. A masked value in memory can need a hundred times as
/// many bytes as in the body.
pub const VALUE_LIMIT: usize = 2_000;

/// One HTTP call as it was sent, with all its secrets.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    /// The service that answers the call.
    pub service: Service,
    pub method: &'a str,
    /// The whole URL, or the path and the query.
    pub url: &'a str,
    pub request: Part<'a>,
    /// The response, or `None` if no complete response arrived.
    pub response: Option<Part<'a>>,
}

/// The headers and the body of a request or of a response.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// Masks calls. A masker knows the origin of each service, so it can also mask URLs inside messages.
#[derive(Clone, Debug, Default)]
pub struct Masker {
    origins: Vec<(String, Service)>,
}

impl Masker {
    /// Makes a masker for services at these URLs. The masker ignores the path of each URL.
    pub fn new<'a>(services: impl IntoIterator<Item = (&'a Url, Service)>) -> Self {
        let origins = services
            .into_iter()
            .map(|(url, service)| (url.origin().ascii_serialization(), service))
            .collect();
        Self { origins }
    }

    /// Returns the service at this URL, or `None` if the masker does not know the origin.
    #[must_use]
    pub fn service(&self, url: &Url) -> Option<Service> {
        let origin = url.origin().ascii_serialization();
        let known = self.origins.iter().find(|(known, _)| *known == origin);
        known.map(|(_, service)| *service)
    }

    /// Masks the URL, the request and the response of the call, by the rules for the endpoint that the URL names.
    #[must_use]
    pub fn exchange(&self, exchange: &Exchange<'_>) -> MaskedExchange {
        let Exchange {
            service,
            method,
            url,
            request,
            response,
        } = *exchange;
        let path = http_parts::path_of(url);
        let endpoint = table::find(Some(service), method, &path);
        MaskedExchange {
            url: self.url_at(url, Some(service), method),
            request: self.message(request, service, endpoint.request),
            response: response.map(|part| self.message(part, service, endpoint.response)),
        }
    }

    /// Masks a URL. The masker finds the service by the origin of the URL.
    #[must_use]
    pub fn url(&self, url: &str) -> MaskedUrl {
        self.url_at(url, None, "GET")
    }
}

impl Exchange<'_> {
    /// Returns the path of the call, without the query.
    #[must_use]
    pub fn path(&self) -> String {
        http_parts::path_of(self.url)
    }
}
