use std::{collections::BTreeMap, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rsa::{
    BigUint, RsaPublicKey, pkcs1::DecodeRsaPublicKey, pkcs8::DecodePublicKey,
    traits::PublicKeyParts,
};
use serde::{Deserialize, Serialize};

use super::{LastSweep, certificates::EnterpriseCertificate, remove_where};
use crate::table::{Saved, Table};
use altinn_types::OrgNumber;

/// A registered key of a client expires after one year at the latest, as at Maskinporten.
const KEY_LIFETIME: SignedDuration = SignedDuration::from_hours(365 * 24);

/// An organisation's OAuth client at Maskinporten. Digdir's Norwegian name for it is "integrasjon".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskinportenClient {
    pub client_id: String,
    /// The organisation that owns the client. The claim `consumer` of the client's tokens names this organisation.
    pub organisation: OrgNumber,
    pub name: String,
    pub scopes: Vec<String>,
    /// The token lifetime of each scope, in seconds. The owner of an API sets the lifetimes of the API's scopes. A
    /// scope that is not in this map has a default lifetime.
    #[serde(default)]
    pub scope_lifetimes: BTreeMap<String, i64>,
    pub keys: Vec<ClientKey>,
    #[serde(default)]
    pub certificates: Vec<EnterpriseCertificate>,
}

/// With an API delegation, one organisation (the consumer) lets another organisation (the supplier) get tokens for a
/// scope on the consumer's behalf. The supplier's client names the consumer in the claim `consumer_org` of a grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDelegation {
    pub consumer: OrgNumber,
    pub supplier: OrgNumber,
    pub scope: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdPortenClient {
    pub client_id: String,
    /// The organisation that owns the client. The claim `consumer` of the client's tokens names this organisation.
    pub organisation: OrgNumber,
    pub name: String,
    pub keys: Vec<ClientKey>,
    #[serde(default)]
    pub certificates: Vec<EnterpriseCertificate>,
    /// Only a client with `client_secret_basic` or `client_secret_post` has a client secret.
    pub client_secret: Option<Secret>,
    /// The `redirect_uri` of an authorization request must be exactly equal to one of these URIs.
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub frontchannel_logout_uri: Option<String>,
    pub scopes: Vec<String>,
    pub token_endpoint_auth_method: TokenEndpointAuthMethod,
    /// The lifetime of access tokens in seconds, or `None` for the default lifetime.
    #[serde(default)]
    pub access_token_lifetime: Option<i64>,
    /// The lifetime of refresh tokens in seconds, or `None` if the client gets no refresh tokens.
    #[serde(default)]
    pub refresh_token_lifetime: Option<i64>,
    /// Whether ID-porten refuses the client's authorization requests without PKCE.
    #[serde(default = "enabled")]
    pub pkce_required: bool,
    /// Whether the client shares single sign-on sessions with other clients.
    #[serde(default = "enabled")]
    pub sso: bool,
}

fn enabled() -> bool {
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

/// The secret of a client. `Debug` hides the secret, to keep the secret out of the logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientKey {
    pub kid: String,
    /// The RSA modulus, in base64url.
    pub n: String,
    /// The RSA exponent, in base64url.
    pub e: String,
    pub expires: Timestamp,
}

/// A JWK (RFC 7517) that somebody wants to register as the public key of a client. The simulator accepts only RSA keys.
#[derive(Clone, Debug, Deserialize)]
pub struct Jwk {
    pub kty: String,
    pub kid: Option<String>,
    pub n: Option<String>,
    pub e: Option<String>,
    /// The expiry time of the key, in seconds since 1970. This member is Maskinporten's addition to RFC 7517. A
    /// registered key expires after one year at the latest, so `exp` can only make the lifetime shorter.
    pub exp: Option<i64>,
    /// The private exponent, which only a private key has. The simulator refuses a private key, because a client must
    /// never send its private key to anybody.
    pub d: Option<serde_json::Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    #[error("a key must have a kid")]
    NoKid,
    #[error("a key must be an RSA key with n and e")]
    NotRsa,
    #[error(
        "n and e of a key must be an RSA modulus of at most 8192 bits and its exponent, in base64url without padding"
    )]
    NotNumbers,
    #[error(
        "the key is a private key: register the public key, and stop using this key pair, because its private key has been sent"
    )]
    Private,
    #[error("a key in PEM must have the label PUBLIC KEY or RSA PUBLIC KEY")]
    NotPem,
    #[error("a key must have at least 2048 bits")]
    TooShort,
    #[error("two keys of a client must not have the same kid")]
    DuplicateKid,
}

impl Jwk {
    /// Reads a public key in PEM. Maskinporten accepts this format as an alternative to a JWK.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Private`] if the PEM contains a private key. [`InvalidKey::NotPem`] if the text is not a public
    /// RSA key in PEM.
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
    /// Checks the keys that a client wants to register, and returns them as [`ClientKey`].
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] for the first invalid key.
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

    /// Returns the key in the format of the JWT library. Returns `None` if the stored modulus and exponent are not an
    /// RSA key.
    #[must_use]
    pub fn decoding_key(&self) -> Option<jsonwebtoken::DecodingKey> {
        jsonwebtoken::DecodingKey::from_rsa_components(&self.n, &self.e).ok()
    }

    fn read(key: Jwk, now: Timestamp) -> Result<Self, InvalidKey> {
        const MIN_BITS: usize = 2048;
        // The library that verifies signatures does not accept larger keys.
        const MAX_BITS: usize = 8192;

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
        if n.bits() < MIN_BITS {
            return Err(InvalidKey::TooShort);
        }
        let public =
            RsaPublicKey::new_with_max_size(n, e, MAX_BITS).map_err(|_| InvalidKey::NotNumbers)?;
        let latest = now.checked_add(KEY_LIFETIME).unwrap_or(Timestamp::MAX);
        let requested = key.exp.and_then(|exp| Timestamp::from_second(exp).ok());
        Ok(Self {
            kid: key.kid.ok_or(InvalidKey::NoKid)?,
            n: URL_SAFE_NO_PAD.encode(public.n().to_bytes_be()),
            e: URL_SAFE_NO_PAD.encode(public.e().to_bytes_be()),
            expires: requested.map_or(latest, |expiry| expiry.min(latest)),
        })
    }
}

/// The OAuth clients that are registered at Maskinporten and ID-porten, and the API delegations between organisations.
/// Also holds the `jti` of the grants and client assertions that clients have already used.
#[derive(Clone, Debug)]
pub struct OAuthClients {
    pub(crate) maskinporten_clients: Table<String, MaskinportenClient>,
    pub(crate) idporten_clients: Table<String, IdPortenClient>,
    pub(crate) api_delegations: Table<String, ApiDelegation>,
    pub(crate) used_grants: Table<String, Timestamp>,
    last_sweep: LastSweep,
}

impl Default for OAuthClients {
    fn default() -> Self {
        Self {
            maskinporten_clients: Table::new("maskinporten-client"),
            idporten_clients: Table::new("idporten-client"),
            api_delegations: Table::new("api-delegation"),
            used_grants: Table::new("used-grant"),
            last_sweep: LastSweep::default(),
        }
    }
}

impl OAuthClients {
    pub(crate) fn forget_used_grants(&mut self) {
        self.used_grants = Self::default().used_grants;
    }

    /// Registers a client at Maskinporten, or replaces the client that has the same id.
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

    /// Removes a client from Maskinporten. Returns `None` if no client has this id.
    pub fn remove_maskinporten_client(&mut self, client_id: &str) -> Option<()> {
        self.maskinporten_clients
            .remove(&client_id.to_owned())
            .map(drop)
    }

    pub fn put_api_delegation(&mut self, delegation: ApiDelegation) {
        let key = delegation_key(
            &delegation.consumer,
            &delegation.supplier,
            &delegation.scope,
        );
        self.api_delegations.insert(key, delegation);
    }

    pub fn clear_api_delegations(&mut self) {
        Saved::clear(&mut self.api_delegations);
    }

    #[must_use]
    pub fn is_delegated(&self, consumer: &OrgNumber, supplier: &OrgNumber, scope: &str) -> bool {
        let key = delegation_key(consumer, supplier, scope);
        self.api_delegations.contains(&key)
    }

    /// Registers a client at ID-porten, or replaces the client that has the same id.
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

    /// Removes a client from ID-porten. Returns `None` if no client has this id.
    ///
    /// The client's codes and refresh tokens stay stored. They are useless, because ID-porten refuses every request
    /// from an unknown client.
    pub fn remove_idporten_client(&mut self, client_id: &str) -> Option<()> {
        self.idporten_clients
            .remove(&client_id.to_owned())
            .map(drop)
    }

    /// Stores the `jti` of a grant or a client assertion. Returns `false` if the client has used the same `jti` before.
    ///
    /// The `jti` is stored until `expires`. After that time, the grant or the client assertion has expired, so the
    /// simulator refuses it anyway.
    pub fn first_use(
        &mut self,
        client_id: &str,
        jti: &str,
        expires: Timestamp,
        now: Timestamp,
    ) -> bool {
        if self.last_sweep.is_due(now) {
            remove_where(&mut self.used_grants, |expires| *expires < now);
        }
        let key = format!("{client_id} {jti}");
        // A row can have expired since the last search for expired rows.
        let used = self.used_grants.get(&key);
        if used.is_some_and(|expires| *expires >= now) {
            return false;
        }
        self.used_grants.insert(key, expires);
        true
    }
}

fn delegation_key(consumer: &OrgNumber, supplier: &OrgNumber, scope: &str) -> String {
    format!("{consumer} {supplier} {scope}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::tests::noon;

    /// A client assertion can be valid for long. Its row must not keep the expired rows after it in the table.
    #[test]
    fn an_expired_jti_is_removed_from_every_place_in_the_table() {
        let mut clients = OAuthClients::default();
        let minutes = |minutes| noon() + SignedDuration::from_mins(minutes);
        for (jti, expires, now, is_first) in [
            ("long", 60, 0, true),
            ("short", 2, 0, true),
            ("long", 60, 1, false),
            ("short", 2, 1, false),
            // The last search was at minute 2, so the table still contains this row.
            ("other", 9, 2, true),
            ("short", 9, 2, false),
        ] {
            let first = clients.first_use("client", jti, minutes(expires), minutes(now));
            assert_eq!(first, is_first, "{jti} {now}");
        }
        let soon = minutes(2) + SignedDuration::from_secs(1);
        assert!(clients.first_use("client", "short", minutes(3), soon));
        assert!(clients.first_use("client", "last", minutes(30), minutes(20)));
        assert_eq!(clients.used_grants.len(), 2, "long and last");
    }
}
