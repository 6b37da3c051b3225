//! The part of the status page that runs in the browser and shows when the status of an open request changes.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use crate::{
    api,
    error::AppError,
    progress::{Step, heading_size},
};

/// The texts of the island, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveWords {
    /// The island shows this text less than one second after SmartCloud's last response.
    pub now: String,
    /// The island shows this text one second after SmartCloud's last response.
    pub second: String,
    /// The text about the time since SmartCloud's last response. `{}` stands for the number of seconds.
    pub seconds: String,
    /// The text about the time since SmartCloud's last response. `{}` stands for the number of minutes.
    pub minutes: String,
    #[serde(rename = "silent")]
    pub no_response: String,
    /// The island shows these texts if the user was logged out in another tab.
    pub signed_out: EndWords,
    /// The island shows these texts if the user has lost the role in the organisation.
    pub no_role: EndWords,
    /// The label of the link to the status page. The island shows this link if the customer has not approved the
    /// request.
    pub show: String,
    /// The label of the link to the overview. The island shows this link if the customer has approved the request.
    pub open: String,
}

/// The texts for a user who may no longer see the status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndWords {
    pub headline: String,
    pub sentence: String,
    /// The label of the link to the next page.
    pub link: String,
}

impl LiveWords {
    /// Returns the texts for a user who may no longer see the status. Returns `None` in every other state.
    fn end(&self, state: WatchState) -> Option<&EndWords> {
        match state {
            WatchState::SignedOut => Some(&self.signed_out),
            WatchState::NoRole => Some(&self.no_role),
            _ => None,
        }
    }

    fn label(&self, state: WatchState) -> &str {
        match (self.end(state), state) {
            (Some(end), _) => &end.link,
            (None, WatchState::Connected) => &self.open,
            (None, _) => &self.show,
        }
    }

    /// Returns the text about SmartCloud's last response, which came `age` seconds ago.
    fn age(&self, state: WatchState, age: u32) -> String {
        match (state, age) {
            (WatchState::NoResponse, _) => self.no_response.clone(),
            (_, 0) => self.now.clone(),
            (_, 1) => self.second.clone(),
            (_, 2..=89) => self.seconds.replace("{}", &age.to_string()),
            (_, _) => self.minutes.replace("{}", &((age + 30) / 60).to_string()),
        }
    }
}

/// The number of seconds from SmartCloud's response until the island asks for the status again.
const INTERVAL: u32 = 5;
/// The longest time until the next check, in seconds. The island waits this long after many checks without a change, or
/// after several failed checks.
const LONG_INTERVAL: u32 = 60;
/// After this number of checks that found no change, the island waits for [`LONG_INTERVAL`] before each further check.
const FREQUENT_CHECKS: u32 = 60;

/// Shows the headline and the sentence about an open request. While the page is visible, the island asks SmartCloud for
/// the status at intervals.
///
/// When the status changes, the island changes the texts, tells screen readers, and shows a link. The link leads to the
/// overview if the customer has approved the access, and to the status page otherwise. If the change hides the element
/// with the focus, the focus moves to the headline. The island does not reload the page, because the user may be
/// reading it. If the browser runs no scripts, the user must reload the page.
#[island]
pub fn LiveStatus(
    organisation: String,
    /// The headline at the time when the server rendered the page.
    headline: String,
    sentence: String,
    words: LiveWords,
) -> impl IntoView {
    let (headline, set_headline) = signal(headline);
    let (sentence, set_sentence) = signal(sentence);
    let (state, set_state) = signal(WatchState::Active);
    // The number of seconds since SmartCloud's last response.
    let (age, set_age) = signal(0_u32);
    let (ready, set_ready) = signal(false);
    let headline_element = NodeRef::<html::H1>::new();
    let link_organisation = organisation.clone();
    let effect_words = words.clone();

    // Effects run only in the browser, so `ready` says that the island is running. The browser tests wait for `ready`.
    Effect::new(move |_| {
        let organisation = organisation.clone();
        let is_checking = StoredValue::new(false);
        let interval = StoredValue::new(INTERVAL);
        let since_check = StoredValue::new(0_u32);
        let checks = StoredValue::new(0_u32);

        let words = StoredValue::new(effect_words.clone());
        let show = move |headline: String, sentence: String, step: &'static str| {
            show_change(&headline, step, headline_element);
            set_headline.set(headline);
            set_sentence.set(sentence);
        };
        let check = move || {
            is_checking.set_value(true);
            let organisation = organisation.clone();
            spawn_local(async move {
                match api::get_progress(organisation).await {
                    Ok(progress) => {
                        set_state.set(WatchState::Active);
                        set_age.set(0);
                        checks.update_value(|count| *count += 1);
                        let is_long = checks.get_value() > FREQUENT_CHECKS;
                        interval.set_value(if is_long { LONG_INTERVAL } else { INTERVAL });
                        if progress.step != Step::AwaitingApproval {
                            let step = progress.step.as_str();
                            show(progress.headline, progress.sentence, step);
                            set_state.set(WatchState::after(progress.step));
                        }
                    }
                    Err(error) => {
                        let state = WatchState::after_error(error);
                        if let Some(end) = words.with_value(|words| words.end(state).cloned()) {
                            show(end.headline, end.sentence, "log-in");
                        }
                        set_state.set(state);
                        // After each failed check, wait twice as long. Then the checks add little load to a server that
                        // has problems.
                        interval
                            .update_value(|seconds| *seconds = (*seconds * 2).min(LONG_INTERVAL));
                    }
                }
                since_check.set_value(0);
                is_checking.set_value(false);
            });
        };

        each_second(move || {
            if state.get_untracked().is_final() {
                return;
            }
            set_age.update(|age| *age += 1);
            since_check.update_value(|seconds| *seconds += 1);
            // The island makes no checks while the tab is hidden. If a check is due when the tab becomes visible again,
            // the island makes the check at once.
            let is_due = since_check.get_value() >= interval.get_value();
            if is_due && !is_checking.get_value() && !document().hidden() {
                check();
            }
        });
        set_ready.set(true);
    });

    let announcement = move || {
        if state.get().is_final() {
            format!("{}. {}", headline.get(), sentence.get())
        } else {
            String::new()
        }
    };
    // The text about SmartCloud's last answer shows the user that the page is up to date. The text changes each second,
    // so it is outside the element with `role="status"`, which screen readers read aloud after each change.
    let link = words.clone();
    let label = move || link.label(state.get()).to_owned();
    let age = move || words.age(state.get(), age.get());
    let next_page = move || state.get().next_page(&link_organisation);
    view! {
        <div class="live" data-ready=move || ready.get().then_some("")>
            <h1
                class="ds-heading"
                data-size=move || heading_size(&headline.read())
                tabindex="-1"
                node_ref=headline_element
            >
                {headline}
            </h1>
            <p class="ds-paragraph lede">{sentence}</p>
            <p class="visually-hidden" role="status">{announcement}</p>
            <p
                class="ds-paragraph quiet age"
                data-size="sm"
                hidden=move || !ready.get() || state.get().is_final()
            >
                {age}
            </p>
            <a class="ds-button" href=next_page hidden=move || !state.get().is_final()>{label}</a>
        </div>
    }
}

/// Calls `tick` each second, until the island is removed from the page.
fn each_second(tick: impl Fn() + 'static) {
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WatchState {
    Active,
    /// SmartCloud did not respond to the last check, but the island tries again.
    NoResponse,
    SignedOut,
    /// The user has lost the role in the organisation, so a further check would fail too.
    NoRole,
    /// The request has ended without an approval.
    Changed,
    Connected,
}

impl WatchState {
    /// Returns the island's state when the request is no longer open. `step` is the customer's new status.
    fn after(step: Step) -> Self {
        match step {
            Step::Connected | Step::Found => Self::Connected,
            _ => Self::Changed,
        }
    }

    /// Returns the island's state after a failed check.
    fn after_error(error: AppError) -> Self {
        match error {
            // If the customer answers the request in another tab, Altinn logs the customer out. This log-out also ends
            // SmartCloud's session.
            AppError::SignedOut => Self::SignedOut,
            AppError::NotYourOrganisation | AppError::NoOrganisations => Self::NoRole,
            _ => Self::NoResponse,
        }
    }

    fn is_final(self) -> bool {
        !matches!(self, Self::Active | Self::NoResponse)
    }

    fn next_page(self, organisation: &str) -> String {
        match self {
            Self::Connected => format!("/dashboard/{organisation}"),
            Self::NoRole => "/organisation".to_owned(),
            _ => format!("/connect/{organisation}"),
        }
    }
}

/// Sets the title of the document, and the attribute `data-step` of the page to `step`. With this attribute, the style
/// sheet selects the drawing and hides the parts for an open request. Moves the focus to the headline if the focus is in
/// a hidden part or nowhere.
fn show_change(title: &str, step: &str, headline: NodeRef<html::H1>) {
    document().set_title(&format!("{title} – SmartCloud"));
    let focus_is_lost = document().active_element().is_none_or(|element| {
        element.tag_name() == "BODY" || matches!(element.closest(".while-open"), Ok(Some(_)))
    });
    if let Ok(Some(status)) = document().query_selector(".status") {
        _ = status.set_attribute("data-step", step);
    }
    if let (true, Some(headline)) = (focus_is_lost, headline.get_untracked()) {
        _ = headline.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_agrees_with_its_number() {
        let text = |text: &str| text.to_owned();
        let words = LiveWords {
            now: text("now"),
            second: text("1 second"),
            seconds: text("{} seconds"),
            minutes: text("{} minutes"),
            no_response: String::new(),
            signed_out: EndWords::default(),
            no_role: EndWords::default(),
            show: String::new(),
            open: String::new(),
        };
        for (age, expected) in [
            (0, "now"),
            (1, "1 second"),
            (2, "2 seconds"),
            (89, "89 seconds"),
            (90, "2 minutes"),
            (150, "3 minutes"),
        ] {
            assert_eq!(words.age(WatchState::Active, age), expected);
        }
    }

    #[test]
    fn after_the_loss_of_the_role_the_island_stops_and_links_to_the_organisations() {
        for error in [AppError::NotYourOrganisation, AppError::NoOrganisations] {
            let state = WatchState::after_error(error);
            assert!(state.is_final(), "{error:?}");
            assert_eq!(state.next_page("310757632"), "/organisation");
        }
        let signed_out = WatchState::after_error(AppError::SignedOut);
        assert!(signed_out.is_final());
        assert_eq!(signed_out.next_page("310757632"), "/connect/310757632");
        for error in [AppError::AltinnUnreachable, AppError::AccessUnknown] {
            assert!(!WatchState::after_error(error).is_final(), "{error:?}");
        }
    }
}
