//! The mode without a person, for automated tests: pages that would wait for one go on by themselves.

use serde::{Deserialize, Serialize};

use super::{Altinn, Answer, Person};

/// What goes on by itself. Nothing does at first, nor after a fresh start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// The key of the person who is chosen at ID-porten.
    #[serde(default)]
    pub login: Option<String>,
    /// What is answered on the page of a request, by who is logged in, under the same rules as by hand.
    #[serde(default)]
    pub approval: Option<Answer>,
}

impl Automation {
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.login.is_some() || self.approval.is_some()
    }
}

impl Altinn {
    #[must_use]
    pub fn automation(&self) -> Automation {
        self.counters().automation
    }

    pub fn set_automation(&mut self, automation: Automation) {
        self.counters_mut().automation = automation;
    }

    /// Who logs in without being asked: who is hinted at by the client, or else who is set.
    #[must_use]
    pub fn automatic_person(&self, hint: Option<&str>) -> Option<&Person> {
        let set = self.automation().login?;
        hint.and_then(|key| self.person(key))
            .or_else(|| self.person(&set))
    }
}
