//! Makes SmartCloud's keys, and registers SmartCloud's OAuth clients in the simulator's Maskinporten and ID-porten.
//!
//! For TT02 and production, a vendor registers its OAuth clients by hand in Digdir's self-service. In the simulator,
//! every vendor registers them with the control API, and SmartCloud is treated like any other vendor.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use crate::{
    config::Config,
    outbound,
    signing::{self, KeyError},
};

/// The scopes of SmartCloud's OAuth client at Maskinporten. The first three are for Altinn's APIs. The last two are for
/// the resource owners' APIs that the dashboard reads.
const MASKINPORTEN_SCOPES: [&str; 5] = [
    "altinn:authentication/systemregister.write",
    "altinn:authentication/systemuser.request.write",
    "altinn:authentication/systemuser.request.read",
    "skatteetaten:kravogbetalinger",
    "altinn:systembruker.demo",
];

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SmartCloud cannot read or generate one of its keys. If a key file is the cause, the text of [`KeyError`] names
    /// the setting that contains the path of the file.
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the simulator did not answer")]
    Http(#[from] outbound::Error),
    /// SmartCloud cannot make its HTTP client. If the setting `SMARTCLOUD_CA_FILE` is the cause, the text of the error
    /// names this setting.
    #[error(transparent)]
    Client(#[from] outbound::ClientError),
    /// The simulator answered with an error. `response` contains the HTTP status and the body. `settings` are the names
    /// of the settings that SmartCloud sent.
    #[error(
        "{settings}: the simulator did not register the client with these settings: {response}"
    )]
    Refused {
        settings: &'static str,
        response: String,
    },
}

/// Makes the keys for Maskinporten and ID-porten. If a key file exists already, SmartCloud keeps the key in this file.
///
/// # Errors
///
/// [`KeyError`] if a key cannot be generated, or if its file cannot be written.
pub fn make_keys(config: &Config) -> Result<(), KeyError> {
    let (system, idporten) = (&config.system.key, &config.idporten.key);
    if system.file == idporten.file {
        return signing::make_if_missing(system);
    }
    // SmartCloud generates the two keys at the same time, because each key takes about 100 ms of processor time.
    std::thread::scope(|scope| {
        let idporten_key = scope.spawn(|| signing::make_if_missing(idporten));
        signing::make_if_missing(system)?;
        idporten_key
            .join()
            // The other thread has panicked, so generate the key for ID-porten in the current thread.
            .unwrap_or_else(|_| signing::make_if_missing(idporten))
    })
}

/// Registers SmartCloud's OAuth clients with their public keys. If the clients are registered already, nothing changes.
///
/// `control` is the base URL of the simulator's control API.
///
/// # Errors
///
/// - [`Error::Key`] if a key file is missing or invalid.
/// - [`Error::Refused`] if the simulator answers with an error.
/// - [`Error::Http`] if the simulator does not answer.
pub async fn register_clients(config: &Config, control: &Url) -> Result<(), Error> {
    let http = outbound::client(&config.outbound)?;
    let vendor = json!({ "number": config.vendor(), "name": "SmartCloud AS" });
    let maskinporten = json!({
        "name": "SmartCloud",
        "organisation": vendor,
        "scopes": MASKINPORTEN_SCOPES,
        "jwks": { "keys": [signing::public_key(&config.system.key)?] },
    });
    // If each visitor has a sandbox, the control API accepts only calls that contain the presenter's key.
    let presenter_key = config.stage.as_ref();
    let presenter_key = presenter_key.and_then(|stage| stage.presenter_key.as_ref());
    put(
        &http,
        presenter_key,
        client_url(control, "maskinporten-clients", &config.system.client_id),
        &maskinporten,
        "MASKINPORTEN_CLIENT_ID, MASKINPORTEN_KEY_ID, SMARTCLOUD_SYSTEM_ID",
    )
    .await?;

    let idporten = json!({
        "name": "SmartCloud",
        "organisation": vendor,
        "scopes": config.idporten.scopes,
        "jwks": { "keys": [signing::public_key(&config.idporten.key)?] },
        "redirectUris": [config.local("/login/callback")],
        "postLogoutRedirectUris": [config.local("/logged-out")],
        "frontchannelLogoutUri": config.local("/login/frontchannel-logout"),
        "tokenEndpointAuthMethod": "private_key_jwt",
        // Eight hours, as long as the longest sign-in at SmartCloud. SmartCloud needs the refresh token during the
        // whole sign-in, to read the person's organisations again.
        "refreshTokenLifetimeSeconds": 8 * 60 * 60,
    });
    put(
        &http,
        presenter_key,
        client_url(control, "idporten-clients", &config.idporten.client_id),
        &idporten,
        "IDPORTEN_CLIENT_ID, IDPORTEN_KEY_ID, IDPORTEN_SCOPE, SMARTCLOUD_PUBLIC_URL",
    )
    .await
}

/// Returns the URL of an OAuth client in the control API. Percent-encodes the client id, because it can contain
/// characters that a URL does not allow.
fn client_url(control: &Url, list: &str, client_id: &str) -> Url {
    let mut url = control.clone();
    // `path_segments_mut` fails only for URLs such as `mailto:`.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend([list, client_id]);
    }
    url
}

async fn put(
    http: &reqwest::Client,
    presenter_key: Option<&SecretString>,
    url: Url,
    body: &serde_json::Value,
    settings: &'static str,
) -> Result<(), Error> {
    let mut call = http.put(url).json(body);
    if let Some(key) = presenter_key {
        call = call.bearer_auth(key.expose_secret());
    }
    let response = outbound::send(call).await?;
    if response.status().is_success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(response.body());
    Err(Error::Refused {
        settings,
        response: format!("{} {}", response.status(), outbound::excerpt(&text)),
    })
}
