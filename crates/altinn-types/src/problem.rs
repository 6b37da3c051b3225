use serde::{Deserialize, Serialize};

/// What Altinn says when it says no (`application/problem+json`), as far as it is read.
///
/// It has more than one shape: `code` is missing from the answers of the framework beneath, and the
/// message stood in `detail` before it stood in `title`. Key on `code`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    #[serde(default)]
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Problem {
    /// The message, wherever this version of Altinn puts it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.detail.as_deref().unwrap_or(&self.title)
    }
}

/// The codes that a client has something to do about. Altinn's source has the whole list
/// (`src/Core/Problems/Problem.cs`).
pub mod code {
    /// A right is not the system's, or cannot be delegated.
    pub const RIGHT_NOT_FOUND: &str = "AUTH-00001";
    /// A system user for the same system, customer and reference lives already.
    pub const SYSTEM_USER_EXISTS: &str = "AUTH-00004";
    pub const REQUEST_ACCEPTED: &str = "AUTH-00006";
    pub const REQUEST_PENDING: &str = "AUTH-00007";
    pub const REQUEST_DENIED: &str = "AUTH-00008";
    pub const REQUEST_REJECTED: &str = "AUTH-00009";
    /// There is no such request: deleted, or another kind of request.
    pub const REQUEST_NOT_FOUND: &str = "AUTH-00010";
    /// Unknown system, or another vendor's. 404, although older documentation says 400.
    pub const SYSTEM_NOT_FOUND: &str = "AUTH-00011";
    pub const REDIRECT_NOT_ALLOWED: &str = "AUTH-00021";
    pub const NO_REDIRECTS_REGISTERED: &str = "AUTH-00026";
    pub const REQUEST_NOT_NEW: &str = "AUTH-00061";
    pub const PACKAGE_NOT_FOUND: &str = "AUTH-00063";
    pub const PACKAGE_NOT_DELEGABLE: &str = "AUTH-00064";
}
