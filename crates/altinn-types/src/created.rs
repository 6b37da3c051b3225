//! This module reads the times in Altinn's responses.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// Deserializes a time. A time that cannot be read is `None`, and no error.
///
/// Some responses of Altinn have the default value of .NET's type, `0001-01-01T00:00:00`, which has no offset. No program
/// should stop because of that.
pub(crate) fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}
