//! What the control API can set for the whole simulator, and the counters that keep made numbers different.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Altinn, Person, Saved, Table, UserDecision, requests};

/// How far the clock can be moved, in seconds: a hundred years forward or back. The dates of the library end not
/// far beyond that.
pub const CLOCK_AHEAD: RangeInclusive<i64> = -HUNDRED_YEARS..=HUNDRED_YEARS;
const HUNDRED_YEARS: i64 = 100 * 366 * 24 * 3600;

/// The ages at which a request can be set to time out, in days.
pub const REQUEST_LIFETIME_DAYS: RangeInclusive<i64> = 1..=36_500;

/// The settings. They are saved as a table with one row.
#[derive(Clone, Debug)]
pub struct Settings {
    table: Table<String, SettingsRow>,
}

/// The only row of the table. The kind of the row in saved files and exported documents is `counters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SettingsRow {
    /// How far the simulator's clock is ahead of the machine's clock, in milliseconds.
    pub(crate) clock_ahead_ms: i64,
    /// How long a request can wait before it counts as timed out, in days.
    pub(crate) request_lifetime_days: i64,
    /// How many persons the control API has made.
    pub(crate) persons_made: u64,
    /// How many organisations the control API has made.
    pub(crate) organisations_made: u64,
    /// Where the search for the next unused personal number begins.
    pub(crate) next_personal_number: u64,
    /// Where the search for the next unused organisation number begins.
    pub(crate) next_org_number: u64,
    #[serde(default)]
    pub(crate) automation: Automation,
}

/// The mode without a person, for automated tests: pages that wait for a person's choice make the choice themselves.
/// Both settings are off at first and after a reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// The key of the person that ID-porten logs in without showing its page.
    #[serde(default)]
    pub login: Option<String>,
    /// The decision that the page of a request makes without being clicked. The decision is made by the person who is
    /// logged in, and the same rules apply as to a click.
    #[serde(default)]
    pub approval: Option<UserDecision>,
}

impl Automation {
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.login.is_some() || self.approval.is_some()
    }
}

const ONLY_ROW: &str = "world";

impl Default for SettingsRow {
    fn default() -> Self {
        Self {
            clock_ahead_ms: 0,
            request_lifetime_days: requests::LIFETIME_DAYS,
            persons_made: 0,
            organisations_made: 0,
            next_personal_number: 0,
            next_org_number: 0,
            automation: Automation::default(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            table: Table::new("counters"),
        }
    }
}

impl Settings {
    pub(crate) fn get(&self) -> SettingsRow {
        let row = self.table.get(&ONLY_ROW.to_owned());
        row.cloned().unwrap_or_default()
    }

    /// The row, to change it. Makes the row if there is none.
    pub(crate) fn get_mut(&mut self) -> &mut SettingsRow {
        let key = ONLY_ROW.to_owned();
        if !self.table.contains(&key) {
            self.table.insert(key.clone(), SettingsRow::default());
        }
        self.table
            .get_mut(&key)
            .expect("the row was inserted above")
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.table]
    }
}

impl Altinn {
    #[must_use]
    pub fn request_lifetime_days(&self) -> i64 {
        self.settings.get().request_lifetime_days
    }

    pub fn set_request_lifetime_days(&mut self, days: i64) {
        self.settings.get_mut().request_lifetime_days = days;
    }

    #[must_use]
    pub fn automation(&self) -> Automation {
        self.settings.get().automation
    }

    pub fn set_automation(&mut self, automation: Automation) {
        self.settings.get_mut().automation = automation;
    }

    /// The person that ID-porten logs in without showing its page: the person in the client's `login_hint` if there is
    /// one with that key, and otherwise the person in the setting. `None` if the setting is off.
    #[must_use]
    pub fn automatic_person(&self, hint: Option<&str>) -> Option<&Person> {
        let set = self.automation().login?;
        hint.and_then(|key| self.parties.person(key))
            .or_else(|| self.parties.person(&set))
    }
}
