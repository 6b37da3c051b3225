//! Makes SmartCloud's keys, and registers SmartCloud's OAuth clients in the simulator's Maskinporten and ID-porten.
//!
//! For TT02 and production, a vendor registers its OAuth clients by hand in Digdir's self-service. In the simulator,
//! every vendor can register OAuth clients with the control API. The simulator treats SmartCloud like any other vendor.

use serde_json::json;
use url::Url;

use crate::{
    config::Config,
    outbound,
    signing::{self, KeyError},
};

/// The scopes of SmartCloud's OAuth client at Maskinporten. The first three are for Altinn's APIs. The other two are
/// for the resource owners' APIs that the dashboard reads.
const MASKINPORTEN_SCOPES: [&str; 5] = [
    "altinn:authentication/systemregister.write",
    "altinn:authentication/systemuser.request.write",
    "altinn:authentication/systemuser.request.read",
    "skatteetaten:kravogbetalinger",
    "altinn:systembruker.demo",
];

/// The scopes of SmartCloud's OAuth client at ID-porten. Altinn accepts a person's token only if the token has a scope
/// that starts with `altinn:`.
const IDPORTEN_SCOPES: [&str; 2] = ["openid", "altinn:accessmanagement/authorizedparties"];

/// Why SmartCloud cannot register its OAuth clients.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the public key cannot be read from the key file")]
    Key(#[from] KeyError),
    #[error("the simulator did not answer")]
    Http(#[from] reqwest::Error),
    /// The simulator answered with an error. `response` contains the HTTP status and the body.
    #[error("the simulator did not register {client}: {response}")]
    Refused {
        client: &'static str,
        response: String,
    },
}

/// Generates SmartCloud's keys for Maskinporten and ID-porten, unless the key files exist already.
///
/// # Errors
///
/// [`KeyError`] if a key cannot be generated or its file cannot be written.
pub fn make_keys(config: &Config) -> Result<(), KeyError> {
    let (system, idporten) = (&config.system.key.file, &config.idporten.key.file);
    if system == idporten {
        return signing::make_if_missing(system);
    }
    // SmartCloud generates the two keys in parallel, because each key takes about 100 ms of processor time.
    std::thread::scope(|scope| {
        let idporten_key = scope.spawn(|| signing::make_if_missing(idporten));
        signing::make_if_missing(system)?;
        idporten_key
            .join()
            // The other thread panicked. Generate the key for ID-porten in this thread instead.
            .unwrap_or_else(|_| signing::make_if_missing(idporten))
    })
}

/// Registers SmartCloud's OAuth clients for Maskinporten and ID-porten, with their public keys. Calling this function
/// again changes nothing.
///
/// `control` is the base URL of the simulator's control API.
///
/// # Errors
///
/// - [`Error::Key`] if a key file is missing or invalid.
/// - [`Error::Refused`] if the simulator answers with an error.
/// - [`Error::Http`] if the simulator does not answer.
pub async fn register_clients(config: &Config, control: &Url) -> Result<(), Error> {
    let http = outbound::client(config.timeout)?;
    let vendor = json!({ "number": config.vendor(), "name": "SmartCloud AS" });
    let maskinporten = json!({
        "name": "SmartCloud",
        "organisation": vendor,
        "scopes": MASKINPORTEN_SCOPES,
        "jwks": { "keys": [signing::public_key(&config.system.key)?] },
    });
    let path = format!("maskinporten-clients/{}", config.system.client_id);
    put(
        &http,
        control,
        &path,
        &maskinporten,
        "the Maskinporten client",
    )
    .await?;

    let idporten = json!({
        "name": "SmartCloud",
        "organisation": vendor,
        "scopes": IDPORTEN_SCOPES,
        "jwks": { "keys": [signing::public_key(&config.idporten.key)?] },
        "redirectUris": [config.local("/login/callback")],
        "postLogoutRedirectUris": [config.local("/logged-out")],
        "frontchannelLogoutUri": config.local("/login/frontchannel-logout"),
        "tokenEndpointAuthMethod": "private_key_jwt",
        // Eight hours, which is the longest sign-in at SmartCloud. With the refresh token, SmartCloud reads the person's
        // organisations again while the person is signed in.
        "refreshTokenLifetimeSeconds": 8 * 60 * 60,
    });
    let path = format!("idporten-clients/{}", config.idporten.client_id);
    put(&http, control, &path, &idporten, "the ID-porten client").await
}

async fn put(
    http: &reqwest::Client,
    control: &Url,
    path: &str,
    body: &serde_json::Value,
    client: &'static str,
) -> Result<(), Error> {
    let url = format!("{}/{path}", control.as_str().trim_end_matches('/'));
    let response = outbound::send(http.put(url).json(body)).await?;
    if response.status().is_success() {
        return Ok(());
    }
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    Err(Error::Refused {
        client,
        response: format!("{status} {}", outbound::excerpt(&text)),
    })
}
