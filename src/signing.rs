//! SmartCloud's RSA keys. For each call to the token endpoint of Maskinporten or ID-porten, SmartCloud signs a JWT. The
//! JWT proves which OAuth client sends the call, so SmartCloud has no client secret.
//!
//! Rules to keep if you copy this file:
//!
//! - Sign with RS256.
//! - Put the registered `kid` into the header of the JWT.
//! - Keep the private key in a file or a key vault, and never in a setting or a log line.

use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rsa::{
    RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey},
    pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::Serialize;
use uuid::Uuid;

use crate::{config::KeySource, private_files};

/// The size of a new key in bits. Maskinporten and ID-porten accept no smaller key.
const KEY_BITS: usize = 2048;

/// Each error about a key file contains the name of the setting with the path of the file.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{setting}: the key file {path} cannot be read")]
    UnreadableFile {
        setting: &'static str,
        path: String,
        #[source]
        cause: std::io::Error,
    },
    /// For example, the file contains an elliptic curve key, or the key is encrypted with a password.
    #[error(
        "{setting}: the key file {path} does not contain an RSA private key in PEM, without a password, of at least \
         {KEY_BITS} bits (PKCS#8 or PKCS#1): {reason}"
    )]
    InvalidKey {
        setting: &'static str,
        path: String,
        reason: String,
    },
    #[error("an RSA key cannot be generated")]
    Generation(#[from] rsa::Error),
    #[error("a new RSA key cannot be encoded in PKCS#8")]
    Encoding(#[source] rsa::pkcs8::Error),
    #[error("{setting}: the key file {path} cannot be written")]
    UnwritableFile {
        setting: &'static str,
        path: String,
        #[source]
        cause: std::io::Error,
    },
}

/// A private key and the key id (`kid`) of its registered public key. `Debug` does not print the private key.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    key: EncodingKey,
}

impl SigningKey {
    /// `source` names the file that contains the private key.
    ///
    /// # Errors
    ///
    /// [`KeyError::UnreadableFile`] if the file cannot be read. [`KeyError::InvalidKey`] if the file does not contain
    /// an RSA private key of at least 2048 bits.
    pub fn read(source: &KeySource) -> Result<Self, KeyError> {
        let key = read_key(source)?;
        let der = key
            .to_pkcs1_der()
            .map_err(|cause| invalid(source, &cause))?;
        Ok(Self {
            kid: source.kid.clone(),
            key: EncodingKey::from_rsa_der(der.as_bytes()),
        })
    }

    /// Returns a JWT with `claims`, signed with RS256. The receiver finds the public key by the `kid` in the header.
    ///
    /// # Errors
    ///
    /// [`jsonwebtoken::errors::Error`] if the JSON encoding of the claims or the signing fails.
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

/// Returns the public key that belongs to the private key in the file.
///
/// # Errors
///
/// [`KeyError::UnreadableFile`] or [`KeyError::InvalidKey`] in the same cases as for [`SigningKey::read`].
pub fn public_key(source: &KeySource) -> Result<PublicKey, KeyError> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

    let key = read_key(source)?;
    Ok(PublicKey {
        kty: "RSA",
        r#use: "sig",
        alg: "RS256",
        kid: source.kid.clone(),
        n: BASE64_URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
        e: BASE64_URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
    })
}

/// OpenSSL writes RSA keys in two PEM formats, and this function reads both: PKCS#8 (`BEGIN PRIVATE KEY`) and the older
/// PKCS#1 (`BEGIN RSA PRIVATE KEY`).
fn read_key(source: &KeySource) -> Result<RsaPrivateKey, KeyError> {
    let pem = std::fs::read_to_string(&source.file).map_err(|cause| KeyError::UnreadableFile {
        setting: source.setting,
        path: source.file.display().to_string(),
        cause,
    })?;
    let key = if pem.contains("BEGIN RSA PRIVATE KEY") {
        RsaPrivateKey::from_pkcs1_pem(pem.trim()).map_err(|cause| invalid(source, &cause))?
    } else {
        RsaPrivateKey::from_pkcs8_pem(pem.trim()).map_err(|cause| invalid(source, &cause))?
    };
    if key.size() * 8 < KEY_BITS {
        let reason = format!("the key has {} bits", key.size() * 8);
        return Err(invalid(source, &reason));
    }
    Ok(key)
}

fn invalid(source: &KeySource, reason: &dyn std::fmt::Display) -> KeyError {
    KeyError::InvalidKey {
        setting: source.setting,
        path: source.file.display().to_string(),
        reason: reason.to_string(),
    }
}

/// If the file in `source` does not exist, writes a new RSA key of 2048 bits. Only the owner can read the file
/// afterwards (mode 0600).
///
/// The file never contains a partial key, and programs that run in parallel use the same key.
///
/// # Errors
///
/// - [`KeyError::UnwritableFile`] if the file or its folder cannot be created.
/// - [`KeyError::Generation`] or [`KeyError::Encoding`] if no key can be made.
pub fn make_if_missing(source: &KeySource) -> Result<(), KeyError> {
    let file = &source.file;
    let unwritable = |cause| KeyError::UnwritableFile {
        setting: source.setting,
        path: file.display().to_string(),
        cause,
    };
    if file.exists() {
        return private_files::restrict(file).map_err(unwritable);
    }
    // The crate `rsa` accepts a random number generator only from the version of `rand_core` that it depends on.
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS)?;
    let pem = key
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(KeyError::Encoding)?;
    write_new_file(file, pem.as_bytes()).map_err(unwritable)
}

/// Writes the content to a temporary file, and then links this file to the final name. So other programs never read an
/// incomplete file. If another program has already made a file with the final name, this function keeps that file.
fn write_new_file(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    private_files::make_missing_folder(folder)?;
    let draft: PathBuf = folder.join(format!(".{}.tmp", Uuid::new_v4()));
    let result = write_draft(&draft, content).and_then(|()| {
        // A hard link does not replace an existing file. A rename would replace the key of another program.
        match std::fs::hard_link(&draft, file) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            result => result,
        }
    });
    match std::fs::remove_file(&draft) {
        // Return the delete's error only if everything before succeeded. An earlier error in `result` can be the cause
        // of the failed delete.
        Err(error) if result.is_ok() => Err(error),
        _ => result,
    }
}

fn write_draft(draft: &Path, content: &[u8]) -> std::io::Result<()> {
    private_files::make_file(draft)?;
    let mut file = std::fs::OpenOptions::new().write(true).open(draft)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The folder of one test, which `drop` deletes at the end of the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            Self(std::env::temp_dir().join(format!("smartcloud-key-{}", Uuid::new_v4())))
        }

        fn source(&self, file: &str) -> KeySource {
            KeySource {
                file: self.0.join(file),
                kid: "a".to_owned(),
                setting: "SOME_KEY_FILE",
            }
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_key_is_generated_once_and_only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = Folder::new();
        let source = folder.source("new/key.pem");
        make_if_missing(&source).unwrap();
        let first = std::fs::read(&source.file).unwrap();
        let mode = std::fs::metadata(&source.file)
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);

        // Other users can read the key file. For example, an older version of SmartCloud has created the file.
        std::fs::set_permissions(&source.file, std::fs::Permissions::from_mode(0o644)).unwrap();
        make_if_missing(&source).unwrap();
        assert_eq!(std::fs::read(&source.file).unwrap(), first);
        let mode = std::fs::metadata(&source.file)
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);

        assert!(SigningKey::read(&source).is_ok());
        assert_eq!(public_key(&source).unwrap().e, "AQAB");
        let printed = format!("{:?}", SigningKey::read(&source).unwrap());
        assert_eq!(printed, "SigningKey { kid: \"a\", .. }");
    }

    /// Several programs make the key at the same time. The later programs must keep the first program's key, and leave
    /// no temporary file.
    #[test]
    fn a_file_that_appeared_meanwhile_is_kept() {
        let folder = Folder::new();
        let file = folder.source("key.pem").file;
        std::thread::scope(|scope| {
            for content in ["first", "second", "third"] {
                scope.spawn(|| write_new_file(&file, content.as_bytes()).unwrap());
            }
        });
        let kept = std::fs::read_to_string(&file).unwrap();
        write_new_file(&file, b"late").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), kept);
        let files = std::fs::read_dir(&folder.0).unwrap();
        assert_eq!(files.count(), 1);
    }

    #[test]
    fn both_formats_of_pem_are_read_also_with_blanks_around() {
        let folder = Folder::new();
        let pkcs8 = folder.source("pkcs8.pem");
        make_if_missing(&pkcs8).unwrap();
        let pem = std::fs::read_to_string(&pkcs8.file).unwrap();
        let key = RsaPrivateKey::from_pkcs8_pem(&pem).unwrap();
        let pkcs1 = folder.source("pkcs1.pem");
        let text = key.to_pkcs1_pem(LineEnding::CRLF).unwrap();
        assert!(text.starts_with("-----BEGIN RSA PRIVATE KEY-----"));
        std::fs::write(&pkcs1.file, format!("\n{}\n \n", text.as_str())).unwrap();

        let signed = |source| SigningKey::read(source).unwrap().sign(&"x").unwrap();
        assert_eq!(signed(&pkcs1), signed(&pkcs8));
        assert_eq!(public_key(&pkcs1).unwrap().n, public_key(&pkcs8).unwrap().n);
    }

    #[test]
    fn an_error_names_the_setting_and_the_file() {
        let folder = Folder::new();
        std::fs::create_dir_all(&folder.0).unwrap();
        let short = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 1024).unwrap();
        let short = short.to_pkcs8_pem(LineEnding::LF).unwrap();
        for (name, content, reason) in [
            ("short.pem", Some(short.as_str()), "1024 bits"),
            ("text.pem", Some("no key"), "PKCS#8 or PKCS#1"),
            ("empty.pem", Some(""), "PKCS#8 or PKCS#1"),
            ("missing.pem", None, "cannot be read"),
        ] {
            let source = folder.source(name);
            if let Some(content) = content {
                std::fs::write(&source.file, content).unwrap();
            }
            for error in [
                SigningKey::read(&source).unwrap_err().to_string(),
                public_key(&source).unwrap_err().to_string(),
            ] {
                assert!(error.starts_with("SOME_KEY_FILE: "), "{error}");
                assert!(error.contains(name) && error.contains(reason), "{error}");
            }
        }
    }
}
