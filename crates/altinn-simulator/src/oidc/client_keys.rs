use jiff::Timestamp;
use jsonwebtoken::{DecodingKey, Header};

use super::{certificates::EnterpriseCertificate, oauth_clients::ClientKey};

/// Why the header of what a client has signed names nothing to check it with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    #[error("the header has both kid and x5c: one of them is to be there")]
    KeyAndCertificate,
    #[error("the header has neither kid nor x5c: it is to say which key has signed")]
    NotNamed,
    #[error("no key of the client has this kid")]
    UnknownKey,
    #[error("the registered key has expired")]
    KeyExpired,
    #[error("the first certificate in x5c is not registered with the client")]
    UnknownCertificate,
    #[error("the certificate is not valid at this time")]
    CertificateNotValid,
}

/// The registered key or certificate that the header names, by `kid` or `x5c`: the same rule at Maskinporten
/// and at ID-porten.
///
/// # Errors
///
/// [`NoKey`].
pub fn checking_key(
    keys: &[ClientKey],
    certificates: &[EnterpriseCertificate],
    header: &Header,
    now: Timestamp,
) -> Result<DecodingKey, NoKey> {
    let Some(chain) = &header.x5c else {
        let kid = header.kid.as_ref().ok_or(NoKey::NotNamed)?;
        let key = keys.iter().find(|key| key.kid == *kid);
        let key = key.ok_or(NoKey::UnknownKey)?;
        if key.expires <= now {
            return Err(NoKey::KeyExpired);
        }
        return key.decoding_key().ok_or(NoKey::UnknownKey);
    };
    if header.kid.is_some() {
        return Err(NoKey::KeyAndCertificate);
    }
    // The others in the chain are of those who have issued it.
    let certificate = certificates
        .iter()
        .find(|certificate| Some(&certificate.der) == chain.first());
    let certificate = certificate.ok_or(NoKey::UnknownCertificate)?;
    if !certificate.is_valid(now) {
        return Err(NoKey::CertificateNotValid);
    }
    certificate.decoding_key().ok_or(NoKey::UnknownCertificate)
}
