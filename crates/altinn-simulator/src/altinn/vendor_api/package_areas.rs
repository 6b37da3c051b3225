//! The endpoints that return access packages by area, and areas by group (contract/systemuser-api.md §9). They need no
//! token.

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::catalogue::{ResponseLanguage, area_id, area_of, as_package, list, type_name};
use crate::{
    Simulator,
    altinn::errors::ApiError,
    rules::{
        Package,
        catalogue::packages::{AREA_GROUPS, AREAS, AreaGroup, EntityType},
        derived_id::uuid_from_name,
    },
    world::World,
};

/// The bokmål name of a group, and the bokmål names of its areas. The control API can add a group or an area that has a
/// name and nothing else. So the handlers look up groups and areas by name.
struct Group<'w> {
    name: &'w str,
    areas: Vec<&'w str>,
}

/// Returns all groups with their areas: first Altinn's own, then those that the control API added.
fn groups(world: &World) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for group in AREA_GROUPS.iter() {
        let areas = AREAS.iter().filter(|area| area.group == group.uuid);
        groups.push(Group {
            name: &group.name.nb,
            areas: areas.map(|area| area.name.nb.as_str()).collect(),
        });
    }
    for package in world.catalogue.packages() {
        let (name, area) = (package.group.as_str(), package.area.as_str());
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) if group.areas.contains(&area) => {}
            Some(group) => group.areas.push(area),
            None => groups.push(Group {
                name,
                areas: vec![area],
            }),
        }
    }
    groups
}

fn group_id(name: &str) -> Uuid {
    AreaGroup::named(name).map_or_else(|| uuid_from_name("area-group", name), |group| group.uuid)
}

fn packages_of<'w>(world: &'w World, area: &str) -> impl Iterator<Item = &'w Package> {
    let packages = world.catalogue.packages();
    packages.filter(move |package| package.area == area)
}

/// Returns a group without its areas. The field `type` comes from the group's first package.
fn group_of(world: &World, group: &Group<'_>, language: ResponseLanguage) -> Value {
    let mut packages = group.areas.iter().flat_map(|area| packages_of(world, area));
    let entity_type = packages.next().map(Package::entity_type);
    json!({
        "id": group_id(group.name),
        "name": language.named(group.name),
        "type": type_name(entity_type.unwrap_or(EntityType::Organization)),
    })
}

/// Handles `GET accessmanagement/api/v1/meta/info/accesspackages/export`, which returns all access packages. The
/// response is a list of groups. Each group has a list of areas, and each area has a list of access packages.
pub async fn export(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let (world, language) = (simulator.world(), ResponseLanguage::of(&headers));
    let groups = groups(&world).into_iter().map(|group| {
        let areas = group.areas.iter().map(|name| {
            let packages = packages_of(&world, name);
            let packages = packages.map(|package| as_package(&world, package, language));
            with(area_of(name, language), "packages", packages.collect())
        });
        let areas = areas.collect();
        with(group_of(&world, &group, language), "areas", areas)
    });
    list(groups.collect())
}

fn with(mut object: Value, name: &str, rows: Vec<Value>) -> Value {
    object[name] = Value::Array(rows);
    object
}

/// Handles `GET …/accesspackages/group`, which lists the groups, sorted by name.
pub async fn list_groups(State(simulator): State<Simulator>, headers: HeaderMap) -> Response {
    let (world, language) = (simulator.world(), ResponseLanguage::of(&headers));
    let groups = groups(&world);
    let rows = groups.iter().map(|group| group_of(&world, group, language));
    list(by_name(rows))
}

/// Handles `GET …/accesspackages/group/{id}`, which returns one group.
pub async fn read_group(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let (world, language) = (simulator.world(), ResponseLanguage::of(&headers));
    let group = group_with_id(&world, &id)?;
    Ok(Json(group_of(&world, &group, language)))
}

/// Handles `GET …/accesspackages/group/{id}/areas`, which lists the areas of a group, sorted by name.
pub async fn areas_of_group(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (world, language) = (simulator.world(), ResponseLanguage::of(&headers));
    let group = group_with_id(&world, &id)?;
    let areas = group.areas.iter().map(|name| area_of(name, language));
    Ok(list(by_name(areas)))
}

/// Handles `GET …/accesspackages/area/{id}`, which returns one area with its group.
pub async fn read_area(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let (world, language) = (simulator.world(), ResponseLanguage::of(&headers));
    let (group, name) = area_with_id(&world, &id)?;
    let mut area = area_of(name, language);
    area["group"] = group_of(&world, &group, language);
    Ok(Json(area))
}

/// Handles `GET …/accesspackages/area/{id}/packages`, which lists the access packages of an area, sorted by name.
pub async fn packages_of_area(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (world, language) = (simulator.world(), ResponseLanguage::of(&headers));
    let (_, name) = area_with_id(&world, &id)?;
    let packages = packages_of(&world, name);
    Ok(list(by_name(
        packages.map(|package| as_package(&world, package, language)),
    )))
}

fn group_with_id<'w>(world: &'w World, id: &str) -> Result<Group<'w>, ApiError> {
    let id: Uuid = id.parse().map_err(|_| ApiError::NotFound)?;
    let mut groups = groups(world).into_iter();
    groups
        .find(|group| group_id(group.name) == id)
        .ok_or(ApiError::NotFound)
}

fn area_with_id<'w>(world: &'w World, id: &str) -> Result<(Group<'w>, &'w str), ApiError> {
    let id: Uuid = id.parse().map_err(|_| ApiError::NotFound)?;
    let with_area = |group: Group<'w>| {
        let area = group.areas.iter().find(|name| area_id(name) == id).copied();
        area.map(|area| (group, area))
    };
    let mut groups = groups(world).into_iter();
    groups.find_map(with_area).ok_or(ApiError::NotFound)
}

fn by_name(rows: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut rows: Vec<Value> = rows.collect();
    rows.sort_by_key(|row| row["name"].as_str().unwrap_or_default().to_lowercase());
    rows
}
