use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rsa::{
    BigUint, RsaPublicKey, pkcs1::DecodeRsaPublicKey, pkcs8::DecodePublicKey,
    traits::PublicKeyParts,
};
use serde::{Deserialize, Serialize};

use super::certificates::EnterpriseCertificate;
use crate::table::{Saved, Table};
use altinn_types::OrgNumber;

/// A registered key is good for a year at most.
const KEY_LIFETIME: SignedDuration = SignedDuration::from_hours(365 * 24);

/// A client ("integrasjon") in Maskinporten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskinportenClient {
    pub client_id: String,
    /// The organisation that owns it: `consumer` in its tokens.
    pub organisation: OrgNumber,
    pub name: String,
    pub scopes: Vec<String>,
    /// Seconds that tokens with a scope live, where that is not the usual. It is the API's owner who says.
    #[serde(default)]
    pub scope_lifetimes: BTreeMap<String, i64>,
    pub keys: Vec<ClientKey>,
    #[serde(default)]
    pub certificates: Vec<EnterpriseCertificate>,
}

/// An API delegation: an organisation lets another get its tokens for a scope (`consumer_org`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDelegation {
    pub consumer: OrgNumber,
    pub supplier: OrgNumber,
    pub scope: String,
}

/// A client in ID-porten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdPortenClient {
    pub client_id: String,
    /// The organisation that owns it: `consumer` in its tokens.
    pub organisation: OrgNumber,
    pub name: String,
    pub keys: Vec<ClientKey>,
    #[serde(default)]
    pub certificates: Vec<EnterpriseCertificate>,
    /// For the two methods that use one.
    pub client_secret: Option<Secret>,
    /// Compared as they are.
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub frontchannel_logout_uri: Option<String>,
    pub scopes: Vec<String>,
    pub token_endpoint_auth_method: TokenEndpointAuthMethod,
    /// In seconds; `None` for the usual.
    #[serde(default)]
    pub access_token_lifetime: Option<i64>,
    /// In seconds; `None` for a client that gets no refresh tokens.
    #[serde(default)]
    pub refresh_token_lifetime: Option<i64>,
    /// Whether a login without PKCE is refused.
    #[serde(default = "yes")]
    pub pkce_required: bool,
    /// Whether its logins are shared with other clients, and theirs with it.
    #[serde(default = "yes")]
    pub sso: bool,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenEndpointAuthMethod {
    #[default]
    PrivateKeyJwt,
    ClientSecretBasic,
    ClientSecretPost,
    None,
}

impl TokenEndpointAuthMethod {
    #[must_use]
    pub fn has_secret(self) -> bool {
        matches!(self, Self::ClientSecretBasic | Self::ClientSecretPost)
    }
}

/// A client's secret. It does not print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A public key of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientKey {
    pub kid: String,
    /// The RSA modulus and exponent, base64url.
    pub n: String,
    pub e: String,
    pub expires: Timestamp,
}

/// A key as it is registered: a JWK (RFC 7517), of which RSA keys are taken.
#[derive(Clone, Debug, Deserialize)]
pub struct Jwk {
    pub kty: String,
    pub kid: Option<String>,
    pub n: Option<String>,
    pub e: Option<String>,
    /// Seconds since 1970. Maskinporten's own member, for an end that comes before a year is up.
    pub exp: Option<i64>,
    /// The private exponent: a key that has it was never meant to be sent.
    pub d: Option<serde_json::Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    #[error("a key needs a kid")]
    NoKid,
    #[error("only RSA keys are taken, with n and e")]
    NotRsa,
    #[error(
        "n and e of a key are an RSA modulus of at most 8192 bits and its exponent, in base64url without padding"
    )]
    NotNumbers,
    #[error("this is a private key: register the public one, and throw this one away")]
    Private,
    #[error("a key in PEM is a PUBLIC KEY or an RSA PUBLIC KEY")]
    NotPem,
    #[error("a key has at least 2048 bits")]
    TooShort,
    #[error("a kid is unique within a client")]
    DuplicateKid,
}

impl Jwk {
    /// Reads a public key in PEM form, the other one that Maskinporten takes.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Private`], [`InvalidKey::NotPem`].
    pub fn from_pem(kid: String, pem: &str, exp: Option<i64>) -> Result<Self, InvalidKey> {
        if pem.contains("PRIVATE KEY") {
            return Err(InvalidKey::Private);
        }
        let key = RsaPublicKey::from_public_key_pem(pem)
            .or_else(|_| RsaPublicKey::from_pkcs1_pem(pem))
            .map_err(|_| InvalidKey::NotPem)?;
        Ok(Self {
            kty: "RSA".to_owned(),
            kid: Some(kid),
            n: Some(URL_SAFE_NO_PAD.encode(key.n().to_bytes_be())),
            e: Some(URL_SAFE_NO_PAD.encode(key.e().to_bytes_be())),
            exp,
            d: None,
        })
    }
}

impl ClientKey {
    /// Reads the keys of a client.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] for the first that cannot be registered.
    pub fn read_all(keys: Vec<Jwk>, now: Timestamp) -> Result<Vec<Self>, InvalidKey> {
        let mut read: Vec<Self> = Vec::new();
        for key in keys {
            let key = Self::read(key, now)?;
            if read.iter().any(|known| known.kid == key.kid) {
                return Err(InvalidKey::DuplicateKid);
            }
            read.push(key);
        }
        Ok(read)
    }

    /// The key, to check a signature with; `None` for one that is no RSA key after all.
    #[must_use]
    pub fn decoding_key(&self) -> Option<jsonwebtoken::DecodingKey> {
        jsonwebtoken::DecodingKey::from_rsa_components(&self.n, &self.e).ok()
    }

    fn read(key: Jwk, now: Timestamp) -> Result<Self, InvalidKey> {
        const FEWEST_BITS: usize = 2048;
        // The library that checks signatures takes no more.
        const MOST_BITS: usize = 8192;

        if key.d.is_some() {
            return Err(InvalidKey::Private);
        }
        let (Some(n), Some(e), "RSA") = (key.n, key.e, key.kty.as_str()) else {
            return Err(InvalidKey::NotRsa);
        };
        let number = |text: &str| {
            let bytes = URL_SAFE_NO_PAD.decode(text);
            bytes.map(|bytes| BigUint::from_bytes_be(&bytes))
        };
        let (Ok(n), Ok(e)) = (number(&n), number(&e)) else {
            return Err(InvalidKey::NotNumbers);
        };
        if n.bits() < FEWEST_BITS {
            return Err(InvalidKey::TooShort);
        }
        let public =
            RsaPublicKey::new_with_max_size(n, e, MOST_BITS).map_err(|_| InvalidKey::NotNumbers)?;
        let latest = now.checked_add(KEY_LIFETIME).unwrap_or(Timestamp::MAX);
        let asked = key.exp.and_then(|exp| Timestamp::from_second(exp).ok());
        Ok(Self {
            kid: key.kid.ok_or(InvalidKey::NoKid)?,
            n: URL_SAFE_NO_PAD.encode(public.n().to_bytes_be()),
            e: URL_SAFE_NO_PAD.encode(public.e().to_bytes_be()),
            expires: asked.map_or(latest, |asked| asked.min(latest)),
        })
    }
}

/// The clients that are registered in Maskinporten and ID-porten, with the API delegations between
/// organisations and the grants that clients have used.
#[derive(Clone, Debug)]
pub struct OAuthClients {
    pub(crate) maskinporten_clients: Table<String, MaskinportenClient>,
    pub(crate) idporten_clients: Table<String, IdPortenClient>,
    pub(crate) api_delegations: Table<String, ApiDelegation>,
    pub(crate) used_grants: Table<String, Timestamp>,
}

impl Default for OAuthClients {
    fn default() -> Self {
        Self {
            maskinporten_clients: Table::new("maskinporten-client"),
            idporten_clients: Table::new("idporten-client"),
            api_delegations: Table::new("api-delegation"),
            used_grants: Table::new("used-grant"),
        }
    }
}

impl OAuthClients {
    /// Forgets which grants were used.
    pub(crate) fn forget_used_grants(&mut self) {
        self.used_grants = Self::default().used_grants;
    }

    /// Registers a client, or replaces it.
    pub fn put_maskinporten_client(&mut self, client: MaskinportenClient) {
        let id = client.client_id.clone();
        self.maskinporten_clients.insert(id, client);
    }

    #[must_use]
    pub fn maskinporten_client(&self, client_id: &str) -> Option<&MaskinportenClient> {
        self.maskinporten_clients.get(&client_id.to_owned())
    }

    pub fn maskinporten_clients(&self) -> impl DoubleEndedIterator<Item = &MaskinportenClient> {
        self.maskinporten_clients.values()
    }

    /// Takes a client out; `None` if there is none.
    pub fn remove_maskinporten_client(&mut self, client_id: &str) -> Option<()> {
        self.maskinporten_clients
            .remove(&client_id.to_owned())
            .map(drop)
    }

    /// Lets the supplier get the consumer's tokens for a scope.
    pub fn put_api_delegation(&mut self, delegation: ApiDelegation) {
        let key = delegation_key(
            &delegation.consumer,
            &delegation.supplier,
            &delegation.scope,
        );
        self.api_delegations.insert(key, delegation);
    }

    /// Takes back every API delegation.
    pub fn clear_api_delegations(&mut self) {
        Saved::clear(&mut self.api_delegations);
    }

    #[must_use]
    pub fn is_delegated(&self, consumer: &OrgNumber, supplier: &OrgNumber, scope: &str) -> bool {
        let key = delegation_key(consumer, supplier, scope);
        self.api_delegations.contains(&key)
    }

    /// Registers a client, or replaces it.
    pub fn put_idporten_client(&mut self, client: IdPortenClient) {
        self.idporten_clients
            .insert(client.client_id.clone(), client);
    }

    #[must_use]
    pub fn idporten_client(&self, client_id: &str) -> Option<&IdPortenClient> {
        self.idporten_clients.get(&client_id.to_owned())
    }

    pub fn idporten_clients(&self) -> impl DoubleEndedIterator<Item = &IdPortenClient> {
        self.idporten_clients.values()
    }

    /// Takes a client out, whose tokens and logins are good no longer; `None` if there is none.
    pub fn remove_idporten_client(&mut self, client_id: &str) -> Option<()> {
        self.idporten_clients
            .remove(&client_id.to_owned())
            .map(drop)
    }

    /// Takes note of a `jti`: a grant or a client assertion is good for one use.
    ///
    /// Gives whether this is its first. It is kept until `expires`, after which the grant is refused
    /// for its age anyway.
    pub fn first_use(
        &mut self,
        client_id: &str,
        jti: &str,
        expires: Timestamp,
        now: Timestamp,
    ) -> bool {
        // They come nearly in the order in which they expire, so the old ones stand first.
        while let Some((key, expired)) = self.used_grants.first() {
            if *expired >= now {
                break;
            }
            let key = key.clone();
            self.used_grants.remove(&key);
        }
        let key = format!("{client_id} {jti}");
        if self.used_grants.contains(&key) {
            return false;
        }
        self.used_grants.insert(key, expires);
        true
    }
}

fn delegation_key(consumer: &OrgNumber, supplier: &OrgNumber, scope: &str) -> String {
    format!("{consumer} {supplier} {scope}")
}
