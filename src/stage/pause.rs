//! The page that SmartCloud shows instead of a redirect to another service. If the presenter switches this page on, the
//! presenter can explain where the browser goes next.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use masking::MaskedUrl;
use url::Url;

use crate::{
    app,
    behind_the_scenes::values,
    components::{Layout, locale},
    state::AppState,
    talks::Following,
};

/// Replaces a redirect to another service by a page with a link. This happens only in a browser that follows a talk,
/// and only if the presenter has switched this page on.
///
/// This is a middleware, so the handlers that redirect need not know about talks. The links of scenes redirect at once,
/// because these redirects only prepare the scene.
pub async fn pause_before_redirect(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let pauses = !request.uri().path().starts_with("/scene/")
        && Following::of(request.headers(), &app.config)
            .and_then(|following| app.talks.find(&following.code))
            .is_some_and(|talk| talk.pauses);
    if !pauses {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let copy = Request::from_parts(parts.clone(), axum::body::Body::empty());
    let response = next.run(Request::from_parts(parts, body)).await;
    let Some(target) = other_service(&app, &response) else {
        return response;
    };
    let content = {
        let app = app.clone();
        move || {
            let masked = app.recorder.masked_url(&target);
            view! { <Leaving service=name_of(&app, &target) target=target.clone() masked /> }
                .into_any()
        }
    };
    let page = app::render_content(app, copy, content).await;
    // The page replaces a redirect, so the page must set the cookies that the redirect would set. One of these cookies
    // contains the browser's id. When the browser returns from Altinn, SmartCloud recognises the browser by this id.
    let mut page = (StatusCode::OK, page).into_response();
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        let cookie: HeaderValue = cookie.clone();
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
    page
}

/// Returns the target of a redirect to another service. Returns `None` if the response is no redirect, or if its target
/// is on SmartCloud's own origin.
fn other_service(app: &AppState, response: &Response) -> Option<Url> {
    if !response.status().is_redirection() {
        return None;
    }
    let target = response.headers().get(header::LOCATION)?.to_str().ok()?;
    let target = app.config.public_url.join(target).ok()?;
    (target.origin() != app.config.public_url.origin()).then_some(target)
}

fn name_of(app: &AppState, target: &Url) -> &'static str {
    let origin = target.origin().ascii_serialization();
    let is_login = app.config.idporten.hops.contains(&origin);
    if is_login && target.origin() != app.config.altinn.ui_url.origin() {
        "ID-porten"
    } else {
        "Altinn"
    }
}

#[component]
fn Leaving(service: &'static str, target: Url, masked: MaskedUrl) -> impl IntoView {
    let t = &locale().stage_texts().pages;
    let title = (t.leaving_title)(service);
    let origin = masked.origin.clone();
    // The audience sees this page, so the page masks secrets such as the `request_uri`.
    let rest = MaskedUrl {
        origin: String::new(),
        ..masked
    };
    let rest = values::pieces(&rest.pieces(), locale());
    view! {
        <Layout title=title.clone() no_note=true>
            <div class="column">
                <h1 class="ds-heading" data-size="lg">{title.clone()}</h1>
                <p class="ds-paragraph lede">{t.leaving}</p>
                <p class="ds-paragraph">{t.answers_with}" "<code>"303 See Other"</code></p>
                <p class="ds-paragraph">{t.address}": "<code><strong>{origin}</strong>{rest}</code></p>
                <p class="actions">
                    <a class="ds-button" href=target.to_string()>{(t.go_on)(service)}</a>
                </p>
            </div>
        </Layout>
    }
}
