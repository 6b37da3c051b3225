use altinn_types::OrgNumber;
use serde_json::Value;

use super::{no_system_user, refusal::GrantRefusal};
use crate::{
    oidc::oauth_clients::MaskinportenClient, rules::system_users::StoredSystemUser, world::World,
};

/// Finds the system user that the claim `authorization_details` of a grant names.
///
/// # Errors
///
/// The first [`GrantRefusal`] that applies, in the order of contract/maskinporten.md §6.
pub(super) fn find_system_user(
    world: &World,
    client: &MaskinportenClient,
    details: &Value,
) -> Result<StoredSystemUser, GrantRefusal> {
    const FIELDS: [&str; 3] = ["type", "systemuser_org", "externalRef"];

    let [detail] = details.as_array().map(Vec::as_slice).unwrap_or_default() else {
        return Err(GrantRefusal::DetailValue {
            field: "authorization_details",
            sent: details.clone(),
            expected: "a list with one object, because a token is for one system user",
        });
    };
    let kind = detail.get("type");
    if kind.and_then(Value::as_str) != Some("urn:altinn:systemuser") {
        return Err(GrantRefusal::DetailType {
            sent: kind.cloned().unwrap_or_default(),
        });
    }
    let fields = detail
        .as_object()
        .into_iter()
        .flat_map(|detail| detail.keys());
    if let Some(unknown) = fields
        .into_iter()
        .find(|field| !FIELDS.contains(&field.as_str()))
    {
        return Err(GrantRefusal::DetailField(unknown.clone()));
    }
    let owner = owner(detail).ok_or_else(|| GrantRefusal::DetailValue {
        field: "systemuser_org",
        sent: detail.get("systemuser_org").cloned().unwrap_or_default(),
        expected: r#"{"authority": "iso6523-actorid-upis", "ID": "0192:" and nine digits}, with ID in capital letters"#,
    })?;
    let external_ref = match detail.get("externalRef") {
        None => None,
        Some(Value::String(text)) => Some(text.as_str()),
        Some(other) => {
            return Err(GrantRefusal::DetailValue {
                field: "externalRef",
                sent: other.clone(),
                expected: "a text",
            });
        }
    };
    // If the check digit is wrong, this is not an organisation number. So no system user can have this owner.
    let owner: OrgNumber = owner
        .parse()
        .map_err(|_| GrantRefusal::NoSystemUser(no_system_user::wrong_check_digit(owner)))?;
    world
        .system_user_for_token(
            &client.client_id,
            &client.organisation,
            &owner,
            external_ref,
        )
        .cloned()
        .ok_or_else(|| {
            let cause = no_system_user::explain(world, client, &owner, external_ref);
            GrantRefusal::NoSystemUser(cause)
        })
}

/// Returns the nine digits of the organisation that owns the system user. Returns `None` if `systemuser_org` has a
/// wrong format.
fn owner(detail: &Value) -> Option<&str> {
    let organisation = detail.get("systemuser_org")?;
    if organisation.get("authority")?.as_str()? != "iso6523-actorid-upis" {
        return None;
    }
    let number = organisation.get("ID")?.as_str()?.strip_prefix("0192:")?;
    Some(number).filter(|number| is_nine_digits(number))
}

/// Whether the text has nine digits. The function ignores the check digit, because a wrong check digit leads to another
/// error.
pub(super) fn is_nine_digits(number: &str) -> bool {
    number.len() == 9 && number.bytes().all(|digit| digit.is_ascii_digit())
}
