//! Test data for the tests of Altinn's rules: a vendor and its systems.
#![cfg(test)]

use altinn_types::{OrgNumber, ResourceAttribute, Right};
use jiff::Timestamp;
use uuid::Uuid;

use super::{DraftText, Registrar, SystemDraft};
use crate::rules::Altinn;

pub(crate) const VENDOR: &str = "991825827";

pub(crate) fn number(text: &str) -> OrgNumber {
    text.parse().unwrap()
}

pub(crate) fn registrar() -> Registrar {
    Registrar {
        vendor: number(VENDOR),
        client_id: "client".to_owned(),
        admin: false,
    }
}

pub(crate) fn right(resource: &str) -> Right {
    Right {
        action: None,
        resource: vec![ResourceAttribute {
            id: ResourceAttribute::RESOURCE.to_owned(),
            value: resource.to_owned(),
        }],
    }
}

/// Returns the draft of a system without rights, packages and Maskinporten clients.
pub(crate) fn draft(name: &str) -> SystemDraft {
    let text = DraftText {
        nb: Some(name.to_owned()),
        nn: Some(name.to_owned()),
        en: Some(name.to_owned()),
    };
    SystemDraft {
        id: Some(format!("{VENDOR}_{name}")),
        vendor: Some(format!("0192:{VENDOR}")),
        name: Some(text.clone()),
        description: Some(text),
        rights: Some(Vec::new()),
        access_packages: Some(Vec::new()),
        client_id: Some(Vec::new()),
        is_visible: None,
        allowed_redirect_urls: Some(Vec::new()),
    }
}

pub(crate) fn register(altinn: &mut Altinn, draft: SystemDraft, now: Timestamp) {
    let id = Uuid::new_v4();
    altinn
        .register_system(&registrar(), draft, id, now)
        .unwrap();
}
