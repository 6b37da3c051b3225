//! The scenes of a talk, as data. A scene is a part of the talk. The data of a scene contains the sandbox, the first
//! page and the words of the presenter.
//!
//! The scenes are in the order of a talk of thirty minutes. Other pages link to a scene by its id, so an id must never
//! change.

mod closing;
mod customers;
mod failures;
mod main_flow;
mod refusals;
mod six_steps;

use serde_json::{Value, json};

use crate::{control_api::SandboxState, i18n::Localized, plan::PlanId};

#[derive(Debug)]
pub struct Scene {
    /// The id in the path `/scene/{id}`.
    pub id: &'static str,
    pub title: Localized,
    pub purpose: Localized,
    /// The person that the presenter plays. `None` if nobody needs to log in.
    pub actor: Option<Actor>,
    pub state: SandboxState,
    /// A built-in person. The simulator creates the state `state` for the organisation of this person. If the value is
    /// `None`, the simulator uses the person in `actor`.
    pub about: Option<Actor>,
    /// The plan of the system user request that the sandbox contains when the scene starts.
    pub plan: PlanId,
    /// The age of the sandbox's system user request when the scene starts, in seconds.
    pub age_seconds: i64,
    pub start: Start,
    pub fault: Option<SceneFault>,
    /// The planned duration of the scene, in seconds.
    pub seconds: u32,
    /// What the presenter says, in the style of spoken language.
    pub say: Localized,
    /// What the audience should notice.
    pub see: Localized,
    /// The numbers of the vendors' questions that this scene answers. The page `/sporsmal` lists the questions.
    pub questions: &'static [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The simulator's key of the person, such as `kari`.
    pub key: &'static str,
    pub name: &'static str,
    /// The number of the built-in organisation that the person acts for.
    pub organisation: &'static str,
}

pub const KARI: Actor = Actor {
    key: "kari",
    name: "Kari Nordby",
    organisation: "312450186",
};
pub const OLA: Actor = Actor {
    key: "ola",
    name: "Ola Bakken",
    organisation: "313604721",
};
pub const SIV: Actor = Actor {
    key: "siv",
    name: "Siv Haugen",
    organisation: "314729056",
};
pub const LIV: Actor = Actor {
    key: "liv",
    name: "Liv Strand",
    organisation: "314729056",
};
/// Per has no role in any organisation. He may not act for the organisation with this number.
pub const PER: Actor = Actor {
    key: "per",
    name: "Per Lunde",
    organisation: "312450186",
};
pub const ANNE: Actor = Actor {
    key: "anne",
    name: "Anne Vik",
    organisation: "311905333",
};
pub const IDA: Actor = Actor {
    key: "ida",
    name: "Ida Solheim",
    organisation: "318703558",
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A page of SmartCloud that a browser opens without a log-in.
    Page(&'static str),
    /// A page of SmartCloud that opens after a log-in. `{organisation}` stands for the organisation's number.
    SignedIn(&'static str),
    /// Altinn's page for a request in the sandbox. The text is the kind of the request: `standard`, `agent` or
    /// `change`.
    Request(&'static str),
    /// Another page of Altinn. `{systemUser}` stands for the id of the sandbox's system user.
    Altinn(&'static str),
}

/// A fault that the simulator injects only for the scene's sandbox. The fault stays as long as the sandbox exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SceneFault {
    MaskinportenDown,
    /// Maskinporten answers that it finds no system user (MP-303). The description in the error response says that the
    /// simulator injected the fault. The switch on the control panel uses the same description.
    Mp303,
    /// Altinn answers only after this number of milliseconds.
    SlowAltinn(u64),
}

impl SceneFault {
    #[must_use]
    pub fn body(self, sandbox: &str) -> Value {
        let mut body = match self {
            Self::MaskinportenDown => json!({
                "service": "maskinporten",
                "path": "/token",
                "times": "all",
                "fault": "empty",
                "status": 503,
            }),
            Self::Mp303 => json!({
                "service": "maskinporten",
                "path": "/token",
                "times": "all",
                "fault": "oauth",
                "error": "invalid_altinn_customer_configuration",
                "description": "MP-303: on order",
                "status": 400,
            }),
            Self::SlowAltinn(milliseconds) => json!({
                "service": "altinn-platform",
                "path": "/authentication/api/v1/systemuser",
                "times": "all",
                "fault": "slow",
                "ms": milliseconds,
            }),
        };
        body["sandbox"] = json!(sandbox);
        body
    }
}

impl Scene {
    /// The default values of a scene. Each scene overrides the fields that differ.
    const DEFAULT: Self = Self {
        id: "",
        title: text("", "", ""),
        purpose: text("", "", ""),
        actor: None,
        state: SandboxState::Fresh,
        about: None,
        plan: PlanId::Basis,
        age_seconds: 0,
        start: Start::Page("/"),
        fault: None,
        seconds: 60,
        say: text("", "", ""),
        see: text("", "", ""),
        questions: &[],
    };

    #[must_use]
    pub fn subject(&self) -> Actor {
        self.about.or(self.actor).unwrap_or(KARI)
    }

    /// Whether the simulator prepares the sandbox with SmartCloud's own system. A fresh sandbox needs no system. The
    /// scene about an accountant's clients uses the simulator's example system, because SmartCloud has no agent system
    /// users.
    #[must_use]
    pub fn is_about_smartcloud(&self) -> bool {
        !matches!(
            self.state,
            SandboxState::Fresh | SandboxState::AgentConnected
        )
    }

    /// Whether SmartCloud has sent a request. If the customer created the system user in Altinn, SmartCloud has sent no
    /// request.
    #[must_use]
    pub fn has_request(&self) -> bool {
        self.is_about_smartcloud() && self.state != SandboxState::MadeByCustomer
    }
}

const fn text(nb: &'static str, nn: &'static str, en: &'static str) -> Localized {
    Localized { nb, nn, en }
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// All scenes, in the order of the talk.
pub static SCENES: [&Scene; 32] = [
    &main_flow::WHAT_IT_IS,
    &main_flow::CHOOSE_PLAN,
    &main_flow::BEFORE_LEAVING,
    &main_flow::SAME_LIST_AT_ALTINN,
    &main_flow::APPROVE,
    &main_flow::TRUE_STATUS,
    &main_flow::USE_ACCESS,
    &refusals::REFUSED,
    &refusals::ASKED_AGAIN,
    &refusals::CANNOT_DELEGATE,
    &refusals::FORWARDED,
    &customers::CLOSED_TAB,
    &refusals::NO_ROLE,
    &customers::SEVERAL_COMPANIES,
    &customers::MADE_IN_ALTINN,
    &customers::WITHDRAWN,
    &customers::EXPIRED,
    &failures::MASKINPORTEN_DOWN,
    &failures::MP_303,
    &failures::MP_303_NOT_APPROVED,
    &failures::MP_303_WRONG_EXTERNAL_REF,
    &failures::MP_303_CLIENT_NOT_ON_SYSTEM,
    &failures::SLOW_ALTINN,
    &closing::AGENT_REQUEST,
    &closing::CHANGE_REQUEST,
    &six_steps::STEP_1,
    &six_steps::STEP_2,
    &six_steps::STEP_3,
    &six_steps::STEP_4,
    &six_steps::STEP_5,
    &six_steps::STEP_6,
    &closing::QUESTIONS,
];

#[must_use]
pub fn place_of(id: &str) -> Option<usize> {
    SCENES.iter().position(|scene| scene.id == id)
}

/// Returns the planned number of seconds from the start of the talk to the start of this scene.
#[must_use]
pub fn planned_before(place: usize) -> u32 {
    SCENES.iter().take(place).map(|scene| scene.seconds).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray;

    use super::*;
    use crate::i18n::Locale;

    /// Other pages link to scenes by these ids, so the ids must not change.
    const IDS: &str = "what-it-is choose-plan before-leaving same-list-at-altinn approve true-status use-access \
        refused asked-again cannot-delegate forwarded closed-tab no-role several-companies made-in-altinn withdrawn \
        expired maskinporten-down mp-303 mp-303-not-approved mp-303-wrong-external-ref mp-303-client-not-on-system \
        slow-altinn agent-request change-request six-steps \
        six-steps-2 six-steps-3 six-steps-4 six-steps-5 six-steps-6 questions";

    #[test]
    fn every_promised_scene_exists_once() {
        let ids: Vec<_> = SCENES.iter().map(|scene| scene.id).collect();
        assert_eq!(ids, IDS.split_whitespace().collect::<Vec<_>>());
    }

    /// The presenter's page shows the notes in large letters on a screen of 1280 × 720. The presenter must also have
    /// time to say the notes. So the notes have a maximum length.
    #[test]
    fn notes_are_complete_and_short_enough_for_the_screen() {
        for scene in SCENES {
            for &locale in Locale::VARIANTS {
                let of = |text: &Localized| text.in_locale(locale).chars().count();
                let sizes = [&scene.title, &scene.purpose, &scene.say, &scene.see].map(of);
                assert!(
                    sizes.iter().all(|size| *size > 5),
                    "{} {locale:?}",
                    scene.id
                );
                let [title, purpose, say, see] = sizes;
                assert!(
                    title <= 50 && purpose <= 95 && say <= 430 && see <= 170,
                    "{} {locale:?}: {sizes:?}",
                    scene.id
                );
            }
        }
    }

    #[test]
    fn the_talk_takes_half_an_hour_and_answers_every_question() {
        let planned = planned_before(SCENES.len());
        assert!((25 * 60..=31 * 60).contains(&planned), "{planned} seconds");
        let answered: BTreeSet<u8> = SCENES
            .iter()
            .flat_map(|scene| scene.questions.iter().copied())
            .collect();
        assert_eq!(answered, (1..=20).collect());
    }

    #[test]
    fn a_fault_names_the_sandbox_of_its_scene() {
        for scene in SCENES {
            if let Some(fault) = scene.fault {
                assert_eq!(fault.body("k3v9q2")["sandbox"], "k3v9q2", "{}", scene.id);
            }
        }
    }
}
