/// The reason why Maskinporten refuses to issue a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefusal {
    #[error("the request is too large")]
    TooLarge,
    #[error("the request is not application/x-www-form-urlencoded")]
    NotAForm,
    #[error("the request has the parameter {0} more than once")]
    Duplicate(String),
    #[error("grant_type is missing or not supported")]
    GrantType,
    #[error("assertion is missing")]
    NoAssertion,
    #[error("assertion is not a JWT")]
    NotAJwt,
    #[error("invalid assertion, the header has crit, but no JWS extension is supported")]
    Critical,
    #[error("invalid assertion, a member of the header has an invalid value")]
    Header,
    #[error(
        "signed with an invalid certificate: the first certificate in x5c is not registered with the client"
    )]
    UnknownCertificate,
    #[error("signed with an invalid certificate: the certificate is not valid at this time")]
    CertificateNotValid,
    #[error("invalid assertion, the header has both kid and x5c, but must have only one of them")]
    KeyAndCertificate,
    #[error("invalid assertion, the header has neither kid nor x5c, so it does not identify a key")]
    NoKeyIdentified,
    #[error("invalid assertion, the signing algorithm is not RS256, RS384 or RS512")]
    Algorithm,
    #[error("invalid assertion, client authentication failed")]
    Client,
    #[error("invalid assertion, the client has no key with this kid")]
    UnknownKey,
    #[error("the registered key has expired")]
    KeyExpired,
    #[error("invalid assertion, the signature does not match")]
    Signature,
    #[error("invalid assertion, the claim {0} is not allowed")]
    Claim(String),
    #[error("invalid assertion, the claim {0} has a wrong type")]
    ClaimType(&'static str),
    #[error("invalid assertion, iss_onbehalfof and pid are not simulated")]
    NotSimulated,
    #[error("invalid aud, it must be the issuer and nothing else")]
    Audience,
    #[error("iat or exp is missing or not a number")]
    NoLifetime,
    #[error("iat is in the future")]
    IssuedInFuture,
    #[error("exp is more than 120 seconds after iat")]
    LivesTooLong,
    #[error("the grant has expired, or exp is before iat")]
    Expired,
    #[error("jti has been used before")]
    Replayed,
    #[error("the grant requests no scope")]
    NoScope,
    #[error("the scope {0} is unknown")]
    UnknownScope(String),
    #[error("the scope {0} is not granted to the client")]
    ScopeNotGranted(String),
    #[error("invalid assertion, a grant for a system user must not have consumer_org")]
    ConsumerOfSystemUser,
    #[error("consumer_org is the client's own organisation")]
    OwnOrganisation,
    #[error(
        "the organisation in consumer_org has not delegated the scopes to the client's organisation"
    )]
    NoDelegation,
    #[error("the type of authorization_details is unknown")]
    DetailType,
    #[error("authorization_details has an unknown field {0}")]
    DetailField(String),
    #[error("authorization_details has an invalid value for {0}")]
    DetailValue(&'static str),
    #[error("Altinn has no system user for this client, organisation and external reference")]
    NoSystemUser,
}

impl GrantRefusal {
    /// Returns the value of `error` in the response, and the MP code at the start of `error_description`
    /// (contract/maskinporten.md §5).
    ///
    /// The codes MP-122, MP-123 and MP-124 for errors in `iat` and `exp` are our best guess.
    #[must_use]
    pub fn code(&self) -> (&'static str, &'static str) {
        match self {
            Self::TooLarge
            | Self::NotAForm
            | Self::Duplicate(_)
            | Self::GrantType
            | Self::NoAssertion
            | Self::NotAJwt => ("invalid_request", "MP-011"),
            Self::Critical
            | Self::Header
            | Self::KeyAndCertificate
            | Self::Algorithm
            | Self::Client
            | Self::NoKeyIdentified
            | Self::UnknownKey
            | Self::Signature
            | Self::Claim(_)
            | Self::ClaimType(_)
            | Self::NotSimulated
            | Self::ConsumerOfSystemUser => ("invalid_grant", "MP-100"),
            Self::Audience => ("invalid_grant", "MP-110"),
            Self::UnknownCertificate | Self::CertificateNotValid => ("invalid_grant", "MP-120"),
            Self::KeyExpired => ("invalid_grant", "MP-121"),
            Self::NoLifetime | Self::LivesTooLong => ("invalid_grant", "MP-122"),
            Self::IssuedInFuture => ("invalid_grant", "MP-123"),
            Self::Expired => ("invalid_grant", "MP-124"),
            Self::Replayed => ("invalid_grant", "MP-130"),
            Self::NoScope | Self::UnknownScope(_) => ("invalid_scope", "MP-200"),
            Self::ScopeNotGranted(_) => ("invalid_scope", "MP-201"),
            Self::NoDelegation => ("invalid_request", "MP-250"),
            Self::OwnOrganisation => ("invalid_request", "MP-251"),
            Self::DetailType => ("invalid_authorization_details", "MP-301"),
            Self::DetailField(_) => ("invalid_authorization_details", "MP-302"),
            Self::DetailValue(_) => ("invalid_authorization_details", "MP-303"),
            Self::NoSystemUser => ("invalid_altinn_customer_configuration", "MP-303"),
        }
    }
}
