//! Faults are errors that the simulator injects into responses. This module stores the faults that the control API
//! adds, and finds the fault that applies to a call. The module `altinn::fault_injection` changes the response.

mod service;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray, VariantNames};
use uuid::Uuid;

pub use self::service::Service;
use crate::table::{Saved, Table};

/// A fault, together with the conditions that say which calls it applies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// `None` means all services.
    #[serde(default)]
    pub service: Option<Service>,
    /// The start of the paths that the fault applies to, such as `/authentication/api/v1/systemuser/request/vendor`.
    pub path: String,
    /// `None` means all methods.
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub times: Times,
    /// Whether the service executes the call before the fault replaces the response. If the fault delays the response
    /// or changes the tokens in the response, the service always executes the call.
    #[serde(default)]
    pub after: bool,
    /// The id of a sandbox. The fault applies only to calls that contain an organisation, a request or a person of this
    /// sandbox. `None` means all calls.
    #[serde(default)]
    pub sandbox: Option<String>,
    /// Whether the fault applies only to calls on behalf of a customer. A token request is such a call if its grant has
    /// `authorization_details`.
    #[serde(default)]
    pub for_customers: bool,
    /// Whether the services also refuse the tokens that Maskinporten issued before the fault was added. If the value is
    /// `false`, a client can use its cached tokens, and notices a fault of Maskinporten when these tokens expire.
    #[serde(default)]
    pub withdraw_tokens: bool,
    /// When the control API added the fault, by the simulator's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at: Option<Timestamp>,
    #[serde(flatten)]
    pub effect: FaultEffect,
}

/// The number of responses that a fault can still change. In JSON, the value is a number or the text `"all"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "the field times must be a whole number from 1, or \"all\""
)]
pub enum Times {
    Next(u32),
    /// The fault stays until somebody deletes it.
    All(All),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum All {
    All,
}

impl Default for Times {
    fn default() -> Self {
        Self::Next(1)
    }
}

/// What a fault does to a response. The variants are in the order of the list on the control panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, VariantNames, IntoStaticStr)]
#[serde(rename_all = "camelCase", tag = "fault")]
#[strum(serialize_all = "camelCase")]
pub enum FaultEffect {
    /// The response is one of Altinn's problems. `code` can have any value. For a known code, such as `AUTH-00021` or
    /// `AUTH.VLD-00003`, `status` and `title` can be `None`.
    #[serde(rename_all = "camelCase")]
    Problem {
        code: String,
        #[serde(default)]
        status: Option<u16>,
        #[serde(default)]
        title: Option<String>,
    },
    /// The response has this status and no body.
    Empty { status: u16 },
    /// The response is an HTML page, as a proxy would send it.
    Html { status: u16 },
    /// The response has the status 429 and the header `Retry-After`.
    #[serde(rename_all = "camelCase")]
    RateLimit { retry_after_seconds: u32 },
    /// The normal response comes after this delay.
    Slow { ms: u64 },
    /// The simulator closes the connection and sends no response.
    Cut,
    /// The response is an OAuth error, in the JSON that Maskinporten and ID-porten use.
    #[serde(rename = "oauth")]
    #[strum(serialize = "oauth")]
    OAuth {
        error: String,
        #[serde(default)]
        description: String,
        #[serde(default)]
        status: Option<u16>,
    },
    /// The tokens in the response have an invalid signature.
    BadSignature,
    /// The tokens in the response expired an hour ago.
    ExpiredToken,
    /// The claim `iss` of the tokens in the response is [`WRONG_ISSUER`].
    WrongIssuer,
    /// All times in the tokens are moved by this number of seconds. A negative number moves them into the past.
    ClockSkew { seconds: i64 },
}

/// An issuer that cannot exist, because RFC 2606 reserves the top-level domain `example`.
pub const WRONG_ISSUER: &str = "https://wrong-issuer.example/";

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFault {
    #[error("the field path must begin with a slash, such as /token")]
    Path,
    #[error(
        "the field path must have no query and no fragment: a fault applies to all calls of the path"
    )]
    Query,
    #[error("a fault cannot apply to the simulator's own paths /control and /simulator")]
    Control,
    #[error(
        "there is no token in the responses of this path: only POST /token of maskinporten and id-porten, and GET /authentication/api/v1/exchange/… of altinn-platform return tokens"
    )]
    NoToken,
    #[error("the field times must be a whole number from 1, or \"all\"")]
    Times,
    #[error("the status {0} is not possible: choose one from 200 to 599")]
    Status(u16),
    #[error("the field ms must be at most 60000")]
    TooSlow,
    #[error("the field seconds must be at most one year, in either direction")]
    TooSkewed,
}

impl FaultEffect {
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.into()
    }

    #[must_use]
    pub fn changes_token(&self) -> bool {
        matches!(
            self,
            Self::BadSignature | Self::ExpiredToken | Self::WrongIssuer | Self::ClockSkew { .. }
        )
    }

    /// Whether the fault delays or changes the handler's response. All other faults replace that response.
    #[must_use]
    pub fn needs_response(&self) -> bool {
        self.changes_token() || matches!(self, Self::Slow { .. })
    }

    fn status(&self) -> Option<u16> {
        match self {
            Self::Empty { status } | Self::Html { status } => Some(*status),
            Self::Problem { status, .. } | Self::OAuth { status, .. } => *status,
            _ => None,
        }
    }
}

impl Fault {
    /// Checks the values of a fault.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidFault`] if a value is out of bounds, or if the fault can never apply to a call.
    pub fn check(&self) -> Result<(), InvalidFault> {
        const YEAR: i64 = 366 * 24 * 3600;
        if !self.path.starts_with('/') {
            return Err(InvalidFault::Path);
        }
        if self.path.contains(['?', '#']) {
            return Err(InvalidFault::Query);
        }
        if is_own_path(&self.path) {
            return Err(InvalidFault::Control);
        }
        if self.effect.changes_token() && !self.covers_token_endpoint() {
            return Err(InvalidFault::NoToken);
        }
        if self.times == Times::Next(0) {
            return Err(InvalidFault::Times);
        }
        if let Some(status) = self.effect.status().filter(|s| !(200..=599).contains(s)) {
            return Err(InvalidFault::Status(status));
        }
        match self.effect {
            FaultEffect::Slow { ms } if ms > 60_000 => Err(InvalidFault::TooSlow),
            FaultEffect::ClockSkew { seconds } if !(-YEAR..=YEAR).contains(&seconds) => {
                Err(InvalidFault::TooSkewed)
            }
            _ => Ok(()),
        }
    }

    fn applies_to(&self, call: Call) -> bool {
        let Call {
            service,
            method,
            path,
            ..
        } = call;
        self.service.is_none_or(|own| own == service)
            && service.path_starts_with(path, &self.path)
            && self.has_method(method)
            && !is_own_path(path)
            && (!self.effect.changes_token() || service.returns_token(method, path))
            && self.concerns(call.sandbox, call.is_for_customer)
    }

    /// Whether a call meets the conditions in the fault's fields `sandbox` and `for_customers`. The parameter `sandbox`
    /// is the sandbox of the call. `is_for_customer` says whether the call is on behalf of a customer.
    fn concerns(&self, sandbox: Option<&str>, is_for_customer: bool) -> bool {
        let own = self.sandbox.as_deref();
        own.is_none_or(|own| sandbox == Some(own)) && (!self.for_customers || is_for_customer)
    }

    fn has_method(&self, method: &str) -> bool {
        let own = self.method.as_deref();
        own.is_none_or(|own| own.eq_ignore_ascii_case(method))
    }

    /// Whether the fault can apply to a call that returns tokens. A fault that changes tokens has an effect only on
    /// such calls.
    fn covers_token_endpoint(&self) -> bool {
        let mut services = Service::VARIANTS
            .iter()
            .filter(|service| self.service.is_none_or(|own| own == **service));
        services.any(|service| {
            service.token_endpoint().is_some_and(|(method, path)| {
                let covers_path = service.path_starts_with(path, &self.path)
                    || service.returns_token(method, &self.path);
                self.has_method(method) && covers_path
            })
        })
    }
}

/// Whether the path is one of the simulator's own paths, which the real services do not have. Faults never apply to
/// these paths, because the control API must always be able to delete a fault.
fn is_own_path(path: &str) -> bool {
    ["/control", "/simulator"].iter().any(|own| {
        let below = path.strip_prefix(own);
        below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    })
}

/// What the simulator knows about a call when it looks for a fault.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    pub service: Service,
    pub method: &'a str,
    pub path: &'a str,
    /// If the call contains an organisation, a request or a person of a sandbox, the id of this sandbox. For all other
    /// calls, such as a call with the vendor's own token, the value is `None`.
    pub sandbox: Option<&'a str>,
    /// Whether the call acts on behalf of a customer. A token request is such a call if its grant has
    /// `authorization_details`.
    pub is_for_customer: bool,
}

/// The faults that can still change responses, oldest first.
#[derive(Clone, Debug)]
pub struct Faults {
    pub(crate) table: Table<Uuid, Fault>,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            table: Table::new("fault"),
        }
    }
}

impl Faults {
    pub fn add(&mut self, fault: Fault) -> Uuid {
        let id = Uuid::new_v4();
        self.table.insert(id, fault);
        id
    }

    pub fn clear(&mut self) {
        Saved::clear(&mut self.table);
    }

    /// Returns whether the fault existed.
    pub fn remove(&mut self, id: Uuid) -> bool {
        self.table.remove(&id).is_some()
    }

    /// Deletes the faults of a sandbox that is being removed.
    pub fn remove_sandbox(&mut self, sandbox: &str) {
        let faults = self.iter();
        let own = faults.filter(|(_, fault)| fault.sandbox.as_deref() == Some(sandbox));
        let own: Vec<Uuid> = own.map(|(id, _)| id).collect();
        for id in own {
            self.table.remove(&id);
        }
    }

    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (Uuid, &Fault)> {
        self.table.iter().map(|(id, fault)| (*id, fault))
    }

    /// Whether the services refuse this token of Maskinporten because of a fault. `issued_at` is the claim `iat` of the
    /// token, in whole seconds since 1970. If somebody added the fault in the same second, the services refuse the
    /// token.
    #[must_use]
    pub fn withdraw(&self, issued_at: i64, sandbox: Option<&str>, is_for_customer: bool) -> bool {
        self.table.iter().any(|(_, fault)| {
            let added_at = fault.added_at.filter(|_| fault.withdraw_tokens);
            added_at.is_some_and(|added_at| issued_at <= added_at.as_second())
                && fault.concerns(sandbox, is_for_customer)
        })
    }

    /// Finds the oldest fault that applies to the call, and counts one use of the fault.
    ///
    /// This function does not count a fault that changes tokens, because some responses contain no token. For such a
    /// fault, the caller calls [`Faults::use_once`] after it has changed a token.
    pub fn take(&mut self, call: Call) -> Option<(Uuid, Fault)> {
        let first = {
            let mut faults = self.table.iter();
            faults.find(|(_, fault)| fault.applies_to(call))
        };
        let (id, fault) = first.map(|(id, fault)| (*id, fault.clone()))?;
        if !fault.effect.changes_token() {
            self.use_once(id);
        }
        Some((id, fault))
    }

    /// Counts one use of a fault, and deletes the fault after its last use. Returns `false` if the fault does not exist
    /// any more.
    pub fn use_once(&mut self, id: Uuid) -> bool {
        match self.table.get(&id).map(|fault| fault.times) {
            None => return false,
            Some(Times::All(_)) => {}
            Some(Times::Next(times)) if times > 1 => {
                if let Some(fault) = self.table.get_mut(&id) {
                    fault.times = Times::Next(times - 1);
                }
            }
            Some(Times::Next(_)) => {
                self.table.remove(&id);
            }
        }
        true
    }
}
