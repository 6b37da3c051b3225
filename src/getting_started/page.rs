use leptos::prelude::*;

use super::{
    Measured,
    marks::{Mark, Marks},
    station::Stop,
    stations::{STATIONS, station},
};
use crate::{
    components::locale,
    i18n::norwegian_time,
    state::AppState,
    trials::{ActionButton, GuidePage},
};

#[derive(Clone, Copy, Debug)]
pub(super) enum State {
    /// SmartCloud has set this mark just now, because of the calls that this page shows.
    Now(Mark),
    Earlier(Mark),
    NotMeasured,
    /// No call of SmartCloud can check this step.
    CannotBeMeasured,
}

impl State {
    fn of(number: usize, measured: Option<&Measured>, earlier: &Marks) -> Self {
        if let Some(mark) = measured.and_then(Measured::mark) {
            return Self::Now(mark);
        }
        let can_be_measured = station(number).is_some_and(|station| station.can_be_measured);
        match earlier.get(number) {
            Some(mark) => Self::Earlier(mark),
            None if can_be_measured => Self::NotMeasured,
            None => Self::CannotBeMeasured,
        }
    }

    /// Returns the colour and the text of the mark. The colour is a name of the design system.
    fn tag(self) -> (&'static str, String) {
        let t = locale().getting_started_texts();
        match self {
            Self::Now(mark) if mark.is_reached => ("success", (t.reached)(&time(mark))),
            Self::Now(mark) => ("danger", (t.not_reached)(&time(mark))),
            Self::Earlier(mark) if mark.is_reached => {
                ("neutral", (t.reached_earlier)(&moment(mark)))
            }
            Self::Earlier(mark) => ("neutral", (t.not_reached_earlier)(&moment(mark))),
            Self::NotMeasured => ("neutral", t.not_measured.to_owned()),
            Self::CannotBeMeasured => ("neutral", t.cannot_be_measured.to_owned()),
        }
    }
}

fn time(mark: Mark) -> String {
    norwegian_time(mark.at).strftime("%H.%M.%S").to_string()
}

/// Returns the time of an earlier mark. If the mark is from another day, the date comes first.
fn moment(mark: Mark) -> String {
    let now = expect_context::<AppState>().now();
    if norwegian_time(mark.at).date() == norwegian_time(now).date() {
        return time(mark);
    }
    norwegian_time(mark.at)
        .strftime("%d.%m.%Y %H.%M.%S")
        .to_string()
}

/// Shows the page with all steps. `measured` contains the calls that SmartCloud has just sent because the visitor
/// pressed a button on the page. If the visitor has pressed no button, `measured` is empty.
#[component]
pub(super) fn GettingStartedPage(measured: Vec<Measured>, earlier: Marks) -> impl IntoView {
    let t = locale().getting_started_texts();
    let is_folded = measured.len() > 1;
    let of_station = |number| measured.iter().find(|measured| measured.station == number);
    let numbers = || (1..).zip(STATIONS.iter().zip(&t.stations));
    let marks = numbers().map(|(number, (_, text))| {
        let state = State::of(number, of_station(number), &earlier);
        let address = format!("#station-{number}");
        view! {
            <li><a class="ds-link" href=address>{text.title}</a>" "<MarkTag state /></li>
        }
    });
    let marks = marks.collect_view();
    let stations = numbers().map(|(number, (station, text))| {
        let measured = of_station(number);
        let state = State::of(number, measured, &earlier);
        let outcome = measured.map(|measured| measured.outcome.clone());
        view! { <Stop number station text state outcome is_folded /> }
    });
    let stations = stations.collect_view();
    view! {
        <GuidePage
            title=t.title
            intro=t.intro
            only_simulator=t.only_simulator
            other_page=(t.to_questions, "/sporsmal")
        >
            <section class="marks" aria-labelledby="marks">
                <h2 class="ds-heading" data-size="sm" id="marks">{t.marks}</h2>
                <ol>{marks}</ol>
                <ActionButton action="/kom-i-gang/alle" label=t.check_all describes="marks".to_owned() variant="primary" />
            </section>
            <ol class="steps">{stations}</ol>
        </GuidePage>
    }
}

#[component]
pub(super) fn MarkTag(state: State) -> impl IntoView {
    let (color, text) = state.tag();
    view! { <span class="ds-tag" data-color=color data-size="sm">{text}</span> }
}
