//! The errors that a browser may learn of.

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// Every error that a browser may learn of. The cause stays in the server's log.
///
/// `Display` gives the text for the log. The texts for users are in `i18n`, in every language. They match on this enum,
/// so a variant without texts does not compile.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
    thiserror::Error,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum AppError {
    #[error("nobody is signed in")]
    SignedOut,
    #[error("the signed-in user may not act for this organisation")]
    NotYourOrganisation,
    /// The approver uses another browser, or somebody forwarded the link. This is normal: after log-in, the user sees
    /// the status.
    #[error("the browser returned from Altinn, but another browser was redirected there")]
    ReturnedElsewhere,
    /// The link is mistyped, incomplete or very old.
    #[error("the browser returned from Altinn with a `state` that SmartCloud does not know")]
    UnknownReturn,
    #[error("SmartCloud cannot accept ID-porten's response to the log-in")]
    LoginFailed,
    #[error("the user cancelled the log-in")]
    LoginCancelled,
    /// The log-in is too old or already completed, or it was started in another browser.
    #[error("this browser has no such log-in under way")]
    LoginExpired,
    #[error("the user may act for no organisation")]
    NoOrganisations,
    /// `invalid_altinn_customer_configuration`, MP-303: the system user is not approved yet, or it is deleted.
    #[error("Maskinporten finds no system user for the customer")]
    NoAccess,
    #[error("Altinn refused the call")]
    AltinnRefused,
    /// AUTH-00001, -00063, -00064: the plan requests rights that the system is not registered with.
    #[error("Altinn does not let the system request these rights")]
    RightsRefused,
    /// AUTH-00021, -00026: the return URL is not registered.
    #[error("Altinn does not know the return URL")]
    RedirectRefused,
    #[error("Altinn gave no usable response")]
    AltinnUnreachable,
    #[error("Maskinporten refused the call")]
    MaskinportenRefused,
    #[error("Maskinporten gave no usable response")]
    MaskinportenUnreachable,
    #[error("ID-porten gave no usable response")]
    IdPortenUnreachable,
    /// For example, Altinn still has the old request after SmartCloud deleted it.
    #[error("Altinn's response does not match what SmartCloud requested")]
    #[serde(rename = "not-as-asked")]
    #[strum(serialize = "not-as-asked")]
    RequestMismatch,
    #[error("there is no such plan")]
    NoSuchPlan,
    #[error("a field of the form is missing or invalid")]
    BadInput,
    /// Another site sent the form.
    #[error("the form was not sent from SmartCloud")]
    Forbidden,
    #[error("the browser could not reach SmartCloud")]
    Offline,
    #[error("there is no such page")]
    NotFound,
    #[error("an internal error in SmartCloud")]
    Internal,
}

impl AppError {
    /// The value of `?problem=` in an address. It is the same text as in JSON. `str::parse` reads it back.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// The HTTP status of a page or a response with this error.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotYourOrganisation | Self::NoAccess | Self::Forbidden => 403,
            Self::NotFound | Self::NoSuchPlan => 404,
            Self::ReturnedElsewhere
            | Self::UnknownReturn
            | Self::LoginFailed
            | Self::LoginCancelled
            | Self::LoginExpired
            | Self::NoOrganisations
            | Self::BadInput => 400,
            Self::AltinnRefused
            | Self::RightsRefused
            | Self::RedirectRefused
            | Self::MaskinportenRefused
            | Self::RequestMismatch => 502,
            Self::AltinnUnreachable
            | Self::MaskinportenUnreachable
            | Self::IdPortenUnreachable
            | Self::Offline => 503,
            Self::Internal => 500,
        }
    }
}

/// Leptos makes this error when the call of a server function fails before or after the function ran.
impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            _ => Self::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn json_and_addresses_have_the_same_code() {
        for &error in AppError::VARIANTS {
            assert_eq!(
                serde_json::to_value(error).unwrap(),
                serde_json::json!(error.code())
            );
            assert_eq!(error.code().parse(), Ok(error));
        }
        assert!("no-code".parse::<AppError>().is_err());
    }
}
