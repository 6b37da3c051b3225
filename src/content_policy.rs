//! Builds the Content-Security-Policy of a page. The policy allows only what the page needs.
//!
//! Three functions extend the default policy. Call [`form_leads_to`] for a form that redirects to another origin. Call
//! [`island_runs`] for an island, and [`script_runs`] for a script file. The component that renders such content must
//! call the function.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use http::HeaderValue;
use leptos::{nonce::use_nonce, prelude::use_context};

/// What the Content-Security-Policy of a page allows in addition to the default policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentPolicy {
    /// After a form post, the browser can follow several redirects. This set contains the origins of these redirects.
    /// Browsers block a redirect to an origin that `form-action` does not list.
    hops: BTreeSet<String>,
    /// The nonce of the inline script that starts an island's code. The value is `None` if the page has no island.
    nonce: Option<String>,
    /// Whether the page loads a script file of SmartCloud. Such a script can also send HTTP requests to SmartCloud.
    has_script: bool,
}

impl ContentPolicy {
    /// Returns the value of the header `Content-Security-Policy`. Returns `None` if a configured origin has characters
    /// that no header can contain. In that case, the page gets the server's default policy.
    #[must_use]
    pub fn header(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.to_string()).ok()
    }
}

impl fmt::Display for ContentPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `img-src` allows `data:`, because the style sheet contains its icons as `data:` URLs.
        f.write_str(
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        )?;
        for hop in &self.hops {
            write!(f, " {hop}")?;
        }
        if let Some(nonce) = &self.nonce {
            write!(
                f,
                "; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; connect-src 'self'"
            )?;
        } else if self.has_script {
            f.write_str("; script-src 'self'; connect-src 'self'")?;
        }
        Ok(())
    }
}

/// The Content-Security-Policy of the page that SmartCloud is rendering. Components of the page add permissions to it.
#[derive(Clone, Debug, Default)]
pub struct PagePolicy(Arc<Mutex<ContentPolicy>>);

impl PagePolicy {
    #[must_use]
    pub fn read(&self) -> ContentPolicy {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Allows the page to load script files of SmartCloud. Unlike [`script_runs`], this function also works after the
    /// page is rendered.
    pub fn allow_own_script(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .has_script = true;
    }

    fn change(change: impl FnOnce(&mut ContentPolicy)) {
        if let Some(Self(policy)) = use_context() {
            change(&mut policy.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

pub fn form_leads_to(hops: &[String]) {
    PagePolicy::change(|policy| policy.hops.extend(hops.iter().cloned()));
}

/// Allows the page to run an island's code. Returns the nonce for the inline script that starts this code.
#[must_use]
pub fn island_runs() -> String {
    let nonce = use_nonce().map_or_else(String::new, |nonce| nonce.to_string());
    PagePolicy::change(|policy| policy.nonce = Some(nonce.clone()));
    nonce
}

/// Allows the page to load SmartCloud's own script files, and allows these scripts to send requests to SmartCloud.
pub fn script_runs() {
    PagePolicy::change(|policy| policy.has_script = true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_do_nothing_but_show_itself() {
        let policy = ContentPolicy::default().to_string();
        assert!(policy.starts_with("default-src 'none'"));
        assert!(policy.ends_with("form-action 'self'"));
        assert!(!policy.contains("script"));
        assert!(!policy.contains("unsafe"));
    }

    #[test]
    fn a_form_that_leaves_names_every_hop_once() {
        let mut policy = ContentPolicy::default();
        for hop in [
            "https://b.example",
            "https://a.example",
            "https://b.example",
        ] {
            policy.hops.insert(hop.to_owned());
        }
        assert!(
            policy
                .to_string()
                .ends_with("form-action 'self' https://a.example https://b.example")
        );
    }

    #[test]
    fn a_script_file_may_run_but_nothing_inline() {
        let policy = ContentPolicy {
            has_script: true,
            ..ContentPolicy::default()
        };
        let text = policy.to_string();
        assert!(text.ends_with("; script-src 'self'; connect-src 'self'"));
    }

    #[test]
    fn an_island_may_run_and_ask_its_own_server() {
        let policy = ContentPolicy {
            nonce: Some("abc".to_owned()),
            ..ContentPolicy::default()
        };
        let text = policy.to_string();
        assert!(text.contains("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'"));
        assert!(text.contains("connect-src 'self'"));
        assert!(!text.contains("unsafe-inline"));
    }
}
