//! The control panel at `GET /control`. It has a form for each call of the control API, and needs no JavaScript.

pub(crate) mod events;
pub(crate) mod key_form;
mod log;
pub(crate) mod parts;
pub(crate) mod registers;
pub(crate) mod requests;
mod switches;

use axum::{
    extract::{Query, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Simulator,
    altinn::pages::{antiforgery::Guard, format_time},
    html::{Page, Service},
    texts::{Control, Language, Texts, complaints::Wording},
};

/// Each list on the control panel shows at most this many rows.
const SHOWN: usize = 10;

pub(crate) const KEY_FORM: &str = "/control/forms/key";

#[derive(Debug, Deserialize)]
pub struct PageQuery {
    /// If a form succeeds, the simulator redirects the browser to the control panel with this parameter. The value is
    /// the name of the form.
    done: Option<String>,
    open: Option<String>,
}

/// Returns the antiforgery token for the forms of the control panel. Nobody logs in to the control panel, so the token
/// belongs to the browser and not to a session.
pub fn guard(headers: &HeaderMap) -> Guard {
    Guard::of(headers, "control")
}

/// Handles `GET /control`.
pub(crate) async fn panel(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(query): Query<PageQuery>,
) -> Response {
    let outcome = query.done.as_ref().map(|_| Outcome::Done);
    let open = query.done.as_deref().and_then(section_of);
    let open = open.or(query.open.as_deref());
    render(&simulator, &headers, open, outcome)
}

/// Returns the id of the control panel's section that contains a form. The section is closed until the user opens it.
/// Returns `None` for a form that is always visible.
fn section_of(form: &str) -> Option<&'static str> {
    Some(match form {
        "answer" | "time-out" | "request-lifetime" => "requests",
        "system-users" | "delegations" => "users",
        "faults" | "take-back" => "faults",
        "clock" => "clock",
        "automation" => "automation",
        "customers" => "people",
        "rotate" | "withdraw" => "keys",
        "seed" | "world" => "world",
        "switch" | "reset" | "take-back-all" | "lock" => return None,
        _ => "registers",
    })
}

pub enum Outcome {
    Done,
    /// The simulator has reset the world, but could not add some objects of the seed. The list has one error for each
    /// of these objects.
    SeedIncomplete(Vec<Wording>),
    /// The form's call to the control API has failed. The `String` is the error message of the control API, and the
    /// `Language` is the language of the message.
    Failed(StatusCode, String, Language),
    Forged,
}

impl Outcome {
    fn error_status(&self) -> Option<StatusCode> {
        match self {
            Self::Done | Self::SeedIncomplete(_) => None,
            Self::Failed(status, ..) => Some(*status),
            Self::Forged => Some(StatusCode::FORBIDDEN),
        }
    }
}

/// Renders the control panel with the outcome of a form. The section that contains the form is open.
pub fn show(simulator: &Simulator, headers: &HeaderMap, form: &str, outcome: Outcome) -> Response {
    render(simulator, headers, section_of(form), Some(outcome))
}

fn render(
    simulator: &Simulator,
    headers: &HeaderMap,
    open: Option<&str>,
    outcome: Option<Outcome>,
) -> Response {
    let language = Language::of(headers);
    let texts = language.texts();
    let guard = guard(headers);
    let panel = Panel {
        simulator,
        guard: &guard,
        language,
        all_texts: texts,
        curl: format!("{}control", simulator.origins().altinn_ui),
    };
    let status = outcome.as_ref().and_then(Outcome::error_status);
    let content = panel.content(open, outcome);
    let page = Page::new(Service::Altinn, simulator, language, "/control")
        .title(texts.control.title)
        .description(texts.control.description);
    let page = match status {
        Some(status) => page.failed(status),
        None => page,
    };
    guard.on(page.answer(content))
}

struct Panel<'a> {
    simulator: &'a Simulator,
    guard: &'a Guard,
    language: Language,
    all_texts: &'static Texts,
    curl: String,
}

impl Panel<'_> {
    fn content(&self, open: Option<&str>, outcome: Option<Outcome>) -> impl IntoView + use<> {
        let texts = self.texts();
        let sections = [
            ("people", texts.people, self.people()),
            ("requests", texts.requests, self.requests()),
            ("users", texts.users, self.users()),
            ("faults", texts.faults, self.faults()),
            ("clock", texts.clock_heading, self.clock()),
            ("automation", texts.automation, self.automation()),
            ("keys", texts.keys, self.keys()),
            ("registers", texts.registers, self.registers()),
            ("world", texts.world, self.world()),
            ("state", texts.state, self.summary()),
            ("log", self.all_texts.request_log.heading, self.log()),
        ];
        let sections = sections.map(|(id, heading, content)| {
            let is_open = open == Some(id);
            view! {
                <section class="sim-control" aria-labelledby=id>
                    <details class="sim-fold" open=is_open>
                        <summary>
                            <h2 class="ds-heading" data-size="xs" id=id>
                                {heading}
                            </h2>
                        </summary>
                        <div class="sim-fold__content">{content}</div>
                    </details>
                </section>
            }
        });
        let needs_key = self.simulator.key_check().is_on();
        let key_note = needs_key.then(|| {
            view! { <p class="ds-paragraph sim-prose">{self.all_texts.key.in_use}</p> }
        });
        view! {
            <div class="sim-panel sim-panel--whole">
                <h1 class="ds-heading" data-size="lg">
                    {texts.heading}
                </h1>
                {key_note}
                {outcome.map(|outcome| outcome_message(self.language, outcome))}
                {self.switches()}
            </div>
            <div class="sim-panel sim-panel--whole sim-folds">
                <p class="ds-paragraph sim-prose">{texts.lead}</p>
                {sections.into_iter().collect_view()}
            </div>
        }
    }

    fn texts(&self) -> &'static Control {
        &self.all_texts.control
    }

    fn summary(&self) -> AnyView {
        let texts = self.texts();
        let world = self.simulator.world();
        let counts = world.counts();
        let numbers = [
            counts.persons,
            counts.organisations,
            counts.systems,
            counts.requests,
            counts.system_users,
            world.faults.iter().count(),
        ];
        let counted = texts.counts.into_iter().zip(numbers);
        let rows: Vec<_> = [
            (texts.now, format_time(self.language, world.now())),
            (texts.ahead, world.clock_ahead().as_secs().to_string()),
        ]
        .into_iter()
        .chain(counted.map(|(name, number)| (name, number.to_string())))
        .collect();
        drop(world);
        let rows = rows.into_iter().map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        });
        view! { <dl class="sim-counts">{rows.collect_view()}</dl> }.into_any()
    }
}

fn outcome_message(language: Language, outcome: Outcome) -> impl IntoView {
    let all_texts = language.texts();
    let texts = &all_texts.control;
    let (color, heading) = match &outcome {
        Outcome::Done => ("success", texts.done),
        Outcome::SeedIncomplete(_) => ("warning", texts.seed_incomplete),
        Outcome::Failed(..) | Outcome::Forged => ("danger", texts.failed),
    };
    // Some errors of the control API exist only in English. On a page in another language, the attribute `lang` marks
    // such an error as English.
    let (more, lang) = match outcome {
        Outcome::Done => (Vec::new(), None),
        Outcome::SeedIncomplete(errors) => {
            let errors = errors.iter().map(|error| error.in_language(language));
            (errors.map(str::to_owned).collect(), None)
        }
        Outcome::Failed(_, reason, language) => (vec![reason], Some(language.tag())),
        Outcome::Forged => (vec![all_texts.problem.forged.to_owned()], None),
    };
    let more = more
        .into_iter()
        .map(|more| view! { <p class="ds-paragraph" lang=lang>{more}</p> });
    view! {
        <div class="ds-alert" data-color=color role="status" id="result">
            <p class="ds-paragraph">
                <strong>{heading}</strong>
            </p>
            {more.collect_view()}
        </div>
    }
}
