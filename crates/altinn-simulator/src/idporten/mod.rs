//! The simulated ID-porten, an identity provider. Every simulated person is synthetic.
//!
//! | purpose | paths |
//! |---|---|
//! | metadata and keys | `/.well-known/openid-configuration`, `/jwks.json` |
//! | authorization request | `POST /par`, `GET` and `POST /authorize` |
//! | choice of the person | `/login/{attempt}`, instead of ID-porten's log-in methods |
//! | tokens | `POST /token`, `/userinfo`, `POST /token/introspect`, `POST /token/revoke` |
//! | log-out | `GET` and `POST /logout` |
//!
//! The simulator's metadata document has the same members as the real one. Therefore the document promises three things
//! that the simulator does not have:
//!
//! - The document promises a `sub` that is the same for all clients, because `subject_types_supported` contains
//!   `public`. At the real ID-porten, the registration of a client says whether the client gets such a `sub` or a
//!   pairwise `sub`. In the simulator every client gets a pairwise `sub`.
//! - The document promises log-in with eIDAS. The simulated persons use Norwegian log-in methods, which give no eIDAS
//!   level. The simulator accepts an authorization request that allows a Norwegian level. It refuses an authorization
//!   request that allows only eIDAS levels.
//! - The document promises a consent page for `prompt=consent`.
//!
//! The simulator differs from the real ID-porten in these other ways:
//!
//! - The simulator has no back-channel logout, and does not support `id_token_hint` together with `prompt=none`.
//! - The simulator refuses the parameters `onbehalfof` and `authorization_details`.
//! - The real ID-porten has one host for the browser and one host for the back channel. The simulator has the same host
//!   for both.
//! - The persons belong to sandboxes. The person chooser shows the persons of one sandbox only.
//! - A client assertion can contain an enterprise certificate (`x5c`). The simulator accepts the certificate only if it
//!   is registered with the client.
//!
//! ID-porten's documentation does not answer the questions in the following table. The simulator's behaviour is our
//! best guess:
//!
//! | question | simulator |
//! |---|---|
//! | How long is a signed authorization response valid? | Two minutes. The standard allows ten. |
//! | Which error does a log-in get if the client accepts only eIDAS levels? | `unmet_authentication_requirements` |
//! | Does a new log-in reach the first of several `acr_values`? | Yes, as OpenID Connect says. |
//! | What is `client_amr` of a client that uses a certificate? | `private_key_jwt` |
//! | May a public client introspect tokens? | No, as RFC 7662 says. |
//! | What does a client without single sign-on get for `prompt=none`? | Always `login_required`. |
//! | Does the client get an ID token for a refresh without the scope `openid`? | No. |
//! | From which origins may a single-page application send requests? | From all origins. |
//! | Does ID-porten accept `POST /authorize`? | Yes, as OpenID Connect requires. |

pub(crate) mod authorization_request;
pub(crate) mod authorization_response;
pub(crate) mod authorize;
pub(crate) mod chooser;
pub(crate) mod client_auth;
pub(crate) mod client_request;
pub(crate) mod error_pages;
pub(crate) mod introspection;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod revocation;
pub(crate) mod sandbox_cookie;
pub(crate) mod sandboxes;
pub(crate) mod session_cookie;
pub(crate) mod token;
pub(crate) mod userinfo;

use axum::{
    Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use serde_json::{Value, json};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::oidc::oauth_clients::IdPortenClient;
use crate::world::World;
use crate::{
    Origins, Simulator,
    altinn::pages::authentication,
    html,
    http::{
        error_details::{ErrorDetails, Hint},
        forms::{self, Duplicate},
    },
};

/// The headers that every response with tokens must have
/// ([RFC 6749, section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
const NO_STORE: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::PRAGMA, HeaderValue::from_static("no-cache")),
];

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(redirect_to_altinn))
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/jwks.json", get(jwks))
        .route("/par", post(authorize::push))
        .route("/token", post(token::token))
        .route("/token/introspect", post(introspection::introspect))
        .route("/token/revoke", post(revocation::revoke))
        .route(
            "/userinfo",
            get(userinfo::userinfo).post(userinfo::userinfo),
        )
        .route(
            "/authorize",
            get(authorize::authorize)
                .post(authorize::authorize_by_form)
                .head(refuse_head("GET, POST")),
        )
        .route(
            "/login/{attempt}",
            get(login::show_login)
                .post(login::submit_login)
                .head(refuse_head("GET, POST")),
        )
        .route(
            "/logout",
            get(logout::log_out_by_link)
                .post(logout::log_out_by_form)
                .head(refuse_head("GET, POST")),
        )
        .route(
            "/simulator/switch-person",
            get(logout::switch_person).head(refuse_head("GET")),
        )
        .route(
            "/simulator/enter/{ticket}",
            get(sandboxes::enter).head(refuse_head("GET")),
        )
        .route("/simulator/start-afresh", post(sandboxes::start_afresh))
        .merge(html::router(html::Service::IdPorten))
}

/// The paths that a single-page application calls from the browser. They accept every origin, because none of them
/// reads a cookie.
const CROSS_ORIGIN_PATHS: [&str; 6] = [
    "/.well-known/openid-configuration",
    "/jwks.json",
    "/par",
    "/token",
    "/token/revoke",
    "/userinfo",
];

/// The middleware that adds CORS headers. This middleware must be the outermost layer, so that preflight requests do
/// not use up injected faults. A single-page application can then also read a response with an injected fault.
pub fn cross_origin() -> CorsLayer {
    let is_allowed =
        |_: &HeaderValue, request: &Parts| CROSS_ORIGIN_PATHS.contains(&request.uri.path());
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(is_allowed))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::WWW_AUTHENTICATE])
}

/// Returns the response to a `HEAD` request for a path where `GET` changes state. Without this handler, axum would
/// answer `HEAD` with the `GET` handler.
fn refuse_head(allowed: &'static str) -> (StatusCode, [(HeaderName, &'static str); 1]) {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)])
}

/// ID-porten has no start page, so the browser goes to Altinn's start page.
async fn redirect_to_altinn(State(simulator): State<Simulator>) -> Response {
    html::go(StatusCode::FOUND, simulator.origins().altinn_ui.as_str())
}

async fn metadata(State(simulator): State<Simulator>) -> Json<Value> {
    let issuer = simulator.origins().idporten_issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "pushed_authorization_request_endpoint": format!("{issuer}/par"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "introspection_endpoint": format!("{issuer}/token/introspect"),
        "revocation_endpoint": format!("{issuer}/token/revoke"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "jwks_uri": format!("{issuer}/jwks.json"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post", "query.jwt", "form_post.jwt"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public", "pairwise"],
        "scopes_supported": ["openid", "profile"],
        "acr_values_supported": [
            "idporten-loa-low",
            "idporten-loa-substantial",
            "idporten-loa-high",
            "eidas-loa-low",
            "eidas-loa-substantial",
            "eidas-loa-high",
        ],
        "id_token_signing_alg_values_supported": ["RS256"],
        "authorization_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
            "private_key_jwt",
        ],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["consent", "login", "none"],
        "ui_locales_supported": ["en", "nb", "nn", "se"],
        "display_values_supported": ["page"],
        "frontchannel_logout_supported": true,
        "frontchannel_logout_session_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "claims_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn jwks(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.keys().idporten.jwks())
}

/// An error response in JSON ([RFC 6749, section 5.2][rfc]).
///
/// [rfc]: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
    /// A hint for the log. The hint contains the call of the control API that corrects the client's registration.
    hint: Option<String>,
}

impl OAuthError {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status,
            error,
            description: description.into(),
            hint: None,
        }
    }

    fn with_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    fn bad_request(error: &'static str, description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, description)
    }
}

impl From<Duplicate> for OAuthError {
    fn from(duplicate: Duplicate) -> Self {
        Self::bad_request("invalid_request", duplicate.to_string())
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        let mut response = (self.status, NO_STORE, body).into_response();
        explain(&mut response, self.error, &self.description, self.hint);
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"idporten\""),
            );
        }
        response
    }
}

/// Stores the reason for an error in the extensions of the response, where the request log finds it.
fn explain(response: &mut Response, error: &str, why: &str, hint: Option<String>) {
    let extensions = response.extensions_mut();
    extensions.insert(ErrorDetails {
        code: error.to_owned(),
        trace: String::new(),
        why: why.to_owned(),
    });
    if let Some(hint) = hint {
        extensions.insert(Hint(hint));
    }
}

/// Returns the hint for an error in a client's registration. The hint contains the call of the control API that
/// registers the client or replaces its registration.
fn registration_hint(simulator: &Simulator, client_id: &str) -> Option<String> {
    let control = simulator.origins().altinn_ui.join("control/").ok()?;
    let id = html::form_urlencoded(&[("", client_id)]);
    let id: String = id.trim_start_matches('=').chars().take(100).collect();
    Some(format!(
        "to register the client, or to replace its whole registration: curl --request PUT \
         {control}idporten-clients/{id} --data '{{\"organisation\": …, \"redirectUris\": […], \"scopes\": […], …}}'"
    ))
}

/// Finds a client by its client id. Altinn's client is not registered, so the simulator builds it here.
fn find_client(world: &World, origins: &Origins, client_id: &str) -> Option<IdPortenClient> {
    if client_id == authentication::CLIENT_ID {
        return Some(authentication::client(origins));
    }
    world.oauth_clients.idporten_client(client_id).cloned()
}
