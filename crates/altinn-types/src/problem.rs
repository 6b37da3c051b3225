use serde::{Deserialize, Serialize};

/// An error response from Altinn (`application/problem+json`): the fields that clients use.
///
/// Altinn has several forms of error responses. Errors from ASP.NET have no `code`, and older
/// versions of Altinn put the message in `detail` and not in `title`. Clients should therefore
/// decide by `code`.
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
    /// The error message: `detail` if Altinn sent it, otherwise `title`.
    #[must_use]
    pub fn text(&self) -> &str {
        self.detail.as_deref().unwrap_or(&self.title)
    }
}

/// The error codes that a client should handle. Altinn's source code has the complete list
/// (`src/Core/Problems/Problem.cs`).
pub mod code {
    /// The system is not registered with the right, or the right cannot be delegated.
    pub const RIGHT_NOT_FOUND: &str = "AUTH-00001";
    /// A system user with the same system, customer and external reference already exists.
    pub const SYSTEM_USER_EXISTS: &str = "AUTH-00004";
    pub const REQUEST_ACCEPTED: &str = "AUTH-00006";
    pub const REQUEST_PENDING: &str = "AUTH-00007";
    pub const REQUEST_DENIED: &str = "AUTH-00008";
    pub const REQUEST_REJECTED: &str = "AUTH-00009";
    /// The request does not exist: it was deleted, or it is a request of another kind.
    pub const REQUEST_NOT_FOUND: &str = "AUTH-00010";
    /// The system does not exist, or it belongs to another vendor. Altinn returns status 404; older
    /// documentation says 400.
    pub const SYSTEM_NOT_FOUND: &str = "AUTH-00011";
    pub const REDIRECT_NOT_ALLOWED: &str = "AUTH-00021";
    pub const NO_REDIRECTS_REGISTERED: &str = "AUTH-00026";
    pub const REQUEST_NOT_NEW: &str = "AUTH-00061";
    pub const PACKAGE_NOT_FOUND: &str = "AUTH-00063";
    pub const PACKAGE_NOT_DELEGABLE: &str = "AUTH-00064";
}
