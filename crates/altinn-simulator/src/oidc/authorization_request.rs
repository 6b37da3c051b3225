use serde::{Deserialize, Serialize};

/// An authorization request that has passed all checks of ID-porten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub redirect_uri: String,
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// The scopes that ID-porten grants, separated by spaces.
    pub scope: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// The PKCE challenge. Its method is always `S256`, because ID-porten supports no other method. `None` means that
    /// the client did not use PKCE, which is optional for this client.
    pub code_challenge: Option<String>,
    /// The lowest level of assurance that the client accepts. A session with a lower level is not enough.
    pub acr: Acr,
    /// The level of assurance that a new log-in reaches. With `None`, a new log-in reaches the level in `acr`.
    #[serde(default)]
    pub preferred_acr: Option<Acr>,
    pub prompt: Prompt,
    /// The longest accepted time since the log-in, in seconds. If the log-in is older, the user must log in again.
    pub max_age: Option<i64>,
    /// The language of the log-in pages: `nb`, `nn` or `en`.
    pub locale: Option<String>,
    /// The text that the person chooser shows in its search field. If the text is the key of a person, automatic log-in
    /// chooses this person.
    pub login_hint: Option<String>,
    /// The parameter `resource`, which becomes the `aud` of the access token.
    #[serde(default)]
    pub resource: Option<String>,
    /// Only persons of the sandbox with this id can log in. The value is `None` until a link or a cookie names a
    /// sandbox. The client does not send this value.
    #[serde(default)]
    pub sandbox: Option<String>,
}

impl AuthorizationRequest {
    #[must_use]
    pub fn acr_of_new_login(&self) -> Acr {
        self.preferred_acr.unwrap_or(self.acr)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// ID-porten sends the response in the query of the redirect URI.
    #[default]
    Query,
    /// ID-porten sends the response in a form that the browser posts to the redirect URI.
    FormPost,
    /// ID-porten sends the response as a signed JWT in the query of the redirect URI.
    QueryJwt,
    /// ID-porten sends the response as a signed JWT, in a form that the browser posts to the redirect URI.
    FormPostJwt,
}

/// The level of assurance of a log-in. If a client requests `idporten-loa-low`, the log-in has the level `Substantial`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Acr {
    #[serde(rename = "idporten-loa-substantial")]
    Substantial,
    #[serde(rename = "idporten-loa-high")]
    High,
}

impl Acr {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Substantial => "idporten-loa-substantial",
            Self::High => "idporten-loa-high",
        }
    }
}

/// The parameter `prompt`, which says whether the user sees the log-in page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// `prompt` is missing. The user sees the log-in page only if no session meets the requirements of the
    /// authorization request.
    #[default]
    WhenNeeded,
    /// `prompt=login`. The user must log in again. ID-porten ignores existing sessions.
    Login,
    /// `prompt=none`. The user never sees the log-in page. The client gets an error if no session meets the
    /// requirements of the authorization request.
    Never,
}
