use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The only script that the Content-Security-Policy of a page allows. Every page also works without its script: the
/// buttons of the page do the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Presses the button of the page's only form.
    SubmitForm,
    /// Adds all clients without leaving the page.
    AddAllClients,
}

impl Script {
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::SubmitForm => "document.forms[0].submit()",
            Self::AddAllClients => include_str!("add_all_clients.js"),
        }
    }

    /// Adds the script's hash to the Content-Security-Policy of the page.
    pub fn allow(self, policy: &mut String) {
        let hash = STANDARD.encode(Sha256::digest(self.source()));
        let _ = write!(policy, "; script-src 'sha256-{hash}'");
        if self == Self::AddAllClients {
            policy.push_str("; connect-src 'self'");
        }
    }
}
