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

/// The kind of a masked value. SmartCloud and the simulator have their own texts for each kind.
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
    /// The `state`: it connects a callback or a return to the browser that started the redirect.
    State,
    /// The `nonce`: it connects an ID token to its log-in.
    Nonce,
    /// The code verifier of PKCE. Only its hash, the challenge, is public.
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
    /// A token in a field for which the table does not expect a token.
    Token,
    /// A password or a secret of an OAuth client.
    ClientSecret,
    /// A private key, or the private part of a key.
    PrivateKey,
    /// The id of a session at ID-porten (`sid`). Whoever knows the id can sign the person out.
    SessionId,
    /// The id of a log-in that is not finished.
    LoginAttempt,
    /// The secret of a one-time link to a sandbox.
    Ticket,
    Cookie,
    /// The token that protects a form against CSRF.
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

    /// Returns the text that replaces the value in URLs and exports, such as `{authorization-code}`.
    #[must_use]
    pub fn placeholder(self) -> String {
        format!("{{{}}}", self.name())
    }

    /// Parses a placeholder. Returns `None` if the text is not a placeholder.
    #[must_use]
    pub fn of_placeholder(text: &str) -> Option<Self> {
        let name = text.strip_prefix('{')?.strip_suffix('}')?;
        name.parse().ok()
    }
}
