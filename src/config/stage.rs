//! The settings for talks. In a talk, a presenter shows SmartCloud to an audience. These settings have an effect only
//! if SmartCloud uses a simulator.

use std::fmt;

use anyhow::ensure;
use secrecy::SecretString;
use strum::{EnumString, VariantNames};
use url::Url;

use super::reader::Reader;

#[derive(Clone, Debug)]
pub struct StageConfig {
    /// The base URL of the control API. It ends with a slash, because SmartCloud appends paths to it.
    pub control_url: Url,
    /// A visitor who enters this key becomes a presenter. If the value is `None`, every visitor is a presenter.
    /// SmartCloud also sends this key with each call of the control API.
    pub presenter_key: Option<SecretString>,
    pub sandboxes: Sandboxes,
}

/// Which persons and organisations a visitor meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Sandboxes {
    /// All browsers meet the same persons and organisations.
    Shared,
    /// Each browser gets its own copy of the persons and organisations, with other numbers.
    PerVisitor,
}

/// The minimum number of characters in a presenter's key. Somebody could guess a shorter key.
const SHORTEST_KEY: usize = 16;

impl StageConfig {
    /// Reads the settings for talks and for audiences. Talks need the control API of a simulator, so the result is
    /// `None` if there is no URL of a control API.
    pub(super) fn read<F: Fn(&str) -> Option<String>>(
        read: &Reader<F>,
        preset_control_url: Option<&str>,
    ) -> anyhow::Result<Option<Self>> {
        const URL: &str = "SIMULATOR_CONTROL_URL";
        const KEY: &str = "SMARTCLOUD_PRESENTER_KEY";
        const SANDBOXES: &str = "SMARTCLOUD_SANDBOXES";

        let presenter_key = read.optional(KEY);
        let is_long = |key: &String| key.chars().count() >= SHORTEST_KEY;
        ensure!(
            presenter_key.as_ref().is_none_or(is_long),
            "{KEY} must have at least {SHORTEST_KEY} characters"
        );
        let sandboxes = read.one_of(SANDBOXES, Sandboxes::Shared)?;
        ensure!(
            sandboxes == Sandboxes::Shared || presenter_key.is_some(),
            "{KEY} is not set: with {SANDBOXES}={sandboxes}, the simulator needs a key to tell the presenter from the \
             visitors"
        );
        if read.optional(URL).is_none() && preset_control_url.is_none() {
            return Ok(None);
        }
        let mut control_url = read.url(URL, preset_control_url)?;
        if !control_url.path().ends_with('/') {
            let path = format!("{}/", control_url.path());
            control_url.set_path(&path);
        }
        Ok(Some(Self {
            control_url,
            presenter_key: presenter_key.map(SecretString::from),
            sandboxes,
        }))
    }
}

impl fmt::Display for Sandboxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shared => "shared",
            Self::PerVisitor => "per-visitor",
        })
    }
}
