//! The signing keys of Altinn, ID-porten and Maskinporten. These services sign tokens with the keys. The simulator
//! generates the keys at its first start, and saves the keys with its other data.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub use super::token_checks::{
    BadToken, Claims, check_lifetime, check_signature, unchecked_claims,
};

const BITS: usize = 2048;

#[derive(Clone)]
pub struct Keys {
    pub altinn: ServiceKey,
    pub idporten: ServiceKey,
    pub maskinporten: ServiceKey,
}

/// The signing keys of one service. The service signs with the newest key. A token that an older key signed stays valid
/// until the simulator withdraws the older key.
#[derive(Clone)]
pub struct ServiceKey {
    older: Vec<SigningKey>,
    newest: SigningKey,
}

/// One RSA key, in each of the formats that the simulator needs.
#[derive(Clone)]
pub struct SigningKey {
    /// The private key in PKCS#1 PEM. The simulator saves this text in its database.
    pem: String,
    kid: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    jwk: Value,
    verified: Arc<Verified>,
}

/// Each signing key has this cache of tokens with a verified signature. The map contains the claims of each token under
/// the hash of the token. The cache saves time, because a client sends the same token with many calls, and the
/// verification is slow.
///
/// The cache replaces only the verification of the signature. The services always check whether the token has expired
/// or has been revoked. When the simulator withdraws a signing key, the cache of this key disappears.
#[derive(Default)]
struct Verified(Mutex<HashMap<[u8; 32], Claims>>);

const MOST_VERIFIED: usize = 256;

impl Verified {
    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Claims>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the simulator cannot generate an RSA key")]
    Make(#[from] rsa::Error),
    #[error("a saved signing key is not an RSA key in PKCS#1 PEM")]
    Read(#[from] rsa::pkcs1::Error),
    #[error("the JWT library does not accept a signing key")]
    Use(#[from] jsonwebtoken::errors::Error),
}

impl Keys {
    /// Returns the keys for a new world. All new worlds of a process share the same keys, because generating RSA keys
    /// is slow and tests start many worlds.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the simulator cannot generate a key.
    pub fn fresh() -> Result<Self, KeyError> {
        static SHARED_KEYS: OnceLock<Keys> = OnceLock::new();
        static LOCK: Mutex<()> = Mutex::new(());

        // Only one thread generates the keys. All other threads wait for the lock, and then find the generated keys.
        let _guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(keys) = SHARED_KEYS.get() {
            return Ok(keys.clone());
        }
        // One key takes about 100 ms of processor time, so three threads generate the three keys in parallel.
        let keys = std::thread::scope(|scope| {
            let altinn = scope.spawn(ServiceKey::make);
            let idporten = scope.spawn(ServiceKey::make);
            let maskinporten = ServiceKey::make();
            // If a thread panics, it returns no key. In that case, the current thread generates the missing key.
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|_| ServiceKey::make())
            };
            Ok::<_, KeyError>(Self {
                altinn: join(altinn)?,
                idporten: join(idporten)?,
                maskinporten: maskinporten?,
            })
        })?;
        Ok(SHARED_KEYS.get_or_init(|| keys).clone())
    }

    /// Returns the name of the service that signed a token. This function checks only the signature, because the
    /// simulator uses the result only in explanations for the log.
    #[must_use]
    pub fn signer(&self, token: &str) -> Option<&'static str> {
        [
            ("Altinn", &self.altinn),
            ("ID-porten", &self.idporten),
            ("Maskinporten", &self.maskinporten),
        ]
        .into_iter()
        .find(|(_, key)| key.check_signature(token).is_ok())
        .map(|(name, _)| name)
    }

    /// Makes a signature error more specific: the new error names the simulator's service that signed the token. The
    /// call accepts only tokens from the service `expected`. Errors of other kinds stay unchanged.
    #[must_use]
    pub fn explain(&self, error: BadToken, token: &str, expected: &'static str) -> BadToken {
        match (error, self.signer(token), expected) {
            (BadToken::Signature, Some(issuer @ "Maskinporten"), "Altinn") => {
                BadToken::NotExchanged {
                    issuer,
                    provider: "maskinporten",
                }
            }
            (BadToken::Signature, Some(issuer @ "ID-porten"), "Altinn") => BadToken::NotExchanged {
                issuer,
                provider: "id-porten",
            },
            (BadToken::Signature, Some(signer), expected) => {
                BadToken::OtherSigner { signer, expected }
            }
            (error, _, _) => error,
        }
    }

    /// Returns the keys of each service, together with the service's name in the control API.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &ServiceKey); 3] {
        [
            ("altinn", &self.altinn),
            ("idporten", &self.idporten),
            ("maskinporten", &self.maskinporten),
        ]
    }

    /// Returns the keys of one service. `name` is the service's name in the control API.
    pub fn of_mut(&mut self, name: &str) -> Option<&mut ServiceKey> {
        match name {
            "altinn" => Some(&mut self.altinn),
            "idporten" => Some(&mut self.idporten),
            "maskinporten" => Some(&mut self.maskinporten),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawalError {
    #[error("the service has no key with this kid")]
    Unknown,
    #[error(
        "the service has only this key: rotate the keys first, so that the service can sign with another key"
    )]
    Only,
}

impl ServiceKey {
    fn make() -> Result<Self, KeyError> {
        Ok(Self {
            older: Vec::new(),
            newest: SigningKey::make()?,
        })
    }

    /// Reads the saved keys of a service, in PEM and oldest first. Returns `None` if the list is empty.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if one of the texts is not a key.
    pub fn from_pems(pems: &[String]) -> Result<Option<Self>, KeyError> {
        let keys: Result<Vec<_>, _> = pems.iter().map(|pem| SigningKey::from_pem(pem)).collect();
        let mut older = keys?;
        Ok(older.pop().map(|newest| Self { older, newest }))
    }

    /// Returns the private keys in PEM, oldest first. Only the code that saves the keys is allowed to call this method.
    pub(crate) fn pems(&self) -> impl Iterator<Item = &str> {
        self.all().map(|key| key.pem.as_str())
    }

    fn all(&self) -> impl Iterator<Item = &SigningKey> {
        self.older.iter().chain([&self.newest])
    }

    /// From now on, the service signs with `new_key`. The previous key stays in the JWKS.
    pub fn rotate(&mut self, new_key: SigningKey) {
        self.older
            .push(std::mem::replace(&mut self.newest, new_key));
    }

    /// Removes a key from the JWKS. All tokens signed with this key are invalid from then on.
    ///
    /// # Errors
    ///
    /// [`WithdrawalError`] if the service does not have this key, or if this is the only key of the service.
    pub fn withdraw(&mut self, kid: &str) -> Result<(), WithdrawalError> {
        if self.newest.kid == kid {
            self.newest = self.older.pop().ok_or(WithdrawalError::Only)?;
            return Ok(());
        }
        let place = self.older.iter().position(|key| key.kid == kid);
        self.older.remove(place.ok_or(WithdrawalError::Unknown)?);
        Ok(())
    }

    /// The `kid` of the service's newest key. The service signs tokens with this key.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.newest.kid
    }

    /// Oldest first.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.all().map(SigningKey::kid)
    }

    #[must_use]
    pub fn jwks(&self) -> Value {
        json!({ "keys": self.all().map(|key| &key.jwk).collect::<Vec<_>>() })
    }

    /// Signs claims and returns a token with the same header as a token from Maskinporten or ID-porten. The header has
    /// `kid` and `alg`, but no `typ`.
    ///
    /// # Panics
    ///
    /// Never, because `SigningKey` checks the key when it is created, and the claims are plain JSON.
    #[must_use]
    pub fn sign(&self, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = None;
        self.newest.sign_with(&header, claims)
    }

    /// Signs claims and returns a token with the same header as a token from Altinn. The header has `kid`, `alg`, `typ`
    /// and `x5t`.
    ///
    /// # Panics
    ///
    /// Never, because `SigningKey` checks the key when it is created, and the claims are plain JSON.
    #[must_use]
    pub fn sign_as_altinn(&self, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.x5t = Some(self.newest.kid.clone());
        self.newest.sign_with(&header, claims)
    }

    /// Changes the claims of a token and signs the token again, for fault injection. The header stays the same, except
    /// for `kid`. Returns `None` if the text is not a token.
    #[must_use]
    pub fn sign_again(&self, token: &str, change: impl FnOnce(&mut Claims)) -> Option<String> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let mut claims = unchecked_claims(token)?;
        change(&mut claims);
        Some(self.newest.sign_with(&header, &claims))
    }

    /// Tries each key of the service to verify the signature of a token, and returns the claims without checking them.
    ///
    /// # Errors
    ///
    /// [`BadToken::Unreadable`] if the text is not a JWT. [`BadToken::Signature`] if no key of the service signed the
    /// token.
    pub fn check_signature(&self, token: &str) -> Result<Claims, BadToken> {
        let with_older_keys = |error| {
            let older = self.older.iter().rev();
            let mut claims = older.filter_map(|key| key.check_signature(token).ok());
            claims.next().ok_or(error)
        };
        self.newest.check_signature(token).or_else(with_older_keys)
    }
}

impl SigningKey {
    /// Generates a new key, which takes about 100 ms of processor time.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the simulator cannot generate the key.
    pub fn make() -> Result<Self, KeyError> {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
        Self::from_key(&key)
    }

    fn from_pem(pem: &str) -> Result<Self, KeyError> {
        Self::from_key(&RsaPrivateKey::from_pkcs1_pem(pem)?)
    }

    fn from_key(key: &RsaPrivateKey) -> Result<Self, KeyError> {
        let pem = key.to_pkcs1_pem(LineEnding::LF)?.to_string();
        let n = URL_SAFE_NO_PAD.encode(key.n().to_bytes_be());
        let e = URL_SAFE_NO_PAD.encode(key.e().to_bytes_be());
        // The `kid` is the JWK thumbprint: the hash of the key's required members in alphabetical order (RFC 7638).
        let thumbprint = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
        let kid = URL_SAFE_NO_PAD.encode(thumbprint);
        Ok(Self {
            signing: EncodingKey::from_rsa_pem(pem.as_bytes())?,
            verifying: DecodingKey::from_rsa_components(&n, &e)?,
            jwk: json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e }),
            kid,
            pem,
            verified: Arc::default(),
        })
    }

    /// Returns the key's id, which is the JWK thumbprint of its public key.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    fn sign_with(&self, header: &Header, claims: &impl Serialize) -> String {
        let header = Header {
            kid: Some(self.kid.clone()),
            ..header.clone()
        };
        jsonwebtoken::encode(&header, claims, &self.signing)
            .expect("the constructor checks the key, and claims are plain JSON")
    }

    fn check_signature(&self, token: &str) -> Result<Claims, BadToken> {
        let hash: [u8; 32] = Sha256::digest(token).into();
        if let Some(claims) = self.verified.lock().get(&hash) {
            return Ok(claims.clone());
        }
        let claims = check_signature(token, &self.verifying, &[Algorithm::RS256])?;
        let mut verified = self.verified.lock();
        if verified.len() >= MOST_VERIFIED {
            verified.clear();
        }
        verified.insert(hash, claims.clone());
        Ok(claims)
    }
}

/// `Debug` does not print the private keys, because its output can end up in logs.
impl std::fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceKey")
            .field("kid", &self.newest.kid)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_remembers_a_token_still_refuses_all_other_texts() {
        let keys = Keys::fresh().unwrap();
        let token = keys.altinn.sign(&json!({ "n": 1 }));
        for _ in 0..2 {
            let claims = keys.altinn.check_signature(&token).unwrap();
            assert_eq!(claims["n"], 1);
            let by_other = keys.idporten.check_signature(&token);
            assert_eq!(by_other, Err(BadToken::Signature));
        }
        let (start, signature) = token.rsplit_once('.').unwrap();
        let (header, _) = start.split_once('.').unwrap();
        let changed = URL_SAFE_NO_PAD.encode(json!({ "n": 2 }).to_string());
        let forged = format!("{header}.{changed}.{signature}");
        let result = keys.altinn.check_signature(&forged);
        assert_eq!(result, Err(BadToken::Signature));
    }

    #[test]
    fn a_withdrawn_key_takes_the_tokens_with_it_that_it_has_verified() {
        let mut keys = Keys::fresh().unwrap();
        let token = keys.altinn.sign(&json!({}));
        let kid = keys.altinn.kid().to_owned();
        keys.altinn.rotate(SigningKey::make().unwrap());
        assert!(keys.altinn.check_signature(&token).is_ok());
        keys.altinn.withdraw(&kid).unwrap();
        let result = keys.altinn.check_signature(&token);
        assert_eq!(result, Err(BadToken::Signature));
    }

    #[test]
    fn a_key_remembers_a_limited_number_of_tokens() {
        let keys = Keys::fresh().unwrap();
        for n in 0..=MOST_VERIFIED {
            let token = keys.maskinporten.sign(&json!({ "n": n }));
            assert!(keys.maskinporten.check_signature(&token).is_ok());
        }
        let remembered = keys.maskinporten.newest.verified.lock().len();
        assert!((1..=MOST_VERIFIED).contains(&remembered));
    }
}
