use serde::{Deserialize, Serialize};

use super::lenient;

/// An error response from Altinn (`application/problem+json`). The struct contains only the fields that API clients
/// need.
///
/// Altinn's error responses do not all have the same fields. Errors from ASP.NET have no `code`. Older versions of
/// Altinn put the message into `detail` and not into `title`. To find out which error happened, an API client should
/// read `code` and not the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The errors in the fields of the HTTP request's body. Only a problem with the code `STD-00000` has such errors.
    #[serde(
        default,
        deserialize_with = "lenient::null_as_default",
        rename = "validationErrors",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub validation_errors: Vec<ValidationError>,
}

/// One entry of [`Problem::validation_errors`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidationError {
    /// The code of the error, such as `AUTH.VLD-00004`.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub code: String,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub title: String,
    /// The fields that the error is about, such as `/registersystemrequest/systemid`.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub paths: Vec<String>,
}

impl Problem {
    /// Returns the error message. The message is `detail` if Altinn sent that field, and otherwise `title`.
    #[must_use]
    pub fn text(&self) -> &str {
        self.detail.as_deref().unwrap_or(&self.title)
    }
}

/// The error codes that an API client should handle. The complete list is in Altinn's source code
/// (`src/Core/Problems/Problem.cs`).
pub mod code {
    /// The system is not registered with the right that the vendor requests, or a customer cannot delegate the right.
    pub const RIGHT_NOT_FOUND: &str = "AUTH-00001";
    /// A system user with the same system, customer and external reference already exists.
    pub const SYSTEM_USER_EXISTS: &str = "AUTH-00004";
    pub const REQUEST_ACCEPTED: &str = "AUTH-00006";
    pub const REQUEST_PENDING: &str = "AUTH-00007";
    pub const REQUEST_DENIED: &str = "AUTH-00008";
    pub const REQUEST_REJECTED: &str = "AUTH-00009";
    /// The system user request does not exist, is of another kind than the call expects, or was deleted.
    pub const REQUEST_NOT_FOUND: &str = "AUTH-00010";
    /// The system does not exist, or the system belongs to another vendor. Altinn returns the status 404, although
    /// older documentation says 400.
    pub const SYSTEM_NOT_FOUND: &str = "AUTH-00011";
    pub const REDIRECT_NOT_ALLOWED: &str = "AUTH-00021";
    pub const NO_REDIRECTS_REGISTERED: &str = "AUTH-00026";
    pub const REQUEST_NOT_NEW: &str = "AUTH-00061";
    pub const PACKAGE_NOT_FOUND: &str = "AUTH-00063";
    pub const PACKAGE_NOT_DELEGABLE: &str = "AUTH-00064";
}
