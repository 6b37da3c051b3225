//! SmartCloud's entry in Altinn's system register. The calls are the same for the simulator and for TT02, but SmartCloud
//! makes them by itself only with the simulator.
//!
//! Rules to keep if you copy this file:
//!
//! - Register all the access that any of your requests asks for. Altinn refuses a request for more than the system is
//!   registered with (`AUTH-00001`, `-00063`, `-00064`).
//! - Register the return URL with the same path, upper and lower case and final slash that your requests use, without a
//!   query.
//! - An update replaces the whole entry. Send all fields.
//! - Never reuse the id of a deleted system: Altinn keeps it for ever.

use crate::{altinn, config::Config, plan};
use altinn_types::{LocalizedText, RegisteredSystem, VendorId};

/// Why SmartCloud's system cannot be registered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("SmartCloud's entry in Altinn's system register cannot be read or written")]
    Altinn(#[from] altinn::Error),
    #[error(
        "the system {0} was deleted, and its id cannot be used again: set SMARTCLOUD_SYSTEM_ID to another id"
    )]
    Deleted(String),
}

/// The entry that SmartCloud registers: the access of all plans together, the OAuth client, and the return URL.
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
        // Customers start in SmartCloud. So Altinn does not show the system in its own list, from which a customer can
        // create a system user without a request.
        is_visible: false,
        is_deleted: false,
        allowed_redirect_urls: vec![config.return_url().into()],
    }
}

/// Registers the system, or updates its entry if it differs. Repeating the call changes nothing.
///
/// # Errors
///
/// [`Error::Altinn`] if a call to Altinn fails, and [`Error::Deleted`] if the system was deleted from the register.
pub async fn register(config: &Config, altinn: &altinn::Client) -> Result<(), Error> {
    let entry = system_entry(config);
    match altinn.get_system(&entry.id).await? {
        None => altinn.create_system(&entry).await?,
        Some(system) if system.is_deleted => {
            return Err(Error::Deleted(system.id.as_str().to_owned()));
        }
        Some(system) if system == entry => {}
        Some(_) => altinn.replace_system(&entry).await?,
    }
    Ok(())
}
