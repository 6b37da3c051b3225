//! `GET /control`: every lever as a form. No script is needed.

pub(crate) mod events;
pub(crate) mod parts;
pub(crate) mod presets;
pub(crate) mod requests;
pub(crate) mod stock;

use axum::{
    extract::{Query, State},
    response::Response,
};
use http::HeaderMap;
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Simulator,
    altinn::pages::{antiforgery::Guard, format_time as moment},
    html::{Page, Service},
    texts::{Control, Language, Texts},
};

/// How many rows of a list are shown.
const SHOWN: usize = 10;

#[derive(Debug, Deserialize)]
pub struct PageQuery {
    done: Option<String>,
}

/// What the page's forms carry. It hangs on the browser alone: nobody logs in here.
pub fn guard(headers: &HeaderMap) -> Guard {
    Guard::of(headers, "control")
}

/// `GET /control`.
pub(crate) async fn levers(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    Query(asked): Query<PageQuery>,
) -> Response {
    show(&simulator, &headers, asked.done.map(|_| Outcome::Done))
}

/// What became of a lever.
pub enum Outcome {
    Done,
    /// A fresh start, with what of the seed did not go in.
    NotSown(Vec<String>),
    ControlError(String),
}

/// The page, after a lever was moved or was stuck.
pub fn show(simulator: &Simulator, headers: &HeaderMap, result: Option<Outcome>) -> Response {
    let language = Language::of(headers);
    let texts = language.texts();
    let guard = guard(headers);
    let levers = Panel {
        simulator,
        guard: &guard,
        language,
        texts,
        curl: format!("{}control", simulator.origins().altinn_ui),
    };
    let content = levers.content(result);
    let page =
        Page::new(Service::Altinn, simulator, language, "/control").title(texts.control.title);
    guard.on(page.answer(content))
}

/// What the sections are made of.
struct Panel<'a> {
    simulator: &'a Simulator,
    guard: &'a Guard,
    language: Language,
    texts: &'static Texts,
    /// The base of the calls.
    curl: String,
}

impl Panel<'_> {
    fn content(&self, result: Option<Outcome>) -> impl IntoView + use<> {
        let texts = self.words();
        let sections = [
            ("presets", texts.presets_heading, self.presets()),
            ("requests", texts.requests, self.requests()),
            ("users", texts.users, self.users()),
            ("faults", texts.faults, self.faults()),
            ("clock", texts.clock_heading, self.clock()),
            ("automation", texts.automation, self.automation()),
            ("people", texts.people, self.people()),
            ("registers", texts.registers, self.registers()),
            ("keys", texts.keys, self.keys()),
            ("world", texts.world, self.world()),
            ("reset", texts.reset, self.reset()),
            ("log", texts.log, self.log()),
        ];
        let links = sections.each_ref().map(|(id, heading, _)| {
            view! {
                <li>
                    <a class="ds-link" href=format!("#{id}")>
                        {*heading}
                    </a>
                </li>
            }
        });
        let sections = sections.map(|(id, heading, content)| {
            view! {
                <section class="sim-panel sim-panel--whole sim-lever" aria-labelledby=id>
                    <h2 class="ds-heading" data-size="sm" id=id>
                        {heading}
                    </h2>
                    {content}
                </section>
            }
        });
        view! {
            <div class="sim-panel sim-panel--whole">
                <h1 class="ds-heading" data-size="lg">
                    {texts.heading}
                </h1>
                <p class="ds-paragraph sim-prose">{texts.lead}</p>
                {result.map(|result| told(texts, result))}
                {self.summary()}
                <nav aria-label=texts.on_this_page>
                    <ul class="sim-jumps">{links.into_iter().collect_view()}</ul>
                </nav>
            </div>
            {sections.into_iter().collect_view()}
        }
    }

    fn words(&self) -> &'static Control {
        &self.texts.control
    }

    fn summary(&self) -> AnyView {
        let texts = self.words();
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
            (texts.now, moment(self.language, world.now())),
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

fn told(texts: &'static Control, result: Outcome) -> impl IntoView {
    let (color, heading, more) = match result {
        Outcome::Done => ("success", texts.done, Vec::new()),
        Outcome::NotSown(rows) => ("warning", texts.not_sown, rows),
        Outcome::ControlError(why) => ("danger", texts.stuck, vec![why]),
    };
    let more = more
        .into_iter()
        .map(|more| view! { <p class="ds-paragraph">{more}</p> });
    view! {
        <div class="ds-alert" data-color=color role="status" id="result">
            <p class="ds-paragraph">
                <strong>{heading}</strong>
            </p>
            {more.collect_view()}
        </div>
    }
}
