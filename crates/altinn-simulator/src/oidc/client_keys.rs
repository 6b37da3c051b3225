use jiff::Timestamp;
use jsonwebtoken::{DecodingKey, Header};

use super::{
    certificates::{self, EnterpriseCertificate},
    oauth_clients::ClientKey,
};
use altinn_types::OrgNumber;

/// Why the header of a client's grant or client assertion does not identify a valid key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyLookupError {
    #[error("the header has both kid and x5c, but must have only one of them")]
    KeyAndCertificate,
    #[error("the header has neither kid nor x5c, so it does not identify a key")]
    NotIdentified,
    #[error("the client has no key with this kid")]
    UnknownKey,
    #[error("the registered key has expired")]
    KeyExpired,
    #[error(
        "the first certificate in x5c is not an X.509 certificate, as DER in base64 with padding"
    )]
    UnreadableCertificate,
    #[error("the first certificate in x5c belongs to another organisation than the client's")]
    OthersCertificate,
    #[error("the first certificate in x5c is not registered with the client")]
    UnknownCertificate,
    #[error("the certificate is not valid at this time")]
    CertificateNotValid,
}

#[derive(Clone, Copy, Debug)]
pub struct ClientKeys<'a> {
    pub keys: &'a [ClientKey],
    pub certificates: &'a [EnterpriseCertificate],
    pub organisation: &'a OrgNumber,
}

impl ClientKeys<'_> {
    /// Finds the key that verifies the client's JWT. The JWT's header identifies a registered key with `kid`, or a
    /// registered certificate with `x5c`. Maskinporten and ID-porten have the same rule.
    ///
    /// # Errors
    ///
    /// [`KeyLookupError`] if the header does not identify exactly one valid key.
    pub fn verification_key(
        self,
        header: &Header,
        now: Timestamp,
    ) -> Result<DecodingKey, KeyLookupError> {
        let Some(chain) = &header.x5c else {
            let kid = header.kid.as_ref().ok_or(KeyLookupError::NotIdentified)?;
            let key = self.keys.iter().find(|key| key.kid == *kid);
            let key = key.ok_or(KeyLookupError::UnknownKey)?;
            if key.expires <= now {
                return Err(KeyLookupError::KeyExpired);
            }
            return key.decoding_key().ok_or(KeyLookupError::UnknownKey);
        };
        if header.kid.is_some() {
            return Err(KeyLookupError::KeyAndCertificate);
        }
        // The first certificate in `x5c` belongs to the client, and the others belong to its issuers.
        let first = chain.first().map(String::as_str).unwrap_or_default();
        let registered = self.certificates.iter().find(|known| known.der == first);
        let Some(certificate) = registered else {
            return Err(match certificates::belongs_to(first, self.organisation) {
                None => KeyLookupError::UnreadableCertificate,
                Some(false) => KeyLookupError::OthersCertificate,
                Some(true) => KeyLookupError::UnknownCertificate,
            });
        };
        if !certificate.is_valid(now) {
            return Err(KeyLookupError::CertificateNotValid);
        }
        certificate
            .decoding_key()
            .ok_or(KeyLookupError::UnknownCertificate)
    }
}
