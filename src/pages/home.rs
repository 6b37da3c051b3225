use leptos::prelude::*;

use crate::{
    components::{AccessListItem, Layout, Picture, locale, texts},
    plan::{ModuleId, Plan},
};

use super::{modules, sample::SampleOverview};

#[component]
pub fn HomePage() -> impl IntoView {
    let t = &texts().home;
    let facts = t.facts.map(|(title, text)| {
        view! {
            <li>
                <h3 class="ds-heading" data-size="xs">{title}</h3>
                <p class="ds-paragraph">{text}</p>
            </li>
        }
    });
    view! {
        <Layout title=t.title>
            <section class="hero">
                <div>
                    <h1 class="ds-heading" data-size="xl">{t.title}</h1>
                    <p class="ds-paragraph lede" data-size="lg" data-variant="long">{t.intro}</p>
                    <p class="actions">
                        <a class="ds-button" href="#plans">{t.see_plans}</a>
                        <a class="ds-link" href="/how">{t.see_how}</a>
                    </p>
                </div>
                <Picture />
            </section>
            <SampleOverview />
            <section class="band" id="plans" aria-labelledby="plans-title">
                <h2 class="ds-heading" data-size="md" id="plans-title">{t.plans_title}</h2>
                <p class="ds-paragraph lede">{t.plans_intro}</p>
                <ul class="plans">
                    {Plan::all().map(|plan| view! { <li><PlanCard plan /></li> }).collect_view()}
                </ul>
            </section>
            <section class="band">
                <h2 class="ds-heading" data-size="md">{t.control_title}</h2>
                <ul class="facts">{facts.into_iter().collect_view()}</ul>
            </section>
        </Layout>
    }
}

#[component]
fn PlanCard(plan: &'static Plan) -> impl IntoView {
    let (t, site) = (&texts().home, &texts().site);
    let title = format!("plan-{}", plan.id);
    let name = title.clone();
    let module = |module: &ModuleId| {
        let text = modules::module_text(*module);
        view! { <li><strong>{text.title}</strong>" – "{text.shows}</li> }
    };
    view! {
        <article class="ds-card plan" aria-labelledby=name>
            <h3 class="ds-heading" data-size="sm" id=title>{plan.name}</h3>
            <p class="price">
                <strong>{locale().kroner(i64::from(plan.price) * 100)}</strong>
                " "
                {site.per_month}
            </p>
            <p class="ds-paragraph">{plan.pitch.in_locale(locale())}</p>
            <h4 class="ds-heading" data-size="2xs">{t.modules_title}</h4>
            <ul class="shows">{plan.modules.iter().map(module).collect_view()}</ul>
            <h4 class="ds-heading" data-size="2xs">{t.access_title}</h4>
            <ul class="asks">
                {plan
                    .access_items
                    .iter()
                    .map(|item| view! { <li><AccessListItem item show_reason=t.show_reason /></li> })
                    .collect_view()}
            </ul>
            <a class="ds-button" data-variant="secondary" href=format!("/connect?plan={}", plan.id)>
                {(t.choose)(plan.name)}
            </a>
        </article>
    }
}
