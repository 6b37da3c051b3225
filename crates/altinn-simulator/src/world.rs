//! The world: all state of the simulator. It combines the states of the layers below.

use std::ops::{Deref, DerefMut};

use jiff::{SignedDuration, Timestamp};

use crate::{
    faults::Faults,
    oidc::{Login, oauth_clients::OAuthClients},
    rules::{
        Altinn, Counters, Organisation, automation::Automation, named_persons, register::System,
        requests::LIFETIME_DAYS,
    },
    table::{Change, Saved, Unreadable},
};
use altinn_types::OrgNumber;

/// All state of the simulator. The world has no rules of its own.
///
/// A world dereferences to [`Altinn`], so `world.approve(…)` calls [`Altinn::approve`].
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The state of Altinn, with Altinn's rules.
    pub altinn: Altinn,
    /// The OAuth clients in Maskinporten and ID-porten.
    pub oauth_clients: OAuthClients,
    /// The faults that the control API injects.
    pub faults: Faults,
    /// The state of log-ins: sessions, codes and pushed requests.
    pub login: Login,
}

impl Deref for World {
    type Target = Altinn;

    fn deref(&self) -> &Altinn {
        &self.altinn
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut Altinn {
        &mut self.altinn
    }
}

/// The number of rows of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub persons: usize,
    pub organisations: usize,
    pub systems: usize,
    pub requests: usize,
    pub system_users: usize,
}

impl World {
    /// The world of the first start: it holds the named persons and organisations, and nothing else.
    #[must_use]
    pub fn seeded() -> Self {
        let mut world = Self::default();
        named_persons::seed(&mut world.altinn);
        world
    }

    /// Counts the rows of each kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            persons: self.persons.len(),
            organisations: self.organisations.len(),
            systems: self.systems.len(),
            requests: self.requests.len(),
            system_users: self.system_users.len(),
        }
    }

    /// The time of the simulator's clock, rounded down to microseconds, because Altinn's database stores microseconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now().checked_add(self.clock_ahead());
        now.and_then(|now| Timestamp::from_microsecond(now.as_microsecond()))
            .unwrap_or(Timestamp::MAX)
    }

    /// The distance from the machine's clock to the simulator's clock.
    #[must_use]
    pub fn clock_ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.counters().clock_ahead_ms)
    }

    /// Sets the distance from the machine's clock. A negative value puts the simulator's clock behind.
    pub fn set_clock_ahead(&mut self, ahead: SignedDuration) {
        let ms = i64::try_from(ahead.as_millis()).unwrap_or_default();
        self.counters_mut().clock_ahead_ms = ms;
    }

    /// Resets the world.
    ///
    /// These stay, so that a vendor's product continues to work: registered systems, OAuth clients with their keys and
    /// delegations, and added resources and packages. These go: requests, system users, log-ins, faults, the setting of the
    /// clock, added persons and organisations, deleted systems, and the systems that `systemuser/own` created. The
    /// simulator never uses the numbers of removed persons and organisations again.
    ///
    /// Returns the old world, so that the caller can drop it on another thread. Dropping a large world takes a second.
    #[must_use]
    pub fn reset(&mut self) -> Self {
        let vendors: Vec<Organisation> = self
            .vendor_numbers()
            .iter()
            .filter_map(|number| self.organisations.get(number).cloned())
            .collect();
        let systems: Vec<System> = self
            .systems
            .values()
            .filter(|system| !system.is_deleted() && !system.is_own())
            .cloned()
            .collect();
        let altinn = Altinn {
            added_resources: self.altinn.added_resources.clone(),
            added_packages: self.altinn.added_packages.clone(),
            ..Altinn::default()
        };
        let mut oauth_clients = self.oauth_clients.clone();
        oauth_clients.forget_used_grants();
        let next = Self {
            altinn,
            oauth_clients,
            ..Self::default()
        };
        let used_numbers = self.counters();
        let before = std::mem::replace(self, next);
        for system in systems {
            self.systems.insert(system.id().clone(), system);
        }
        for table in self.tables() {
            table.mark_all_unsaved();
        }
        // A vendor's product may have stored a number, so the simulator must not use the number again.
        *self.counters_mut() = Counters {
            clock_ahead_ms: 0,
            request_lifetime_days: LIFETIME_DAYS,
            automation: Automation::default(),
            ..used_numbers
        };
        self.altinn.rebuild_index();
        named_persons::seed(&mut self.altinn);
        for vendor in vendors {
            self.put_organisation(vendor);
        }
        before
    }

    /// The organisations that own a client or a system, and both parties of the API delegations.
    fn vendor_numbers(&self) -> Vec<OrgNumber> {
        let clients = &self.oauth_clients;
        let maskinporten = clients
            .maskinporten_clients
            .values()
            .map(|c| &c.organisation);
        let idporten = clients.idporten_clients.values().map(|c| &c.organisation);
        let systems = self.systems.values().map(|system| &system.vendor);
        let delegations = clients.api_delegations.values();
        let delegations = delegations.flat_map(|d| [&d.consumer, &d.supplier]);
        let mut numbers: Vec<_> = maskinporten
            .chain(idporten)
            .chain(systems)
            .chain(delegations)
            .cloned()
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Returns the changes since the last call, for the store.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for table in self.tables() {
            table.take_changes(&mut changes);
        }
        changes
    }

    /// Adds a saved row. Call [`Altinn::rebuild_index`] after the last row.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] if this version of the simulator cannot parse the row, or does not know its kind.
    pub fn restore(
        &mut self,
        kind: &str,
        id: &str,
        place: u64,
        value: &str,
    ) -> Result<(), Unreadable> {
        let table = self.tables().into_iter().find(|table| table.kind() == kind);
        let table = table.ok_or_else(|| Unreadable {
            kind: kind.to_owned(),
            reason: "this version of the simulator does not know the kind".to_owned(),
        })?;
        table.restore(id, place, value)
    }

    /// All tables that the store saves.
    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let (altinn, clients) = (&mut self.altinn, &mut self.oauth_clients);
        let mut tables: Vec<&mut dyn Saved> = vec![
            &mut altinn.counters,
            &mut altinn.persons,
            &mut altinn.organisations,
            &mut altinn.connections,
            &mut altinn.client_relations,
            &mut altinn.client_delegations,
            &mut altinn.systems,
            &mut altinn.changelog,
            &mut altinn.requests,
            &mut altinn.change_requests,
            &mut altinn.system_users,
            &mut clients.maskinporten_clients,
            &mut clients.idporten_clients,
            &mut clients.api_delegations,
            &mut clients.used_grants,
            &mut self.faults.table,
            &mut altinn.added_resources,
            &mut altinn.added_packages,
        ];
        tables.extend(self.login.tables());
        tables
    }
}
