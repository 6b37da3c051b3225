use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::Header;
use serde_json::Value;
use url::Url;

use super::{
    authorization_details::{find_system_user, is_nine_digits},
    refusal::GrantRefusal,
};
use crate::oidc::oauth_clients::MaskinportenClient;
use crate::world::World;
use crate::{
    oidc::{
        client_keys::{ClientKeys, KeyLookupError},
        signing_keys::{self, BadToken, Claims},
    },
    rules::system_users::StoredSystemUser,
};
use altinn_types::OrgNumber;

/// The longest lifetime of a grant that Maskinporten's server accepts. Maskinporten's documentation allows only 120
/// seconds, so a client should use 120.
const GRANT_LIFETIME: SignedDuration = SignedDuration::from_secs(180);
/// The clocks of the client and of Maskinporten can differ by this much. So Maskinporten accepts an `iat` a little in
/// the future, and an `exp` a little in the past.
const SKEW: SignedDuration = SignedDuration::from_secs(10);

/// The contents of an accepted grant. Maskinporten builds the token from these contents.
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
    /// The claim `resource` of the grant, which becomes the `aud` of the token.
    pub resource: Option<Value>,
    pub system_user: Option<StoredSystemUser>,
}

/// Checks a grant in the order of contract/maskinporten.md §6. Stores the `jti` of the grant, so that nobody can replay
/// the grant.
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
    check_claims(&client, &claims)?;
    if claims.get("aud").and_then(Value::as_str) != Some(issuer) {
        return Err(GrantRefusal::Audience {
            sent: claims.get("aud").cloned().unwrap_or_default(),
            issuer: issuer.to_owned(),
        });
    }
    let valid_until = check_times(&claims, now)?;
    if let Some(jti) = text(&claims, "jti")
        && !world
            .oauth_clients
            .first_use(&client.client_id, jti, valid_until, now)
    {
        return Err(GrantRefusal::Replayed {
            jti: jti.to_owned(),
        });
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

/// Whether a registered client has signed this grant. The grant can still break other rules.
#[must_use]
pub fn is_signed(world: &World, assertion: &str, now: Timestamp) -> bool {
    header(assertion).is_ok_and(|header| authenticate(world, &header, assertion, now).is_ok())
}

/// Reads the header of a JWT.
///
/// Checks `crit` and `alg` before the JWT library reads the header. The client then gets a specific error instead of
/// "assertion is not a JWT".
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

    // `crit` lists extensions that Maskinporten must support (RFC 7515, section 4.1.11), and the simulator supports
    // none.
    if header.contains_key("crit") {
        return Err(GrantRefusal::Critical);
    }
    let algorithm = text(&header, "alg");
    if !algorithm.is_some_and(|algorithm| ALGORITHMS.contains(&algorithm)) {
        return Err(GrantRefusal::Algorithm);
    }
    if let Some(chain) = header.get("x5c") {
        let chain = chain.as_array().filter(|chain| !chain.is_empty());
        if !chain.is_some_and(|chain| chain.iter().all(Value::is_string)) {
            return Err(GrantRefusal::UnreadableCertificate);
        }
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
    let client = client.ok_or_else(|| GrantRefusal::Client {
        iss: unchecked.get("iss").cloned().unwrap_or_default(),
    })?;
    let client_id = || client.client_id.clone();
    let own_keys = ClientKeys {
        keys: &client.keys,
        certificates: &client.certificates,
        organisation: &client.organisation,
    };
    let key = own_keys
        .verification_key(header, now)
        .map_err(|error| match error {
            KeyLookupError::KeyAndCertificate => GrantRefusal::KeyAndCertificate,
            KeyLookupError::NotIdentified => GrantRefusal::NoKeyIdentified,
            KeyLookupError::UnknownKey => GrantRefusal::UnknownKey {
                client_id: client_id(),
                kid: header.kid.clone().unwrap_or_default(),
            },
            KeyLookupError::KeyExpired => GrantRefusal::KeyExpired {
                client_id: client_id(),
            },
            KeyLookupError::UnreadableCertificate => GrantRefusal::UnreadableCertificate,
            KeyLookupError::OthersCertificate => GrantRefusal::OthersCertificate,
            KeyLookupError::UnknownCertificate => GrantRefusal::UnknownCertificate,
            KeyLookupError::CertificateNotValid => GrantRefusal::CertificateNotValid,
        })?;
    let claims = signing_keys::check_signature(assertion, &key, &[header.alg]).map_err(
        |error| match error {
            BadToken::Unreadable => GrantRefusal::NotAJwt,
            _ => GrantRefusal::Signature {
                client_id: client_id(),
            },
        },
    )?;
    Ok((client.clone(), claims))
}

/// Refuses a grant that has an undocumented claim, or a claim of a wrong type. Real clients send their own client id in
/// the undocumented claim `sub`, so the function accepts `sub` with this value.
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

/// Checks the claims `iat` and `exp`. Returns the time when the grant becomes too old for Maskinporten. The caller must
/// store the `jti` of the grant until this time.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, GrantRefusal> {
    let moment = |name: &'static str| {
        // `iat` and `exp` are numbers of seconds since 1970, and can have decimals (RFC 7519, section 2).
        let seconds = claims.get(name).and_then(Value::as_f64);
        let since_1970 = seconds.and_then(|s| SignedDuration::try_from_secs_f64(s).ok());
        let moment = since_1970.and_then(|since| Timestamp::from_duration(since).ok());
        moment.ok_or(GrantRefusal::ClaimType(name))
    };
    let (iat, exp) = (moment("iat")?, moment("exp")?);
    let lifetime = exp.duration_since(iat);
    if lifetime > GRANT_LIFETIME {
        return Err(GrantRefusal::LivesTooLong { lifetime });
    }
    if iat.duration_since(now) > SKEW {
        return Err(GrantRefusal::IssuedInFuture { iat, now });
    }
    if now.duration_since(exp) > SKEW {
        return Err(GrantRefusal::Expired { exp, now });
    }
    Ok(exp.checked_add(SKEW).unwrap_or(Timestamp::MAX))
}

/// Checks that the client is registered with all requested scopes, and returns the scopes.
///
/// If the client lacks a scope, the error says who must act. The real Maskinporten has a list of the organisations that
/// can use a scope, but the simulator does not. The simulator assumes that the client's organisation can use the scope
/// in two cases: another client of the organisation has the scope, or no client at all has the scope. In these cases,
/// the error is [`GrantRefusal::ScopeNotOnClient`]. Otherwise the error is [`GrantRefusal::ScopeNotGranted`].
fn check_scopes(
    world: &World,
    client: &MaskinportenClient,
    claims: &Claims,
) -> Result<Vec<String>, GrantRefusal> {
    // These scopes are only for clients of ID-porten that log users in. Maskinporten refuses a grant with such a scope.
    const FOR_USERS: [&str; 2] = ["openid", "profile"];

    let scopes: Vec<String> = text(claims, "scope")
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    if scopes.is_empty() {
        return Err(GrantRefusal::NoScope);
    }
    for scope in &scopes {
        let (scope, client_id) = (scope.clone(), client.client_id.clone());
        if FOR_USERS.contains(&scope.as_str()) {
            return Err(GrantRefusal::ScopeForUsers { scope });
        }
        if client.scopes.contains(&scope) {
            continue;
        }
        let clients = world.oauth_clients.maskinporten_clients();
        let mut owners = clients
            .filter(|other| other.scopes.contains(&scope))
            .map(|other| &other.organisation)
            .peekable();
        let is_known = owners.peek().is_some();
        return Err(
            if is_known && !owners.any(|owner| *owner == client.organisation) {
                GrantRefusal::ScopeNotGranted { scope, client_id }
            } else {
                GrantRefusal::ScopeNotOnClient { scope, client_id }
            },
        );
    }
    Ok(scopes)
}

/// Returns the organisation in `consumer_org`, if the grant has this claim. That organisation must have delegated every
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
        return Err(GrantRefusal::OwnOrganisation {
            consumer: number.to_owned(),
        });
    }
    let no_delegation = || GrantRefusal::NoDelegation {
        consumer: number.to_owned(),
        supplier: client.organisation.clone(),
        scopes: scopes.to_vec(),
    };
    let consumer: OrgNumber = Some(number)
        .filter(|number| is_nine_digits(number))
        .and_then(|number| number.parse().ok())
        .ok_or_else(no_delegation)?;
    let delegated = |scope: &String| {
        world
            .oauth_clients
            .is_delegated(&consumer, &client.organisation, scope)
    };
    if scopes.iter().all(delegated) {
        Ok(Some(consumer))
    } else {
        Err(no_delegation())
    }
}

/// Returns the lifetime of a token, which is the shortest of the lifetimes of the requested scopes.
///
/// In Maskinporten, the owner of an API sets the lifetimes of the API's scopes. In the simulator, the registration of
/// the client can contain these lifetimes. A scope that is not in the registration has a default lifetime. Real tokens
/// had 120 seconds for Altinn's scopes and 3600 seconds for `altinn:instances.*`. The example in Maskinporten's
/// documentation has 599 seconds.
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
