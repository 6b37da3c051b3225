//! The clients of service providers, and the clients that an agent system user acts for (contract/approval.md §8).

mod all_clients;
mod own_organisation;
mod relation;

use std::collections::{BTreeSet, HashMap, HashSet};

use altinn_types::{OrgNumber, SystemUserId};
use uuid::Uuid;

pub use all_clients::{AllClients, BATCH};
use relation::pair;
pub use relation::{ClientDelegation, ClientRelation, ProviderRole};

use super::{
    Altinn, Organisation, Saved, Table, remove_from_index, rule_violation::RuleViolation,
    system_users::StoredSystemUser,
};

#[derive(Clone, Debug)]
pub struct ClientDelegations {
    relations: Table<String, ClientRelation>,
    delegations: Table<String, ClientDelegation>,
    /// An index of the table `relations`: for each service provider, the numbers of the rows with its relations.
    relations_of: HashMap<OrgNumber, BTreeSet<u64>>,
    /// An index of the table `delegations`: for each agent system user, the numbers of the rows with its delegations.
    delegations_of: HashMap<SystemUserId, BTreeSet<u64>>,
}

impl Default for ClientDelegations {
    fn default() -> Self {
        Self {
            relations: Table::new("client-relation"),
            delegations: Table::new("client-delegation"),
            relations_of: HashMap::new(),
            delegations_of: HashMap::new(),
        }
    }
}

impl ClientDelegations {
    pub fn relations(&self) -> impl DoubleEndedIterator<Item = &ClientRelation> {
        self.relations.values()
    }

    /// Returns the relations of a service provider to its clients, in insertion order.
    pub fn relations_of(&self, provider: &OrgNumber) -> impl Iterator<Item = &ClientRelation> {
        let places = self.relations_of.get(provider).into_iter().flatten();
        places.filter_map(|place| self.relations.at(*place))
    }

    fn relation(&self, client: &OrgNumber, provider: &OrgNumber) -> Option<&ClientRelation> {
        self.relations.get(&pair(client, provider))
    }

    /// Returns all delegations to an agent system user, even those of clients that are wound up.
    fn delegations_of(&self, agent: SystemUserId) -> impl Iterator<Item = &ClientDelegation> {
        let places = self.delegations_of.get(&agent).into_iter().flatten();
        places.filter_map(|place| self.delegations.at(*place))
    }

    #[must_use]
    pub fn is_connected(&self, agent: SystemUserId, client: &OrgNumber) -> bool {
        self.delegations.contains(&pair(&agent, client))
    }

    fn put_relation(&mut self, relation: ClientRelation) {
        let place = self.relations.insert(relation.key(), relation);
        self.index_relation(place);
    }

    fn remove_relation(
        &mut self,
        client: &OrgNumber,
        provider: &OrgNumber,
    ) -> Option<ClientRelation> {
        let key = pair(client, provider);
        let place = self.relations.place(&key)?;
        remove_from_index(&mut self.relations_of, provider, &place);
        self.relations.remove(&key)
    }

    fn put_delegation(&mut self, delegation: ClientDelegation) {
        let place = self.delegations.insert(delegation.key(), delegation);
        self.index_delegation(place);
    }

    fn remove_delegation(
        &mut self,
        agent: SystemUserId,
        client: &OrgNumber,
    ) -> Option<ClientDelegation> {
        let key = pair(&agent, client);
        let place = self.delegations.place(&key)?;
        remove_from_index(&mut self.delegations_of, &agent, &place);
        self.delegations.remove(&key)
    }

    /// Removes all delegations to an agent system user that is being deleted.
    pub(crate) fn remove_all_of(&mut self, agent: SystemUserId) {
        let delegations = self.delegations_of(agent);
        let clients: Vec<_> = delegations.map(|row| row.client.clone()).collect();
        for client in clients {
            self.remove_delegation(agent, &client);
        }
    }

    /// Removes the relations and delegations of these organisations. The simulator does this when it deletes a sandbox
    /// together with its organisations.
    pub(crate) fn remove_organisations(&mut self, numbers: &HashSet<OrgNumber>) {
        let relations = self.relations.values();
        let relations = relations
            .filter(|row| numbers.contains(&row.client) || numbers.contains(&row.provider));
        let relations: Vec<_> = relations
            .map(|row| (row.client.clone(), row.provider.clone()))
            .collect();
        for (client, provider) in relations {
            self.remove_relation(&client, &provider);
        }
        let delegations = self.delegations.values();
        let delegations = delegations.filter(|row| numbers.contains(&row.client));
        let delegations: Vec<_> = delegations
            .map(|row| (row.agent, row.client.clone()))
            .collect();
        for (agent, client) in delegations {
            self.remove_delegation(agent, &client);
        }
        for number in numbers {
            self.relations_of.remove(number);
        }
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![&mut self.relations, &mut self.delegations]
    }

    pub(crate) fn rebuild_index(&mut self) {
        self.relations_of.clear();
        self.delegations_of.clear();
        for place in self.relations.places() {
            self.index_relation(place);
        }
        for place in self.delegations.places() {
            self.index_delegation(place);
        }
    }

    fn index_relation(&mut self, place: u64) {
        if let Some(relation) = self.relations.at(place) {
            let of_provider = self.relations_of.entry(relation.provider.clone());
            of_provider.or_default().insert(place);
        }
    }

    fn index_delegation(&mut self, place: u64) {
        if let Some(delegation) = self.delegations.at(place) {
            let of_agent = self.delegations_of.entry(delegation.agent);
            of_agent.or_default().insert(place);
        }
    }
}

impl Altinn {
    /// Inserts or replaces the relation between a client and its service provider. If the relation lacks packages of an
    /// agent system user, the client is disconnected from this system user.
    pub fn put_client_relation(&mut self, relation: ClientRelation) {
        let (client, provider) = (relation.client.clone(), relation.provider.clone());
        if self.client_delegations.relation(&client, &provider) != Some(&relation) {
            self.client_delegations.put_relation(relation);
            self.disconnect_if_packages_lack(&client, &provider);
        }
    }

    /// Removes the relation between a client and its service provider, and disconnects the client from all agent system
    /// users of the provider. Returns `None` if the relation did not exist.
    pub fn remove_client_relation(
        &mut self,
        client: &OrgNumber,
        provider: &OrgNumber,
    ) -> Option<()> {
        self.client_delegations.remove_relation(client, provider)?;
        self.disconnect_if_packages_lack(client, provider);
        Some(())
    }

    fn disconnect_if_packages_lack(&mut self, client: &OrgNumber, provider: &OrgNumber) {
        let relation = self.client_delegations.relation(client, provider);
        let lacks = |agent: &StoredSystemUser| {
            relation.is_none_or(|relation| !relation.gives_all(&agent.access_packages))
        };
        let delegations = self.client_delegations.delegations.values();
        let lacking: Vec<_> = delegations
            .filter(|delegation| delegation.client == *client)
            .filter(|delegation| {
                let agent = self.system_users.get(delegation.agent);
                agent.is_some_and(|agent| agent.owner == *provider && lacks(agent))
            })
            .map(|delegation| delegation.agent)
            .collect();
        for agent in lacking {
            self.client_delegations.remove_delegation(agent, client);
        }
    }

    /// Returns the clients that can be connected to an agent system user. Such a client has given the owner of the
    /// system user all packages that the system user has. Some of these clients can be connected already.
    pub fn available_clients<'a>(
        &'a self,
        agent: &'a StoredSystemUser,
    ) -> impl Iterator<Item = &'a Organisation> {
        self.client_delegations
            .relations_of(&agent.owner)
            .filter(|relation| relation.gives_all(&agent.access_packages))
            .filter_map(|relation| self.parties.organisation(&relation.client))
    }

    /// Returns the clients that are connected to an agent system user. The owner of the system user can also be
    /// connected, but does not count as a client.
    pub fn connected_clients(&self, agent: SystemUserId) -> impl Iterator<Item = &Organisation> {
        let owner = self.system_users.get(agent).map(|user| &user.owner);
        self.acts_for(agent)
            .filter(move |organisation| Some(&organisation.number) != owner)
    }

    /// Returns the organisations that an agent system user acts for. These are the connected clients, and the owner of
    /// the system user if the owner is connected.
    pub fn acts_for(&self, agent: SystemUserId) -> impl Iterator<Item = &Organisation> {
        self.client_delegations
            .delegations_of(agent)
            .filter_map(|delegation| self.parties.organisation(&delegation.client))
    }

    /// Connects a client to an agent system user. If the client is connected already, nothing changes.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies:
    /// - [`RuleViolation::NoSuchSystemUser`] if no system user has the id `agent`.
    /// - [`RuleViolation::NotAnAgent`] if the system user has another type.
    /// - [`RuleViolation::NotClientAdministrator`] if the person is not a client administrator of the owner.
    /// - [`RuleViolation::NoSuchClient`] if the owner has no client with this UUID.
    /// - [`RuleViolation::ClientLacksPackages`] if the client has not given the owner all packages of the system user.
    pub fn connect_client(
        &mut self,
        person: &str,
        agent: SystemUserId,
        client: &Uuid,
    ) -> Result<(), RuleViolation> {
        self.administered_agent(person, agent)?;
        let client = self.parties.organisation_by_uuid(client);
        let client = client.ok_or(RuleViolation::NoSuchClient)?.number.clone();
        self.connect_client_number(agent, &client)
    }

    /// Checks that the system still has all packages of its agent system user. Altinn checks this only in the portal, and
    /// not when a client administrator calls the API for client delegation (contract/systemuser-api.md §8).
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::PackageNotFound`] if the vendor has removed a package from the system.
    pub fn check_packages_of_agent(&self, agent: SystemUserId) -> Result<(), RuleViolation> {
        let agent = self.system_users.agent(agent)?;
        let system = self.register.live_system(&agent.system_id);
        system.map_or(Ok(()), |system| {
            system.check_packages(&agent.access_packages)
        })
    }

    /// Connects the client with this organisation number to an agent system user, without checking whether a person is
    /// allowed to do this.
    fn connect_client_number(
        &mut self,
        agent: SystemUserId,
        client: &OrgNumber,
    ) -> Result<(), RuleViolation> {
        self.check_client(agent, client)?;
        let client = client.clone();
        let delegation = ClientDelegation { agent, client };
        self.client_delegations.put_delegation(delegation);
        Ok(())
    }

    /// Checks whether an agent system user can act for a client of its owner.
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies:
    /// - [`RuleViolation::NoSuchSystemUser`] if no system user has the id `agent`.
    /// - [`RuleViolation::NotAnAgent`] if the system user has another type.
    /// - [`RuleViolation::NoSuchClient`] if the organisation is unknown, or is not a client of the owner.
    /// - [`RuleViolation::ClientLacksPackages`] if the client has not given the owner all packages of the system user.
    pub fn check_client(
        &self,
        agent: SystemUserId,
        client: &OrgNumber,
    ) -> Result<(), RuleViolation> {
        let agent = self.system_users.agent(agent)?;
        let known = self.parties.organisation(client);
        known.ok_or(RuleViolation::NoSuchClient)?;
        let relation = self.client_delegations.relation(client, &agent.owner);
        let relation = relation.ok_or(RuleViolation::NoSuchClient)?;
        if relation.gives_all(&agent.access_packages) {
            Ok(())
        } else {
            Err(RuleViolation::ClientLacksPackages)
        }
    }

    /// Disconnects a client from an agent system user, if the client is connected.
    ///
    /// The owner of the system user is not a client. An access manager can disconnect the owner with
    /// [`Altinn::disconnect_own`].
    ///
    /// # Errors
    ///
    /// Returns the first of these errors that applies:
    /// - [`RuleViolation::NoSuchSystemUser`] if no system user has the id `agent`.
    /// - [`RuleViolation::NotAnAgent`] if the system user has another type.
    /// - [`RuleViolation::NotClientAdministrator`] if the person is not a client administrator of the owner.
    pub fn disconnect_client(
        &mut self,
        person: &str,
        agent: SystemUserId,
        client: &Uuid,
    ) -> Result<(), RuleViolation> {
        let agent = self.administered_agent(person, agent)?;
        let (id, owner) = (agent.id, &agent.owner);
        let client = self.parties.number_by_uuid(client);
        if let Some(client) = client.filter(|client| *client != owner) {
            self.client_delegations.remove_delegation(id, client);
        }
        Ok(())
    }

    /// Returns the agent system user, if the person is a client administrator of its owner.
    fn administered_agent(
        &self,
        person: &str,
        agent: SystemUserId,
    ) -> Result<&StoredSystemUser, RuleViolation> {
        let agent = self.system_users.agent(agent)?;
        if self.parties.administers_clients(person, &agent.owner) {
            Ok(agent)
        } else {
            Err(RuleViolation::NotClientAdministrator)
        }
    }
}
