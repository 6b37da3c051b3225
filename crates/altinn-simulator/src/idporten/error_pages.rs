//! The pages for log-in errors at ID-porten. ID-porten shows these pages if it cannot redirect the browser to the
//! client.

use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;

use super::{explain, registration_hint};
use crate::{
    Simulator,
    html::{Page, Service, alert},
    oidc::AuthorizationRequest,
    texts::{Language, Login as Texts, Texts as AllTexts},
};

/// The invalid parameter that makes ID-porten show an error page. Without a valid value of this parameter, ID-porten
/// does not know where it can redirect the browser.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErrorPageReason {
    #[error("client_id is missing or unknown: {0:?}")]
    ClientId(Option<String>),
    #[error(
        "redirect_uri is missing or not registered for the client: {sent:?}. The registered ones are {registered:?}, \
         and each character counts"
    )]
    RedirectUri {
        client_id: String,
        sent: Option<String>,
        registered: Vec<String>,
    },
    #[error("request_uri is unknown, used, expired or belongs to another client")]
    RequestUri,
}

impl ErrorPageReason {
    #[must_use]
    pub fn text(&self, texts: &Texts) -> &'static str {
        match self {
            Self::ClientId(_) => texts.unknown_client,
            Self::RedirectUri { .. } => texts.wrong_redirect,
            Self::RequestUri => texts.unknown_request_uri,
        }
    }
}

/// Returns the language of the log-in pages. The user's choice comes first, then the client's `ui_locales`, and then
/// the browser's `Accept-Language`.
pub(crate) fn language(request: &AuthorizationRequest, headers: &HeaderMap) -> Language {
    let jar = CookieJar::from_headers(headers);
    let chosen = jar.get(Language::COOKIE);
    chosen
        .and_then(|cookie| Language::parse(cookie.value()))
        .or_else(|| request.locale.as_deref().and_then(Language::parse))
        .unwrap_or_else(|| Language::of(headers))
}

/// Returns the title of an error page. The titles of all pages of ID-porten end with the name ID-porten.
fn error_title(texts: &AllTexts, heading: &str) -> String {
    format!("{heading} – {}", texts.frame.idporten)
}

/// Returns the error page for an invalid authorization request. ID-porten shows this page if it cannot redirect the
/// browser to the client with the error.
pub fn error_page(simulator: &Simulator, language: Language, reason: &ErrorPageReason) -> Response {
    let texts = language.texts();
    let login = &texts.login;
    let page = Page::new(Service::IdPorten, simulator, language, "/")
        .title(error_title(texts, login.cannot_start_title))
        .status(StatusCode::BAD_REQUEST);
    let technical = reason.to_string();
    let mut response = page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {login.cannot_start_title}
            </h1>
            {alert("danger", reason.text(login), None)}
            <p class="ds-paragraph sim-prose">{login.cannot_start}</p>
            <details class="sim-row">
                <summary>{login.developers}</summary>
                <div class="sim-row__body">
                    <code>{technical}</code>
                </div>
            </details>
        </div>
    });
    let hint = match reason {
        ErrorPageReason::ClientId(Some(client_id))
        | ErrorPageReason::RedirectUri { client_id, .. } => registration_hint(simulator, client_id),
        ErrorPageReason::ClientId(None) | ErrorPageReason::RequestUri => None,
    };
    explain(&mut response, "", &reason.to_string(), hint);
    response
}

pub(crate) fn attempt_gone_page(simulator: &Simulator, language: Language) -> Response {
    let texts = language.texts();
    let login = &texts.login;
    let page = Page::new(Service::IdPorten, simulator, language, "/")
        .title(error_title(texts, login.attempt_gone_title))
        .status(StatusCode::GONE);
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {login.attempt_gone_title}
            </h1>
            <p class="ds-paragraph sim-prose">{login.attempt_gone}</p>
        </div>
    })
}
