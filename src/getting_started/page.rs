use leptos::prelude::*;
use leptos_meta::Link;

use super::{
    Measured,
    stations::{Action, STATIONS, Station},
};
use crate::{
    components::{Layout, locale},
    i18n::{Locale, StationText, norwegian_time},
    state::AppState,
    trials::TrialResult,
};

/// Shows the road. `measured` holds the calls of the button that the visitor has pressed.
#[component]
pub(super) fn GettingStartedPage(measured: Option<Measured>) -> impl IntoView {
    let t = locale().getting_started_texts();
    let app = expect_context::<AppState>();
    let has_stage = app.config.stage.is_some();
    let stations =
        STATIONS
            .iter()
            .zip(&t.stations)
            .enumerate()
            .map(move |(place, (station, text))| {
                let number = place + 1;
                let measured = measured
                    .clone()
                    .filter(|measured| measured.station == number);
                view! { <Stop number station text measured has_stage /> }
            });
    view! {
        <Link rel="stylesheet" href=app.assets.path("guide.css") />
        <Layout title=t.title>
            <div class="column guide">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="ds-paragraph lede" data-size="lg" data-variant="long">{t.intro}</p>
                {(!has_stage).then(|| view! { <p class="ds-paragraph">{t.only_simulator}</p> })}
                <p class="ds-paragraph"><a class="ds-link" href="/sporsmal">{t.to_questions}</a></p>
                <ol class="steps">{stations.collect_view()}</ol>
            </div>
        </Layout>
    }
}

#[component]
fn Stop(
    number: usize,
    station: &'static Station,
    text: &'static StationText,
    measured: Option<Measured>,
    has_stage: bool,
) -> impl IntoView {
    let t = locale().getting_started_texts();
    let language = match locale() {
        Locale::Nb | Locale::Nn => "nb",
        Locale::En => "en",
    };
    let id = format!("station-{number}");
    let mark = measured.as_ref().map(|measured| {
        let at = measured.outcome.calls.last().map(|call| call.at);
        let time = at.map(|at| norwegian_time(at).strftime("%H.%M.%S").to_string());
        let time = time.unwrap_or_default();
        match measured.action {
            Action::Check if measured.is_reached() => {
                view! { <p class="mark"><span class="ds-tag" data-color="success">{(t.reached)(&time)}</span></p> }
                    .into_any()
            }
            Action::Check => {
                view! { <p class="mark"><span class="ds-tag" data-color="danger">{(t.not_reached)(&time)}</span></p> }
                    .into_any()
            }
            Action::Mistake(_) => ().into_any(),
        }
    });
    let facts = [
        (t.why, text.why),
        (t.who, text.who),
        (t.time, text.time),
        (t.looks, text.looks),
    ]
    .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> });
    let outside = text.outside.iter().map(|work| view! { <li>{*work}</li> });
    let check = station.can_be_measured.then(|| {
        view! { <ActionButton number name="check" label=t.check.to_owned() describes=id.clone() is_mistake=false /> }
    });
    let check_says = station
        .can_be_measured
        .then(|| view! { <p class="ds-paragraph look" data-size="sm">{text.check}</p> });
    let buttons = station
        .mistakes
        .iter()
        .zip(text.mistakes)
        .filter(|_| has_stage);
    let buttons = buttons.map(|(mistake, label)| {
        view! {
            <li><ActionButton number name=mistake.name() label=(*label).to_owned() describes=id.clone() is_mistake=true /></li>
        }
    }).collect_view();
    let has_mistakes = has_stage && !station.mistakes.is_empty();
    let links = station.links.iter().map(move |(name, address)| {
        view! { <li><a class="ds-link" href=address.replace("{lang}", language)>{*name}</a></li> }
    });
    view! {
        <li>
            <h2 class="ds-heading" data-size="sm" id=id.clone()>{text.title}</h2>
            {mark}
            <dl class="facts">{facts.into_iter().collect_view()}</dl>
            {(!text.outside.is_empty()).then(|| view! {
                <h3 class="ds-heading" data-size="2xs">{t.outside}</h3>
                <ul class="ds-list outside">{outside.collect_view()}</ul>
            })}
            {check_says}
            <div class="actions">{check}</div>
            {has_mistakes.then(|| view! {
                <h3 class="ds-heading" data-size="2xs">{t.mistakes}</h3>
                <ul class="mistakes">{buttons}</ul>
            })}
            {measured.map(|measured| view! { <TrialResult outcome=measured.outcome /> })}
            <div class="sources">
                <p class="ds-paragraph" data-size="sm">{t.links}</p>
                <ul>{links.collect_view()}</ul>
            </div>
        </li>
    }
}

#[component]
fn ActionButton(
    number: usize,
    name: &'static str,
    label: String,
    /// The id of the heading that says which station the button belongs to.
    describes: String,
    is_mistake: bool,
) -> impl IntoView {
    let variant = if is_mistake { "tertiary" } else { "secondary" };
    let action = format!("/kom-i-gang/{number}/{name}#{describes}");
    view! {
        <form method="post" action=action>
            <button class="ds-button" data-variant=variant type="submit" aria-describedby=describes>{label}</button>
        </form>
    }
}
