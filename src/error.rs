//! The errors that SmartCloud shows to users. The causes of these errors are only in the log.

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// An error that SmartCloud shows to the user. The cause of the error stays in the server's log.
///
/// `Display` gives the text for the log. The module `i18n` has the texts for users in every language. Its functions
/// match on this enum, so the compiler reports a variant without texts.
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
    /// The approver used another browser, or somebody forwarded the return URL. Both are normal, so the page offers a
    /// log-in. After the log-in, the user sees the status.
    #[error("the browser returned from Altinn, but another browser was redirected there")]
    ReturnedElsewhere,
    /// The return URL is mistyped, incomplete or very old.
    #[error("the browser returned from Altinn with a `state` that SmartCloud does not know")]
    UnknownReturn,
    #[error("SmartCloud cannot accept ID-porten's response to the log-in")]
    LoginFailed,
    #[error("the user cancelled the log-in")]
    LoginCancelled,
    /// The log-in is too old or already completed, or another browser started the log-in.
    #[error("this browser has no such log-in under way")]
    LoginExpired,
    #[error("the user may act for no organisation")]
    NoOrganisations,
    /// SmartCloud has signed the user out, but cannot redirect the browser to ID-porten's logout. So the next person at
    /// the same computer can log in as this user.
    #[error("the user is signed out of SmartCloud, but not of ID-porten")]
    StillAtIdPorten,
    /// [`LoginLimit`](../rate_limit/struct.LoginLimit.html) limits the log-ins of each client address.
    #[error("too many log-ins from this client address")]
    TooManyLogins,
    /// SmartCloud must read the signed-in user's organisations again, but Altinn or ID-porten does not answer. The user
    /// stays signed in.
    #[error("nobody says now for which organisations the user may act")]
    AccessUnknown,
    /// Maskinporten's error `invalid_altinn_customer_configuration` (MP-303). The customer has not approved the system
    /// user yet, or has deleted the system user.
    #[error("Maskinporten finds no system user for the customer")]
    NoAccess,
    #[error("Altinn refused the call")]
    AltinnRefused,
    /// Altinn's codes AUTH-00001, AUTH-00063 and AUTH-00064. The registration of the system in Altinn lacks rights that
    /// the plan requests.
    #[error("Altinn does not let the system request these rights")]
    RightsRefused,
    /// Altinn's codes AUTH-00021 and AUTH-00026. The registration of the system in Altinn lacks the return URL.
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
    /// Altinn's response contradicts an earlier response or SmartCloud's settings. For example, SmartCloud deleted a
    /// request, and Altinn still returns that request.
    #[error("Altinn's response does not match what SmartCloud requested")]
    #[serde(rename = "not-as-asked")]
    #[strum(serialize = "not-as-asked")]
    RequestMismatch,
    #[error("there is no such plan")]
    NoSuchPlan,
    #[error("a field of the form is missing or invalid")]
    BadInput,
    /// A page of another site sent the form, but SmartCloud accepts only forms from its own pages.
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
    /// Returns the code of the error for JSON and for the parameter `?problem=` of a URL. `str::parse` turns the code
    /// back into the error.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.into()
    }

    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotYourOrganisation
            | Self::NoOrganisations
            | Self::NoAccess
            | Self::Forbidden => 403,
            Self::NotFound | Self::NoSuchPlan => 404,
            Self::TooManyLogins => 429,
            Self::ReturnedElsewhere
            | Self::UnknownReturn
            | Self::LoginFailed
            | Self::LoginCancelled
            | Self::LoginExpired
            | Self::BadInput => 400,
            Self::AltinnRefused
            | Self::RightsRefused
            | Self::RedirectRefused
            | Self::MaskinportenRefused
            | Self::RequestMismatch => 502,
            Self::AltinnUnreachable
            | Self::MaskinportenUnreachable
            | Self::IdPortenUnreachable
            | Self::StillAtIdPorten
            | Self::AccessUnknown
            | Self::Offline => 503,
            Self::Internal => 500,
        }
    }
}

/// Leptos uses this conversion for an error that occurs outside the code of a server function. For example, the browser
/// is offline.
impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            // The caller of the server function left out an argument, or sent a body that is not a form.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => Self::BadInput,
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
