//! SmartCloud's own keys: it proves who it is by signing, to Maskinporten as to ID-porten.

use std::{io::Write, path::Path};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::{
    RsaPrivateKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::Serialize;

use crate::config::KeySource;

/// The least that Maskinporten takes.
const KEY_BITS: usize = 2048;

/// Why a private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("cannot read the key file {path}")]
    Read {
        path: String,
        #[source]
        cause: std::io::Error,
    },
    #[error("{path} holds no RSA private key in PEM")]
    NotAKey {
        path: String,
        #[source]
        cause: jsonwebtoken::errors::Error,
    },
    #[error("{path} holds no RSA private key in PKCS#8")]
    NotPkcs8 {
        path: String,
        #[source]
        cause: rsa::pkcs8::Error,
    },
    #[error("cannot make a key")]
    Make(#[from] rsa::Error),
    #[error("cannot write the key file {path}")]
    Write {
        path: String,
        #[source]
        cause: std::io::Error,
    },
}

/// A private key and the id under which its public half is registered. It does not print.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    key: EncodingKey,
}

impl SigningKey {
    /// Reads the key from its file.
    ///
    /// # Errors
    ///
    /// [`KeyError`], which names the file.
    pub fn read(source: &KeySource) -> Result<Self, KeyError> {
        let path = || source.file.display().to_string();
        let pem = std::fs::read(&source.file).map_err(|cause| KeyError::Read {
            path: path(),
            cause,
        })?;
        let key = EncodingKey::from_rsa_pem(&pem).map_err(|cause| KeyError::NotAKey {
            path: path(),
            cause,
        })?;
        Ok(Self {
            kid: source.kid.clone(),
            key,
        })
    }

    /// Signs `claims` as a JWT: RS256, with the key's id in the header.
    ///
    /// # Errors
    ///
    /// [`jsonwebtoken::errors::Error`] where the key cannot sign.
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, jsonwebtoken::errors::Error> {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.key)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// The public half of a key, as it is registered with Maskinporten or ID-porten (a JWK).
#[derive(Clone, Debug, Serialize)]
pub struct PublicKey {
    pub kty: &'static str,
    pub r#use: &'static str,
    pub alg: &'static str,
    pub kid: String,
    pub n: String,
    pub e: String,
}

/// The public half of the key in a file.
///
/// # Errors
///
/// [`KeyError`], which names the file.
pub fn public_key(source: &KeySource) -> Result<PublicKey, KeyError> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    let path = || source.file.display().to_string();
    let pem = std::fs::read_to_string(&source.file).map_err(|cause| KeyError::Read {
        path: path(),
        cause,
    })?;
    let key = RsaPrivateKey::from_pkcs8_pem(&pem).map_err(|cause| KeyError::NotPkcs8 {
        path: path(),
        cause,
    })?;
    Ok(PublicKey {
        kty: "RSA",
        r#use: "sig",
        alg: "RS256",
        kid: source.kid.clone(),
        n: BASE64_URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
        e: BASE64_URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
    })
}

/// Makes a key where there is none: RSA of 2048 bits, readable by its owner only (0600).
///
/// # Errors
///
/// [`KeyError`] where the file cannot be written.
pub fn make_if_missing(file: &Path) -> Result<(), KeyError> {
    if file.exists() {
        return Ok(());
    }
    let write = |cause| KeyError::Write {
        path: file.display().to_string(),
        cause,
    };
    // The operating system's randomness, by the version of `rand` that `rsa` knows.
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS)?;
    let pem = key
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|cause| KeyError::NotPkcs8 {
            path: file.display().to_string(),
            cause,
        })?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(write)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file).map_err(write)?;
    file.write_all(pem.as_bytes()).map_err(write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let folder = std::env::temp_dir().join(format!("smartcloud-key-{}", std::process::id()));
        let file = folder.join("new").join("key.pem");
        make_if_missing(&file).unwrap();
        let first = std::fs::read(&file).unwrap();
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        make_if_missing(&file).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), first);

        let source = KeySource {
            file: file.clone(),
            kid: "a".to_owned(),
        };
        assert!(SigningKey::read(&source).is_ok());
        assert_eq!(public_key(&source).unwrap().e, "AQAB");
        let printed = format!("{:?}", SigningKey::read(&source).unwrap());
        assert_eq!(printed, "SigningKey { kid: \"a\", .. }");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_is_no_key_is_named() {
        let source = KeySource {
            file: "Cargo.toml".into(),
            kid: "a".to_owned(),
        };
        let error = SigningKey::read(&source).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Cargo.toml holds no RSA private key in PEM"
        );
    }
}
