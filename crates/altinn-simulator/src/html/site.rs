use std::path::{Path, PathBuf};

use axum::{
    Router,
    extract::{Query, Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get},
};
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use leptos::prelude::*;
use serde::Deserialize;
use time::Duration;
use tower_http::services::ServeDir;

use super::{Page, Service, follow, guides, lax_cookie, responses::is_path};
use crate::{Simulator, http::error_details::not_simulated, texts::Language};

/// The folder with the style sheet and the font, which `cargo xtask site` builds.
#[derive(Clone, Debug, Default)]
pub struct Site {
    folder: PathBuf,
    stylesheet: Option<String>,
    font: Option<String>,
}

impl Site {
    /// The name of the style sheet in `assets.json`, which maps each name to the path of the file.
    const STYLESHEET: &str = "simulator.css";
    const FONT: &str = "inter.woff2";

    /// Reads `assets.json` in the folder. If the file is missing, the pages work but have no styles.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        let manifest = folder.join("assets.json");
        let names: serde_json::Map<String, serde_json::Value> = std::fs::read(&manifest)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        let path = |name| names.get(name).and_then(|path| path.as_str());
        let stylesheet = path(Self::STYLESHEET).map(str::to_owned);
        let font = path(Self::FONT).map(str::to_owned);
        if stylesheet.is_none() {
            tracing::warn!(
                manifest = %manifest.display(),
                "the simulator found no style sheet in the manifest, so its pages have no styles: run `make demo` or \
                 `cargo xtask site`"
            );
        }
        Self {
            folder: folder.to_owned(),
            stylesheet,
            font,
        }
    }

    #[must_use]
    pub fn stylesheet(&self) -> Option<String> {
        self.stylesheet.clone()
    }

    #[must_use]
    pub fn font(&self) -> Option<String> {
        self.font.clone()
    }

    async fn answer(&self, request: Request) -> Response {
        // If a file's name contains a content hash, browsers can cache the file for a year. In development, the file
        // names contain no hash.
        let plain = format!("/pkg/{}", Self::STYLESHEET);
        let kept = if self.stylesheet.as_deref() == Some(plain.as_str()) {
            "no-cache"
        } else {
            "public, max-age=31536000, immutable"
        };
        let mut files = ServeDir::new(&self.folder)
            .precompressed_br()
            .precompressed_gzip();
        let mut response = match files.try_call(request).await {
            Ok(response) => response.into_response(),
            // The operating system cannot open a file with this name, for example because the name has more than 255
            // bytes. Answer 404, because such a file cannot exist.
            Err(error) => {
                tracing::debug!(%error, "a file of the site cannot be read");
                StatusCode::NOT_FOUND.into_response()
            }
        };
        if response.status().is_success() {
            let kept = HeaderValue::from_static(kept);
            response.headers_mut().insert(header::CACHE_CONTROL, kept);
        }
        response
    }
}

/// Returns the routes that every service with pages needs: style sheet, font, icon, language menu, and the response for
/// unknown paths. Each service needs its own routes, because the Content-Security-Policy allows a page to load files
/// only from the page's own origin.
pub fn router(service: Service) -> Router<Simulator> {
    let elsewhere = move |State(simulator): State<Simulator>, request: Request| async move {
        if wants_page(request.headers()) {
            not_here(&simulator, service, request.headers())
        } else {
            not_simulated(request).await
        }
    };
    Router::new()
        .route("/pkg/{*file}", get(files))
        .route("/simulator/favicon.svg", get(favicon))
        .route("/simulator/language", get(choose_language))
        .route("/simulator/follow", get(follow::follow))
        .route("/simulator/follow.js", get(follow::script))
        .merge(guides::routes())
        .route("/{*path}", any(elsewhere))
}

/// Whether the client wants an error as an HTML page. Browsers send `text/html` in the `Accept` header when they open a
/// page. Other clients get an error in JSON.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

async fn files(State(simulator): State<Simulator>, request: Request) -> Response {
    simulator.site().answer(request).await
}

#[must_use]
pub fn not_here(simulator: &Simulator, service: Service, headers: &HeaderMap) -> Response {
    let language = Language::of(headers);
    let texts = &language.texts().frame;
    let page = Page::new(service, simulator, language, "/")
        .title(format!(
            "{} – {}",
            texts.not_here_title,
            service.name(texts)
        ))
        .status(StatusCode::NOT_FOUND);
    let front = simulator.origins().altinn_ui.to_string();
    page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {texts.not_here_title}
            </h1>
            <p class="ds-paragraph sim-prose">{texts.not_here}</p>
            <p class="ds-paragraph">
                <a class="ds-link" href=front>
                    {texts.to_front}
                </a>
            </p>
        </div>
    })
}

/// The simulator's icon has stripes, as in its banner. The real Altinn has another icon, so users can tell the tabs
/// apart.
async fn favicon() -> Response {
    const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">\
        <rect width=\"32\" height=\"32\" rx=\"6\" fill=\"#1e2b3c\"/>\
        <path d=\"M4 24 24 4h6L6 28H4zM16 28 28 16v6l-6 6z\" fill=\"#ffca54\"/></svg>";
    (
        [
            (header::CONTENT_TYPE, "image/svg+xml"),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        ICON,
    )
        .into_response()
}

#[derive(Deserialize)]
struct ChosenLanguage {
    code: String,
    goto: String,
}

/// Stores the user's language in the cookie that Altinn also uses, and redirects the browser back to the page.
async fn choose_language(Query(chosen): Query<ChosenLanguage>) -> Response {
    let language = Language::parse(&chosen.code).unwrap_or_default();
    let mut cookie = lax_cookie(Language::COOKIE, language.altinn_code());
    cookie.set_max_age(Duration::days(365));
    let goto = if is_path(&chosen.goto) {
        chosen.goto.as_str()
    } else {
        "/"
    };
    (CookieJar::new().add(cookie), Redirect::to(goto)).into_response()
}
