use jiff::Timestamp;

use super::{Altinn, Request, RequestKind, RuleViolation, system_users::StoredSystemUser};
use altinn_types::{OrgNumber, RequestId, RequestStatus};

/// What a person may do with a request, by what they are in the organisation it is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Access manager: may approve and reject. Whether approving *succeeds* is for the delegation check.
    Approve,
    /// Has something to do with the organisation: may forward to the access manager.
    Escalate,
}

impl Altinn {
    /// What the person may do with requests to the organisation.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NotAccessManager`] for who has nothing to do with the organisation.
    pub fn power(&self, person: &str, organisation: &OrgNumber) -> Result<Power, RuleViolation> {
        match self.connection(person, organisation) {
            Some(connection) if connection.manages_access() => Ok(Power::Approve),
            Some(_) => Ok(Power::Escalate),
            None => Err(RuleViolation::NotAccessManager),
        }
    }

    /// Whether the person is access manager ("write" on `altinn_access_management`) there.
    #[must_use]
    pub fn may_approve(&self, person: &str, organisation: &OrgNumber) -> bool {
        self.power(person, organisation) == Ok(Power::Approve)
    }

    /// The request as the person behind the page at `confirmUrl` sees it.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NoSuchRequest`], then [`RuleViolation::NotAccessManager`] for who has nothing to do with
    /// the organisation.
    pub fn request_for(
        &self,
        person: &str,
        id: RequestId,
    ) -> Result<(&Request, Power), RuleViolation> {
        let request = self.request(id).ok_or(RuleViolation::NoSuchRequest)?;
        let power = self.power(person, &request.party_org_no)?;
        Ok((request, power))
    }

    /// Approves a request for `party`: makes the system user, with the id of the request.
    ///
    /// For an agent system user there is no delegation check: what clients have is checked when they
    /// are connected.
    ///
    /// # Errors
    ///
    /// The first that applies, in Altinn's order (`RequestSystemUserService.ApproveAndCreateSystemUser`,
    /// contract/approval.md §3). A refusal leaves the request as it was, so another person can try.
    pub fn approve(
        &mut self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        let request = self.answerable(kind, person, party, id)?.clone();
        let existing = self.system_user_by_external_ids(&request.external_ids());
        if existing.is_some() {
            return Err(RuleViolation::SystemUserExists);
        }
        let system = self
            .live_system(&request.system_id)
            .ok_or(RuleViolation::NoSuchSystem)?;
        system.check_rights(&request.rights)?;
        self.check_packages(kind, system, &request.access_packages)?;
        if kind == RequestKind::Standard {
            let (rights, packages) = (&request.rights, &request.access_packages);
            let missing = self.delegation_check(person, party, rights, packages);
            if !missing.is_empty() {
                return Err(RuleViolation::CannotDelegate(missing));
            }
        }
        let user = StoredSystemUser::of(&request, &system.vendor, now);
        self.put_system_user(user);
        self.alter_request(id, |request| request.status = RequestStatus::Accepted);
        Ok(())
    }

    /// Rejects a request. The row stays, and answers to the same external ids from then on.
    ///
    /// # Errors
    ///
    /// As [`Altinn::approve`], up to the status.
    pub fn reject(
        &mut self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<(), RuleViolation> {
        self.answerable(kind, person, party, id)?;
        self.alter_request(id, |request| request.status = RequestStatus::Rejected);
        Ok(())
    }

    /// Forwards a request to the access manager: marks it, and leaves its status.
    ///
    /// # Errors
    ///
    /// [`RuleViolation::NotAccessManager`] for who has nothing to do with the organisation, then as
    /// [`Altinn::approve`], up to the status.
    pub fn escalate(
        &mut self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<(), RuleViolation> {
        self.power(person, party)?;
        self.open_request(kind, party, id)?;
        self.alter_request(id, |request| request.escalated = true);
        Ok(())
    }

    /// The request, if the person may answer it now. Power comes first: it is a filter before the code.
    fn answerable(
        &self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<&Request, RuleViolation> {
        if !self.may_approve(person, party) {
            return Err(RuleViolation::NotAccessManager);
        }
        self.open_request(kind, party, id)
    }

    /// The request, if it is to the party and nobody has answered it. Age does not matter here:
    /// Altinn looks at the status alone.
    fn open_request(
        &self,
        kind: RequestKind,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<&Request, RuleViolation> {
        self.organisation(party).ok_or(RuleViolation::NoSuchParty)?;
        let request = self.request(id).filter(|request| request.kind == kind);
        if request.is_some_and(|request| request.party_org_no != *party) {
            return Err(kind.wrong_party());
        }
        match request.ok_or(kind.unknown())? {
            request if request.status == RequestStatus::New => Ok(request),
            _ => Err(RuleViolation::NotNew),
        }
    }

    /// What waits for an organisation's access manager: every standard request that is open, and the
    /// open agent requests that were forwarded (contract/approval.md §2).
    pub fn pending_requests(&self, party: &OrgNumber) -> impl Iterator<Item = &Request> {
        self.requests_to(party)
            .filter(|request| request.status == RequestStatus::New)
            .filter(|request| request.kind == RequestKind::Standard || request.escalated)
    }
}

impl RequestKind {
    /// For a request to another party than the one that was named.
    #[must_use]
    pub fn wrong_party(self) -> RuleViolation {
        match self {
            Self::Standard => RuleViolation::WrongParty,
            Self::Agent => RuleViolation::WrongPartyForAgent,
        }
    }

    fn unknown(self) -> RuleViolation {
        match self {
            Self::Standard => RuleViolation::NoSuchRequest,
            Self::Agent => RuleViolation::NoSuchAgentRequest,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::world::World;
    use serde_json::json;

    use super::*;
    use crate::rules::{
        Reason,
        register::{Registrar, SystemInput},
        requests::{Created, RequestInput},
    };

    const VENDOR: &str = "991825827";
    const STANDARD: RequestKind = RequestKind::Standard;

    fn number(text: &str) -> OrgNumber {
        text.parse().unwrap()
    }

    /// A world with a system that may ask for claims, payroll and a package.
    fn world() -> World {
        let mut world = World::seeded();
        let right = |id| json!({ "resource": [{ "id": "urn:altinn:resource", "value": id }] });
        let text = json!({ "nb": "Skyen", "nn": "Skya", "en": "The cloud" });
        let system: SystemInput = serde_json::from_value(json!({
            "id": format!("{VENDOR}_sky"),
            "vendor": { "id": format!("0192:{VENDOR}") },
            "name": text,
            "description": text,
            "rights": [right("ske-krav-og-betalinger"), right("ttd_systembruker-salary")],
            "accesspackages": [{ "urn": "urn:altinn:accesspackage:krav-og-utlegg" }],
            "isvisible": false,
        }))
        .unwrap();
        let by = Registrar {
            vendor: number(VENDOR),
            client_id: "client".to_owned(),
            admin: false,
        };
        let now = world.now();
        world.register_system(&by, system, now).unwrap();
        world
    }

    fn ask(world: &mut World, party: &str, resource: &str) -> RequestId {
        let input: RequestInput = serde_json::from_value(json!({
            "systemid": format!("{VENDOR}_sky"),
            "partyorgno": party,
            "rights": [{ "resource": [{ "id": "urn:altinn:resource", "value": resource }] }],
        }))
        .unwrap();
        let now = world.now();
        match world.create_request(&number(VENDOR), input, now).unwrap() {
            Created::New(id) => id,
            Created::Before(id) => panic!("{id} was there before"),
        }
    }

    /// What `people.rs` promises on the page where a person is chosen.
    #[test]
    fn the_named_persons_do_what_their_descriptions_say() {
        let payroll = "ttd_systembruker-salary";
        let claims = "ske-krav-og-betalinger";
        for (person, organisation, resource, power, approved) in [
            ("kari", "312450186", payroll, Ok(Power::Approve), true),
            ("ola", "313604721", claims, Ok(Power::Approve), true),
            ("ola", "313604721", payroll, Ok(Power::Approve), false),
            ("siv", "314729056", claims, Ok(Power::Escalate), false),
            ("liv", "314729056", payroll, Ok(Power::Approve), true),
            (
                "per",
                "312450186",
                claims,
                Err(RuleViolation::NotAccessManager),
                false,
            ),
            ("anne", "312588315", payroll, Ok(Power::Approve), true),
            ("tor", "310817465", payroll, Ok(Power::Approve), true),
        ] {
            let mut world = world();
            let party = number(organisation);
            let id = ask(&mut world, organisation, resource);
            assert_eq!(world.power(person, &party), power, "{person}");
            let now = world.now();
            let result = world.approve(STANDARD, person, &party, id, now);
            assert_eq!(result.is_ok(), approved, "{person}, {resource}: {result:?}");
            assert_eq!(world.system_user(id.into()).is_some(), approved, "{person}");
        }
    }

    #[test]
    fn ola_lacks_payroll_and_is_told_so() {
        let mut world = world();
        let party = number("313604721");
        let id = ask(&mut world, party.as_str(), "ttd_systembruker-salary");
        let now = world.now();
        let Err(RuleViolation::CannotDelegate(missing)) =
            world.approve(STANDARD, "ola", &party, id, now)
        else {
            panic!("ola cannot approve payroll");
        };
        assert_eq!(missing[0].id, "ttd_systembruker-salary");
        assert_eq!(missing[0].codes, [Reason::MissingRoleAccess]);
        assert_eq!(world.request(id).unwrap().status, RequestStatus::New);
    }

    /// The page names the party that the person has chosen; it has to be the one that is asked.
    #[test]
    fn a_request_is_answered_for_its_own_party() {
        let mut world = world();
        let (asked, other) = (number("311905333"), number("315274605"));
        let id = ask(&mut world, asked.as_str(), "ske-krav-og-betalinger");
        let now = world.now();
        assert_eq!(
            world.approve(STANDARD, "anne", &other, id, now),
            Err(RuleViolation::WrongParty)
        );
        assert_eq!(
            world.reject(STANDARD, "anne", &other, id),
            Err(RuleViolation::WrongParty)
        );
        assert_eq!(
            world.escalate(STANDARD, "anne", &other, id),
            Err(RuleViolation::WrongParty)
        );
        assert_eq!(world.approve(STANDARD, "anne", &asked, id, now), Ok(()));
    }

    #[test]
    fn a_forward_is_remembered_and_is_no_answer() {
        let mut world = world();
        let party = number("314729056");
        let id = ask(&mut world, party.as_str(), "ske-krav-og-betalinger");
        assert_eq!(world.escalate(STANDARD, "siv", &party, id), Ok(()));
        let request = world.request(id).unwrap();
        assert!(request.escalated && request.status == RequestStatus::New);
        assert_eq!(
            world.escalate(STANDARD, "per", &party, id),
            Err(RuleViolation::NotAccessManager)
        );
        assert_eq!(world.reject(STANDARD, "liv", &party, id), Ok(()));
        assert_eq!(
            world.escalate(STANDARD, "siv", &party, id),
            Err(RuleViolation::NotNew)
        );
    }
}
