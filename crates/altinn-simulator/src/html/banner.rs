//! The banner and the header of every HTML page. The banner says that the page is a simulation, and names the sandbox.

use leptos::prelude::*;
use strum::VariantArray;

use super::{Page, Service, form_urlencoded};
use crate::texts::Language;

impl Page {
    pub(super) fn header(&self) -> impl IntoView + use<> {
        let frame = &self.texts().frame;
        let name = self.service.name(frame);
        let (band, home) = match self.service {
            Service::Altinn => (frame.band, Some("/")),
            Service::IdPorten => (frame.band_idporten, None),
        };
        let product = self.product.clone().map(|product| {
            view! {
                <a class="sim-band__link" href=product.url>
                    {(frame.to_product)(&product.name)}
                </a>
            }
        });
        let switch = self.switch_person.clone().map(|url| {
            view! {
                <a class="sim-band__link" href=url>
                    {frame.switch_person}
                </a>
            }
        });
        let name = match home {
            Some(path) => view! {
                <a class="sim-header__name" href=path>
                    {name}
                </a>
            }
            .into_any(),
            None => view! { <span class="sim-header__name">{name}</span> }.into_any(),
        };
        let account = self.account.clone().map(|account| {
            view! {
                <div class="sim-account">
                    {account
                        .acts_for
                        .map(|company| {
                            let initial: String = company.chars().take(1).collect();
                            view! {
                                <p class="sim-account__company">
                                    <span class="sim-avatar" aria-hidden="true">
                                        {initial}
                                    </span>
                                    <span lang=frame.lang_of_names>{company}</span>
                                </p>
                            }
                        })} <p class="sim-account__person">
                        <span>{(frame.logged_in_as)(&account.person)}</span>
                        <a class="ds-link" href=account.log_out>
                            {frame.log_out}
                        </a>
                    </p>
                </div>
            }
        });
        view! {
            <header>
                <div class="sim-band">
                    <p class="sim-band__text">
                        {band}
                        {self.automatic.then(|| format!(" · {}", frame.automatic))}
                        {self
                            .sandbox
                            .clone()
                            .filter(|_| self.has_sandboxes)
                            .map(|sandbox| format!(" · {sandbox}"))}
                    </p>
                    <span class="sim-band__links">{switch} {product}</span>
                </div>
                <div class="sim-header">
                    <div class="sim-header__row">
                        {name} {self.languages()}
                    </div>
                    {account}
                </div>
            </header>
        }
    }

    fn languages(&self) -> impl IntoView + use<> {
        let links = Language::VARIANTS.iter().map(|&language| {
            let query = form_urlencoded(&[("code", language.altinn_code()), ("goto", &self.here)]);
            let current = (language == self.language).then_some("true");
            view! {
                <li>
                    <a
                        href=format!("/simulator/language?{query}")
                        lang=language.tag()
                        hreflang=language.tag()
                        aria-current=current
                    >
                        {language.own_name()}
                    </a>
                </li>
            }
        });
        view! {
            <nav class="sim-languages" aria-label=self.texts().frame.choose_language>
                <ul>{links.collect_view()}</ul>
            </nav>
        }
    }
}
