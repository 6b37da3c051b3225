//! Trials are real calls that SmartCloud sends when a visitor presses a button. The page shows them with their
//! responses.
//!
//! | file | what it holds |
//! |---|---|
//! | `calls.rs` | calls that more than one kind of trial uses |
//! | `grant.rs` | grants for Maskinporten, correct ones and ones with mistakes |
//! | `made.rs` | what a trial creates in the simulator, and removes again |
//! | `shown_call.rs` | a call as the page shows it, without its secrets |
//! | `view.rs` | the list of calls on the page |
//! | `guide.rs` | the common parts of the pages with trials |
//!
//! A trial creates its own sandbox, OAuth clients and systems, and removes them when it ends. So it changes nothing
//! that other visitors see. A product does not need this module.
#![allow(
    clippy::needless_pass_by_value,
    reason = "a component owns its properties"
)]

mod calls;
mod grant;
mod guide;
mod made;
mod shown_call;
mod view;

use std::{error::Error, time::Duration};

use futures::future::BoxFuture;
use http::Method;
use masking::{Masker, Service};
use oauth2::AccessToken;
use reqwest::{RequestBuilder, StatusCode};
use serde::Deserialize;
use tokio::sync::Semaphore;
use url::Url;

use self::made::Made;
pub use self::{
    calls::{
        PACKAGE, REAL_ORGANISATION, REGISTER_WRITE, REQUEST_READ, REQUEST_WRITE, RESOURCE, SERVICE,
        by_query, others_system, package_with_services, read_own_system, read_request, read_system,
        register_system, sandbox, system_body, system_user_token,
    },
    grant::Grant,
    guide::{ActionButton, GuidePage, Sources, docs_language, respond},
    shown_call::{Answer, ShownCall},
    view::TrialResult,
};
use crate::{config::Config, control_api, outbound, state::AppState};

/// At most this many trials run at the same time. There must be a limit, because each trial sends up to ten calls, and
/// anybody can press the buttons.
static PLACES: Semaphore = Semaphore::const_new(4);

/// The maximum time that a trial waits for its start. In an audience, many people press the same button at the same
/// moment. Only a few trials can run at the same time.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    Busy,
    Silent,
    Full,
    /// A service refused a call, and the next call needs the response of the refused call. The page shows the refused
    /// call.
    Refused,
    /// SmartCloud or the simulator failed. SmartCloud's log contains the cause.
    Failed,
}

impl Trouble {
    fn failed(cause: impl Error) -> Self {
        tracing::error!(
            cause = outbound::excerpt(&cause.to_string()),
            "a trial failed"
        );
        Self::Failed
    }

    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Busy | Self::Silent | Self::Full => StatusCode::SERVICE_UNAVAILABLE,
            Self::Refused => StatusCode::OK,
            Self::Failed => StatusCode::BAD_GATEWAY,
        }
    }
}

impl From<control_api::Error> for Trouble {
    fn from(error: control_api::Error) -> Self {
        match error {
            control_api::Error::Silent(_) => Self::Silent,
            control_api::Error::Refused { status, .. }
                if status == StatusCode::SERVICE_UNAVAILABLE =>
            {
                Self::Full
            }
            other => Self::failed(other),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// SmartCloud sent the calls in this order.
    pub calls: Vec<ShownCall>,
    pub trouble: Option<Trouble>,
}

pub struct Trial {
    app: AppState,
    masker: Masker,
    calls: Vec<ShownCall>,
    made: Made,
}

/// Runs a trial to its end, because the trial must remove what it has created. The end of the browser's connection does
/// not stop the trial.
pub async fn run<F>(app: AppState, play: F) -> Outcome
where
    F: for<'a> FnOnce(&'a mut Trial) -> BoxFuture<'a, Result<(), Trouble>> + Send + 'static,
{
    let Ok(Ok(place)) = tokio::time::timeout(PATIENCE, PLACES.acquire()).await else {
        return Outcome {
            calls: Vec::new(),
            trouble: Some(Trouble::Busy),
        };
    };
    let work = async move {
        let mut trial = Trial::new(app);
        let trouble = play(&mut trial).await.err();
        trial.remove_what_it_made().await;
        drop(place);
        Outcome {
            calls: trial.calls,
            trouble,
        }
    };
    outbound::run_to_end(work)
        .await
        .unwrap_or_else(|error| Outcome {
            calls: Vec::new(),
            trouble: Some(Trouble::failed(error)),
        })
}

impl Trial {
    fn new(app: AppState) -> Self {
        let config = &app.config;
        let masker = Masker::new([
            (&config.public_url, Service::SmartCloud),
            (&config.altinn.platform_url, Service::AltinnPlatform),
            (&config.altinn.ui_url, Service::AltinnUi),
            (&config.maskinporten_url, Service::Maskinporten),
            (&config.resources.claims_url, Service::ResourceOwner),
            (&config.resources.demo_url, Service::ResourceOwner),
        ]);
        Self {
            app,
            masker,
            calls: Vec::new(),
            made: Made::default(),
        }
    }

    #[must_use]
    pub fn config(&self) -> &Config {
        &self.app.config
    }

    #[must_use]
    pub fn grant(&self, scope: &str) -> Grant {
        Grant::new(self.config(), scope)
    }

    /// Sends the grant to Maskinporten, and returns the token, or `None` if Maskinporten issues no token.
    ///
    /// # Errors
    ///
    /// [`Trouble::Failed`] if the grant cannot be signed.
    pub async fn token(&mut self, grant: &Grant) -> Result<Option<AccessToken>, Trouble> {
        #[derive(Deserialize)]
        struct Token {
            access_token: AccessToken,
        }

        let assertion = grant.sign(self.config(), self.app.now())?;
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion),
        ];
        let url = format!("{}token", self.config().maskinporten_url);
        let call = self.app.http.post(url).form(&form);
        let Some(response) = self.send(Service::Maskinporten, call).await else {
            return Ok(None);
        };
        let token = serde_json::from_slice::<Token>(response.body());
        Ok(token.ok().map(|token| token.access_token))
    }

    /// Gets a token for the vendor itself, not for a customer.
    ///
    /// # Errors
    ///
    /// [`Trouble::Refused`] if Maskinporten issues no token. [`Trouble::Failed`] if the grant cannot be signed.
    pub async fn vendor_token(&mut self, scope: &str) -> Result<AccessToken, Trouble> {
        let grant = self.grant(scope);
        self.token(&grant).await?.ok_or(Trouble::Refused)
    }

    /// Builds a call to Altinn's platform, which the caller sends with [`Trial::altinn`].
    pub fn call(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let url = below(&self.config().altinn.platform_url, path);
        self.app.http.request(method, url)
    }

    /// Sends a call to Altinn's platform, and adds the call to the list on the page. Returns `None` if Altinn sends no
    /// complete response.
    pub async fn altinn(&mut self, call: RequestBuilder) -> Option<outbound::Response> {
        self.send(Service::AltinnPlatform, call).await
    }

    /// Sends a `GET` to the demo API of the resource owner, and adds this call to the calls that the page shows.
    pub async fn resource_owner(&mut self, path: &[&str], token: &AccessToken) {
        let url = below(&self.config().resources.demo_url, path);
        let call = self.app.http.get(url).bearer_auth(token.secret());
        self.send(Service::ResourceOwner, call).await;
    }

    async fn send(&mut self, service: Service, call: RequestBuilder) -> Option<outbound::Response> {
        let request = call.try_clone().and_then(|call| call.build().ok());
        let (at, started) = (self.app.now(), std::time::Instant::now());
        let response = outbound::send(call).await.ok();
        if let Some(request) = request {
            let call = ShownCall::new(&self.masker, service, &request, response.as_ref());
            self.calls.push(ShownCall {
                at,
                took: started.elapsed(),
                ..call
            });
        }
        response
    }
}

#[must_use]
pub fn in_authentication<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    [&["authentication", "api", "v1"][..], parts].concat()
}

/// Percent-encodes each segment, so a slash in a segment cannot change the path.
fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    // `path_segments_mut` fails only for URLs such as `mailto:`. The settings accept only http and https.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}
