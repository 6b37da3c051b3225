use leptos::prelude::*;

use crate::{
    texts::{Language, Texts},
    world::World,
};
use altinn_types::{AccessPackage, Right};

/// The access in a request or of a system user. All names are in the user's language.
#[derive(Clone, Debug)]
pub struct AccessLists {
    /// The prefix of the rows' HTML ids. Two lists on one page need different prefixes, because ids must be unique.
    id: &'static str,
    packages: Vec<PackageRow>,
    services: Vec<ServiceRow>,
}

#[derive(Clone, Debug)]
struct PackageRow {
    name: String,
    description: String,
    services: Vec<String>,
}

#[derive(Clone, Debug)]
struct ServiceRow {
    title: String,
    description: String,
    owner: String,
}

impl AccessLists {
    #[must_use]
    pub fn of(
        world: &World,
        language: Language,
        rights: &[Right],
        packages: &[AccessPackage],
    ) -> Self {
        let title = |id: &str| title_of_resource(world, language, id);
        let package = |package: &AccessPackage| {
            let known = world.catalogue.package(&package.urn);
            PackageRow {
                name: name_of_package(world, language, &package.urn),
                description: known
                    .map(|known| language.pick(&known.description).to_owned())
                    .unwrap_or_default(),
                services: known
                    .map(|known| known.resources.iter().map(|id| title(id)).collect())
                    .unwrap_or_default(),
            }
        };
        let service = |id: &str| {
            let known = world.catalogue.resource(id);
            ServiceRow {
                title: title(id),
                description: known
                    .map(|known| language.pick(&known.description).to_owned())
                    .unwrap_or_default(),
                owner: known
                    .map(|known| known.owner.name.clone())
                    .unwrap_or_default(),
            }
        };
        Self {
            id: "access",
            packages: packages.iter().map(package).collect(),
            services: rights
                .iter()
                .flat_map(Right::resource_ids)
                .map(service)
                .collect(),
        }
    }

    /// Changes the prefix of the HTML ids, for the second list of a page.
    #[must_use]
    pub fn with_id(mut self, id: &'static str) -> Self {
        self.id = id;
        self
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.packages.len() + self.services.len()
    }

    /// Renders the list of packages and the list of services. Above each list is a heading of the level `level` with
    /// the number of items in the list.
    pub fn lists(&self, texts: &'static Texts, level: Level) -> impl IntoView + use<> {
        let request = &texts.request;
        let packages = (request.packages)(self.packages.len());
        let services = (request.services)(self.services.len());
        view! {
            {self.package_list(texts, level.heading(packages))}
            {self.service_list(texts, level.heading(services))}
        }
    }

    /// Renders the list of packages under a heading. Returns `None` if there are no packages. The caller can pass an
    /// empty heading.
    pub fn package_list<H: IntoView>(
        &self,
        texts: &'static Texts,
        heading: H,
    ) -> Option<impl IntoView + use<H>> {
        let items = self
            .packages
            .iter()
            .enumerate()
            .map(|(place, item)| item.view(texts, format!("{}-package-{place}", self.id)));
        block(heading, items.collect())
    }

    /// Renders the list of services under a heading. Returns `None` if there are no services. The caller can pass an
    /// empty heading.
    pub fn service_list<H: IntoView>(
        &self,
        texts: &'static Texts,
        heading: H,
    ) -> Option<impl IntoView + use<H>> {
        let items = self
            .services
            .iter()
            .enumerate()
            .map(|(place, item)| item.view(texts, format!("{}-service-{place}", self.id)));
        block(heading, items.collect())
    }

    /// Returns the number of packages and the number of services, in this order.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.packages.len(), self.services.len())
    }
}

fn block<H: IntoView, R: IntoView>(heading: H, items: Vec<R>) -> Option<impl IntoView + use<H, R>> {
    (!items.is_empty()).then(|| {
        view! {
            <div class="sim-block">
                {heading} <ul class="sim-rows">{items}</ul>
            </div>
        }
    })
}

/// The HTML level of the headings above the lists. Each page chooses the level, because the headings of a page must not
/// skip a level.
#[derive(Clone, Copy, Debug)]
pub enum Level {
    H2,
    H3,
    H4,
}

impl Level {
    pub fn heading(self, text: String) -> AnyView {
        match self {
            Self::H2 => view! {
                <h2 class="ds-heading" data-size="2xs">
                    {text}
                </h2>
            }
            .into_any(),
            Self::H3 => view! {
                <h3 class="ds-heading" data-size="2xs">
                    {text}
                </h3>
            }
            .into_any(),
            Self::H4 => view! {
                <h4 class="ds-heading" data-size="2xs">
                    {text}
                </h4>
            }
            .into_any(),
        }
    }
}

/// Returns the title of a resource, or its id if the resource registry does not have the resource.
#[must_use]
pub fn title_of_resource(world: &World, language: Language, id: &str) -> String {
    match world.catalogue.resource(id) {
        Some(resource) => language.pick(&resource.title).to_owned(),
        None => id.to_owned(),
    }
}

#[must_use]
pub fn name_of_package(world: &World, language: Language, urn: &str) -> String {
    match world.catalogue.package(urn) {
        Some(package) => language.pick(&package.name).to_owned(),
        None => urn
            .strip_prefix(AccessPackage::PREFIX)
            .unwrap_or(urn)
            .to_owned(),
    }
}

impl PackageRow {
    fn view(&self, texts: &'static Texts, id: String) -> impl IntoView + use<> {
        let request = &texts.request;
        let count = self.services.len();
        let services = if count == 0 {
            view! { <p>{request.grants_none}</p> }.into_any()
        } else {
            let services = self
                .services
                .iter()
                .map(|title| view! { <li>{title.clone()}</li> })
                .collect_view();
            view! {
                <p>{(request.grants)(count)}</p>
                <ul>{services}</ul>
            }
            .into_any()
        };
        let note = view! { {(request.services_in_package)(count)} };
        let body = view! { {description(&self.description)} {services} };
        row(texts, id, initial(&self.name), &self.name, note, body)
    }
}

impl ServiceRow {
    fn view(&self, texts: &'static Texts, id: String) -> impl IntoView + use<> {
        let owner = (!self.owner.is_empty()).then(|| (texts.request.owner)(&self.owner));
        let note = view! { <span lang=texts.frame.lang_of_names>{self.owner.clone()}</span> };
        let body = view! {
            {description(&self.description)}
            {owner.map(|owner| view! { <p>{owner}</p> })}
        };
        row(texts, id, initial(&self.owner), &self.title, note, body)
    }
}

/// Renders a row as a button. The button opens a modal dialog with the description of the package or the service. The
/// attribute `command` opens and closes the dialog without JavaScript. A browser that does not know `command` uses
/// `popovertarget`, and opens the dialog as a popover, which is not modal. A page with such rows also has the script
/// [`Script::Dialogs`](crate::html::Script::Dialogs).
fn row<N: IntoView + 'static, B: IntoView + 'static>(
    texts: &'static Texts,
    id: String,
    initial: String,
    name: &str,
    note: N,
    body: B,
) -> impl IntoView + use<N, B> {
    let name = name.to_owned();
    let name_id = format!("{id}-name");
    view! {
        <li>
            <button
                type="button"
                class="sim-open-row"
                command="show-modal"
                commandfor=id.clone()
                popovertarget=id.clone()
            >
                <span class="sim-avatar" aria-hidden="true">
                    {initial}
                </span>
                <span class="sim-row__text">
                    <span class="sim-row__name" id=name_id.clone()>
                        {name.clone()}
                    </span>
                    <span class="sim-row__note">{note}</span>
                </span>
            </button>
            <dialog
                popover="auto"
                closedby="any"
                id=id
                class="sim-dialog"
                data-about="access"
                aria-labelledby=name_id
            >
                <div class="sim-dialog__top">
                    <p class="sim-dialog__title">{name}</p>
                    <button
                        type="button"
                        class="ds-button"
                        data-variant="tertiary"
                        data-color="neutral"
                        data-icon="true"
                        aria-label=texts.frame.close
                        command="close"
                        commandfor=id.clone()
                        popovertarget=id.clone()
                        popovertargetaction="hide"
                    >
                        <span aria-hidden="true">"✕"</span>
                    </button>
                </div>
                {body}
            </dialog>
        </li>
    }
}

fn description(text: &str) -> Option<impl IntoView + use<>> {
    let text = text.to_owned();
    (!text.is_empty()).then(|| view! { <p>{text}</p> })
}

#[must_use]
pub fn initial(name: &str) -> String {
    name.chars().take(1).flat_map(char::to_uppercase).collect()
}
