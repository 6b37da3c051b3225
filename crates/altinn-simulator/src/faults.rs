use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::table::{Saved, Table};

/// The services of the simulator, each on an origin of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    AltinnUi,
    AltinnPlatform,
    IdPorten,
    Maskinporten,
    ResourceOwner,
}

impl Service {
    /// In the order of their ports.
    pub const ALL: [Self; 5] = [
        Self::AltinnUi,
        Self::AltinnPlatform,
        Self::IdPorten,
        Self::Maskinporten,
        Self::ResourceOwner,
    ];

    /// As it is written in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AltinnUi => "altinn-ui",
            Self::AltinnPlatform => "altinn-platform",
            Self::IdPorten => "id-porten",
            Self::Maskinporten => "maskinporten",
            Self::ResourceOwner => "resource-owner",
        }
    }

    /// The method and the path of the calls that ask for a token; of a path with a slash at its end, the start.
    fn gives_tokens_at(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Maskinporten | Self::IdPorten => Some(("POST", "/token")),
            Self::AltinnPlatform => Some(("GET", "/authentication/api/v1/exchange/")),
            Self::AltinnUi | Self::ResourceOwner => None,
        }
    }

    /// Whether a call asks for a token: those are the answers that a token can be spoiled in.
    fn gives_tokens(self, method: &str, path: &str) -> bool {
        self.gives_tokens_at().is_some_and(|(its_method, its)| {
            let is_there = path == its || its.ends_with('/') && self.has_start(path, its);
            method == its_method && is_there
        })
    }

    /// Whether a path starts so. On Altinn's platform case does not count.
    fn has_start(self, path: &str, start: &str) -> bool {
        if self == Self::AltinnPlatform {
            let given = path.get(..start.len());
            given.is_some_and(|given| given.eq_ignore_ascii_case(start))
        } else {
            path.starts_with(start)
        }
    }
}

/// What is to go wrong with the next answers of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// All of them if none is given.
    #[serde(default)]
    pub service: Option<Service>,
    /// The start of a path, such as `/authentication/api/v1/systemuser/request/vendor`.
    pub path: String,
    /// All methods if none is given.
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub times: Times,
    /// The call is carried out, and only its answer is spoiled.
    #[serde(default)]
    pub after: bool,
    #[serde(flatten)]
    pub answer: Spoiled,
}

/// How many answers a fault still spoils: a number, or `"all"` until it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Times {
    Next(u32),
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

/// What comes instead of the answer, or is done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "fault")]
pub enum Spoiled {
    /// A status with no body.
    Empty { status: u16 },
    /// One of Altinn's problems, by its code (`AUTH-00021`, `AUTH.VLD-00003`), or with a status and title of one's
    /// own.
    #[serde(rename_all = "camelCase")]
    Problem {
        code: String,
        #[serde(default)]
        status: Option<u16>,
        #[serde(default)]
        title: Option<String>,
    },
    /// An OAuth error, as Maskinporten and ID-porten give them.
    #[serde(rename = "oauth")]
    OAuth {
        error: String,
        #[serde(default)]
        description: String,
        #[serde(default)]
        status: Option<u16>,
    },
    /// A page, as from a proxy on the way.
    Html { status: u16 },
    /// The right answer, but late.
    Slow { ms: u64 },
    /// The connection is cut before a byte of the answer.
    Cut,
    /// 429 with `Retry-After`.
    #[serde(rename_all = "camelCase")]
    RateLimit { retry_after_seconds: u32 },
    /// Tokens that are not signed by the key that they name.
    BadSignature,
    /// Tokens that ran out an hour ago.
    ExpiredToken,
    /// Tokens whose `iss` is [`WRONG_ISSUER`].
    WrongIssuer,
    /// Tokens whose times are so many seconds off; a negative number puts them in the past.
    ClockSkew { seconds: i64 },
}

/// Nobody's: `example` is reserved.
pub const WRONG_ISSUER: &str = "https://wrong-issuer.example/";

/// Why a fault is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFault {
    #[error("path begins with a slash, such as /token")]
    Path,
    #[error("path has no query: a fault is for all calls to the path")]
    Query,
    #[error("the levers under /control cannot be spoiled")]
    Control,
    #[error(
        "there is no token in any answer to these calls: they come from POST /token of maskinporten and id-porten, and from GET /authentication/api/v1/exchange/… of altinn-platform"
    )]
    NoToken,
    #[error("times is a number from 1 up, or \"all\"")]
    Times,
    #[error("{0} is no status of an HTTP answer: give one from 200 to 599")]
    Status(u16),
    #[error("ms is 60000 at most")]
    TooSlow,
    #[error("seconds is a year at most, either way")]
    TooSkewed,
}

impl Spoiled {
    /// As it is written in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::Problem { .. } => "problem",
            Self::OAuth { .. } => "oauth",
            Self::Html { .. } => "html",
            Self::Slow { .. } => "slow",
            Self::Cut => "cut",
            Self::RateLimit { .. } => "rateLimit",
            Self::BadSignature => "badSignature",
            Self::ExpiredToken => "expiredToken",
            Self::WrongIssuer => "wrongIssuer",
            Self::ClockSkew { .. } => "clockSkew",
        }
    }

    /// Whether it is the token in the answer that is spoiled, and not the answer.
    #[must_use]
    pub fn is_in_token(&self) -> bool {
        matches!(
            self,
            Self::BadSignature | Self::ExpiredToken | Self::WrongIssuer | Self::ClockSkew { .. }
        )
    }

    /// Whether it takes the right answer and does something to it.
    #[must_use]
    pub fn needs_answer(&self) -> bool {
        self.is_in_token() || matches!(self, Self::Slow { .. })
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
    /// Whether it can do what it says.
    ///
    /// # Errors
    ///
    /// [`InvalidFault`].
    pub fn check(&self) -> Result<(), InvalidFault> {
        const YEAR: i64 = 366 * 24 * 3600;
        if !self.path.starts_with('/') {
            return Err(InvalidFault::Path);
        }
        if self.path.contains(['?', '#']) {
            return Err(InvalidFault::Query);
        }
        if is_control(&self.path) {
            return Err(InvalidFault::Control);
        }
        if self.answer.is_in_token() && !self.meets_tokens() {
            return Err(InvalidFault::NoToken);
        }
        if self.times == Times::Next(0) {
            return Err(InvalidFault::Times);
        }
        if let Some(status) = self.answer.status().filter(|s| !(200..=599).contains(s)) {
            return Err(InvalidFault::Status(status));
        }
        match self.answer {
            Spoiled::Slow { ms } if ms > 60_000 => Err(InvalidFault::TooSlow),
            Spoiled::ClockSkew { seconds } if !(-YEAR..=YEAR).contains(&seconds) => {
                Err(InvalidFault::TooSkewed)
            }
            _ => Ok(()),
        }
    }

    fn fits(&self, service: Service, method: &str, path: &str) -> bool {
        self.service.is_none_or(|its| its == service)
            && service.has_start(path, &self.path)
            && self.has_method(method)
            && !is_control(path)
            && (!self.answer.is_in_token() || service.gives_tokens(method, path))
    }

    fn has_method(&self, method: &str) -> bool {
        let its = self.method.as_deref();
        its.is_none_or(|its| its.eq_ignore_ascii_case(method))
    }

    /// Whether a call that it is for may be answered with a token.
    fn meets_tokens(&self) -> bool {
        let mut services = Service::ALL
            .into_iter()
            .filter(|service| self.service.is_none_or(|its| its == *service));
        services.any(|service| {
            service.gives_tokens_at().is_some_and(|(method, path)| {
                let leads_there =
                    service.has_start(path, &self.path) || service.gives_tokens(method, &self.path);
                self.has_method(method) && leads_there
            })
        })
    }
}

/// Whether it is the path of a lever: those cannot be jammed.
fn is_control(path: &str) -> bool {
    let below = path.strip_prefix("/control");
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

/// The faults that were ordered and have not been used up, the oldest first.
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

    /// Takes one back; gives whether it was there.
    pub fn remove(&mut self, id: Uuid) -> bool {
        self.table.remove(&id).is_some()
    }

    /// The oldest first: that is the one that is used.
    pub fn iter(&self) -> impl Iterator<Item = (Uuid, &Fault)> {
        self.table.iter().map(|(id, fault)| (*id, fault))
    }

    /// The fault for this call, if there is one: the oldest that fits. One in a token is not used up by that: it
    /// waits for the answer, in which there may be none.
    pub fn take(&mut self, service: Service, method: &str, path: &str) -> Option<(Uuid, Fault)> {
        let first = {
            let mut faults = self.table.iter();
            faults.find(|(_, fault)| fault.fits(service, method, path))
        };
        let (id, taken) = first.map(|(id, fault)| (*id, fault.clone()))?;
        if !taken.answer.is_in_token() {
            self.use_once(id);
        }
        Some((id, taken))
    }

    /// Uses a fault once more; gives whether it was still there.
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
