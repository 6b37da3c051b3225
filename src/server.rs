//! Builds the router with all routes, and the middleware around the routes.

use std::{io, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Path, Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
    serve::ListenerExt,
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{self, HeaderName},
};
use tokio::{net::TcpListener, sync::Mutex, time::Instant};
use tower::ServiceBuilder;
use tower_http::{
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};
use tracing::Instrument;

use crate::{
    app,
    error::AppError,
    language, login, outbound,
    page_cache::PageCache,
    redirect, reply, session,
    state::AppState,
    store::{self, Store},
};

/// The maximum size of a request body in bytes. SmartCloud's forms have only a few short fields.
const MAX_BODY: usize = 16 * 1024;

/// The maximum size in bytes of all headers of an HTTP request together, with the cookies. A browser sends about 2,000
/// bytes of headers.
const MAX_HEADERS: usize = 16 * 1024;

/// The time limit for the response to one HTTP request. A page waits for several calls to other services, and each of
/// these calls has its own timeout. So this limit ends only an HTTP request that hangs for another reason.
const RESPONSE_TIMEOUT: Duration = Duration::from_mins(1);

/// The interval at which SmartCloud deletes ended sessions and other old rows.
const SESSION_CLEANUP: Duration = Duration::from_mins(10);

/// The time for which `/health` repeats its last result without a new check of the database.
const HEALTH_CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// The error that stopped the server, or that kept the server from starting.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the listener failed")]
    Listener(#[from] io::Error),
}

/// Serves HTTP requests until the future `stopped` ends. Then the server answers the requests that it has already
/// received, and stops.
///
/// # Errors
///
/// [`Error::Listener`] if the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: AppState,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let cleanup = tokio::spawn(delete_old_rows(app.clone()));

    // Without `TCP_NODELAY`, the second packet of a response waits up to 40 ms until the client acknowledges the first
    // packet.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY cannot be set");
        }
    });
    // `into_make_service` builds all layers once. If `axum::serve` gets the `Router` itself, axum builds all layers
    // again for each connection.
    let service = router(app).into_make_service();
    let outcome = axum::serve(listener, service)
        .with_graceful_shutdown(stopped)
        .await;
    cleanup.abort();
    Ok(outcome?)
}

/// Builds the router with all of SmartCloud's routes.
///
/// `/health` and the site's files do not pass the layers that only pages need, because each layer costs time in each
/// HTTP request.
fn router(app: AppState) -> Router {
    let page_cache = Arc::new(PageCache::default());
    let pages = Router::new()
        .merge(redirect::routes())
        .merge(login::routes())
        .merge(language::routes())
        .merge(app::routes(&app))
        .layer(session_layer(&app))
        // `CsrfLayer` runs before the session is read. The layer checks with `Sec-Fetch-Site` or `Origin` that a form
        // was sent from one of SmartCloud's own pages. The layer checks only POST, PUT, PATCH and DELETE. If you copy
        // this code, let no GET change a customer's data. Returns from Altinn, log-in callbacks and front-channel
        // logouts are GETs. The `state` or the session id in the URL protects these GETs.
        .layer(CsrfLayer::new().with_rejection_response(reject_foreign_form))
        .layer(
            // The first layer in this list is the outermost layer.
            ServiceBuilder::new()
                .layer(middleware::from_fn(move |request: Request, next: Next| {
                    let page_cache = Arc::clone(&page_cache);
                    async move { page_cache.respond(request, next).await }
                }))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    RESPONSE_TIMEOUT,
                ))
                .layer(RequestBodyLimitLayer::new(MAX_BODY))
                .layer(CompressionLayer::new()),
        );

    let health = Arc::new(HealthCheck::new(app.store.clone()));
    Router::new()
        .merge(pages)
        .route(
            "/health",
            get(move || async move { health.respond().await }),
        )
        .route("/pkg/{*file}", get(site_file))
        .layer(middleware::from_fn_with_state(app.clone(), every_request))
        .with_state(app)
}

/// Deletes ended sessions and other old rows at a fixed interval. This function never returns.
async fn delete_old_rows(app: AppState) {
    let mut interval = tokio::time::interval(SESSION_CLEANUP);
    loop {
        interval.tick().await;
        if let Err(error) = app.store.delete_old_rows(app.now()).await {
            tracing::warn!(%error, "old rows cannot be deleted");
        }
    }
}

fn session_layer(app: &AppState) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(app.store.clone())
        .with_name(session::cookie_name(&app.config))
        .with_path("/")
        .with_http_only(true)
        // With `Strict`, browsers would not send the session cookie when ID-porten or Altinn redirects back to
        // SmartCloud.
        .with_same_site(SameSite::Lax)
        .with_secure(app.config.is_https())
        .with_expiry(Expiry::OnInactivity(session::LIFETIME))
}

/// Returns a file of the site: the style sheet, the font or the islands' code.
async fn site_file(
    State(app): State<AppState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    app.assets.respond(&file, &headers)
}

/// The check whether the database answers. The check runs at most once in [`HEALTH_CHECK_INTERVAL`].
struct HealthCheck {
    store: Store,
    last: Mutex<Option<(Instant, StatusCode)>>,
}

impl HealthCheck {
    fn new(store: Store) -> Self {
        Self {
            store,
            last: Mutex::new(None),
        }
    }

    async fn respond(&self) -> Response {
        match self.status().await {
            StatusCode::OK => "ok\n".into_response(),
            status => status.into_response(),
        }
    }

    async fn status(&self) -> StatusCode {
        // HTTP requests that arrive during a check wait for this lock. So only one check runs at a time.
        let mut last = self.last.lock().await;
        match *last {
            Some((at, status)) if at.elapsed() < HEALTH_CHECK_INTERVAL => status,
            _ => {
                let status = match self.store.check().await {
                    Ok(()) => StatusCode::OK,
                    Err(error) => reply::status(reply::failure(error)),
                };
                *last = Some((Instant::now(), status));
                status
            }
        }
    }
}

/// Rejects a form that a page of another origin sent. A page under another host name of SmartCloud, such as `127.0.0.1`
/// instead of `localhost`, also has another origin.
fn reject_foreign_form(_: ProtectionError) -> Response {
    let problem = reply::failure(AppError::Forbidden);
    (
        reply::status(problem),
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "This form was not sent from SmartCloud's own pages, so nothing was done.\n",
    )
        .into_response()
}

/// Handles every HTTP request before and after its route. This middleware is one function, because each axum layer
/// costs several memory allocations.
///
/// Each HTTP request gets an id. The request's log lines contain the id, and an error page shows the id. The response
/// has the id in the header `X-Request-Id`. The calls that SmartCloud makes for the request have the same header.
/// SmartCloud ignores an `X-Request-Id` header of the incoming request.
async fn every_request(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let id = store::random_id();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let span = tracing::info_span!("request", id, %method, path = uri.path());
    let respond = async {
        if let Some(response) = early_response(&app, &request) {
            return response;
        }
        let mut response = next.run(request).await;
        add_default_headers(&app, response.headers_mut());
        response
    };
    let mut response = outbound::REQUEST_ID
        .scope(id.clone(), respond.instrument(span))
        .await;
    // This log line is outside the span. Inside the span, the log would have to parse the span's fields to print them.
    let status = response.status().as_u16();
    tracing::info!(id, %method, path = uri.path(), status, "request answered");
    if let Ok(value) = HeaderValue::try_from(id) {
        let name = HeaderName::from_static(outbound::REQUEST_ID_HEADER);
        response.headers_mut().insert(name, value);
    }
    response
}

/// Returns the response to an HTTP request that no route may handle. The headers of such a request are too large, or
/// its host name is not the host name of the public URL.
fn early_response(app: &AppState, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > MAX_HEADERS {
        return Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response());
    }

    // A browser that uses another host name, such as `127.0.0.1` for `localhost`, is redirected to the public URL.
    // Altinn later sends the browser back to the public URL. The browser then does not send the cookies that it got
    // under the other host name. Health checks may use any host name.
    let public_host = app.config.public_url.authority();
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if host == public_host || !is_read || request.uri().path() == "/health" {
        return None;
    }
    let path = request.uri().path_and_query();
    let path = path.map_or("/", |path| path.as_str());
    let address = format!("{}{path}", app.config.origin());
    Some(Redirect::temporary(&address).into_response())
}

/// Adds the default security headers to a response. A header that the route has already set stays, such as a page's own
/// Content-Security-Policy.
fn add_default_headers(app: &AppState, headers: &mut HeaderMap) {
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
        // SmartCloud's URLs contain organisation numbers. With `same-origin`, browsers send no `Referer` to other
        // sites, not even the origin.
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
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
    ];
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
    if app.config.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
}
