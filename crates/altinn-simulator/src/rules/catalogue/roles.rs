use std::{collections::BTreeSet, sync::LazyLock};

use altinn_types::LocalizedText;
use serde::Deserialize;
use uuid::Uuid;

/// A role that a person or an organisation can have in an organisation. The roles come from Altinn, from Altinn 2, and
/// from the registers of the Brønnøysund Register Centre.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    pub urn: String,
    /// The last part of the URN, such as `daglig-leder`.
    pub code: String,
    pub legacy_urn: Option<String>,
    /// The code that the role had in Altinn 2, such as `dagl`.
    pub legacy_code: Option<String>,
    pub uuid: Uuid,
    pub name: LocalizedText,
    /// Whether the role is a key role (*nøkkelrolle*), such as `daglig-leder`. The holder of a key role has the same
    /// access as the organisation itself.
    pub key_role: bool,
    /// The register that Altinn gets the role from, such as `CentralCoordinatingRegister`.
    pub provider: String,
}

/// The roles in `contract/access-roles.json`, in the same order as in Altinn's source code.
pub static ROLES: LazyLock<Vec<Role>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../contract/access-roles.json"))
        .expect("a test reads this file")
});

/// Altinn uses these roles internally. The list of authorised parties never contains them (contract/idporten.md §8).
const NEVER_LISTED: [&str; 2] = ["rettighetshaver", "agent"];

/// Converts role codes to the codes in Altinn's list of authorised parties. The result is sorted and has each code
/// once. If a role also has a code from Altinn 2, the result contains both codes. Roles that Altinn does not know are
/// left out.
#[must_use]
pub fn authorized_codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let roles = codes.into_iter().filter_map(role);
    let listed = roles.filter(|role| !NEVER_LISTED.contains(&role.code.as_str()));
    let codes: BTreeSet<&String> = listed
        .flat_map(|role| [Some(&role.code), role.legacy_code.as_ref()])
        .flatten()
        .collect();
    codes.into_iter().cloned().collect()
}

/// Finds a role by its URN or its code. The URN or the code that the role had in Altinn 2 also finds the role.
#[must_use]
pub fn role(name: &str) -> Option<&'static Role> {
    let code = name.rsplit(':').next()?;
    ROLES
        .iter()
        .find(|role| role.code == code || role.legacy_code.as_deref() == Some(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_all_roles_with_different_codes() {
        assert_eq!(ROLES.len(), 148);
        let codes: BTreeSet<_> = ROLES.iter().map(|role| &role.code).collect();
        assert_eq!(codes.len(), ROLES.len());
    }

    #[test]
    fn a_role_of_altinn_2_has_two_codes() {
        assert_eq!(authorized_codes(["daglig-leder"]), ["dagl", "daglig-leder"]);
        assert!(authorized_codes(["rettighetshaver", "no-such-role"]).is_empty());
        for name in [
            "dagl",
            "urn:altinn:rolecode:dagl",
            "urn:altinn:external-role:ccr:daglig-leder",
        ] {
            assert_eq!(
                role(name).map(|role| role.code.as_str()),
                Some("daglig-leder")
            );
        }
    }
}
