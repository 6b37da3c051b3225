use leptos::prelude::*;

use super::{
    REQUEST_API,
    antiforgery::Guard,
    request_model::{Decision, Failed, Shown, Standing},
    request_page::Manner,
};
use crate::simulator::{
    page::{alert, host_of},
    texts::Texts,
    world::Refusal,
};

/// What became of the request, where that is known already.
pub fn status(texts: &'static Texts, standing: Standing, manner: Manner) -> Option<impl IntoView> {
    let request = &texts.request;
    let (heading, more) = match standing {
        Standing::Accepted => (request.accepted, request.why_no_buttons_answered),
        Standing::Rejected => (request.rejected, request.why_no_buttons_answered),
        Standing::Expired => (request.expired, request.why_no_buttons_expired),
        Standing::Forwarded if !manner.just_forwarded => {
            (request.forwarded, request.why_no_buttons_forwarded)
        }
        Standing::Forwarded | Standing::MayAnswer | Standing::MayForward => return None,
    };
    Some(alert("info", heading, Some(more.to_owned())))
}

/// The buttons, or what stands in their place.
pub fn answers(texts: &'static Texts, guard: &Guard, shown: &Shown, manner: Manner) -> AnyView {
    let request = &texts.request;
    let close = format!("{REQUEST_API}/{}/logout", shown.id);
    match shown.standing {
        Standing::MayAnswer => view! {
            <form method="post" action=action(shown, "approve")>
                {guard.field()} {skip_logout_field(manner)} <div class="sim-buttons">
                    <button class="ds-button" type="submit" data-variant="primary">
                        {request.approve}
                    </button>
                    <button
                        class="ds-button"
                        type="submit"
                        data-variant="tertiary"
                        formaction=action(shown, "reject")
                    >
                        {request.reject}
                    </button>
                </div>
            </form>
            {what_then(texts, shown, manner)}
        }
        .into_any(),
        Standing::MayForward => view! {
            <div class="ds-alert sim-forward" data-color="warning">
                <h3 class="ds-heading" data-size="xs">
                    {texts.forward.heading}
                </h3>
                <p class="ds-paragraph">{texts.forward.explanation}</p>
                <form method="post" action=action(shown, "escalate")>
                    {guard.field()} {skip_logout_field(manner)} <div class="sim-buttons">
                        <button class="ds-button" type="submit" data-variant="primary">
                            {texts.forward.yes}
                        </button>
                        <a class="ds-button" data-variant="tertiary" href=close>
                            {texts.forward.close}
                        </a>
                    </div>
                </form>
            </div>
            {what_then(texts, shown, manner)}
        }
        .into_any(),
        Standing::Forwarded if manner.just_forwarded => view! {
            <div class="ds-alert sim-forward" data-color="success" role="status">
                <h3 class="ds-heading" data-size="xs">
                    {texts.forward.done_heading}
                </h3>
                <p class="ds-paragraph">{texts.forward.done}</p>
                <div class="sim-buttons">
                    <a class="ds-button" data-variant="primary" href=close>
                        {texts.forward.finish}
                    </a>
                </div>
            </div>
            {what_then(texts, shown, manner)}
        }
        .into_any(),
        Standing::Forwarded => view! {
            <div class="sim-buttons">
                <a class="ds-button" data-variant="secondary" href=close>
                    {request.leave}
                </a>
            </div>
        }
        .into_any(),
        Standing::Accepted | Standing::Rejected | Standing::Expired => view! {
            <div class="sim-buttons">
                <button
                    class="ds-button"
                    type="button"
                    data-variant="primary"
                    aria-disabled="true"
                >
                    {request.approve}
                </button>
                <button
                    class="ds-button"
                    type="button"
                    data-variant="tertiary"
                    aria-disabled="true"
                >
                    {request.reject}
                </button>
            </div>
            <p class="ds-paragraph">
                <a class="ds-link" href=close>
                    {request.leave}
                </a>
            </p>
        }
        .into_any(),
    }
}

fn action(shown: &Shown, decision: &str) -> String {
    format!(
        "{REQUEST_API}/{}/{}/{decision}",
        shown.party.party_id(),
        shown.id
    )
}

fn skip_logout_field(manner: Manner) -> Option<impl IntoView> {
    manner
        .skip_logout
        .then(|| view! { <input type="hidden" name="skiplogout" value="true" /> })
}

/// What Altinn's own page leaves out: where one is sent, and how long there is.
fn what_then(texts: &'static Texts, shown: &Shown, manner: Manner) -> impl IntoView + use<> {
    let request = &texts.request;
    let host = shown.redirect_url.as_deref().and_then(host_of);
    let sent = match host {
        _ if manner.skip_logout => request.stays_logged_in.to_owned(),
        Some(host) => (request.sent_to)(&host),
        None => request.sent_to_start.to_owned(),
    };
    let all = (shown.standing == Standing::MayAnswer && shown.powers.count() > 1)
        .then(|| view! { <li>{request.all_or_nothing}</li> });
    let open = (request.open_until)(&shown.created, &shown.until);
    view! {
        <section class="sim-block sim-after">
            <h3 class="ds-heading" data-size="2xs">
                {request.what_then}
            </h3>
            <ul>
                {all} <li>{sent}</li> <li>{open}</li>
            </ul>
        </section>
    }
}

/// Why the press came to nothing, over the buttons, where the eye is.
pub fn failure(texts: &'static Texts, failed: &Failed) -> impl IntoView + use<> {
    let problem = &texts.problem;
    let heading = match failed.decision {
        Decision::Reject => problem.reject_failed,
        Decision::Escalate => texts.forward.failed,
        Decision::Approve => match (failed.services.is_empty(), failed.packages.is_empty()) {
            (true, true) => problem.create_failed,
            (false, true) => problem.cannot_delegate_services,
            (true, false) => problem.cannot_delegate_packages,
            (false, false) => problem.cannot_delegate_both,
        },
    };
    let sentence = match &failed.refusal {
        Refusal::CannotDelegate(_) => Some(problem.what_to_do),
        Refusal::SystemUserExists => Some(problem.exists),
        Refusal::NoSuchSystem => Some(problem.no_system),
        Refusal::NotNew => Some(problem.answered_meanwhile),
        Refusal::WrongParty => Some(problem.wrong_party),
        Refusal::NotAccessManager => Some(problem.not_manager),
        _ => None,
    };
    let services = failed.services.iter().map(|(title, codes)| {
        let reasons: Vec<&str> = codes.iter().map(|code| (problem.reason)(*code)).collect();
        if let [reason] = reasons.as_slice() {
            view! { <li>{format!("{title}: {reason}")}</li> }.into_any()
        } else {
            let reasons = reasons
                .into_iter()
                .map(|reason| view! { <li>{reason}</li> });
            let reasons = reasons.collect_view();
            view! {
                <li>
                    {title.clone()} <ul>{reasons}</ul>
                </li>
            }
            .into_any()
        }
    });
    let packages = failed
        .packages
        .iter()
        .map(|name| view! { <li>{name.clone()}</li> }.into_any());
    let lists = [
        (problem.services_not_delegated, services.collect::<Vec<_>>()),
        (problem.packages_not_delegated, packages.collect::<Vec<_>>()),
    ];
    let lists = lists
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(heading, items)| {
            view! {
                <p class="ds-paragraph">
                    <strong>{heading}</strong>
                </p>
                <ul class="ds-list">{items}</ul>
            }
        })
        .collect_view();
    let code = (problem.code)(&failed.code());
    view! {
        <div class="ds-alert" data-color="danger" role="alert" tabindex="-1" autofocus>
            <h3 class="ds-heading" data-size="2xs">
                {heading}
            </h3>
            {lists} {sentence.map(|text| view! { <p class="ds-paragraph">{text}</p> })}
            <p class="sim-quiet">{code}</p>
        </div>
    }
}
