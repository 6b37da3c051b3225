use leptos::prelude::*;
use leptos_meta::Link;

use super::{
    Proved,
    table::{QUESTIONS, Question},
};
use crate::{
    components::{Layout, locale},
    i18n::{Locale, QuestionText},
    state::AppState,
    trials::TrialResult,
};

/// Shows the questions with their answers. `proved` holds the calls of the button that the visitor has pressed.
#[component]
pub(super) fn QuestionsPage(proved: Option<Proved>) -> impl IntoView {
    let t = locale().questions_texts();
    let app = expect_context::<AppState>();
    let has_stage = app.config.stage.is_some();
    let items =
        QUESTIONS
            .iter()
            .zip(&t.questions)
            .enumerate()
            .map(move |(place, (question, text))| {
                let number = place + 1;
                let proved = proved.clone().filter(|proved| proved.number == number);
                view! { <Item number question text proved has_stage /> }
            });
    view! {
        <Link rel="stylesheet" href=app.assets.path("guide.css") />
        <Layout title=t.title>
            <div class="column guide">
                <h1 class="ds-heading" data-size="lg">{t.title}</h1>
                <p class="ds-paragraph lede" data-size="lg" data-variant="long">{t.intro}</p>
                {(!has_stage).then(|| view! { <p class="ds-paragraph">{t.only_simulator}</p> })}
                <p class="ds-paragraph"><a class="ds-link" href="/kom-i-gang">{t.to_getting_started}</a></p>
                <ol class="steps">{items.collect_view()}</ol>
            </div>
        </Layout>
    }
}

#[component]
fn Item(
    number: usize,
    question: &'static Question,
    text: &'static QuestionText,
    proved: Option<Proved>,
    has_stage: bool,
) -> impl IntoView {
    let t = locale().questions_texts();
    let language = match locale() {
        Locale::Nb | Locale::Nn => "nb",
        Locale::En => "en",
    };
    let sources = question.sources.iter().map(move |source| {
        view! { <li><a class="ds-link" href=source.address(language)>{source.name()}</a></li> }
    });
    let heading = format!("question-{number}");
    let button = question.proof.filter(|_| has_stage).map(|_| {
        let action = format!("/sporsmal/{number}#{heading}");
        view! {
            <form method="post" action=action>
                <button class="ds-button" data-variant="secondary" type="submit" aria-describedby=heading.clone()>
                    {t.show}
                </button>
            </form>
        }
    });
    let scene = question.scene.filter(|_| has_stage).map(|scene| {
        view! {
            <a class="ds-link" href=format!("/scene/{scene}") aria-describedby=heading.clone()>{t.scene}</a>
        }
    });
    let station = question.station.map(|station| {
        view! { <a class="ds-link" href=format!("/kom-i-gang#station-{station}")>{(t.station)(station)}</a> }
    });
    view! {
        <li>
            <h2 class="ds-heading" data-size="xs" id=heading.clone()>{text.question}</h2>
            <p class="ds-paragraph" data-variant="long">{text.answer}</p>
            <p class="ds-paragraph look" data-size="sm">{text.look}</p>
            <div class="actions">{button}{scene}{station}</div>
            {proved.map(|proved| view! { <TrialResult outcome=proved.outcome /> })}
            <div class="sources">
                <p class="ds-paragraph" data-size="sm">{t.sources}</p>
                <ul>{sources.collect_view()}</ul>
            </div>
        </li>
    }
}
