use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::World;

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
    /// How many answers it still spoils.
    #[serde(default = "once")]
    pub times: u32,
    /// The call is carried out, and only its answer is spoiled.
    #[serde(default)]
    pub after: bool,
    #[serde(flatten)]
    pub answer: Spoiled,
}

fn once() -> u32 {
    1
}

/// What comes instead of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "fault")]
pub enum Spoiled {
    /// A status with no body.
    Empty { status: u16 },
    /// One of Altinn's problems, by its code (`AUTH-00021`), or with a status and title of one's own.
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
}

impl World {
    pub fn add_fault(&mut self, fault: Fault) -> Uuid {
        let id = Uuid::new_v4();
        self.faults.insert(id, fault);
        id
    }

    pub fn clear_faults(&mut self) {
        use super::Saved;
        self.faults.clear();
    }

    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.faults.values()
    }

    /// The fault for this call, if there is one: the oldest that fits, used once more.
    pub fn take_fault(&mut self, service: Service, method: &str, path: &str) -> Option<Fault> {
        let fits = |fault: &Fault| {
            fault.service.is_none_or(|its| its == service)
                && path.starts_with(&fault.path)
                && fault
                    .method
                    .as_deref()
                    .is_none_or(|its| its.eq_ignore_ascii_case(method))
        };
        let (id, _) = self.faults.iter().find(|(_, fault)| fits(fault))?;
        let id = *id;
        let fault = self.faults.get_mut(&id)?;
        fault.times = fault.times.saturating_sub(1);
        let taken = fault.clone();
        if taken.times == 0 {
            self.faults.remove(&id);
        }
        Some(taken)
    }
}
