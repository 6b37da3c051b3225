use altinn_types::{AccessPackage, OrgNumber};

use super::{
    Advisor,
    wording::{list, quoted, shown, wrong_number, wrong_urn},
};
use crate::rules::register::{InvalidSystem, RegisterRefusal, SystemDraft};

impl Advisor<'_> {
    pub fn about_system(&self, draft: &SystemDraft, refusal: &RegisterRefusal) -> Option<String> {
        match refusal {
            RegisterRefusal::NotOwner => Some(format!(
                "the access token is of {}, and the system belongs to {}: use a token of that organisation",
                self.vendor,
                draft
                    .vendor
                    .as_deref()
                    .map_or("another organisation".to_owned(), quoted)
            )),
            RegisterRefusal::Invalid(errors) => {
                let hints = errors.iter().filter_map(|error| self.invalid(draft, error));
                let hints: Vec<_> = hints.collect();
                (!hints.is_empty()).then(|| hints.join("; "))
            }
            RegisterRefusal::VendorDiffers => Some(format!(
                "vendor.ID is {}, which is not the vendor of the stored system",
                quoted(draft.vendor.as_deref().unwrap_or_default())
            )),
            RegisterRefusal::AlreadyExists => Some(format!(
                "clientId has one id twice: {:?}",
                draft.client_id.as_deref().unwrap_or_default()
            )),
            RegisterRefusal::Unknown | RegisterRefusal::Deleted | RegisterRefusal::Exception(_) => {
                None
            }
        }
    }

    fn invalid(&self, draft: &SystemDraft, error: &InvalidSystem) -> Option<String> {
        let vendor = draft.vendor.as_deref().unwrap_or_default();
        let id = draft.id.as_deref().unwrap_or_default();
        Some(match error {
            InvalidSystem::Vendor => {
                let right = match vendor.parse::<OrgNumber>() {
                    Ok(number) => number.iso6523(),
                    Err(_) => self.vendor.iso6523(),
                };
                format!(
                    "vendor.ID is {}. It must begin with 0192: and then have the organisation number: {}",
                    quoted(vendor),
                    quoted(&right)
                )
            }
            InvalidSystem::IdFormat | InvalidSystem::BlanksInId => {
                let number = vendor.strip_prefix("0192:").unwrap_or(vendor);
                match number.parse::<OrgNumber>() {
                    Ok(number) => format!(
                        "id is {}. It must be {} and a name without blanks",
                        quoted(id),
                        quoted(&format!("{number}_"))
                    ),
                    Err(error) => format!("vendor.ID: {}", wrong_number(number, error)),
                }
            }
            InvalidSystem::IdDiffers => format!("id is {}, and not the id in the path", quoted(id)),
            InvalidSystem::IdTaken => format!(
                "{} is registered, or was registered and deleted. Change a registered system with PUT {}. A deleted id \
                 is never free again",
                quoted(id),
                self.authentication(&format!("systemregister/vendor/{}", shown(id)))
            ),
            InvalidSystem::ClientTaken => {
                let clients = draft.client_id.as_deref().unwrap_or_default();
                let taken = clients.iter().find_map(|client| {
                    let system = self.world.register.system_by_client(client)?;
                    (system.as_str() != id).then_some((client, system))
                });
                let (client, system) = taken?;
                format!(
                    "the client {} belongs to {system}: remove it there with PUT {}, or use another client",
                    quoted(client),
                    self.authentication(&format!("systemregister/vendor/{system}"))
                )
            }
            InvalidSystem::DuplicateClients => format!(
                "clientId has one id twice: {:?}",
                draft.client_id.as_deref().unwrap_or_default()
            ),
            InvalidSystem::RedirectUrls => format!(
                "allowedRedirectUrls is {}. Each address must be absolute and begin with https:// (the simulator also \
                 takes http://localhost and http with an IP address), and must not contain a line break",
                list(draft.allowed_redirect_urls.as_deref().unwrap_or_default())
            ),
            InvalidSystem::ResourceFormat(_) => {
                let rights = draft.rights.as_deref().unwrap_or_default();
                rights.iter().find_map(wrong_urn)?
            }
            InvalidSystem::ResourceUnknown(ids) => self.unknown_resources(ids),
            InvalidSystem::ResourceType(ids) => format!(
                "a system user cannot have a right to {}, because of its resourceType",
                list(ids)
            ),
            InvalidSystem::Packages {
                malformed, unknown, ..
            } => {
                let urns = || malformed.iter().chain(unknown);
                let wrong = urns().find_map(|urn| self.wrong_package_urn(urn));
                match (wrong, urns().next()) {
                    (Some(hint), _) => hint,
                    (None, Some(urn)) => format!(
                        "the catalogue has no package {}. GET {}accessmanagement/api/v1/meta/info/accesspackages/export \
                         lists the packages. To add one to the simulator: curl --request PUT {} --data '{{\"name\": \
                         \"My package\", \"resources\": []}}'",
                        quoted(urn),
                        self.origins.altinn_platform,
                        self.control("packages/{name}")
                    ),
                    (None, None) => return None,
                }
            }
            InvalidSystem::ClientPackagesVisible => {
                "send \"isVisible\": false: a customer cannot choose a system with packages for clients".to_owned()
            }
            InvalidSystem::DuplicateRights => "rights has the same right twice".to_owned(),
            InvalidSystem::DuplicatePackages => "accessPackages has the same package twice".to_owned(),
        })
    }

    fn unknown_resources(&self, ids: &[String]) -> String {
        let similar = ids.iter().find_map(|id| {
            let bare = id.rsplit(':').next().unwrap_or(id).trim();
            let mut resources = self.world.catalogue.resources();
            let known = resources.find(|known| known.id.eq_ignore_ascii_case(bare))?;
            Some((id, known))
        });
        if let Some((sent, known)) = similar {
            return format!(
                "the value {} is not the id of a resource. The id is {}, in these letters and without blanks or a prefix",
                quoted(sent),
                quoted(&known.id)
            );
        }
        format!(
            "the catalogue has no resource {}. GET {}resourceregistry/api/v1/resource/resourcelist lists the resources. \
             To add one to the simulator: curl --request PUT {} --data '{{\"title\": \"My service\"}}'",
            list(ids),
            self.origins.altinn_platform,
            self.control("resources/{id}")
        )
    }

    /// The hint for a package with an empty or misspelled URN. Returns `None` if no package in the catalogue has this
    /// name.
    pub(super) fn wrong_package_urn(&self, sent: &str) -> Option<String> {
        if sent.is_empty() {
            return Some(
                "a package has no urn: write {\"urn\": \"urn:altinn:accesspackage:…\"}".to_owned(),
            );
        }
        let name = sent.rsplit(':').next().unwrap_or(sent).trim();
        let right = AccessPackage::named(&name.to_lowercase()).urn;
        let is_known = self.world.catalogue.package(&right).is_some();
        (is_known && right != sent).then(|| {
            format!(
                "the package {} must be written {}",
                quoted(sent),
                quoted(&right)
            )
        })
    }
}
