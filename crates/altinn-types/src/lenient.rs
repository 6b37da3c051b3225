//! Functions for serde's `deserialize_with`. If one value in a response of Altinn has an unexpected form, these
//! functions still read the rest of the response.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// Reads a list row by row, and leaves out each row that does not fit the type. Otherwise one undocumented row from
/// Altinn could prevent other customers from logging in. The log contains no values, because a row can contain a name
/// or a national identity number.
pub(crate) fn rows<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let rows = Option::<Vec<Value>>::deserialize(deserializer)?;
    let rows = rows.into_iter().flatten().enumerate();
    Ok(rows
        .filter_map(|(index, row)| read_row(index, row))
        .collect())
}

fn read_row<T: DeserializeOwned>(index: usize, row: Value) -> Option<T> {
    match serde_path_to_error::deserialize(row) {
        Ok(row) => Some(row),
        Err(error) => {
            tracing::warn!(
                index,
                row = std::any::type_name::<T>(),
                // If the row lacks a required member, this path is `.`, which means the row itself.
                member = %error.path(),
                "left out a row of a list from Altinn, because the row cannot be read"
            );
            None
        }
    }
}

/// Reads a member that the program does not need. Gives the default value if the member is `null` or has an unexpected
/// form.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = Value::deserialize(deserializer)?;
    let is_null = value.is_null();
    Ok(serde_json::from_value(value).unwrap_or_else(|_| {
        if !is_null {
            let kind = std::any::type_name::<T>();
            tracing::debug!(
                kind,
                "ignored a member of Altinn's response that cannot be read"
            );
        }
        T::default()
    }))
}

/// Reads a member. If the member is `null`, gives the default value, as if the member were missing.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
