//! The island that keeps the status of an open request up to date in the browser.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use crate::{
    api,
    error::AppError,
    progress::{Step, heading_size},
};

/// The texts that the island needs, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveWords {
    /// The text if SmartCloud has just checked the status.
    pub now: String,
    /// The text with the age of the last check. `{}` stands for the number of seconds.
    pub seconds: String,
    /// The text with the age of the last check. `{}` stands for the number of minutes.
    pub minutes: String,
    /// The text if SmartCloud did not respond to the last check.
    #[serde(rename = "silent")]
    pub no_response: String,
    /// The text if the user was logged out in another tab.
    pub signed_out: String,
    /// The label of the link to the page with the new status.
    pub show: String,
}

/// The number of seconds between a response and the next check.
const INTERVAL: u32 = 5;
/// The longest time to the next check, in seconds. The island waits this long after many checks, or if SmartCloud still
/// does not respond after several checks.
const LONG_INTERVAL: u32 = 60;
/// The number of checks without a change after which the interval is [`LONG_INTERVAL`].
const FREQUENT_CHECKS: u32 = 60;

/// Shows the headline and the sentence about an open request. While the page is visible, the island asks SmartCloud for
/// the status.
///
/// When the status changes, the island changes the texts, tells screen readers, and shows a link to the new status
/// page. The island does not reload the page, because the user may be reading the page. If the browser runs no scripts,
/// the user must reload the page.
#[island]
pub fn LiveStatus(
    organisation: String,
    /// The headline for the status at the time when the server rendered the page.
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
    let page = format!("/connect/{organisation}");

    // Effects run only in the browser. This effect sets `ready`, and the browser tests wait for `ready`.
    Effect::new(move |_| {
        let organisation = organisation.clone();
        let is_checking = StoredValue::new(false);
        let interval = StoredValue::new(INTERVAL);
        let since_check = StoredValue::new(0_u32);
        let checks = StoredValue::new(0_u32);

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
                            document().set_title(&format!("{} – SmartCloud", progress.headline));
                            set_headline.set(progress.headline);
                            set_sentence.set(progress.sentence);
                            show_step(progress.step);
                            set_state.set(WatchState::Changed);
                        }
                    }
                    // The customer may approve or reject the request in another tab. Altinn then logs the customer out,
                    // and this log-out also ends SmartCloud's session.
                    Err(AppError::SignedOut) => set_state.set(WatchState::SignedOut),
                    Err(_) => {
                        set_state.set(WatchState::NoResponse);
                        // The interval doubles after each failure. So the checks add little load to a server that has
                        // problems.
                        interval
                            .update_value(|seconds| *seconds = (*seconds * 2).min(LONG_INTERVAL));
                    }
                }
                since_check.set_value(0);
                is_checking.set_value(false);
            });
        };

        let timer = set_interval_with_handle(
            move || {
                if state.get_untracked().is_final() {
                    return;
                }
                set_age.update(|age| *age += 1);
                since_check.update_value(|seconds| *seconds += 1);
                // A hidden tab makes no checks. If a check is due when the tab becomes visible again, the island checks
                // at once.
                let is_due = since_check.get_value() >= interval.get_value();
                if is_due && !is_checking.get_value() && !document().hidden() {
                    check();
                }
            },
            Duration::from_secs(1),
        );
        if let Ok(timer) = timer {
            on_cleanup(move || timer.clear());
        }
        set_ready.set(true);
    });

    let LiveWords {
        now,
        seconds,
        minutes,
        no_response,
        signed_out,
        show,
    } = words;
    let announcement = {
        let signed_out = signed_out.clone();
        move || match state.get() {
            WatchState::Active | WatchState::NoResponse => String::new(),
            WatchState::Changed => format!("{}. {}", headline.get(), sentence.get()),
            WatchState::SignedOut => signed_out.clone(),
        }
    };
    // The age of the last check shows the user that the page is up to date. The age is outside the element with
    // `role="status"`. Otherwise screen readers would read the age aloud each second.
    let age = move || match (state.get(), age.get()) {
        (WatchState::NoResponse, _) => no_response.clone(),
        (WatchState::SignedOut, _) => signed_out.clone(),
        (_, 0) => now.clone(),
        (_, age @ 1..=89) => seconds.replace("{}", &age.to_string()),
        (_, age) => minutes.replace("{}", &((age + 30) / 60).to_string()),
    };
    view! {
        <div class="live" data-ready=move || ready.get().then_some("")>
            <h1 class="ds-heading" data-size=move || heading_size(&headline.read())>{headline}</h1>
            <p class="ds-paragraph lede">{sentence}</p>
            <p class="visually-hidden" role="status">{announcement}</p>
            <p
                class="ds-paragraph quiet age"
                data-size="sm"
                hidden=move || !ready.get() || state.get() == WatchState::Changed
            >
                {age}
            </p>
            <a class="ds-button" href=page hidden=move || !state.get().is_final()>{show}</a>
        </div>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WatchState {
    /// The last check succeeded, and the request is still open.
    Active,
    /// SmartCloud did not respond to the last check. The next check may succeed.
    NoResponse,
    SignedOut,
    /// The request is no longer open.
    Changed,
}

impl WatchState {
    /// Whether the island has stopped checking.
    fn is_final(self) -> bool {
        matches!(self, Self::SignedOut | Self::Changed)
    }
}

/// Sets the attribute `data-step` of the page. The style sheet uses this attribute to draw the key, and to hide the
/// parts of the page that belong only to an open request.
fn show_step(step: Step) {
    if let Ok(Some(status)) = document().query_selector(".status") {
        _ = status.set_attribute("data-step", step.as_str());
    }
}
