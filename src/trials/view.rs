use leptos::prelude::*;
use masking::Service;

use super::{Answer, Outcome, ShownCall, Trouble};
use crate::{
    components::locale,
    i18n::{TrialTexts, norwegian_time},
};

/// Shows the calls of a trial with their answers, and why the trial ended early if it did.
#[component]
pub fn TrialResult(outcome: Outcome) -> impl IntoView {
    let t = locale().trial_texts();
    let trouble = outcome.trouble.map(|trouble| {
        let text = match trouble {
            Trouble::Busy => t.busy,
            Trouble::Silent => t.silent,
            Trouble::Full => t.full,
            Trouble::Refused => t.refused,
            Trouble::Failed => t.failed,
        };
        view! { <div class="ds-alert" data-color="warning"><p class="ds-paragraph">{text}</p></div> }
    });
    let calls = outcome
        .calls
        .into_iter()
        .map(|call| view! { <Call call /> });
    view! {
        <div class="trial" role="status">
            <ol>{calls.collect_view()}</ol>
            {trouble}
        </div>
    }
}

#[component]
fn Call(call: ShownCall) -> impl IntoView {
    let t = locale().trial_texts();
    let to = match call.service {
        Service::Maskinporten => "Maskinporten",
        Service::ResourceOwner => t.resource_owner,
        Service::SmartCloud => "SmartCloud",
        Service::IdPorten => "ID-porten",
        Service::AltinnUi | Service::AltinnPlatform => "Altinn",
    };
    let color = if call.is_success() {
        "success"
    } else {
        "danger"
    };
    let status = call.status.map(|status| status.to_string());
    let answer = [status, call.code.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    let answer = if answer.is_empty() {
        t.no_answer.to_owned()
    } else {
        answer.join(" ")
    };
    let time = norwegian_time(call.at).strftime("%H.%M.%S").to_string();
    let took = call.took.as_millis();
    let body = match call.answer {
        Answer::Text(text) => view! { <pre tabindex="0">{text}</pre> }.into_any(),
        other => {
            let text = not_shown(t, &other);
            view! { <p class="ds-paragraph" data-size="sm">{text}</p> }.into_any()
        }
    };
    view! {
        <li>
            <p class="call">
                <strong>{to}</strong>" "<code>{call.method}" "{call.url}</code>" "
                <span class="ds-tag" data-color=color data-size="sm">{answer}</span>
                <span class="quiet">{(t.measured)(&time, took)}</span>
            </p>
            {call.sent.map(|sent| view! {
                <details><summary>{t.sent}</summary><pre tabindex="0">{sent}</pre></details>
            })}
            <details open=true><summary>{t.answered}</summary>{body}</details>
        </li>
    }
}

fn not_shown(t: &TrialTexts, answer: &Answer) -> String {
    match answer {
        Answer::NotShown(bytes) => (t.not_shown)(*bytes),
        Answer::Missing => t.no_answer.to_owned(),
        Answer::Empty | Answer::Text(_) => t.empty.to_owned(),
    }
}
