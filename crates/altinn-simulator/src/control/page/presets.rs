//! The section of the control panel that helps during a presentation. One button resets the world, one button deletes
//! all faults, and each of the other buttons injects a typical fault.

use leptos::prelude::*;

use super::{Panel, parts::button};

/// The values that one preset fills into the form `faults`, as pairs of a field name and a value. The members in the body
/// of `POST /control/faults` have the same names.
type Preset = &'static [(&'static str, &'static str)];

/// The faults that the user can inject with one button. The faults are in the same order as their names in
/// [`Control`](crate::texts::Control). If `times` is `all`, the fault stays until a user deletes the fault. For the
/// error response to a system user request, `times` is `1`, so that the next attempt succeeds.
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
        let texts = self.texts();
        let presets = texts.presets.iter().zip(PRESETS);
        let presets = presets.map(|(name, fault)| {
            view! { <li>{button(self.guard, "faults", name, fault, "")}</li> }
        });
        view! {
            <div class="sim-buttons">
                {button(self.guard, "reset", texts.reset, &[], "")}
                {button(self.guard, "take-back-all", texts.delete_all_faults, &[], "")}
            </div>
            <p class="ds-paragraph sim-prose">{texts.presets_note}</p>
            <ul class="sim-presets">{presets.collect_view()}</ul>
        }
        .into_any()
    }
}
