//! SmartCloud's entry in Altinn's system register: the same calls in front of the simulator and of a
//! real environment.

use crate::{altinn, config::Config, plan};
use altinn_types::{LocalizedText, RegisteredSystem, VendorId};

/// Why the system is not registered as it should be.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the system register cannot be read or written")]
    Altinn(#[from] altinn::Error),
    #[error("the system {0} is deleted, and its id is used up for ever: choose another")]
    Deleted(String),
}

/// SmartCloud's system as it should stand in the register: all that any plan may ask for, and the
/// return URL.
#[must_use]
pub fn wanted(config: &Config) -> RegisteredSystem {
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
        // Customers come to it from SmartCloud, not from Altinn's own list of systems.
        is_visible: false,
        is_deleted: false,
        allowed_redirect_urls: vec![config.return_url().into()],
    }
}

/// Registers the system, or brings its entry up to date. Doing it again changes nothing.
///
/// # Errors
///
/// [`Error`] where Altinn refuses, is silent, or has the system as deleted.
pub async fn register(config: &Config, altinn: &altinn::Client) -> Result<(), Error> {
    let wanted = wanted(config);
    match altinn.get_system(&wanted.id).await? {
        None => altinn.create_system(&wanted).await?,
        Some(system) if system.is_deleted => {
            return Err(Error::Deleted(system.id.as_str().to_owned()));
        }
        Some(system) if system == wanted => {}
        Some(_) => altinn.replace_system(&wanted).await?,
    }
    Ok(())
}
