//! SmartCloud's entry in Altinn's system register. The calls are the same for the simulator and for TT02. But
//! SmartCloud sends these calls automatically only if it runs with the simulator.
//!
//! Rules to keep if you copy this file:
//!
//! - Register all rights and access packages that your requests ask for. Altinn refuses a request for access that the
//!   system's entry does not list (`AUTH-00001`, `-00063`, `-00064`).
//! - Register the return URL without a query. Its path must be the same as in your requests, including upper and lower
//!   case and the final slash.
//! - Send all fields in an update, because an update replaces the whole entry.
//! - Never use the id of a deleted system again, because Altinn keeps the id for ever.

use crate::{altinn, config::Config, plan};
use altinn_types::{LocalizedText, RegisteredSystem, VendorId};

/// Why SmartCloud cannot register its system.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("SmartCloud's entry in Altinn's system register cannot be read or written")]
    Altinn(#[from] altinn::Error),
    #[error(
        "the system {0} was deleted, and its id cannot be used again: set SMARTCLOUD_SYSTEM_ID to another id"
    )]
    Deleted(String),
}

/// Returns the entry that SmartCloud registers. The entry contains the access of all plans, the id of the OAuth client,
/// and the return URL.
#[must_use]
pub fn system_entry(config: &Config) -> RegisteredSystem {
    let (rights, access_packages) = plan::all_access();
    let name = "SmartCloud".to_owned();
    RegisteredSystem {
        id: config.system.id.clone(),
        vendor: VendorId {
            id: config.vendor().iso6523(),
        },
        name: LocalizedText {
            nb: name.clone(),
            nn: name.clone(),
            en: name,
        },
        description: LocalizedText {
            nb: "Regnskap, lønn og logistikk for små bedrifter".to_owned(),
            nn: "Rekneskap, løn og logistikk for små verksemder".to_owned(),
            en: "Accounts, payroll and logistics for small businesses".to_owned(),
        },
        rights,
        access_packages,
        client_id: vec![config.system.client_id.clone()],
        // If the system were visible, Altinn would show it in a list, and a customer could create a system user without
        // a request. SmartCloud's customers start in SmartCloud instead.
        is_visible: false,
        is_deleted: false,
        allowed_redirect_urls: vec![config.return_url().into()],
    }
}

/// Registers SmartCloud's system if Altinn does not have the system. If Altinn's entry differs from [`system_entry`],
/// this function updates Altinn's entry. Calling this function again changes nothing.
///
/// # Errors
///
/// [`Error::Altinn`] if a call to Altinn fails. [`Error::Deleted`] if the system was deleted from the system register.
pub async fn register(config: &Config, altinn: &altinn::Client) -> Result<(), Error> {
    let entry = system_entry(config);
    match altinn.get_system(&entry.id).await? {
        None => altinn.create_system(&entry).await?,
        Some(known) if known.is_deleted => {
            return Err(Error::Deleted(entry.id.as_str().to_owned()));
        }
        Some(known) if known.system.as_ref() == Some(&entry) => {}
        Some(_) => altinn.replace_system(&entry).await?,
    }
    Ok(())
}
