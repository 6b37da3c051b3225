//! The calls that add resources and access packages to the catalogue. Each call replaces an object with the same id.

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

use super::{ControlError, read_body};
use crate::world::World;
use crate::{
    Simulator,
    rules::{
        Package, Resource,
        catalogue::{Owner, packages::TEST_PACKAGE},
    },
    texts::complaints,
};
use altinn_types::{AccessPackage, LocalizedText};

const URN: &str = "urn:altinn:accesspackage:";

/// A text for users. In JSON, it is either one string for all languages, or an object with one string for each
/// language.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Shared(String),
    Localized(LocalizedText),
}

impl Text {
    pub fn localized(self) -> LocalizedText {
        match self {
            Self::Localized(text) => text,
            Self::Shared(text) => LocalizedText {
                nb: text.clone(),
                nn: text.clone(),
                en: text,
            },
        }
    }
}

/// The body of a call that adds a resource. [`resource`] has a default value for each missing member.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewResource {
    title: Text,
    description: Option<Text>,
    owner: Option<Owner>,
    resource_type: Option<String>,
    delegable: Option<bool>,
    actions: Option<Vec<String>>,
    /// The packages that contain the resource, by name or URN.
    packages: Option<Vec<String>>,
}

/// Handles `PUT /control/resources/{id}`.
pub async fn put_resource(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    resource(&mut simulator.world(), &id, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a resource to the catalogue, or replaces the resource with the same id.
///
/// # Errors
///
/// [`ControlError::Invalid`] if the id is invalid, or if a package or the resource type is unknown.
pub fn resource(world: &mut World, id: &str, new: NewResource) -> Result<(), ControlError> {
    check_id("a resource", id)?;
    // In Altinn, persons have access to resources only through packages. So a resource without a package gets the test
    // package.
    let packages = new
        .packages
        .unwrap_or_else(|| vec![TEST_PACKAGE.to_owned()]);
    let urns: Vec<String> = packages.iter().map(|name| urn(name)).collect();
    known_packages(world, &urns)?;
    let title = new.title.localized();
    world.catalogue.put_resource(Resource {
        id: id.to_owned(),
        description: new
            .description
            .map_or_else(|| title.clone(), Text::localized),
        title,
        owner: new.owner.unwrap_or_else(|| Owner {
            code: "ttd".to_owned(),
            name: "Testdepartementet".to_owned(),
            organisation: "405003309".to_owned(),
        }),
        kind: match new.resource_type {
            None => "GenericAccessResource".to_owned(),
            Some(kind) => known_type(kind)?,
        },
        delegable: new.delegable.unwrap_or(true),
        actions: new
            .actions
            .unwrap_or_else(|| vec!["read".to_owned(), "write".to_owned()]),
    });
    for urn in urns {
        world.catalogue.put_into_package(&urn, id);
    }
    Ok(())
}

fn known_type(kind: String) -> Result<String, ControlError> {
    if Resource::types().any(|known| known == kind) {
        return Ok(kind);
    }
    let names: Vec<_> = Resource::types().collect();
    let known = names.join(", ");
    Err(ControlError::Invalid(complaints::unknown_resource_type(
        &kind, &known,
    )))
}

/// The body of a call that adds an access package. [`package`] has a default value for each missing member.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPackage {
    name: Text,
    description: Option<Text>,
    area: Option<String>,
    /// The bokmål name of a group, such as `Allment` or `Bransje`. The area of the package belongs to this group.
    group: Option<String>,
    is_assignable: Option<bool>,
    is_delegable: Option<bool>,
    #[serde(default)]
    resources: Vec<String>,
}

/// Handles `PUT /control/packages/{name}`.
pub async fn put_package(
    State(simulator): State<Simulator>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<StatusCode, ControlError> {
    package(&mut simulator.world(), &name, read_body(&body)?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds an access package to the catalogue, or replaces the package with the same name.
///
/// # Errors
///
/// [`ControlError::Invalid`] if the name is invalid, or if a resource is unknown.
pub fn package(world: &mut World, name: &str, new: NewPackage) -> Result<(), ControlError> {
    check_id("a package", name.strip_prefix(URN).unwrap_or(name))?;
    if let Some(id) = new
        .resources
        .iter()
        .find(|id| world.catalogue.resource(id).is_none())
    {
        return Err(ControlError::Invalid(complaints::resource_not_added(id)));
    }
    let text = new.name.localized();
    world.catalogue.put_package(Package {
        urn: urn(name),
        description: new
            .description
            .map_or_else(|| text.clone(), Text::localized),
        name: text,
        area: new
            .area
            .unwrap_or_else(|| "Andre tjenesteytende næringer".to_owned()),
        group: new.group.unwrap_or_else(|| "Bransje".to_owned()),
        is_assignable: new.is_assignable.unwrap_or(true),
        is_delegable: new.is_delegable.unwrap_or(true),
        resources: new.resources,
    });
    Ok(())
}

/// Checks that the catalogue contains all these packages.
///
/// # Errors
///
/// [`ControlError::Invalid`] for the first unknown package.
pub fn known_packages(world: &World, urns: &[String]) -> Result<(), ControlError> {
    match urns
        .iter()
        .find(|urn| world.catalogue.package(urn).is_none())
    {
        Some(urn) => Err(ControlError::Invalid(complaints::package_not_added(urn))),
        None => Ok(()),
    }
}

/// Returns the URN of an access package. `name` is either the short name or already the URN.
pub fn urn(name: &str) -> String {
    if name.starts_with(URN) {
        name.to_owned()
    } else {
        AccessPackage::named(name).urn
    }
}

/// Checks the id of a new object. It can contain only characters that URL paths, URNs and form fields allow without
/// encoding.
pub fn check_id(what: &str, name: &str) -> Result<(), ControlError> {
    let is_allowed = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    if (1..=100).contains(&name.len()) && name.chars().all(is_allowed) {
        Ok(())
    } else {
        Err(ControlError::Invalid(complaints::id(what)))
    }
}
