use leptos::prelude::*;

pub struct SearchTexts {
    pub label: &'static str,
    pub hint: &'static str,
    pub button: &'static str,
}

/// Renders the form that filters a list by the words in the query parameter `q`. `more` contains further form fields.
pub fn search_form(
    action: String,
    texts: SearchTexts,
    words: String,
    more: impl IntoView + 'static,
) -> impl IntoView {
    view! {
        <form class="sim-find" method="get" action=action role="search">
            <div class="ds-field">
                <label class="ds-label" for="q">
                    {texts.label}
                </label>
                <p class="sim-quiet" id="q-hint">
                    {texts.hint}
                </p>
                <input
                    class="ds-input"
                    type="search"
                    id="q"
                    name="q"
                    autocomplete="off"
                    aria-describedby="q-hint"
                    value=words
                />
            </div>
            {more}
            <button class="ds-button" type="submit" data-variant="secondary">
                {texts.button}
            </button>
        </form>
    }
}
