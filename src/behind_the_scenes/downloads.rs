//! The routes for the export of recorded calls. Visitors can export their own calls, and a presenter can export the
//! calls of any visitor.

use axum::{
    Router,
    extract::{FromRequestParts, RawPathParams},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header, request::Parts};

use super::{
    exports::{self, curl, har, mermaid},
    other_side,
    pages::visitor_for_presenter,
};
use crate::{
    i18n::Locale,
    recorder::{VisitorId, exchange::Journey},
    state::AppState,
};

/// The Content-Security-Policy of an exported page. The page contains its own styles, and the browser can load nothing
/// else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; sandbox";

pub(super) fn routes() -> Router<AppState> {
    let exports = Router::new()
        .route("/eksport.har", get(download_har))
        .route("/eksport.mmd", get(download_mermaid))
        .route("/eksport.html", get(download_page))
        .route("/kall/{number}/curl", get(show_curl));
    Router::new()
        .nest("/bak-kulissene", exports.clone())
        .nest("/bak-kulissene/besokende/{visitor}", exports)
}

/// The journey to export. If the path has a visitor's number, this is the journey of that visitor. Otherwise it is the
/// journey of the browser that sends the HTTP request. That journey is empty if SmartCloud has not recorded any calls
/// of the browser.
struct Exported(Journey);

impl FromRequestParts<AppState> for Exported {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, StatusCode> {
        if !app.recorder.is_on() {
            return Err(StatusCode::NOT_FOUND);
        }
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map_err(|_| StatusCode::NOT_FOUND)?;
        let number = params.iter().find(|(name, _)| *name == "visitor");
        let visitor = match number {
            Some((_, number)) => {
                let number = number.parse().map_err(|_| StatusCode::NOT_FOUND)?;
                let visitor = visitor_for_presenter(app, &parts.headers, number);
                Some(visitor.ok_or(StatusCode::NOT_FOUND)?)
            }
            None => VisitorId::of(&parts.headers, &app.config),
        };
        Ok(Self(match visitor {
            Some(visitor) => other_side::journey(app, &visitor).await.0,
            None => Journey::default(),
        }))
    }
}

async fn download_har(Exported(journey): Exported) -> Response {
    let text = format!("{:#}", har(&journey));
    file("application/json", "smartcloud.har", text)
}

async fn download_mermaid(locale: Locale, Exported(journey): Exported) -> Response {
    let text = mermaid(&journey, locale);
    file("text/plain; charset=utf-8", "smartcloud.mmd", text)
}

async fn download_page(locale: Locale, Exported(journey): Exported) -> Response {
    let text = exports::page(&journey, locale);
    file("text/html; charset=utf-8", "smartcloud.html", text)
}

fn file(content_type: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

async fn show_curl(
    Exported(journey): Exported,
    params: RawPathParams,
) -> Result<Response, StatusCode> {
    let number = params.iter().find(|(name, _)| *name == "number");
    let number = number.and_then(|(_, number)| number.parse().ok());
    let exchange = number.and_then(|number| journey.exchange(number));
    Ok(curl(exchange.ok_or(StatusCode::NOT_FOUND)?).into_response())
}
