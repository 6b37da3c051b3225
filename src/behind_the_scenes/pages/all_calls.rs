use leptos::prelude::*;

use super::{Data, visitors};
use crate::{
    behind_the_scenes::{
        diagram::Links,
        drawer::{self, Diagrams},
    },
    components::{Layout, ProblemPage, locale},
    error::AppError,
};

#[component]
pub fn AllCallsPage() -> impl IntoView {
    let data = Data::read();
    if !data.app.recorder.is_on() {
        return view! { <ProblemPage error=AppError::NotFound /> }.into_any();
    }
    let locale = locale();
    let t = locale.behind_the_scenes();
    let calls = drawer::calls(
        &data.calls,
        locale,
        Links::own(&data.after()),
        Diagrams::All,
    );
    let back = data.back.as_ref().map(|back| {
        let back = back.as_str().to_owned();
        view! {
            <a class="ds-link" href=back.clone()>{t.back_to_page}</a>
            <div class="for-wide-screens">
                {drawer::choice("vis", "ja", t.beside_the_page, &back)}
            </div>
        }
    });
    view! {
        <Layout title=t.title>
            <div class="column own-page">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="ds-paragraph lede">{t.intro}</p>
                <div class="actions">
                    {back}
                    <a class="ds-link" href="/bak-kulissene/kode/1">{t.code}</a>
                    {visitors::link()}
                </div>
                <h2 class="ds-heading" data-size="sm">{(t.calls)(data.calls.journey.exchanges.len())}</h2>
                {drawer::live(&data.calls, &data.visit, locale, calls)}
                {drawer::keys(&data.visit, &Data::here(), locale, t.keys_help_on_page)}
            </div>
        </Layout>
    }
    .into_any()
}
