//! All state of the simulator: the state of Altinn, the OAuth clients, the faults and the log-ins.

use std::{
    collections::HashSet,
    ops::{Deref, DerefMut},
};

use jiff::{SignedDuration, Timestamp};

use crate::{
    faults::Faults,
    oidc::{Login, oauth_clients::OAuthClients},
    rules::{
        Altinn, Organisation, named_persons,
        register::System,
        sandboxes::{NewSandbox, SandboxLimits, SandboxRefusal},
        settings::SettingsRow,
    },
    table::{Change, Saved, Unreadable},
};
use altinn_types::OrgNumber;

/// All state of the simulator. Altinn's rules are methods of [`Altinn`]. `World` implements `Deref` to [`Altinn`], so
/// `world.approve(…)` calls [`Altinn::approve`].
#[derive(Clone, Debug, Default)]
pub struct World {
    pub altinn: Altinn,
    pub oauth_clients: OAuthClients,
    pub faults: Faults,
    /// The state of log-ins, such as sessions, codes and pushed authorization requests.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub persons: usize,
    pub organisations: usize,
    pub systems: usize,
    pub requests: usize,
    pub system_users: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SandboxError {
    #[error(
        "All {0} sandboxes are in use. Try again in some minutes, or delete a sandbox that nobody needs."
    )]
    AllInUse(usize),
    #[error("{0}")]
    Refused(SandboxRefusal),
}

impl World {
    /// The world at the first start. It contains only the named persons and organisations, with their roles and client
    /// relations.
    #[must_use]
    pub fn seeded() -> Self {
        let mut world = Self::default();
        named_persons::seed(&mut world.altinn);
        world
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            persons: self.parties.persons.len(),
            organisations: self.parties.organisations.len(),
            systems: self.register.systems.len(),
            requests: self.requests.count_creations(),
            system_users: self.system_users.table.len(),
        }
    }

    /// The time of the simulator's clock, rounded down to microseconds as in Altinn's database.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = Self::machine_time().checked_add(self.clock_ahead());
        now.and_then(|now| Timestamp::from_microsecond(now.as_microsecond()))
            .unwrap_or(Timestamp::MAX)
    }

    /// The time of the machine's clock. The control API cannot move this clock. The ages of sandboxes depend on it.
    #[must_use]
    pub fn machine_time() -> Timestamp {
        Timestamp::now()
    }

    #[must_use]
    pub fn clock_ahead(&self) -> SignedDuration {
        SignedDuration::from_millis(self.settings.get().clock_ahead_ms)
    }

    /// A negative value puts the simulator's clock behind the machine's clock.
    pub fn set_clock_ahead(&mut self, ahead: SignedDuration) {
        let ms = i64::try_from(ahead.as_millis()).unwrap_or_default();
        self.settings.get_mut().clock_ahead_ms = ms;
    }

    /// Resets the world.
    ///
    /// A reset keeps what a vendor's product needs to continue: registered systems, OAuth clients, API delegations, and
    /// added resources and packages.
    ///
    /// A reset removes requests, system users, log-ins, faults, all sandboxes and the setting of the clock. It also
    /// removes deleted systems, the systems that `systemuser/own` created, and added persons and organisations. But an
    /// added organisation stays if it owns an OAuth client or a system, or if it is in an API delegation. A new person
    /// or organisation never gets the number of a removed person or organisation.
    ///
    /// Returns the old world, so that the caller can drop it on another thread. Dropping a large world takes about a
    /// second.
    #[must_use]
    pub fn reset(&mut self) -> Self {
        let vendors: Vec<Organisation> = self
            .vendor_numbers()
            .iter()
            .filter_map(|number| self.parties.organisations.get(number).cloned())
            .map(|organisation| Organisation {
                sandbox: None,
                template: None,
                ..organisation
            })
            .collect();
        let systems: Vec<System> = self
            .register
            .systems()
            .filter(|system| !system.is_deleted() && !system.is_own())
            .cloned()
            .collect();
        let altinn = Altinn {
            catalogue: self.catalogue.clone(),
            ..Altinn::default()
        };
        let mut oauth_clients = self.oauth_clients.clone();
        oauth_clients.forget_used_grants();
        let next = Self {
            altinn,
            oauth_clients,
            ..Self::default()
        };
        let settings = self.settings.get();
        let before = std::mem::replace(self, next);
        for system in systems {
            self.register.put_system(system);
        }
        for table in self.tables() {
            table.mark_all_unsaved();
        }
        // A vendor's product may have saved the numbers of removed persons and organisations. Keep the counters, so
        // that no new person or organisation gets one of these numbers.
        *self.settings.get_mut() = SettingsRow {
            persons_made: settings.persons_made,
            organisations_made: settings.organisations_made,
            next_personal_number: settings.next_personal_number,
            next_org_number: settings.next_org_number,
            ..SettingsRow::default()
        };
        self.altinn.rebuild_index();
        named_persons::seed(&mut self.altinn);
        let kept: HashSet<OrgNumber> = vendors.iter().map(|it| it.number.clone()).collect();
        for mut vendor in vendors {
            // The reset can remove the parent of a vendor that is a subunit. Then the vendor has no parent.
            vendor.parent = vendor
                .parent
                .filter(|parent| kept.contains(parent) || self.parties.has_organisation(parent));
            self.parties.put_organisation(vendor);
        }
        before
    }

    #[must_use]
    pub fn unused_sandbox_id(&self) -> String {
        // People read the ids aloud, so the ids contain no letters and digits that look alike.
        const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
        loop {
            let bytes = rand::random::<[u8; 6]>();
            let signs = bytes.map(|byte| char::from(SIGNS[usize::from(byte) % SIGNS.len()]));
            let id: String = signs.into_iter().collect();
            if !self.sandboxes.exists(&id) {
                return id;
            }
        }
    }

    /// Creates a sandbox, and returns its id. The function also removes the sandboxes that
    /// [`SandboxTable::to_make_room`](crate::rules::SandboxTable::to_make_room) returns.
    ///
    /// # Errors
    ///
    /// Returns [`SandboxError::AllInUse`] if all existing sandboxes are in use. Returns [`SandboxError::Refused`] if
    /// the values in `new` do not fit the state of the sandbox. After an error, all existing sandboxes are still there.
    pub fn create_sandbox(
        &mut self,
        new: NewSandbox,
        limits: SandboxLimits,
    ) -> Result<String, SandboxError> {
        let (now, machine_time) = (self.now(), Self::machine_time());
        let going = self.sandboxes.to_make_room(limits, machine_time);
        let going = going.ok_or(SandboxError::AllInUse(limits.count))?;
        if let Err(refusal) = self.offer_example_system(now) {
            tracing::warn!(
                ?refusal,
                "the simulator could not register a visible system"
            );
        }
        let id = self
            .altinn
            .build_sandbox(new, now, machine_time)
            .map_err(SandboxError::Refused)?;
        // Remove the other sandboxes last, because building the new sandbox can fail.
        for id in going {
            self.remove_sandbox(&id);
        }
        Ok(id)
    }

    pub fn remove_expired_sandboxes(&mut self, limits: SandboxLimits) {
        for id in self.sandboxes.expired(limits, Self::machine_time()) {
            self.remove_sandbox(&id);
        }
    }

    /// Removes a sandbox, its content and its faults, and ends the log-ins of its persons. Returns `None` if the
    /// sandbox does not exist. Also returns `None` for the shared sandbox, because the shared sandbox has no row.
    pub fn remove_sandbox(&mut self, id: &str) -> Option<()> {
        self.sandboxes.get(id)?;
        let vendors = self.vendor_numbers();
        let persons = self.altinn.tear_down_sandbox(id, &vendors)?;
        self.login.end_all_of_sandbox(id, &persons);
        self.faults.remove_sandbox(id);
        Some(())
    }

    /// Returns the organisations that own an OAuth client or a system, and the organisations in the API delegations.
    fn vendor_numbers(&self) -> Vec<OrgNumber> {
        let clients = &self.oauth_clients;
        let maskinporten = clients
            .maskinporten_clients
            .values()
            .map(|c| &c.organisation);
        let idporten = clients.idporten_clients.values().map(|c| &c.organisation);
        let systems = self.register.systems().map(|system| &system.vendor);
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

    /// Returns all changes since the last call of this function. The store then saves these changes.
    pub fn take_changes(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for table in self.tables() {
            table.take_changes(&mut changes);
        }
        changes
    }

    /// Adds a saved row. After the last row the caller must call [`Altinn::rebuild_index`].
    ///
    /// # Errors
    ///
    /// Returns [`Unreadable`] if this version of the simulator cannot parse the row, or has no table with the name
    /// `kind`.
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

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        let clients = &mut self.oauth_clients;
        let mut tables = self.altinn.tables();
        tables.extend([
            &mut clients.maskinporten_clients as &mut dyn Saved,
            &mut clients.idporten_clients,
            &mut clients.api_delegations,
            &mut clients.used_grants,
            &mut self.faults.table,
        ]);
        tables.extend(self.login.tables());
        tables
    }
}
