//! Handles `POST /language`. With this form, the visitor chooses a language. A cookie keeps the choice for a year.

use axum::{
    Router,
    extract::{FromRef, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use serde::Deserialize;

use crate::{i18n::Locale, local_path::LocalPath, reply::FormData, state::AppState};

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    AppState: FromRef<S>,
{
    Router::new().route("/language", post(choose))
}

#[derive(Deserialize)]
struct LanguageForm {
    locale: String,
    /// The visitor sent the form from the page with this path. SmartCloud redirects the browser back to this page.
    #[serde(default)]
    back: String,
}

/// Sets the language cookie, and redirects the browser back to the page that had the form. If the form names an unknown
/// language, the cookie does not change.
async fn choose(State(app): State<AppState>, FormData(form): FormData<LanguageForm>) -> Response {
    let back = form.back.parse().unwrap_or_else(|_| LocalPath::home());
    let name = if app.config.is_https() {
        Locale::HTTPS_COOKIE
    } else {
        Locale::COOKIE
    };
    let mut cookies = CookieJar::new();
    if let Some(locale) = Locale::from_code(&form.locale) {
        cookies = cookies.add(
            Cookie::build((name, locale.code()))
                .path("/")
                .http_only(true)
                .secure(app.config.is_https())
                .same_site(SameSite::Lax)
                .max_age(time::Duration::days(365)),
        );
    }
    (cookies, Redirect::to(back.as_str())).into_response()
}
