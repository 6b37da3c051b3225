use leptos::prelude::*;

use super::{
    page::{MarkTag, State},
    stations::{Mistake, Station},
};
use crate::{
    components::locale,
    i18n::{MistakeText, StationText},
    state::AppState,
    trials::{ActionButton, Outcome, Sources, TrialResult, docs_language},
};

/// Shows one step. `outcome` is the result of the trial that the visitor has started with a button in this step.
#[component]
pub(super) fn Stop(
    number: usize,
    station: &'static Station,
    text: &'static StationText,
    state: State,
    outcome: Option<Outcome>,
    is_folded: bool,
) -> impl IntoView {
    let t = locale().getting_started_texts();
    let has_stage = expect_context::<AppState>().config.stage.is_some();
    let heading = format!("station-{number}");
    let facts = [
        (t.why, text.why),
        (t.who, text.who),
        (t.time, text.time),
        (t.looks, text.looks),
    ]
    .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> });
    let outside = (!text.outside.is_empty()).then(|| {
        let work = text.outside.iter().map(|work| view! { <li>{*work}</li> });
        view! {
            <h3 class="ds-heading" data-size="2xs">{t.outside}</h3>
            <ul class="ds-list outside">{work.collect_view()}</ul>
        }
    });
    let measures = if has_stage {
        text.measures_in_simulator
    } else {
        text.measures
    };
    let check = station.can_be_measured.then(|| {
        let action = format!("/kom-i-gang/{number}/check");
        let label = if has_stage { t.check } else { t.only_check };
        view! { <div class="actions"><ActionButton action label describes=heading.clone() /></div> }
    });
    let mistakes = station
        .mistakes
        .iter()
        .zip(text.mistakes)
        .map(|(mistake, text)| {
            view! { <MistakeItem number mistake=*mistake text has_stage /> }
        });
    let language = docs_language();
    let links = station.links.iter();
    let links = links.map(|link| {
        (
            link.name.in_locale(locale()).to_owned(),
            link.address(language),
        )
    });
    view! {
        <li class="station">
            <h2 class="ds-heading" data-size="sm" id=heading.clone()>{text.title}</h2>
            <p class="measured"><MarkTag state /></p>
            {outcome.map(|outcome| view! { <TrialResult outcome is_folded /> })}
            <div class="about">
                <dl class="particulars">{facts.into_iter().collect_view()}</dl>
                {outside}
                <p class="ds-paragraph look" data-size="sm">{measures}</p>
                {check}
                <div class="mistakes">
                    <h3 class="ds-heading" data-size="2xs">{t.mistakes}</h3>
                    <ul>{mistakes.collect_view()}</ul>
                </div>
            </div>
            <Sources title=t.links links=links.collect() />
        </li>
    }
}

#[component]
fn MistakeItem(
    number: usize,
    mistake: Mistake,
    text: &'static MistakeText,
    has_stage: bool,
) -> impl IntoView {
    let t = locale().getting_started_texts();
    let name = mistake.name();
    let id = format!("{name}-what");
    let button = has_stage.then(|| {
        // The next page shows the calls inside the step, so the fragment of the URL makes the browser scroll to the
        // step.
        let action = format!("/kom-i-gang/{number}/{name}#station-{number}");
        view! {
            <form method="post" action=action>
                <button class="ds-button" data-variant="tertiary" data-size="sm" type="submit" aria-describedby=id.clone()>
                    {t.make_mistake}
                </button>
            </form>
        }
    });
    view! {
        <li>
            <p class="ds-paragraph" data-size="sm">
                <span id=id.clone()>{text.what}</span>": "<code>{mistake.answer()}</code>". "{text.mend}
            </p>
            {button}
        </li>
    }
}
