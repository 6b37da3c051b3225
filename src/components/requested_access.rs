use std::sync::Arc;

use leptos::prelude::*;

use super::{AccessTag, locale, texts};
use crate::{
    altinn::{CatalogueEntry, CatalogueText, Service},
    plan::{Access, AccessItem},
};

/// If an access package has more services than this, the user must click to see them. Some packages have more than a
/// hundred.
const OPEN_LIST: usize = 6;

/// Shows one right or access package on the `before` page. The name, the description and the services come from Altinn,
/// so the customer later sees the same on Altinn's page. Below the services, the `before` page says what SmartCloud
/// uses the access for.
#[component]
pub fn RequestedAccess(
    item: &'static AccessItem,
    entry: Option<Arc<CatalogueEntry>>,
) -> impl IntoView {
    let t = &texts().before;
    let is_package = matches!(item.access, Access::Package(_));
    let own_name = || view! { <span>{item.title.in_locale(locale())}</span> }.into_any();
    let name = entry
        .as_ref()
        .map_or_else(own_name, |entry| in_language(&entry.name));
    let description = entry.as_ref().and_then(|entry| {
        let description = in_language(entry.description.as_ref()?);
        Some(view! { <p class="ds-paragraph">{description}</p> })
    });
    let services = entry.map(|entry| match item.access {
        Access::Right(_) => entry
            .services
            .first()
            .map(|service| right(service).into_any()),
        Access::Package(_) => Some(package(&entry.services).into_any()),
    });
    view! {
        <li class="ds-card">
            <h3 class="ds-heading" data-size="2xs">{name}</h3>
            <AccessTag access=item.access />
            {description}
            {services}
            <p class="ds-paragraph use">{item.reason.in_locale(locale())}</p>
            {is_package.then(|| view! { <p class="ds-paragraph quiet" data-size="sm">{t.whole_package}</p> })}
            <details class="ask">
                <summary><span class="ask-more">{t.details}</span></summary>
                <p class="ds-paragraph technical" data-size="sm"><code>{item.access.technical_name()}</code></p>
            </details>
        </li>
    }
}

/// Sets the attribute `lang` if the language of the text differs from the language of the page. So screen readers
/// pronounce the text correctly.
fn in_language(text: &CatalogueText) -> AnyView {
    let lang = (text.locale != locale()).then(|| text.locale.code());
    view! { <span lang=lang>{text.text.clone()}</span> }.into_any()
}

fn right(service: &Service) -> impl IntoView + use<> {
    let t = &texts().before;
    let access = service.can_write.map(|writes| {
        if writes {
            t.right_writes
        } else {
            t.right_reads
        }
    });
    let owner = service.owner.clone().map(|owner| format!("{owner}. "));
    view! { <p class="ds-paragraph quiet" data-size="sm">{owner}{access}</p> }
}

/// Shows the services of a package. On Altinn's page, the customer sees the same services after a click on the package.
fn package(services: &[Service]) -> impl IntoView + use<> {
    let t = &texts().before;
    let writing = services
        .iter()
        .filter(|service| service.can_write == Some(true));
    let writing = writing.count();
    let summary = if writing == 0 {
        (t.services)(services.len())
    } else {
        format!(
            "{}, {}",
            (t.services)(services.len()),
            (t.writing_services)(writing)
        )
    };
    let rows = services.iter().map(|service| {
        let access = service.can_write.map(|writes| if writes { t.service_writes } else { t.service_reads });
        let details = [service.owner.as_deref(), access].into_iter().flatten().collect::<Vec<_>>();
        view! {
            <li>
                {in_language(&service.name)}
                <span class="quiet">{(!details.is_empty()).then(|| format!(" – {}", details.join(", ")))}</span>
            </li>
        }
    });
    view! {
        <details class="ask services" open=services.len() <= OPEN_LIST>
            <summary><span class="ask-more">{summary}</span></summary>
            <ul class="ds-list" data-size="sm">{rows.collect_view()}</ul>
        </details>
    }
}
