//! Where the style sheet, the font and the islands' code are served.
//!
//! The site build gives each file a name that changes with its content, and writes down which:
//! `assets.json` leads from the plain name to the path.

use std::{collections::HashMap, path::Path};

#[derive(Clone, Debug, Default)]
pub struct Assets(HashMap<String, String>);

impl Assets {
    /// Reads the list in the site folder. Without one, every file has its plain name.
    #[must_use]
    pub fn read(site: &Path) -> Self {
        let list = site.join("assets.json");
        let names = std::fs::read(&list)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        if names.is_none() {
            tracing::warn!(
                list = %list.display(),
                "the list of the site's files cannot be read: using their plain names"
            );
        }
        Self(names.unwrap_or_default())
    }

    /// Whether each file has a name that changes with its content. In a dev build they have their plain ones.
    #[must_use]
    pub fn named_by_content(&self) -> bool {
        let plain = |(name, path): (&String, &String)| *path == format!("/pkg/{name}");
        !self.0.is_empty() && !self.0.iter().any(plain)
    }

    /// The path that a file is served at, such as `/pkg/smartcloud.ab12.css`.
    #[must_use]
    pub fn path(&self, name: &str) -> String {
        self.0
            .get(name)
            .cloned()
            .unwrap_or_else(|| format!("/pkg/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_entry_has_its_plain_name() {
        let assets = Assets(HashMap::from([(
            "smartcloud.css".to_owned(),
            "/pkg/smartcloud.ab12.css".to_owned(),
        )]));
        assert_eq!(assets.path("smartcloud.css"), "/pkg/smartcloud.ab12.css");
        assert_eq!(assets.path("inter.woff2"), "/pkg/inter.woff2");
        assert!(assets.named_by_content());

        let plain = HashMap::from([("inter.woff2".to_owned(), "/pkg/inter.woff2".to_owned())]);
        assert!(!Assets(plain).named_by_content());
        assert!(!Assets::default().named_by_content());
    }
}
