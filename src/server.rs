//! Every route, and the layers around them.

use std::{io, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
    serve::ListenerExt,
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{self, HeaderName},
};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    limit::RequestBodyLimitLayer,
    services::ServeDir,
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
};
use tower_sessions::{
    Expiry, SessionManagerLayer, cookie::SameSite, session_store::ExpiredDeletion,
};
use tower_sessions_sqlx_store::SqliteStore;
use tracing::Instrument;

use crate::{
    app, error::AppError, language, login, outbound, redirect, reply, session, state::AppState,
};

/// Our forms are a few fields. More is not read.
const BODY_AT_MOST: usize = 16 * 1024;

/// Cookies and all. A browser of ours sends about two thousand bytes.
const HEADERS_AT_MOST: usize = 16 * 1024;

/// A page waits for several calls to other services, each with a limit of its own. This is for what
/// slips through.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// How often sessions that have run out are removed.
const SWEEP: Duration = Duration::from_mins(10);

/// Why SmartCloud could not serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the session store cannot be made")]
    Sessions(#[from] sqlx::Error),
    #[error("the listener failed")]
    Listener(#[from] io::Error),
}

/// Serves until `stopped` ends, and then answers what is under way.
///
/// # Errors
///
/// [`Error`] where the session store cannot be made, or the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: AppState,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let sessions = SqliteStore::new(app.store.pool().clone());
    sessions.migrate().await?;
    let sweeper = tokio::spawn(sessions.clone().continuously_delete_expired(SWEEP));

    // Without this, the second part of an answer waits up to 40 ms for the first to be acknowledged.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY is not set");
        }
    });
    let served = axum::serve(listener, router(app, sessions))
        .with_graceful_shutdown(stopped)
        .await;
    sweeper.abort();
    Ok(served?)
}

/// All of SmartCloud's routes.
fn router(app: AppState, sessions: SqliteStore) -> Router {
    let pages = Router::new()
        .merge(redirect::routes())
        .merge(login::routes())
        .merge(language::routes())
        .merge(app::routes(&app))
        .layer(session_layer(&app, sessions))
        // From here on outwards, what comes in is looked at before a session is. `Sec-Fetch-Site` or
        // `Origin` must say that a form was sent from our own pages. (Returns, callbacks and logouts by
        // frame are GETs: they are guarded by a state or a session id.) If you copy this: it protects
        // POST, PUT, PATCH and DELETE, so no GET may change what a customer has.
        .layer(CsrfLayer::new().with_rejection_response(not_from_here));

    Router::new()
        .merge(pages)
        .route("/health", get(health))
        .nest_service("/pkg", fingerprinted(&app))
        .layer(
            // The first is the outermost.
            ServiceBuilder::new()
                .layer(middleware::from_fn(follow))
                .layer(middleware::from_fn(not_too_much))
                .layer(middleware::from_fn_with_state(app.clone(), at_one_address))
                .layer(middleware::from_fn_with_state(app.clone(), headers))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    ANSWER_WITHIN,
                ))
                .layer(RequestBodyLimitLayer::new(BODY_AT_MOST))
                .layer(CompressionLayer::new()),
        )
        .with_state(app)
}

fn session_layer(app: &AppState, sessions: SqliteStore) -> SessionManagerLayer<SqliteStore> {
    SessionManagerLayer::new(sessions)
        .with_name(session::cookie_name(&app.config))
        .with_path("/")
        .with_http_only(true)
        // With `Strict`, the cookie would stay behind when ID-porten or Altinn sends the browser back.
        .with_same_site(SameSite::Lax)
        .with_secure(app.config.is_https())
        .with_expiry(Expiry::OnInactivity(session::IDLE_END))
}

/// Style sheet, font and the islands' code. Their names hold a fingerprint of what is in them, so a
/// browser that has one need not ask again.
fn fingerprinted(app: &AppState) -> Router {
    let files = ServeDir::new(app.config.site.join("pkg"))
        .precompressed_br()
        .precompressed_gzip();
    // A file without a fingerprint, from another way to build, may change under its name.
    let kept = if app.assets.named_by_content() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Router::new()
        .fallback_service(files)
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            move |response: &Response<_>| {
                response
                    .status()
                    .is_success()
                    .then(|| HeaderValue::from_static(kept))
            },
        ))
}

/// Whether SmartCloud can work: for whoever watches over it.
async fn health(State(app): State<AppState>) -> Response {
    match app.store.check().await {
        Ok(()) => "ok\n".into_response(),
        Err(error) => reply::status(reply::failure(error)).into_response(),
    }
}

/// A form of another site, or of a page that was opened under another address.
fn not_from_here(_: ProtectionError) -> Response {
    let problem = reply::failure(AppError::Forbidden);
    (
        reply::status(problem),
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "This form was not sent from SmartCloud's own pages, so nothing was done.\n",
    )
        .into_response()
}

/// Gives each request an id, which stands in its log lines, goes out with the calls made for it, and is
/// the reference on the page where something goes wrong. One that comes from outside is not taken over.
async fn follow(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let span =
        tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let answered = async {
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        tracing::info!(status, "request answered");
        if let Ok(value) = HeaderValue::from_str(&id) {
            let name = HeaderName::from_static(outbound::REQUEST_ID_HEADER);
            response.headers_mut().insert(name, value);
        }
        response
    };
    outbound::REQUEST_ID
        .scope(id.clone(), answered.instrument(span))
        .await
}

/// Refuses headers beyond all measure, before anything reads them.
async fn not_too_much(request: Request, next: Next) -> Response {
    let headers = request.headers().iter();
    let size: usize = headers
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > HEADERS_AT_MOST {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    next.run(request).await
}

/// Sends who comes by another name (`127.0.0.1` for `localhost`) to the one that cookies are set for:
/// or they would lose their session on the way back from Altinn.
async fn at_one_address(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST);
    let ours = app.config.public_url.authority();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let asked = host.and_then(|host| host.to_str().ok()).unwrap_or(ours);
    // Who watches over it comes by whatever name it has.
    if asked == ours || !reads || request.uri().path() == "/health" {
        return next.run(request).await;
    }
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    Redirect::temporary(&format!("{}{path}", app.config.origin())).into_response()
}

/// What every answer carries. A page that may do more says so itself.
async fn headers(State(app): State<AppState>, request: Request, next: Next) -> Response {
    const DEFAULTS: [(HeaderName, &str); 7] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
             base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not even our own origin is told to other sites: addresses name organisations.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    let mut response: Response<Body> = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in DEFAULTS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if app.config.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    response
}
