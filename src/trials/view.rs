use leptos::prelude::*;
use masking::Service;

use super::{Answer, Outcome, ShownCall, Trouble};
use crate::{
    behind_the_scenes::codes::{self, CodeText},
    components::locale,
    i18n::{TrialTexts, norwegian_time},
};

/// Shows the calls of a trial. If the trial ended early, also says why.
#[component]
pub fn TrialResult(
    outcome: Outcome,
    /// Whether the list of calls is folded. If a page shows several trials, the list of each trial is folded.
    #[prop(optional)]
    is_folded: bool,
) -> impl IntoView {
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
    let count = outcome.calls.len();
    // The page opens the last response, errors, tokens for a system user, and short responses. The page folds other
    // tokens and long responses, because they would hide the more important responses.
    let calls = outcome.calls.into_iter().enumerate().map(|(place, call)| {
        let is_of_interest = !call.is_success() || call.names_system_user();
        let is_open =
            place + 1 == count || is_of_interest || !(call.gives_token() || call.is_long());
        view! { <Call call is_open /> }
    });
    let list = view! { <ol>{calls.collect_view()}</ol> };
    if is_folded {
        view! {
            <div class="trial">
                <details><summary>{(t.calls)(count)}</summary>{list}</details>
                {trouble}
            </div>
        }
        .into_any()
    } else {
        view! { <div class="trial" role="status">{list}{trouble}</div> }.into_any()
    }
}

#[component]
fn Call(call: ShownCall, is_open: bool) -> impl IntoView {
    let t = locale().trial_texts();
    let to = match call.service {
        Service::Maskinporten => "Maskinporten",
        Service::ResourceOwner => t.resource_owner,
        Service::SmartCloud => "SmartCloud",
        Service::IdPorten => "ID-porten",
        Service::AltinnUi | Service::AltinnPlatform => "Altinn",
    };
    let explanation = explanation(&call).map(|text| {
        let locale = locale();
        let what = answer_of(&call).unwrap_or_else(|| t.no_answer.to_owned());
        view! {
            <p class="ds-paragraph explanation" data-size="sm">
                {text.cause.in_locale(locale)}" "{text.mender.text().in_locale(locale)}" "
                <a class="ds-link" href=text.source>{(t.about)(&what)}</a>
            </p>
        }
    });
    let color = if call.is_success() {
        "success"
    } else {
        "danger"
    };
    let answer = answer_of(&call).unwrap_or_else(|| t.no_answer.to_owned());
    let time = norwegian_time(call.at).strftime("%H.%M.%S").to_string();
    let took = call.took.as_millis();
    let body = match call.answer {
        Answer::Text(text) => {
            view! { <pre tabindex="0" role="group" aria-label=t.answered>{text}</pre> }.into_any()
        }
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
            {explanation}
            {call.sent.map(|sent| view! {
                <details><summary>{t.sent}</summary><pre tabindex="0" role="group" aria-label=t.sent>{sent}</pre></details>
            })}
            <details open=is_open><summary>{t.answered}</summary>{body}</details>
        </li>
    }
}

/// Returns the status and the error code of a response, or `None` if no complete response arrived.
fn answer_of(call: &ShownCall) -> Option<String> {
    let status = call.status?.to_string();
    let code = call.code.clone();
    Some(
        [Some(status), code]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// Explains what an error response means, and who can fix the error. Returns `None` for an error status without an
/// error code, because such a status can mean too many things.
fn explanation(call: &ShownCall) -> Option<CodeText> {
    if call.status.is_some() && call.code.is_none() {
        return None;
    }
    codes::text_of(call.code.as_deref(), call.status, None)
}

fn not_shown(t: &TrialTexts, answer: &Answer) -> String {
    match answer {
        Answer::NotShown(bytes) => (t.not_shown)(*bytes),
        Answer::Missing => t.no_answer.to_owned(),
        Answer::Empty | Answer::Text(_) => t.empty.to_owned(),
    }
}
