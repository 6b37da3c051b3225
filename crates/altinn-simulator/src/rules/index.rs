use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use uuid::Uuid;

use super::{
    ChangeRequest, ClientRelation, Connection, Organisation, Person, Request, RequestKind,
    client_delegation::ClientDelegation, register::System, system_users::StoredSystemUser,
};
use altinn_types::{ExternalRef, OrgNumber, RequestId, SystemId, SystemUserId};

/// What Altinn calls the external ids: they name one request of each kind, and one system user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExternalIds {
    pub external_ref: ExternalRef,
    pub system: SystemId,
    pub party: OrgNumber,
}

/// Ways to find rows that do not go by key. Built from the tables, and kept up by the rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    pub person_by_number: HashMap<String, String>,
    pub organisation_by_uuid: HashMap<Uuid, OrgNumber>,
    subunits: HashMap<OrgNumber, Vec<OrgNumber>>,
    pub connections_of: HashMap<String, Vec<String>>,
    /// Places of the relations to a provider's clients, in order.
    pub client_relations_of: HashMap<OrgNumber, BTreeSet<u64>>,
    /// Places of what is delegated to an agent system user, in order.
    pub client_delegations_of: HashMap<SystemUserId, BTreeSet<u64>>,
    /// By Maskinporten client id: the live system that lists it.
    pub system_by_client: HashMap<String, SystemId>,
    clients_of_system: HashMap<SystemId, Vec<String>>,
    pub request_by_external_ids: HashMap<(RequestKind, ExternalIds), RequestId>,
    /// A system's requests by id, as Altinn pages them: a page that begins with a request which is gone begins with the next.
    pub requests_of_system: HashMap<SystemId, BTreeSet<RequestId>>,
    /// Places of the requests to a customer, in order.
    pub requests_to: HashMap<OrgNumber, BTreeSet<u64>>,
    pub change_requests_of_system: HashMap<SystemId, BTreeSet<RequestId>>,
    pub change_requests_of_user: HashMap<SystemUserId, BTreeSet<u64>>,
    pub system_user_by_external_ids: HashMap<ExternalIds, SystemUserId>,
    pub system_users_of_system: HashMap<SystemId, BTreeSet<u64>>,
    pub system_users_of: HashMap<OrgNumber, BTreeSet<u64>>,
}

impl Index {
    pub fn organisation(&mut self, organisation: &Organisation) {
        let number = organisation.number.clone();
        self.organisation_by_uuid
            .insert(organisation.uuid(), number.clone());
        if let Some(parent) = &organisation.parent {
            let subunits = self.subunits.entry(parent.clone()).or_default();
            if !subunits.contains(&number) {
                subunits.push(number);
            }
        }
    }

    pub fn forget_organisation(&mut self, organisation: &Organisation) {
        let parent = organisation.parent.as_ref();
        if let Some(subunits) = parent.and_then(|parent| self.subunits.get_mut(parent)) {
            subunits.retain(|number| *number != organisation.number);
        }
    }

    pub fn subunits_of(&self, number: &OrgNumber) -> impl Iterator<Item = &OrgNumber> {
        self.subunits.get(number).into_iter().flatten()
    }

    pub fn person(&mut self, person: &Person) {
        let number = person.personal_number.as_str().to_owned();
        self.person_by_number.insert(number, person.key.clone());
    }

    pub fn forget_person(&mut self, person: &Person) {
        let number = person.personal_number.as_str();
        if self.person_by_number.get(number) == Some(&person.key) {
            self.person_by_number.remove(number);
        }
    }

    pub fn connection(&mut self, connection: &Connection) {
        let connections = self
            .connections_of
            .entry(connection.person.clone())
            .or_default();
        let key = connection.key();
        if !connections.contains(&key) {
            connections.push(key);
        }
    }

    pub fn client_relation(&mut self, relation: &ClientRelation, place: u64) {
        let of_provider = self.client_relations_of.entry(relation.provider.clone());
        of_provider.or_default().insert(place);
    }

    pub fn forget_client_relation(&mut self, relation: &ClientRelation, place: u64) {
        remove(&mut self.client_relations_of, &relation.provider, &place);
    }

    pub fn client_delegation(&mut self, delegation: &ClientDelegation, place: u64) {
        let of_agent = self.client_delegations_of.entry(delegation.agent);
        of_agent.or_default().insert(place);
    }

    pub fn forget_client_delegation(&mut self, delegation: &ClientDelegation, place: u64) {
        remove(&mut self.client_delegations_of, &delegation.agent, &place);
    }

    pub fn system(&mut self, system: &System) {
        let before = self.clients_of_system.remove(system.id());
        for client in before.into_iter().flatten() {
            self.system_by_client.remove(&client);
        }
        if !system.is_deleted() {
            for client in &system.registered.client_id {
                self.system_by_client
                    .insert(client.clone(), system.id().clone());
            }
            let clients = system.registered.client_id.clone();
            self.clients_of_system.insert(system.id().clone(), clients);
        }
    }

    pub fn request(&mut self, request: &Request, place: u64) {
        let key = (request.kind, request.external_ids());
        self.request_by_external_ids.insert(key, request.id);
        let of_system = self.requests_of_system.entry(request.system_id.clone());
        of_system.or_default().insert(request.id);
        let to_party = self.requests_to.entry(request.party_org_no.clone());
        to_party.or_default().insert(place);
    }

    pub fn forget_request(&mut self, request: &Request, place: u64) {
        let key = (request.kind, request.external_ids());
        if self.request_by_external_ids.get(&key) == Some(&request.id) {
            self.request_by_external_ids.remove(&key);
        }
        remove(
            &mut self.requests_of_system,
            &request.system_id,
            &request.id,
        );
        remove(&mut self.requests_to, &request.party_org_no, &place);
    }

    pub fn change_request(&mut self, change: &ChangeRequest, place: u64) {
        let of_system = self
            .change_requests_of_system
            .entry(change.system_id.clone());
        of_system.or_default().insert(change.id);
        let of_user = self.change_requests_of_user.entry(change.system_user);
        of_user.or_default().insert(place);
    }

    pub fn forget_change_request(&mut self, change: &ChangeRequest, place: u64) {
        remove(
            &mut self.change_requests_of_system,
            &change.system_id,
            &change.id,
        );
        remove(
            &mut self.change_requests_of_user,
            &change.system_user,
            &place,
        );
    }

    pub fn system_user(&mut self, user: &StoredSystemUser, place: u64) {
        self.system_user_by_external_ids
            .insert(user.external_ids(), user.id);
        let of_system = self.system_users_of_system.entry(user.system_id.clone());
        of_system.or_default().insert(place);
        let of_party = self.system_users_of.entry(user.owner.clone());
        of_party.or_default().insert(place);
    }

    pub fn forget_system_user(&mut self, user: &StoredSystemUser, place: u64) {
        self.system_user_by_external_ids
            .remove(&user.external_ids());
        remove(&mut self.system_users_of_system, &user.system_id, &place);
        remove(&mut self.system_users_of, &user.owner, &place);
    }
}

fn remove<K: Eq + Hash, V: Ord>(sets: &mut HashMap<K, BTreeSet<V>>, key: &K, value: &V) {
    if let Some(set) = sets.get_mut(key) {
        set.remove(value);
    }
}
