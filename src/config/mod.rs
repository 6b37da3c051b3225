//! SmartCloud's settings. The program reads all settings once, when it starts.

mod environment;
mod reader;
mod simulator;
mod stage;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use http::HeaderName;
use http_server::HostNames;
use url::{Host, Url};

use self::{environment::Preset, reader::Reader};
pub use self::{
    reader::VARIABLES,
    simulator::{SANDBOX_IDLE_MINUTES, SANDBOX_LIMIT, SimulatorConfig, SimulatorUrls},
    stage::{Sandboxes, StageConfig},
};
use crate::private_files;
use altinn_types::{OrgNumber, SystemId};

/// The default of [`Config::login_limit`].
pub const LOGIN_LIMIT: u32 = 300;

/// SmartCloud's settings. They contain everything that differs between the simulator and Altinn's test environment.
///
/// Each client gets its URLs and keys from these settings, so no other code checks which environment it runs in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The name of the environment: `Simulator` or `TT02`. Every page shows this name, because visitors must know that
    /// the demo is not a real product.
    pub environment_label: String,
    /// Browsers open SmartCloud at this URL. SmartCloud's return URL for Altinn starts with this URL.
    pub public_url: Url,
    pub listen: String,
    /// Callers can use these host names to reach SmartCloud. These names are the host of the public URL, and more names
    /// from the settings.
    pub host_names: HostNames,
    /// A proxy sends the client's address in this header. `None` means that there is no proxy.
    pub client_address_header: Option<HeaderName>,
    /// The maximum number of HTTP requests from one client address within two minutes, for each path with a limit, such
    /// as `/login/start`.
    pub login_limit: NonZeroU32,
    pub altinn: AltinnConfig,
    /// Maskinporten's issuer, with the slash at its end, such as `https://test.maskinporten.no/`.
    pub maskinporten_url: Url,
    pub idporten: IdPortenConfig,
    /// The system that SmartCloud has registered, and the OAuth client at Maskinporten that acts for the system.
    pub system: SystemConfig,
    pub resources: ResourceConfig,
    /// The folder for SmartCloud's database. With the simulator, the folder also contains SmartCloud's keys.
    pub data: PathBuf,
    /// The SQLite database for all data that must survive a restart. SmartCloud creates the database if it is missing.
    pub database_url: String,
    /// The folder with the style sheet, the fonts and the code of the islands. `cargo xtask site` makes this folder.
    pub site: PathBuf,
    /// The settings of the simulator that runs in the same process. `None` in a real environment.
    pub simulator: Option<SimulatorConfig>,
    /// The settings for talks and for audiences. `None` in a real environment.
    pub stage: Option<StageConfig>,
    /// Whether SmartCloud records the calls of each visitor and shows the calls. By default, SmartCloud does so only
    /// with a simulator.
    pub behind_the_scenes: bool,
    pub outbound: OutboundConfig,
}

#[derive(Clone, Debug)]
pub struct OutboundConfig {
    /// An outgoing HTTP call fails after this time.
    pub timeout: Duration,
    /// A PEM file with certificate authorities that SmartCloud trusts in addition to the usual ones.
    pub ca_file: Option<PathBuf>,
    /// The IP addresses of host names that no name server knows.
    pub addresses: Vec<(String, IpAddr)>,
}

#[derive(Clone, Debug)]
pub struct AltinnConfig {
    /// The base URL of Altinn's APIs, such as `https://platform.tt02.altinn.no`.
    pub platform_url: Url,
    /// The base URL of the pages where a customer approves requests and manages system users.
    pub ui_url: Url,
    /// The origins of all redirects between SmartCloud's form and Altinn's page. Browsers check every redirect after a
    /// form post, so `form-action` in the Content-Security-Policy must list all these origins.
    pub hops: Vec<String>,
    /// Altinn exchanges a person's access token from ID-porten for an Altinn token at this URL. With another OpenID
    /// provider, use a service that exchanges this provider's access tokens for Altinn tokens.
    pub exchange_url: Url,
}

#[derive(Clone, Debug)]
pub struct IdPortenConfig {
    /// The issuer of ID-porten or of another OpenID provider, with exactly the characters that the provider uses.
    /// ID-porten's issuer has no slash at its end, such as `https://test.idporten.no`.
    pub issuer: String,
    pub client_id: String,
    /// The scopes that SmartCloud requests at a log-in, including `openid`.
    pub scopes: Vec<String>,
    /// The levels of assurance (`acr`) that SmartCloud accepts. SmartCloud requests the first one. If the list is
    /// empty, SmartCloud neither requests nor checks a level.
    pub levels: Vec<String>,
    pub key: KeySource,
    /// The origins of all redirects during a log-in and during a logout.
    pub hops: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct SystemConfig {
    /// The system id in Altinn's system register, such as `991825827_smartcloud`.
    pub id: SystemId,
    pub client_id: String,
    pub key: KeySource,
}

#[derive(Clone, Debug)]
pub struct ResourceConfig {
    /// The base URL of Skatteetaten's API for claims and payments.
    pub claims_url: Url,
    /// The base URL of Digdir's demo API for payroll and logistics.
    pub demo_url: Url,
}

#[derive(Clone, Debug)]
pub struct KeySource {
    pub file: PathBuf,
    /// The key id (`kid`) of the registered public key.
    pub kid: String,
    /// The name of the setting that contains the path of the file. Error messages show this name.
    pub setting: &'static str,
}

impl Config {
    /// Creates the settings from environment variables. `var` returns the value of a variable, so that tests can use
    /// their own values.
    ///
    /// The default is the offline demo: SmartCloud on port 3000, and the simulator on the ports from 3100.
    ///
    /// # Errors
    ///
    /// The error names the missing or invalid variable.
    pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let read = Reader(var);
        let data = PathBuf::from(read.or("SMARTCLOUD_DATA", "data"));
        let room = simulator::room(&read)?;
        let (preset, simulator) = match read.optional("SMARTCLOUD_ENVIRONMENT").as_deref() {
            None | Some("simulator") => {
                let simulator = SimulatorConfig::read(&read, &data)?;
                let preset = Preset::simulator(room, &simulator.urls, simulator.control_url());
                (preset, Some(simulator))
            }
            Some("tt02") => (Preset::tt02(), None),
            Some(other) => {
                bail!("SMARTCLOUD_ENVIRONMENT is `{other}`; use `simulator` or `tt02`")
            }
        };
        ensure!(
            room.is_none() || simulator.is_some(),
            "SMARTCLOUD_ROOM works only with the simulator, because a real environment needs https"
        );
        // With the simulator, SmartCloud makes its own keys and saves them in the data folder.
        let own_key = |name| simulator.as_ref().map(|_| (data.as_path(), name));

        let public_url = read.url("SMARTCLOUD_PUBLIC_URL", preset.public_url.as_deref())?;
        ensure!(
            public_url.scheme() == "https" || !preset.https_only,
            "SMARTCLOUD_PUBLIC_URL must be https in this environment, because Altinn registers no other return URL"
        );
        ensure!(
            public_url.path() == "/" && public_url.query().is_none(),
            "SMARTCLOUD_PUBLIC_URL must be an origin, without a path"
        );
        let port = public_url.port_or_known_default().unwrap_or(3000);
        let platform_url = read.url("ALTINN_PLATFORM_URL", Some(&preset.platform_url))?;
        let exchange_url = platform_url.join("authentication/api/v1/exchange/id-porten")?;

        let stage = StageConfig::read(&read, preset.control_url.as_deref())?;

        Ok(Self {
            environment_label: preset.label.to_owned(),
            listen: {
                let host = room.unwrap_or(Ipv4Addr::LOCALHOST.into());
                read.or(
                    "SMARTCLOUD_LISTEN",
                    &SocketAddr::new(host, port).to_string(),
                )
            },
            host_names: read.host_names("SMARTCLOUD_HOST_NAMES", &public_url)?,
            client_address_header: read.header_name("SMARTCLOUD_CLIENT_ADDRESS_HEADER")?,
            login_limit: read.count("SMARTCLOUD_LOGIN_LIMIT", LOGIN_LIMIT)?,
            public_url,
            altinn: AltinnConfig {
                exchange_url: read.url("ALTINN_EXCHANGE_URL", Some(exchange_url.as_str()))?,
                platform_url,
                ui_url: read.url("ALTINN_UI_URL", Some(&preset.ui_url))?,
                hops: read.origins("ALTINN_REDIRECT_ORIGINS", &preset.altinn_hops)?,
            },
            maskinporten_url: read.url("MASKINPORTEN_URL", Some(&preset.maskinporten_url))?,
            idporten: IdPortenConfig {
                issuer: read.issuer("IDPORTEN_URL", &preset.idporten_url)?,
                client_id: read.required("IDPORTEN_CLIENT_ID", preset.idporten_client_id)?,
                scopes: scopes(read.words("IDPORTEN_SCOPE", DEFAULT_SCOPE))?,
                levels: levels(read.words("IDPORTEN_ACR", DEFAULT_LEVELS))?,
                key: read.key(
                    "IDPORTEN_KEY_FILE",
                    "IDPORTEN_KEY_ID",
                    own_key("smartcloud-idporten"),
                )?,
                hops: read.origins("IDPORTEN_LOGIN_ORIGINS", &preset.idporten_hops)?,
            },
            system: SystemConfig {
                id: {
                    let id = read.required("SMARTCLOUD_SYSTEM_ID", preset.system_id)?;
                    id.parse()
                        .with_context(|| format!("SMARTCLOUD_SYSTEM_ID is not a system id: {id}"))?
                },
                client_id: read
                    .required("MASKINPORTEN_CLIENT_ID", preset.maskinporten_client_id)?,
                key: read.key(
                    "MASKINPORTEN_KEY_FILE",
                    "MASKINPORTEN_KEY_ID",
                    own_key("smartcloud-maskinporten"),
                )?,
            },
            resources: ResourceConfig {
                claims_url: read.url("CLAIMS_API_URL", Some(&preset.claims_url))?,
                demo_url: read.url("DEMO_API_URL", Some(&preset.demo_url))?,
            },
            database_url: read.or(
                "DATABASE_URL",
                &format!("sqlite:{}", data.join("smartcloud.db").display()),
            ),
            simulator,
            behind_the_scenes: read
                .switch("SMARTCLOUD_BEHIND_THE_SCENES")?
                .unwrap_or(stage.is_some()),
            stage,
            data,
            site: site_folder(read.optional("SMARTCLOUD_SITE")),
            outbound: OutboundConfig {
                timeout: read.seconds("SMARTCLOUD_TIMEOUT_SECONDS", 10)?,
                ca_file: read.optional("SMARTCLOUD_CA_FILE").map(PathBuf::from),
                addresses: read.addresses("SMARTCLOUD_RESOLVE")?,
            },
        })
    }

    /// Creates the data folder, keeps other users of the machine out of it, and checks that SmartCloud can write in it.
    ///
    /// # Errors
    ///
    /// An error that names the folder, if the folder cannot be created or is not writable.
    pub fn make_data_folder(&self) -> anyhow::Result<()> {
        let folder = self.data.display();
        let advice = || {
            format!(
                "SmartCloud cannot write in the folder {folder}: set SMARTCLOUD_DATA to a folder where it can write"
            )
        };
        private_files::make_folder(&self.data).with_context(advice)?;
        let test_file = self.data.join(".writable");
        std::fs::write(&test_file, []).with_context(advice)?;
        std::fs::remove_file(&test_file).with_context(advice)
    }

    /// Returns SmartCloud's origin in the form that browsers send in the header `Origin`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// Returns the address where a program on this machine can call SmartCloud directly, without a proxy.
    #[must_use]
    pub fn own_address(&self) -> String {
        match self.listen.parse::<SocketAddr>() {
            Ok(address) => simulator::on_host(address.ip(), address.port()).to_string(),
            // The setting contains a host name and no IP address.
            Err(_) => self.listen.clone(),
        }
    }

    /// Whether the public URL is https. Over http, SmartCloud's cookies do not have the attribute `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// Whether browsers treat SmartCloud's pages as a *secure context*. Browsers do so if the page comes over https or
    /// from the same machine. If visitors open the pages over http from another machine, browsers ignore some headers
    /// and write warnings to their console.
    #[must_use]
    pub fn is_secure_context(&self) -> bool {
        self.is_https()
            || match self.public_url.host() {
                Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            }
    }

    /// Whether SmartCloud is behind a proxy, but the setting `client_address_header` is missing. A public URL with
    /// https means that there is a proxy, because SmartCloud itself has no TLS. Without the header, SmartCloud would
    /// count the log-ins of all visitors together.
    #[must_use]
    pub fn lacks_client_address(&self) -> bool {
        self.is_https() && self.client_address_header.is_none()
    }

    /// Altinn redirects the browser back to this URL. SmartCloud registers the URL with its system, without a query.
    /// Altinn ignores the query when it compares a request's `redirectUrl` with the registered URL.
    #[must_use]
    pub fn return_url(&self) -> Url {
        self.local("/connect/return")
    }

    #[must_use]
    pub fn local(&self, path: &str) -> Url {
        let mut url = self.public_url.clone();
        url.set_path(path);
        url
    }

    /// Returns the organisation number of the vendor that owns the system.
    ///
    /// # Panics
    ///
    /// This function never panics, because a [`SystemId`] always starts with an organisation number.
    #[must_use]
    pub fn vendor(&self) -> OrgNumber {
        let (vendor, _) = self.system.id.as_str().split_once('_').unwrap_or_default();
        vendor
            .parse()
            .expect("a system id starts with an organisation number")
    }
}

/// The scopes of a log-in. SmartCloud needs the second scope to ask Altinn which organisations the person may act for.
/// Altinn accepts a person's token only if the token has a scope that starts with `altinn:`.
const DEFAULT_SCOPE: &str = "openid altinn:accessmanagement/authorizedparties";

/// Altinn's approval page needs at least the level *substantial*, so SmartCloud accepts no lower level.
const DEFAULT_LEVELS: &str = "idporten-loa-substantial idporten-loa-high";

fn scopes(scopes: Vec<String>) -> anyhow::Result<Vec<String>> {
    ensure!(
        scopes.iter().any(|scope| scope == "openid"),
        "IDPORTEN_SCOPE must contain openid: without it, the provider sends no ID token"
    );
    Ok(scopes)
}

/// Parses the accepted levels. The single word `none` means that SmartCloud checks no level.
fn levels(levels: Vec<String>) -> anyhow::Result<Vec<String>> {
    let none = levels.iter().any(|level| level == "none");
    ensure!(
        !none || levels.len() == 1,
        "IDPORTEN_ACR must be a list of levels, or only the word none"
    );
    Ok(if none { Vec::new() } else { levels })
}

/// Returns the configured folder with the built site. If no folder is configured, returns the folder `site` beside the
/// program. If that folder does not exist, returns `target/site`, which a development build uses.
#[must_use]
pub fn site_folder(configured: Option<String>) -> PathBuf {
    let beside_program = || {
        let site = std::env::current_exe().ok()?.parent()?.join("site");
        site.is_dir().then_some(site)
    };
    let configured = configured.map(|path| path.trim().to_owned());
    configured
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .or_else(beside_program)
        .unwrap_or_else(|| PathBuf::from("target/site"))
}

impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} for {} at {}",
            self.system.id, self.environment_label, self.public_url
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &[(&str, &str)]) -> anyhow::Result<Config> {
        Config::from_vars(|name| {
            vars.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_defaults_are_the_offline_demo_on_two_sites() {
        let config = with(&[]).unwrap();
        assert_eq!(config.public_url.as_str(), "http://localhost:3000/");
        assert!(config.is_secure_context());
        assert_eq!(config.altinn.ui_url.host_str(), Some("127.0.0.1"));
        assert_eq!(config.maskinporten_url.as_str(), "http://127.0.0.1:3103/");
        assert_eq!(config.idporten.issuer, "http://127.0.0.1:3102");
    }

    #[test]
    fn an_error_names_the_missing_variable() {
        let error = with(&[("SMARTCLOUD_ENVIRONMENT", "tt02")]).unwrap_err();
        assert_eq!(error.to_string(), "SMARTCLOUD_PUBLIC_URL is not set");
    }

    #[test]
    fn tt02_refuses_a_return_url_without_https() {
        let error = with(&[
            ("SMARTCLOUD_ENVIRONMENT", "tt02"),
            ("SMARTCLOUD_PUBLIC_URL", "http://localhost:3000"),
            ("IDPORTEN_KEY_FILE", "a.pem"),
            ("IDPORTEN_KEY_ID", "a"),
        ])
        .unwrap_err();
        assert!(error.to_string().contains("must be https"), "{error}");
    }

    #[test]
    fn tt02_needs_only_settings() {
        let config = with(&[
            ("SMARTCLOUD_ENVIRONMENT", "tt02"),
            ("SMARTCLOUD_PUBLIC_URL", "https://smartcloud.example"),
            ("SMARTCLOUD_SYSTEM_ID", "991825827_smartcloud"),
            ("MASKINPORTEN_CLIENT_ID", "m"),
            ("MASKINPORTEN_KEY_FILE", "m.pem"),
            ("MASKINPORTEN_KEY_ID", "m-2026"),
            ("IDPORTEN_CLIENT_ID", "i"),
            ("IDPORTEN_KEY_FILE", "i.pem"),
            ("IDPORTEN_KEY_ID", "i-2026"),
        ])
        .unwrap();
        assert!(config.stage.is_none());
        // Maskinporten's issuer ends with a slash, and ID-porten's issuer does not.
        assert_eq!(
            config.maskinporten_url.as_str(),
            "https://test.maskinporten.no/"
        );
        assert_eq!(config.idporten.issuer, "https://test.idporten.no");
        assert_eq!(
            config.altinn.hops,
            [
                "https://am.ui.tt02.altinn.no",
                "https://platform.tt02.altinn.no",
                "https://login.test.idporten.no",
                "https://test.idporten.no",
            ]
        );
        assert!(config.is_https());
    }

    /// In files with settings, a value often ends with a blank or a line end. SmartCloud must ignore these characters.
    #[test]
    fn blanks_around_a_setting_are_ignored() {
        for name in VARIABLES {
            let valid = match *name {
                "SMARTCLOUD_ENVIRONMENT" => "simulator",
                "SMARTCLOUD_SYSTEM_ID" => "991825827_smartcloud",
                "SMARTCLOUD_TIMEOUT_SECONDS"
                | "SMARTCLOUD_LOGIN_LIMIT"
                | "SIMULATOR_SANDBOX_LIMIT"
                | "SIMULATOR_SANDBOX_IDLE_MINUTES" => "7",
                "SIMULATOR_PORT" => "4100",
                "SIMULATOR_LISTEN" | "SMARTCLOUD_ROOM" => "192.168.1.20",
                "SMARTCLOUD_RESOLVE" => "a.example=10.0.0.7  b.example=10.0.0.8",
                "SMARTCLOUD_SANDBOXES" => "shared",
                "SMARTCLOUD_BEHIND_THE_SCENES" => "on",
                "SMARTCLOUD_PRESENTER_KEY" => "a-key-of-some-length",
                "IDPORTEN_SCOPE" => "openid",
                "DATABASE_URL" => "sqlite::memory:",
                name if name.ends_with("_URL") || name.ends_with("_ORIGINS") => {
                    "http://localhost:4000"
                }
                _ => "a",
            };
            let config = with(&[(name, valid)]).unwrap();
            let blanks = format!(" \t{valid} \r\n");
            let with_blanks = with(&[(name, &blanks)]).unwrap();
            assert_eq!(format!("{with_blanks:?}"), format!("{config:?}"), "{name}");
        }
    }

    #[test]
    fn any_openid_provider_can_stand_in_for_id_porten() {
        let config = with(&[
            ("IDPORTEN_URL", "https://provider.example/"),
            ("IDPORTEN_SCOPE", "openid organisations"),
            ("IDPORTEN_ACR", "none"),
            ("ALTINN_EXCHANGE_URL", "https://exchange.example/token"),
        ])
        .unwrap();
        assert_eq!(config.idporten.issuer, "https://provider.example/");
        assert_eq!(config.idporten.scopes, ["openid", "organisations"]);
        assert!(config.idporten.levels.is_empty());
        assert_eq!(
            config.altinn.exchange_url.as_str(),
            "https://exchange.example/token"
        );
        for (name, value) in [
            ("IDPORTEN_SCOPE", "organisations"),
            ("IDPORTEN_ACR", "none high"),
        ] {
            let error = with(&[(name, value)]).unwrap_err();
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }

    #[test]
    fn a_proxy_needs_the_name_of_the_header_with_the_clients_address() {
        let https = ("SMARTCLOUD_PUBLIC_URL", "https://smartcloud.example");
        let header = ("SMARTCLOUD_CLIENT_ADDRESS_HEADER", "X-Forwarded-For");
        assert!(!with(&[]).unwrap().lacks_client_address());
        assert!(with(&[https]).unwrap().lacks_client_address());
        assert!(!with(&[https, header]).unwrap().lacks_client_address());
    }

    #[test]
    fn an_invalid_setting_of_the_server_is_named() {
        for (name, value) in [
            ("SMARTCLOUD_HOST_NAMES", "http://smartcloud"),
            ("SMARTCLOUD_CLIENT_ADDRESS_HEADER", "X Forwarded For"),
            ("SMARTCLOUD_LOGIN_LIMIT", "0"),
            ("SIMULATOR_SANDBOX_LIMIT", "0"),
            ("SIMULATOR_SANDBOX_LIMIT", "many"),
            ("SIMULATOR_SANDBOX_IDLE_MINUTES", "1.5"),
        ] {
            let error = with(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn the_number_of_sandboxes_and_their_time_are_settings() {
        let of = |vars: &[(&str, &str)]| {
            let simulator = with(vars).unwrap().simulator.unwrap();
            let minutes = simulator.sandbox_idle_minutes.get();
            (simulator.sandbox_limit.get(), minutes)
        };
        assert_eq!(of(&[]), (1_000, 720));
        let limit = ("SIMULATOR_SANDBOX_LIMIT", "3000");
        let idle = ("SIMULATOR_SANDBOX_IDLE_MINUTES", "90");
        assert_eq!(of(&[limit, idle]), (3_000, 90));
    }

    #[test]
    fn only_a_simulator_has_talks_and_the_key_is_never_printed() {
        let key = ("SMARTCLOUD_PRESENTER_KEY", "the-key-of-the-presenter");
        let per_visitor = ("SMARTCLOUD_SANDBOXES", "per-visitor");
        let config = with(&[key, per_visitor]).unwrap();
        assert!(!format!("{config:?}").contains(key.1));
        let stage = config.stage.unwrap();
        assert_eq!(stage.control_url.as_str(), "http://127.0.0.1:3100/control/");
        assert_eq!(stage.sandboxes, Sandboxes::PerVisitor);

        let elsewhere = ("SIMULATOR_CONTROL_URL", "https://altinn.example/control");
        let stage = with(&[elsewhere]).unwrap().stage.unwrap();
        assert_eq!(
            stage.control_url.as_str(),
            "https://altinn.example/control/"
        );

        for (vars, name) in [
            (vec![per_visitor], "SMARTCLOUD_PRESENTER_KEY"),
            (
                vec![("SMARTCLOUD_PRESENTER_KEY", "short")],
                "SMARTCLOUD_PRESENTER_KEY",
            ),
            (
                vec![("SMARTCLOUD_SANDBOXES", "own")],
                "SMARTCLOUD_SANDBOXES",
            ),
        ] {
            let error = with(&vars).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }

    #[test]
    fn one_setting_puts_all_six_services_on_the_address_of_a_room() {
        for (address, host) in [("192.168.1.20", "192.168.1.20"), ("fd00::20", "[fd00::20]")] {
            let config = with(&[("SMARTCLOUD_ROOM", address)]).unwrap();
            let at = |port: u16| format!("http://{host}:{port}");
            assert_eq!(config.origin(), at(3000));
            assert!(!config.is_secure_context());
            assert_eq!(config.listen, format!("{host}:3000"));
            let hops = [at(3100), at(3101), at(3102)];
            assert_eq!(config.altinn.hops, hops);
            assert_eq!(config.idporten.issuer, at(3102));
            assert_eq!(config.maskinporten_url.as_str(), at(3103) + "/");
            assert_eq!(config.resources.claims_url.as_str(), at(3104) + "/");
            let control = config.stage.unwrap().control_url;
            assert_eq!(control.as_str(), at(3100) + "/control/");
            let simulator = config.simulator.unwrap();
            assert_eq!(simulator.address.to_string(), format!("{host}:3100"));
        }
        for room in ["0.0.0.0", "laptop"] {
            let error = with(&[("SMARTCLOUD_ROOM", room)]).unwrap_err();
            assert!(error.to_string().starts_with("SMARTCLOUD_ROOM"), "{error}");
        }
    }

    #[test]
    fn smartclouds_settings_follow_the_names_of_the_simulators_services() {
        let config = with(&[
            ("SMARTCLOUD_PUBLIC_URL", "https://smartcloud.example"),
            ("SIMULATOR_LISTEN", "0.0.0.0"),
            ("SIMULATOR_ALTINN_UI_URL", "https://am.altinn.example"),
            ("SIMULATOR_PLATFORM_URL", "https://platform.altinn.example"),
            ("SIMULATOR_IDPORTEN_URL", "https://idporten.example"),
            ("SIMULATOR_MASKINPORTEN_URL", "https://maskinporten.example"),
            ("SIMULATOR_RESOURCE_OWNER_URL", "https://owner.example:8443"),
            ("SMARTCLOUD_RESOLVE", "idporten.example=10.0.0.7"),
        ])
        .unwrap();
        let hops = [
            "https://am.altinn.example",
            "https://platform.altinn.example",
            "https://idporten.example",
        ];
        assert_eq!(config.altinn.hops, hops);
        assert_eq!(config.idporten.hops, hops[2..]);
        assert_eq!(config.idporten.issuer, "https://idporten.example");
        assert_eq!(
            config.maskinporten_url.as_str(),
            "https://maskinporten.example/"
        );
        assert_eq!(
            config.resources.demo_url.as_str(),
            "https://owner.example:8443/"
        );
        let control = config.stage.unwrap().control_url;
        assert_eq!(control.as_str(), "http://127.0.0.1:3100/control/");
        let address = ("idporten.example".to_owned(), [10, 0, 0, 7].into());
        assert_eq!(config.outbound.addresses, [address]);

        for (name, value) in [
            ("SIMULATOR_IDPORTEN_URL", "https://idporten.example/path"),
            ("SIMULATOR_LISTEN", "localhost"),
            ("SMARTCLOUD_RESOLVE", "idporten.example"),
            ("SMARTCLOUD_RESOLVE", "idporten.example=here"),
        ] {
            let error = with(&[(name, value)]).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }

    #[test]
    fn a_variable_overrides_a_part_of_the_preset() {
        let config = with(&[("ALTINN_UI_URL", "http://127.0.0.1:4100")]).unwrap();
        assert_eq!(config.altinn.ui_url.as_str(), "http://127.0.0.1:4100/");
        assert!(with(&[("ALTINN_UI_URL", "altinn")]).is_err());
        assert!(with(&[("SMARTCLOUD_ENVIRONMENT", "prod")]).is_err());
    }
}
