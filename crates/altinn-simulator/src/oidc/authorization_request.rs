use serde::{Deserialize, Serialize};

/// An authorization request that has passed all checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub redirect_uri: String,
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// The granted scopes, separated by spaces.
    pub scope: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// The method is always `S256`. `None` if the client need not use PKCE and the request omits it.
    pub code_challenge: Option<String>,
    /// The lowest level of assurance that the client accepts. A session with this level meets the request.
    pub acr: Acr,
    /// The level of assurance that a new log-in reaches. `None` means the same level as `acr`.
    #[serde(default)]
    pub preferred_acr: Option<Acr>,
    pub prompt: Prompt,
    /// The highest age of the log-in that the client accepts, in seconds.
    pub max_age: Option<i64>,
    /// The language of the log-in pages: `nb`, `nn` or `en`.
    pub locale: Option<String>,
    /// A text for the search field of the person chooser. Automatic log-in also reads it.
    pub login_hint: Option<String>,
}

impl AuthorizationRequest {
    /// The level of assurance that a new log-in reaches.
    #[must_use]
    pub fn acr_of_new_login(&self) -> Acr {
        self.preferred_acr.unwrap_or(self.acr)
    }
}

/// How the authorization response reaches the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    #[default]
    Query,
    /// In a form that the browser posts to the redirect URI.
    FormPost,
    /// Like [`Query`](Self::Query), with a signature.
    QueryJwt,
    /// Like [`FormPost`](Self::FormPost), with a signature.
    FormPostJwt,
}

/// The level of assurance of a log-in. A client that requests `idporten-loa-low` gets `Substantial`.
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

/// The `prompt` parameter: whether the user sees the log-in page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// The user sees the page only if no session meets the request.
    #[default]
    WhenNeeded,
    /// `prompt=login`: the user logs in again, even if a session meets the request.
    Login,
    /// `prompt=none`: the user never sees the page. If no session meets the request, the client gets an error.
    Never,
}
