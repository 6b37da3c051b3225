//! The validation codes, with their titles and paths (contract/systemuser-api.md §1.4).

use std::collections::BTreeMap;

use crate::rules::rule_violation::ValidationError;

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

pub fn vendor() -> ValidationError {
    plain(
        "AUTH.VLD-00000",
        "/registersystemrequest/vendor/id",
        "the org number identifier is not valid ISO6523 identifier",
    )
}

pub fn id_format() -> ValidationError {
    plain(
        "AUTH.VLD-00001",
        ID,
        "The system id does not match the format orgnumber_xxxx...",
    )
}

pub fn id_taken() -> ValidationError {
    plain("AUTH.VLD-00002", ID, "The system id already exists")
}

pub fn resource_unknown(ids: &[&str]) -> ValidationError {
    let mut error = plain(
        "AUTH.VLD-00003",
        RESOURCE,
        "One or more resources specified in rights were not found in Altinn's resource register.",
    );
    error
        .details
        .insert("ResourceIds Not Found : ", ids.join(" | "));
    error
}

pub fn client_taken() -> ValidationError {
    plain(
        "AUTH.VLD-00004",
        CLIENT,
        "One of the client id is already tagged with an existing system",
    )
}

pub fn redirect_urls() -> ValidationError {
    plain(
        "AUTH.VLD-00005",
        "/registersystemrequest/allowedredirecturls",
        "One or more of the redirect urls format is not valid. The valid format is https://xxx.xx",
    )
}

pub fn duplicate_rights() -> ValidationError {
    plain(
        "AUTH.VLD-00006",
        RESOURCE,
        "One or more duplicate rights found",
    )
}

pub fn duplicate_packages() -> ValidationError {
    plain(
        "AUTH.VLD-00007",
        PACKAGES,
        "One or more duplicate access package(s) found",
    )
}

pub fn packages(malformed: &[&str], unknown: &[&str], fixed: &[&str]) -> ValidationError {
    let mut error = plain(
        "AUTH.VLD-00008",
        PACKAGES,
        "One or all the accesspackage(s) is not found in altinn's access packages or is not delegable",
    );
    let details = [
        ("Invalid format", malformed),
        ("Not found", unknown),
        ("Not possible to delegate", fixed),
    ];
    let details: Vec<_> = details
        .iter()
        .filter(|(_, urns)| !urns.is_empty())
        .map(|(label, urns)| format!("{label}: {}", urns.join(", ")))
        .collect();
    error
        .details
        .insert("Invalid Urn Details : ", details.join(" | "));
    error
}

pub fn resource_format(ids: &[&str]) -> ValidationError {
    let mut error = plain(
        "AUTH.VLD-00009",
        RESOURCE,
        "One or more resource id is in wrong format. The valid format is urn:altinn:resource",
    );
    error
        .details
        .insert("Invalid Resource Id Details : ", ids.join(" | "));
    error
}

pub fn duplicate_clients() -> ValidationError {
    plain(
        "AUTH.VLD-00011",
        CLIENT,
        "Request contains duplicate client ids",
    )
}

pub fn id_differs() -> ValidationError {
    plain(
        "AUTH.VLD-00012",
        ID,
        "The system ID in the request body does not match the system ID in the URL",
    )
}

pub fn blanks_in_id() -> ValidationError {
    plain(
        "AUTH.VLD-00013",
        ID,
        "System ID cannot have spaces in id (leading, trailing or in between the id)",
    )
}

pub fn resource_type(ids: &[&str]) -> ValidationError {
    let mut error = plain(
        "AUTH.VLD-00017",
        RESOURCE,
        "One or more resources specified in rights is of resource type which is not delegable.",
    );
    error
        .details
        .insert("ResourceIds Not Delegable : ", ids.join(" | "));
    error
}

pub fn client_packages_visible() -> ValidationError {
    plain(
        "AUTH.VLD-00018",
        PACKAGES,
        "Access packages meant for system user for client relations can't be used in combination with the flag isVisible: true",
    )
}

/// Each code once, of made-up things.
#[must_use]
pub fn examples() -> [ValidationError; 15] {
    [
        vendor(),
        id_format(),
        id_taken(),
        resource_unknown(&["no-such-resource"]),
        client_taken(),
        redirect_urls(),
        duplicate_rights(),
        duplicate_packages(),
        packages(&[], &["urn:altinn:accesspackage:no-such-package"], &[]),
        resource_format(&["urn:altinn:no-resource"]),
        duplicate_clients(),
        id_differs(),
        blanks_in_id(),
        resource_type(&["a-schema"]),
        client_packages_visible(),
    ]
}
