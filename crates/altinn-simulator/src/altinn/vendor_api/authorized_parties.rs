use axum::{
    Json,
    extract::State,
    http::{StatusCode, Uri},
};
use serde::{Deserialize, Deserializer, de::Error};

use super::token::{ExchangedToken, scope};
use crate::altinn::{errors::ApiError, json_body};
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::{Query, values},
};
use altinn_types::{AuthorizedParties, AuthorizedParty, NoMorePages};

/// The query parameters that select parties and the fields of each party.
///
/// The simulator ignores `includePartiesViaKeyRoles`, because no person in the simulator has access to an organisation
/// through a key role in another organisation. The simulator also ignores `includeInstances`, because no organisation
/// has app instances.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PartyFilter {
    #[serde(rename = "includeroles", deserialize_with = "json_body::flag")]
    roles: Option<bool>,
    #[serde(rename = "includeaccesspackages", deserialize_with = "json_body::flag")]
    access_packages: Option<bool>,
    #[serde(rename = "includeresources", deserialize_with = "json_body::flag")]
    resources: Option<bool>,
    #[serde(rename = "includeinstances", deserialize_with = "json_body::flag")]
    _instances: Option<bool>,
    #[serde(rename = "includepartiesviakeyroles")]
    _via_key_roles: Tristate,
    #[serde(rename = "includesubparties")]
    sub_parties: Tristate,
    #[serde(rename = "includeinactiveparties")]
    inactive_parties: Tristate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tristate {
    True,
    False,
    #[default]
    Auto,
}

/// Deserializes `true`, `false` or `auto` in upper or lower case. As in ASP.NET, an empty value counts as absent.
impl<'de> Deserialize<'de> for Tristate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.to_ascii_lowercase().as_str() {
            "true" => Ok(Self::True),
            "false" => Ok(Self::False),
            "" | "auto" => Ok(Self::Auto),
            _ => Err(D::Error::custom(json_body::not_valid(&text))),
        }
    }
}

/// Handles `GET accessmanagement/api/v1/enduser/authorizedparties`, which lists the parties that the caller can
/// represent. The caller is the person or the system user in the token.
///
/// The list is empty if Altinn does not know the person or the system user (contract/idporten.md §8).
pub async fn list(
    ExchangedToken(token): ExchangedToken,
    State(simulator): State<Simulator>,
    Query(filter): Query<PartyFilter>,
    uri: Uri,
) -> Result<Json<AuthorizedParties>, ApiError> {
    token.require(&[scope::AUTHORIZED_PARTIES])?;
    let world = simulator.world();
    let mut parties = if let Some(pid) = token.pid() {
        let person = world.parties.person_by_number(pid);
        person.map(|person| world.authorized_parties(person))
    } else if let Some(id) = token.system_user() {
        let user = world.system_users.get(id);
        user.map(|user| world.authorized_for(user))
    } else {
        let text = "Unknown user type".to_owned();
        return Err(ApiError::Text(StatusCode::UNAUTHORIZED, text));
    }
    .unwrap_or_default();
    filter_parties(&world, &mut parties, &filter, &uri);
    for party in &mut parties {
        remove_fields(party, &filter);
    }
    Ok(Json(AuthorizedParties {
        links: NoMorePages::default(),
        data: parties,
    }))
}

/// Removes the parties that the query does not select. If the query selects only a subunit, the list keeps the main
/// organisation, but without any access.
fn filter_parties(
    world: &World,
    parties: &mut Vec<AuthorizedParty>,
    filter: &PartyFilter,
    uri: &Uri,
) {
    let query = uri.query().unwrap_or_default();
    let all = |name| -> Vec<String> {
        values(query, name)
            .filter(|value| !value.is_empty())
            .collect()
    };
    let named = all("partyFilter");
    let resources = all("anyOfResourceIds");
    let matches = |party: &AuthorizedParty| {
        let is_named = named.is_empty() || named.iter().any(|name| matches_name(party, name));
        let has = |id: &String| world.catalogue.has_resource(party, id);
        is_named && (resources.is_empty() || resources.iter().any(has))
    };
    narrow(parties, filter, &matches);
}

fn narrow(
    parties: &mut Vec<AuthorizedParty>,
    filter: &PartyFilter,
    matches: &impl Fn(&AuthorizedParty) -> bool,
) {
    parties.retain_mut(|party| {
        if filter.sub_parties == Tristate::False {
            party.subunits.clear();
        }
        if filter.inactive_parties == Tristate::False && party.is_deleted {
            return false;
        }
        narrow(&mut party.subunits, filter, matches);
        let itself = !party.only_hierarchy_element_with_no_access && matches(party);
        if !itself {
            party.only_hierarchy_element_with_no_access = true;
            party.authorized_roles.clear();
            party.authorized_access_packages.clear();
            party.authorized_resources.clear();
        }
        itself || !party.subunits.is_empty()
    });
}

/// Whether a value of the query parameter `partyFilter` selects this party. The value can be the party's UUID, the
/// party's organisation number, or a URN that ends with the organisation number.
fn matches_name(party: &AuthorizedParty, name: &str) -> bool {
    let number = party.organization_number.as_ref();
    party.party_uuid.to_string().eq_ignore_ascii_case(name)
        || number.is_some_and(|number| name.rsplit(':').next() == Some(number.as_str()))
}

fn remove_fields(party: &mut AuthorizedParty, filter: &PartyFilter) {
    if filter.roles != Some(true) {
        party.authorized_roles.clear();
    }
    if filter.access_packages != Some(true) {
        party.authorized_access_packages.clear();
    }
    if filter.resources != Some(true) {
        party.authorized_resources.clear();
    }
    for subunit in &mut party.subunits {
        remove_fields(subunit, filter);
    }
}
