//! The endpoints of the system register for Altinn's own pages (contract/systemuser-api.md §2.9). The caller needs a
//! token with the scope `altinn:portal/enduser`. Vendors use the endpoints of
//! [`system_register`](super::system_register) instead.

use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    system_register::{SystemListItem, not_stored},
    token::{Token, scope},
};
use crate::altinn::errors::ApiError;
use crate::world::World;
use crate::{Simulator, altinn::case_insensitive::Query, rules::register::System};
use altinn_types::{AccessPackage, ResourceAttribute, Right, SystemId};

/// Handles `GET systemregister`, which lists the systems that customers can choose.
pub async fn list(token: Token, State(simulator): State<Simulator>) -> Result<Response, ApiError> {
    token.require(&[scope::PORTAL])?;
    let world = simulator.world();
    let visible = world
        .register
        .systems()
        .filter(|system| system.registered.is_visible && !system.is_deleted());
    Ok(not_stored(
        &visible.map(SystemListItem::of).collect::<Vec<_>>(),
    ))
}

/// Handles `GET systemregister/{systemId}`, which returns one system.
pub async fn read(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    token.require(&[scope::PORTAL])?;
    let world = simulator.world();
    let system = find(&world, &id).ok_or(ApiError::NotFound)?;
    Ok(not_stored(&SystemListItem::of(system)))
}

#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default, rename = "useoldformatforapp")]
    old_for_app: Option<String>,
}

/// Handles `GET systemregister/{systemId}/rights`, which lists the rights of a system. As in Altinn, the list is empty
/// if the system does not exist.
pub async fn rights(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    Query(form): Query<Form>,
) -> Result<Json<Vec<Right>>, ApiError> {
    token.require(&[scope::PORTAL])?;
    let old = match form.old_for_app.as_deref() {
        None => false,
        Some(text) => text
            .to_ascii_lowercase()
            .parse()
            .map_err(|_| ApiError::not_valid("useOldFormatForApp", text))?,
    };
    let world = simulator.world();
    let system = find(&world, &id);
    let rights = system.map_or_else(Vec::new, |system| system.registered.rights.clone());
    if old {
        return Ok(Json(rights.into_iter().map(in_old_form).collect()));
    }
    Ok(Json(rights))
}

/// Handles `GET systemregister/{systemId}/accesspackages`, which lists the access packages of a system. The list is
/// empty if the system does not exist.
pub async fn packages(
    token: Token,
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Vec<AccessPackage>>, ApiError> {
    token.require(&[scope::PORTAL])?;
    let world = simulator.world();
    let system = find(&world, &id);
    Ok(Json(system.map_or_else(Vec::new, |system| {
        system.registered.access_packages.clone()
    })))
}

fn find<'a>(world: &'a World, id: &str) -> Option<&'a System> {
    let id: SystemId = id.parse().ok()?;
    world.register.live_system(&id)
}

/// Splits the resource id of an Altinn app into two attributes, as older versions of Altinn did. For example,
/// `app_ttd_navn` becomes the organisation `ttd` and the app `navn`.
fn in_old_form(mut right: Right) -> Right {
    let parts = right.resource_id().and_then(|id| {
        let (org, app) = id.strip_prefix("app_")?.split_once('_')?;
        Some([("urn:altinn:org", org), ("urn:altinn:app", app)])
    });
    if let Some(parts) = parts {
        let attribute = |(id, value): (&str, &str)| ResourceAttribute {
            id: id.to_owned(),
            value: value.to_owned(),
        };
        right.resource = parts.map(attribute).into();
    }
    right
}
