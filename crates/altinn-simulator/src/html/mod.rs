//! The layout of every HTML page: the banner, the header with the language menu, and the content. The banner says that
//! the page is a simulation. This module also sets the HTTP headers of the page.
//!
//! Every page works without JavaScript. The Content-Security-Policy allows only the script that [`Page::script`] sets.

mod banner;
pub(crate) mod compression;
pub(crate) mod cookies;
pub(crate) mod follow;
mod guides;
pub(crate) mod names;
pub(crate) mod product;
pub(crate) mod responses;
pub(crate) mod script;
pub(crate) mod site;

use std::fmt::Write;

use ::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;
use url::Url;

pub(crate) use self::compression::compressed;
use self::product::Product;
pub use self::{
    cookies::{cookie, cookie_header, expired, http_only_cookie, lax_cookie},
    follow::Following,
    names::{in_groups, normal_case},
    responses::{at, form_urlencoded, go, host_of, is_known_origin, is_own, origin_of},
    script::Script,
    site::{Site, router},
};
use crate::{
    Simulator,
    rules::sandboxes::SHARED,
    texts::{Frame, Language, Texts},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Altinn,
    IdPorten,
}

impl Service {
    fn name(self, texts: &Frame) -> &'static str {
        match self {
            Self::Altinn => texts.altinn,
            Self::IdPorten => texts.idporten,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Account {
    pub person: String,
    pub acts_for: Option<String>,
    pub log_out: String,
}

/// An HTML page that a handler builds. [`Page::answer`] adds the content and makes the HTTP response.
#[derive(Clone, Debug)]
pub struct Page {
    simulator: Simulator,
    service: Service,
    language: Language,
    title: String,
    description: &'static str,
    status: StatusCode,
    stylesheet: Option<String>,
    font: Option<String>,
    /// The path and the query of this page. After the user has chosen a language, the browser returns to this path.
    here: String,
    account: Option<Account>,
    switch_person: Option<String>,
    /// The origins for `form-action` in the Content-Security-Policy. After the user submits a form, the browser checks
    /// each redirect against this list. So the list must contain the origins of the redirects.
    form_action: Vec<String>,
    frames: Vec<String>,
    refresh: Option<String>,
    script: Option<Script>,
    /// Whether automation is on. If so, the banner tells the user that the simulator logs users in or decides requests
    /// automatically.
    automatic: bool,
    /// Whether the simulator has more sandboxes than the shared sandbox. If so, the banner names the sandbox of the
    /// page.
    has_sandboxes: bool,
    sandbox: Option<String>,
    product: Option<Product>,
    following: Option<Following>,
}

impl Page {
    #[must_use]
    pub fn new(service: Service, simulator: &Simulator, language: Language, here: &str) -> Self {
        let (automatic, has_sandboxes, product) = {
            let world = simulator.world();
            (
                world.automation().is_on(),
                !world.sandboxes.is_empty(),
                Product::of(&world),
            )
        };
        Self {
            simulator: simulator.clone(),
            service,
            language,
            title: String::new(),
            description: match service {
                Service::Altinn => language.texts().frame.description,
                Service::IdPorten => language.texts().frame.description_idporten,
            },
            status: StatusCode::OK,
            stylesheet: simulator.site().stylesheet(),
            font: simulator.site().font(),
            here: here.to_owned(),
            account: None,
            switch_person: None,
            form_action: Vec::new(),
            frames: Vec::new(),
            refresh: None,
            script: None,
            automatic,
            has_sandboxes,
            sandbox: None,
            product,
            following: None,
        }
    }

    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the text of `<meta name="description">`. Without this call, the page has the description of its service.
    #[must_use]
    pub fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Sets the status of a page that shows a form again after an error. Also puts "Feil" at the start of the title,
    /// because a screen reader reads the title first.
    #[must_use]
    pub fn failed(self, status: StatusCode) -> Self {
        let title = format!("{}: {}", self.texts().frame.error, self.title);
        self.title(title).status(status)
    }

    #[must_use]
    pub fn account(mut self, account: Option<Account>) -> Self {
        self.account = account;
        self
    }

    /// Sets the URL of the link "Bytt person".
    #[must_use]
    pub fn switch_person(mut self, url: String) -> Self {
        self.switch_person = Some(url);
        self
    }

    /// Sets the sandbox of the page's content. The banner names this sandbox if more than one sandbox exists. If the
    /// sandbox follows a talk, the page follows the same talk.
    #[must_use]
    pub fn in_sandbox(mut self, id: &str) -> Self {
        self.following = Following::of(&self.simulator, id);
        let texts = &self.texts().sandbox;
        self.sandbox = Some(match id {
            SHARED => texts.shared.to_owned(),
            id => (texts.name)(id),
        });
        self
    }

    /// Adds one origin to `form-action` in the Content-Security-Policy. After that, the page's forms can send the
    /// browser to this origin, directly or by a redirect.
    #[must_use]
    pub fn form_may_lead_to(mut self, url: &str) -> Self {
        // The redirect URI of a mobile app has no host, so allow the scheme of the URI instead. A scheme that belongs
        // to an app contains a dot, such as `no.example.app:`.
        let app = || {
            let scheme = Url::parse(url).ok()?.scheme().to_owned();
            scheme.contains('.').then(|| format!("{scheme}:"))
        };
        self.form_action.extend(origin_of(url).or_else(app));
        self
    }

    /// Allows the page to show a URL in an iframe, by adding the URL's origin to `frame-src`.
    #[must_use]
    pub fn frames(mut self, url: &str) -> Self {
        self.frames.extend(origin_of(url));
        self
    }

    /// Redirects the browser to a URL after the page and its iframes have loaded.
    #[must_use]
    pub fn goes_on_to(mut self, url: &str) -> Self {
        self.refresh = Some(format!("0; url={url}"));
        self
    }

    /// Adds a script at the end of the page. Also allows this script in the Content-Security-Policy of the page.
    #[must_use]
    pub fn script(mut self, script: Script) -> Self {
        self.script = Some(script);
        self
    }

    /// Renders `content` inside the layout. The response also has the security headers, for example the
    /// Content-Security-Policy and `Cache-Control: no-store`.
    pub fn answer<V: IntoView + 'static>(self, content: V) -> Response {
        let headers = [
            (header::CONTENT_SECURITY_POLICY, self.policy()),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            ),
            // The value must not be `no-referrer`. With that value, browsers send `Origin: null` with the page's own
            // forms. The CSRF check then rejects the forms.
            (
                header::REFERRER_POLICY,
                HeaderValue::from_static("same-origin"),
            ),
        ];
        let status = self.status;
        // Leptos can create views only inside an owner. Drop the owner after the rendering to free the memory of the
        // views.
        let html = Owner::new().with(|| self.document(content).to_html());
        (status, headers, Html(html)).into_response()
    }

    fn policy(&self) -> HeaderValue {
        let mut policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
            font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
            .to_owned();
        let mut form_action = self.form_action.clone();
        form_action.sort_unstable();
        form_action.dedup();
        for origin in &form_action {
            let _ = write!(policy, " {origin}");
        }
        if !self.frames.is_empty() {
            let _ = write!(policy, "; frame-src {}", self.frames.join(" "));
        }
        let mut scripts: Vec<_> = self.script.map(Script::hash).into_iter().collect();
        // A page that follows a talk needs a script. This script is a file, so allow `'self'`, the page's own origin.
        let follows = self.following.is_some();
        scripts.extend(follows.then(|| "'self'".to_owned()));
        if !scripts.is_empty() {
            let _ = write!(policy, "; script-src {}", scripts.join(" "));
        }
        if follows || self.script.is_some_and(Script::connects) {
            policy.push_str("; connect-src 'self'");
        }
        HeaderValue::from_str(&policy)
            .expect("origins are made of letters, digits, dots and colons")
    }

    fn document<V: IntoView + 'static>(self, content: V) -> impl IntoView {
        let header = self.header();
        let following = self.following.as_ref().map(|it| it.view(&self.here));
        let frame = &self.texts().frame;
        view! {
            <!DOCTYPE html>
            <html lang=self.language.tag() data-color-scheme="auto">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content="light dark" />
                    {self
                        .refresh
                        .map(|refresh| view! { <meta http-equiv="refresh" content=refresh /> })}
                    <title>{self.title}</title>
                    <meta name="description" content=self.description />
                    <link rel="icon" href="/simulator/favicon.svg" type="image/svg+xml" />
                    // Preload the font. The style sheet has `font-display: optional`, so the browser does not use a
                    // font that arrives late.
                    {self
                        .font
                        .map(|path| {
                            view! {
                                <link
                                    rel="preload"
                                    href=path
                                    r#as="font"
                                    r#type="font/woff2"
                                    crossorigin="anonymous"
                                />
                            }
                        })}
                    {self.stylesheet.map(|path| view! { <link rel="stylesheet" href=path /> })}
                    {following}
                </head>
                <body class=match self.service {
                    Service::Altinn => "sim sim--altinn",
                    Service::IdPorten => "sim sim--idporten",
                }>
                    <a class="ds-skip-link" href="#main">
                        {frame.skip}
                    </a>
                    {header}
                    <main id="main" tabindex="-1" class="sim-main">
                        {content}
                    </main>
                    {self
                        .script
                        .map(|script| view! { <script inner_html=script.source()></script> })}
                </body>
            </html>
        }
    }
}

/// Renders the message that says what the user has just done. The browser has loaded a new page, so the message gets
/// the keyboard focus. The attribute `autofocus` works without JavaScript.
pub fn receipt(text: String) -> impl IntoView {
    view! {
        <div class="ds-alert" data-color="success" role="status" tabindex="-1" autofocus>
            <p class="ds-paragraph">{text}</p>
        </div>
    }
}

/// Renders a message in a coloured box. The style sheet adds an icon that fits the colour.
pub fn alert(color: &'static str, heading: &'static str, more: Option<String>) -> impl IntoView {
    view! {
        <div class="ds-alert" data-color=color>
            <h2 class="ds-heading" data-size="2xs">
                {heading}
            </h2>
            {more.map(|more| view! { <p class="ds-paragraph">{more}</p> })}
        </div>
    }
}
