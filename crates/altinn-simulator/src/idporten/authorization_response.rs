use axum::response::Response;
use http::StatusCode;
use jiff::SignedDuration;
use leptos::prelude::*;
use serde_json::json;
use url::Url;

use super::{explain, registration_hint};
use crate::{
    Simulator,
    html::{Page, Script, Service, go, host_of},
    oidc::{AuthorizationRequest, ResponseMode, signing_keys::Claims},
    texts::Language,
};

/// How long a signed authorization response is valid. The client reads the response at once, so two minutes are enough.
const SIGNED_LIFETIME: SignedDuration = SignedDuration::from_secs(120);

/// An authorization response with a code or an error. The browser brings it to the client.
#[derive(Clone, Debug)]
pub struct AuthorizationResponse {
    target: ResponseTarget,
    pairs: Vec<(&'static str, String)>,
}

/// The client that gets an authorization response, and how the browser sends the response to the client.
#[derive(Clone, Debug)]
pub struct ResponseTarget {
    pub client_id: String,
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub state: Option<String>,
}

impl From<&AuthorizationRequest> for ResponseTarget {
    fn from(request: &AuthorizationRequest) -> Self {
        Self {
            client_id: request.client_id.clone(),
            redirect_uri: request.redirect_uri.clone(),
            mode: request.response_mode,
            state: request.state.clone(),
        }
    }
}

impl AuthorizationResponse {
    #[must_use]
    pub fn success(request: &AuthorizationRequest, code: String) -> Self {
        Self::new(request.into(), vec![("code", code)])
    }

    /// Returns an authorization response with an error. `target` contains only the parameters that are necessary to
    /// send the error. Other parameters of the authorization request can be invalid.
    #[must_use]
    pub fn error(target: ResponseTarget, error: &str, description: &str) -> Self {
        let pairs = vec![
            ("error", error.to_owned()),
            ("error_description", description.to_owned()),
        ];
        Self::new(target, pairs)
    }

    fn new(target: ResponseTarget, mut pairs: Vec<(&'static str, String)>) -> Self {
        pairs.extend(target.state.clone().map(|state| ("state", state)));
        Self { target, pairs }
    }

    /// Sends the browser to the client with a redirect or with a page that contains a form, depending on the response
    /// mode. `status` is the HTTP status of a redirect.
    #[must_use]
    pub fn send(&self, simulator: &Simulator, language: Language, status: StatusCode) -> Response {
        let mut response = match self.target.mode {
            ResponseMode::Query => go(status, &self.url(&self.plain_params(simulator))),
            ResponseMode::QueryJwt => go(status, &self.url(&self.signed_params(simulator))),
            ResponseMode::FormPost => self.form(self.plain_params(simulator), simulator, language),
            ResponseMode::FormPostJwt => {
                self.form(self.signed_params(simulator), simulator, language)
            }
        };
        if let Some(error) = self.param("error") {
            let hint = (error == "invalid_scope")
                .then(|| registration_hint(simulator, &self.target.client_id))
                .flatten();
            let description = self.param("error_description").unwrap_or_default();
            explain(&mut response, error, description, hint);
        }
        response
    }

    fn param(&self, name: &str) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the parameters of an unsigned response. The parameter `iss` tells the client that ID-porten sent the
    /// response ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
    fn plain_params(&self, simulator: &Simulator) -> Vec<(&'static str, String)> {
        let mut pairs = self.pairs.clone();
        pairs.push(("iss", simulator.origins().idporten_issuer()));
        pairs
    }

    /// Returns the only parameter of a signed response ([JARM, section
    /// 2.1](https://openid.net/specs/oauth-v2-jarm-final.html)). The parameter is a JWT. Its claims contain `state` and
    /// the code or the error.
    fn signed_params(&self, simulator: &Simulator) -> Vec<(&'static str, String)> {
        let params = self.pairs.iter().map(|(name, value)| (*name, json!(value)));
        let registered_claims = [
            ("iss", json!(simulator.origins().idporten_issuer())),
            ("aud", json!(self.target.client_id)),
            (
                "exp",
                json!(simulator.now().as_second() + SIGNED_LIFETIME.as_secs()),
            ),
        ];
        let claims: Claims = params
            .chain(registered_claims)
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        vec![("response", simulator.keys().idporten.sign(&claims))]
    }

    /// Returns the redirect URI with the parameters in `pairs` added to its query.
    fn url(&self, pairs: &[(&'static str, String)]) -> String {
        match Url::parse(&self.target.redirect_uri) {
            Ok(mut url) => {
                url.query_pairs_mut().extend_pairs(pairs);
                url.into()
            }
            // This value is usually a URL, because the control API accepts nothing else. But somebody may have edited
            // the database.
            Err(_) => self.target.redirect_uri.clone(),
        }
    }

    /// Returns a page with a form that brings the response to the client. A script submits the form. In a browser
    /// without scripts, the user presses the form's button ([form post response
    /// mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
    fn form(
        &self,
        pairs: Vec<(&'static str, String)>,
        simulator: &Simulator,
        language: Language,
    ) -> Response {
        let texts = language.texts();
        let redirect_uri = &self.target.redirect_uri;
        let host = host_of(redirect_uri).unwrap_or_else(|| redirect_uri.clone());
        let fields = pairs.into_iter().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value /> }
        });
        let page = Page::new(Service::IdPorten, simulator, language, "/")
            .title(texts.login.form_post_title)
            .form_may_lead_to(redirect_uri)
            .script(Script::SubmitForm);
        page.answer(view! {
            <div class="sim-panel sim-panel--whole">
                <h1 class="ds-heading" data-size="lg">
                    {texts.login.form_post_title}
                </h1>
                <p class="ds-paragraph sim-prose">{texts.login.form_post}</p>
                <form method="post" action=redirect_uri.clone()>
                    {fields.collect_view()}
                    <button class="ds-button" type="submit">
                        {(texts.logout.go_on)(&host)}
                    </button>
                </form>
            </div>
        })
    }
}
