use leptos::prelude::*;

use super::{
    antiforgery::Guard,
    request_model::{Shown, Standing},
    request_page::PageOptions,
};
use crate::{
    html::{alert, host_of},
    texts::Texts,
};

/// The result, for a request that is closed.
pub fn status(
    texts: &'static Texts,
    shown: &Shown,
    manner: PageOptions,
) -> Option<impl IntoView + use<>> {
    let request = &texts.request;
    let words = shown.kind.texts(texts);
    let (heading, more) = match shown.standing {
        Standing::Accepted => (words.accepted, request.why_no_buttons_answered),
        Standing::Rejected => (words.rejected, request.why_no_buttons_answered),
        Standing::Expired => (words.expired, request.why_no_buttons_expired),
        Standing::Forwarded if !manner.just_forwarded => {
            (request.forwarded, request.why_no_buttons_forwarded)
        }
        Standing::Forwarded | Standing::MayAnswer | Standing::MayForward | Standing::MayNot => {
            return None;
        }
    };
    Some(alert("info", heading, Some(more.to_owned())))
}

/// The buttons, or the text that replaces them.
pub fn answers(
    texts: &'static Texts,
    guard: &Guard,
    shown: &Shown,
    manner: PageOptions,
) -> AnyView {
    let request = &texts.request;
    let words = shown.kind.texts(texts);
    let close = format!("{}/{}/logout", shown.kind.api(), shown.id);
    match shown.standing {
        Standing::MayAnswer => view! {
            <form method="post" action=action(shown, "approve")>
                {guard.field()} {skip_logout_field(manner)} <div class="sim-buttons">
                    <button class="ds-button" type="submit" data-variant="primary">
                        {words.approve}
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
        Standing::MayNot => may_not(texts, close).into_any(),
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
        Standing::Accepted | Standing::Rejected | Standing::Expired => {
            dead_buttons(texts, shown, close).into_any()
        }
    }
}

fn may_not(texts: &'static Texts, close: String) -> impl IntoView {
    view! {
        <div class="ds-alert" data-color="warning">
            <p class="ds-paragraph">
                <strong>{texts.changes.may_not_strong}</strong>
                " "
                {texts.changes.may_not}
            </p>
        </div>
        <div class="sim-buttons">
            <a class="ds-button" data-variant="secondary" href=close>
                {texts.request.leave}
            </a>
        </div>
    }
}

/// The button texts for an open request.
fn dead_buttons(texts: &'static Texts, shown: &Shown, close: String) -> impl IntoView + use<> {
    view! {
        <div class="sim-buttons">
            <button class="ds-button" type="button" data-variant="primary" aria-disabled="true">
                {shown.kind.texts(texts).approve}
            </button>
            <button class="ds-button" type="button" data-variant="tertiary" aria-disabled="true">
                {texts.request.reject}
            </button>
        </div>
        <p class="ds-paragraph">
            <a class="ds-link" href=close>
                {texts.request.leave}
            </a>
        </p>
    }
}

fn action(shown: &Shown, decision: &str) -> String {
    format!(
        "{}/{}/{}/{decision}",
        shown.kind.api(),
        shown.party.party_id(),
        shown.id
    )
}

fn skip_logout_field(manner: PageOptions) -> Option<impl IntoView> {
    manner
        .skip_logout
        .then(|| view! { <input type="hidden" name="skiplogout" value="true" /> })
}

/// Information that Altinn's own page does not show: where the browser goes afterwards, and when
/// the request times out.
fn what_then(texts: &'static Texts, shown: &Shown, manner: PageOptions) -> impl IntoView + use<> {
    let request = &texts.request;
    let host = shown.redirect_url.as_deref().and_then(host_of);
    let sent = match host {
        _ if manner.skip_logout => request.stays_logged_in.to_owned(),
        Some(host) => (request.sent_to)(&host),
        None => request.sent_to_start.to_owned(),
    };
    let all = (shown.standing == Standing::MayAnswer && shown.asks.count() > 1)
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
