use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::lenient;

/// One page of a list that Altinn returns in several pages. The last page has no `next` link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: DeserializeOwned"))]
pub struct Page<T> {
    pub links: Links,
    /// The rows that the program can read. The program leaves out a row with an unexpected form, and logs this.
    #[serde(deserialize_with = "lenient::rows")]
    pub data: Vec<T>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The URL of the next page. Do not call this URL: it can name another host, which would then get the bearer token.
    /// Take only the query parameter `token` from it, and add the parameter to the URL of the first call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
