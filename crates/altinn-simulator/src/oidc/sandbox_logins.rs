//! The tickets that let browsers enter sandboxes, the sandbox of each browser, and a function that ends all log-ins of
//! a sandbox.
//!
//! The cookie with the browser's sandbox expires by the machine's clock, as the sandbox itself does. So all browsers stay
//! in their sandboxes when a presenter moves the simulator's clock. Everything else expires by the simulator's clock.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Login, hash, insert_expiring, remove_where, take_unexpired};

pub const TICKET_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

/// The lifetime of the cookie that names the browser's sandbox. By default, the simulator removes an idle sandbox
/// earlier.
pub const BROWSER_LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The content of a one-time link into a sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub sandbox: String,
    /// The [key](crate::rules::Person::key) of the person whom ID-porten logs in, or `None` if ID-porten logs nobody
    /// in.
    pub person: Option<String>,
    /// After the browser has entered the sandbox, ID-porten redirects the browser to this URL.
    pub return_to: String,
}

impl Login {
    /// Stores a ticket. Returns the secret that the one-time link contains.
    pub fn issue_ticket(&mut self, ticket: Ticket, now: Timestamp) -> String {
        self.remove_ended(now);
        insert_expiring(&mut self.tickets, ticket, now, TICKET_LIFETIME)
    }

    /// Removes and returns a ticket. Returns `None` if the ticket is unknown, used or expired.
    pub fn take_ticket(&mut self, secret: &str, now: Timestamp) -> Option<Ticket> {
        take_unexpired(&mut self.tickets, secret, now)
    }

    /// Stores that a browser is in a sandbox. Returns the secret for the browser's cookie.
    pub fn remember_browser(&mut self, sandbox: &str, machine_time: Timestamp) -> String {
        if self.last_sweep_of_browsers.is_due(machine_time) {
            remove_where(&mut self.browsers, |row| row.until <= machine_time);
        }
        let sandbox = sandbox.to_owned();
        insert_expiring(&mut self.browsers, sandbox, machine_time, BROWSER_LIFETIME)
    }

    #[must_use]
    pub fn sandbox_of_browser(&self, secret: &str, machine_time: Timestamp) -> Option<&str> {
        let row = self.browsers.get(&hash(secret))?;
        (machine_time < row.until).then_some(row.value.as_str())
    }

    /// Deletes the entry of the browser that has `secret` in its cookie. Returns the id of the browser's sandbox.
    pub fn forget_browser(&mut self, secret: &str) -> Option<String> {
        self.browsers.remove(&hash(secret)).map(|row| row.value)
    }

    #[must_use]
    pub fn has_browser_in(&self, sandbox: &str, machine_time: Timestamp) -> bool {
        let mut rows = self.browsers.iter();
        rows.any(|(_, row)| row.value == sandbox && machine_time < row.until)
    }

    /// Moves an open log-in attempt at ID-porten to another sandbox. Does nothing if the attempt has ended.
    pub fn move_attempt(&mut self, name: &str, sandbox: &str) {
        if let Some(attempt) = self.attempts.get_mut(&hash(name)) {
            attempt.value.sandbox = Some(sandbox.to_owned());
        }
    }

    /// Ends the sessions, codes, tokens, attempts, tickets and cookies of a sandbox. `persons` are the keys of the
    /// persons in the sandbox.
    pub fn end_all_of_sandbox(&mut self, sandbox: &str, persons: &HashSet<String>) {
        let is_of = |id: &Option<String>| id.as_deref() == Some(sandbox);
        remove_where(&mut self.sessions, |row| persons.contains(&row.person));
        remove_where(&mut self.altinn_sessions, |row| {
            persons.contains(&row.person)
        });
        remove_where(&mut self.codes, |row| persons.contains(&row.value.person));
        remove_where(&mut self.issued.grants, |row| {
            persons.contains(&row.value.person)
        });
        remove_where(&mut self.attempts, |row| is_of(&row.value.sandbox));
        remove_where(&mut self.altinn_logins, |row| is_of(&row.value.sandbox));
        remove_where(&mut self.tickets, |row| row.value.sandbox == sandbox);
        remove_where(&mut self.browsers, |row| row.value == sandbox);
    }
}
