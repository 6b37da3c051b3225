//! Adds the metadata and the ID token claims that ID-porten uses, and that the generic types of the crate
//! `openidconnect` lack. If you copy this module to another language, you do not need this file.

use oauth2::{
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, StandardErrorResponse,
    StandardTokenResponse,
};
use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, IdTokenFields, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
        CoreErrorResponseType, CoreGenderClaim, CoreGrantType, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
        CoreResponseMode, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use url::Url;

/// The members of ID-porten's metadata document that OpenID Connect Discovery does not define.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ExtraMetadata {
    pub pushed_authorization_request_endpoint: Option<Url>,
    pub end_session_endpoint: Option<Url>,
    /// Whether ID-porten sends its issuer in each callback, in the parameter `iss` (RFC 9207).
    pub authorization_response_iss_parameter_supported: Option<bool>,
}
impl AdditionalProviderMetadata for ExtraMetadata {}

/// The claims of an ID token that SmartCloud reads, but that the crate `openidconnect` does not define. SmartCloud does
/// not read the personal number (`pid`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ExtraClaims {
    sid: Option<String>,
    /// The time before which the ID token is not valid, in seconds since 1970 (RFC 7519, section 4.1.5).
    pub nbf: Option<f64>,
}
impl AdditionalClaims for ExtraClaims {}

impl ExtraClaims {
    /// Returns the id of the session at ID-porten. An empty `sid` identifies no session, so such a `sid` counts as
    /// missing. Otherwise, the logout of one person could sign out another person.
    pub fn session_id(&self) -> Option<&str> {
        self.sid.as_deref().filter(|sid| !sid.is_empty())
    }
}

pub(super) type Metadata = ProviderMetadata<
    ExtraMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(super) type TokenResponse = StandardTokenResponse<
    IdTokenFields<
        ExtraClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

pub(super) type IdTokenClaims = openidconnect::IdTokenClaims<ExtraClaims, CoreGenderClaim>;

pub(super) type OidcClient = openidconnect::Client<
    ExtraClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    TokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_empty_sid_is_no_session_id() {
        for (claims, expected) in [
            (r#"{"sid":"s1"}"#, Some("s1")),
            (r#"{"sid":""}"#, None),
            (r#"{"sid":null}"#, None),
            ("{}", None),
        ] {
            let claim: ExtraClaims = serde_json::from_str(claims).unwrap();
            assert_eq!(claim.session_id(), expected, "{claims}");
        }
    }
}
