//! The names of the environment variables, and a parser for each type of value.

use std::{net::IpAddr, num::NonZeroU32, path::Path, str::FromStr, time::Duration};

use anyhow::{Context, bail, ensure};
use http::HeaderName;
use http_server::{HostName, HostNames};
use strum::VariantNames;
use url::Url;

use super::KeySource;

/// The names of all settings. A test checks that `docs/settings.md` lists the same names.
pub const VARIABLES: &[&str] = &[
    "SMARTCLOUD_ENVIRONMENT",
    "SMARTCLOUD_PUBLIC_URL",
    "SMARTCLOUD_LISTEN",
    "SMARTCLOUD_ROOM",
    "SMARTCLOUD_HOST_NAMES",
    "SMARTCLOUD_CLIENT_ADDRESS_HEADER",
    "SMARTCLOUD_LOGIN_LIMIT",
    "SMARTCLOUD_SITE",
    "SMARTCLOUD_DATA",
    "SMARTCLOUD_TIMEOUT_SECONDS",
    "SMARTCLOUD_CA_FILE",
    "SMARTCLOUD_RESOLVE",
    "SMARTCLOUD_SYSTEM_ID",
    "DATABASE_URL",
    "ALTINN_PLATFORM_URL",
    "ALTINN_UI_URL",
    "ALTINN_REDIRECT_ORIGINS",
    "ALTINN_EXCHANGE_URL",
    "MASKINPORTEN_URL",
    "MASKINPORTEN_CLIENT_ID",
    "MASKINPORTEN_KEY_FILE",
    "MASKINPORTEN_KEY_ID",
    "IDPORTEN_URL",
    "IDPORTEN_LOGIN_ORIGINS",
    "IDPORTEN_CLIENT_ID",
    "IDPORTEN_SCOPE",
    "IDPORTEN_ACR",
    "IDPORTEN_KEY_FILE",
    "IDPORTEN_KEY_ID",
    "CLAIMS_API_URL",
    "DEMO_API_URL",
    "SIMULATOR_PORT",
    "SIMULATOR_LISTEN",
    "SIMULATOR_HOST_NAMES",
    "SIMULATOR_ALTINN_UI_URL",
    "SIMULATOR_PLATFORM_URL",
    "SIMULATOR_IDPORTEN_URL",
    "SIMULATOR_MASKINPORTEN_URL",
    "SIMULATOR_RESOURCE_OWNER_URL",
    "SIMULATOR_SANDBOX_LIMIT",
    "SIMULATOR_SANDBOX_IDLE_MINUTES",
    "SIMULATOR_CONTROL_URL",
    "SMARTCLOUD_SANDBOXES",
    "SMARTCLOUD_PRESENTER_KEY",
    "SMARTCLOUD_BEHIND_THE_SCENES",
];

/// Parses the environment variables. Each error names the variable, so that an operator knows what to correct.
pub(super) struct Reader<F>(pub F);

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    /// Returns the value of a variable, or `None` if it is missing or empty. Removes blanks and line ends around the
    /// value. Files with settings often contain such characters, and no setting needs them.
    pub fn optional(&self, name: &str) -> Option<String> {
        debug_assert!(VARIABLES.contains(&name), "{name} is not in VARIABLES");
        self.0(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    pub fn or(&self, name: &str, preset: &str) -> String {
        self.optional(name).unwrap_or_else(|| preset.to_owned())
    }

    /// Returns an error if the variable is not set and `preset` is `None`.
    pub fn required(&self, name: &str, preset: Option<&str>) -> anyhow::Result<String> {
        self.optional(name)
            .or_else(|| preset.map(str::to_owned))
            .with_context(|| format!("{name} is not set"))
    }

    /// Accepts only http and https.
    pub fn url(&self, name: &str, preset: Option<&str>) -> anyhow::Result<Url> {
        let text = self.required(name, preset)?;
        let url: Url = text
            .parse()
            .with_context(|| format!("{name} is not a URL: {text}"))?;
        ensure!(
            url.has_host() && matches!(url.scheme(), "http" | "https"),
            "{name} is not an http or https URL: {text}"
        );
        Ok(url)
    }

    /// Accepts only an http or https URL without a path, because callers append paths to it.
    pub fn base_url(&self, name: &str, preset: &str) -> anyhow::Result<Url> {
        let url = self.url(name, Some(preset))?;
        ensure!(
            url.path() == "/" && url.query().is_none() && url.fragment().is_none(),
            "{name} must be an origin, without a path: {url}"
        );
        Ok(url)
    }

    pub fn ip_address(&self, name: &str) -> anyhow::Result<Option<IpAddr>> {
        let address = |text: String| {
            text.parse().with_context(|| {
                format!("{name} is not an IP address, such as 192.168.1.20: {text}")
            })
        };
        self.optional(name).map(address).transpose()
    }

    /// Parses pairs of a host name and an IP address, such as `altinn.example=10.0.0.7`, with blanks between the pairs.
    pub fn addresses(&self, name: &str) -> anyhow::Result<Vec<(String, IpAddr)>> {
        let pair = |text: String| {
            let pair = text.split_once('=').and_then(|(host, address)| {
                let name: HostName = host.parse().ok()?;
                let address = address.parse().ok()?;
                (!host.contains(':')).then(|| (name.to_string(), address))
            });
            pair.with_context(|| {
                format!("{name} contains `{text}`; write pairs such as altinn.example=10.0.0.7")
            })
        };
        self.words(name, "").into_iter().map(pair).collect()
    }

    /// Returns the issuer unchanged, because OpenID Connect compares issuers character by character. Some providers
    /// have a slash at the end of their issuer, and others do not.
    pub fn issuer(&self, name: &str, preset: &str) -> anyhow::Result<String> {
        self.url(name, Some(preset))?;
        Ok(self.or(name, preset))
    }

    /// Parses `on` or `off`. Returns `None` if the variable is not set.
    pub fn switch(&self, name: &str) -> anyhow::Result<Option<bool>> {
        match self.optional(name).as_deref() {
            None => Ok(None),
            Some("on") => Ok(Some(true)),
            Some("off") => Ok(Some(false)),
            Some(other) => bail!("{name} is `{other}`; use `on` or `off`"),
        }
    }

    pub fn one_of<T: FromStr + VariantNames>(&self, name: &str, preset: T) -> anyhow::Result<T> {
        let Some(text) = self.optional(name) else {
            return Ok(preset);
        };
        let value = text.parse().ok();
        value.with_context(|| format!("{name} is `{text}`; use one of: {}", T::VARIANTS.join(", ")))
    }

    /// Blanks separate the words.
    pub fn words(&self, name: &str, preset: &str) -> Vec<String> {
        let text = self.or(name, preset);
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// Blanks separate the origins.
    pub fn origins(&self, name: &str, preset: &str) -> anyhow::Result<Vec<String>> {
        let origin = |text: &str| {
            let url: Url = text
                .parse()
                .with_context(|| format!("{name} contains a text that is not an origin: {text}"))?;
            Ok(url.origin().ascii_serialization())
        };
        self.or(name, preset)
            .split_whitespace()
            .map(origin)
            .collect()
    }

    /// Returns the path and the key id of a key. The variable `file` contains the path, and the variable `kid` contains
    /// the key id. `own_keys` is for keys that SmartCloud generates. It contains the folder of these keys and the name
    /// of this key. If `own_keys` is `None`, both variables must be set.
    pub fn key(
        &self,
        file: &'static str,
        kid: &str,
        own_keys: Option<(&Path, &str)>,
    ) -> anyhow::Result<KeySource> {
        let own_file = own_keys.map(|(folder, name)| folder.join(format!("{name}.pem")));
        let own_file = own_file.map(|path| path.display().to_string());
        Ok(KeySource {
            file: self.required(file, own_file.as_deref())?.into(),
            kid: self.required(kid, own_keys.map(|(_, name)| name))?,
            setting: file,
        })
    }

    /// Parses a number of seconds, which must be whole and at least 1.
    pub fn seconds(&self, name: &str, preset: u64) -> anyhow::Result<Duration> {
        let text = self.or(name, &preset.to_string());
        let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
        let seconds = seconds.with_context(|| {
            format!("{name} must be a whole number of seconds, at least 1: {text}")
        })?;
        Ok(Duration::from_secs(seconds))
    }

    /// Parses a number, which must be whole and at least 1.
    pub fn count(&self, name: &str, preset: u32) -> anyhow::Result<NonZeroU32> {
        let text = self.or(name, &preset.to_string());
        text.trim()
            .parse()
            .with_context(|| format!("{name} must be a whole number, at least 1: {text}"))
    }

    pub fn header_name(&self, name: &str) -> anyhow::Result<Option<HeaderName>> {
        let header = |text: String| {
            text.trim()
                .parse()
                .with_context(|| format!("{name} is not the name of an HTTP header: {text}"))
        };
        self.optional(name).map(header).transpose()
    }

    /// Returns the host name of `public_url`, and the host names that the variable contains, separated by blanks.
    pub fn host_names(&self, name: &str, public_url: &Url) -> anyhow::Result<HostNames> {
        let more = self.more_host_names(name)?;
        Ok(HostNames::new(
            HostName::of(public_url).into_iter().chain(more),
        ))
    }

    pub fn more_host_names(&self, name: &str) -> anyhow::Result<Vec<HostName>> {
        self.words(name, "")
            .iter()
            .map(|word| word.parse())
            .collect::<Result<_, _>>()
            .with_context(|| name.to_owned())
    }
}
