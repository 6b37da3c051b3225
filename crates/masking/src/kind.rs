use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// The server that a client calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Service {
    /// The vendor's own product.
    SmartCloud,
    /// The pages of Altinn, which customers see.
    AltinnUi,
    /// The APIs of Altinn.
    AltinnPlatform,
    #[serde(rename = "idporten")]
    IdPorten,
    Maskinporten,
    /// The API of a resource owner, such as Skatteetaten.
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
    /// The `state`, which connects a callback or a return from Altinn to the browser that started the redirect.
    State,
    /// The `nonce`, which connects an ID token to its log-in.
    Nonce,
    /// The code verifier of PKCE. Only its hash, the challenge, is public.
    CodeVerifier,
    /// An access token that ID-porten or Maskinporten issued.
    AccessToken,
    /// A token that Altinn issued in exchange for another token.
    AltinnToken,
    RefreshToken,
    IdToken,
    /// The signed JWT that authenticates a client.
    ClientAssertion,
    /// The signed JWT that the vendor sends to Maskinporten to get a token.
    Grant,
    /// A token in a field that should not contain a token, according to the masking rules in `table/`.
    Token,
    /// A password, or the client secret of an OAuth client.
    ClientSecret,
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
    /// The id of a person in a service's tokens or lists.
    PersonId,
    PersonName,
    DateOfBirth,
    /// An e-mail address, a telephone number or a postal address.
    ContactDetails,
    /// An amount that a person earns or pays.
    Pay,
    /// The IP address of a client.
    ClientAddress,
    /// A value without a masking rule in `table/`.
    Unknown,
}

impl Kind {
    /// Returns the name of the kind in lower case with hyphens, such as `authorization-code`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the placeholder that replaces a masked value in URLs and exports, such as `{authorization-code}`.
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
