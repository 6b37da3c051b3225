//! The resource registry and the access packages, as a vendor's pages read them; no token is needed.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header::ACCEPT_LANGUAGE},
};
use serde_json::{Value, json};

use super::problem::No;
use crate::{
    domain::LocalizedText,
    simulator::{
        Simulator, World,
        world::{Package, Resource},
    },
};

/// `GET resourceregistry/api/v1/resource/resourcelist`.
pub async fn resources(State(simulator): State<Simulator>) -> Json<Vec<Value>> {
    Json(simulator.world().resources().map(as_resource).collect())
}

/// `GET resourceregistry/api/v1/resource/{id}`.
pub async fn resource(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Value>, No> {
    let world = simulator.world();
    let resource = world.resource(&id).ok_or(No::NotFound)?;
    Ok(Json(as_resource(resource)))
}

/// `GET accessmanagement/api/v1/meta/info/accesspackages/package/urn/{urn}`.
pub async fn package(
    State(simulator): State<Simulator>,
    Path(urn): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, No> {
    let world = simulator.world();
    let package = world.package(&urn).ok_or(No::NotFound)?;
    let language = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Ok(Json(as_package(
        &world,
        package,
        language.unwrap_or_default(),
    )))
}

fn as_resource(resource: &Resource) -> Value {
    json!({
        "identifier": resource.id,
        "title": resource.title,
        "description": resource.description,
        "resourceReferences": [],
        "delegable": resource.delegable,
        "visible": true,
        "hasCompetentAuthority": {
            "name": { "nb": resource.owner.name, "nn": resource.owner.name, "en": resource.owner.name },
            "organization": resource.owner.organisation,
            "orgcode": resource.owner.code,
        },
        "resourceType": resource.kind,
        "authorizationReference": [{ "id": "urn:altinn:resource", "value": resource.id }],
    })
}

fn as_package(world: &World, package: &Package, language: &str) -> Value {
    let in_language = |text: &LocalizedText| match language.get(..2) {
        Some("en") => text.en.clone(),
        Some("nn") => text.nn.clone(),
        _ => text.nb.clone(),
    };
    let resources = package
        .resources
        .iter()
        .filter_map(|id| world.resource(id))
        .map(|resource| {
            json!({
                "refId": resource.id,
                "name": in_language(&resource.title),
                "description": in_language(&resource.description),
                "provider": { "name": resource.owner.name, "code": resource.owner.code },
            })
        });
    json!({
        "id": package.id(),
        "name": in_language(&package.name),
        "urn": package.urn,
        "description": in_language(&package.description),
        "isAssignable": package.is_assignable,
        "isDelegable": package.is_delegable,
        "isResourcePolicyAvailable": true,
        "area": { "name": package.area },
        "type": { "name": "Organisasjon" },
        "resources": resources.collect::<Vec<_>>(),
    })
}
