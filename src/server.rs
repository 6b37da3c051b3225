//! Builds the router with all routes and the middleware around them.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Path, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{self, HeaderName},
};
use http_server::{
    EdgeError, Host, Limits, catch_panics, check_request_line, excerpt, is_from_other_site,
    remove_encoded_cookie_names, time_limit,
};
use masking::masked_text;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{compression::CompressionLayer, limit::RequestBodyLimitLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use tracing::Instrument;

use crate::{
    app, behind_the_scenes,
    error::AppError,
    getting_started,
    health::{self, HealthCheck},
    language, login, outbound,
    page_cache::PageCache,
    questions, recorder, redirect, reply, session, source_code, stage,
    state::AppState,
    store::{self, Store},
    talks::Following,
};

/// The maximum size of a request body in bytes. This is enough, because SmartCloud's forms have only a few short
/// fields.
const MAX_BODY: usize = 16 * 1024;

/// The maximum size in bytes of the path, the query and the headers of an HTTP request together. The request of a
/// browser has about 2,000 bytes.
const MAX_HEADERS: usize = 16 * 1024;

/// The time limit for the response to one HTTP request. A page can wait for several calls to other services, but each
/// of these calls has its own timeout. So this limit ends only an HTTP request that hangs for another reason.
const RESPONSE_TIMEOUT: Duration = Duration::from_mins(1);

/// At this interval, SmartCloud deletes old counts of log-ins, and old rows of the database such as ended sessions.
const CLEANUP: Duration = Duration::from_mins(10);

/// Search engines must not list the pages of a demo with made-up customers.
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";

/// Serves HTTP requests until the future `stopped` completes. Then the server answers the requests that it has already
/// received, and stops.
pub async fn serve(listener: TcpListener, app: AppState, stopped: impl Future<Output = ()>) {
    let cleanup = tokio::spawn(clean_up(app.clone()));
    let stopped = {
        let app = app.clone();
        async move {
            stopped.await;
            // Browsers that follow a talk have open HTTP requests, which wait for the talk's next position. Answer
            // these HTTP requests now. Otherwise, the server would wait for them, and would stop later.
            app.talks.close();
        }
    };
    http_server::serve(listener, router(app), Limits::default(), stopped).await;
    cleanup.abort();
}

/// Builds the router with all of SmartCloud's routes.
///
/// `/health` and the site's files bypass the layers that only pages need, because each layer costs time for each HTTP
/// request.
fn router(app: AppState) -> Router {
    let page_cache = Arc::new(PageCache::default());
    let pages = Router::new()
        .merge(redirect::routes())
        .merge(login::routes())
        .merge(language::routes())
        .merge(behind_the_scenes::routes())
        .merge(stage::routes(&app))
        .merge(questions::routes(&app))
        .merge(getting_started::routes())
        .merge(app::routes(&app))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            stage::pause_before_redirect,
        ))
        .layer(session_layer(&app))
        .layer(
            // `ServiceBuilder` makes the first layer in this list the outermost one.
            ServiceBuilder::new()
                .layer(middleware::from_fn(move |request: Request, next: Next| {
                    let page_cache = Arc::clone(&page_cache);
                    async move { page_cache.respond(request, next).await }
                }))
                .layer(middleware::from_fn(|request: Request, next: Next| {
                    time_limit(RESPONSE_TIMEOUT, request, next)
                }))
                .layer(RequestBodyLimitLayer::new(MAX_BODY))
                .layer(CompressionLayer::new()),
        );

    let health = HealthCheck::new(app.clone());
    Router::new()
        .merge(pages)
        .route(
            health::PATH,
            get(move || async move { health.respond().await }),
        )
        .route("/pkg/{*file}", get(site_file))
        .route("/robots.txt", get(async || ROBOTS))
        .merge(source_code::routes(&app.config))
        .layer(catch_panics())
        .layer(middleware::from_fn_with_state(app.clone(), every_request))
        .with_state(app)
}

/// At the interval [`CLEANUP`], deletes old counts of log-ins, and old rows of the database such as ended sessions.
/// This function never returns.
async fn clean_up(app: AppState) {
    let mut interval = tokio::time::interval(CLEANUP);
    loop {
        interval.tick().await;
        app.login_limit.forget_quiet_clients();
        if let Err(error) = session::delete_old(&app).await {
            tracing::warn!(%error, "old rows cannot be deleted");
        }
    }
}

fn session_layer(app: &AppState) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(app.store.clone())
        .with_name(session::cookie_name(&app.config))
        .with_path("/")
        .with_http_only(true)
        // With `Strict`, browsers would not send the session cookie when ID-porten or Altinn redirects them back to
        // SmartCloud.
        .with_same_site(SameSite::Lax)
        .with_secure(app.config.is_https())
        .with_expiry(Expiry::OnInactivity(session::LIFETIME))
}

async fn site_file(
    State(app): State<AppState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    app.assets.respond(&file, &headers)
}

/// This middleware sees every HTTP request before and after its route. It is one function, because each axum layer
/// costs several memory allocations.
///
/// Each HTTP request gets an id. The id is in the log lines, on the error page and in the response header
/// `X-Request-Id`. The calls that SmartCloud makes for the request also contain the id. SmartCloud ignores an
/// `X-Request-Id` header of the incoming request.
async fn every_request(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    remove_encoded_cookie_names(request.headers_mut());
    let id = store::random_id();
    // A visitor can type a personal number into the address, and the log must not contain personal numbers.
    let method = masked_text(request.method().as_str());
    let path = masked_text(request.uri().path());
    let (method, path) = (excerpt(&method), excerpt(&path));
    let span = tracing::info_span!("request", id, method = &*method, path = &*path);
    let respond = async {
        let mut response = match refusal(&app, &request) {
            None => recorder::record(&app.recorder, &app.config, &id, request, next).await,
            Some(Refusal::Response(response)) => response,
            Some(Refusal::TooManyLogins(wait)) => too_many_logins(app.clone(), request, wait).await,
        };
        add_default_headers(&app, response.headers_mut());
        response
    };
    let mut response = outbound::REQUEST_ID
        .scope(id.clone(), respond.instrument(span))
        .await;
    // This log line is outside the span. Inside the span, each log line also prints the span's fields, which takes more
    // time.
    let status = response.status().as_u16();
    tracing::info!(
        id,
        method = &*method,
        path = &*path,
        status,
        "request answered"
    );
    if let Ok(value) = HeaderValue::try_from(id) {
        let name = HeaderName::from_static(outbound::REQUEST_ID_HEADER);
        response.headers_mut().insert(name, value);
    }
    response
}

enum Refusal {
    Response(Response),
    /// The client has sent too many HTTP requests. The value is the time that the client must wait.
    TooManyLogins(Duration),
}

/// Checks an HTTP request before its handler runs. Returns `None` if SmartCloud does not refuse the request.
fn refusal(app: &AppState, request: &Request) -> Option<Refusal> {
    let refuse = |response| Some(Refusal::Response(response));
    let (headers, path) = (request.headers(), request.uri().path());
    if let Err(error) = check_request_line(request.method(), request.uri()) {
        return refuse(error.into_response());
    }
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    let address = request.uri().path_and_query();
    if size + address.map_or(0, |address| address.as_str().len()) > MAX_HEADERS {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        let text = "The URL and the headers of this request are too long. If the URL is short, delete the cookies of this \
            site and try again.\n";
        return refuse((status, text).into_response());
    }
    // Health checks can use any host name.
    if path != health::PATH
        && let Some(response) = wrong_host(app, request)
    {
        return refuse(response);
    }
    // This check ignores GETs. If you copy this code, make sure that a GET never changes a customer's data. The
    // exceptions are log-in callbacks, front-channel logouts and returns from Altinn. The `state` or the session id in
    // their URL protects these GETs.
    if is_from_other_site(&app.config.public_url, request.method(), headers) {
        let status = reply::status(reply::failure(AppError::Forbidden));
        let text = "This form was not sent from SmartCloud's own pages, so nothing was done.\n";
        return refuse((status, text).into_response());
    }
    let follows_talk = || {
        let following = Following::of(headers, &app.config);
        following.is_some_and(|following| app.talks.exists(&following.code))
    };
    let wait = app.login_limit.check(request, follows_talk).err()?;
    Some(Refusal::TooManyLogins(wait))
}

/// Checks the `Host` of an HTTP request. Returns `None` for each of SmartCloud's host names. For all other names,
/// returns a redirect or an error.
fn wrong_host(app: &AppState, request: &Request) -> Option<Response> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match app.config.host_names.find(request.headers()) {
        Host::Own => None,
        // The browser uses another name of this machine, such as `127.0.0.1` instead of `localhost`. Altinn later
        // redirects the browser to the public URL, where the cookies of this name are missing. So redirect the browser
        // to the public URL now.
        Host::Loopback if is_read => {
            let path = request.uri().path_and_query();
            let path = path.map_or("/", |path| path.as_str());
            let address = format!("{}{path}", app.config.origin());
            Some(Redirect::temporary(&address).into_response())
        }
        Host::Loopback | Host::Unknown => {
            let text = format!(
                "This is SmartCloud at {}. To reach SmartCloud by another host name, add the name to \
                 SMARTCLOUD_HOST_NAMES.\n",
                app.config.origin()
            );
            Some((StatusCode::MISDIRECTED_REQUEST, text).into_response())
        }
        Host::Invalid => Some(EdgeError::InvalidHost.into_response()),
    }
}

/// Renders the error page for a client address that has logged in too often. The client can try again after `wait`.
async fn too_many_logins(app: AppState, request: Request, wait: Duration) -> Response {
    let error = reply::failure(AppError::TooManyLogins);
    let mut response = app::render_error(app, request, error).await;
    // Round up, because a client that waited only for the whole seconds would come too early.
    let seconds = wait.as_secs().saturating_add(1);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Adds the default security headers. If the route has already set a header, such as the Content-Security-Policy of a
/// page, this header stays unchanged.
fn add_default_headers(app: &AppState, headers: &mut HeaderMap) {
    const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
    const DEFAULTS: [(HeaderName, HeaderValue); 7] = [
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                 base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
            ),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        // SmartCloud's URLs contain organisation numbers. With `same-origin`, browsers send the header `Referer` only
        // to SmartCloud.
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static(
                "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            ),
        ),
        (OPENER_POLICY, HeaderValue::from_static("same-origin")),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
    ];
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
    if !app.config.is_secure_context() {
        headers.remove(OPENER_POLICY);
    }
    if app.config.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}
