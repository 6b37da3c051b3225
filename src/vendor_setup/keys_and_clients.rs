//! SmartCloud's clients in the simulator's Maskinporten and ID-porten.
//!
//! In reality this is done by hand, in Digdir's self-service. The simulator takes it over HTTP, from
//! any vendor; nothing in it knows SmartCloud.

use serde_json::json;
use url::Url;

use crate::{
    config::Config,
    outbound,
    signing::{self, KeyError},
};

/// What SmartCloud's Maskinporten client may do.
const MASKINPORTEN_SCOPES: [&str; 5] = [
    "altinn:authentication/systemregister.write",
    "altinn:authentication/systemuser.request.write",
    "altinn:authentication/systemuser.request.read",
    "skatteetaten:kravogbetalinger",
    "altinn:systembruker.demo",
];

const IDPORTEN_SCOPES: [&str; 2] = ["openid", "altinn:accessmanagement/authorizedparties"];

/// Why the simulator does not know SmartCloud.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a key cannot be made or read")]
    Key(#[from] KeyError),
    #[error("the simulator does not answer")]
    Http(#[from] reqwest::Error),
    #[error("the simulator refused to register {what}: {answer}")]
    Refused { what: &'static str, answer: String },
}

/// Makes SmartCloud's keys where there are none.
///
/// # Errors
///
/// [`KeyError`] where they cannot be written.
pub fn make_keys(config: &Config) -> Result<(), KeyError> {
    let (system, idporten) = (&config.system.key.file, &config.idporten.key.file);
    if system == idporten {
        return signing::make_if_missing(system);
    }
    // A new key takes some 100 ms of processor time, so the two keys are made in parallel.
    std::thread::scope(|scope| {
        let other = scope.spawn(|| signing::make_if_missing(idporten));
        signing::make_if_missing(system)?;
        other
            .join()
            .unwrap_or_else(|_| signing::make_if_missing(idporten))
    })
}

/// Registers SmartCloud's two clients. Doing it again changes nothing.
///
/// `control` is the base URL of the simulator's control API.
///
/// # Errors
///
/// [`Error`] where a key is missing or the simulator refuses.
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
    });
    let path = format!("idporten-clients/{}", config.idporten.client_id);
    put(&http, control, &path, &idporten, "the ID-porten client").await
}

async fn put(
    http: &reqwest::Client,
    control: &Url,
    path: &str,
    body: &serde_json::Value,
    what: &'static str,
) -> Result<(), Error> {
    let url = format!("{}/{path}", control.as_str().trim_end_matches('/'));
    let response = outbound::send(http.put(url).json(body)).await?;
    if response.status().is_success() {
        return Ok(());
    }
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    Err(Error::Refused {
        what,
        answer: format!("{status} {text}"),
    })
}
