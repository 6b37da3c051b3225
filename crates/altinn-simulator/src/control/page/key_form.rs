use axum::response::Response;
use http::HeaderMap;
use leptos::prelude::*;

use super::{KEY_FORM, guard};
use crate::{
    Simulator,
    control::key::Refusal,
    html::{Page, Service},
    texts::Language,
};

/// Shows the form for the presenter's key. If the simulator has refused a key, the page also gives the reason.
pub(crate) fn show(simulator: &Simulator, headers: &HeaderMap, refusal: Refusal) -> Response {
    let language = Language::of(headers);
    let texts = &language.texts().key;
    let guard = guard(headers);
    let error = match refusal {
        Refusal::Missing => None,
        Refusal::Wrong => Some(texts.wrong),
        Refusal::TooMany => Some(texts.too_many),
    };
    let page = Page::new(Service::Altinn, simulator, language, "/control")
        .title(language.texts().control.title)
        .description(language.texts().control.description);
    let page = match (error, refusal.status()) {
        (Some(_), status) => page.failed(status),
        (None, status) => page.status(status),
    };
    let is_wrong = error.is_some().to_string();
    let described = error.is_some().then_some("key-error");
    guard.on(page.answer(view! {
        <div class="sim-panel sim-panel--whole">
            <h1 class="ds-heading" data-size="lg">
                {texts.heading}
            </h1>
            <p class="ds-paragraph sim-prose">{texts.note}</p>
            <form class="sim-key" method="post" action=KEY_FORM>
                {guard.field()}
                <div class="ds-field">
                    <label class="ds-label" data-weight="medium" for="key">
                        {texts.label}
                    </label>
                    <input
                        class="ds-input"
                        type="password"
                        id="key"
                        name="key"
                        required
                        autocomplete="current-password"
                        aria-invalid=is_wrong
                        aria-describedby=described
                    />
                    {error
                        .map(|error| {
                            view! {
                                <p class="ds-validation-message" id="key-error">
                                    {error}
                                </p>
                            }
                        })}
                </div>
                <button class="ds-button" type="submit">
                    {texts.open}
                </button>
            </form>
        </div>
    }))
}
