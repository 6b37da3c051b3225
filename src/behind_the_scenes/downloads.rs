use axum::{
    Router,
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{
    exports::{self, curl, har, mermaid},
    other_side,
};
use crate::{
    i18n::Locale,
    recorder::{VisitorId, exchange::Journey},
    state::AppState,
};

/// The Content-Security-Policy of an exported page. The page has its style inside, and nothing else may load.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; sandbox";

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/bak-kulissene/eksport.har", get(download_har))
        .route("/bak-kulissene/eksport.mmd", get(download_mermaid))
        .route("/bak-kulissene/eksport.html", get(download_page))
        .route("/bak-kulissene/kall/{number}/curl", get(show_curl))
        .route("/bak-kulissene/besokende", get(list_visitors))
        .route("/bak-kulissene/besokende/{number}", get(show_visitor))
}

/// Returns the journey of the browser that sends the HTTP request. A browser without a journey gets an empty one.
///
/// # Errors
///
/// 404 if SmartCloud records nothing.
async fn own_journey(app: &AppState, headers: &HeaderMap) -> Result<Journey, StatusCode> {
    if !app.recorder.is_on() {
        return Err(StatusCode::NOT_FOUND);
    }
    Ok(match VisitorId::of(headers, &app.config) {
        Some(visitor) => other_side::journey(app, &visitor).await.0,
        None => Journey::default(),
    })
}

async fn download_har(
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let journey = own_journey(&app, &headers).await?;
    let text = format!("{:#}", har(&journey));
    Ok(file("application/json", "smartcloud.har", text))
}

async fn download_mermaid(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let journey = own_journey(&app, &headers).await?;
    let text = mermaid(&journey, locale);
    Ok(file("text/plain; charset=utf-8", "smartcloud.mmd", text))
}

async fn download_page(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let journey = own_journey(&app, &headers).await?;
    let text = exports::page(&journey, locale);
    Ok(file("text/html; charset=utf-8", "smartcloud.html", text))
}

/// Returns a file that the browser saves.
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
    State(app): State<AppState>,
    Path(number): Path<u64>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let journey = own_journey(&app, &headers).await?;
    let exchange = journey.exchange(number).ok_or(StatusCode::NOT_FOUND)?;
    Ok(curl(exchange).into_response())
}

/// Whether this browser may see the calls of all visitors. Only a presenter may.
fn may_see_all(app: &AppState, headers: &HeaderMap) -> bool {
    app.recorder.is_on() && app.talks.is_presenter(headers, &app.config, app.now())
}

/// Lists the visitors of the last hour, for the presenter.
async fn list_visitors(
    State(app): State<AppState>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    if !may_see_all(&app, &headers) {
        return Err(StatusCode::NOT_FOUND);
    }
    let texts = locale.recorded();
    let rows = app
        .recorder
        .all_visitors()
        .iter()
        .map(|visitor| {
            format!(
                "<li><a href=\"/bak-kulissene/besokende/{}\">{}</a>: {}, <time>{}</time></li>\n",
                visitor.number,
                (texts.visitor)(visitor.number),
                (texts.number_of_calls)(visitor.calls),
                visitor.last_at,
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let title = texts.visitors;
    let page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n<ol>\n{rows}</ol>\n</main>\n</body>\n</html>\n",
        locale.code(),
        texts.visitors_text,
    );
    Ok(Html(page).into_response())
}

/// Shows the calls of one visitor, for the presenter.
async fn show_visitor(
    State(app): State<AppState>,
    Path(number): Path<u64>,
    locale: Locale,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    if !may_see_all(&app, &headers) {
        return Err(StatusCode::NOT_FOUND);
    }
    let visitor = app
        .recorder
        .visitor_with(number)
        .ok_or(StatusCode::NOT_FOUND)?;
    let (journey, _) = other_side::journey(&app, &visitor).await;
    let mut response = Html(exports::page(&journey, locale)).into_response();
    let policy = HeaderValue::from_static(POLICY);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
