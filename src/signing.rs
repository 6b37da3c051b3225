//! SmartCloud's RSA keys. For each call to the token endpoint of Maskinporten or ID-porten, SmartCloud signs a JWT. The
//! JWT proves which OAuth client sends the call, so SmartCloud has no client secret.
//!
//! Rules to keep if you copy this file:
//!
//! - Sign with RS256.
//! - Put the registered `kid` into the header of the JWT.
//! - Keep the private key in a file or a key vault, and never in a setting or a log line.

use std::path::Path;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::{
    RsaPrivateKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::Serialize;

use crate::{config::KeySource, private_files};

/// The size of a new key in bits. Maskinporten accepts no smaller key.
const KEY_BITS: usize = 2048;

/// Why SmartCloud cannot read or make a private key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {path} cannot be read")]
    UnreadableFile {
        path: String,
        #[source]
        cause: std::io::Error,
    },
    #[error("the key file {path} does not contain an RSA private key in PEM")]
    InvalidPem {
        path: String,
        #[source]
        cause: jsonwebtoken::errors::Error,
    },
    /// The file is not PKCS#8. If the file starts with `BEGIN RSA PRIVATE KEY`, it is PKCS#1. The command
    /// `openssl pkcs8 -topk8 -nocrypt` converts PKCS#1 to PKCS#8.
    #[error("the key file {path} does not contain an RSA private key in PKCS#8")]
    InvalidPkcs8 {
        path: String,
        #[source]
        cause: rsa::pkcs8::Error,
    },
    #[error("an RSA key cannot be generated")]
    Generation(#[from] rsa::Error),
    #[error("a new RSA key cannot be encoded in PKCS#8")]
    Encoding(#[source] rsa::pkcs8::Error),
    #[error("the key file {path} cannot be written")]
    UnwritableFile {
        path: String,
        #[source]
        cause: std::io::Error,
    },
}

/// A private key, with the key id (`kid`) under which its public key is registered. `Debug` does not print the private
/// key.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    key: EncodingKey,
}

impl SigningKey {
    /// Reads the private key from the file in `source`.
    ///
    /// # Errors
    ///
    /// [`KeyError::UnreadableFile`] or [`KeyError::InvalidPem`]. Both errors name the file.
    pub fn read(source: &KeySource) -> Result<Self, KeyError> {
        let path = || source.file.display().to_string();
        let pem = std::fs::read(&source.file).map_err(|cause| KeyError::UnreadableFile {
            path: path(),
            cause,
        })?;
        let key = EncodingKey::from_rsa_pem(&pem).map_err(|cause| KeyError::InvalidPem {
            path: path(),
            cause,
        })?;
        Ok(Self {
            kid: source.kid.clone(),
            key,
        })
    }

    /// Returns a JWT with `claims`, signed with RS256. The header contains the `kid`, with which the receiver finds the
    /// public key.
    ///
    /// # Errors
    ///
    /// [`jsonwebtoken::errors::Error`] if the claims cannot be written as JSON or the key cannot sign.
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

/// A public key as a JWK. A vendor registers its public key in this format at Maskinporten or ID-porten.
#[derive(Clone, Debug, Serialize)]
pub struct PublicKey {
    pub kty: &'static str,
    pub r#use: &'static str,
    pub alg: &'static str,
    pub kid: String,
    pub n: String,
    pub e: String,
}

/// Reads a private key from its file, and returns the public key that belongs to it.
///
/// # Errors
///
/// [`KeyError::UnreadableFile`] or [`KeyError::InvalidPkcs8`]. Both errors name the file.
pub fn public_key(source: &KeySource) -> Result<PublicKey, KeyError> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    let path = || source.file.display().to_string();
    let pem = std::fs::read_to_string(&source.file).map_err(|cause| KeyError::UnreadableFile {
        path: path(),
        cause,
    })?;
    let key = RsaPrivateKey::from_pkcs8_pem(&pem).map_err(|cause| KeyError::InvalidPkcs8 {
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

/// Generates an RSA key of 2048 bits and writes it to `file`, unless the file exists already. Only the owner of the file
/// can read it (mode 0600), also if the file exists already.
///
/// # Errors
///
/// - [`KeyError::UnwritableFile`] if the file or its folder cannot be created.
/// - [`KeyError::Generation`] or [`KeyError::Encoding`] if no key can be made.
pub fn make_if_missing(file: &Path) -> Result<(), KeyError> {
    let write = |cause| KeyError::UnwritableFile {
        path: file.display().to_string(),
        cause,
    };
    if file.exists() {
        return private_files::restrict(file).map_err(write);
    }
    // The crate `rsa` accepts only a random number generator from the version of `rand_core` that it depends on.
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS)?;
    let pem = key
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(KeyError::Encoding)?;
    if let Some(folder) = file.parent() {
        private_files::make_missing_folder(folder).map_err(write)?;
    }
    private_files::make_file(file).map_err(write)?;
    std::fs::write(file, pem.as_bytes()).map_err(write)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_generated_once_and_only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = std::env::temp_dir().join(format!("smartcloud-key-{}", std::process::id()));
        let file = folder.join("new").join("key.pem");
        make_if_missing(&file).unwrap();
        let first = std::fs::read(&file).unwrap();
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        // An older version of SmartCloud, or a copy of the file, may have left the key open to other users.
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        make_if_missing(&file).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), first);
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

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
    fn the_error_names_a_file_without_a_key() {
        let source = KeySource {
            file: "Cargo.toml".into(),
            kid: "a".to_owned(),
        };
        let error = SigningKey::read(&source).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the key file Cargo.toml does not contain an RSA private key in PEM"
        );
    }
}
