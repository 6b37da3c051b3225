use serde::Serialize;
use uuid::Uuid;

use crate::world::World;
use crate::{
    altinn::pages::{
        access_lists::{name_of_package, title_of_resource},
        request_model::registered_name,
    },
    rules::{self, derived_id::uuid_from_name, register},
    texts::Language,
};
use altinn_types::{AccessPackage, OrgNumber, Right, SystemId};

/// If the simulator does not know the vendor's name, the response contains this text instead of the name.
const NO_NAME: &str = "N/A";

/// A system and its vendor. The names are spelled as in the registers. Altinn's pages convert names in capital letters
/// to normal case, but the BFF does not.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct System {
    system_id: SystemId,
    name: String,
    system_vendor_org_number: OrgNumber,
    system_vendor_org_name: String,
}

impl System {
    #[must_use]
    pub fn of(world: &World, language: Language, system: &register::System) -> Self {
        let vendor = registered_name(world, &system.vendor);
        Self {
            system_id: system.id().clone(),
            name: language.pick(&system.registered.name).to_owned(),
            system_vendor_org_number: system.vendor.clone(),
            system_vendor_org_name: vendor.unwrap_or(NO_NAME).to_owned(),
        }
    }

    #[must_use]
    pub fn name(&self) -> String {
        self.name.clone()
    }
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Powers {
    pub resources: Vec<Resource>,
    pub access_packages: Vec<Package>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    identifier: String,
    title: String,
    description: String,
    resource_owner_name: String,
    /// The URL of the logo is always empty. Altinn's logos are on another site, and the simulator uses nothing from
    /// other sites.
    resource_owner_logo_url: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Package {
    id: Uuid,
    urn: String,
    name: String,
    description: String,
    resources: Vec<Resource>,
}

impl Powers {
    #[must_use]
    pub fn of(
        world: &World,
        language: Language,
        rights: &[Right],
        packages: &[AccessPackage],
    ) -> Self {
        let ids = rights.iter().flat_map(Right::resource_ids);
        Self {
            resources: ids.map(|id| Resource::of(world, language, id)).collect(),
            access_packages: packages
                .iter()
                .map(|package| Package::of(world, language, &package.urn))
                .collect(),
        }
    }
}

impl Resource {
    fn of(world: &World, language: Language, id: &str) -> Self {
        let known = world.catalogue.resource(id);
        let description = known.map_or("", |known| language.pick(&known.description));
        Self {
            identifier: id.to_owned(),
            title: title_of_resource(world, language, id),
            description: description.to_owned(),
            resource_owner_name: known.map_or_else(String::new, |known| known.owner.name.clone()),
            resource_owner_logo_url: "",
        }
    }
}

impl Package {
    fn of(world: &World, language: Language, urn: &str) -> Self {
        let known = world.catalogue.package(urn);
        let description = known.map_or("", |known| language.pick(&known.description));
        let resources = known.map_or(&[][..], |known| &known.resources);
        Self {
            id: known.map_or_else(|| uuid_from_name("package", urn), rules::Package::id),
            urn: urn.to_owned(),
            name: name_of_package(world, language, urn),
            description: description.to_owned(),
            resources: resources
                .iter()
                .map(|id| Resource::of(world, language, id))
                .collect(),
        }
    }
}
