//! The calls that register OAuth clients in Maskinporten and ID-porten, and API delegations in Maskinporten.

use std::{collections::BTreeMap, num::NonZeroU32};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{ControlError, error::sentence, parties, read_body};
use crate::oidc::oauth_clients::{IdPortenClient, MaskinportenClient, TokenEndpointAuthMethod};
use crate::world::World;
use crate::{
    Simulator,
    oidc::{
        certificates::EnterpriseCertificate,
        oauth_clients::{ApiDelegation, ClientKey, InvalidKey, Jwk, Secret},
    },
    rules::Organisation,
    texts::complaints::{self, WrongUrl},
};
use altinn_types::OrgNumber;

#[derive(Debug, Default, Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

/// An organisation in the body of a call to the control API. If the organisation is not in the entity register yet, the
/// body must contain its name, and the simulator adds the organisation.
#[derive(Debug, Deserialize)]
struct Owner {
    number: String,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewMaskinportenClient {
    organisation: Owner,
    #[serde(default)]
    name: String,
    scopes: Vec<Scope>,
    #[serde(default)]
    jwks: Jwks,
    #[serde(default)]
    pem_keys: Vec<PemKey>,
    /// In PEM.
    #[serde(default)]
    certificates: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(try_from = "Value")]
struct Scope {
    name: String,
    /// The lifetime in seconds of tokens with this scope. `None` means Maskinporten's default lifetime.
    lifetime_seconds: Option<NonZeroU32>,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "{0}: a scope is a name, or {{\"name\": …, \"lifetimeSeconds\": …}} with a whole number of seconds from 1 up"
)]
struct InvalidScope(Value);

impl TryFrom<Value> for Scope {
    type Error = InvalidScope;

    fn try_from(value: Value) -> Result<Self, InvalidScope> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct ScopeObject {
            name: String,
            lifetime_seconds: NonZeroU32,
        }
        if let Value::String(name) = value {
            return Ok(Self {
                name,
                lifetime_seconds: None,
            });
        }
        let scope = ScopeObject::deserialize(&value).map_err(|_| InvalidScope(value))?;
        Ok(Self {
            name: scope.name,
            lifetime_seconds: Some(scope.lifetime_seconds),
        })
    }
}

/// A client's public key in the format PEM.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PemKey {
    kid: String,
    pem: String,
    /// The expiry time of the key, in seconds since 1970.
    exp: Option<i64>,
}

/// Handles `PUT /control/maskinporten-clients/{id}`.
pub(crate) async fn put_maskinporten(
    State(simulator): State<Simulator>,
    Path(client_id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    maskinporten(&mut simulator.world(), client_id, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Registers a client in Maskinporten, or replaces the client with the same id.
///
/// # Errors
///
/// [`ControlError::Invalid`] in these cases:
///
/// - A key or a certificate is invalid.
/// - The organisation is unknown, and the body does not contain the organisation's name.
pub(crate) fn maskinporten(
    world: &mut World,
    client_id: String,
    new: NewMaskinportenClient,
) -> Result<(), ControlError> {
    let mut jwks = new.jwks;
    for PemKey { kid, pem, exp } in new.pem_keys {
        let key = Jwk::from_pem(kid, &pem, exp);
        jwks.keys.push(key.map_err(invalid_key)?);
    }
    let mut scope_lifetimes = BTreeMap::new();
    let scopes = new.scopes.into_iter().map(|scope| {
        if let Some(seconds) = scope.lifetime_seconds {
            scope_lifetimes.insert(scope.name.clone(), i64::from(seconds.get()));
        }
        scope.name
    });
    let scopes = scopes.collect();
    let organisation = owner(world, new.organisation)?;
    let client = MaskinportenClient {
        client_id,
        keys: keys(world, jwks)?,
        certificates: certificates(&new.certificates, &organisation)?,
        organisation: organisation.clone(),
        name: new.name,
        scopes,
        scope_lifetimes,
    };
    world.oauth_clients.put_maskinporten_client(client);
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewApiDelegation {
    consumer: Owner,
    supplier: Owner,
    scope: String,
}

/// Handles `POST /control/maskinporten-delegations`. After an API delegation, the supplier's clients can name the
/// consumer in the claim `consumer_org` of their grants.
pub(crate) async fn delegate_api(
    State(simulator): State<Simulator>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    let new: NewApiDelegation = read_body(&body)?;
    let mut world = simulator.world();
    let delegation = ApiDelegation {
        consumer: owner(&mut world, new.consumer)?,
        supplier: owner(&mut world, new.supplier)?,
        scope: new.scope,
    };
    world.oauth_clients.put_api_delegation(delegation);
    Ok(StatusCode::NO_CONTENT)
}

/// Handles `DELETE /control/maskinporten-delegations`, which deletes all API delegations.
pub(crate) async fn clear_api_delegations(State(simulator): State<Simulator>) -> StatusCode {
    simulator.world().oauth_clients.clear_api_delegations();
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewIdPortenClient {
    organisation: Owner,
    #[serde(default)]
    name: String,
    #[serde(default)]
    jwks: Jwks,
    /// In PEM.
    #[serde(default)]
    certificates: Vec<String>,
    client_secret: Option<String>,
    redirect_uris: Vec<String>,
    #[serde(default)]
    post_logout_redirect_uris: Vec<String>,
    frontchannel_logout_uri: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    token_endpoint_auth_method: TokenEndpointAuthMethod,
    access_token_lifetime_seconds: Option<u32>,
    refresh_token_lifetime_seconds: Option<u32>,
    #[serde(default = "yes")]
    pkce_required: bool,
    #[serde(default = "yes")]
    sso: bool,
}

fn yes() -> bool {
    true
}

/// Handles `PUT /control/idporten-clients/{id}`.
pub(crate) async fn put_idporten(
    State(simulator): State<Simulator>,
    Path(client_id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    idporten(&mut simulator.world(), client_id, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Registers a client in ID-porten, or replaces the client with the same id.
///
/// # Errors
///
/// [`ControlError::Invalid`] in these cases:
///
/// - A URL, a key or a certificate is invalid.
/// - The client authentication method needs a secret, and the body contains no secret.
/// - The client has no authentication, and `pkceRequired` is `false`.
/// - The organisation is unknown, and the body does not contain the organisation's name.
pub(crate) fn idporten(
    world: &mut World,
    client_id: String,
    new: NewIdPortenClient,
) -> Result<(), ControlError> {
    let method = new.token_endpoint_auth_method;
    let uris = new
        .redirect_uris
        .iter()
        .chain(&new.post_logout_redirect_uris);
    for uri in uris {
        check_address(uri, method == TokenEndpointAuthMethod::None)?;
    }
    if let Some(uri) = &new.frontchannel_logout_uri {
        check_address(uri, false)?;
    }
    let without_secret = new.client_secret.as_deref().is_none_or(str::is_empty);
    if without_secret && method.has_secret() {
        return Err(ControlError::Invalid(complaints::no_secret()));
    }
    if !new.pkce_required && method == TokenEndpointAuthMethod::None {
        return Err(ControlError::Invalid(complaints::pkce_needed()));
    }
    let organisation = owner(world, new.organisation)?;
    let client = IdPortenClient {
        client_id,
        keys: keys(world, new.jwks)?,
        certificates: certificates(&new.certificates, &organisation)?,
        organisation,
        name: new.name,
        client_secret: new.client_secret.map(Secret),
        redirect_uris: new.redirect_uris,
        post_logout_redirect_uris: new.post_logout_redirect_uris,
        frontchannel_logout_uri: new.frontchannel_logout_uri,
        scopes: new.scopes,
        token_endpoint_auth_method: method,
        access_token_lifetime: new.access_token_lifetime_seconds.map(i64::from),
        refresh_token_lifetime: new.refresh_token_lifetime_seconds.map(i64::from),
        pkce_required: new.pkce_required,
        sso: new.sso,
    };
    world.oauth_clients.put_idporten_client(client);
    Ok(())
}

/// Checks a URL that a client registers in ID-porten. ID-porten redirects browsers to this URL, so the URL can contain
/// only characters that an HTTP header allows.
///
/// If `app_schemes` is `true`, the URL can have the private scheme of a mobile app. Such a scheme is a reversed domain
/// name with at least one dot ([RFC 8252, section 7.1](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)), so
/// `javascript:` is still refused.
fn check_address(uri: &str, app_schemes: bool) -> Result<(), ControlError> {
    let wrong = |wrong| Err(ControlError::Invalid(complaints::url(uri, wrong)));
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return wrong(WrongUrl::Characters);
    }
    match uri.parse::<Url>() {
        Ok(url) if url.fragment().is_some() => wrong(WrongUrl::Fragment),
        Ok(url) if app_schemes && url.scheme().contains('.') => Ok(()),
        Ok(url) if !["http", "https"].contains(&url.scheme()) => wrong(WrongUrl::NoWebAddress),
        Ok(_) => Ok(()),
        Err(_) => wrong(WrongUrl::NoWebAddress),
    }
}

fn keys(world: &World, jwks: Jwks) -> Result<Vec<ClientKey>, ControlError> {
    ClientKey::read_all(jwks.keys, world.now()).map_err(invalid_key)
}

fn invalid_key(error: InvalidKey) -> ControlError {
    ControlError::Invalid(complaints::key(error, sentence(&error)))
}

fn certificates(
    pems: &[String],
    organisation: &OrgNumber,
) -> Result<Vec<EnterpriseCertificate>, ControlError> {
    pems.iter()
        .map(|pem| EnterpriseCertificate::read(pem, organisation))
        .collect::<Result<_, _>>()
        .map_err(|error| ControlError::Invalid(complaints::certificate(error, sentence(&error))))
}

/// Adds the organisation to the entity register if it is not there yet. Returns the organisation's number.
fn owner(world: &mut World, owner: Owner) -> Result<OrgNumber, ControlError> {
    let number = parties::org_number(&owner.number)?;
    match (owner.name, world.parties.organisation(&number)) {
        (_, Some(_)) => {}
        (Some(name), None) => {
            world
                .parties
                .put_organisation(Organisation::new(number.clone(), &name, "ORGL"));
        }
        (None, None) => {
            let number = number.as_str();
            return Err(ControlError::Invalid(
                complaints::organisation_without_name(number),
            ));
        }
    }
    Ok(number)
}
