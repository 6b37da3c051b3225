use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::lenient;

/// One page of a list that Altinn returns in several pages. The last page has no `next` link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned"))]
pub struct Page<T> {
    pub links: Links,
    /// The rows that the program can read. If a row has an unexpected form, the program leaves the row out and logs a
    /// warning.
    #[serde(deserialize_with = "lenient::rows")]
    pub data: Vec<T>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The URL of the next page. Do not call this URL, because it can name another host, and this host would get the
    /// bearer token. Take only the query parameter `token` from the URL, and add the parameter to the URL of the first
    /// call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
