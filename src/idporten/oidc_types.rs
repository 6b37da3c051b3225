//! The generic types of the crate `openidconnect`, with ID-porten's additions. ID-porten adds two endpoints to the
//! metadata, and the claim `sid` to the ID token. If you copy this module to another language, you do not need this
//! file.

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

/// ID-porten's endpoints that OpenID Connect Discovery does not define.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ExtraEndpoints {
    pub pushed_authorization_request_endpoint: Option<Url>,
    pub end_session_endpoint: Option<Url>,
}
impl AdditionalProviderMetadata for ExtraEndpoints {}

/// The claim `sid`, which is the only claim that SmartCloud reads in addition to the standard claims. SmartCloud does
/// not read the personal number (`pid`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SessionClaim {
    sid: Option<String>,
}
impl AdditionalClaims for SessionClaim {}

impl SessionClaim {
    /// Returns the id of the session at ID-porten. Treats an empty `sid` as missing, because an empty `sid` identifies
    /// no session. Otherwise two people could share the empty `sid`, and the logout of one would sign out the other.
    pub fn session_id(&self) -> Option<&str> {
        self.sid.as_deref().filter(|sid| !sid.is_empty())
    }
}

pub(super) type Metadata = ProviderMetadata<
    ExtraEndpoints,
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

type TokenResponse = StandardTokenResponse<
    IdTokenFields<
        SessionClaim,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

pub(super) type OidcClient = openidconnect::Client<
    SessionClaim,
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
            let claim: SessionClaim = serde_json::from_str(claims).unwrap();
            assert_eq!(claim.session_id(), expected, "{claims}");
        }
    }
}
