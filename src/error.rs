use std::{fmt, str::FromStr};

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

/// Every failure a browser may learn of; the cause stays in the server's log.
///
/// `Display` is for that log. The words a user reads are in `i18n`, which matches on this enum, so a
/// new variant does not compile until it has a text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum AppError {
    #[error("no one is signed in")]
    SignedOut,
    #[error("the one who is signed in may not act for this organisation")]
    NotYourOrganisation,
    /// The approver's browser, or a forwarded link: nothing is wrong. Log in to see the status.
    #[error("the return from Altinn is of a request that another browser was sent out with")]
    ReturnedElsewhere,
    /// A mistyped, cut or very old link.
    #[error("the return from Altinn is of no request that SmartCloud made")]
    UnknownReturn,
    #[error("ID-porten's answer does not hold")]
    LoginFailed,
    #[error("the customer broke off the log-in")]
    LoginCancelled,
    /// Too old, used already, or begun in another browser.
    #[error("the log-in was not begun here, or too long ago")]
    LoginExpired,
    #[error("the customer may act for no organisation")]
    NoOrganisations,
    /// `invalid_altinn_customer_configuration`, MP-303: not approved yet, or deleted.
    #[error("Maskinporten finds no system user for the customer")]
    NoAccess,
    #[error("Altinn refused")]
    AltinnRefused,
    /// AUTH-00001, -00063, -00064: the system register and the plans do not agree.
    #[error("Altinn does not let the system ask for these rights")]
    RightsRefused,
    /// AUTH-00021, -00026: the return URL is not registered.
    #[error("Altinn does not know the return URL")]
    RedirectRefused,
    #[error("Altinn gave no usable answer")]
    AltinnUnreachable,
    #[error("Maskinporten refused")]
    MaskinportenRefused,
    #[error("Maskinporten gave no usable answer")]
    MaskinportenUnreachable,
    #[error("ID-porten gave no usable answer")]
    IdPortenUnreachable,
    #[error("Altinn gave a request that is not as asked for, twice")]
    NotAsAsked,
    #[error("there is no such plan")]
    NoSuchPlan,
    #[error("the form lacks something")]
    BadInput,
    /// A form of another site.
    #[error("the form was not sent from SmartCloud")]
    Forbidden,
    #[error("the browser could not reach SmartCloud")]
    Offline,
    #[error("there is no such page")]
    NotFound,
    #[error("a defect in SmartCloud")]
    Internal,
}

impl AppError {
    /// All of them, for tests and for reading [`AppError::code`] back.
    pub const ALL: [Self; 23] = [
        Self::SignedOut,
        Self::NotYourOrganisation,
        Self::ReturnedElsewhere,
        Self::UnknownReturn,
        Self::LoginFailed,
        Self::LoginCancelled,
        Self::LoginExpired,
        Self::NoOrganisations,
        Self::NoAccess,
        Self::AltinnRefused,
        Self::RightsRefused,
        Self::RedirectRefused,
        Self::AltinnUnreachable,
        Self::MaskinportenRefused,
        Self::MaskinportenUnreachable,
        Self::IdPortenUnreachable,
        Self::NotAsAsked,
        Self::NoSuchPlan,
        Self::BadInput,
        Self::Forbidden,
        Self::Offline,
        Self::NotFound,
        Self::Internal,
    ];

    /// As it stands in `?problem=`, the same word as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SignedOut => "signed-out",
            Self::NotYourOrganisation => "not-your-organisation",
            Self::ReturnedElsewhere => "returned-elsewhere",
            Self::UnknownReturn => "unknown-return",
            Self::LoginFailed => "login-failed",
            Self::LoginCancelled => "login-cancelled",
            Self::LoginExpired => "login-expired",
            Self::NoOrganisations => "no-organisations",
            Self::NoAccess => "no-access",
            Self::AltinnRefused => "altinn-refused",
            Self::RightsRefused => "rights-refused",
            Self::RedirectRefused => "redirect-refused",
            Self::AltinnUnreachable => "altinn-unreachable",
            Self::MaskinportenRefused => "maskinporten-refused",
            Self::MaskinportenUnreachable => "maskinporten-unreachable",
            Self::IdPortenUnreachable => "id-porten-unreachable",
            Self::NotAsAsked => "not-as-asked",
            Self::NoSuchPlan => "no-such-plan",
            Self::BadInput => "bad-input",
            Self::Forbidden => "forbidden",
            Self::Offline => "offline",
            Self::NotFound => "not-found",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status of a page or an answer that says so.
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
            | Self::NotAsAsked => 502,
            Self::AltinnUnreachable
            | Self::MaskinportenUnreachable
            | Self::IdPortenUnreachable
            | Self::Offline => 503,
            Self::Internal => 500,
        }
    }
}

/// The text is no [`AppError::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACode;

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the code of a problem")
    }
}

impl FromStr for AppError {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|error| error.code() == text)
            .ok_or(NotACode)
    }
}

/// Failures of the call itself, before or after the function ran.
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
    use super::*;

    #[test]
    fn a_code_is_the_word_that_json_has() {
        for error in AppError::ALL {
            assert_eq!(
                serde_json::to_value(error).unwrap(),
                serde_json::json!(error.code())
            );
            assert_eq!(error.code().parse(), Ok(error));
        }
    }
}
