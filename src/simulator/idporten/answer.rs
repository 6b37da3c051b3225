use axum::response::Response;
use http::StatusCode;
use leptos::prelude::*;
use url::Url;

use crate::simulator::{
    Simulator,
    page::{Page, Service, go, host_of},
    texts::Language,
    world::login::{AuthorizationRequest, ResponseMode},
};

/// What the browser carries to the client: a code or a refusal.
#[derive(Clone, Debug)]
pub struct Answer {
    redirect_uri: String,
    mode: ResponseMode,
    pairs: Vec<(&'static str, String)>,
}

impl Answer {
    /// A code.
    #[must_use]
    pub fn success(request: &AuthorizationRequest, code: &str, issuer: &str) -> Self {
        let pairs = vec![("code", code.to_owned())];
        let state = request.state.as_deref();
        Self::new(
            &request.redirect_uri,
            request.response_mode,
            pairs,
            state,
            issuer,
        )
    }

    /// A refusal of a request that has been read.
    #[must_use]
    pub fn refusal_of(
        request: &AuthorizationRequest,
        error: &str,
        description: &str,
        issuer: &str,
    ) -> Self {
        Self::refusal(
            &request.redirect_uri,
            request.response_mode,
            request.state.as_deref(),
            error,
            description,
            issuer,
        )
    }

    /// A refusal of one that could not be read to its end.
    #[must_use]
    pub fn refusal(
        redirect_uri: &str,
        mode: ResponseMode,
        state: Option<&str>,
        error: &str,
        description: &str,
        issuer: &str,
    ) -> Self {
        let pairs = vec![
            ("error", error.to_owned()),
            ("error_description", description.to_owned()),
        ];
        Self::new(redirect_uri, mode, pairs, state, issuer)
    }

    fn new(
        redirect_uri: &str,
        mode: ResponseMode,
        mut pairs: Vec<(&'static str, String)>,
        state: Option<&str>,
        issuer: &str,
    ) -> Self {
        pairs.extend(state.map(|state| ("state", state.to_owned())));
        pairs.push(("iss", issuer.to_owned()));
        Self {
            redirect_uri: redirect_uri.to_owned(),
            mode,
            pairs,
        }
    }

    /// Sends the browser on: by a redirect with this status, or by a form.
    #[must_use]
    pub fn send(&self, simulator: &Simulator, language: Language, status: StatusCode) -> Response {
        match self.mode {
            ResponseMode::Query => go(status, &self.address()),
            ResponseMode::FormPost => self.form(simulator, language),
        }
    }

    fn address(&self) -> String {
        match Url::parse(&self.redirect_uri) {
            Ok(mut url) => {
                url.query_pairs_mut().extend_pairs(&self.pairs);
                url.into()
            }
            // Registered as it is, so gone to as it is.
            Err(_) => self.redirect_uri.clone(),
        }
    }

    /// A page that posts the answer, by itself where scripts run, and by a button
    /// ([form post response mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
    fn form(&self, simulator: &Simulator, language: Language) -> Response {
        let texts = language.texts();
        let host = host_of(&self.redirect_uri).unwrap_or_else(|| self.redirect_uri.clone());
        let fields = self.pairs.iter().cloned().map(|(name, value)| {
            view! { <input type="hidden" name=name value=value /> }
        });
        let page = Page::new(Service::IdPorten, simulator, language, "/")
            .title(texts.login.form_post_title)
            .form_may_lead_to(&self.redirect_uri)
            .submits_its_form();
        page.answer(view! {
            <div class="sim-panel sim-panel--whole">
                <h1 class="ds-heading" data-size="lg">
                    {texts.login.form_post_title}
                </h1>
                <p class="ds-paragraph sim-prose">{texts.login.form_post}</p>
                <form method="post" action=self.redirect_uri.clone()>
                    {fields.collect_view()}
                    <button class="ds-button" type="submit">
                        {(texts.logout.go_on)(&host)}
                    </button>
                </form>
            </div>
        })
    }
}
