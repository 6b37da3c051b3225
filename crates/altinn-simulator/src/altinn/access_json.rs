//! The rights and access packages in the request bodies of vendors. As in ASP.NET, a member of the body can be missing
//! or `null` (contract/systemuser-api.md §1.7). The types of [`altinn_types`] describe Altinn's responses, and would
//! refuse such a body.

use altinn_types::{AccessPackage, ResourceAttribute, Right};
use serde::Deserialize;

use super::json_body::NullableList;

#[derive(Clone, Debug, Deserialize)]
pub struct RightBody {
    action: Option<String>,
    #[serde(default)]
    resource: NullableList<AttributeBody>,
}

#[derive(Clone, Debug, Deserialize)]
struct AttributeBody {
    id: Option<String>,
    value: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PackageBody {
    urn: Option<String>,
}

/// Returns the paths of the required members that a list of rights lacks, such as `Rights[0].Resource[0].Id`. `list` is
/// the path of the list.
pub fn missing_members(list: &str, rights: &[RightBody]) -> Vec<String> {
    let mut missing = Vec::new();
    for (place, right) in rights.iter().enumerate() {
        let resource = format!("{list}[{place}].Resource");
        let Some(attributes) = &right.resource.0 else {
            missing.push(resource);
            continue;
        };
        for (place, AttributeBody { id, value }) in attributes.iter().enumerate() {
            for (name, text) in [("Id", id), ("Value", value)] {
                if is_blank(text.as_deref()) {
                    missing.push(format!("{resource}[{place}].{name}"));
                }
            }
        }
    }
    missing
}

/// Whether C#'s attribute `[Required]` refuses the text.
pub fn is_blank(text: Option<&str>) -> bool {
    text.unwrap_or_default().trim().is_empty()
}

pub fn rights(bodies: Vec<RightBody>) -> Vec<Right> {
    bodies.into_iter().map(Right::from).collect()
}

pub fn packages(bodies: Vec<PackageBody>) -> Vec<AccessPackage> {
    bodies.into_iter().map(AccessPackage::from).collect()
}

impl From<RightBody> for Right {
    fn from(body: RightBody) -> Self {
        let attributes = body.resource.0.unwrap_or_default().into_iter();
        let attributes = attributes.map(|attribute| ResourceAttribute {
            id: attribute.id.unwrap_or_default(),
            value: attribute.value.unwrap_or_default(),
        });
        Self {
            action: body.action,
            resource: attributes.collect(),
        }
    }
}

impl From<PackageBody> for AccessPackage {
    /// Uses an empty URN for a package without a URN. A later check refuses the package, because every existing package
    /// has a URN.
    fn from(body: PackageBody) -> Self {
        Self {
            urn: body.urn.unwrap_or_default(),
        }
    }
}
