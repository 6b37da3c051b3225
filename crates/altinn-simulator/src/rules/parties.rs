use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use altinn_types::{AccessPackage, AuthorizedParty, LocalizedText, OrgNumber, PartyType};

use super::named_persons::{self, PersonalNumber};
use super::{Altinn, catalogue::Package, delegation::Reason};

/// The roles that a person has in an organisation, as authorised parties names them.
pub mod role {
    /// Daglig leder.
    pub const GENERAL_MANAGER: &str = "urn:altinn:role:daglig-leder";
    /// Innehaver.
    pub const PROPRIETOR: &str = "urn:altinn:role:innehaver";
    /// Styrets leder.
    pub const CHAIR: &str = "urn:altinn:role:styreleder";
    /// Tilgangsstyrer.
    pub const ACCESS_MANAGER: &str = "urn:altinn:role:tilgangsstyrer";
    /// Hovedadministrator.
    pub const MAIN_ADMINISTRATOR: &str = "urn:altinn:role:hovedadministrator";
    /// Klientadministrator.
    pub const CLIENT_ADMINISTRATOR: &str = "urn:altinn:role:klientadministrator";
    /// Rettighetshaver: has been given something, and manages nothing.
    pub const RIGHT_HOLDER: &str = "urn:altinn:role:rettighetshaver";

    /// Those to whom the entity register gives everything in the organisation.
    pub const KEY_ROLES: [&str; 3] = [GENERAL_MANAGER, PROPRIETOR, CHAIR];

    /// The packages for managing access that come with a role that is none of those.
    #[must_use]
    pub fn packages(role: &str) -> &'static [&'static str] {
        match role {
            ACCESS_MANAGER => &["tilgangsstyring"],
            CLIENT_ADMINISTRATOR => &["klientadministrator"],
            MAIN_ADMINISTRATOR => &[
                "tilgangsstyring",
                "hovedadministrator",
                "klientadministrator",
            ],
            _ => &[],
        }
    }
}

/// A synthetic person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What the person is called in URLs, forms and tests, such as `kari`.
    pub key: String,
    pub personal_number: PersonalNumber,
    pub name: String,
    /// One line in each language: what happens to a user who logs in as this person. Older saved rows and documents
    /// call this member `story`.
    #[serde(alias = "story")]
    pub description: LocalizedText,
    pub uuid: Uuid,
    pub party_id: i64,
    /// One of those that every world starts with.
    pub built_in: bool,
}

impl Person {
    #[must_use]
    pub fn new(key: &str, personal_number: PersonalNumber, name: &str) -> Self {
        Self {
            key: key.to_owned(),
            personal_number,
            name: name.to_owned(),
            description: LocalizedText {
                nb: String::new(),
                nn: String::new(),
                en: String::new(),
            },
            uuid: uuid_of("person", key),
            party_id: 60_000_000 + i64::from(short_hash("person", key) % 9_999_999),
            built_in: false,
        }
    }

    /// `urn:altinn:userid` in Altinn's tokens.
    #[must_use]
    pub fn user_id(&self) -> i64 {
        self.party_id - 40_000_000
    }
}

/// An organisation in the entity register (*Enhetsregisteret*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub number: OrgNumber,
    pub name: String,
    /// Organisasjonsform: `AS`, `ENK`, `BEDR` …
    pub unit_type: String,
    /// The organisation that this one is a subunit of.
    pub parent: Option<OrgNumber>,
    pub is_deleted: bool,
}

impl Organisation {
    #[must_use]
    pub fn new(number: OrgNumber, name: &str, unit_type: &str) -> Self {
        Self {
            number,
            name: name.to_owned(),
            unit_type: unit_type.to_owned(),
            parent: None,
            is_deleted: false,
        }
    }

    #[must_use]
    pub fn uuid(&self) -> Uuid {
        uuid_of("organisation", self.number.as_str())
    }

    /// The eight digits before the check digit: no two organisations share them.
    #[must_use]
    pub fn party_id(&self) -> i64 {
        self.number.as_str()[..8].parse().unwrap_or_default()
    }
}

/// What one person is and may in one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// [`Person::key`].
    pub person: String,
    pub organisation: OrgNumber,
    pub roles: Vec<String>,
    /// What the person holds beside what the roles bring, and may pass on.
    pub packages: Held,
    /// What the person may not pass on although roles and packages say so, and why.
    pub lacks: Vec<Lack>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Held {
    These(Vec<String>),
    /// Of the ordinary ones: whoever holds "all but payroll" is not made an access manager by that. The
    /// packages for managing access come with a role, or are named.
    AllBut(Vec<String>),
}

/// One thing that cannot be delegated by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lack {
    /// A resource's id, or an access package's URN.
    pub id: String,
    pub reason: Reason,
}

impl Connection {
    #[must_use]
    pub fn of(person: &str, organisation: OrgNumber) -> Self {
        Self {
            person: person.to_owned(),
            organisation,
            roles: Vec::new(),
            packages: Held::These(Vec::new()),
            lacks: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_role(mut self, role: &str) -> Self {
        self.roles.push(role.to_owned());
        self
    }

    #[must_use]
    pub fn with_package(mut self, name: &str) -> Self {
        let urn = AccessPackage::named(name).urn;
        match &mut self.packages {
            Held::These(urns) => urns.push(urn),
            Held::AllBut(urns) => urns.retain(|lacking| *lacking != urn),
        }
        self
    }

    #[must_use]
    pub fn with_all_packages_but(mut self, names: &[&str]) -> Self {
        let urns = names.iter().map(|name| AccessPackage::named(name).urn);
        self.packages = Held::AllBut(urns.collect());
        self
    }

    pub(crate) fn key(&self) -> String {
        connection_key(&self.person, &self.organisation)
    }

    fn has_key_role(&self) -> bool {
        let key_roles = role::KEY_ROLES;
        self.roles
            .iter()
            .any(|role| key_roles.contains(&role.as_str()))
    }

    /// Whether the person holds the package in this organisation, by role or by delegation.
    ///
    /// Packages for clients are held by nobody in the client's own organisation: they are what an
    /// accountant or an auditor holds in it.
    #[must_use]
    pub fn holds(&self, package: &Package) -> bool {
        if package.administers_access() {
            return self.administers_by(&package.urn);
        }
        let delegated = match &self.packages {
            Held::These(urns) => urns.contains(&package.urn),
            Held::AllBut(urns) => !urns.contains(&package.urn),
        };
        package.is_assignable && (self.has_key_role() || delegated)
    }

    /// Access manager (*tilgangsstyrer*): "write" on `altinn_access_management` for the party.
    #[must_use]
    pub fn manages_access(&self) -> bool {
        self.administers("tilgangsstyring") || self.administers("hovedadministrator")
    }

    /// Client administrator (*klientadministrator*): "write" on `altinn_client_administration` for the party.
    /// The resource's policy names the main administrator too.
    #[must_use]
    pub fn administers_clients(&self) -> bool {
        self.administers("klientadministrator") || self.administers("hovedadministrator")
    }

    fn administers(&self, name: &str) -> bool {
        self.administers_by(&AccessPackage::named(name).urn)
    }

    /// Whether the person holds a package for managing access: by role, or delegated by its name.
    fn administers_by(&self, urn: &str) -> bool {
        let mut by_role = self.roles.iter().flat_map(|role| role::packages(role));
        self.has_key_role()
            || by_role.any(|name| AccessPackage::named(name).urn == urn)
            || matches!(&self.packages, Held::These(urns) if urns.iter().any(|held| held == urn))
    }
}

impl Altinn {
    pub fn put_organisation(&mut self, organisation: Organisation) {
        if self.organisations.get(&organisation.number) != Some(&organisation) {
            let number = organisation.number.clone();
            if let Some(before) = self.organisations.get(&number) {
                self.index.forget_organisation(before);
            }
            self.index.organisation(&organisation);
            self.organisations.insert(number, organisation);
        }
    }

    pub fn put_person(&mut self, person: Person) {
        if self.persons.get(&person.key) != Some(&person) {
            if let Some(before) = self.persons.get(&person.key) {
                self.index.forget_person(before);
            }
            self.index.person(&person);
            self.persons.insert(person.key.clone(), person);
        }
    }

    /// Whether an organisation is another's subunit, at whatever depth, or the other itself.
    #[must_use]
    pub fn is_below(&self, number: &OrgNumber, other: &OrgNumber) -> bool {
        let parent = |number: &&OrgNumber| self.organisations.get(*number)?.parent.as_ref();
        // No more steps than there are organisations: in a document they may go round.
        std::iter::successors(Some(number), parent)
            .take(self.organisations.len() + 1)
            .any(|above| above == other)
    }

    /// Ties a person to an organisation, or changes the tie.
    pub fn connect(&mut self, connection: Connection) {
        let key = connection.key();
        if self.connections.get(&key) != Some(&connection) {
            self.index.connection(&connection);
            self.connections.insert(key, connection);
        }
    }

    /// In the order in which they came: the built-in ones first.
    pub fn persons(&self) -> impl DoubleEndedIterator<Item = &Person> {
        self.persons.values()
    }

    #[must_use]
    pub fn person(&self, key: &str) -> Option<&Person> {
        self.persons.get(&key.to_owned())
    }

    #[must_use]
    pub fn person_by_number(&self, number: &str) -> Option<&Person> {
        self.person(self.index.person_by_number.get(number)?)
    }

    pub fn organisations(&self) -> impl DoubleEndedIterator<Item = &Organisation> {
        self.organisations.values()
    }

    /// An organisation that the entity register knows and that has not been wound up.
    #[must_use]
    pub fn organisation(&self, number: &OrgNumber) -> Option<&Organisation> {
        self.organisations
            .get(number)
            .filter(|organisation| !organisation.is_deleted)
    }

    #[must_use]
    pub fn organisation_by_uuid(&self, uuid: &Uuid) -> Option<&Organisation> {
        self.organisation(self.index.organisation_by_uuid.get(uuid)?)
    }

    #[must_use]
    pub fn organisation_by_party_id(&self, party_id: i64) -> Option<&Organisation> {
        self.organisation(self.number_of_party(party_id)?)
    }

    /// The number of an organisation that the entity register knows, though it may have been wound up.
    #[must_use]
    pub fn number_of_party(&self, party_id: i64) -> Option<&OrgNumber> {
        let number = (0..10).find_map(|check| format!("{party_id}{check}").parse().ok())?;
        let organisation = self.organisations.get(&number)?;
        Some(&organisation.number)
    }

    /// The organisations that a person has anything to do with, and what.
    pub fn organisations_of(
        &self,
        person: &str,
    ) -> impl Iterator<Item = (&Organisation, &Connection)> {
        let keys = self.index.connections_of.get(person);
        keys.into_iter().flatten().filter_map(|key| {
            let connection = self.connections.get(key)?;
            Some((
                self.organisations.get(&connection.organisation)?,
                connection,
            ))
        })
    }

    /// What a person is in an organisation, if anything at all.
    #[must_use]
    pub fn connection(&self, person: &str, organisation: &OrgNumber) -> Option<&Connection> {
        self.connections.get(&connection_key(person, organisation))
    }

    /// The URNs of the packages that a connection gives, in the catalogue's order.
    #[must_use]
    pub fn packages_held(&self, connection: &Connection) -> Vec<String> {
        self.packages()
            .filter(|package| connection.holds(package))
            .map(|package| package.urn.clone())
            .collect()
    }

    /// Everyone that a person may act for: the person first, then the organisations with their subunits.
    #[must_use]
    pub fn authorized_parties(&self, person: &Person) -> Vec<AuthorizedParty> {
        let themselves = AuthorizedParty {
            party_uuid: person.uuid,
            name: person.name.clone(),
            organization_number: None,
            parent_id: None,
            party_id: person.party_id,
            party_type: PartyType::Person,
            unit_type: None,
            is_deleted: false,
            only_hierarchy_element_with_no_access: false,
            authorized_access_packages: Vec::new(),
            authorized_roles: vec!["urn:altinn:role:privatperson".to_owned()],
            authorized_resources: Vec::new(),
            authorized_instances: Vec::new(),
            subunits: Vec::new(),
        };
        let organisations = self
            .organisations_of(&person.key)
            .map(|(organisation, connection)| {
                self.as_authorized(
                    organisation,
                    &connection.roles,
                    &self.packages_held(connection),
                )
            });
        std::iter::once(themselves).chain(organisations).collect()
    }

    /// An organisation as an authorised party. What is held in it is held in its subunits too.
    pub(crate) fn as_authorized(
        &self,
        organisation: &Organisation,
        roles: &[String],
        packages: &[String],
    ) -> AuthorizedParty {
        let parent = organisation.parent.as_ref();
        let subunits = self.index.subunits_of(&organisation.number);
        AuthorizedParty {
            party_uuid: organisation.uuid(),
            name: organisation.name.clone(),
            organization_number: Some(organisation.number.clone()),
            parent_id: parent
                .and_then(|number| self.organisations.get(number))
                .map(Organisation::uuid),
            party_id: organisation.party_id(),
            party_type: PartyType::Organization,
            unit_type: Some(organisation.unit_type.clone()),
            is_deleted: organisation.is_deleted,
            only_hierarchy_element_with_no_access: false,
            authorized_access_packages: packages.to_vec(),
            authorized_roles: roles.to_vec(),
            authorized_resources: Vec::new(),
            authorized_instances: Vec::new(),
            subunits: subunits
                .filter_map(|number| self.organisations.get(number))
                .map(|subunit| self.as_authorized(subunit, roles, packages))
                .collect(),
        }
    }

    /// Whether a party is authorised for a resource, by itself or in a package.
    #[must_use]
    pub fn has_resource(&self, party: &AuthorizedParty, id: &str) -> bool {
        let packages = party.authorized_access_packages.iter();
        let mut packages = packages.filter_map(|urn| self.package(urn));
        let is_it = |known: &String| known == id;
        party.authorized_resources.iter().any(is_it)
            || packages.any(|package| package.resources.iter().any(is_it))
    }

    /// A synthetic personal number that nobody has.
    pub fn unused_personal_number(&mut self) -> PersonalNumber {
        loop {
            let counters = self.counters_mut();
            let (number, next) = named_persons::personal_number_from(counters.next_personal_number);
            counters.next_personal_number = next;
            if self.person_by_number(number.as_str()).is_none() {
                return number;
            }
        }
    }

    /// Makes a person that nobody knows yet.
    pub fn make_person(&mut self) -> Person {
        let number = self.unused_personal_number();
        let counters = self.counters_mut();
        let made = counters.persons_made;
        counters.persons_made += 1;
        let person = Person::new(
            &format!("person-{}", made + 1),
            number,
            &named_persons::person_name(made),
        );
        self.put_person(person.clone());
        person
    }

    /// Makes an organisation that nobody has anything to do with yet.
    pub fn make_organisation(&mut self) -> Organisation {
        loop {
            let counters = self.counters_mut();
            let made = counters.organisations_made;
            let (number, next) = named_persons::org_number_from(counters.next_org_number);
            counters.organisations_made += 1;
            counters.next_org_number = next;
            if self.organisations.contains(&number) {
                continue;
            }
            let name = named_persons::organisation_name(&number, made);
            let organisation = Organisation::new(number, &name, "AS");
            self.put_organisation(organisation.clone());
            return organisation;
        }
    }
}

fn connection_key(person: &str, organisation: &impl fmt::Display) -> String {
    format!("{person} {organisation}")
}

/// The same id for the same name in every world, so that a person keeps it after a fresh start.
pub(crate) fn uuid_of(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("{kind}:{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn short_hash(kind: &str, name: &str) -> u32 {
    let digest = Sha256::digest(format!("{kind}:{name}"));
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}
