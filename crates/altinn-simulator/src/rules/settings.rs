//! The settings that the control API can change for the whole simulator. The table row with the settings also contains
//! counters. The simulator uses the counters to choose the numbers of new persons and organisations.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Altinn, Person, Saved, Table, UserDecision, requests};

/// By how many seconds the control API can move the clock. The limits are a hundred years into the past and a hundred
/// years into the future.
pub const CLOCK_AHEAD: RangeInclusive<i64> = -HUNDRED_YEARS..=HUNDRED_YEARS;
const HUNDRED_YEARS: i64 = 100 * 366 * 24 * 3600;

/// The numbers of days that the control API accepts as the lifetime of requests.
pub const REQUEST_LIFETIME_DAYS: RangeInclusive<i64> = 1..=36_500;

/// The settings of the simulator. The store saves these settings as a table with one row.
#[derive(Clone, Debug)]
pub struct Settings {
    table: Table<String, SettingsRow>,
}

/// The only row of the table of settings. In saved files and exported documents the table is called `counters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SettingsRow {
    /// How many milliseconds the simulator's clock is ahead of the machine's clock.
    pub(crate) clock_ahead_ms: i64,
    /// How many days a request can wait before it counts as timed out.
    pub(crate) request_lifetime_days: i64,
    /// How many persons the simulator has made so far, including those that have been removed.
    pub(crate) persons_made: u64,
    /// How many organisations the simulator has made so far, including those that have been removed.
    pub(crate) organisations_made: u64,
    /// The simulator takes new personal numbers from a fixed sequence. The search for the next unused number begins at
    /// this position of the sequence.
    pub(crate) next_personal_number: u64,
    /// The simulator takes new organisation numbers from a fixed sequence. The search for the next unused number begins
    /// at this position of the sequence.
    pub(crate) next_org_number: u64,
    #[serde(default)]
    pub(crate) automation: Automation,
}

/// The settings for automated tests without a user. Each setting makes a choice that a user normally makes on a page.
/// Both settings are off at the first start and after a reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Automation {
    /// The key of the person whom ID-porten logs in without showing the person chooser.
    #[serde(default)]
    pub login: Option<String>,
    /// The simulator makes this decision when the logged-in person opens a request's page. If this kind of request does
    /// not allow the decision, the simulator shows the page as usual.
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

    /// Returns a mutable reference to the row. If the row does not exist, the function inserts it first.
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

    /// Returns the person whom ID-porten logs in without showing the person chooser, or `None` if the setting is off.
    /// `hint` is the `login_hint` of the OAuth client. If the hint is the key of a person, this person takes precedence
    /// over the person in the setting.
    ///
    /// If the log-in belongs to a sandbox, the function returns the sandbox's copy of this person.
    #[must_use]
    pub fn automatic_person(&self, hint: Option<&str>, sandbox: Option<&str>) -> Option<&Person> {
        let set = self.automation().login?;
        let person = hint
            .and_then(|key| self.parties.person(key))
            .or_else(|| self.parties.person(&set))?;
        match sandbox {
            Some(sandbox) if person.sandbox_id() != sandbox => {
                self.person_in(sandbox, person.template_key())
            }
            _ => Some(person),
        }
    }
}
