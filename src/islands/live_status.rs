use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use crate::{
    api,
    error::AppError,
    progress::{Step, heading_size},
};

/// The words that the island needs, in the visitor's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveWords {
    pub now: String,
    /// `{}` stands for a number of seconds, …
    pub seconds: String,
    /// … and here of minutes.
    pub minutes: String,
    /// For when no answer came.
    pub silent: String,
    /// For when the customer was logged out somewhere else.
    pub signed_out: String,
    /// On the link to what can be done, once there is an answer.
    pub show: String,
}

/// Seconds from an answer to the next question, at first.
const PAUSE: u32 = 5;
/// … and at most, when answers fail to come or the customer has waited long.
const LONG_PAUSE: u32 = 60;
/// After this many questions without news, they are asked less often.
const PATIENT: u32 = 60;

/// The headline and the sentence of a status that is open, kept true while the page is in view.
///
/// Nothing is taken from the reader: when the truth changes, the words change, those who listen are told,
/// and a link leads to what can be done now. Without this code the customer reloads the page.
#[island]
pub fn LiveStatus(
    organisation: String,
    /// Where the request stands as the page is made.
    headline: String,
    sentence: String,
    words: LiveWords,
) -> impl IntoView {
    let (headline, set_headline) = signal(headline);
    let (sentence, set_sentence) = signal(sentence);
    let (watch, set_watch) = signal(Watch::On);
    // Seconds since the last answer.
    let (age, set_age) = signal(0_u32);
    let (ready, set_ready) = signal(false);
    let page = format!("/connect/{organisation}");

    // Effects run in the browser only. Tests wait for this one.
    Effect::new(move |_| {
        let organisation = organisation.clone();
        let asking = StoredValue::new(false);
        let pause = StoredValue::new(PAUSE);
        let since_question = StoredValue::new(0_u32);
        let questions = StoredValue::new(0_u32);

        let ask = move || {
            asking.set_value(true);
            let organisation = organisation.clone();
            spawn_local(async move {
                match api::get_progress(organisation).await {
                    Ok(progress) => {
                        set_watch.set(Watch::On);
                        set_age.set(0);
                        questions.update_value(|count| *count += 1);
                        let patient = questions.get_value() > PATIENT;
                        pause.set_value(if patient { LONG_PAUSE } else { PAUSE });
                        if progress.step != Step::AwaitingApproval {
                            document().set_title(&format!("{} – SmartCloud", progress.headline));
                            set_headline.set(progress.headline);
                            set_sentence.set(progress.sentence);
                            turn_key(progress.step);
                            set_watch.set(Watch::News);
                        }
                    }
                    // Altinn does so in the other tab, once there is an answer.
                    Err(AppError::SignedOut) => set_watch.set(Watch::SignedOut),
                    Err(_) => {
                        set_watch.set(Watch::Silent);
                        // Twice as long each time: whoever is down is not helped by questions.
                        pause.update_value(|pause| *pause = (*pause * 2).min(LONG_PAUSE));
                    }
                }
                since_question.set_value(0);
                asking.set_value(false);
            });
        };

        let ticking = set_interval_with_handle(
            move || {
                if watch.get_untracked().is_over() {
                    return;
                }
                set_age.update(|age| *age += 1);
                since_question.update_value(|seconds| *seconds += 1);
                // Nobody looks at a hidden tab. Once in view again, it is time at once.
                let due = since_question.get_value() >= pause.get_value();
                if due && !asking.get_value() && !document().hidden() {
                    ask();
                }
            },
            Duration::from_secs(1),
        );
        if let Ok(ticking) = ticking {
            on_cleanup(move || ticking.clear());
        }
        set_ready.set(true);
    });

    let LiveWords {
        now,
        seconds,
        minutes,
        silent,
        signed_out,
        show,
    } = words;
    let told = {
        let signed_out = signed_out.clone();
        move || match watch.get() {
            Watch::On | Watch::Silent => String::new(),
            Watch::News => format!("{}. {}", headline.get(), sentence.get()),
            Watch::SignedOut => signed_out.clone(),
        }
    };
    // Read aloud, the seconds would be noise; seen, they say that somebody is on watch.
    let age = move || match (watch.get(), age.get()) {
        (Watch::Silent, _) => silent.clone(),
        (Watch::SignedOut, _) => signed_out.clone(),
        (_, 0) => now.clone(),
        (_, age @ 1..=89) => seconds.replace("{}", &age.to_string()),
        (_, age) => minutes.replace("{}", &((age + 30) / 60).to_string()),
    };
    view! {
        <div class="live" data-ready=move || ready.get().then_some("")>
            <h1 class="ds-heading" data-size=move || heading_size(&headline.read())>{headline}</h1>
            <p class="ds-paragraph lede">{sentence}</p>
            <p class="visually-hidden" role="status">{told}</p>
            <p
                class="ds-paragraph quiet age"
                data-size="sm"
                hidden=move || !ready.get() || watch.get() == Watch::News
            >
                {age}
            </p>
            <a class="ds-button" href=page hidden=move || !watch.get().is_over()>{show}</a>
        </div>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Watch {
    On,
    /// No answer came. The next may.
    Silent,
    SignedOut,
    /// The customer has answered in Altinn.
    News,
}

impl Watch {
    fn is_over(self) -> bool {
        matches!(self, Self::SignedOut | Self::News)
    }
}

/// The drawing and the rest of the page follow the truth by the style sheet.
fn turn_key(step: Step) {
    if let Ok(Some(status)) = document().query_selector(".status") {
        _ = status.set_attribute("data-step", step.as_str());
    }
}
