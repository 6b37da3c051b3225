use serde::{Deserialize, Serialize};

/// One page of a list. The last has no `next`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub links: Links,
    pub data: Vec<T>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// May name an internal host of Altinn's: take the `token` out of it, and call the address that
    /// you called before. A bearer token goes to no other host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
