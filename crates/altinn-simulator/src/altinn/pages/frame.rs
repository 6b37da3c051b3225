use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use strum::VariantArray;
use url::Url;
use uuid::Uuid;

use super::{
    OVERVIEW_PAGE, PARTY_COOKIE, REQUESTS_PAGE, SESSION_COOKIE, antiforgery::Guard, authentication,
    person_at,
};
use crate::{
    Simulator,
    html::{self, Account, Page, Service, alert, at, cookie, form_urlencoded, go, normal_case},
    rules::{Organisation, Person},
    texts::{Language, Texts},
    world::World,
};

pub struct Visit {
    pub simulator: Simulator,
    pub headers: HeaderMap,
    pub language: Language,
    pub person: Person,
    /// The path and the query of the page. The links that change the language or the person lead back to this path.
    pub here: String,
    session: String,
}

/// A response that a handler returns instead of its page, for example a redirect to the login.
pub struct EarlyResponse(Box<Response>);

impl IntoResponse for EarlyResponse {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for EarlyResponse {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl Visit {
    /// Reads the session cookie, and finds the person who is logged in.
    ///
    /// # Errors
    ///
    /// Returns a redirect to the login if nobody is logged in. After the login, Altinn redirects the browser to `here`.
    pub fn of(
        simulator: &Simulator,
        headers: HeaderMap,
        here: String,
    ) -> Result<Self, EarlyResponse> {
        let origins = simulator.origins();
        let back = at(&origins.altinn_ui, &here);
        let person = {
            let mut world = simulator.world();
            let url = Url::parse(&back).unwrap_or_else(|_| origins.altinn_ui.clone());
            let person = person_at(&world, &headers, &url).cloned();
            if let Some(person) = &person {
                let machine_time = World::machine_time();
                world.sandboxes.mark_used(person.sandbox_id(), machine_time);
            }
            person
        };
        let Some(person) = person else {
            let url = authentication::login_url(origins, &back);
            return Err(go(StatusCode::FOUND, &url).into());
        };
        Ok(Self {
            simulator: simulator.clone(),
            language: Language::of(&headers),
            session: cookie(&headers, SESSION_COOKIE).unwrap_or_default(),
            headers,
            person,
            here,
        })
    }

    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// Returns the organisation in the cookie `AltinnPartyUuid`. The browser can change the cookie, so the result is
    /// `None` if the person has no connection to the organisation or to one of its parents.
    #[must_use]
    pub fn acts_for(&self) -> Option<Organisation> {
        let uuid: Uuid = cookie(&self.headers, PARTY_COOKIE)?.parse().ok()?;
        let world = self.simulator.world();
        let organisation = world.parties.organisation_by_uuid(&uuid)?;
        let parties = &world.parties;
        parties
            .is_connected(&self.person.key, &organisation.number)
            .then(|| organisation.clone())
    }

    #[must_use]
    pub fn guard(&self) -> Guard {
        Guard::of(&self.headers, &self.session)
    }

    /// Creates a page. Its header shows the logged-in person and the organisation that the person represents.
    #[must_use]
    pub fn page(&self, title: impl Into<String>) -> Page {
        self.page_for(title, self.acts_for().as_ref())
    }

    /// Creates a page. Its header shows the logged-in person and the organisation in `acts_for`, if there is one.
    #[must_use]
    pub fn page_for(&self, title: impl Into<String>, acts_for: Option<&Organisation>) -> Page {
        let origins = self.simulator.origins();
        let account = Account {
            person: normal_case(&self.person.name),
            acts_for: acts_for.map(|organisation| normal_case(&organisation.name)),
            log_out: at(&origins.altinn_platform, authentication::LOGOUT),
        };
        Page::new(Service::Altinn, &self.simulator, self.language, &self.here)
            .title(title)
            .account(Some(account))
            .in_sandbox(self.person.sandbox_id())
            .switch_person(switch_person(&self.simulator, &self.here))
    }
}

/// Returns the title of an error page. As on all of Altinn's pages, the title ends with `Altinn`.
#[must_use]
pub fn error_title(heading: &str) -> String {
    format!("{heading} - Altinn")
}

/// Returns the URL of the link "Bytt person". The user follows this link to log in as another person. After the login,
/// the browser returns to the path `here`.
#[must_use]
pub fn switch_person(simulator: &Simulator, here: &str) -> String {
    let origins = simulator.origins();
    let goto = at(&origins.altinn_ui, here);
    let query = form_urlencoded(&[("goto", &goto)]);
    let path = html::at(&origins.idporten, "/simulator/switch-person");
    format!("{path}?{query}")
}

/// The sections of Altinn's access management that the simulator has, in the order of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
pub enum Part {
    SystemAccesses,
    Requests,
}

impl Part {
    fn path(self) -> &'static str {
        match self {
            Self::SystemAccesses => OVERVIEW_PAGE,
            Self::Requests => REQUESTS_PAGE,
        }
    }

    fn name(self, texts: &'static Texts) -> &'static str {
        match self {
            Self::SystemAccesses => texts.frame.system_accesses,
            Self::Requests => texts.received.menu_item,
        }
    }
}

/// Whether a page is the first page of its section in the menu, or a page below the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    First,
    Below,
}

/// Renders a page of Altinn's access management: the breadcrumbs, the side menu and the content of the page.
pub fn frame<V: IntoView>(
    texts: &'static Texts,
    part: Part,
    depth: Depth,
    content: V,
) -> impl IntoView + use<V> {
    let items = Part::VARIANTS.iter().map(|&item| {
        // In the menu, `aria-current="page"` marks a link to the open page. `aria-current="true"` marks the section
        // that contains the open page.
        let current = (item == part).then_some(match depth {
            Depth::First => "page",
            Depth::Below => "true",
        });
        view! {
            <li>
                <a href=item.path() aria-current=current>
                    {item.name(texts)}
                </a>
            </li>
        }
    });
    view! {
        <div class="sim-management">
            <nav class="sim-menu" aria-label=texts.frame.menu>
                <p class="sim-menu__heading">{texts.frame.access_management}</p>
                <ul>{items.collect_view()}</ul>
            </nav>
            <div class="sim-management__content">{crumbs(texts, part, depth)} {content}</div>
        </div>
    }
}

fn crumbs(texts: &'static Texts, part: Part, depth: Depth) -> impl IntoView + use<> {
    let frame = &texts.frame;
    let last = match depth {
        Depth::First => view! { <span aria-current="page">{part.name(texts)}</span> }.into_any(),
        Depth::Below => view! {
            <a class="ds-link" href=part.path()>
                {part.name(texts)}
            </a>
        }
        .into_any(),
    };
    view! {
        <nav class="sim-crumbs" aria-label=frame.you_are_here>
            <ol>
                <li>
                    <a class="ds-link" href="/">
                        {frame.start}
                    </a>
                </li>
                // The real Altinn has a link here. The simulator shows only the link's text, because it does not have
                // the linked page.
                <li>{frame.access_management}</li>
                <li>{last}</li>
            </ol>
        </nav>
    }
}

/// The warning for a user who is not an access manager. The page shows this warning instead of its content.
pub fn no_power(texts: &'static Texts) -> impl IntoView {
    view! {
        <div class="ds-alert" data-color="warning">
            <p class="ds-paragraph">
                <strong>{texts.overview.no_power_strong}</strong>
                " "
                {texts.overview.no_power}
            </p>
        </div>
    }
}

impl Visit {
    /// Whether a form comes from a page that Altinn has shown to this browser in this session. `field` is the
    /// antiforgery token in the form.
    #[must_use]
    pub fn sent_it(&self, field: Option<&str>) -> bool {
        self.guard()
            .let_through(&self.simulator, &self.headers, field)
    }

    #[must_use]
    pub fn forged(&self) -> Response {
        let texts = &self.texts().problem;
        tracing::warn!(
            "a form was refused: it came from another site, or its antiforgery token is not valid"
        );
        let page = self
            .page(error_title(texts.forged_title))
            .status(StatusCode::FORBIDDEN);
        let here = self.here.clone();
        page.answer(view! {
            <div class="sim-panel sim-panel--whole">
                <h1 class="ds-heading" data-size="lg">
                    {texts.forged_title}
                </h1>
                {alert("danger", texts.forged, None)}
                <p class="ds-paragraph">
                    <a class="ds-link" href=here>
                        {texts.forged_way_on}
                    </a>
                </p>
            </div>
        })
        .into_response()
    }
}
