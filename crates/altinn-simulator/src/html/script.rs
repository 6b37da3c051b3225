use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The script of a page. The Content-Security-Policy allows no other script on the page. Without JavaScript, the user
/// can do the same with the buttons of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Submits the only form of the page at once.
    SubmitForm,
    /// Keeps the content of closed dialogs out of the page.
    Dialogs,
    /// On the page with all clients: searches while the user types, and adds all clients in batches while the page
    /// stays open.
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

    /// Returns the hash of the script, as the Content-Security-Policy has it in `script-src`.
    #[must_use]
    pub fn hash(self) -> String {
        let hash = STANDARD.encode(Sha256::digest(self.source()));
        format!("'sha256-{hash}'")
    }

    /// Whether the script sends HTTP requests to the page's own origin.
    #[must_use]
    pub fn connects(self) -> bool {
        self == Self::Clients
    }
}
