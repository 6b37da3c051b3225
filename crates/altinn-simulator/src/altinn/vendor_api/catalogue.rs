//! The endpoints that return resources and access packages. Vendors call them to show names and descriptions on their
//! own pages. The endpoints need no token.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::ACCEPT_LANGUAGE},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::altinn::{errors::ApiError, json_body};
use crate::world::World;
use crate::{
    Simulator,
    altinn::case_insensitive::Query,
    rules::{
        Package, Resource,
        catalogue::{
            in_every_language,
            packages::{Area, EntityType},
        },
        derived_id::uuid_from_name,
    },
};
use altinn_types::LocalizedText;

#[derive(Debug, Deserialize)]
pub struct ResourceListQuery {
    #[serde(default, rename = "includeapps", deserialize_with = "json_body::flag")]
    include_apps: Option<bool>,
}

/// Handles `GET resourceregistry/api/v1/resource/resourcelist`, which lists all resources. With `includeApps=false` in
/// the query, the list contains no Altinn apps. The simulator has no Altinn 2 services.
pub async fn resources(
    State(simulator): State<Simulator>,
    Query(query): Query<ResourceListQuery>,
) -> Json<Vec<Value>> {
    let apps = query.include_apps.unwrap_or(true);
    let world = simulator.world();
    let resources = world
        .catalogue
        .resources()
        .filter(|resource| apps || resource.kind != "AltinnApp");
    Json(resources.map(as_resource).collect())
}

/// Handles `GET resourceregistry/api/v1/resource/{id}`, which returns one resource.
pub async fn resource(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = simulator.world();
    let resource = world.catalogue.resource(&id).ok_or(ApiError::NotFound)?;
    Ok(Json(as_resource(resource)))
}

/// Handles `GET accessmanagement/api/v1/meta/info/accesspackages/package/urn/{urn}`, which returns one access package.
pub async fn package(
    State(simulator): State<Simulator>,
    Path(urn): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let world = simulator.world();
    let package = world.catalogue.package(&urn).ok_or(ApiError::NotFound)?;
    Ok(Json(as_package(
        &world,
        package,
        ResponseLanguage::of(&headers),
    )))
}

/// Handles `GET accessmanagement/api/v1/meta/info/accesspackages/package/{id}`, which returns one access package.
pub async fn package_by_id(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let world = simulator.world();
    let package = with_id(&world, &id)?;
    let language = ResponseLanguage::of(&headers);
    Ok(Json(as_package(&world, package, language)))
}

/// Handles `GET accessmanagement/api/v1/meta/info/accesspackages/package/{id}/resources`, which lists the resources of
/// an access package.
pub async fn package_resources(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let world = simulator.world();
    let package = with_id(&world, &id)?;
    let language = ResponseLanguage::of(&headers);
    Ok(list(resources_of(&world, package, language)))
}

fn with_id<'w>(world: &'w World, id: &str) -> Result<&'w Package, ApiError> {
    let id: Uuid = id.parse().map_err(|_| ApiError::NotFound)?;
    let mut packages = world.catalogue.packages();
    packages
        .find(|package| package.id() == id)
        .ok_or(ApiError::NotFound)
}

/// Altinn answers 204 without a body if the list is empty.
pub(super) fn list(rows: Vec<Value>) -> Response {
    if rows.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Json(rows).into_response()
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Search {
    #[serde(default)]
    term: String,
    #[serde(rename = "resourceprovidercode")]
    resource_provider_code: Option<String>,
    #[serde(
        default,
        rename = "searchinresources",
        deserialize_with = "json_body::flag"
    )]
    search_in_resources: Option<bool>,
    #[serde(rename = "typename")]
    type_name: Option<String>,
}

/// Handles `GET accessmanagement/api/v1/meta/info/accesspackages/search`, which finds access packages by a search term.
/// The search does not split the term into words. Matches in the package's name come first, then matches in the
/// description, then matches in resource names.
pub async fn search(
    State(simulator): State<Simulator>,
    Query(search): Query<Search>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let language = ResponseLanguage::of(&headers);
    let wanted = search.entity_type()?;
    let world = simulator.world();
    let mut hits: Vec<(f64, Value)> = world
        .catalogue
        .packages()
        .filter(|package| wanted.is_none_or(|wanted| package.entity_type() == wanted))
        .filter(|package| is_provided_by(&world, package, &search))
        .filter_map(|package| hit(&world, package, &search, language))
        .collect();
    hits.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    Ok(list(hits.into_iter().map(|(_, hit)| hit).collect()))
}

impl Search {
    /// Returns the kind of party in the parameter `typeName`. With this parameter, the response contains only packages
    /// for this kind of party. Returns `None` if the parameter is missing or empty.
    ///
    /// # Errors
    ///
    /// Altinn answers 500 if it does not know the value of `typeName`.
    fn entity_type(&self) -> Result<Option<EntityType>, ApiError> {
        let Some(name) = self.type_name.as_deref().filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        match name.to_ascii_lowercase().as_str() {
            "organization" | "organisasjon" => Ok(Some(EntityType::Organization)),
            "person" => Ok(Some(EntityType::Person)),
            _ => Err(ApiError::Plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "An error occurred while processing your request.",
                format!("Type '{name}' not found. Try organization, organisasjon or person"),
            )),
        }
    }
}

/// Returns Altinn's name for the kind of party that a package is for.
pub(super) fn type_name(entity_type: EntityType) -> &'static str {
    match entity_type {
        EntityType::Organization => "Organisasjon",
        EntityType::Person => "Person",
    }
}

fn is_provided_by(world: &World, package: &Package, search: &Search) -> bool {
    let code = search.resource_provider_code.as_deref();
    let Some(code) = code.filter(|code| !code.is_empty()) else {
        return true;
    };
    let resources = package
        .resources
        .iter()
        .filter_map(|id| world.catalogue.resource(id));
    resources
        .into_iter()
        .any(|resource| resource.owner.code.eq_ignore_ascii_case(code))
}

/// Returns the package with its score as JSON, or `None` if the package does not match the search term. An empty search
/// term matches every package.
fn hit(
    world: &World,
    package: &Package,
    search: &Search,
    language: ResponseLanguage,
) -> Option<(f64, Value)> {
    let term = search.term.trim().to_lowercase();
    let mut texts = vec![
        ("name", 1.0, language.pick(&package.name).to_owned()),
        (
            "description",
            0.5,
            language.pick(&package.description).to_owned(),
        ),
    ];
    if search.search_in_resources.unwrap_or_default() {
        let resources = package
            .resources
            .iter()
            .filter_map(|id| world.catalogue.resource(id));
        texts.extend(resources.map(|resource| {
            (
                "resource.name",
                0.25,
                language.pick(&resource.title).to_owned(),
            )
        }));
    }
    texts.retain(|(_, _, text)| !term.is_empty() && text.to_lowercase().contains(&term));
    if texts.is_empty() && !term.is_empty() {
        return None;
    }
    let score = texts.first().map_or(1.0, |(_, score, _)| *score);
    let fields = texts.iter().map(|(field, score, value)| {
        json!({ "field": field, "value": value, "score": score, "words": [term] })
    });
    let hit = json!({
        "object": as_package(world, package, language),
        "score": score,
        "fields": fields.collect::<Vec<_>>(),
    });
    Some((score, hit))
}

/// The language of the texts in a response: the first language in the header `Accept-Language`, or bokmål if Altinn has
/// no texts in that language.
#[derive(Clone, Copy, Debug)]
pub(super) enum ResponseLanguage {
    Bokmal,
    Nynorsk,
    English,
}

impl ResponseLanguage {
    pub fn of(headers: &HeaderMap) -> Self {
        let language = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        match language.and_then(|language| language.get(..2)) {
            Some("en") => Self::English,
            Some("nn") => Self::Nynorsk,
            _ => Self::Bokmal,
        }
    }

    /// Translates `name` into this language. `name` belongs to an area of access packages or to a group of areas.
    pub fn named(self, name: &str) -> String {
        self.pick(&in_every_language(name)).to_owned()
    }

    pub fn pick(self, text: &LocalizedText) -> &str {
        match self {
            Self::Bokmal => &text.nb,
            Self::Nynorsk => &text.nn,
            Self::English => &text.en,
        }
    }
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

pub(super) fn as_package(world: &World, package: &Package, language: ResponseLanguage) -> Value {
    json!({
        "id": package.id(),
        "name": language.pick(&package.name),
        "urn": package.urn,
        "description": language.pick(&package.description),
        "isAssignable": package.is_assignable,
        "isDelegable": package.is_delegable,
        "isResourcePolicyAvailable": true,
        "area": area_of(&package.area, language),
        "type": { "name": type_name(package.entity_type()) },
        "resources": resources_of(world, package, language),
    })
}

pub(super) fn area_id(name: &str) -> Uuid {
    Area::named(name).map_or_else(|| uuid_from_name("area", name), |area| area.uuid)
}

/// Returns an area of access packages as JSON. The responses about packages and the responses about areas both contain
/// this JSON.
pub(super) fn area_of(name: &str, language: ResponseLanguage) -> Value {
    json!({
        "id": area_id(name),
        "urn": Area::named(name).map(|area| area.urn.as_str()),
        "name": language.named(name),
    })
}

fn resources_of(world: &World, package: &Package, language: ResponseLanguage) -> Vec<Value> {
    let resources = package
        .resources
        .iter()
        .filter_map(|id| world.catalogue.resource(id));
    let resource = |resource: &Resource| {
        json!({
            "refId": resource.id,
            "name": language.pick(&resource.title),
            "description": language.pick(&resource.description),
            "provider": { "name": resource.owner.name, "code": resource.owner.code },
        })
    };
    resources.map(resource).collect()
}
