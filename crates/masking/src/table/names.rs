//! The masking rules for the names in OAuth and OpenID Connect, and for the names in SmartCloud's own forms.

use super::{
    Group,
    Rule::{Jwt, Mask, Show, Url},
};
use crate::Kind;

/// The parameters of an authorization request. They are in the query, or in the body of a pushed authorization request.
pub(super) const AUTHORIZATION_REQUEST: Group = &[
    ("client_id", Show),
    ("response_type", Show),
    ("response_mode", Show),
    ("scope", Show),
    ("redirect_uri", Url),
    ("state", Mask(Kind::State)),
    ("nonce", Mask(Kind::Nonce)),
    // The PKCE challenge is a hash of the code verifier, so it does not reveal the verifier.
    ("code_challenge", Show),
    ("code_challenge_method", Show),
    ("acr_values", Show),
    ("ui_locales", Show),
    ("prompt", Show),
    ("max_age", Show),
    ("display", Show),
    ("resource", Show),
    ("request_uri", Mask(Kind::RequestUri)),
    ("login_hint", Mask(Kind::PersonId)),
    ("authorization_details", Show),
];

/// The parameters that an OpenID provider adds to the redirect URI.
pub(super) const AUTHORIZATION_RESPONSE: Group = &[
    ("code", Mask(Kind::AuthorizationCode)),
    ("state", Mask(Kind::State)),
    ("iss", Show),
    ("error", Show),
    ("error_description", Show),
    ("response", Jwt(Kind::Token)),
];

/// The fields that a client sends to authenticate itself.
pub(super) const CLIENT_AUTHENTICATION: Group = &[
    ("client_id", Show),
    ("client_assertion_type", Show),
    ("client_assertion", Jwt(Kind::ClientAssertion)),
    ("client_secret", Mask(Kind::ClientSecret)),
];

/// The fields of the token endpoints, for each grant type.
pub(super) const TOKEN_REQUEST: Group = &[
    ("grant_type", Show),
    ("assertion", Jwt(Kind::Grant)),
    ("code", Mask(Kind::AuthorizationCode)),
    ("code_verifier", Mask(Kind::CodeVerifier)),
    ("redirect_uri", Url),
    ("refresh_token", Mask(Kind::RefreshToken)),
    ("scope", Show),
    ("resource", Show),
    ("token", Mask(Kind::Token)),
    ("token_type_hint", Show),
];

pub(super) const TOKEN_RESPONSE: Group = &[
    ("access_token", Jwt(Kind::AccessToken)),
    ("id_token", Jwt(Kind::IdToken)),
    ("refresh_token", Mask(Kind::RefreshToken)),
    ("token_type", Show),
    ("expires_in", Show),
    ("scope", Show),
    ("authorization_details", Show),
];

/// OAuth's error JSON.
pub(super) const OAUTH_ERROR: Group = &[
    ("error", Show),
    ("error_description", Show),
    ("error_uri", Show),
];

pub(super) const PUSHED_RESPONSE: Group = &[
    ("request_uri", Mask(Kind::RequestUri)),
    ("expires_in", Show),
];

/// The parameters of a log-out.
pub(super) const LOGOUT: Group = &[
    ("client_id", Show),
    ("post_logout_redirect_uri", Url),
    ("id_token_hint", Mask(Kind::IdToken)),
    ("state", Mask(Kind::State)),
    ("ui_locales", Show),
    ("iss", Show),
    ("sid", Mask(Kind::SessionId)),
];

/// The metadata of an issuer. It is public.
pub(super) const METADATA: Group = &[
    ("issuer", Show),
    ("authorization_endpoint", Show),
    ("pushed_authorization_request_endpoint", Show),
    ("token_endpoint", Show),
    ("userinfo_endpoint", Show),
    ("introspection_endpoint", Show),
    ("revocation_endpoint", Show),
    ("end_session_endpoint", Show),
    ("jwks_uri", Show),
    ("response_types_supported", Show),
    ("response_modes_supported", Show),
    ("grant_types_supported", Show),
    ("subject_types_supported", Show),
    ("scopes_supported", Show),
    ("acr_values_supported", Show),
    ("id_token_signing_alg_values_supported", Show),
    ("authorization_signing_alg_values_supported", Show),
    ("token_endpoint_auth_methods_supported", Show),
    ("token_endpoint_auth_signing_alg_values_supported", Show),
    ("code_challenge_methods_supported", Show),
    ("prompt_values_supported", Show),
    ("ui_locales_supported", Show),
    ("display_values_supported", Show),
    ("frontchannel_logout_supported", Show),
    ("frontchannel_logout_session_supported", Show),
    ("request_parameter_supported", Show),
    ("request_uri_parameter_supported", Show),
    ("claims_parameter_supported", Show),
    ("authorization_response_iss_parameter_supported", Show),
    ("authorization_details_types_supported", Show),
];

/// The members of public keys. If a service sends a private key by mistake, the private members are masked.
pub(super) const KEYS: Group = &[
    ("keys", Show),
    ("kty", Show),
    ("use", Show),
    ("alg", Show),
    ("kid", Show),
    ("e", Show),
    ("n", Show),
    ("crv", Show),
    ("x", Show),
    ("y", Show),
    ("x5c", Show),
    ("d", Mask(Kind::PrivateKey)),
    ("p", Mask(Kind::PrivateKey)),
    ("q", Mask(Kind::PrivateKey)),
    ("dp", Mask(Kind::PrivateKey)),
    ("dq", Mask(Kind::PrivateKey)),
    ("qi", Mask(Kind::PrivateKey)),
    ("k", Mask(Kind::PrivateKey)),
];

/// The fields of the simulator's log-in page. The user chooses a person on this page.
pub(super) const LOGIN_PAGE: Group = &[
    ("person", Mask(Kind::PersonalNumber)),
    ("cancel", Show),
    ("page", Show),
];

/// SmartCloud's queries and forms.
pub(super) const SMARTCLOUD: Group = &[
    ("organisation", Show),
    ("plan", Show),
    ("replaces", Show),
    ("problem", Show),
    ("next", Url),
    ("language", Show),
    ("locale", Show),
    ("module", Show),
    ("talk", Show),
    ("state", Mask(Kind::State)),
];
