//! The rules about who may approve, reject and forward a request, and what the approval does.

use altinn_types::{AccessPackage, OrgNumber, RequestId, RequestStatus, Right};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Request, RequestKind};
use crate::rules::{
    Altinn, RuleViolation,
    parties::Power,
    system_users::{StoredSystemUser, without_duplicate_packages, without_duplicate_rights},
};

/// A decision that a user of the customer makes about a vendor's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserDecision {
    Approve,
    Reject,
    Escalate,
}

impl UserDecision {
    /// The word for the decision in Altinn's URL paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Escalate => "escalate",
        }
    }
}

impl Altinn {
    /// Returns the request that a person opens at the URL in `confirmUrl`, and what the person may do with the request.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] if no request of this kind has this id. Returns
    /// [`RuleViolation::NotAccessManager`] if the person has no connection to the organisation.
    pub fn request_for(
        &self,
        person: &str,
        kind: RequestKind,
        id: RequestId,
    ) -> Result<(&Request, Power), RuleViolation> {
        let request = self.requests.get(kind, id);
        let request = request.ok_or(RuleViolation::NoSuchRequest)?;
        let power = self.parties.power(person, &request.party_org_no)?;
        Ok((request, power))
    }

    /// Carries out the decision that a person makes for a party.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Altinn::approve`], [`Altinn::reject`] or [`Altinn::escalate`].
    pub fn decide_request(
        &mut self,
        kind: RequestKind,
        decision: UserDecision,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        match decision {
            UserDecision::Approve => self.approve(kind, person, party, id, now),
            UserDecision::Reject => self.reject(kind, person, party, id),
            UserDecision::Escalate => self.escalate(kind, person, party, id),
        }
    }

    /// Approves a request on behalf of `party`. For a standard request or an agent request, the approval creates the
    /// system user, with the id of the request. For a change request, the approval adds the requested access to the
    /// existing system user, and removes the unwanted access.
    ///
    /// The person must be able to delegate all access that the system user gets. Altinn does not check this for an
    /// agent request, but only later, when somebody connects a client.
    ///
    /// # Errors
    ///
    /// Returns the first error that applies, in the order of Altinn's
    /// `RequestSystemUserService.ApproveAndCreateSystemUser` (contract/approval.md §3). After an error the request is
    /// unchanged, so another person can still approve the request.
    pub fn approve(
        &mut self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
        now: Timestamp,
    ) -> Result<(), RuleViolation> {
        self.check_access_manager(person, party)?;
        let request = self.open_request_to(kind, party, id)?.clone();
        let user = match kind {
            RequestKind::Change => {
                let user = self.system_users.get(request.system_user);
                Some(user.ok_or(RuleViolation::NoSuchSystemUser)?)
            }
            RequestKind::Standard | RequestKind::Agent => {
                let ids = request.external_ids();
                if self.system_users.by_external_ids(&ids).is_some() {
                    return Err(RuleViolation::SystemUserExists);
                }
                None
            }
        };
        let system = self.register.live_system(&request.system_id);
        let system = system.ok_or(RuleViolation::NoSuchSystem)?;
        system.check_rights(&request.rights)?;
        self.catalogue
            .check_packages(kind.user_type(), system, &request.access_packages)?;
        let (rights, packages) = access_to_add(&request, user);
        if kind != RequestKind::Agent {
            let missing = self.delegation_check(person, party, &rights, &packages);
            if !missing.is_empty() {
                return Err(RuleViolation::CannotDelegate(missing));
            }
        }
        if kind == RequestKind::Change {
            self.change_system_user(&request, rights, packages);
        } else {
            let vendor = system.vendor.clone();
            self.system_users.put(StoredSystemUser {
                id: request.system_user,
                kind: kind.user_type(),
                integration_title: request.integration_title,
                system_id: request.system_id,
                vendor,
                owner: request.party_org_no,
                external_ref: request.external_ref,
                created: now,
                rights,
                access_packages: packages,
            });
        }
        self.set_status(kind, id, RequestStatus::Accepted);
        Ok(())
    }

    /// Rejects a request. Altinn keeps the rejected request. If the vendor later tries to create a request with the
    /// same external ids, Altinn returns the rejected request.
    ///
    /// # Errors
    ///
    /// Returns an error if the person is not an access manager. Also returns an error if the request is to another
    /// party, or if the request is not open. As in Altinn, the party of a change request is not checked.
    pub fn reject(
        &mut self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<(), RuleViolation> {
        self.check_access_manager(person, party)?;
        match kind {
            RequestKind::Standard | RequestKind::Agent => self.open_request_to(kind, party, id)?,
            RequestKind::Change => self.open_request(kind, id)?,
        };
        self.set_status(kind, id, RequestStatus::Rejected);
        Ok(())
    }

    /// Marks a request as forwarded to an access manager. The status does not change.
    ///
    /// # Errors
    ///
    /// Returns [`RuleViolation::NoSuchRequest`] for a change request, because a user cannot forward a change request.
    /// Returns [`RuleViolation::NotAccessManager`] if the person has no connection to the organisation. Also returns an
    /// error if the request is to another party, or if the request is not open.
    pub fn escalate(
        &mut self,
        kind: RequestKind,
        person: &str,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<(), RuleViolation> {
        if kind == RequestKind::Change {
            return Err(RuleViolation::NoSuchRequest);
        }
        self.parties.power(person, party)?;
        self.open_request_to(kind, party, id)?;
        self.requests
            .alter(kind, id, |request| request.escalated = true);
        Ok(())
    }

    /// Returns an error if the person is not an access manager of the party. In Altinn, an access policy makes this
    /// check before Altinn's own code runs.
    fn check_access_manager(&self, person: &str, party: &OrgNumber) -> Result<(), RuleViolation> {
        if self.parties.may_approve(person, party) {
            Ok(())
        } else {
            Err(RuleViolation::NotAccessManager)
        }
    }

    /// Returns the system user request if its customer is this party, and no user has approved or rejected the request.
    fn open_request_to(
        &self,
        kind: RequestKind,
        party: &OrgNumber,
        id: RequestId,
    ) -> Result<&Request, RuleViolation> {
        let known = self.parties.organisation(party);
        known.ok_or(RuleViolation::NoSuchParty)?;
        let request = self.requests.get(kind, id);
        if request.is_some_and(|request| request.party_org_no != *party) {
            return Err(kind.wrong_party());
        }
        self.open_request(kind, id)
    }

    /// Returns the request if no user has approved or rejected it. As in Altinn, a request that has timed out is still
    /// open, because only the status is checked.
    fn open_request(&self, kind: RequestKind, id: RequestId) -> Result<&Request, RuleViolation> {
        let request = self.requests.get(kind, id).ok_or(match kind {
            RequestKind::Standard | RequestKind::Change => RuleViolation::NoSuchRequest,
            RequestKind::Agent => RuleViolation::NoSuchAgentRequest,
        })?;
        match request.status {
            RequestStatus::New => Ok(request),
            _ => Err(RuleViolation::NotNew),
        }
    }

    fn set_status(&mut self, kind: RequestKind, id: RequestId, status: RequestStatus) {
        self.requests
            .alter(kind, id, |request| request.status = status);
    }

    fn change_system_user(
        &mut self,
        request: &Request,
        rights: Vec<Right>,
        packages: Vec<AccessPackage>,
    ) {
        let Some(user) = self.system_users.get_mut(request.system_user) else {
            return;
        };
        let unwanted = |own: &Right| {
            let mut unwanted = request.unwanted_rights.iter();
            unwanted.any(|right| right.resource == own.resource)
        };
        user.rights.retain(|own| !unwanted(own));
        user.rights.extend(rights);
        let unwanted = &request.unwanted_access_packages;
        user.access_packages.retain(|own| !unwanted.contains(own));
        user.access_packages.extend(packages);
    }
}

/// Returns the requested rights and access packages that the system user does not have yet. If `user` is `None`,
/// returns all requested rights and access packages. Two rights are equal if their resources are equal.
fn access_to_add(
    request: &Request,
    user: Option<&StoredSystemUser>,
) -> (Vec<Right>, Vec<AccessPackage>) {
    let mut rights = without_duplicate_rights(&request.rights);
    let mut packages = without_duplicate_packages(&request.access_packages);
    if let Some(user) = user {
        let has = |right: &Right| user.rights.iter().any(|own| own.resource == right.resource);
        rights.retain(|right| !has(right));
        packages.retain(|package| !user.access_packages.contains(package));
    }
    (rights, packages)
}

#[cfg(test)]
mod tests {
    use crate::world::World;
    use uuid::Uuid;

    use super::*;
    use crate::rules::{
        NewRequest, Reason,
        register::{
            SystemDraft,
            examples::{VENDOR, draft, number, register, right},
        },
        requests::Created,
    };

    const STANDARD: RequestKind = RequestKind::Standard;

    /// Returns a world with a registered system. The system has rights to *Krav og betalinger* and to payroll, and one
    /// access package.
    fn world() -> World {
        let mut world = World::seeded();
        let now = world.now();
        let system = SystemDraft {
            rights: Some(vec![
                right("ske-krav-og-betalinger"),
                right("ttd_systembruker-salary"),
            ]),
            access_packages: Some(vec![AccessPackage::named("krav-og-utlegg")]),
            is_visible: Some(false),
            ..draft("sky")
        };
        register(&mut world, system, now);
        world
    }

    fn request(world: &mut World, party: &str, resource: &str) -> RequestId {
        let new = NewRequest {
            system_id: Some(format!("{VENDOR}_sky")),
            party_org_no: Some(party.to_owned()),
            rights: Some(vec![right(resource)]),
            ..NewRequest::default()
        };
        let (id, now) = (RequestId(Uuid::new_v4()), world.now());
        let created = world.create_request(STANDARD, &number(VENDOR), new, id, now);
        assert_eq!(created, Ok(Created::New(id)));
        id
    }

    /// At log-in, users choose a person by the person's description. So each named person must be able to do what this
    /// description promises.
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
            let id = request(&mut world, organisation, resource);
            assert_eq!(world.parties.power(person, &party), power, "{person}");
            let now = world.now();
            let result = world.approve(STANDARD, person, &party, id, now);
            assert_eq!(result.is_ok(), approved, "{person}, {resource}: {result:?}");
            assert_eq!(
                world.system_users.get(id.into()).is_some(),
                approved,
                "{person}"
            );
        }
    }

    #[test]
    fn an_approval_without_the_access_fails_with_the_reason() {
        let mut world = world();
        let party = number("313604721");
        let id = request(&mut world, party.as_str(), "ttd_systembruker-salary");
        let now = world.now();
        let Err(RuleViolation::CannotDelegate(missing)) =
            world.approve(STANDARD, "ola", &party, id, now)
        else {
            panic!("ola cannot approve payroll");
        };
        assert_eq!(missing[0].id, "ttd_systembruker-salary");
        assert_eq!(missing[0].codes, [Reason::MissingRoleAccess]);
        assert_eq!(
            world.requests.get(STANDARD, id).unwrap().status,
            RequestStatus::New
        );
    }

    #[test]
    fn a_decision_is_made_for_the_party_of_the_request() {
        let mut world = world();
        let (party, other) = (number("311905333"), number("315274605"));
        let id = request(&mut world, party.as_str(), "ske-krav-og-betalinger");
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
        assert_eq!(world.approve(STANDARD, "anne", &party, id, now), Ok(()));
    }

    #[test]
    fn a_forwarded_request_is_still_open() {
        let mut world = world();
        let party = number("314729056");
        let id = request(&mut world, party.as_str(), "ske-krav-og-betalinger");
        assert_eq!(world.escalate(STANDARD, "siv", &party, id), Ok(()));
        let forwarded = world.requests.get(STANDARD, id).unwrap();
        assert!(forwarded.escalated && forwarded.status == RequestStatus::New);
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
