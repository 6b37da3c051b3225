use leptos::prelude::*;

use super::{
    Panel,
    parts::{button, curl},
};
use crate::control::switches::{self, SwitchState};

impl Panel<'_> {
    /// Renders the switches for a talk, at the top of the control panel. Each switch is a button that says whether it
    /// is on. A second press turns the switch off.
    pub fn switches(&self) -> AnyView {
        let texts = self.texts();
        let needs_key = self.simulator.key_check().is_on();
        let states = switches::all(&self.simulator.world());
        let switches = states
            .into_iter()
            .zip(texts.switches)
            .map(|(state, name)| self.switch(&state, name));
        let base = &self.curl;
        let example = format!(
            "curl {base}/switches\n\
             curl --request PUT {base}/switches/maskinporten-down --data '{{\"on\": true}}'\n\
             curl --request PUT {base}/switches/maskinporten-down --data '{{\"on\": false}}'"
        );
        view! {
            <section class="sim-stage" aria-labelledby="switches">
                <h2 class="ds-heading" data-size="sm" id="switches">
                    {texts.switches_heading}
                </h2>
                <p class="ds-paragraph sim-prose">{texts.switches_note}</p>
                <ul class="sim-switches">{switches.collect_view()}</ul>
                <div class="sim-buttons">
                    {button(self.guard, "take-back-all", texts.delete_all_faults, &[], "")}
                    {button(self.guard, "reset", texts.reset, &[], "")}
                    {needs_key.then(|| button(self.guard, "lock", texts.lock, &[], ""))}
                </div>
                <p class="ds-paragraph sim-quiet">{texts.reset_note}</p>
                {curl(texts, &example)}
            </section>
        }
        .into_any()
    }

    /// Renders one switch. A screen reader reads the state from `aria-pressed`, so the visible word for the state is
    /// hidden from screen readers.
    fn switch(&self, state: &SwitchState, name: &'static str) -> impl IntoView + use<> {
        let texts = self.texts();
        let word = if state.on { texts.on } else { texts.off };
        let next = (!state.on).to_string();
        view! {
            <li>
                <form method="post" action="/control/forms/switch">
                    {self.guard.field()}
                    <input type="hidden" name="name" value=state.name.as_str() />
                    <input type="hidden" name="on" value=next />
                    <button class="sim-switch" type="submit" aria-pressed=state.on.to_string()>
                        <span class="sim-switch__name">{name}</span>
                        <span class="sim-switch__state" aria-hidden="true">
                            {word}
                        </span>
                    </button>
                </form>
            </li>
        }
    }
}
