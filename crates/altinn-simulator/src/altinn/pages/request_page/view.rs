use leptos::prelude::*;

use crate::altinn::pages::{
    access_lists::{AccessLists, Level},
    antiforgery::Guard,
    request_model::{RequestModel, RequestState, RequestedAccess},
    request_page::PageOptions,
};
use crate::{
    html::{alert, host_of},
    texts::Texts,
};

/// Renders a message if the request is closed, or if somebody forwarded it earlier. Returns `None` for every other
/// request.
pub fn status(
    texts: &'static Texts,
    shown: &RequestModel,
    options: PageOptions,
) -> Option<impl IntoView + use<>> {
    let request = &texts.request;
    let words = shown.kind.texts(texts);
    let (heading, more) = match shown.state {
        RequestState::Accepted => (words.accepted, request.no_buttons_decided),
        RequestState::Rejected => (words.rejected, request.no_buttons_decided),
        RequestState::Expired => (words.expired, request.no_buttons_expired),
        RequestState::Forwarded if !options.just_forwarded => {
            (request.forwarded, request.why_no_buttons_forwarded)
        }
        RequestState::Forwarded
        | RequestState::MayDecide
        | RequestState::MayForward
        | RequestState::MayNot => {
            return None;
        }
    };
    Some(alert("info", heading, Some(more.to_owned())))
}

/// Renders the buttons that approve, reject or forward the request. A user without these choices sees a button that
/// leaves the page, and a warning or disabled buttons.
pub fn answers(
    texts: &'static Texts,
    guard: &Guard,
    shown: &RequestModel,
    options: PageOptions,
) -> AnyView {
    let request = &texts.request;
    let words = shown.kind.texts(texts);
    let close = format!("{}/{}/logout", shown.kind.api(), shown.id);
    match shown.state {
        RequestState::MayDecide => view! {
            <form class="sim-decision" method="post" action=action(shown, "approve")>
                {guard.field()} {skip_logout_field(options)} <div class="sim-buttons">
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
        }
        .into_any(),
        RequestState::MayForward => view! {
            <div class="ds-alert sim-forward" data-color="warning">
                <h3 class="ds-heading" data-size="xs">
                    {texts.forward.heading}
                </h3>
                <p class="ds-paragraph">{texts.forward.explanation}</p>
                <div class="sim-buttons">
                    <form method="post" action=action(shown, "escalate")>
                        {guard.field()} {skip_logout_field(options)}
                        <button class="ds-button" type="submit" data-variant="primary">
                            {texts.forward.yes}
                        </button>
                    </form>
                    {close_button(close, texts.forward.close, "tertiary")}
                </div>
            </div>
        }
        .into_any(),
        RequestState::MayNot => may_not(texts, close).into_any(),
        RequestState::Forwarded if options.just_forwarded => view! {
            <div class="ds-alert sim-forward" data-color="success" role="status">
                <h3 class="ds-heading" data-size="xs">
                    {texts.forward.done_heading}
                </h3>
                <p class="ds-paragraph">{texts.forward.done}</p>
                <div class="sim-buttons">
                    {close_button(close, texts.forward.finish, "primary")}
                </div>
            </div>
        }
        .into_any(),
        RequestState::Accepted | RequestState::Rejected | RequestState::Expired
            if shown.is_managed =>
        {
            disabled_buttons(texts, shown, close).into_any()
        }
        // Altinn shows the buttons of a decision only to access managers, also after the decision.
        RequestState::Forwarded
        | RequestState::Accepted
        | RequestState::Rejected
        | RequestState::Expired => view! {
            <div class="sim-buttons">{close_button(close, request.leave, "secondary")}</div>
        }
        .into_any(),
    }
}

/// Whether the page asks the user to forward the request, or says that the user has just forwarded it. On such a page,
/// the buttons come before the requested access, because the user does not decide about the access.
pub fn is_about_forwarding(shown: &RequestModel, options: PageOptions) -> bool {
    match shown.state {
        RequestState::MayForward => true,
        RequestState::Forwarded => options.just_forwarded,
        _ => false,
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
        <div class="sim-buttons">{close_button(close, texts.request.leave, "secondary")}</div>
    }
}

/// The disabled buttons of a closed request, with a button that leaves the page.
fn disabled_buttons(
    texts: &'static Texts,
    shown: &RequestModel,
    close: String,
) -> impl IntoView + use<> {
    view! {
        <div class="sim-buttons">
            <button class="ds-button" type="button" data-variant="primary" aria-disabled="true">
                {shown.kind.texts(texts).approve}
            </button>
            <button class="ds-button" type="button" data-variant="tertiary" aria-disabled="true">
                {texts.request.reject}
            </button>
        </div>
        <div class="sim-buttons">{close_button(close, texts.request.leave, "secondary")}</div>
    }
}

/// The button that leaves the page and logs the user out. As on Altinn's page, it is a button and not a link.
fn close_button(close: String, label: &'static str, variant: &'static str) -> impl IntoView {
    view! {
        <form method="get" action=close>
            <button class="ds-button" type="submit" data-variant=variant>
                {label}
            </button>
        </form>
    }
}

fn action(shown: &RequestModel, decision: &str) -> String {
    format!(
        "{}/{}/{}/{decision}",
        shown.kind.api(),
        shown.party.party_id(),
        shown.id
    )
}

fn skip_logout_field(options: PageOptions) -> Option<impl IntoView> {
    options
        .skip_logout
        .then(|| view! { <input type="hidden" name="skiplogout" value="true" /> })
}

/// Shows a block that says what happens next. For example, the block says until when the request is open. Altinn's real
/// page has no such block. The block is for a user who can decide or forward, or who has just forwarded the request.
/// For other users, this function returns `None`.
pub fn what_then(
    texts: &'static Texts,
    shown: &RequestModel,
    options: PageOptions,
) -> Option<impl IntoView + use<>> {
    if shown.state != RequestState::MayDecide && !is_about_forwarding(shown, options) {
        return None;
    }
    let request = &texts.request;
    let host = shown.redirect_url.as_deref().and_then(host_of);
    let sent = match host {
        _ if options.skip_logout => request.stays_logged_in.to_owned(),
        Some(host) => (request.sent_to)(&host),
        None => request.sent_to_start.to_owned(),
    };
    let all = (shown.state == RequestState::MayDecide && shown.access.count() > 1)
        .then(|| view! { <li>{request.all_or_nothing}</li> });
    let open = (request.open_until)(&shown.created, &shown.until);
    Some(view! {
        <section class="sim-block sim-after">
            <h3 class="ds-heading" data-size="2xs">
                {request.what_then}
            </h3>
            <ul>
                {all} <li>{sent}</li> <li>{open}</li>
            </ul>
        </section>
    })
}

pub fn requested_access(texts: &'static Texts, shown: &RequestModel) -> AnyView {
    match &shown.access {
        RequestedAccess::ToHave(powers) => view! {
            {intro(texts, texts.request.can_do, shown)}
            {access_heading(texts, powers)}
            {powers.lists(texts, Level::H4)}
            <p class="ds-paragraph sim-prose">{texts.request.withdraw}</p>
        }
        .into_any(),
        RequestedAccess::ForClients { powers, own_too } => {
            let words = &texts.for_clients;
            let own_too = own_too.then(|| format!(" {}", words.own_too));
            view! {
                {intro(texts, words.can_do, shown)}
                <p class="ds-paragraph sim-prose">{words.add_clients} {own_too}</p>
                {access_heading(texts, powers)}
                {powers.package_list(texts, ())}
            }
            .into_any()
        }
        RequestedAccess::ToChange { added, removed } => changes(texts, added, removed).into_any(),
    }
}

fn intro(
    texts: &'static Texts,
    [before, between, after]: [&'static str; 3],
    shown: &RequestModel,
) -> impl IntoView + use<> {
    let lang_of_names = texts.frame.lang_of_names;
    view! {
        <p class="ds-paragraph sim-prose">
            {before} <strong>{shown.system.clone()}</strong> {between}
            <strong lang=lang_of_names>{shown.company.clone()}</strong> {after}
        </p>
    }
}

fn access_heading(texts: &'static Texts, powers: &AccessLists) -> impl IntoView + use<> {
    let heading = match powers.count() {
        1 => texts.request.will_get_one,
        _ => texts.request.will_get_many,
    };
    view! {
        <h3 class="ds-heading" data-size="xs">
            {heading}
        </h3>
    }
}

/// Renders the changes of a change request in at most four lists: packages to add, packages to remove, services to add,
/// and services to remove.
fn changes(
    texts: &'static Texts,
    added: &AccessLists,
    removed: &AccessLists,
) -> impl IntoView + use<> {
    let words = &texts.changes;
    let heading = |[one, several]: [&'static str; 2], count: usize| {
        Level::H4.heading(if count == 1 { one } else { several }.to_owned())
    };
    let (more_packages, more_services) = added.counts();
    let (fewer_packages, fewer_services) = removed.counts();
    view! {
        <h3 class="ds-heading" data-size="xs">
            {words.heading}
        </h3>
        {added.package_list(texts, heading(words.add_packages, more_packages))}
        {removed.package_list(texts, heading(words.remove_packages, fewer_packages))}
        {added.service_list(texts, heading(words.add_services, more_services))}
        {removed.service_list(texts, heading(words.remove_services, fewer_services))}
    }
}
