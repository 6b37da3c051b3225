use leptos::prelude::*;

use super::{
    request_model::{Asks, Shown},
    rows::{Level, Powers},
};
use crate::texts::Texts;

/// The access that the vendor asks for, with the texts of the kind of request.
pub fn asks(texts: &'static Texts, shown: &Shown) -> AnyView {
    match &shown.asks {
        Asks::ToHave(powers) => view! {
            {can_do(texts.request.can_do, shown)}
            {will_get(texts, powers)}
            {powers.lists(texts, Level::H4)}
            <p class="ds-paragraph sim-prose">{texts.request.withdraw}</p>
        }
        .into_any(),
        Asks::ForClients { powers, own_too } => {
            let words = &texts.for_clients;
            let own_too = own_too.then(|| format!(" {}", words.own_too));
            view! {
                {can_do(words.can_do, shown)}
                <p class="ds-paragraph sim-prose">{words.add_clients} {own_too}</p>
                {will_get(texts, powers)}
                {powers.package_list(texts, ())}
            }
            .into_any()
        }
        Asks::ToChange { added, removed } => changes(texts, added, removed).into_any(),
    }
}

fn can_do([before, between, after]: [&'static str; 3], shown: &Shown) -> impl IntoView + use<> {
    view! {
        <p class="ds-paragraph sim-prose">
            {before} <strong>{shown.system.clone()}</strong> {between}
            <strong>{shown.company.clone()}</strong> {after}
        </p>
    }
}

fn will_get(texts: &'static Texts, powers: &Powers) -> impl IntoView + use<> {
    let heading = match powers.count() {
        1 => texts.request.will_get_one,
        _ => texts.request.will_get_many,
    };
    view! {
        <h3 class="ds-heading" data-size="xs">
            {heading}
        </h3>
    }
}

/// At most four lists: packages to add, packages to remove, services to add, services to remove.
fn changes(texts: &'static Texts, added: &Powers, removed: &Powers) -> impl IntoView + use<> {
    let words = &texts.changes;
    let heading = |[one, several]: [&'static str; 2], count: usize| {
        Level::H4.heading(if count == 1 { one } else { several }.to_owned())
    };
    let (more_packages, more_services) = added.counts();
    let (fewer_packages, fewer_services) = removed.counts();
    view! {
        <h3 class="ds-heading" data-size="xs">
            {words.heading}
        </h3>
        {added.package_list(texts, heading(words.add_packages, more_packages))}
        {removed.package_list(texts, heading(words.remove_packages, fewer_packages))}
        {added.service_list(texts, heading(words.add_services, more_services))}
        {removed.service_list(texts, heading(words.remove_services, fewer_services))}
    }
}
