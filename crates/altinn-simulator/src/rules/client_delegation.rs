//! Whose clients are whose, and which of them an agent system user acts for (contract/approval.md §8).

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Altinn, Connection, Organisation, RuleViolation, system_users::StoredSystemUser};
use altinn_types::{AccessPackage, OrgNumber, SystemUserId, SystemUserType};

/// What a service provider is to a client in the entity register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProviderRole {
    /// Revisor.
    #[serde(rename = "REVI")]
    Auditor,
    /// Regnskapsfører.
    #[serde(rename = "REGN")]
    Accountant,
    /// Forretningsfører.
    #[serde(rename = "FFØR")]
    BusinessManager,
}

impl ProviderRole {
    /// The packages that the client gives with the role, whether it wants to or not.
    #[must_use]
    pub fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Auditor => &["ansvarlig-revisor", "revisormedarbeider"],
            Self::Accountant => &[
                "regnskapsforer-med-signeringsrettighet",
                "regnskapsforer-uten-signeringsrettighet",
                "regnskapsforer-lonn",
            ],
            Self::BusinessManager => &["forretningsforer-eiendom"],
        }
    }
}

/// What a service provider holds for a client: by role, and by what the client has delegated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRelation {
    pub client: OrgNumber,
    pub provider: OrgNumber,
    pub roles: Vec<ProviderRole>,
    pub packages: Vec<AccessPackage>,
}

impl ClientRelation {
    #[must_use]
    pub fn by_role(client: OrgNumber, provider: OrgNumber, role: ProviderRole) -> Self {
        Self {
            client,
            provider,
            roles: vec![role],
            packages: Vec::new(),
        }
    }

    /// A client that has delegated packages to the provider, without any role in the entity register.
    #[must_use]
    pub fn by_packages(client: OrgNumber, provider: OrgNumber, names: &[&str]) -> Self {
        Self {
            client,
            provider,
            roles: Vec::new(),
            packages: names
                .iter()
                .map(|name| AccessPackage::named(name))
                .collect(),
        }
    }

    /// Whether the client has given all of these. It takes all: packages are an AND.
    #[must_use]
    pub fn gives_all(&self, wanted: &[AccessPackage]) -> bool {
        wanted.iter().all(|package| self.gives(package))
    }

    fn gives(&self, package: &AccessPackage) -> bool {
        let mut by_role = self.roles.iter().flat_map(|role| role.packages());
        self.packages.contains(package)
            || by_role.any(|name| AccessPackage::named(name).urn == package.urn)
    }

    pub(crate) fn key(&self) -> String {
        pair(&self.client, &self.provider)
    }
}

/// A client that is connected to an agent system user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientDelegation {
    pub agent: SystemUserId,
    /// The owner of the system user itself, where it has connected its own organisation.
    pub client: OrgNumber,
}

impl ClientDelegation {
    pub(crate) fn key(&self) -> String {
        pair(&self.agent, &self.client)
    }
}

impl Altinn {
    /// Ties a client to its service provider, or changes the tie. A client that does not give an agent system
    /// user all of its packages any more is disconnected from it.
    pub fn put_client_relation(&mut self, relation: ClientRelation) {
        let key = relation.key();
        if self.client_relations.get(&key) != Some(&relation) {
            let (client, provider) = (relation.client.clone(), relation.provider.clone());
            let place = self.client_relations.insert(key, relation);
            if let Some(relation) = self.client_relations.at(place) {
                self.index.client_relation(relation, place);
            }
            self.disconnect_what_lacks_packages(&client, &provider);
        }
    }

    /// Unties a client from its service provider, whose agent system users act for it no longer. `None` if it was
    /// not tied.
    pub fn remove_client_relation(
        &mut self,
        client: &OrgNumber,
        provider: &OrgNumber,
    ) -> Option<()> {
        let key = pair(client, provider);
        let place = self.client_relations.place(&key)?;
        let relation = self.client_relations.remove(&key)?;
        self.index.forget_client_relation(&relation, place);
        self.disconnect_what_lacks_packages(client, provider);
        Some(())
    }

    fn disconnect_what_lacks_packages(&mut self, client: &OrgNumber, provider: &OrgNumber) {
        let relation = self.client_relations.get(&pair(client, provider));
        let lacks = |agent: &StoredSystemUser| {
            relation.is_none_or(|relation| !relation.gives_all(&agent.access_packages))
        };
        let delegations = self.client_delegations.values();
        let lacking: Vec<_> = delegations
            .filter(|delegation| delegation.client == *client)
            .filter(|delegation| {
                let agent = self.system_user(delegation.agent);
                agent.is_some_and(|agent| agent.owner == *provider && lacks(agent))
            })
            .map(ClientDelegation::key)
            .collect();
        for key in lacking {
            self.remove_client_delegation(&key);
        }
    }

    pub fn client_relations(&self) -> impl DoubleEndedIterator<Item = &ClientRelation> {
        self.client_relations.values()
    }

    /// The clients of a service provider, in the order in which they came.
    pub fn client_relations_of(
        &self,
        provider: &OrgNumber,
    ) -> impl Iterator<Item = &ClientRelation> {
        let places = self.index.client_relations_of.get(provider);
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.client_relations.at(*place))
    }

    /// Whether the person is client administrator of the organisation.
    #[must_use]
    pub fn administers_clients(&self, person: &str, provider: &OrgNumber) -> bool {
        self.connection(person, provider)
            .is_some_and(Connection::administers_clients)
    }

    /// The clients that can be connected to an agent system user: those that have given its owner every
    /// package that it has. Those that are connected already are among them.
    pub fn available_clients<'a>(
        &'a self,
        agent: &'a StoredSystemUser,
    ) -> impl Iterator<Item = &'a Organisation> {
        self.client_relations_of(&agent.owner)
            .filter(|relation| relation.gives_all(&agent.access_packages))
            .filter_map(|relation| self.organisation(&relation.client))
    }

    /// The clients that an agent system user acts for. Its owner is none of them, though it may be connected.
    pub fn connected_clients(&self, agent: SystemUserId) -> impl Iterator<Item = &Organisation> {
        let owner = self.system_user(agent).map(|user| &user.owner);
        self.acts_for(agent)
            .filter(move |organisation| Some(&organisation.number) != owner)
    }

    /// The organisations that an agent system user acts for: clients, and its owner if that is connected.
    pub fn acts_for(&self, agent: SystemUserId) -> impl Iterator<Item = &Organisation> {
        self.client_delegations_of(agent)
            .filter_map(|delegation| self.organisation(&delegation.client))
    }

    /// Those to organisations that have been wound up too.
    fn client_delegations_of(
        &self,
        agent: SystemUserId,
    ) -> impl Iterator<Item = &ClientDelegation> {
        let places = self.index.client_delegations_of.get(&agent);
        places
            .into_iter()
            .flatten()
            .filter_map(|place| self.client_delegations.at(*place))
    }

    #[must_use]
    pub fn is_connected(&self, agent: SystemUserId, client: &OrgNumber) -> bool {
        self.client_delegations.contains(&pair(&agent, client))
    }

    /// Connects a client to an agent system user. Doing it again changes nothing.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NotAnAgent`], [`RuleViolation::NotClientAdministrator`],
    /// [`RuleViolation::NoSuchClient`], [`RuleViolation::ClientLacksPackages`].
    pub fn connect_client(
        &mut self,
        person: &str,
        agent: SystemUserId,
        client: &Uuid,
    ) -> Result<(), RuleViolation> {
        self.administered(person, agent)?;
        let client = self.organisation_by_uuid(client);
        let client = client.ok_or(RuleViolation::NoSuchClient)?.number.clone();
        self.connect_number(agent, &client)
    }

    /// The same by number, once it is clear that the person may.
    pub(crate) fn connect_number(
        &mut self,
        agent: SystemUserId,
        client: &OrgNumber,
    ) -> Result<(), RuleViolation> {
        self.can_be_connected(agent, client)?;
        let client = client.clone();
        self.put_client_delegation(ClientDelegation { agent, client });
        Ok(())
    }

    /// Whether an organisation is a client that an agent system user can act for.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NotAnAgent`], [`RuleViolation::NoSuchClient`],
    /// [`RuleViolation::ClientLacksPackages`].
    pub fn can_be_connected(
        &self,
        agent: SystemUserId,
        client: &OrgNumber,
    ) -> Result<(), RuleViolation> {
        let agent = self.agent_system_user(agent)?;
        let known = self
            .organisation(client)
            .ok_or(RuleViolation::NoSuchClient)?;
        let relation = self
            .client_relations
            .get(&pair(&known.number, &agent.owner));
        if relation
            .ok_or(RuleViolation::NoSuchClient)?
            .gives_all(&agent.access_packages)
        {
            Ok(())
        } else {
            Err(RuleViolation::ClientLacksPackages)
        }
    }

    /// Takes a client away from an agent system user.
    ///
    /// # Errors
    ///
    /// As [`Altinn::connect_client`] up to the person, then [`RuleViolation::ClientNotConnected`]; also for the
    /// owner, which is no client and which an access manager takes away ([`Altinn::disconnect_own`]).
    pub fn disconnect_client(
        &mut self,
        person: &str,
        agent: SystemUserId,
        client: &Uuid,
    ) -> Result<(), RuleViolation> {
        let agent = self.administered(person, agent)?;
        let client = self.index.organisation_by_uuid.get(client);
        let client = client.filter(|client| **client != agent.owner);
        let key = pair(&agent.id, client.ok_or(RuleViolation::ClientNotConnected)?);
        self.remove_client_delegation(&key)
            .ok_or(RuleViolation::ClientNotConnected)
    }

    /// The agent system user, if there is one and the person is client administrator of its owner.
    pub(crate) fn administered(
        &self,
        person: &str,
        agent: SystemUserId,
    ) -> Result<&StoredSystemUser, RuleViolation> {
        let agent = self.agent_system_user(agent)?;
        if self.administers_clients(person, &agent.owner) {
            Ok(agent)
        } else {
            Err(RuleViolation::NotClientAdministrator)
        }
    }

    /// # Errors
    ///
    /// [`RuleViolation::NoSuchSystemUser`], [`RuleViolation::NotAnAgent`].
    pub fn agent_system_user(&self, id: SystemUserId) -> Result<&StoredSystemUser, RuleViolation> {
        match self
            .system_user(id)
            .ok_or(RuleViolation::NoSuchSystemUser)?
        {
            agent if agent.kind == SystemUserType::Agent => Ok(agent),
            _ => Err(RuleViolation::NotAnAgent),
        }
    }

    pub(crate) fn put_client_delegation(&mut self, delegation: ClientDelegation) {
        let place = self.client_delegations.insert(delegation.key(), delegation);
        if let Some(delegation) = self.client_delegations.at(place) {
            self.index.client_delegation(delegation, place);
        }
    }

    pub(crate) fn remove_client_delegation(&mut self, key: &String) -> Option<()> {
        let place = self.client_delegations.place(key)?;
        let delegation = self.client_delegations.remove(key)?;
        self.index.forget_client_delegation(&delegation, place);
        Some(())
    }

    /// Forgets whom an agent acted for that is no more.
    pub(crate) fn delete_client_delegations_of(&mut self, agent: SystemUserId) {
        let delegations = self.client_delegations_of(agent);
        let keys: Vec<_> = delegations.map(ClientDelegation::key).collect();
        for key in keys {
            self.remove_client_delegation(&key);
        }
    }
}

fn pair(one: &impl fmt::Display, other: &impl fmt::Display) -> String {
    format!("{one} {other}")
}
