use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use url::form_urlencoded;

/// A path on SmartCloud's own site, possibly with a query. If a browser sends the target of a redirect, SmartCloud
/// first parses the target as a `LocalPath`. So no redirect can lead to another site (open redirect).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalPath(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is not a path of SmartCloud's, or is too long")]
pub struct NotLocal;

/// The maximum length of a path with its query, in bytes. The longest path on SmartCloud's own pages has about 100
/// bytes, plus a search text. There must be a limit, because SmartCloud saves the path for a visitor who has not logged
/// in yet.
const MAX_LENGTH: usize = 512;

impl LocalPath {
    #[must_use]
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address of `page`, with this path as the value of the query parameter `name`.
    #[must_use]
    pub fn in_address_of(&self, page: &str, name: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair(name, &self.0)
            .finish();
        format!("{page}?{query}")
    }
}

impl FromStr for LocalPath {
    type Err = NotLocal;

    /// Accepts only a path that is safe as the target of a redirect.
    ///
    /// # Errors
    ///
    /// - [`NotLocal`] if the text does not start with a slash, or has more than 512 bytes.
    /// - [`NotLocal`] if browsers could read the text as a URL of another host, such as `//host` or `/\host`. Browsers
    ///   read a backslash as a slash, and remove some control characters. So this function refuses every backslash and
    ///   every control character.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix('/').ok_or(NotLocal)?;
        let is_too_long = text.len() > MAX_LENGTH;
        if is_too_long
            || rest.starts_with(['/', '\\'])
            || text.contains(|c: char| c.is_control() || c == '\\')
        {
            return Err(NotLocal);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for LocalPath {
    type Error = NotLocal;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LocalPath> for String {
    fn from(path: LocalPath) -> Self {
        path.0
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_is_within_smartcloud() {
        for path in ["/", "/connect?plan=basis", "/connect/991825827"] {
            assert_eq!(path.parse::<LocalPath>().unwrap().as_str(), path);
        }
    }

    #[test]
    fn refuses_what_leads_elsewhere() {
        for path in [
            "",
            "connect",
            "https://example.com/",
            "//example.com",
            "/\\example.com",
            "/\t/example.com",
            "/a\\b",
        ] {
            assert_eq!(path.parse::<LocalPath>(), Err(NotLocal), "{path:?}");
        }
    }

    #[test]
    fn refuses_a_path_of_more_than_512_bytes() {
        let longest = format!("/{}", "a".repeat(MAX_LENGTH - 1));
        assert_eq!(longest.parse::<LocalPath>().unwrap().as_str(), longest);
        assert_eq!(format!("{longest}a").parse::<LocalPath>(), Err(NotLocal));
    }
}
