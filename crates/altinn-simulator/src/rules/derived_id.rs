//! Calculates ids from names, so that a person or an organisation has the same id in every simulator and after every
//! reset.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Calculates a UUID from a kind, such as `person`, and a name. If the same name is used for two kinds, each kind has
/// its own UUID.
pub(crate) fn uuid_from_name(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("{kind}:{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Calculates a number from a kind and a name, for ids that are integers in Altinn. Two names can give the same number.
pub(crate) fn number_from_name(kind: &str, name: &str) -> u32 {
    let digest = Sha256::digest(format!("{kind}:{name}"));
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}
