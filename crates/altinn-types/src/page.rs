use serde::{Deserialize, Serialize};

/// One page of a list. The last page has no `next` link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub links: Links,
    pub data: Vec<T>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The address of the next page. It may contain an internal host name of Altinn's. Take only
    /// the query parameter `token` from it, and call the address that you called before. Otherwise
    /// you could send your bearer token to another host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
