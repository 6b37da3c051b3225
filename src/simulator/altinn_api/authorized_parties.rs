use axum::{Json, extract::State};
use serde::Deserialize;

use super::{
    problem::No,
    token::{Token, scope},
};
use crate::{
    domain::{AuthorizedParties, AuthorizedParty, Links},
    simulator::{Simulator, any_case::Query},
};

/// What is to be told of each party, by the names in the query.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    #[serde(rename = "includeRoles")]
    roles: Option<String>,
    #[serde(rename = "includeAccessPackages")]
    access_packages: Option<String>,
    #[serde(rename = "includeResources")]
    resources: Option<String>,
}

/// `GET accessmanagement/api/v1/enduser/authorizedparties`: whom the person, or the system user, of the
/// token may act for. The data are a list of lists.
pub async fn list(
    token: Token,
    State(simulator): State<Simulator>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<AuthorizedParties>, No> {
    token.require(&[scope::AUTHORIZED_PARTIES, scope::PORTAL])?;
    let world = simulator.world();
    let mut parties = if let Some(pid) = token.pid() {
        let person = world.person_by_number(pid).ok_or(No::Unauthorized)?;
        world.authorized_parties(person)
    } else {
        let user = token.system_user().and_then(|id| world.system_user(id));
        world.authorized_for(user.ok_or(No::Unauthorized)?)
    };
    for party in &mut parties {
        leave_out(party, &wanted);
    }
    Ok(Json(AuthorizedParties {
        links: Links::default(),
        data: vec![parties],
    }))
}

fn leave_out(party: &mut AuthorizedParty, wanted: &Wanted) {
    let asked = |value: &Option<String>| {
        value
            .as_deref()
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    };
    if !asked(&wanted.roles) {
        party.authorized_roles.clear();
    }
    if !asked(&wanted.access_packages) {
        party.authorized_access_packages.clear();
    }
    if !asked(&wanted.resources) {
        party.authorized_resources.clear();
    }
    for subunit in &mut party.subunits {
        leave_out(subunit, wanted);
    }
}
