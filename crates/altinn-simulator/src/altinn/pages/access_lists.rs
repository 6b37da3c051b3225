use leptos::prelude::*;

use crate::{
    texts::{Language, Texts},
    world::World,
};
use altinn_types::{AccessPackage, Right};

/// The access that a request asks for, or the access that a system user has. Each package and each service has its name
/// in the user's language.
#[derive(Clone, Debug, Default)]
pub struct AccessLists {
    packages: Vec<PackageRow>,
    services: Vec<ServiceRow>,
}

#[derive(Clone, Debug)]
struct PackageRow {
    urn: String,
    name: String,
    description: String,
    services: Vec<String>,
}

#[derive(Clone, Debug)]
struct ServiceRow {
    id: String,
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
                urn: package.urn.clone(),
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
                id: id.to_owned(),
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
            packages: packages.iter().map(package).collect(),
            services: rights
                .iter()
                .flat_map(Right::resource_ids)
                .map(service)
                .collect(),
        }
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.packages.len() + self.services.len()
    }

    /// Renders the list of packages and the list of services. Each list has a heading with the number of its items. The
    /// parameter `level` is the level of both headings.
    pub fn lists(&self, texts: &'static Texts, level: Level) -> impl IntoView + use<> {
        let request = &texts.request;
        let packages = (request.packages)(self.packages.len());
        let services = (request.services)(self.services.len());
        view! {
            {self.package_list(texts, level.heading(packages))}
            {self.service_list(texts, level.heading(services))}
        }
    }

    /// Renders the list of access packages. Returns `None` if the list has no packages. The caller may pass an empty
    /// heading.
    pub fn package_list<H: IntoView>(
        &self,
        texts: &'static Texts,
        heading: H,
    ) -> Option<impl IntoView + use<H>> {
        let items = self.packages.iter().map(|item| item.view(texts));
        block(heading, items.collect())
    }

    /// Renders the list of services. Returns `None` if the list has no services. The caller may pass an empty heading.
    pub fn service_list<H: IntoView>(
        &self,
        texts: &'static Texts,
        heading: H,
    ) -> Option<impl IntoView + use<H>> {
        let items = self.services.iter().map(|item| item.view(texts));
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

/// The level of an HTML heading. The headings of a page must not skip a level.
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

/// Returns the title of a resource. If the resource registry does not have the resource, the function returns the
/// resource's id.
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
    fn view(&self, texts: &'static Texts) -> impl IntoView + use<> {
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
        view! {
            <li>
                <details class="sim-row">
                    <summary>
                        <span class="sim-avatar" aria-hidden="true">
                            {initial(&self.name)}
                        </span>
                        <span class="sim-row__text">
                            <span class="sim-row__name">{self.name.clone()}</span>
                            <span class="sim-row__note">
                                {(request.services_in_package)(count)}
                            </span>
                        </span>
                    </summary>
                    <div class="sim-row__body">
                        {(!self.description.is_empty())
                            .then(|| view! { <p>{self.description.clone()}</p> })}
                        {services} {technical_name(texts, &self.urn)}
                    </div>
                </details>
            </li>
        }
    }
}

impl ServiceRow {
    fn view(&self, texts: &'static Texts) -> impl IntoView + use<> {
        let owner = (!self.owner.is_empty()).then(|| (texts.request.owner)(&self.owner));
        view! {
            <li>
                <details class="sim-row">
                    <summary>
                        <span class="sim-avatar" aria-hidden="true">
                            {initial(&self.owner)}
                        </span>
                        <span class="sim-row__text">
                            <span class="sim-row__name">{self.title.clone()}</span>
                            <span class="sim-row__note">{self.owner.clone()}</span>
                        </span>
                    </summary>
                    <div class="sim-row__body">
                        {(!self.description.is_empty())
                            .then(|| view! { <p>{self.description.clone()}</p> })}
                        {owner.map(|owner| view! { <p>{owner}</p> })}
                        {technical_name(texts, &self.id)}
                    </div>
                </details>
            </li>
        }
    }
}

fn technical_name(texts: &'static Texts, name: &str) -> impl IntoView + use<> {
    view! {
        <p>
            {texts.request.technical_name} " " <code>{name.to_owned()}</code>
        </p>
    }
}

#[must_use]
pub fn initial(name: &str) -> String {
    name.chars().take(1).flat_map(char::to_uppercase).collect()
}
