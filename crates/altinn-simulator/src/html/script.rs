use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The script of a page. The Content-Security-Policy allows the script by its hash. Users without JavaScript can do the
/// same with the page's buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Submits the only form of the page at once.
    SubmitForm,
    /// Takes the content of each closed dialog out of the page, and puts it back when the user opens the dialog.
    Dialogs,
    /// On the page with all clients: searches while the user types, and adds all clients in batches without leaving the
    /// page.
    Clients,
}

impl Script {
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::SubmitForm => "document.forms[0].submit()",
            Self::Dialogs => include_str!("dialogs.js"),
            Self::Clients => include_str!("clients.js"),
        }
    }

    /// The hash of the script, as `script-src` of the Content-Security-Policy expects it.
    #[must_use]
    pub fn hash(self) -> String {
        let hash = STANDARD.encode(Sha256::digest(self.source()));
        format!("'sha256-{hash}'")
    }

    /// Whether the script sends HTTP requests to the page's own origin, which the Content-Security-Policy must allow.
    #[must_use]
    pub fn connects(self) -> bool {
        self == Self::Clients
    }
}
