use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::Timestamp;
use rsa::{RsaPublicKey, pkcs8::DecodePublicKey, traits::PublicKeyParts};
use serde::{Deserialize, Serialize};
use x509_cert::{
    Certificate,
    der::{Decode, DecodePem, Encode},
    time::Time,
};

use altinn_types::OrgNumber;

/// An enterprise certificate (*virksomhetssertifikat*). A client can sign its grants with the private key of the
/// certificate.
///
/// The real Maskinporten accepts every certificate of the client's organisation that comes from a trusted issuer. The
/// simulator accepts only certificates that are registered with the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterpriseCertificate {
    /// The certificate in the encoding of the header `x5c`: DER in base64, with padding.
    pub der: String,
    /// The RSA modulus of the public key, in base64url.
    pub n: String,
    /// The RSA exponent of the public key, in base64url.
    pub e: String,
    pub valid_from: Timestamp,
    pub valid_to: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCertificate {
    #[error("a certificate must be an X.509 certificate in PEM, with the label CERTIFICATE")]
    Unreadable,
    #[error("a certificate must have an RSA key of at least 2048 bits")]
    Key,
    #[error(
        "the subject of a certificate must have the client's organisation number in organizationIdentifier or serialNumber"
    )]
    Organisation,
}

impl EnterpriseCertificate {
    /// Reads a certificate in PEM, and checks that it belongs to the organisation. Does not check who issued it.
    ///
    /// # Errors
    ///
    /// [`InvalidCertificate`] for the first check that fails. The checks are the format, the key and the organisation
    /// number, in this order.
    pub fn read(pem: &str, organisation: &OrgNumber) -> Result<Self, InvalidCertificate> {
        const MIN_BYTES: usize = 2048 / 8;

        let unreadable = |_| InvalidCertificate::Unreadable;
        let certificate = Certificate::from_pem(pem).map_err(unreadable)?;
        let der = certificate.to_der().map_err(unreadable)?;
        let content = &certificate.tbs_certificate;
        let key = content
            .subject_public_key_info
            .to_der()
            .map_err(unreadable)?;
        let key = RsaPublicKey::from_public_key_der(&key).map_err(|_| InvalidCertificate::Key)?;
        if key.size() < MIN_BYTES {
            return Err(InvalidCertificate::Key);
        }
        if !is_issued_to(&certificate, organisation) {
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

    /// Whether the certificate is valid at the time `now`. The first and the last second of its validity period are
    /// included.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        (self.valid_from..=self.valid_to).contains(&now)
    }

    /// Returns the certificate's public key in the format of the JWT library. Returns `None` if the stored modulus and
    /// exponent are not a valid RSA key.
    #[must_use]
    pub fn decoding_key(&self) -> Option<jsonwebtoken::DecodingKey> {
        jsonwebtoken::DecodingKey::from_rsa_components(&self.n, &self.e).ok()
    }
}

/// Whether a certificate from the header `x5c` belongs to the organisation. Returns `None` if the text is not a
/// certificate.
#[must_use]
pub fn belongs_to(x5c: &str, organisation: &OrgNumber) -> Option<bool> {
    let der = STANDARD.decode(x5c).ok()?;
    let certificate = Certificate::from_der(&der).ok()?;
    Some(is_issued_to(&certificate, organisation))
}

/// Whether the certificate's subject is the organisation. New certificates have the organisation number in
/// `organizationIdentifier`, with the prefix `NTRNO-`. Older ones have it in `serialNumber`, without a prefix.
fn is_issued_to(certificate: &Certificate, organisation: &OrgNumber) -> bool {
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
