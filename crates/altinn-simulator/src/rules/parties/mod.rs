mod connection;
mod party;

use std::collections::{BTreeSet, HashMap, HashSet};

use altinn_types::{AccessPackage, AuthorizedParty, OrgNumber, PartyType};
use uuid::Uuid;

use connection::connection_key;
pub use connection::{Connection, Held, Lack, role};
pub use party::{Organisation, Person};

use super::{
    Altinn, Saved, Table, catalogue::roles::authorized_codes, rule_violation::RuleViolation,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// The person is an access manager, and can approve or reject the request. The approval still fails if the person
    /// cannot delegate all access in the request.
    Approve,
    /// The person has a connection to the organisation but is not an access manager. This person can only forward the
    /// request to an access manager.
    Escalate,
}

/// The persons and organisations that the simulator knows, and the connections between them.
#[derive(Clone, Debug)]
pub struct Parties {
    /// The persons, by [`Person::key`].
    pub(crate) persons: Table<String, Person>,
    pub(crate) organisations: Table<OrgNumber, Organisation>,
    pub(crate) connections: Table<String, Connection>,
    person_by_number: HashMap<String, String>,
    organisation_by_uuid: HashMap<Uuid, OrgNumber>,
    subunits: HashMap<OrgNumber, Vec<OrgNumber>>,
    /// Finds the connections of a person. The values are keys of [`Parties::connections`].
    connections_of: HashMap<String, Vec<String>>,
}

impl Default for Parties {
    fn default() -> Self {
        Self {
            persons: Table::new("person"),
            organisations: Table::new("organisation"),
            connections: Table::new("connection"),
            person_by_number: HashMap::new(),
            organisation_by_uuid: HashMap::new(),
            subunits: HashMap::new(),
            connections_of: HashMap::new(),
        }
    }
}

impl Parties {
    /// Inserts an organisation, or replaces the organisation with the same number.
    pub fn put_organisation(&mut self, organisation: Organisation) {
        let number = organisation.number.clone();
        if self.organisations.get(&number) == Some(&organisation) {
            return;
        }
        let before = self.organisations.get(&number);
        if let Some(parent) = before.and_then(|before| before.parent.as_ref())
            && let Some(subunits) = self.subunits.get_mut(parent)
        {
            subunits.retain(|subunit| *subunit != number);
        }
        self.index_organisation(&organisation);
        self.organisations.insert(number, organisation);
    }

    /// Inserts a person, or replaces the person with the same key.
    pub fn put_person(&mut self, person: Person) {
        let before = self.persons.get(&person.key);
        if before == Some(&person) {
            return;
        }
        if let Some(before) = before {
            let number = before.personal_number.as_str();
            if self.person_by_number.get(number) == Some(&before.key) {
                self.person_by_number.remove(number);
            }
        }
        self.index_person(&person);
        self.persons.insert(person.key.clone(), person);
    }

    /// Inserts a connection, or replaces the connection between the same person and organisation.
    pub fn connect(&mut self, connection: Connection) {
        let key = connection.key();
        if self.connections.get(&key) != Some(&connection) {
            self.index_connection(&connection);
            self.connections.insert(key, connection);
        }
    }

    /// Removes the connection between a person and an organisation. Returns `None` if there was no connection.
    pub fn disconnect(&mut self, person: &str, organisation: &OrgNumber) -> Option<()> {
        let key = connection_key(person, organisation);
        self.connections.remove(&key)?;
        if let Some(keys) = self.connections_of.get_mut(person) {
            keys.retain(|known| *known != key);
        }
        Some(())
    }

    /// Removes the persons and organisations of a sandbox with all their connections. A subunit of a removed organisation
    /// stays without a parent, if it belongs to another sandbox. The caller must also remove their requests, their system
    /// users and their other data.
    pub(crate) fn remove_all(&mut self, persons: &HashSet<String>, numbers: &HashSet<OrgNumber>) {
        let gone = |connection: &&Connection| {
            persons.contains(&connection.person) || numbers.contains(&connection.organisation)
        };
        let connections = self.connections.values().filter(gone);
        let connections: Vec<_> = connections
            .map(|row| (row.key(), row.person.clone()))
            .collect();
        for (key, person) in connections {
            self.connections.remove(&key);
            if let Some(keys) = self.connections_of.get_mut(&person) {
                keys.retain(|known| *known != key);
            }
        }
        for key in persons {
            self.connections_of.remove(key);
            if let Some(person) = self.persons.remove(key) {
                self.person_by_number
                    .remove(person.personal_number.as_str());
            }
        }
        for number in numbers {
            for subunit in self.subunits.remove(number).unwrap_or_default() {
                // The control API can add a subunit in another sandbox. The subunit stays, but without its parent.
                if let Some(subunit) = self.organisations.get_mut(&subunit) {
                    subunit.parent = None;
                }
            }
            let Some(organisation) = self.organisations.remove(number) else {
                continue;
            };
            self.organisation_by_uuid.remove(&organisation.uuid());
            if let Some(subunits) = organisation
                .parent
                .and_then(|parent| self.subunits.get_mut(&parent))
            {
                subunits.retain(|subunit| subunit != number);
            }
        }
    }

    pub fn persons(&self) -> impl DoubleEndedIterator<Item = &Person> {
        self.persons.values()
    }

    #[must_use]
    pub fn person(&self, key: &str) -> Option<&Person> {
        self.persons.get(&key.to_owned())
    }

    #[must_use]
    pub fn person_by_number(&self, number: &str) -> Option<&Person> {
        self.person(self.person_by_number.get(number)?)
    }

    /// Returns all organisations, including those that are wound up.
    pub fn organisations(&self) -> impl DoubleEndedIterator<Item = &Organisation> {
        self.organisations.values()
    }

    /// Returns the organisation with this number, or `None` if the organisation is unknown or wound up.
    #[must_use]
    pub fn organisation(&self, number: &OrgNumber) -> Option<&Organisation> {
        let organisation = self.organisations.get(number);
        organisation.filter(|organisation| !organisation.is_deleted)
    }

    /// Whether the entity register has an organisation with this number, even one that is wound up.
    #[must_use]
    pub fn has_organisation(&self, number: &OrgNumber) -> bool {
        self.organisations.contains(number)
    }

    #[must_use]
    pub fn organisation_by_uuid(&self, uuid: &Uuid) -> Option<&Organisation> {
        self.organisation(self.number_by_uuid(uuid)?)
    }

    /// Returns the number of the organisation with this UUID. The organisation is possibly wound up.
    pub(crate) fn number_by_uuid(&self, uuid: &Uuid) -> Option<&OrgNumber> {
        self.organisation_by_uuid.get(uuid)
    }

    #[must_use]
    pub fn organisation_by_party_id(&self, party_id: i64) -> Option<&Organisation> {
        self.organisation(self.number_of_party(party_id)?)
    }

    /// Returns the number of the organisation with this party id. The organisation is possibly wound up.
    #[must_use]
    pub fn number_of_party(&self, party_id: i64) -> Option<&OrgNumber> {
        let number = (0..10).find_map(|check| format!("{party_id}{check}").parse().ok())?;
        let organisation = self.organisations.get(&number)?;
        Some(&organisation.number)
    }

    /// Whether the organisation `number` is `other` itself, or a direct or indirect subunit of `other`.
    #[must_use]
    pub fn is_below(&self, number: &OrgNumber, other: &OrgNumber) -> bool {
        self.with_parents(number).any(|above| above == other)
    }

    /// Returns the organisation itself, then its parent, and so on up to the main unit.
    pub(crate) fn with_parents<'a>(
        &'a self,
        number: &'a OrgNumber,
    ) -> impl Iterator<Item = &'a OrgNumber> {
        let parent = |number: &&OrgNumber| self.organisations.get(*number)?.parent.as_ref();
        // In an imported document, the parents of organisations can form a circle, so the number of steps is limited.
        std::iter::successors(Some(number), parent).take(self.organisations.len() + 1)
    }

    pub fn organisations_of(
        &self,
        person: &str,
    ) -> impl Iterator<Item = (&Organisation, &Connection)> {
        let keys = self.connections_of.get(person);
        keys.into_iter().flatten().filter_map(|key| {
            let connection = self.connections.get(key)?;
            let organisation = self.organisations.get(&connection.organisation)?;
            Some((organisation, connection))
        })
    }

    /// Returns the connections that give the person access to the organisation: the connection to the organisation
    /// itself, and then the connections to its parents. In Altinn, the access to a main unit also counts for its
    /// subunits (contract/idporten.md §8).
    pub fn connections<'a>(
        &'a self,
        person: &str,
        organisation: &'a OrgNumber,
    ) -> impl Iterator<Item = &'a Connection> {
        self.with_parents(organisation)
            .filter_map(move |number| self.connections.get(&connection_key(person, number)))
    }

    /// Whether the person has a connection to the organisation or to one of its parents.
    #[must_use]
    pub fn is_connected(&self, person: &str, organisation: &OrgNumber) -> bool {
        self.connections(person, organisation).next().is_some()
    }

    /// Returns the organisations that the person can represent, each of them once: the organisations of the person's
    /// connections, each followed by its subunits.
    #[must_use]
    pub fn represented_by(&self, person: &str) -> Vec<&Organisation> {
        let mut seen = HashSet::new();
        let mut represented = Vec::new();
        for (organisation, _) in self.organisations_of(person) {
            self.add_with_subunits(organisation, &mut seen, &mut represented);
        }
        represented
    }

    fn add_with_subunits<'a>(
        &'a self,
        organisation: &'a Organisation,
        seen: &mut HashSet<&'a OrgNumber>,
        found: &mut Vec<&'a Organisation>,
    ) {
        if !seen.insert(&organisation.number) {
            return;
        }
        found.push(organisation);
        for subunit in self.subunits_of(&organisation.number) {
            self.add_with_subunits(subunit, seen, found);
        }
    }

    fn subunits_of(&self, number: &OrgNumber) -> impl Iterator<Item = &Organisation> {
        let numbers = self.subunits.get(number).into_iter().flatten();
        numbers.filter_map(|number| self.organisations.get(number))
    }

    /// Returns what the person may do with requests to the organisation.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NotAccessManager`] if the person has no connection to the organisation.
    pub fn power(&self, person: &str, organisation: &OrgNumber) -> Result<Power, RuleViolation> {
        let mut connections = self.connections(person, organisation).peekable();
        if connections.peek().is_none() {
            return Err(RuleViolation::NotAccessManager);
        }
        if connections.any(Connection::manages_access) {
            Ok(Power::Approve)
        } else {
            Ok(Power::Escalate)
        }
    }

    #[must_use]
    pub fn may_approve(&self, person: &str, organisation: &OrgNumber) -> bool {
        self.power(person, organisation) == Ok(Power::Approve)
    }

    #[must_use]
    pub fn administers_clients(&self, person: &str, provider: &OrgNumber) -> bool {
        self.connections(person, provider)
            .any(Connection::administers_clients)
    }

    /// Returns Altinn's list of authorised parties: the organisations in `direct`, their subunits, and the parents that
    /// lead to them. Each organisation is in the list once, and a subunit is below its parent.
    ///
    /// `access` returns the access to an organisation, including the access through its parents. If the result is
    /// `None`, the list contains the organisation only because of its subunits.
    pub(crate) fn authorized_tree<'a>(
        &'a self,
        direct: impl Iterator<Item = &'a OrgNumber>,
        access: &dyn Fn(&OrgNumber) -> Option<Access>,
    ) -> Vec<AuthorizedParty> {
        let mut seen = HashSet::new();
        let mut tree = Vec::new();
        for number in direct {
            let known = |number: &&OrgNumber| self.organisations.contains(number);
            let Some(top) = self.with_parents(number).take_while(known).last() else {
                continue;
            };
            tree.extend(self.authorized_branch(top, access, &mut seen));
        }
        tree
    }

    /// Returns one organisation with its subunits. Returns `None` if there is no access to any of them, or if `seen`
    /// already contains the organisation.
    fn authorized_branch<'a>(
        &'a self,
        number: &'a OrgNumber,
        access: &dyn Fn(&OrgNumber) -> Option<Access>,
        seen: &mut HashSet<&'a OrgNumber>,
    ) -> Option<AuthorizedParty> {
        let organisation = self.organisations.get(number)?;
        if !seen.insert(number) {
            return None;
        }
        let subunits: Vec<AuthorizedParty> = self
            .subunits_of(number)
            .filter_map(|subunit| self.authorized_branch(&subunit.number, access, seen))
            .collect();
        let own = access(number);
        if own.is_none() && subunits.is_empty() {
            return None;
        }
        let only_hierarchy_element_with_no_access = own.is_none();
        let own = own.unwrap_or_default();
        Some(AuthorizedParty {
            party_uuid: organisation.uuid(),
            name: organisation.name.clone(),
            organization_number: Some(organisation.number.clone()),
            parent_id: None,
            person_id: None,
            date_of_birth: None,
            party_id: organisation.party_id(),
            email_id: None,
            party_type: PartyType::Organization,
            unit_type: Some(organisation.unit_type.clone()),
            is_deleted: organisation.is_deleted,
            only_hierarchy_element_with_no_access,
            authorized_access_packages: own.packages,
            authorized_roles: own.roles,
            authorized_resources: own.resources,
            authorized_instances: Vec::new(),
            subunits,
        })
    }

    pub(crate) fn tables(&mut self) -> Vec<&mut dyn Saved> {
        vec![
            &mut self.persons,
            &mut self.organisations,
            &mut self.connections,
        ]
    }

    pub(crate) fn rebuild_index(&mut self) {
        self.person_by_number.clear();
        self.organisation_by_uuid.clear();
        self.subunits.clear();
        self.connections_of.clear();
        for organisation in self.organisations.values().cloned().collect::<Vec<_>>() {
            self.index_organisation(&organisation);
        }
        for person in self.persons.values().cloned().collect::<Vec<_>>() {
            self.index_person(&person);
        }
        for connection in self.connections.values().cloned().collect::<Vec<_>>() {
            self.index_connection(&connection);
        }
    }

    fn index_organisation(&mut self, organisation: &Organisation) {
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

    fn index_person(&mut self, person: &Person) {
        let number = person.personal_number.as_str().to_owned();
        self.person_by_number.insert(number, person.key.clone());
    }

    fn index_connection(&mut self, connection: &Connection) {
        let key = connection.key();
        let connections = self.connections_of.entry(connection.person.clone());
        let connections = connections.or_default();
        if !connections.contains(&key) {
            connections.push(key);
        }
    }
}

/// The access to an organisation, in the form of Altinn's list of authorised parties. Each list is sorted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    pub roles: Vec<String>,
    pub packages: Vec<String>,
    pub resources: Vec<String>,
}

/// Returns the codes of these packages as in the list of authorised parties: sorted, and each code once.
pub(crate) fn package_codes<'a>(urns: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let code = |urn: &'a str| urn.strip_prefix(AccessPackage::PREFIX).unwrap_or(urn);
    let codes: BTreeSet<&str> = urns.into_iter().map(code).collect();
    codes.into_iter().map(str::to_owned).collect()
}

impl Altinn {
    /// Returns the URNs of the packages that a person holds in an organisation through `connection`, in the order of
    /// the catalogue.
    #[must_use]
    pub fn packages_held(&self, connection: &Connection) -> Vec<String> {
        let packages = self.catalogue.packages();
        packages
            .filter(|package| connection.holds(package))
            .map(|package| package.urn.clone())
            .collect()
    }

    /// Returns the parties that a person may act for: first the person, and then the organisations with their subunits.
    /// The roles and packages of a subunit are its own and those of its parent.
    #[must_use]
    pub fn authorized_parties(&self, person: &Person) -> Vec<AuthorizedParty> {
        let themselves = AuthorizedParty {
            party_uuid: person.uuid,
            name: person.name.clone(),
            organization_number: None,
            parent_id: None,
            person_id: Some(person.personal_number.as_str().to_owned()),
            date_of_birth: person
                .personal_number
                .date_of_birth()
                .map(|date| date.to_string()),
            party_id: person.party_id,
            email_id: None,
            party_type: PartyType::Person,
            unit_type: None,
            is_deleted: false,
            only_hierarchy_element_with_no_access: false,
            authorized_access_packages: Vec::new(),
            authorized_roles: authorized_codes(["privatperson"]),
            authorized_resources: Vec::new(),
            authorized_instances: Vec::new(),
            subunits: Vec::new(),
        };
        let access = |number: &OrgNumber| {
            let connections: Vec<_> = self.parties.connections(&person.key, number).collect();
            if connections.is_empty() {
                return None;
            }
            let held = connections.iter().map(|it| self.packages_held(it));
            let held: Vec<String> = held.flatten().collect();
            let roles = connections.iter().flat_map(|it| &it.roles);
            Some(Access {
                roles: authorized_codes(roles.map(|urn| role::code(urn))),
                packages: package_codes(held.iter().map(String::as_str)),
                resources: Vec::new(),
            })
        };
        let direct = self.parties.organisations_of(&person.key);
        let direct = direct.map(|(organisation, _)| &organisation.number);
        let organisations = self.parties.authorized_tree(direct, &access);
        std::iter::once(themselves).chain(organisations).collect()
    }
}
