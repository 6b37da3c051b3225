use leptos::prelude::*;

use crate::{
    components::{Layout, ToLogin, go_to, query, texts, visit},
    content_policy,
    local_path::LocalPath,
    state::AppState,
};

/// `/login?next=…`.
#[component]
pub fn LoginPage() -> impl IntoView {
    let t = &texts().login;
    let next = query("next").and_then(|next| next.parse::<LocalPath>().ok());
    // After a log-in one wants to get on with it, and without a plan that is one's own companies.
    let next = next.map_or_else(|| "/organisation".to_owned(), |next| next.to_string());
    if visit().signed_in.is_some() && query("problem").is_none() {
        go_to(&next);
    }
    view! {
        <Layout title=t.title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{t.title}</h1>
                <p class="ds-paragraph">{t.lede}</p>
                <ToLogin next label=t.button />
                <p class="ds-paragraph quiet" data-size="sm">{t.privacy}</p>
            </div>
        </Layout>
    }
}

/// `/logout`: asks first, since it ends other things too.
#[component]
pub fn LogoutPage() -> impl IntoView {
    let t = &texts().login;
    if visit().signed_in.is_none() && query("problem").is_none() {
        go_to("/logged-out");
    }
    content_policy::form_leads_to(&expect_context::<AppState>().config.idporten.hops);
    view! {
        <Layout title=t.logout_title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{t.logout_title}</h1>
                <p class="ds-paragraph">{t.logout_lede}</p>
                <form class="actions" method="post" action="/logout">
                    <button class="ds-button" type="submit">{t.logout_button}</button>
                    <a class="ds-link" href="/organisation">{t.stay}</a>
                </form>
            </div>
        </Layout>
    }
}

/// `/logged-out`: where ID-porten sends the browser after logging out.
#[component]
pub fn LoggedOutPage() -> impl IntoView {
    let t = &texts().login;
    view! {
        <Layout title=t.logged_out_title>
            <div class="ds-card narrow">
                <h1 class="ds-heading" data-size="md">{t.logged_out_title}</h1>
                <p class="ds-paragraph">{t.logged_out_lede}</p>
                <a class="ds-button" href="/login">{t.again}</a>
            </div>
        </Layout>
    }
}
