use serde::{Deserialize, Serialize};

/// A request for a login that has passed every check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client_id: String,
    pub redirect_uri: String,
    #[serde(default)]
    pub response_mode: ResponseMode,
    /// Granted scopes, with blanks between.
    pub scope: String,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// `S256` only; left out by a client that is registered without PKCE.
    pub code_challenge: Option<String>,
    /// The lowest level that will do: a session with it is enough.
    pub acr: Acr,
    /// The level that a new login reaches, where that is a higher one.
    #[serde(default)]
    pub preferred_acr: Option<Acr>,
    pub prompt: Prompt,
    /// The greatest age of the login, in seconds, that the client takes.
    pub max_age: Option<i64>,
    /// `nb`, `nn` or `en`.
    pub locale: Option<String>,
    pub login_hint: Option<String>,
}

impl AuthorizationRequest {
    /// The level that a person reaches who logs in for it.
    #[must_use]
    pub fn acr_of_a_login(&self) -> Acr {
        self.preferred_acr.unwrap_or(self.acr)
    }
}

/// How the answer reaches the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// In the query of the client's address.
    #[default]
    Query,
    /// In a form that the browser posts to it.
    FormPost,
    /// As [`Query`](Self::Query), signed.
    QueryJwt,
    /// As [`FormPost`](Self::FormPost), signed.
    FormPostJwt,
}

/// How sure ID-porten is of who this is. `idporten-loa-low` is answered with substantial.
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// A session is enough; without one, the person chooses.
    #[default]
    WhenNeeded,
    /// `prompt=login`: choose again, whatever session there is.
    Login,
    /// `prompt=none`: a session or an error, and never a page.
    Never,
}
