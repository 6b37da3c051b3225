use altinn_types::OrgNumber;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::no_system_user::NoSystemUser;

/// Why Maskinporten refuses to issue a token. `Display` writes the text of the response. If Digdir's page about errors
/// has a text for the reason, `Display` writes Digdir's text (contract/maskinporten.md §5).
///
/// The variants also hold the values that the client sent, which only the log shows (see
/// [`log_reason`](Self::log_reason)).
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
    #[error("the organisation of the certificate is not the organisation of the client")]
    OthersCertificate,
    #[error(
        "the header x5c must be an array of certificates, each of them DER in base64 with padding"
    )]
    UnreadableCertificate,
    #[error("invalid assertion, the header has both kid and x5c, but must have only one of them")]
    KeyAndCertificate,
    #[error("invalid assertion, the header has neither kid nor x5c, so it does not identify a key")]
    NoKeyIdentified,
    #[error("invalid assertion, the signing algorithm is not RS256, RS384 or RS512")]
    Algorithm,
    #[error("invalid assertion, client authentication failed")]
    Client { iss: Value },
    #[error("invalid assertion, the client has no key with this kid")]
    UnknownKey { client_id: String, kid: String },
    #[error("the registered key has expired")]
    KeyExpired { client_id: String },
    #[error("invalid assertion, the signature does not match")]
    Signature { client_id: String },
    #[error("invalid assertion, the claim {0} is not allowed")]
    Claim(String),
    #[error("invalid assertion, the claim {0} is missing or has a wrong type")]
    ClaimType(&'static str),
    #[error("invalid assertion, iss_onbehalfof and pid are not simulated")]
    NotSimulated,
    #[error("invalid aud, it must be the issuer and nothing else")]
    Audience { sent: Value, issuer: String },
    #[error("JWT has too long lifetime.")]
    LivesTooLong { lifetime: SignedDuration },
    #[error("Issue time is in the future.")]
    IssuedInFuture { iat: Timestamp, now: Timestamp },
    #[error("JWT is expired")]
    Expired { exp: Timestamp, now: Timestamp },
    #[error("Grant is used before")]
    Replayed { jti: String },
    #[error("the grant requests no scope")]
    NoScope,
    #[error("Token request contains invalid scopes for client")]
    ScopeNotOnClient { scope: String, client_id: String },
    #[error("Token request contains scopes not allowed for maskinporten")]
    ScopeForUsers { scope: String },
    #[error("Consumer has not been granted access to the scope")]
    ScopeNotGranted { scope: String, client_id: String },
    #[error("invalid assertion, a grant for a system user must not have consumer_org")]
    ConsumerOfSystemUser,
    #[error("The combination consumer_org in claim and delegation scope on client is invalid")]
    OwnOrganisation { consumer: String },
    #[error(
        "the organisation in consumer_org has not delegated the scopes to the client's organisation"
    )]
    NoDelegation {
        consumer: String,
        supplier: OrgNumber,
        scopes: Vec<String>,
    },
    #[error("the type of authorization_details is unknown")]
    DetailType { sent: Value },
    #[error("authorization_details has an unknown field {0}")]
    DetailField(String),
    #[error("authorization_details has an invalid value for {field}")]
    DetailValue {
        field: &'static str,
        sent: Value,
        expected: &'static str,
    },
    #[error("Altinn has no system user for this client, organisation and external reference")]
    NoSystemUser(NoSystemUser),
}

impl GrantRefusal {
    /// Returns the value of `error` in the response, and the MP code at the start of `error_description`
    /// (contract/maskinporten.md §5). Some errors have a text but no code.
    #[must_use]
    pub fn code(&self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::TooLarge
            | Self::NotAForm
            | Self::Duplicate(_)
            | Self::GrantType
            | Self::NoAssertion
            | Self::NotAJwt => ("invalid_request", Some("MP-011")),
            Self::Replayed { .. } => ("invalid_grant", Some("MP-012")),
            Self::Critical
            | Self::Header
            | Self::KeyAndCertificate
            | Self::Algorithm
            | Self::Client { .. }
            | Self::NoKeyIdentified
            | Self::UnknownKey { .. }
            | Self::Claim(_)
            | Self::ClaimType(_)
            | Self::NotSimulated
            | Self::ConsumerOfSystemUser => ("invalid_grant", Some("MP-100")),
            Self::Audience { .. } => ("invalid_grant", Some("MP-110")),
            Self::UnknownCertificate | Self::CertificateNotValid => {
                ("invalid_grant", Some("MP-120"))
            }
            Self::KeyExpired { .. } => ("invalid_grant", Some("MP-121")),
            Self::OthersCertificate => ("invalid_grant", Some("MP-122")),
            Self::UnreadableCertificate => ("invalid_grant", Some("MP-123")),
            Self::Signature { .. } => ("invalid_grant", Some("MP-124")),
            Self::Expired { .. } => ("invalid_grant", Some("MP-130")),
            Self::LivesTooLong { .. } | Self::IssuedInFuture { .. } => ("invalid_grant", None),
            Self::NoScope | Self::ScopeNotOnClient { .. } => ("invalid_scope", Some("MP-200")),
            Self::ScopeForUsers { .. } => ("invalid_scope", Some("MP-201")),
            Self::ScopeNotGranted { .. } => ("invalid_scope", Some("MP-250")),
            Self::OwnOrganisation { .. } => ("invalid_request", None),
            Self::NoDelegation { .. } => ("forbidden", Some("MP-251")),
            Self::DetailType { .. } => ("invalid_authorization_details", Some("MP-301")),
            Self::DetailField(_) => ("invalid_authorization_details", Some("MP-302")),
            Self::DetailValue { .. } => ("invalid_authorization_details", Some("MP-303")),
            Self::NoSystemUser(_) => ("invalid_altinn_customer_configuration", Some("MP-303")),
        }
    }

    /// Returns a text for the log that says what the client sent and what would be right. The real Maskinporten tells
    /// its clients less.
    #[must_use]
    pub fn log_reason(&self) -> String {
        match self {
            Self::Client { iss } => format!(
                "no client has the id that the grant has as iss: {}",
                shown(iss)
            ),
            Self::UnknownKey { client_id, kid } => {
                format!("the client {client_id} has no key with the kid {kid:?}")
            }
            Self::KeyExpired { client_id } => format!(
                "the key of the client {client_id} has expired. A registered key is valid for at most a year"
            ),
            Self::Signature { client_id } => format!(
                "the signature does not match the key or the certificate that the header names and that the client \
                 {client_id} has registered. The grant was signed with another private key"
            ),
            Self::Claim(name) => format!(
                "the claim {name} is not documented, and Maskinporten refuses a grant with such a claim"
            ),
            Self::Audience { sent, issuer } => format!(
                "aud is {}, but must be Maskinporten's issuer, as one text: {issuer:?}",
                shown(sent)
            ),
            Self::LivesTooLong { lifetime } => format!(
                "exp is {} seconds after iat. Maskinporten's documentation allows 120 seconds, and its server accepts \
                 180",
                lifetime.as_secs()
            ),
            Self::IssuedInFuture { iat, now } => format!(
                "iat is {iat}, but Maskinporten's clock says {now}. A client's clock may be 10 seconds ahead"
            ),
            Self::Expired { exp, now } => format!(
                "exp is {exp}, but Maskinporten's clock says {now}. Sign a new grant for each call, with exp 120 \
                 seconds after iat"
            ),
            Self::Replayed { jti } => format!(
                "the client has sent a grant with the jti {:?} before. Sign a new grant with a new jti for each call",
                cut(jti)
            ),
            Self::ScopeNotOnClient { scope, client_id } => format!(
                "the client {client_id} does not have the scope {:?}",
                cut(scope)
            ),
            Self::ScopeForUsers { scope } => format!(
                "the scope {scope} is for log-in at ID-porten, and Maskinporten does not give it"
            ),
            Self::ScopeNotGranted { scope, client_id } => format!(
                "no client of the organisation that owns the client {client_id} has the scope {:?}. The simulator then \
                 assumes that the owner of the API has not granted the scope to the organisation",
                cut(scope)
            ),
            Self::OwnOrganisation { consumer } => format!(
                "consumer_org is {consumer}, which is the client's own organisation. Leave consumer_org out, unless \
                 another organisation has delegated the API"
            ),
            Self::NoDelegation {
                consumer,
                supplier,
                scopes,
            } => format!(
                "the organisation {:?} has not delegated each of the scopes {} to {supplier}",
                cut(consumer),
                scopes.join(", ")
            ),
            Self::DetailType { sent } => format!(
                "the type of authorization_details is {}, but must be \"urn:altinn:systemuser\"",
                shown(sent)
            ),
            Self::DetailField(name) => format!(
                "authorization_details has the field {:?}, but only type, systemuser_org and externalRef are allowed",
                cut(name)
            ),
            Self::DetailValue {
                field,
                sent,
                expected,
            } => format!("{field} is {}, but must be {expected}", shown(sent)),
            Self::NoSystemUser(cause) => cause.reason.clone(),
            other => other.to_string(),
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "missing".to_owned(),
        value => cut(&value.to_string()),
    }
}

/// Shortens a text that a client sent, so that one call cannot fill the log.
fn cut(text: &str) -> String {
    const LIMIT: usize = 200;

    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
