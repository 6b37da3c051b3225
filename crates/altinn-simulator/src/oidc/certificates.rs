use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use rsa::{RsaPublicKey, pkcs8::DecodePublicKey, traits::PublicKeyParts};
use serde::{Deserialize, Serialize};
use x509_cert::{
    Certificate,
    der::{DecodePem, Encode},
    time::Time,
};

use altinn_types::OrgNumber;

/// An enterprise certificate (*virksomhetssertifikat*) that a client signs its grants with.
///
/// Maskinporten takes any that an issuer which it trusts has made out to the client's organisation. Here
/// those are trusted that are registered with the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterpriseCertificate {
    /// As in `x5c`: DER in base64, with padding.
    pub der: String,
    /// The RSA modulus and exponent, base64url.
    pub n: String,
    pub e: String,
    pub valid_from: Timestamp,
    pub valid_to: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCertificate {
    #[error(
        "a certificate is given in PEM, as a CERTIFICATE with a time from which and to which it is valid"
    )]
    Unreadable,
    #[error("a certificate has an RSA key of at least 2048 bits")]
    Key,
    #[error(
        "the certificate's subject has not the client's organisation number in organizationIdentifier or serialNumber"
    )]
    Organisation,
}

impl EnterpriseCertificate {
    /// Reads a certificate of an organisation. Who has signed it is not looked at.
    ///
    /// # Errors
    ///
    /// [`InvalidCertificate`].
    pub fn read(pem: &str, organisation: &OrgNumber) -> Result<Self, InvalidCertificate> {
        const BYTES: usize = 2048 / 8;

        let unreadable = |_| InvalidCertificate::Unreadable;
        let certificate = Certificate::from_pem(pem).map_err(unreadable)?;
        let der = certificate.to_der().map_err(unreadable)?;
        let content = &certificate.tbs_certificate;
        let key = content
            .subject_public_key_info
            .to_der()
            .map_err(unreadable)?;
        let key = RsaPublicKey::from_public_key_der(&key).map_err(|_| InvalidCertificate::Key)?;
        if key.size() < BYTES {
            return Err(InvalidCertificate::Key);
        }
        if !is_made_out_to(&certificate, organisation) {
            return Err(InvalidCertificate::Organisation);
        }
        Ok(Self {
            der: STANDARD.encode(der),
            n: URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
            e: URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
            valid_from: moment(content.validity.not_before)?,
            valid_to: moment(content.validity.not_after)?,
        })
    }

    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        (self.valid_from..=self.valid_to).contains(&now)
    }

    /// The key, to check a signature with; `None` for one that is no RSA key after all.
    #[must_use]
    pub fn decoding_key(&self) -> Option<jsonwebtoken::DecodingKey> {
        jsonwebtoken::DecodingKey::from_rsa_components(&self.n, &self.e).ok()
    }
}

/// The number stands in `organizationIdentifier` as `NTRNO-…`, and in older ones in `serialNumber`.
fn is_made_out_to(certificate: &Certificate, organisation: &OrgNumber) -> bool {
    const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";
    const SERIAL_NUMBER: &str = "2.5.4.5";

    let subject = &certificate.tbs_certificate.subject.0;
    subject.iter().flat_map(|name| name.0.iter()).any(|part| {
        let number = std::str::from_utf8(part.value.value()).ok();
        let number = match part.oid.to_string().as_str() {
            ORGANIZATION_IDENTIFIER => number.and_then(|text| text.strip_prefix("NTRNO-")),
            SERIAL_NUMBER => number,
            _ => None,
        };
        number == Some(organisation.as_str())
    })
}

fn moment(time: Time) -> Result<Timestamp, InvalidCertificate> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs());
    let moment = seconds.ok().and_then(|s| Timestamp::from_second(s).ok());
    moment.ok_or(InvalidCertificate::Unreadable)
}
