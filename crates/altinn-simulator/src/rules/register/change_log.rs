//! Makes the JSON that the changelog of a system stores for each change (contract/systemuser-api.md §2.8).
//!
//! Altinn stores the JSON that .NET makes with its default options, and returns this JSON unchanged. The names of the
//! members begin with a capital letter, and a member without a value is `null`. In both points, Altinn's other JSON is
//! different.

use altinn_types::{AccessPackage, LocalizedText, ResourceAttribute, Right, SystemId, VendorId};
use serde::Serialize;
use serde_json::Value;

use super::System;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LoggedSystem<'a> {
    id: &'a SystemId,
    name: &'a LocalizedText,
    rights: Vec<LoggedRight<'a>>,
    vendor: &'a VendorId,
    client_id: &'a [String],
    is_visible: bool,
    description: &'a LocalizedText,
    access_packages: Option<Vec<LoggedPackage<'a>>>,
    allowed_redirect_urls: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LoggedRight<'a> {
    action: Option<&'a str>,
    resource: &'a [ResourceAttribute],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LoggedPackage<'a> {
    urn: &'a str,
}

/// Returns the JSON for a new or replaced system. `urls` are the redirect URLs as the vendor sent them.
pub(super) fn of_system(system: &System, urls: &[String]) -> Value {
    let registered = &system.registered;
    let packages = &registered.access_packages;
    json(&LoggedSystem {
        id: &registered.id,
        name: &registered.name,
        rights: logged_rights(&registered.rights),
        vendor: &registered.vendor,
        client_id: &registered.client_id,
        is_visible: registered.is_visible,
        description: &registered.description,
        access_packages: (!system.packages_are_null).then(|| logged_packages(packages)),
        allowed_redirect_urls: urls,
    })
}

pub(super) fn of_rights(rights: &[Right]) -> Value {
    json(&logged_rights(rights))
}

pub(super) fn of_packages(packages: &[AccessPackage]) -> Value {
    json(&logged_packages(packages))
}

fn logged_rights(rights: &[Right]) -> Vec<LoggedRight<'_>> {
    let logged = rights.iter().map(|right| LoggedRight {
        action: right.action.as_deref(),
        resource: &right.resource,
    });
    logged.collect()
}

fn logged_packages(packages: &[AccessPackage]) -> Vec<LoggedPackage<'_>> {
    let logged = packages
        .iter()
        .map(|package| LoggedPackage { urn: &package.urn });
    logged.collect()
}

fn json(data: &impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or_default()
}
