use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Header;
use serde_json::Value;
use url::Url;

use super::refusal::GrantRefusal;
use crate::oidc::oauth_clients::MaskinportenClient;
use crate::world::World;
use crate::{
    oidc::{
        client_keys::{KeyLookupError, verification_key},
        signing_keys::{self, BadToken, Claims},
    },
    rules::system_users::StoredSystemUser,
};
use altinn_types::OrgNumber;

/// The longest lifetime of a grant, as Maskinporten's documentation says. The simulator refuses a grant with a longer
/// lifetime.
const GRANT_LIFETIME: SignedDuration = SignedDuration::from_secs(120);
/// How far in the future `iat` of a grant may be. The client's clock may be ahead of Maskinporten's clock.
const SKEW: SignedDuration = SignedDuration::from_secs(10);

/// The contents of a grant that Maskinporten has accepted. Maskinporten builds the token from these contents.
#[derive(Clone, Debug)]
pub struct AcceptedGrant {
    pub client_id: String,
    /// The client authentication method, for the claim `client_amr` of the token.
    pub method: &'static str,
    pub organisation: OrgNumber,
    /// The organisation in the claim `consumer_org`. This organisation has delegated the API to the client's
    /// organisation.
    pub consumer: Option<OrgNumber>,
    pub scopes: Vec<String>,
    pub lifetime: SignedDuration,
    /// The claim `resource` of the grant. The token gets this value as its `aud`.
    pub resource: Option<Value>,
    pub system_user: Option<StoredSystemUser>,
}

/// Checks a grant. Performs the checks in the order of contract/maskinporten.md §6. Stores the `jti` of the grant, so
/// that nobody can replay the grant.
///
/// # Errors
///
/// The first [`GrantRefusal`] that applies.
pub fn check(
    world: &mut World,
    issuer: &str,
    assertion: &str,
    now: Timestamp,
) -> Result<AcceptedGrant, GrantRefusal> {
    let header = header(assertion)?;
    let (client, claims) = authenticate(world, &header, assertion, now)?;
    if claims.get("aud").and_then(Value::as_str) != Some(issuer) {
        return Err(GrantRefusal::Audience);
    }
    let expires = check_times(&claims, now)?;
    if let Some(jti) = text(&claims, "jti")
        && !world
            .oauth_clients
            .first_use(&client.client_id, jti, expires, now)
    {
        return Err(GrantRefusal::Replayed);
    }
    let scopes = check_scopes(world, &client, &claims)?;
    let consumer = consumer(world, &client, &claims, &scopes)?;
    let system_user = match claims.get("authorization_details") {
        Some(details) => Some(find_system_user(world, &client, details)?),
        None => None,
    };
    Ok(AcceptedGrant {
        lifetime: lifetime(&client, &scopes),
        client_id: client.client_id,
        method: match header.x5c {
            Some(_) => "virksomhetssertifikat",
            None => "private_key_jwt",
        },
        organisation: client.organisation,
        consumer,
        scopes,
        resource: claims.get("resource").cloned(),
        system_user,
    })
}

/// Reads the header of a JWT. A JWT has three parts in base64url, and the first two parts are JSON objects.
///
/// The function first reads the header as plain JSON, and checks `crit` and `alg` itself. The client then gets a
/// specific error for an invalid value, and not the error "assertion is not a JWT".
fn header(assertion: &str) -> Result<Header, GrantRefusal> {
    const ALGORITHMS: [&str; 3] = ["RS256", "RS384", "RS512"];

    let parts: Vec<Vec<u8>> = assertion
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part))
        .collect::<Result<_, _>>()
        .map_err(|_| GrantRefusal::NotAJwt)?;
    let [header, claims, _signature] = parts.as_slice() else {
        return Err(GrantRefusal::NotAJwt);
    };
    let object =
        |part: &[u8]| serde_json::from_slice::<Claims>(part).map_err(|_| GrantRefusal::NotAJwt);
    let header = object(header)?;
    object(claims)?;

    // The header member `crit` lists extensions that Maskinporten must support (RFC 7515, section 4.1.11). The
    // simulator supports no extensions.
    if header.contains_key("crit") {
        return Err(GrantRefusal::Critical);
    }
    let algorithm = text(&header, "alg");
    if !algorithm.is_some_and(|algorithm| ALGORITHMS.contains(&algorithm)) {
        return Err(GrantRefusal::Algorithm);
    }
    jsonwebtoken::decode_header(assertion).map_err(|_| GrantRefusal::Header)
}

/// Verifies the signature of a grant. Returns the client that signed the grant, and the claims of the grant.
fn authenticate(
    world: &World,
    header: &Header,
    assertion: &str,
    now: Timestamp,
) -> Result<(MaskinportenClient, Claims), GrantRefusal> {
    if header.kid.is_some() && header.x5c.is_some() {
        return Err(GrantRefusal::KeyAndCertificate);
    }
    // Read `iss` unverified to select the client's key. The code below verifies the signature with this key.
    let unchecked = signing_keys::unchecked_claims(assertion).ok_or(GrantRefusal::NotAJwt)?;
    let client = text(&unchecked, "iss").and_then(|id| world.oauth_clients.maskinporten_client(id));
    let client = client.ok_or(GrantRefusal::Client)?;
    let key = verification_key(&client.keys, &client.certificates, header, now)?;
    let claims = signing_keys::check_signature(assertion, &key, &[header.alg]).map_err(
        |error| match error {
            BadToken::Unreadable => GrantRefusal::NotAJwt,
            _ => GrantRefusal::Signature,
        },
    )?;
    check_claims(client, &claims)?;
    Ok((client.clone(), claims))
}

impl From<KeyLookupError> for GrantRefusal {
    fn from(error: KeyLookupError) -> Self {
        match error {
            KeyLookupError::KeyAndCertificate => Self::KeyAndCertificate,
            KeyLookupError::NotIdentified => Self::NoKeyIdentified,
            KeyLookupError::UnknownKey => Self::UnknownKey,
            KeyLookupError::KeyExpired => Self::KeyExpired,
            KeyLookupError::UnknownCertificate => Self::UnknownCertificate,
            KeyLookupError::CertificateNotValid => Self::CertificateNotValid,
        }
    }
}

/// Refuses a grant that has an undocumented claim, or a claim of a wrong type. The claim `sub` is also not documented.
/// The function accepts `sub` if its value is the client's own client id, because real clients send this value.
fn check_claims(client: &MaskinportenClient, claims: &Claims) -> Result<(), GrantRefusal> {
    const KNOWN: [&str; 11] = [
        "aud",
        "iss",
        "scope",
        "iat",
        "exp",
        "jti",
        "resource",
        "consumer_org",
        "iss_onbehalfof",
        "pid",
        "authorization_details",
    ];
    for (name, value) in claims {
        let own_id = name == "sub" && value.as_str() == Some(client.client_id.as_str());
        if !own_id && !KNOWN.contains(&name.as_str()) {
            return Err(GrantRefusal::Claim(name.clone()));
        }
    }
    for name in ["jti", "scope", "consumer_org"] {
        if claims.get(name).is_some_and(|value| !value.is_string()) {
            return Err(GrantRefusal::ClaimType(name));
        }
    }
    if claims.get("resource").is_some_and(|value| !are_urls(value)) {
        return Err(GrantRefusal::ClaimType("resource"));
    }
    Ok(())
}

fn are_urls(value: &Value) -> bool {
    let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let is_url = |value: &Value| value.as_str().is_some_and(|url| url.parse::<Url>().is_ok());
    !all.is_empty() && all.iter().all(is_url)
}

/// Checks the claims `iat` and `exp`. Returns the time at which the grant expires.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, GrantRefusal> {
    let moment = |name: &str| {
        // `iat` and `exp` are numbers of seconds since 1970, and may have decimals (RFC 7519, section 2).
        let seconds = claims.get(name).and_then(Value::as_f64);
        let since_1970 = seconds.and_then(|s| SignedDuration::try_from_secs_f64(s).ok());
        let moment = since_1970.and_then(|since| Timestamp::from_duration(since).ok());
        moment.ok_or(GrantRefusal::NoLifetime)
    };
    let (issued, expires) = (moment("iat")?, moment("exp")?);
    if issued.duration_since(now) > SKEW {
        return Err(GrantRefusal::IssuedInFuture);
    }
    if expires.duration_since(issued) > GRANT_LIFETIME {
        return Err(GrantRefusal::LivesTooLong);
    }
    // `SKEW` applies only to `iat`, because the client's clock may be ahead. The check of `exp` allows no difference
    // between clocks.
    if now >= expires || expires < issued {
        return Err(GrantRefusal::Expired);
    }
    Ok(expires)
}

fn check_scopes(
    world: &World,
    client: &MaskinportenClient,
    claims: &Claims,
) -> Result<Vec<String>, GrantRefusal> {
    let scopes: Vec<String> = text(claims, "scope")
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() {
        return Err(GrantRefusal::NoScope);
    }
    for scope in &scopes {
        if client.scopes.contains(scope) {
            continue;
        }
        // The simulator has no list of all scopes. It therefore treats a scope as known if any registered client has
        // the scope.
        let known = world
            .oauth_clients
            .maskinporten_clients()
            .any(|other| other.scopes.contains(scope));
        return Err(if known {
            GrantRefusal::ScopeNotGranted(scope.clone())
        } else {
            GrantRefusal::UnknownScope(scope.clone())
        });
    }
    Ok(scopes)
}

/// Returns the organisation in `consumer_org`, if the grant has this claim. This organisation must have delegated every
/// requested scope to the client's organisation. A grant for a system user must not have `consumer_org`.
fn consumer(
    world: &World,
    client: &MaskinportenClient,
    claims: &Claims,
    scopes: &[String],
) -> Result<Option<OrgNumber>, GrantRefusal> {
    if claims.contains_key("iss_onbehalfof") || claims.contains_key("pid") {
        return Err(GrantRefusal::NotSimulated);
    }
    let Some(number) = text(claims, "consumer_org") else {
        return Ok(None);
    };
    if claims.contains_key("authorization_details") {
        return Err(GrantRefusal::ConsumerOfSystemUser);
    }
    if number == client.organisation.as_str() {
        return Err(GrantRefusal::OwnOrganisation);
    }
    let consumer: OrgNumber = Some(number)
        .filter(|number| is_nine_digits(number))
        .and_then(|number| number.parse().ok())
        .ok_or(GrantRefusal::NoDelegation)?;
    let delegated = |scope: &String| {
        world
            .oauth_clients
            .is_delegated(&consumer, &client.organisation, scope)
    };
    if scopes.iter().all(delegated) {
        Ok(Some(consumer))
    } else {
        Err(GrantRefusal::NoDelegation)
    }
}

fn find_system_user(
    world: &World,
    client: &MaskinportenClient,
    details: &Value,
) -> Result<StoredSystemUser, GrantRefusal> {
    const FIELDS: [&str; 3] = ["type", "systemuser_org", "externalRef"];

    let [detail] = details.as_array().map(Vec::as_slice).unwrap_or_default() else {
        return Err(GrantRefusal::DetailValue("authorization_details"));
    };
    if detail.get("type").and_then(Value::as_str) != Some("urn:altinn:systemuser") {
        return Err(GrantRefusal::DetailType);
    }
    let fields = detail
        .as_object()
        .into_iter()
        .flat_map(|detail| detail.keys());
    if let Some(unknown) = fields
        .into_iter()
        .find(|field| !FIELDS.contains(&field.as_str()))
    {
        return Err(GrantRefusal::DetailField(unknown.clone()));
    }
    let owner = owner(detail).ok_or(GrantRefusal::DetailValue("systemuser_org"))?;
    let external_ref = match detail.get("externalRef") {
        None => None,
        Some(Value::String(text)) => Some(text.as_str()),
        Some(_) => return Err(GrantRefusal::DetailValue("externalRef")),
    };
    // Nine digits with a wrong check digit are not an organisation number. No system user can belong to such a number.
    let owner: OrgNumber = owner.parse().map_err(|_| GrantRefusal::NoSystemUser)?;
    world
        .system_user_for_token(
            &client.client_id,
            &client.organisation,
            &owner,
            external_ref,
        )
        .cloned()
        .ok_or(GrantRefusal::NoSystemUser)
}

/// Reads the nine digits of the organisation that owns the system user. Returns `None` if `systemuser_org` has a wrong
/// format.
fn owner(detail: &Value) -> Option<&str> {
    let organisation = detail.get("systemuser_org")?;
    if organisation.get("authority")?.as_str()? != "iso6523-actorid-upis" {
        return None;
    }
    let number = organisation.get("ID")?.as_str()?.strip_prefix("0192:")?;
    Some(number).filter(|number| is_nine_digits(number))
}

/// Whether a text has nine digits. This function does not check the check digit. A number in a wrong format gets
/// another error than a number with a wrong check digit.
fn is_nine_digits(number: &str) -> bool {
    number.len() == 9 && number.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns the lifetime of a token, which is the shortest lifetime of the token's scopes. The client's registration can
/// contain a lifetime for a scope, because the owner of an API sets the lifetimes of the API's scopes.
///
/// All other scopes have a default lifetime. Real tokens had 120 seconds for Altinn's scopes and 3600 seconds for
/// `altinn:instances.*`. The example in Maskinporten's documentation has 599 seconds.
fn lifetime(client: &MaskinportenClient, scopes: &[String]) -> SignedDuration {
    let of_scope = |scope: &String| match (client.scope_lifetimes.get(scope), scope.as_str()) {
        (Some(set), _) => *set,
        (None, scope) if scope.starts_with("altinn:instances.") => 3600,
        (None, scope) if scope.starts_with("altinn:") => 120,
        (None, _) => 600,
    };
    SignedDuration::from_secs(scopes.iter().map(of_scope).min().unwrap_or(120))
}

fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}
