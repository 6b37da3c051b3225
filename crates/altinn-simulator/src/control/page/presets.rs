//! What a presenter needs at once: a fresh start, and the troubles that a product should stand, each a button.

use leptos::prelude::*;

use super::{Panel, parts::button};

/// A fault as the fields of the form below it: `faults` over HTTP takes the same members.
type Preset = &'static [(&'static str, &'static str)];

/// In the order of their names in the texts. Each lasts until it is taken back, but for the refusal, which
/// would be in the way of the next try.
const PRESETS: [Preset; 7] = [
    &[
        ("fault", "empty"),
        ("service", "altinn-platform"),
        ("path", "/"),
        ("status", "503"),
        ("times", "all"),
    ],
    &[
        ("fault", "slow"),
        ("service", "altinn-platform"),
        ("path", "/"),
        ("ms", "5000"),
        ("times", "all"),
    ],
    &[
        ("fault", "problem"),
        ("service", "altinn-platform"),
        ("path", "/authentication/api/v1/systemuser/request/vendor"),
        ("method", "POST"),
        ("code", "AUTH-00021"),
        ("times", "1"),
    ],
    &[
        ("fault", "empty"),
        ("service", "maskinporten"),
        ("path", "/token"),
        ("status", "503"),
        ("times", "all"),
    ],
    &[
        ("fault", "oauth"),
        ("service", "maskinporten"),
        ("path", "/token"),
        ("error", "invalid_altinn_customer_configuration"),
        ("description", "MP-303: on order"),
        ("times", "all"),
    ],
    &[
        ("fault", "empty"),
        ("service", "id-porten"),
        ("path", "/"),
        ("status", "503"),
        ("times", "all"),
    ],
    &[
        ("fault", "html"),
        ("service", "resource-owner"),
        ("path", "/"),
        ("status", "502"),
        ("times", "all"),
    ],
];

impl Panel<'_> {
    pub fn presets(&self) -> AnyView {
        let texts = self.words();
        let troubles = texts.presets.iter().zip(PRESETS);
        let troubles = troubles.map(|(name, fault)| {
            view! { <li>{button(self.guard, "faults", name, fault, "")}</li> }
        });
        view! {
            <div class="sim-buttons">
                {button(self.guard, "reset", texts.reset, &[], "")}
                {button(self.guard, "take-back-all", texts.take_back_all, &[], "")}
            </div>
            <p class="ds-paragraph sim-prose">{texts.presets_note}</p>
            <ul class="sim-presets">{troubles.collect_view()}</ul>
        }
        .into_any()
    }
}
