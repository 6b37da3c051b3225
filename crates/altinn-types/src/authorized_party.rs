use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{OrgNumber, lenient};

/// The parties that a person or a system user can represent, as `GET accessmanagement/api/v1/enduser/authorizedparties`
/// returns them. Altinn sends the whole list in one response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizedParties {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub links: NoMorePages,
    /// The parties. Subunits are in [`AuthorizedParty::subunits`] of their main unit, and not in this list.
    #[serde(deserialize_with = "lenient::rows")]
    pub data: Vec<AuthorizedParty>,
}

/// The member `links` of a list that always has only one page. Its value is always `{"next": null}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoMorePages {
    next: (),
}

impl AuthorizedParties {
    /// Returns the organisations that are not deleted, and their subunits. The result contains each organisation once.
    ///
    /// Altinn also lists organisations without an organisation number, or with an invalid number. This function leaves
    /// out such an organisation and logs a warning.
    #[must_use]
    pub fn organisations(&self) -> Vec<(&OrgNumber, &AuthorizedParty)> {
        fn walk<'a>(
            parties: &'a [AuthorizedParty],
            found: &mut Vec<(&'a OrgNumber, &'a AuthorizedParty)>,
        ) {
            for party in parties {
                // If a person has access only to a subunit, Altinn also lists the parent organisation. The result must
                // not contain this parent.
                if !party.is_deleted && !party.only_hierarchy_element_with_no_access {
                    match (party.party_type, &party.organization_number) {
                        (PartyType::Organization, Some(number)) => {
                            if !found.iter().any(|(known, _)| *known == number) {
                                found.push((number, party));
                            }
                        }
                        (PartyType::Organization | PartyType::Unknown, _) => tracing::warn!(
                            party = %party.party_uuid,
                            party_type = ?party.party_type,
                            "left out a party of unknown type, or without a valid organisation number"
                        ),
                        (PartyType::None | PartyType::Person | PartyType::SelfIdentified, _) => {}
                    }
                }
                walk(&party.subunits, found);
            }
        }
        let mut found = Vec::new();
        walk(&self.data, &mut found);
        found
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartyType {
    None,
    Person,
    Organization,
    SelfIdentified,
    /// A type that Altinn introduced after this program was written.
    #[serde(other)]
    Unknown,
}

/// A party (*aktør*), which is a person or an organisation.
///
/// Altinn's response contains the national identity number of a person. This type writes the number, because the
/// simulator must send the same response. But the type never reads the number, so SmartCloud cannot save or log the
/// number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizedParty {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub party_uuid: Uuid,
    pub name: String,
    /// The organisation number. `None` if Altinn sent no organisation number, or an invalid one.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub organization_number: Option<OrgNumber>,
    /// Altinn never sets this member. Altinn shows the hierarchy in `subunits` instead.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub parent_id: Option<Uuid>,
    #[serde(default, skip_deserializing)]
    pub person_id: Option<String>,
    #[serde(default, skip_deserializing)]
    pub date_of_birth: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub party_id: i64,
    #[serde(default, skip_deserializing)]
    pub email_id: Option<String>,
    #[serde(rename = "type")]
    pub party_type: PartyType,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub unit_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub is_deleted: bool,
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub only_hierarchy_element_with_no_access: bool,
    /// The access packages that the user has for this party, as *codes* such as `lonn`. Altinn's other calls use URNs,
    /// such as `urn:altinn:accesspackage:lonn`.
    #[serde(default, deserialize_with = "lenient::rows")]
    pub authorized_access_packages: Vec<String>,
    /// The ids of the resources that the user can access for this party, such as `ske-krav-og-betalinger`.
    #[serde(default, deserialize_with = "lenient::rows")]
    pub authorized_resources: Vec<String>,
    /// The roles that the user has for this party, as *codes* such as `daglig-leder`. If a role existed in Altinn 2,
    /// the list also has the code of Altinn 2, such as `dagl`.
    #[serde(default, deserialize_with = "lenient::rows")]
    pub authorized_roles: Vec<String>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub authorized_instances: Vec<serde_json::Value>,
    #[serde(default, deserialize_with = "lenient::rows")]
    pub subunits: Vec<AuthorizedParty>,
}
