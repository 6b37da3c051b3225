//! Creates a sandbox in a given state. The state says which request and which system user exist when the visitor enters
//! the sandbox. The simulator reaches each state by the same steps as a vendor and a customer, so all rules of Altinn
//! apply.

use altinn_types::{OrgNumber, RequestId, SystemId, SystemUserId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::{Display, VariantNames};
use uuid::Uuid;

use super::{Sandbox, Withdrawn};
use crate::rules::{
    Altinn, NewRequest, Organisation, Person, RequestKind, RuleViolation, UserDecision,
    requests::{
        Created,
        change_requests::{AccessChange, ChangeRefusal, NewChangeRequest},
    },
};

/// The initial state of a sandbox: its requests and system users.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, VariantNames, Display,
)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum SandboxState {
    /// Nobody has sent a request.
    #[default]
    Fresh,
    Open,
    /// The customer has approved a request, and the system user exists.
    Connected,
    Refused,
    /// A request has waited so long that it has timed out.
    Expired,
    /// The customer has approved a request, and has later deleted the system user.
    Withdrawn,
    /// An employee has forwarded a request to an access manager.
    Forwarded,
    /// The system user exists, and a change request waits for the customer.
    ChangeWaits,
    /// An accountant has approved a request for an agent system user, and has connected clients.
    AgentConnected,
    /// The customer has created a system user in Altinn, without a request.
    MadeByCustomer,
}

impl SandboxState {
    /// Returns the key of a named person. If the caller names no person, the simulator uses this person. The vendor's
    /// request goes to the organisation of this person.
    #[must_use]
    pub fn default_person(self) -> &'static str {
        match self {
            Self::Forwarded => "siv",
            Self::AgentConnected => "ida",
            _ => "kari",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct NewSandbox {
    /// The id of the new sandbox. It becomes a part of the keys of the sandbox's persons.
    pub id: String,
    pub state: SandboxState,
    /// The key of a named person. The sandbox gets a copy of this person's organisation. The vendor's request goes to
    /// the copy.
    pub person: Option<String>,
    /// The age of the vendor's request when the sandbox is created.
    pub age: SignedDuration,
    /// The content of the vendor's system user request. The simulator ignores the organisation number in this content.
    /// The sandbox has its own copy of the organisation, with a new number.
    pub request: Option<NewRequest>,
    pub talk: Option<String>,
    /// The id of the system user request. If the customer creates a system user without a request, this is the id of
    /// the system user.
    pub request_id: Uuid,
    pub change_id: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SandboxRefusal {
    #[error("A sandbox in the state {0} needs a request: send it in the field request.")]
    NoRequest(SandboxState),
    #[error("No named person has the key {0}.")]
    NoSuchPerson(String),
    #[error(
        "The person {0} has no organisation. Choose another person for a sandbox in the state {1}."
    )]
    NoOrganisation(String, SandboxState),
    #[error("{0}")]
    Violation(RuleViolation),
}

impl From<RuleViolation> for SandboxRefusal {
    fn from(violation: RuleViolation) -> Self {
        Self::Violation(violation)
    }
}

/// The simulator builds the initial state of a sandbox from this data. `person` and `party` are the customer's person
/// and organisation. `vendor` sends the request.
struct Story {
    person: String,
    party: OrgNumber,
    vendor: OrgNumber,
    system: SystemId,
    request: NewRequest,
    request_id: RequestId,
    sent: Timestamp,
}

impl Altinn {
    /// Creates a sandbox, and performs the steps of the vendor and of the customer that lead to the state in `new`. The
    /// times of these steps depend on `now`, and the age of the sandbox depends on `machine_time`.
    ///
    /// # Errors
    ///
    /// [`SandboxRefusal::NoRequest`] if the state needs a request and the caller passed none.
    /// [`SandboxRefusal::NoSuchPerson`] or [`SandboxRefusal::NoOrganisation`] if the state cannot begin with this
    /// person. [`SandboxRefusal::Violation`] if a step breaks a rule of Altinn, for example if the system does not have
    /// the requested right. After an error, the sandbox does not exist.
    pub(crate) fn build_sandbox(
        &mut self,
        new: NewSandbox,
        now: Timestamp,
        machine_time: Timestamp,
    ) -> Result<String, SandboxRefusal> {
        let id = new.id.clone();
        let copies = self.copy_named_parties(&id);
        let sandbox = Sandbox {
            id: id.clone(),
            state: new.state,
            talk: new.talk.clone(),
            created: machine_time,
            last_used: machine_time,
            is_used: false,
            is_left: false,
            persons: copies.persons,
            organisations: copies.organisations,
            withdrawn: None,
        };
        self.sandboxes.table.insert(id.clone(), sandbox);
        match self.play(new, now) {
            Ok(()) => Ok(id),
            Err(refusal) => {
                self.tear_down_sandbox(&id, &[]);
                Err(refusal)
            }
        }
    }

    fn play(&mut self, new: NewSandbox, now: Timestamp) -> Result<(), SandboxRefusal> {
        let template = new.person.clone();
        let template = template.unwrap_or_else(|| new.state.default_person().to_owned());
        let person = self.person_in(&new.id, &template);
        let unknown = || SandboxRefusal::NoSuchPerson(template.clone());
        let person = person.ok_or_else(unknown)?.key.clone();
        if new.state == SandboxState::Fresh {
            return Ok(());
        }
        let (sandbox, state, change_id) = (new.id.clone(), new.state, RequestId(new.change_id));
        let story = self.story(new, &template, person, now)?;
        match state {
            SandboxState::Fresh => {}
            SandboxState::Open => self.send(&story, RequestKind::Standard)?,
            SandboxState::Connected => self.connect(&story, RequestKind::Standard)?,
            SandboxState::Refused => {
                self.send(&story, RequestKind::Standard)?;
                self.decide(&story, RequestKind::Standard, UserDecision::Reject)?;
            }
            SandboxState::Expired => {
                self.send(&story, RequestKind::Standard)?;
                let lifetime = self.request_lifetime_days();
                let request = self.requests.find(story.request_id);
                if request.is_some_and(|request| !request.timed_out(now, lifetime)) {
                    self.let_time_out(story.request_id, now)?;
                }
            }
            SandboxState::Withdrawn => self.withdraw(&sandbox, &story)?,
            SandboxState::Forwarded => {
                self.send(&story, RequestKind::Standard)?;
                self.decide(&story, RequestKind::Standard, UserDecision::Escalate)?;
            }
            SandboxState::ChangeWaits => self.wait_for_change(story, change_id)?,
            SandboxState::AgentConnected => {
                self.connect(&story, RequestKind::Agent)?;
                self.connect_clients(&story)?;
            }
            SandboxState::MadeByCustomer => {
                let manager = self.manager(&story)?;
                let id = SystemUserId(story.request_id.0);
                let title = story.request.integration_title;
                let (party, system) = (&story.party, &story.system);
                self.create_system_user(&manager, party, system, title, id, story.sent)?;
            }
        }
        Ok(())
    }

    fn story(
        &self,
        new: NewSandbox,
        template: &str,
        person: String,
        now: Timestamp,
    ) -> Result<Story, SandboxRefusal> {
        let request = new.request.ok_or(SandboxRefusal::NoRequest(new.state))?;
        let system = request.system_id.as_deref().and_then(|id| id.parse().ok());
        let system: SystemId = system.ok_or(RuleViolation::NoSuchSystem)?;
        let registered = self.register.live_system(&system);
        let vendor = registered
            .ok_or(RuleViolation::NoSuchSystem)?
            .vendor
            .clone();
        let party = self.parties.organisations_of(&person).next();
        let party = party.map(|(organisation, _)| organisation.number.clone());
        let none = || SandboxRefusal::NoOrganisation(template.to_owned(), new.state);
        let party = party.ok_or_else(none)?;
        Ok(Story {
            request: NewRequest {
                party_org_no: Some(party.to_string()),
                ..request
            },
            person,
            party,
            vendor,
            system,
            request_id: RequestId(new.request_id),
            sent: now.checked_sub(new.age).unwrap_or(Timestamp::MIN),
        })
    }

    fn send(&mut self, story: &Story, kind: RequestKind) -> Result<(), RuleViolation> {
        let (request, id) = (story.request.clone(), story.request_id);
        let created = self.create_request(kind, &story.vendor, request, id, story.sent)?;
        match created {
            Created::New(_) => Ok(()),
            // This case cannot happen, because the organisation is new and has no request yet.
            Created::Before(_) => Err(RuleViolation::RequestPending),
        }
    }

    fn decide(
        &mut self,
        story: &Story,
        kind: RequestKind,
        decision: UserDecision,
    ) -> Result<(), RuleViolation> {
        let person = match decision {
            UserDecision::Escalate => story.person.clone(),
            UserDecision::Approve | UserDecision::Reject => self.manager(story)?,
        };
        let (party, id) = (&story.party, story.request_id);
        self.decide_request(kind, decision, &person, party, id, story.sent)
    }

    fn connect(&mut self, story: &Story, kind: RequestKind) -> Result<(), RuleViolation> {
        self.send(story, kind)?;
        self.decide(story, kind, UserDecision::Approve)
    }

    /// Returns the person of `story` if this person is an access manager, and otherwise an access manager of the
    /// person's organisation.
    fn manager(&self, story: &Story) -> Result<String, RuleViolation> {
        if self.parties.may_approve(&story.person, &story.party) {
            return Ok(story.person.clone());
        }
        let sandbox = self.sandbox_of_organisation(&story.party);
        let persons = self.persons_in(sandbox.unwrap_or_default());
        let may = |person: &&Person| self.parties.may_approve(&person.key, &story.party);
        let manager = persons.into_iter().find(may);
        let manager = manager.ok_or(RuleViolation::NotAccessManager)?;
        Ok(manager.key.clone())
    }

    fn withdraw(&mut self, sandbox: &str, story: &Story) -> Result<(), RuleViolation> {
        self.connect(story, RequestKind::Standard)?;
        let request = self.requests.find(story.request_id);
        let request = request.ok_or(RuleViolation::NoSuchRequest)?;
        let withdrawn = Withdrawn {
            request: request.id,
            system_user: request.system_user,
            organisation: request.party_org_no.clone(),
            external_ref: request.external_ref.clone(),
        };
        self.delete_system_user(withdrawn.system_user)?;
        if let Some(row) = self.sandboxes.table.get_mut(&sandbox.to_owned()) {
            row.withdrawn = Some(withdrawn);
        }
        Ok(())
    }

    /// Creates the system user, and sends a change request as the vendor. The change request asks for the registered
    /// access that the first request did not ask for. If the first request asks for all access, the function moves the
    /// last package from the first request to the change request. If there are no packages, the function moves the last
    /// right.
    fn wait_for_change(&mut self, mut story: Story, id: RequestId) -> Result<(), SandboxRefusal> {
        let mut change = self.access_left_out(&story);
        if change.is_empty() {
            let request = &mut story.request;
            let rights = request.rights.get_or_insert_default();
            let packages = request.access_packages.get_or_insert_default();
            if rights.len() + packages.len() > 1 {
                match packages.pop() {
                    Some(package) => change.required_access_packages.push(package),
                    None => change.required_rights.extend(rights.pop()),
                }
            }
        }
        if change.is_empty() {
            return Err(RuleViolation::NothingAskedFor.into());
        }
        self.connect(&story, RequestKind::Standard)?;
        let new = NewChangeRequest {
            id,
            system_user: story.request_id.into(),
            change,
            redirect_url: story.request.redirect_url,
        };
        match self.create_change_request(&story.vendor, new, story.sent) {
            Ok(_) => Ok(()),
            Err(ChangeRefusal::Violation(violation)) => Err(violation.into()),
            Err(ChangeRefusal::SameId | ChangeRefusal::AnothersSystemUser) => {
                Err(RuleViolation::NoSuchSystemUser.into())
            }
        }
    }

    /// Returns the access that the vendor has registered for the system, but that the request does not ask for.
    fn access_left_out(&self, story: &Story) -> AccessChange {
        let Some(system) = self.register.live_system(&story.system) else {
            return AccessChange::default();
        };
        let rights = story.request.rights.as_deref().unwrap_or_default();
        let packages = story.request.access_packages.as_deref();
        let packages = packages.unwrap_or_default();
        let registered = &system.registered;
        let left_out_rights = registered.rights.iter().filter(|right| {
            let mut asked = rights.iter();
            !asked.any(|asked| asked.resource == right.resource)
        });
        let left_out_packages = registered.access_packages.iter();
        let left_out_packages = left_out_packages.filter(|package| !packages.contains(package));
        AccessChange {
            required_rights: left_out_rights.cloned().collect(),
            required_access_packages: left_out_packages.cloned().collect(),
            ..AccessChange::default()
        }
    }

    /// Connects the accountant's clients to the agent system user. If more than two clients are possible, the last
    /// client stays unconnected, so that a visitor has a client to connect.
    fn connect_clients(&mut self, story: &Story) -> Result<(), RuleViolation> {
        let agent = SystemUserId(story.request_id.0);
        let user = self.system_users.agent(agent)?;
        let clients = self.available_clients(user);
        let mut clients: Vec<Uuid> = clients.map(Organisation::uuid).collect();
        if clients.len() > 2 {
            clients.pop();
        }
        for client in clients {
            self.connect_client(&story.person, agent, &client)?;
        }
        Ok(())
    }
}
