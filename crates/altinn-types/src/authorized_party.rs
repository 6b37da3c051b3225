use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Links, OrgNumber};

/// The parties that a person can represent, as `GET accessmanagement/api/v1/enduser/authorizedparties` returns them.
///
/// `data` is a list of lists, because Altinn's documentation defines the field in this way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedParties {
    pub links: Links,
    pub data: Vec<Vec<AuthorizedParty>>,
}

impl AuthorizedParties {
    /// Returns the organisations that are not deleted, and their subunits. The result contains each organisation once.
    #[must_use]
    pub fn organisations(&self) -> Vec<(&OrgNumber, &AuthorizedParty)> {
        fn walk<'a>(
            parties: &'a [AuthorizedParty],
            found: &mut Vec<(&'a OrgNumber, &'a AuthorizedParty)>,
        ) {
            for party in parties {
                // If a person has access only to a subunit, Altinn also lists the parent organisation. The result must
                // not contain this parent.
                if !party.is_deleted
                    && !party.only_hierarchy_element_with_no_access
                    && party.party_type == PartyType::Organization
                    && let Some(number) = &party.organization_number
                    && !found.iter().any(|(known, _)| *known == number)
                {
                    found.push((number, party));
                }
                walk(&party.subunits, found);
            }
        }
        let mut found = Vec::new();
        for list in &self.data {
            walk(list, &mut found);
        }
        found
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartyType {
    None,
    Person,
    Organization,
    SelfIdentified,
}

/// A party (*aktør*), which is a person or an organisation. Altinn also returns national identity numbers, but this
/// type does not read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizedParty {
    pub party_uuid: Uuid,
    pub name: String,
    #[serde(default)]
    pub organization_number: Option<OrgNumber>,
    #[serde(default)]
    pub parent_id: Option<Uuid>,
    pub party_id: i64,
    #[serde(rename = "type")]
    pub party_type: PartyType,
    #[serde(default)]
    pub unit_type: Option<String>,
    #[serde(default)]
    pub is_deleted: bool,
    #[serde(default)]
    pub only_hierarchy_element_with_no_access: bool,
    #[serde(default)]
    pub authorized_access_packages: Vec<String>,
    #[serde(default)]
    pub authorized_roles: Vec<String>,
    #[serde(default)]
    pub authorized_resources: Vec<String>,
    #[serde(default)]
    pub authorized_instances: Vec<serde_json::Value>,
    #[serde(default)]
    pub subunits: Vec<AuthorizedParty>,
}
