//! The names of fields, query parameters, claims and headers, with the rule for each.

use super::{
    Names,
    Rule::{self, Jwt, Mask, Show, ShowUnlessPerson, Url},
};
use crate::Kind;

type Group = &'static [(&'static str, Rule)];

/// The parameters of an authorization request, in the query or in the form that pushes the request.
pub(super) const AUTHORIZATION_REQUEST: Group = &[
    ("client_id", Show),
    ("response_type", Show),
    ("response_mode", Show),
    ("scope", Show),
    ("redirect_uri", Url),
    ("state", Mask(Kind::State)),
    ("nonce", Mask(Kind::Nonce)),
    // The challenge is a hash of the verifier, so it reveals nothing.
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

/// The fields with which a client authenticates itself.
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

/// Public keys. The members of a private key are masked, if a service sends them by mistake.
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

/// Altinn's error JSON (RFC 9457), and the error JSON of ASP.NET.
pub(super) const PROBLEM: Group = &[
    ("type", Show),
    ("title", Show),
    ("status", Show),
    ("detail", Show),
    ("code", Show),
    ("instance", Show),
    ("traceId", Show),
    ("statusDescription", Show),
    ("errors", Show),
    ("validationErrors", Show),
    ("problems", Show),
    ("paths", Show),
    ("message", Show),
    ("description", Show),
];

/// The access that a request asks for, and that a system has.
pub(super) const ACCESS: Group = &[
    ("rights", Show),
    ("accessPackages", Show),
    ("requiredRights", Show),
    ("unwantedRights", Show),
    ("requiredAccessPackages", Show),
    ("unwantedAccessPackages", Show),
    ("resource", Show),
    ("id", Show),
    ("value", Show),
    ("urn", Show),
    ("action", Show),
];

/// A request for a system user, and a system user.
pub(super) const SYSTEM_USER: Group = &[
    ("id", Show),
    ("integrationTitle", Show),
    ("externalRef", Show),
    ("systemId", Show),
    ("systemUserId", Show),
    ("partyOrgNo", Show),
    ("status", Show),
    ("redirectUrl", Url),
    ("confirmUrl", Url),
    ("escalated", Show),
    ("created", Show),
    ("timedOut", Show),
    ("productName", Show),
    ("reporteeOrgNo", Show),
    ("partyId", Show),
    ("isDeleted", Show),
    ("supplierName", Show),
    ("supplierOrgno", Show),
    ("supplierOrgNo", Show),
    ("userType", Show),
    ("systemUserType", Show),
    ("systemName", Show),
    ("vendorOrgNo", Show),
    ("data", Show),
    ("links", Show),
    ("next", Show),
];

/// The query parameters of the calls about requests and system users.
pub(super) const SYSTEM_USER_QUERY: Group = &[
    ("system-id", Show),
    ("systemId", Show),
    ("orgno", Show),
    ("orgNo", Show),
    ("external-ref", Show),
    ("externalRef", Show),
    ("correlation-id", Show),
    ("party", Show),
    ("systemuser", Show),
    ("client", Show),
    ("systemProviderOrgNo", Show),
    ("systemUserOwnerOrgNo", Show),
    ("clientId", Show),
];

pub(super) const SYSTEM_REGISTER: Group = &[
    ("id", Show),
    ("vendor", Show),
    ("authority", Show),
    ("ID", Show),
    ("name", Show),
    ("description", Show),
    ("nb", Show),
    ("nn", Show),
    ("en", Show),
    ("clientId", Show),
    ("allowedRedirectUrls", Url),
    ("isVisible", Show),
    ("isDeleted", Show),
    ("systemId", Show),
    ("systemVendorOrgNumber", Show),
    ("systemVendorOrgName", Show),
];

/// The organisations and persons that a person may act for.
pub(super) const PARTIES: Group = &[
    ("links", Show),
    ("next", Show),
    ("data", Show),
    ("partyUuid", Show),
    ("name", ShowUnlessPerson),
    ("organizationNumber", Show),
    ("parentId", Show),
    ("personId", Mask(Kind::PersonalNumber)),
    ("dateOfBirth", Mask(Kind::DateOfBirth)),
    ("partyId", Show),
    ("emailId", Mask(Kind::ContactDetails)),
    ("type", Show),
    ("unitType", Show),
    ("isDeleted", Show),
    ("onlyHierarchyElementWithNoAccess", Show),
    ("authorizedAccessPackages", Show),
    ("authorizedResources", Show),
    ("authorizedRoles", Show),
    ("authorizedInstances", Show),
    ("subunits", Show),
];

/// Altinn's public catalogue of services and access packages.
pub(super) const CATALOGUE: Group = &[
    ("id", Show),
    ("identifier", Show),
    ("refId", Show),
    ("urn", Show),
    ("name", Show),
    ("title", Show),
    ("description", Show),
    ("rightDescription", Show),
    ("hasCompetentAuthority", Show),
    ("orgcode", Show),
    ("organization", Show),
    ("provider", Show),
    ("code", Show),
    ("resources", Show),
    ("area", Show),
    ("delegable", Show),
    ("isDelegable", Show),
    ("isAssignable", Show),
    ("isResourcePolicyAvailable", Show),
    ("resourceType", Show),
    ("status", Show),
    ("homepage", Show),
    ("nb", Show),
    ("nn", Show),
    ("en", Show),
    ("nb-no", Show),
    ("nn-no", Show),
    ("action", Show),
    ("type", Show),
    ("value", Show),
    ("resource", Show),
    ("subjects", Show),
    ("subject", Show),
    ("right", Show),
    ("rightKey", Show),
    ("subjectTypes", Show),
    ("object", Show),
];

/// The figures of the resource owners. Pay is personal.
pub(super) const FIGURES: Group = &[
    ("krav", Show),
    ("betalinger", Show),
    ("kravid", Show),
    ("betalingsid", Show),
    ("beskrivelse", Show),
    ("forfall", Show),
    ("dato", Show),
    ("belop", Show),
    ("rest", Show),
    ("month", Show),
    ("employees", Show),
    ("name", Mask(Kind::PersonName)),
    ("gross", Mask(Kind::Pay)),
    ("tax", Mask(Kind::Pay)),
    ("net", Mask(Kind::Pay)),
    ("status", Show),
    ("shipments", Show),
    ("id", Show),
    ("contents", Show),
    ("origin", Show),
    ("expected", Show),
    ("state", Show),
    ("error", Show),
    ("message", Show),
];

pub(super) const FIGURES_QUERY: Group = &[
    ("fraOgMed", Show),
    ("tilOgMed", Show),
    ("korrelasjonsid", Show),
];

/// The queries and forms of Altinn's pages.
pub(super) const ALTINN_PAGES: Group = &[
    ("id", Show),
    ("DONTCHOOSEREPORTEE", Show),
    ("skiplogout", Show),
    ("forwarded", Show),
    ("loggedout", Show),
    ("new", Show),
    ("choose", Show),
    ("page", Show),
    ("hide", Show),
    ("done", Show),
    ("client", Show),
    ("what", Show),
    ("system", Show),
    ("next", Url),
    ("goto", Url),
    ("goTo", Url),
    ("R", Show),
    ("P", Show),
    ("__RequestVerificationToken", Mask(Kind::FormToken)),
];

/// The simulator's page on which a person is chosen.
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

/// A body that is nothing but a token.
pub(super) const EXCHANGED_TOKEN: Group = &[("", Jwt(Kind::AltinnToken))];

/// A short plain text, such as the reason of a refusal.
pub(super) const PLAIN_TEXT: Group = &[("", Show)];

pub(crate) const JWT_HEADER: Names = &[&[
    ("alg", Show),
    ("typ", Show),
    ("kid", Show),
    ("x5t", Show),
    ("x5t#S256", Show),
    ("cty", Show),
    ("crit", Show),
]];

const CLAIMS: Group = &[
    ("iss", Show),
    ("aud", Show),
    ("iat", Show),
    ("exp", Show),
    ("nbf", Show),
    ("jti", Show),
    ("scope", Show),
    ("client_id", Show),
    ("client_amr", Show),
    ("token_type", Show),
    ("consumer", Show),
    ("supplier", Show),
    ("consumer_org", Show),
    ("delegation_source", Show),
    ("resource", Show),
    ("authority", Show),
    ("ID", Show),
    ("authorization_details", Show),
    ("type", Show),
    ("systemuser_org", Show),
    ("systemuser_id", Show),
    ("system_id", Show),
    ("externalRef", Show),
    ("acr", Show),
    ("amr", Show),
    ("auth_time", Show),
    ("azp", Show),
    ("locale", Show),
    ("at_hash", Show),
    ("pid", Mask(Kind::PersonalNumber)),
    ("sid", Mask(Kind::SessionId)),
    ("nonce", Mask(Kind::Nonce)),
    ("name", Mask(Kind::PersonName)),
    ("given_name", Mask(Kind::PersonName)),
    ("family_name", Mask(Kind::PersonName)),
    ("birthdate", Mask(Kind::DateOfBirth)),
    ("email", Mask(Kind::ContactDetails)),
    ("phone_number", Mask(Kind::ContactDetails)),
    ("nameid", Mask(Kind::PersonId)),
    ("urn:altinn:userid", Mask(Kind::PersonId)),
    ("urn:altinn:username", Mask(Kind::PersonId)),
    ("urn:altinn:partyid", Mask(Kind::PersonId)),
    ("urn:altinn:party:uuid", Mask(Kind::PersonId)),
    ("urn:altinn:authenticatemethod", Show),
    ("urn:altinn:authlevel", Show),
    ("urn:altinn:org", Show),
    ("urn:altinn:orgNumber", Show),
];

/// In the tokens that a client signs, `sub` is the client's id. In the tokens that a service issues, `sub` is the person.
const CLIENT_SUBJECT: Group = &[("sub", Show)];
const PERSON_SUBJECT: Group = &[("sub", Mask(Kind::PersonId))];

/// Returns the rules for the claims of a token of this kind.
pub(crate) fn claims(kind: Kind) -> Names {
    match kind {
        Kind::Grant | Kind::ClientAssertion => &[CLIENT_SUBJECT, CLAIMS],
        Kind::Token => &[AUTHORIZATION_RESPONSE, PERSON_SUBJECT, CLAIMS],
        _ => &[PERSON_SUBJECT, CLAIMS],
    }
}

/// What to do with the value of a header.
#[derive(Clone, Copy)]
pub(crate) enum HeaderRule {
    Show,
    Mask(Kind),
    Url,
    /// The scheme is shown, and the token is decoded.
    Credentials,
    Cookies,
    SetCookie,
    /// A Content-Security-Policy, whose nonces are masked.
    Policy,
}

/// Returns the rule for a header. `name` is in lower case.
pub(crate) fn header(name: &str) -> HeaderRule {
    use HeaderRule as H;
    match name {
        "accept"
        | "accept-encoding"
        | "accept-language"
        | "access-control-allow-origin"
        | "age"
        | "allow"
        | "cache-control"
        | "connection"
        | "content-encoding"
        | "content-language"
        | "content-length"
        | "content-type"
        | "cross-origin-opener-policy"
        | "cross-origin-resource-policy"
        | "date"
        | "dnt"
        | "expires"
        | "host"
        | "keep-alive"
        | "korrelasjonsid"
        | "origin"
        | "permissions-policy"
        | "pragma"
        | "priority"
        | "referrer-policy"
        | "retry-after"
        | "sec-ch-ua"
        | "sec-ch-ua-mobile"
        | "sec-ch-ua-platform"
        | "sec-fetch-dest"
        | "sec-fetch-mode"
        | "sec-fetch-site"
        | "sec-fetch-user"
        | "server"
        | "strict-transport-security"
        | "transfer-encoding"
        | "upgrade-insecure-requests"
        | "user-agent"
        | "vary"
        | "www-authenticate"
        | "x-content-type-options"
        | "x-frame-options"
        | "x-request-id" => H::Show,
        "location" | "content-location" | "referer" => H::Url,
        "authorization" | "proxy-authorization" => H::Credentials,
        "cookie" => H::Cookies,
        "set-cookie" => H::SetCookie,
        "content-security-policy" => H::Policy,
        "forwarded" | "x-forwarded-for" | "x-real-ip" => H::Mask(Kind::ClientAddress),
        "x-xsrf-token" => H::Mask(Kind::FormToken),
        _ => H::Mask(Kind::Unknown),
    }
}
