use leptos::prelude::*;

use super::{
    Proved,
    table::{QUESTIONS, Question},
};
use crate::{
    components::locale,
    i18n::QuestionText,
    state::AppState,
    trials::{ActionButton, GuidePage, Sources, TrialResult, docs_language},
};

/// Shows the questions with their answers. `proved` is `None` until the visitor presses a button that shows an answer.
#[component]
pub(super) fn QuestionsPage(proved: Option<Proved>) -> impl IntoView {
    let t = locale().questions_texts();
    let items = (1..).zip(QUESTIONS.iter().zip(&t.questions));
    let items = items.map(|(number, (question, text))| {
        let proved = proved.clone().filter(|proved| proved.number == number);
        view! { <Item number question text proved /> }
    });
    let items = items.collect_view();
    view! {
        <GuidePage
            title=t.title
            intro=t.intro
            only_simulator=t.only_simulator
            other_page=(t.to_getting_started, "/kom-i-gang")
        >
            <ol class="steps">{items}</ol>
        </GuidePage>
    }
}

#[component]
fn Item(
    number: usize,
    question: &'static Question,
    text: &'static QuestionText,
    proved: Option<Proved>,
) -> impl IntoView {
    let t = locale().questions_texts();
    let has_stage = expect_context::<AppState>().config.stage.is_some();
    let language = docs_language();
    let sources = question.sources.iter();
    let sources = sources.map(|source| (source.name(), source.address(language)));
    let heading = format!("question-{number}");
    let button = question.proof.filter(|_| has_stage).map(|_| {
        let action = format!("/sporsmal/{number}");
        view! { <ActionButton action label=t.show describes=heading.clone() /> }
    });
    let scene = question.scene.filter(|_| has_stage).map(|scene| {
        view! {
            <a class="ds-link" href=format!("/scene/{scene}") aria-describedby=heading.clone()>{t.scene}</a>
        }
    });
    let station = question.station.map(|station| {
        view! { <a class="ds-link" href=format!("/kom-i-gang#station-{station}")>{(t.station)(station)}</a> }
    });
    // The text says what to look for in the calls or on the simulator's pages. If the question has calls or a scene,
    // the page shows the text only when SmartCloud runs with the simulator.
    let needs_simulator = question.proof.is_some() || question.scene.is_some();
    let look = (has_stage || !needs_simulator)
        .then(|| view! { <p class="ds-paragraph look" data-size="sm">{text.look}</p> });
    view! {
        <li class="question">
            <h2 class="ds-heading" data-size="xs" id=heading.clone()>{text.question}</h2>
            <div class="about">
                <p class="ds-paragraph" data-variant="long">{text.answer}</p>
                {look}
                <div class="actions">{button}{scene}{station}</div>
            </div>
            {proved.map(|proved| view! { <TrialResult outcome=proved.outcome /> })}
            <Sources title=t.sources links=sources.collect() />
        </li>
    }
}
