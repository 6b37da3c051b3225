use axum::response::Response;
use http::StatusCode;
use jiff::SignedDuration;
use leptos::prelude::*;
use serde_json::json;
use url::Url;

use crate::{
    Simulator,
    html::{Page, Script, Service, go, host_of},
    oidc::{AuthorizationRequest, ResponseMode, signing_keys::Claims},
    texts::Language,
};

/// A signed answer is read as soon as it arrives.
const SIGNED_LIFETIME: SignedDuration = SignedDuration::from_secs(120);

/// What the browser carries to the client: a code or a refusal.
#[derive(Clone, Debug)]
pub struct Answer {
    to: ReturnAddress,
    pairs: Vec<(&'static str, String)>,
}

/// Whom an answer is for, and how it gets there.
#[derive(Clone, Debug)]
pub struct ReturnAddress {
    pub client_id: String,
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub state: Option<String>,
}

impl From<&AuthorizationRequest> for ReturnAddress {
    fn from(request: &AuthorizationRequest) -> Self {
        Self {
            client_id: request.client_id.clone(),
            redirect_uri: request.redirect_uri.clone(),
            mode: request.response_mode,
            state: request.state.clone(),
        }
    }
}

impl Answer {
    /// A code.
    #[must_use]
    pub fn success(request: &AuthorizationRequest, code: String) -> Self {
        Self::new(request.into(), vec![("code", code)])
    }

    /// A refusal, also of a request that could not be read to its end.
    #[must_use]
    pub fn refusal(to: ReturnAddress, error: &str, description: &str) -> Self {
        let pairs = vec![
            ("error", error.to_owned()),
            ("error_description", description.to_owned()),
        ];
        Self::new(to, pairs)
    }

    fn new(to: ReturnAddress, mut pairs: Vec<(&'static str, String)>) -> Self {
        pairs.extend(to.state.clone().map(|state| ("state", state)));
        Self { to, pairs }
    }

    /// Sends the browser on: by a redirect with this status, or by a form.
    #[must_use]
    pub fn send(&self, simulator: &Simulator, language: Language, status: StatusCode) -> Response {
        match self.to.mode {
            ResponseMode::Query => go(status, &self.address(&self.open(simulator))),
            ResponseMode::QueryJwt => go(status, &self.address(&self.signed(simulator))),
            ResponseMode::FormPost => self.form(self.open(simulator), simulator, language),
            ResponseMode::FormPostJwt => self.form(self.signed(simulator), simulator, language),
        }
    }

    /// The parameters, with who answers ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    fn open(&self, simulator: &Simulator) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs.clone();
        pairs.push(("iss", simulator.origins().idporten_issuer()));
        pairs
    }

    /// The parameters as claims of one signed token
    /// ([JARM, section 2.1](https://openid.net/specs/oauth-v2-jarm-final.html)).
    fn signed(&self, simulator: &Simulator) -> Vec<(&'static str, String)> {
        let told = self.pairs.iter().map(|(name, value)| (*name, json!(value)));
        let of_the_token = [
            ("iss", json!(simulator.origins().idporten_issuer())),
            ("aud", json!(self.to.client_id)),
            (
                "exp",
                json!(simulator.now().as_second() + SIGNED_LIFETIME.as_secs()),
            ),
        ];
        let claims = told.chain(of_the_token);
        let claims: Claims = claims
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        vec![("response", simulator.keys().idporten.sign(&claims))]
    }

    fn address(&self, pairs: &[(&'static str, String)]) -> String {
        match Url::parse(&self.to.redirect_uri) {
            Ok(mut url) => {
                url.query_pairs_mut().extend_pairs(pairs);
                url.into()
            }
            // Registered as it is, so gone to as it is.
            Err(_) => self.to.redirect_uri.clone(),
        }
    }

    /// A page that posts the answer, by itself where scripts run, and by a button
    /// ([form post response mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
    fn form(
        &self,
        pairs: Vec<(&'static str, String)>,
        simulator: &Simulator,
        language: Language,
    ) -> Response {
        let texts = language.texts();
        let host = host_of(&self.to.redirect_uri).unwrap_or_else(|| self.to.redirect_uri.clone());
        let fields = pairs.into_iter().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value /> }
        });
        let page = Page::new(Service::IdPorten, simulator, language, "/")
            .title(texts.login.form_post_title)
            .form_may_lead_to(&self.to.redirect_uri)
            .script(Script::SubmitForm);
        page.answer(view! {
            <div class="sim-panel sim-panel--whole">
                <h1 class="ds-heading" data-size="lg">
                    {texts.login.form_post_title}
                </h1>
                <p class="ds-paragraph sim-prose">{texts.login.form_post}</p>
                <form method="post" action=self.to.redirect_uri.clone()>
                    {fields.collect_view()}
                    <button class="ds-button" type="submit">
                        {(texts.logout.go_on)(&host)}
                    </button>
                </form>
            </div>
        })
    }
}
