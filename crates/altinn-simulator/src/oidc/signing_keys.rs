//! The keys that the services sign with: made at the first start, kept with the world.

use std::sync::OnceLock;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

const BITS: usize = 2048;

/// Claims of a token.
pub type Claims = Map<String, Value>;

/// The keys of the three services that sign.
#[derive(Clone)]
pub struct Keys {
    pub altinn: ServiceKey,
    pub idporten: ServiceKey,
    pub maskinporten: ServiceKey,
}

/// What a service signs with: its newest key. Tokens by the older ones are good until those are withdrawn.
#[derive(Clone)]
pub struct ServiceKey {
    older: Vec<SigningKey>,
    newest: SigningKey,
}

/// One RSA key, and what is made of it.
#[derive(Clone)]
pub struct SigningKey {
    pem: String,
    kid: String,
    signing: EncodingKey,
    checking: DecodingKey,
    jwk: Value,
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("no RSA key can be made")]
    Make(#[from] rsa::Error),
    #[error("a saved key cannot be read")]
    Read(#[from] rsa::pkcs1::Error),
    #[error("a key does not fit the signing library")]
    Use(#[from] jsonwebtoken::errors::Error),
}

/// Why a token is not taken. The answer is the same for all; the log tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("the token cannot be read")]
    Unreadable,
    #[error("the token is not signed by any of the keys it may be signed by")]
    Signature,
    #[error("the token has run out")]
    Expired,
    #[error("the token is not valid yet")]
    NotYet,
}

impl Keys {
    /// Keys for a new world.
    ///
    /// They are made once in a process: making RSA keys is slow, and tests start many worlds.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where there is no randomness to make them of.
    pub fn fresh() -> Result<Self, KeyError> {
        static MADE: OnceLock<Keys> = OnceLock::new();
        static MAKING: std::sync::Mutex<()> = std::sync::Mutex::new(());

        let _one_at_a_time = MAKING
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(keys) = MADE.get() {
            return Ok(keys.clone());
        }
        // Each key takes some 100 ms of processor time, so the keys are made in parallel.
        let keys = std::thread::scope(|scope| {
            let altinn = scope.spawn(ServiceKey::make);
            let idporten = scope.spawn(ServiceKey::make);
            let maskinporten = ServiceKey::make();
            // A thread that panicked has made no key, so this thread makes the key.
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|_| ServiceKey::make())
            };
            Ok::<_, KeyError>(Self {
                altinn: join(altinn)?,
                idporten: join(idporten)?,
                maskinporten: maskinporten?,
            })
        })?;
        Ok(MADE.get_or_init(|| keys).clone())
    }

    /// Each service's, with its name in the levers.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &ServiceKey); 3] {
        [
            ("altinn", &self.altinn),
            ("idporten", &self.idporten),
            ("maskinporten", &self.maskinporten),
        ]
    }

    /// One service's, by its name in the levers.
    pub fn of_mut(&mut self, name: &str) -> Option<&mut ServiceKey> {
        match name {
            "altinn" => Some(&mut self.altinn),
            "idporten" => Some(&mut self.idporten),
            "maskinporten" => Some(&mut self.maskinporten),
            _ => None,
        }
    }
}

/// Why a key is not withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotWithdrawn {
    #[error("there is no such key")]
    Unknown,
    #[error("it is the only key: rotate first, so that there is another to sign with")]
    Only,
}

impl ServiceKey {
    fn make() -> Result<Self, KeyError> {
        Ok(Self {
            older: Vec::new(),
            newest: SigningKey::make()?,
        })
    }

    /// Reads keys back from their PEM forms, the oldest first; `None` for none at all.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where one is no such key.
    pub fn from_pems(pems: &[String]) -> Result<Option<Self>, KeyError> {
        let keys: Result<Vec<_>, _> = pems.iter().map(|pem| SigningKey::from_pem(pem)).collect();
        let mut older = keys?;
        Ok(older.pop().map(|newest| Self { older, newest }))
    }

    /// The oldest first. For the store alone.
    pub(crate) fn pems(&self) -> impl Iterator<Item = &str> {
        self.all().map(|key| key.pem.as_str())
    }

    fn all(&self) -> impl Iterator<Item = &SigningKey> {
        self.older.iter().chain([&self.newest])
    }

    /// Signs with another key from now on; the one before stays in the JWKS.
    pub fn rotate(&mut self, to: SigningKey) {
        self.older.push(std::mem::replace(&mut self.newest, to));
    }

    /// Takes a key out of the JWKS: tokens that it has signed are refused from now on.
    ///
    /// # Errors
    ///
    /// [`NotWithdrawn`].
    pub fn withdraw(&mut self, kid: &str) -> Result<(), NotWithdrawn> {
        if self.newest.kid == kid {
            self.newest = self.older.pop().ok_or(NotWithdrawn::Only)?;
            return Ok(());
        }
        let place = self.older.iter().position(|key| key.kid == kid);
        self.older.remove(place.ok_or(NotWithdrawn::Unknown)?);
        Ok(())
    }

    /// The name of the key that signs now.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.newest.kid
    }

    /// The names of all keys, the oldest first.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.all().map(SigningKey::kid)
    }

    /// The public keys as a JWKS document.
    #[must_use]
    pub fn jwks(&self) -> Value {
        json!({ "keys": self.all().map(|key| &key.jwk).collect::<Vec<_>>() })
    }

    /// A signed token. The header has `kid` and `alg` and no `typ`, as Maskinporten's and ID-porten's.
    ///
    /// # Panics
    ///
    /// Never: the key was checked when it was read, and claims are plain JSON.
    #[must_use]
    pub fn sign(&self, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = None;
        self.newest.sign_with(&header, claims)
    }

    /// A signed token as Altinn's: with `typ` and `x5t` in its header.
    ///
    /// # Panics
    ///
    /// Never, as [`ServiceKey::sign`].
    #[must_use]
    pub fn sign_as_altinn(&self, claims: &impl Serialize) -> String {
        let mut header = Header::new(Algorithm::RS256);
        header.x5t = Some(self.newest.kid.clone());
        self.newest.sign_with(&header, claims)
    }

    /// A token with other claims, under the same header: for faults on order.
    #[must_use]
    pub fn sign_again(&self, token: &str, change: impl FnOnce(&mut Claims)) -> Option<String> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let mut claims = unchecked_claims(token)?;
        change(&mut claims);
        Some(self.newest.sign_with(&header, &claims))
    }

    /// Checks the signature alone.
    ///
    /// # Errors
    ///
    /// [`BadToken::Unreadable`], [`BadToken::Signature`].
    pub fn check_signature(&self, token: &str) -> Result<Claims, BadToken> {
        let by_older = |error| {
            let older = self.older.iter().rev();
            let mut claims = older.filter_map(|key| key.check_signature(token).ok());
            claims.next().ok_or(error)
        };
        self.newest.check_signature(token).or_else(by_older)
    }
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    ///
    /// [`KeyError`] where there is no randomness to make it of.
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
        // RFC 7638: the members that make the key, in alphabetical order.
        let thumbprint = Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
        let kid = URL_SAFE_NO_PAD.encode(thumbprint);
        Ok(Self {
            signing: EncodingKey::from_rsa_pem(pem.as_bytes())?,
            checking: DecodingKey::from_rsa_components(&n, &e)?,
            jwk: json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": n, "e": e }),
            kid,
            pem,
        })
    }

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
            .expect("the key was checked when it was read, and claims are plain JSON")
    }

    fn check_signature(&self, token: &str) -> Result<Claims, BadToken> {
        check_signature(token, &self.checking, &[Algorithm::RS256])
    }
}

/// Checks the signature of a token and gives its claims. No claim is looked at: whose clock counts is
/// the world's to say.
///
/// # Errors
///
/// [`BadToken::Unreadable`], [`BadToken::Signature`].
pub fn check_signature(
    token: &str,
    key: &DecodingKey,
    algorithms: &[Algorithm],
) -> Result<Claims, BadToken> {
    let mut validation = Validation::default();
    validation.algorithms = algorithms.to_vec();
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode::<Claims>(token, key, &validation)
        .map(|data| data.claims)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature
            | jsonwebtoken::errors::ErrorKind::InvalidAlgorithm => BadToken::Signature,
            _ => BadToken::Unreadable,
        })
}

/// What a token says before anyone has checked it: good for finding the key to check it with.
#[must_use]
pub fn unchecked_claims(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// Checks `exp`, which must be there, and `nbf`, which may be.
///
/// # Errors
///
/// [`BadToken::Unreadable`], [`BadToken::Expired`], [`BadToken::NotYet`].
pub fn check_lifetime(
    claims: &Claims,
    now: Timestamp,
    skew: SignedDuration,
) -> Result<(), BadToken> {
    let seconds = |name: &str| claims.get(name).and_then(Value::as_i64);
    let expires = seconds("exp").ok_or(BadToken::Unreadable)?;
    if now.as_second() > expires.saturating_add(skew.as_secs()) {
        return Err(BadToken::Expired);
    }
    if seconds("nbf").is_some_and(|nbf| nbf > now.as_second().saturating_add(skew.as_secs())) {
        return Err(BadToken::NotYet);
    }
    Ok(())
}

/// Without the keys: what is printed ends up in logs.
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
