use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The server that answers a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Service {
    /// The vendor's own product.
    SmartCloud,
    /// The pages of Altinn that a customer sees.
    AltinnUi,
    /// The APIs of Altinn.
    AltinnPlatform,
    #[serde(rename = "idporten")]
    IdPorten,
    Maskinporten,
    /// A resource owner's API, such as Skatteetaten's.
    ResourceOwner,
}

/// What a masked value is. The texts for each kind are in the product that shows the value.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// The authorization code of a log-in. ID-porten accepts it once.
    AuthorizationCode,
    /// The reference to a pushed authorization request. ID-porten accepts it once.
    RequestUri,
    /// The value that ties a callback or a return to the browser that started it.
    State,
    /// The value that ties an ID token to its log-in.
    Nonce,
    /// The secret half of PKCE.
    CodeVerifier,
    /// An access token that ID-porten or Maskinporten issued.
    AccessToken,
    /// A token that Altinn issued in exchange for another token.
    AltinnToken,
    RefreshToken,
    IdToken,
    /// The signed JWT with which a client authenticates itself.
    ClientAssertion,
    /// The signed JWT with which the vendor requests a token from Maskinporten.
    Grant,
    /// A JWT or another token in a place where the table expects none.
    Token,
    /// A password or a secret of an OAuth client.
    ClientSecret,
    /// A private key, or the private part of a key.
    PrivateKey,
    /// The id of a session at ID-porten. Whoever knows it can sign the person out.
    SessionId,
    /// The id of a log-in that is not finished.
    LoginAttempt,
    /// The ticket that opens a sandbox once.
    Ticket,
    /// The value of a cookie.
    Cookie,
    /// The value that protects a form against CSRF.
    FormToken,
    PersonalNumber,
    /// The id of a person in the tokens or lists of a service.
    PersonId,
    PersonName,
    DateOfBirth,
    /// An e-mail address, a telephone number or a postal address.
    ContactDetails,
    /// What a person earns or pays.
    Pay,
    /// The network address of a client.
    ClientAddress,
    /// A value whose name the table does not contain.
    Unknown,
}

impl Kind {
    /// Returns the name in lower case with hyphens, such as `authorization-code`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the text that stands for the value in URLs and exports, such as `{authorization-code}`.
    #[must_use]
    pub fn placeholder(self) -> String {
        format!("{{{}}}", self.name())
    }

    /// Returns the kind of a placeholder, or `None` if the text is not a placeholder.
    #[must_use]
    pub fn of_placeholder(text: &str) -> Option<Self> {
        let name = text.strip_prefix('{')?.strip_suffix('}')?;
        name.parse().ok()
    }
}
