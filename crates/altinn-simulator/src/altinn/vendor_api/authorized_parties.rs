use axum::{Json, extract::State, http::Uri};
use serde::Deserialize;
use url::form_urlencoded;

use super::token::{ExchangedToken, scope};
use crate::world::World;
use crate::{Simulator, http::case_insensitive::Query};
use crate::{altinn::errors::ApiError, http::json_body};
use altinn_types::{AuthorizedParties, AuthorizedParty, Links};

/// Which parties, and what is to be told of each, by the names in the query.
///
/// `includePartiesViaKeyRoles` and `includeInstances` have nothing here that they could leave out or add.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    #[serde(rename = "includeRoles", deserialize_with = "json_body::flag")]
    roles: Option<bool>,
    #[serde(rename = "includeAccessPackages", deserialize_with = "json_body::flag")]
    access_packages: Option<bool>,
    #[serde(rename = "includeResources", deserialize_with = "json_body::flag")]
    resources: Option<bool>,
    #[serde(rename = "includeInstances", deserialize_with = "json_body::flag")]
    _instances: Option<bool>,
    #[serde(rename = "includePartiesViaKeyRoles")]
    _via_key_roles: Tristate,
    #[serde(rename = "includeSubParties")]
    sub_parties: Tristate,
    #[serde(rename = "includeInactiveParties")]
    inactive_parties: Tristate,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum Tristate {
    #[serde(rename = "true", alias = "True")]
    True,
    #[serde(rename = "false", alias = "False")]
    False,
    #[default]
    #[serde(rename = "auto", alias = "Auto")]
    Auto,
}

/// `GET accessmanagement/api/v1/enduser/authorizedparties`: whom the person, or the system user, of the
/// token may act for. The data are a list of lists.
pub async fn list(
    ExchangedToken(token): ExchangedToken,
    State(simulator): State<Simulator>,
    Query(wanted): Query<Wanted>,
    uri: Uri,
) -> Result<Json<AuthorizedParties>, ApiError> {
    token.require(&[scope::AUTHORIZED_PARTIES, scope::PORTAL])?;
    let world = simulator.world();
    let mut parties = if let Some(pid) = token.pid() {
        let person = world.person_by_number(pid).ok_or(ApiError::Unauthorized)?;
        world.authorized_parties(person)
    } else {
        let user = token.system_user().and_then(|id| world.system_user(id));
        world.authorized_for(user.ok_or(ApiError::Unauthorized)?)
    };
    choose(&world, &mut parties, &wanted, &uri);
    for party in &mut parties {
        leave_out(party, &wanted);
    }
    Ok(Json(AuthorizedParties {
        links: Links::default(),
        data: vec![parties],
    }))
}

/// Leaves out the parties that are not asked for. One whose subunit is asked for stays, for its sake.
fn choose(world: &World, parties: &mut Vec<AuthorizedParty>, wanted: &Wanted, uri: &Uri) {
    let named = all(uri, "partyFilter");
    let resources = all(uri, "anyOfResourceIds");
    let fits = |party: &AuthorizedParty| {
        let is_named = named.is_empty() || named.iter().any(|name| is_called(party, name));
        let has = |id: &String| world.has_resource(party, id);
        is_named && (resources.is_empty() || resources.iter().any(has))
    };
    narrow(parties, wanted, &fits);
}

fn narrow(
    parties: &mut Vec<AuthorizedParty>,
    wanted: &Wanted,
    fits: &impl Fn(&AuthorizedParty) -> bool,
) {
    parties.retain_mut(|party| {
        if wanted.sub_parties == Tristate::False {
            party.subunits.clear();
        }
        if wanted.inactive_parties == Tristate::False && party.is_deleted {
            return false;
        }
        narrow(&mut party.subunits, wanted, fits);
        let itself = fits(party);
        if !itself {
            party.only_hierarchy_element_with_no_access = true;
            party.authorized_roles.clear();
            party.authorized_access_packages.clear();
            party.authorized_resources.clear();
        }
        itself || !party.subunits.is_empty()
    });
}

/// By its UUID, or by its organisation number, which a URN may end with.
fn is_called(party: &AuthorizedParty, name: &str) -> bool {
    let number = party.organization_number.as_ref();
    party.party_uuid.to_string().eq_ignore_ascii_case(name)
        || number.is_some_and(|number| name.rsplit(':').next() == Some(number.as_str()))
}

/// Every value of a name in the query that may be there several times.
fn all(uri: &Uri, name: &str) -> Vec<String> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .filter(|(given, value)| given.eq_ignore_ascii_case(name) && !value.is_empty())
        .map(|(_, value)| value.into_owned())
        .collect()
}

fn leave_out(party: &mut AuthorizedParty, wanted: &Wanted) {
    if wanted.roles != Some(true) {
        party.authorized_roles.clear();
    }
    if wanted.access_packages != Some(true) {
        party.authorized_access_packages.clear();
    }
    if wanted.resources != Some(true) {
        party.authorized_resources.clear();
    }
    for subunit in &mut party.subunits {
        leave_out(subunit, wanted);
    }
}
