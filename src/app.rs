//! The HTML document (`<html>`, `<head>` and `<body>`) around the content of a page, and the routes of the pages.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::{StreamExt, stream};
use leptos::{prelude::*, server_fn::axum::server_fn_paths};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    behind_the_scenes::{
        self, AllCallsPage, CallOfVisitorPage, CodePage, OneCallPage, Visit, VisitorPage,
        VisitorsPage,
    },
    components::{FollowTalk, PageContext, ProblemPage, texts},
    content_policy::PagePolicy,
    error::AppError,
    local_path::LocalPath,
    pages::{
        BeforePage, ConnectPage, DashboardPage, HomePage, HowPage, LoggedOutPage, LoginPage,
        LogoutPage, OrganisationPage, ReturnedPage, StatusPage,
    },
    reply,
    state::AppState,
};

/// The maximum size in bytes of a server function's error response, which is a short code in JSON.
const ERROR_LIMIT: usize = 1024;

/// The maximum size of a page in bytes. The largest page has some 100 kB.
const PAGE_LIMIT: usize = 8 * 1024 * 1024;

/// Builds the routes of all pages and of the server functions that islands call. Every other path gets an error page
/// with status 404.
pub fn routes(app: &AppState) -> axum::Router<AppState> {
    let server_functions = {
        let app = app.clone();
        post(move |request: Request| server_function(app.clone(), request))
    };
    let pages = leptos_axum::generate_route_list(App)
        .into_iter()
        .fold(axum::Router::new(), |router, page| {
            router.route(page.path(), get(render))
        });
    // Each server function has its own route. Any other path below `/api/` gets the same error page as every unknown
    // path.
    server_fn_paths()
        .fold(pages, |router, (path, _)| {
            router.route(path, server_functions.clone())
        })
        .fallback(render)
}

async fn server_function(app: AppState, mut request: Request) -> Response {
    // Remove `Accept`, so that Leptos answers with JSON, which islands need. If the header accepts HTML, Leptos answers
    // with a redirect for browsers without scripts.
    request.headers_mut().remove(header::ACCEPT);
    let context = move || provide_context(app.clone());
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    // If Leptos cannot read the arguments, Leptos answers 500. The code below replaces this status with the status of
    // the error in the body.
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, ERROR_LIMIT).await.unwrap_or_default();
    let error = serde_json::from_slice(&body).unwrap_or(AppError::Internal);
    parts.status = reply::status(error);
    tracing::warn!(problem = error.code(), "a server function failed");
    Response::from_parts(parts, body.into())
}

/// The server renders the whole page before the response, so components can set the status and the headers.
///
/// Leptos's own handlers add inline scripts for hydration to every page. This handler adds scripts only to pages with
/// an island.
pub async fn render(State(app): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = PageContext::of(&parts, &app).await;
    render_page(app, page, Request::from_parts(parts, body), None).await
}

/// Renders a page that contains only an error, whatever page the browser requested. The server calls this function for
/// an HTTP request that it refuses before it reads the session.
pub async fn render_error(app: AppState, request: Request, error: AppError) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut page = PageContext::without_session(&parts, &app);
    if parts.method != Method::GET {
        // If the user sends a form on the error page, SmartCloud redirects the browser to `page.path`. The URL of this
        // HTTP request is possibly not the URL of a page, so use the home page.
        page.path = LocalPath::home();
    }
    parts.method = Method::GET;
    // No route has the path `/error`, so `App` shows the error instead of a page.
    parts.uri = Uri::from_static("/error");
    render_page(app, page, Request::from_parts(parts, body), Some(error)).await
}

#[derive(Clone)]
struct PageContent(Arc<dyn Fn() -> AnyView + Send + Sync>);

/// Renders a page that contains `content`, whatever path the browser requested.
pub async fn render_content(
    app: AppState,
    request: Request,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut page = PageContext::of(&parts, &app).await;
    if parts.method != Method::GET {
        // If the user sends a form on this page, SmartCloud redirects the browser to `page.path`. The URL of this HTTP
        // request is possibly not a page, so use the page with the form.
        page.path = page_before(&parts.headers, &app);
        page.path_with_problem = page.path.clone();
    }
    parts.method = Method::GET;
    // No route has the path `/content`, so `App` shows the content instead of a page.
    parts.uri = Uri::from_static("/content");
    parts.extensions.insert(PageContent(Arc::new(content)));
    render_page(app, page, Request::from_parts(parts, body), None).await
}

/// Returns the page that contains the submitted form, according to the header `Referer`. SmartCloud's own
/// `Referrer-Policy` makes browsers send the whole path to SmartCloud.
fn page_before(headers: &HeaderMap, app: &AppState) -> LocalPath {
    let referrer = headers
        .get(header::REFERER)
        .and_then(|url| url.to_str().ok());
    let path = referrer.and_then(|url| url.strip_prefix(&app.config.origin()));
    path.and_then(|path| path.parse().ok())
        .unwrap_or_else(LocalPath::home)
}

async fn render_page(
    app: AppState,
    page: PageContext,
    request: Request<Body>,
    error: Option<AppError>,
) -> Response {
    let policy = PagePolicy::default();
    let visit = Visit::of(request.headers(), &app.config);
    let calls = {
        let path = page.path.as_str();
        behind_the_scenes::calls_for_page(&app, &visit, request.headers(), path).await
    };
    let without_route = request.extensions().get::<PageContent>().cloned();

    let context = {
        let (app, page, policy, visit) = (app.clone(), page.clone(), policy.clone(), visit.clone());
        move || {
            provide_context(app.clone());
            provide_context(page.clone());
            provide_context(policy.clone());
            provide_context(visit.clone());
            provide_context(calls.clone());
            if let Some(error) = error {
                provide_context(error);
            }
            if let Some(content) = without_route.clone() {
                provide_context(content);
            }
        }
    };
    let mut response =
        leptos_axum::handle_response_inner(context, Document, request, |document, _, _| {
            Box::pin(async move {
                let html: String = document.to_html_stream_in_order().collect().await;
                Box::pin(stream::once(async move { html })) as _
            })
        })
        .await;

    if let Some(address) = response.headers().get(header::LOCATION) {
        // Browsers ignore the body of a redirect, so return an empty body.
        return (StatusCode::SEE_OTHER, [(header::LOCATION, address.clone())]).into_response();
    }
    if behind_the_scenes::changes_page(&app, &page, &visit) {
        response = with_calls(response, &app, &page, &visit, &policy).await;
    }
    if let Some(header) = policy.read().header() {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, header);
    }
    response
}

/// Adds the visitor's recorded calls to a page. The page is already rendered, so the list also has the calls that
/// SmartCloud made for this page.
async fn with_calls(
    response: Response,
    app: &AppState,
    page: &PageContext,
    visit: &Visit,
    policy: &PagePolicy,
) -> Response {
    let (parts, body) = response.into_parts();
    match to_bytes(body, PAGE_LIMIT).await {
        Ok(bytes) => {
            let html = String::from_utf8_lossy(&bytes).into_owned();
            let html =
                behind_the_scenes::add_to_page(html, parts.status, app, page, visit, policy).await;
            Response::from_parts(parts, html.into())
        }
        Err(error) => {
            tracing::error!(%error, "the HTML of a page cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[component]
fn Document() -> impl IntoView {
    provide_meta_context();
    // Browsers hydrate only the islands, so the rest of the page needs no hydration markers.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let page = expect_context::<PageContext>();
    let app = expect_context::<AppState>();
    let assets = &app.assets;
    view! {
        <!DOCTYPE html>
        <html lang=page.locale.code() data-color-scheme="auto">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content=texts().site.description />
                <link
                    rel="preload"
                    href=assets.path("inter.woff2")
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=assets.path("smartcloud.css") />
                <link rel="icon" href=assets.path("favicon.svg") r#type="image/svg+xml" />
                <MetaTags />
                {page.following.as_ref().map(|following| view! { <FollowTalk following=following.clone() /> })}
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

#[component]
pub fn App() -> impl IntoView {
    // If SmartCloud refused the HTTP request, `render_error` has put the error into the context.
    let error = use_context::<AppError>().unwrap_or(AppError::NotFound);
    let content = use_context::<PageContent>();
    let fallback = move || match &content {
        Some(PageContent(content)) => content(),
        None => view! { <ProblemPage error /> }.into_any(),
    };
    view! {
        <Router>
            <Routes fallback>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
                <Route path=path!("/how") view=HowPage ssr=SsrMode::Async />
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/logout") view=LogoutPage ssr=SsrMode::Async />
                <Route path=path!("/logged-out") view=LoggedOutPage ssr=SsrMode::Async />
                <Route path=path!("/organisation") view=OrganisationPage ssr=SsrMode::Async />
                <Route path=path!("/connect") view=ConnectPage ssr=SsrMode::Async />
                <Route path=path!("/connect/:organisation") view=StatusPage ssr=SsrMode::Async />
                <Route
                    path=path!("/connect/:organisation/before")
                    view=BeforePage
                    ssr=SsrMode::Async
                />
                <Route path=path!("/returned") view=ReturnedPage ssr=SsrMode::Async />
                <Route path=path!("/bak-kulissene") view=AllCallsPage ssr=SsrMode::Async />
                <Route
                    path=path!("/bak-kulissene/kall/:number")
                    view=OneCallPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/bak-kulissene/besokende")
                    view=VisitorsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/bak-kulissene/besokende/:visitor")
                    view=VisitorPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/bak-kulissene/besokende/:visitor/kall/:call")
                    view=CallOfVisitorPage
                    ssr=SsrMode::Async
                />
                <Route path=path!("/bak-kulissene/kode/:part") view=CodePage ssr=SsrMode::Async />
                <Route
                    path=path!("/dashboard/:organisation")
                    view=DashboardPage
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
    }
}
