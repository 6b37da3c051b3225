//! Copies the built-in persons and organisations into a new sandbox, and removes these copies when the sandbox is
//! removed.

use std::collections::{HashMap, HashSet};

use altinn_types::{OrgNumber, SystemUserId};

use crate::rules::{Altinn, ClientRelation, Connection, Organisation, Person, named_persons};

/// The party ids of the persons in sandboxes begin here, because persons outside sandboxes have party ids from
/// 60,000,000 to 69,999,999. An organisation's party id begins with 3.
const FIRST_PARTY_ID: i64 = 70_000_000;

pub(super) fn person_key(template: &str, sandbox: &str) -> String {
    format!("{template}-{sandbox}")
}

#[derive(Debug, Default)]
pub(super) struct Copies {
    pub(super) persons: Vec<String>,
    pub(super) organisations: Vec<OrgNumber>,
}

impl Altinn {
    /// Copies the built-in persons, their organisations, and the roles and client relations between them into a
    /// sandbox.
    pub(super) fn copy_named_parties(&mut self, sandbox: &str) -> Copies {
        let named = named_persons::named_parties();
        let mut copies = Copies::default();
        let mut numbers: HashMap<&OrgNumber, OrgNumber> = HashMap::new();
        for template in &named.organisations {
            let number = self.unused_org_number();
            numbers.insert(&template.number, number.clone());
            let parent = template.parent.as_ref();
            self.parties.put_organisation(Organisation {
                parent: parent.and_then(|parent| numbers.get(parent).cloned()),
                sandbox: Some(sandbox.to_owned()),
                template: Some(template.number.clone()),
                ..Organisation::new(number.clone(), &template.name, &template.unit_type)
            });
            copies.organisations.push(number);
        }
        for template in &named.persons {
            let key = person_key(&template.key, sandbox);
            let number = self.unused_personal_number();
            let place = self.settings.get().next_personal_number;
            self.parties.put_person(Person {
                description: template.description.clone(),
                party_id: FIRST_PARTY_ID + i64::try_from(place).unwrap_or_default(),
                built_in: true,
                sandbox: Some(sandbox.to_owned()),
                template: Some(template.key.clone()),
                ..Person::new(&key, number, &template.name)
            });
            copies.persons.push(key);
        }
        for template in &named.connections {
            let Some(organisation) = numbers.get(&template.organisation) else {
                continue;
            };
            self.parties.connect(Connection {
                person: person_key(&template.person, sandbox),
                organisation: organisation.clone(),
                ..template.clone()
            });
        }
        for template in &named.client_relations {
            let parties = (
                numbers.get(&template.client),
                numbers.get(&template.provider),
            );
            if let (Some(client), Some(provider)) = parties {
                self.put_client_relation(ClientRelation {
                    client: client.clone(),
                    provider: provider.clone(),
                    ..template.clone()
                });
            }
        }
        copies
    }

    /// Removes a sandbox with its persons, organisations, relations, requests and system users. The function keeps the
    /// organisations in `kept` and moves them to the shared sandbox. Such an organisation is a vendor, for example the
    /// owner of an OAuth client. Returns the keys of the removed persons. Returns `None` if the sandbox does not exist.
    ///
    /// The caller must end the log-ins of the removed persons.
    pub(crate) fn tear_down_sandbox(
        &mut self,
        id: &str,
        kept: &[OrgNumber],
    ) -> Option<HashSet<String>> {
        let sandbox = self.sandboxes.table.remove(&id.to_owned())?;
        let persons: HashSet<String> = sandbox.persons.into_iter().collect();
        let mut numbers: HashSet<OrgNumber> = sandbox.organisations.into_iter().collect();
        for number in &numbers {
            let users = self.system_users.of_owner(number);
            let users: Vec<SystemUserId> = users.map(|user| user.id).collect();
            for user in users {
                // Ignore the error, because the only possible error is that the system user does not exist.
                let _ = self.delete_system_user(user);
            }
            self.requests.remove_all_to(number);
        }
        self.client_delegations.remove_organisations(&numbers);
        for number in kept {
            if numbers.remove(number)
                && let Some(organisation) = self.parties.organisations.get(number).cloned()
            {
                self.parties.put_organisation(Organisation {
                    parent: None,
                    sandbox: None,
                    template: None,
                    ..organisation
                });
            }
        }
        self.parties.remove_all(&persons, &numbers);
        Some(persons)
    }
}
