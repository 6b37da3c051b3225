use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Origins;
use crate::altinn::errors::ApiError;
use altinn_types::{Links, Page, SystemId};

/// The number of items on one page of a list. Altinn calls this number `PaginationOptions.Size`.
pub const SIZE: usize = 50;

#[derive(Debug, Deserialize)]
pub struct Paging {
    token: Option<String>,
}

impl Paging {
    /// Decodes the start of the page from the query parameter `token`. The token is a JSON value in base64url.
    ///
    /// # Errors
    ///
    /// Returns [`ApiError::Model`] if the token is not a JSON value of the type `T` in base64url.
    pub fn from<T: DeserializeOwned>(&self) -> Result<Option<T>, ApiError> {
        let Some(token) = self.token.as_deref().filter(|token| !token.is_empty()) else {
            return Ok(None);
        };
        let json = URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')).ok();
        let value = json.and_then(|json| serde_json::from_slice(&json).ok());
        value
            .map(Some)
            .ok_or_else(|| ApiError::not_valid("token", token))
    }
}

/// Makes one page of a list, such as the requests or the system users of `system`. If `next` is given, the page has a
/// link to the next page. `list` is the part of the path between `authentication/api/v1/` and `/bysystem/`.
#[must_use]
pub fn page<T>(
    data: impl Iterator<Item = T>,
    next: Option<&impl Serialize>,
    origins: &Origins,
    (list, system): (&str, &SystemId),
) -> Page<T> {
    let mut here = origins.altinn_platform.clone();
    here.set_path(&format!("authentication/api/v1/{list}/bysystem/{system}"));
    let next = next
        .and_then(|from| serde_json::to_vec(from).ok())
        .map(|json| {
            let token = URL_SAFE_NO_PAD.encode(json);
            here.set_query(Some(&format!("token={token}")));
            here.into()
        });
    Page {
        links: Links { next },
        data: data.collect(),
    }
}
