use jiff::Timestamp;
use leptos::prelude::*;

use super::{before::system_users_address, organisation::may_approve};
use crate::{
    components::{
        AltinnButton, IslandCode, KeyMark, Layout, LoginButton, ProblemPage, locale,
        number_on_one_line, page_context, path_param, texts,
    },
    error::AppError,
    i18n::ProblemText,
    islands::{EndWords, LiveStatus, LiveWords},
    onboarding::{Journey, Onboarding},
    plan::{Plan, PlanId},
    progress::{Step, heading_size},
    redirect, reply,
    session::Organisation,
    state::AppState,
};
use altinn_types::OrgNumber;

/// Shows the page `/connect/{organisation}` with the status of the customer's request. SmartCloud asks Altinn for the
/// status in each page view.
#[component]
pub fn StatusPage() -> impl IntoView {
    let app = expect_context::<AppState>();
    match page_context().organisation() {
        Ok(organisation) => Suspend::new(async move {
            match redirect::check_status(&app, &organisation.number).await {
                Ok(journey) => view! { <Status organisation journey /> }.into_any(),
                Err(cause) => {
                    // Altinn did not respond, so the page shows the last known status, and says that this status is
                    // old.
                    let error = reply::failure(cause);
                    let known = app.store.journey(&organisation.number).await;
                    let known = known.inspect_err(|cause| {
                        tracing::warn!(%cause, "the last known status cannot be read");
                    });
                    let known = known.ok();
                    view! { <UnknownStatus organisation error known /> }.into_any()
                }
            }
        })
        .into_any(),
        Err(AppError::SignedOut) => Suspend::new(async move {
            let Ok(number) = path_param("organisation").parse::<OrgNumber>() else {
                return view! { <ProblemPage error=AppError::NotFound /> }.into_any();
            };
            let returned = match page_context().browser {
                Some(browser) => redirect::returned_recently(&app, &browser, &number).await,
                None => Ok(false),
            };
            // If the database fails here, show the page anyway, but without the message for a browser that has returned
            // from Altinn.
            let returned = returned.unwrap_or_else(|cause| {
                tracing::warn!(%cause, "the store cannot say whether this browser returned from Altinn recently");
                false
            });
            view! { <SignedOut number returned /> }.into_any()
        })
        .into_any(),
        Err(error) => view! { <ProblemPage error /> }.into_any(),
    }
}

#[component]
fn Status(organisation: Organisation, journey: Journey) -> impl IntoView {
    let t = &texts().status;
    let step = journey.onboarding.step();
    let text = t.of(step);
    let headline = (text.headline)(&organisation.name);
    let open = step == Step::AwaitingApproval;
    let number = organisation.number.clone();
    let words = if open {
        view! { <LiveStatus
            organisation=number.to_string()
            headline=headline.clone()
            sentence=text.sentence.to_owned()
            words=live_words()
        /> }
        .into_any()
    } else {
        view! {
            <h1 class="ds-heading" data-size=heading_size(&headline)>{headline.clone()}</h1>
            <p class="ds-paragraph lede">{text.sentence}</p>
        }
        .into_any()
    };
    view! {
        <Layout title=headline>
            <p class="ds-paragraph whose"><OrganisationLine organisation=organisation.clone() /></p>
            <div class="journey">
                <section class="status" data-step=step.as_str()>
                    <KeyMark />
                    {words}
                    <MissingAccess journey=journey.clone() />
                    <StatusButton step number=number.clone() plan=journey.wanted_plan.or(journey.plan) />
                    {matches!(step, Step::Connected | Step::Found).then(|| view! { <AltinnHint /> })}
                </section>
                {open.then(|| view! { <Share organisation=organisation.clone() /> })}
                <Events journey />
            </div>
            {open.then(|| view! { <IslandCode /> })}
        </Layout>
    }
}

/// Shows the button with the customer's next step. The label and the target of the button depend on the status.
#[component]
fn StatusButton(step: Step, number: OrgNumber, plan: Option<PlanId>) -> impl IntoView {
    let t = &texts().status;
    let label = t.of(step).action;
    match step {
        Step::AwaitingApproval => view! {
            <div class="while-open actions">
                <AltinnButton organisation=number.clone() label />
                <a class="ds-link" href=format!("/connect/{number}")>{t.check_again}</a>
            </div>
        }
        .into_any(),
        Step::Connected | Step::Found => view! {
            <a class="ds-button" href=format!("/dashboard/{number}")>{label}</a>
        }
        .into_any(),
        // The button leads to the `before` page, where the customer sees again which access the plan requests.
        Step::NotStarted
        | Step::Refused
        | Step::Expired
        | Step::ReplacementMissing
        | Step::Withdrawn => {
            let before = plan.map_or_else(
                || "/#plans".to_owned(),
                |plan| format!("/connect/{number}/before?plan={plan}"),
            );
            view! { <a class="ds-button" href=before>{label}</a> }.into_any()
        }
    }
}

/// Names the missing access if the customer wants a plan that needs more access than the system user has.
#[component]
fn MissingAccess(journey: Journey) -> impl IntoView {
    let t = &texts().status;
    let step = journey.onboarding.step();
    let connected = matches!(step, Step::Connected | Step::Found);
    let wanted = journey.wanted_plan.filter(|_| connected)?.plan();
    let text = match journey.plan {
        Some(approved) => missing_access_text(approved.plan(), wanted)?,
        // Altinn does not tell a vendor which rights a system user has.
        None => (t.unknown_rights)(wanted.name),
    };
    Some(view! {
        <div class="ds-alert" data-color="info">
            <p class="ds-paragraph">{text}</p>
        </div>
    })
}

/// Returns the text that names the access of the plan `wanted` that the plan `approved` lacks. Returns `None` if nothing
/// is missing.
pub(super) fn missing_access_text(approved: &Plan, wanted: &Plan) -> Option<String> {
    let missing = approved.missing_access(wanted);
    let names = missing.iter().map(|item| item.title.in_locale(locale()));
    let names = names.collect::<Vec<_>>().join(", ");
    let text = texts().status.missing_access;
    (!names.is_empty()).then(|| text(approved.name, wanted.name, &names))
}

/// Names the organisation. A user with several organisations also gets a link to choose another organisation.
#[component]
fn OrganisationLine(organisation: Organisation) -> impl IntoView {
    let site = &texts().site;
    let several = page_context()
        .signed_in
        .is_some_and(|signed_in| signed_in.organisations.len() > 1);
    view! {
        {organisation.name}" · "{site.organisation_number}" "{number_on_one_line(&organisation.number)}
        {several.then(|| {
            view! { " · "<a class="ds-link" href="/organisation">{texts().organisations.switch}</a> }
        })}
    }
}

/// Helps the user to send this page to a colleague who may approve the request. The message to the colleague contains
/// the URL of SmartCloud's page, and not of Altinn's page. The colleague must go to Altinn with SmartCloud's form, so
/// that SmartCloud recognises the colleague's browser at the return.
#[component]
fn Share(organisation: Organisation) -> impl IntoView {
    let t = &texts().status;
    let app = expect_context::<AppState>();
    let may_forward = !may_approve(&organisation);
    let page = app
        .config
        .local(&format!("/connect/{}", organisation.number));
    let text = (t.share_text)(&organisation.name, page.as_str());
    let mail = format!(
        "mailto:?subject={}&body={}",
        percent_encode(&(t.share_subject)(&organisation.name)),
        percent_encode(&text)
    );
    view! {
        <section class="share while-open">
            <h2 class="ds-heading" data-size="xs">{t.share_title}</h2>
            {may_forward.then(|| view! { <p class="ds-paragraph">{t.share_forward}</p> })}
            <p class="ds-paragraph">{t.share_colleague}</p>
            <blockquote class="ds-card" data-variant="tinted">{text}</blockquote>
            <p class="ds-paragraph"><a class="ds-link" href=mail>{t.share_email}</a></p>
            {may_forward.then(|| view! { <p class="ds-paragraph quiet" data-size="sm">{t.share_limits}</p> })}
        </section>
    }
}

/// Encodes a text for a `mailto:` URL. In such a URL, a space is `%20` and not `+`.
fn percent_encode(text: &str) -> String {
    use std::fmt::Write;

    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a `String` never fails.
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[component]
fn Events(journey: Journey) -> impl IntoView {
    let t = &texts().status;
    if journey.request.is_none() && journey.checked_at.is_none() {
        return ().into_any();
    }
    let open = journey.onboarding.step() == Step::AwaitingApproval;
    let event = |name: &'static str, moment: Option<Timestamp>| {
        let time = moment.map_or_else(
            || t.not_yet.to_owned(),
            |moment| locale().date_and_time(moment),
        );
        view! {
            <div data-done=moment.map(|_| "")>
                <dt>{name}</dt>
                <dd>{time}</dd>
            </div>
        }
    };
    let can_be_answered = journey.onboarding != Onboarding::Expired;
    // Some customers create the system user in Altinn without a request from SmartCloud. In that case, the page shows
    // no events about a request.
    let request_events = journey.request.is_some().then(|| {
        view! {
            {event(t.event_sent, journey.asked_at)}
            {event(t.event_opened, journey.opened_at)}
            {can_be_answered.then(|| event(t.event_answered, journey.answered_at))}
        }
    });
    let reference = journey.request.map(|request| {
        let id = request.to_string();
        let last = id.rsplit('-').next().unwrap_or_default().to_owned();
        view! {
            <p class="ds-paragraph reference" data-size="sm">
                {texts().site.support_reference}" "<code>{last}</code>
            </p>
        }
    });
    view! {
        <section class="events" class:while-open=open>
            <h2 class="ds-heading" data-size="xs">{t.events_title}</h2>
            <dl>{request_events}{event(t.event_checked, journey.checked_at)}</dl>
            {reference}
        </section>
    }
    .into_any()
}

#[component]
fn AltinnHint() -> impl IntoView {
    let t = &texts().status;
    view! {
        <p class="ds-paragraph quiet">
            {t.altinn_hint}" "<a class="ds-link" href=system_users_address(&expect_context())>{t.open_altinn}</a>
        </p>
    }
}

/// Tells the user that Altinn does not respond. SmartCloud does not know the current status, so the page shows the last
/// known status and says that this status is old.
#[component]
fn UnknownStatus(
    organisation: Organisation,
    error: AppError,
    known: Option<Journey>,
) -> impl IntoView {
    let t = &texts().status;
    let problem = ProblemText::of(error, locale());
    let title = (t.unknown.headline)(&organisation.name);
    let known = known.filter(|journey| journey.checked_at.is_some());
    let last = known.as_ref().map_or_else(
        || t.never_checked.to_owned(),
        |journey| {
            let text = t.of(journey.onboarding.step());
            (t.last_known)(&(text.headline)(&organisation.name))
        },
    );
    view! {
        <Layout title=title.clone()>
            <p class="ds-paragraph whose"><OrganisationLine organisation=organisation.clone() /></p>
            <section class="status" data-step="unknown">
                <KeyMark />
                <h1 class="ds-heading" data-size="lg">{title}</h1>
                <p class="ds-paragraph lede">{problem.title}". "{problem.text}</p>
                <p class="ds-paragraph">{last}</p>
                <a class="ds-button" href=format!("/connect/{}", organisation.number)>{t.unknown.action}</a>
            </section>
            {known.map(|journey| view! { <Events journey /> })}
            {page_context().request_id.map(|request_id| view! {
                <p class="ds-paragraph reference" data-size="sm">
                    {texts().site.support_reference}" "<code>{request_id}</code>
                </p>
            })}
        </Layout>
    }
}

/// Asks the visitor to log in. When Altinn logs a customer out, SmartCloud's session also ends. So customers usually
/// see this page when they return from Altinn. Anyone can open this page, so the page names no organisation.
#[component]
fn SignedOut(number: OrgNumber, returned: bool) -> impl IntoView {
    let t = &texts().status;
    let (title, first, second) = if returned {
        (t.returned_title, t.returned_intro, Some(t.returned_next))
    } else {
        (t.log_in_title, t.log_in_intro, None)
    };
    view! {
        <Layout title>
            <section class="status" data-step=if returned { "back" } else { "log-in" }>
                <KeyMark />
                <h1 class="ds-heading" data-size="lg">{title}</h1>
                <p class="ds-paragraph lede">{first}</p>
                {second.map(|text| view! { <p class="ds-paragraph">{text}</p> })}
                <LoginButton next=format!("/connect/{number}") label=t.log_in_button />
            </section>
        </Layout>
    }
}

fn live_words() -> LiveWords {
    let t = &texts().status;
    LiveWords {
        now: t.live_now.to_owned(),
        second: t.live_second.to_owned(),
        seconds: t.live_seconds.to_owned(),
        minutes: t.live_minutes.to_owned(),
        no_response: t.live_no_response.to_owned(),
        signed_out: EndWords {
            headline: texts().login.logged_out_title.to_owned(),
            sentence: t.live_signed_out.to_owned(),
            link: texts().login.log_in_again.to_owned(),
        },
        no_role: EndWords {
            headline: t.live_no_role_title.to_owned(),
            sentence: t.live_no_role.to_owned(),
            link: t.see_organisations.to_owned(),
        },
        show: t.show_answer.to_owned(),
        open: t.connected.action.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_carries_any_text() {
        assert_eq!(
            percent_encode("Hei på deg, a+b&c"),
            "Hei%20p%C3%A5%20deg%2C%20a%2Bb%26c"
        );
    }
}
