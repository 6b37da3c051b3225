//! SmartCloud's entry in Altinn's system register. The calls are the same for the simulator and for TT02, but
//! SmartCloud sends them automatically only with the simulator.
//!
//! Rules to keep if you copy this file:
//!
//! - Register all rights and access packages that your requests ask for. Altinn refuses a request for access that the
//!   system's entry does not list (`AUTH-00001`, `-00063`, `-00064`).
//! - Register the return URL without a query. Its path must be the same as in your requests, including upper and lower
//!   case and the final slash.
//! - Send all fields in an update, because an update replaces the whole entry.
//! - Never use the id of a deleted system again, because Altinn keeps the id for ever.

use http::StatusCode;

use crate::{altinn, config::Config, maskinporten, outbound, plan};
use altinn_types::{LocalizedText, Problem, RegisteredSystem, VendorId};

/// Why SmartCloud could not register its system. Each error names the setting that must be corrected.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{setting}: SmartCloud's entry in Altinn's system register cannot be read or written")]
    Altinn {
        setting: &'static str,
        #[source]
        cause: altinn::Error,
    },
    #[error(
        "SMARTCLOUD_SYSTEM_ID: the system {0} was deleted, and its id cannot be used again. Set another id"
    )]
    Deleted(String),
}

impl Error {
    /// Whether the connection to Altinn or to Maskinporten failed. If so, SmartCloud can send the same call again
    /// later.
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        let Self::Altinn { cause, .. } = self else {
            return false;
        };
        match cause {
            altinn::Error::Http(outbound::Error::Http(cause))
            | altinn::Error::Token(maskinporten::Error::Http(outbound::Error::Http(cause))) => {
                cause.is_connect()
            }
            _ => false,
        }
    }
}

impl From<altinn::Error> for Error {
    fn from(cause: altinn::Error) -> Self {
        Self::Altinn {
            setting: setting_of(&cause),
            cause,
        }
    }
}

fn setting_of(error: &altinn::Error) -> &'static str {
    match error {
        altinn::Error::Problem { problem, .. } => setting_of_problem(problem),
        // Altinn answers 403 if the system and the OAuth client belong to different organisations.
        altinn::Error::Status { status } if *status == StatusCode::FORBIDDEN => {
            "SMARTCLOUD_SYSTEM_ID"
        }
        altinn::Error::Status { .. }
        | altinn::Error::Unreadable(_)
        | altinn::Error::NoToken
        | altinn::Error::Http(_) => "ALTINN_PLATFORM_URL",
        altinn::Error::Token(cause) => setting_of_grant(cause),
    }
}

/// Returns the name of the setting that causes a validation error of the system register. The path in the validation
/// error ends with the name of the invalid field.
fn setting_of_problem(problem: &Problem) -> &'static str {
    let errors = problem.validation_errors.iter();
    let path = errors.flat_map(|error| error.paths.iter()).next();
    match path.and_then(|path| path.rsplit('/').next()) {
        Some("allowedredirecturls") => "SMARTCLOUD_PUBLIC_URL",
        Some("clientid") => "MASKINPORTEN_CLIENT_ID",
        // The rights and packages come from the plans in `src/plan`, so no setting is wrong.
        Some("resource" | "accesspackages") => "the access in src/plan",
        _ => "SMARTCLOUD_SYSTEM_ID",
    }
}

/// Returns the setting that probably causes this error. If Maskinporten refused the grant, the setting depends on
/// Maskinporten's error code, such as `MP-110`.
fn setting_of_grant(error: &maskinporten::Error) -> &'static str {
    match error {
        maskinporten::Error::Refused { description, .. } => {
            let code = description.split(':').next().unwrap_or_default();
            match code {
                "MP-110" => "MASKINPORTEN_URL",
                "MP-121" | "MP-124" => "MASKINPORTEN_KEY_FILE",
                _ if description.contains("kid") => "MASKINPORTEN_KEY_ID",
                _ => "MASKINPORTEN_CLIENT_ID",
            }
        }
        maskinporten::Error::Signature(_) => "MASKINPORTEN_KEY_FILE",
        maskinporten::Error::NoSystemUser { .. }
        | maskinporten::Error::Status { .. }
        | maskinporten::Error::Unreadable(_)
        | maskinporten::Error::Http(_) => "MASKINPORTEN_URL",
    }
}

/// Returns SmartCloud's entry for Altinn's system register. The entry contains the access of all plans, the id of the
/// OAuth client, and the return URL.
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
        // Altinn shows visible systems in a list, and a customer could create a system user there without a request.
        // SmartCloud's customers start in SmartCloud instead, so the system is not visible.
        is_visible: false,
        is_deleted: false,
        allowed_redirect_urls: vec![config.return_url().into()],
    }
}

/// Registers SmartCloud's system if Altinn does not have it. If Altinn's entry differs from [`system_entry`], updates
/// Altinn's entry. If both are equal, nothing changes.
///
/// # Errors
///
/// [`Error::Altinn`] if a call to Altinn or Maskinporten fails. [`Error::Deleted`] if the system was deleted from the
/// system register.
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
