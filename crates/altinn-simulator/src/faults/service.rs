use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

/// The services of the simulator, in the order of their ports. Each service has a separate origin. The request log spells
/// the names in another way (`altinnPlatform`), so a fault accepts both spellings.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Service {
    #[serde(alias = "altinnUi")]
    AltinnUi,
    #[serde(alias = "altinnPlatform")]
    AltinnPlatform,
    #[serde(alias = "idporten")]
    IdPorten,
    Maskinporten,
    #[serde(alias = "resourceOwner")]
    ResourceOwner,
}

impl Service {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Returns the HTTP method and the path of the endpoint where this service issues tokens. If the path ends with a
    /// slash, all longer paths are also token endpoints.
    pub(super) fn token_endpoint(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Maskinporten | Self::IdPorten => Some(("POST", "/token")),
            Self::AltinnPlatform => Some(("GET", "/authentication/api/v1/exchange/")),
            Self::AltinnUi | Self::ResourceOwner => None,
        }
    }

    /// Whether a successful response to a call with this method and path contains a token.
    pub(super) fn returns_token(self, method: &str, path: &str) -> bool {
        self.token_endpoint()
            .is_some_and(|(token_method, token_path)| {
                let same_path = path == token_path
                    || token_path.ends_with('/') && self.path_starts_with(path, token_path);
                method == token_method && same_path
            })
    }

    /// Whether `path` starts with `start`. Only Altinn's platform ignores upper and lower case in paths.
    pub(super) fn path_starts_with(self, path: &str, start: &str) -> bool {
        if self == Self::AltinnPlatform {
            let beginning = path.get(..start.len());
            beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
        } else {
            path.starts_with(start)
        }
    }
}
