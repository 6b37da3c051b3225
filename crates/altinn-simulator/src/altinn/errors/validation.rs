//! The validation errors of the system register, with the code, title and path of each error
//! (contract/systemuser-api.md §1.4).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::rules::register::InvalidSystem;

/// One item of the list `validationErrors` in a problem response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValidationError {
    pub code: &'static str,
    pub title: &'static str,
    pub paths: [&'static str; 1],
    /// The faulty values. Each key is a JSON field in Altinn's response, such as `ResourceIds Not Found : `.
    #[serde(flatten)]
    pub details: BTreeMap<&'static str, String>,
}

const ID: &str = "/registersystemrequest/systemid";
const RESOURCE: &str = "/registersystemrequest/rights/resource";
const PACKAGES: &str = "/registersystemrequest/accesspackages";
const CLIENT: &str = "/registersystemrequest/clientid";

fn plain(code: &'static str, path: &'static str, title: &'static str) -> ValidationError {
    ValidationError {
        code,
        title,
        paths: [path],
        details: BTreeMap::new(),
    }
}

impl ValidationError {
    fn with(mut self, name: &'static str, values: String) -> Self {
        self.details.insert(name, values);
        self
    }
}

impl From<InvalidSystem> for ValidationError {
    fn from(error: InvalidSystem) -> Self {
        match error {
            InvalidSystem::Vendor => plain(
        "AUTH.VLD-00000",
        "/registersystemrequest/vendor/id",
        "the org number identifier is not valid ISO6523 identifier",
    ),
            InvalidSystem::IdFormat => plain(
        "AUTH.VLD-00001",
        ID,
        "The system id does not match the format orgnumber_xxxx...",
    ),
            InvalidSystem::IdTaken => plain("AUTH.VLD-00002", ID, "The system id already exists"),
            InvalidSystem::ClientTaken => plain(
        "AUTH.VLD-00004",
        CLIENT,
        "One of the client id is already tagged with an existing system",
    ),
            InvalidSystem::RedirectUrls => plain(
        "AUTH.VLD-00005",
        "/registersystemrequest/allowedredirecturls",
        "One or more of the redirect urls format is not valid. The valid format is https://xxx.xx",
    ),
            InvalidSystem::DuplicateRights => plain(
        "AUTH.VLD-00006",
        RESOURCE,
        "One or more duplicate rights found",
    ),
            InvalidSystem::DuplicatePackages => plain(
        "AUTH.VLD-00007",
        PACKAGES,
        "One or more duplicate access package(s) found",
    ),
            InvalidSystem::DuplicateClients => plain(
        "AUTH.VLD-00011",
        CLIENT,
        "Request contains duplicate client ids",
    ),
            InvalidSystem::IdDiffers => plain(
        "AUTH.VLD-00012",
        ID,
        "The system ID in the request body does not match the system ID in the URL",
    ),
            InvalidSystem::BlanksInId => plain(
        "AUTH.VLD-00013",
        ID,
        "System ID cannot have spaces in id (leading, trailing or in between the id)",
    ),
            InvalidSystem::ClientPackagesVisible => plain(
        "AUTH.VLD-00018",
        PACKAGES,
        "Access packages meant for system user for client relations can't be used in combination with the flag isVisible: true",
    ),
            InvalidSystem::ResourceUnknown(ids) => plain(
        "AUTH.VLD-00003",
        RESOURCE,
        "One or more resources specified in rights were not found in Altinn's resource register.",
    ).with("ResourceIds Not Found : ", ids.join(" | ")),
            InvalidSystem::ResourceFormat(ids) => plain(
        "AUTH.VLD-00009",
        RESOURCE,
        "One or more resource id is in wrong format. The valid format is urn:altinn:resource",
    ).with("Invalid Resource Id Details : ", ids.join(" | ")),
            InvalidSystem::ResourceType(ids) => plain(
        "AUTH.VLD-00017",
        RESOURCE,
        "One or more resources specified in rights is of resource type which is not delegable.",
    ).with("ResourceIds Not Delegable : ", ids.join(" | ")),
            InvalidSystem::Packages { malformed, unknown, not_delegable } => {
                let details = [
                    ("Invalid format", malformed),
                    ("Not found", unknown),
                    ("Not possible to delegate", not_delegable),
                ];
                let details = details.into_iter().filter(|(_, urns)| !urns.is_empty());
                let details: Vec<_> = details
                    .map(|(label, urns)| format!("{label}: {}", urns.join(", ")))
                    .collect();
                plain(
        "AUTH.VLD-00008",
        PACKAGES,
        "One or all the accesspackage(s) is not found in altinn's access packages or is not delegable",
    ).with("Invalid Urn Details : ", details.join(" | "))
            }
        }
    }
}

/// The system register has several validation codes. This function returns an example error for each of these codes.
#[must_use]
pub fn examples() -> [ValidationError; 15] {
    let some = |text: &str| vec![text.to_owned()];
    [
        InvalidSystem::Vendor,
        InvalidSystem::IdFormat,
        InvalidSystem::IdTaken,
        InvalidSystem::ResourceUnknown(some("no-such-resource")),
        InvalidSystem::ClientTaken,
        InvalidSystem::RedirectUrls,
        InvalidSystem::DuplicateRights,
        InvalidSystem::DuplicatePackages,
        InvalidSystem::Packages {
            malformed: Vec::new(),
            unknown: some("urn:altinn:accesspackage:no-such-package"),
            not_delegable: Vec::new(),
        },
        InvalidSystem::ResourceFormat(some("urn:altinn:no-resource")),
        InvalidSystem::DuplicateClients,
        InvalidSystem::IdDiffers,
        InvalidSystem::BlanksInId,
        InvalidSystem::ResourceType(some("a-schema")),
        InvalidSystem::ClientPackagesVisible,
    ]
    .map(ValidationError::from)
}
