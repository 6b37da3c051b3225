use leptos::prelude::*;

use super::Data;
use crate::{
    behind_the_scenes::{
        detail::{Surroundings, detail},
        diagram::Links,
        exchange::Journey,
    },
    components::{Layout, ProblemPage, locale, path_param, set_error_status},
    error::AppError,
    i18n::Locale,
};

#[component]
pub fn OneCallPage() -> impl IntoView {
    let data = Data::read();
    if !data.app.recorder.is_on() {
        return view! { <ProblemPage error=AppError::NotFound /> }.into_any();
    }
    let locale = locale();
    let t = locale.behind_the_scenes();
    let after = data.after();
    let number = path_param("number").parse().ok();
    let has_scenes = data.app.config.stage.is_some();
    let call = number
        .and_then(|number| {
            one_call(
                &data.calls.journey,
                number,
                locale,
                Links::own(&after),
                has_scenes,
            )
        })
        .unwrap_or_else(|| {
            set_error_status(AppError::NotFound);
            view! { <p class="ds-paragraph">{t.expired}</p> }.into_any()
        });
    let back = data.back.as_ref().map(|back| {
        view! { <a class="ds-link" href=back.as_str().to_owned()>{t.back_to_page}</a> }
    });
    view! {
        <Layout title=t.title>
            <div class="column own-page">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="actions">
                    <a class="ds-link" href=format!("/bak-kulissene{after}")>{t.back_to_calls}</a>
                    {back}
                </p>
                {call}
            </div>
        </Layout>
    }
    .into_any()
}

pub(super) fn one_call(
    journey: &Journey,
    number: u64,
    locale: Locale,
    links: Links<'_>,
    has_scenes: bool,
) -> Option<AnyView> {
    let calls = &journey.exchanges;
    let index = calls.iter().position(|call| call.number == number)?;
    let number_at = |index: Option<usize>| calls.get(index?).map(|call| call.number);
    Some(detail(
        &calls[index],
        Surroundings {
            locale,
            place: index + 1,
            links,
            previous: number_at(index.checked_sub(1)),
            next: number_at(index.checked_add(1)),
            has_scenes,
        },
    ))
}
