//! The stand-in for ID-porten: an identity provider that knows synthetic persons only.
//!
//! | | path |
//! |---|---|
//! | metadata, keys | `/.well-known/openid-configuration`, `/jwks.json` |
//! | the request for a login | `POST /par`, `GET` and `POST /authorize` |
//! | who it is | `/login/{attempt}`, in place of ID-porten's ways to log in |
//! | the tokens | `POST /token`, `/userinfo`, `POST /token/introspect`, `POST /token/revoke` |
//! | the end | `GET` and `POST /logout` |
//!
//! The metadata are the real one's, member by member, and so promise what is left out here:
//!
//! - a `sub` that is the same at all clients (`subject_types_supported` has `public`): it is a setting of the
//!   client's in ID-porten, and here all have the other;
//! - logging in by eIDAS: persons here have Norwegian means, which reach no level of eIDAS. A login that may be
//!   by either is by those; one that may be by eIDAS alone is refused;
//! - a page of `prompt=consent`.
//!
//! Left out beside those: back-channel logout, and `id_token_hint` with `prompt=none`; `onbehalfof` and
//! `authorization_details` are refused. The real one has a host for the browser and one for the back channel; here
//! they are one. An enterprise certificate in a client assertion (`x5c`) counts if it is registered with the client.
//!
//! Uncertain: how long a signed answer is good (here: two minutes; the standard says ten at most); the error
//! for a login by eIDAS that nobody can make (here: `unmet_authentication_requirements`); whether the first of
//! several `acr_values` is the level of a new login (here: yes, as OpenID Connect has it); `client_amr` of a
//! client with a certificate (here: `private_key_jwt`); whether a public client may ask about tokens (here: no, as
//! RFC 7662 has it); `prompt=none` of a client without single sign-on (here: always `login_required`); whether an ID
//! token comes with a refresh that leaves `openid` out (here: no); from which pages a single-page application may
//! call (here: from all); whether `POST /authorize` is taken (here: yes, as OpenID Connect asks for it).

pub(crate) mod about_tokens;
pub(crate) mod answer;
pub(crate) mod authorize;
pub(crate) mod call;
pub(crate) mod chooser;
pub(crate) mod client_auth;
pub(crate) mod logout;
pub(crate) mod pages;
pub(crate) mod request;
pub(crate) mod token;

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
    http::forms::{self, Duplicate},
};

/// The cookie of single sign-on. Cookies are shared between the ports of a host, so its name says
/// whose it is.
const SESSION_COOKIE: &str = "simulated-idporten-session";

/// Both headers of an answer with tokens
/// ([RFC 6749, section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
const NO_STORE: [(HeaderName, HeaderValue); 2] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::PRAGMA, HeaderValue::from_static("no-cache")),
];

pub fn router() -> Router<Simulator> {
    Router::new()
        .route("/", get(front))
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/jwks.json", get(jwks))
        .route("/par", post(authorize::push))
        .route("/token", post(token::token))
        .route("/token/introspect", post(about_tokens::introspect))
        .route("/token/revoke", post(about_tokens::revoke))
        .route(
            "/userinfo",
            get(about_tokens::userinfo).post(about_tokens::userinfo),
        )
        .route(
            "/authorize",
            get(authorize::authorize)
                .post(authorize::authorize_by_form)
                .head(no_head("GET, POST")),
        )
        .route(
            "/login/{attempt}",
            get(pages::choose)
                .post(pages::chosen)
                .head(no_head("GET, POST")),
        )
        .route(
            "/logout",
            get(logout::by_link)
                .post(logout::by_form)
                .head(no_head("GET, POST")),
        )
        .route(
            "/simulator/switch-person",
            get(logout::switch_person).head(no_head("GET")),
        )
        .merge(html::router(html::Service::IdPorten))
}

/// What a client without a server calls from its page, which may be anywhere: nothing there looks at a cookie.
const FROM_PAGES: [&str; 6] = [
    "/.well-known/openid-configuration",
    "/jwks.json",
    "/par",
    "/token",
    "/token/revoke",
    "/userinfo",
];

/// Around all else, so that a page can read answers that were spoiled on order, and that none of these is used up by
/// the browser's question whether it may call.
pub fn cross_origin() -> CorsLayer {
    let from_pages = |_: &HeaderValue, call: &Parts| FROM_PAGES.contains(&call.uri.path());
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(from_pages))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::WWW_AUTHENTICATE])
}

/// For `HEAD` where `GET` has an effect. Without this the effect would come, as `GET` answers for `HEAD`.
fn no_head(allowed: &'static str) -> (StatusCode, [(HeaderName, &'static str); 1]) {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)])
}

/// There is nothing to see here by itself.
async fn front(State(simulator): State<Simulator>) -> Response {
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

/// An error of OAuth's, as JSON ([RFC 6749, section 5.2][rfc]).
///
/// [rfc]: https://www.rfc-editor.org/rfc/rfc6749#section-5.2
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}: {description}")]
pub struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl OAuthError {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status,
            error,
            description: description.into(),
        }
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
        tracing::info!(refusal = %self, "ID-porten refuses a call");
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        let mut response = (self.status, NO_STORE, body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"idporten\""),
            );
        }
        response
    }
}

/// A registered client, or Altinn itself.
fn find_client(world: &World, origins: &Origins, client_id: &str) -> Option<IdPortenClient> {
    if client_id == authentication::CLIENT_ID {
        return Some(authentication::client(origins));
    }
    world.oauth_clients.idporten_client(client_id).cloned()
}
